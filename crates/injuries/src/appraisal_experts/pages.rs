//! The pool at the desk: who is in it, and, for the city, registering one and taking one off.

use agency::Agency;
use agency::common::page::{hidden, key_field};
use agency::common::refused::{Unsuccessful, sort};
use agency::routes::{Access, Route};
use agency::shell::shell;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::{CaseTarget, Channel, Role, perform};
use maud::{Markup, html};
use values::Text;
use web::components::{Column, FormView, Table, button, date, details, empty_state, error_summary, form, heading, section};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use super::{AppraisalExperts, Command};
use crate::experts::{self, Expert, Pool};

pub const ADDRESS: &str = "/desk/appraisal-experts";

const READERS: Access = Access::Roles(&[Role::InjuryOfficer, Role::DecisionMaker, Role::AreaLeader, Role::CitySupervisor, Role::Auditor]);
const KEEPERS: Access = Access::Roles(&[Role::CitySupervisor]);

pub const ROUTES: &[Route] = &[("GET", ADDRESS, READERS), ("POST", ADDRESS, KEEPERS)];

pub fn routes() -> Router<Agency> {
    Router::new().route(ADDRESS, get(show).post(answer))
}

fn title() -> Text {
    Text::new("鉴定专家库", "Pool of experts")
}

async fn show(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    render(agency, signed_in, FormData::new(), FormErrors::new()).await
}

async fn render(agency: Agency, signed_in: SignedIn, data: FormData, errors: FormErrors) -> Response {
    let found = blocking(move || {
        let mut reader = agency.store.reader()?;
        Ok::<_, PageError>(experts::pool(reader.as_mut(), &agency.law)?.map(|(_, pool)| pool).unwrap_or_default())
    });
    match found.await {
        Ok(pool) => {
            let mut shell = shell(&signed_in, Surface::Desk, title(), ADDRESS);
            shell.has_errors = !errors.is_empty();
            let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            (status, shell.page(markup(&pool, &signed_in, &data, &errors))).into_response()
        }
        Err(error) => signed_in.refuse(&error),
    }
}

fn markup(pool: &Pool, signed_in: &SignedIn, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    let keeps = signed_in.actor.has(Role::CitySupervisor);
    let columns = vec![
        Column::text(Text::new("编号", "No.")),
        Column::text(Text::new("姓名", "Name")),
        Column::text(Text::new("科别", "Field")),
        Column::text(Text::new("工作单位", "Works at")),
        Column::text(Text::new("入库日期", "Since")),
    ];
    let rows = pool.active().map(|known| {
        let expert = &known.expert;
        vec![
            html! { (known.number) },
            html! { (expert.name) " · " (expert.title) },
            html! { (expert.specialty) },
            html! { (expert.hospital) },
            date(known.since, language),
        ]
    });
    let nothing = Text::new("专家库是空的", "The pool is empty");
    let advice =
        Text::new("市本级登记专家后，各区市抽取鉴定专家时从这里抽取。", "Once the city registers experts, the areas draw from here.");
    html! {
        (error_summary(errors, language))
        (heading(&title(), None, language))
        p.lead { (language.pick(
            "每件鉴定从相关科别随机抽取 3 名或 5 名（《工伤保险条例》第25条）；与职工同一单位的自动回避。",
            "Three or five of the field are drawn at random for an appraisal (Injury Regulation art. 25); who works where the worker does is left out by itself.",
        )) }
        @if pool.active().next().is_none() { (empty_state(&nothing, &advice, None, language)) }
        @else { (Table::new(title(), columns, language).hide_caption().rows(rows)) }
        @if keeps {
            (section(&Text::new("登记专家", "Register an expert"), form(ADDRESS, &signed_in.csrf_token, html! {
                (key_field(&signed_in.fresh_key))
                (view.text("name", Text::new("姓名", "Name")).max_length(40))
                (view.text("specialty", Text::new("科别", "Field")).hint(Text::new("如骨科、呼吸内科", "such as orthopaedics")).max_length(40))
                (view.text("hospital", Text::new("工作单位", "Works at")).hint(Text::new("医院全称，用于自动回避", "the hospital's full name, for leaving experts out")).max_length(100))
                (view.text("title", Text::new("职称", "Professional title")).max_length(40))
                (button(&Text::new("登记", "Register"), language))
            }), language))
            @if pool.active().next().is_some() {
                (details(&Text::new("移出专家", "Take an expert off"), form(ADDRESS, &signed_in.csrf_token, html! {
                    (hidden("act", "remove"))
                    (key_field(&format!("{}remove", signed_in.fresh_key)))
                    (view.number("number", Text::new("编号", "No.")))
                    (view.text("reason", Text::new("理由", "Why")).max_length(200))
                    (button(&Text::new("移出", "Take off"), language))
                }), language))
            }
        }
    }
}

/// A form registers an expert, or takes one off where it says so.
async fn answer(State(agency): State<Agency>, sent: CheckedForm) -> Response {
    let text = |field: &str| sent.data.trimmed(field).to_owned();
    let command = if sent.data.get("act") == "remove" {
        Command::Remove { number: text("number").parse().unwrap_or(0), reason: text("reason") }
    } else {
        let expert = Expert { name: text("name"), specialty: text("specialty"), hospital: text("hospital"), title: text("title") };
        Command::Register { expert }
    };
    act(agency, command, sent).await
}

async fn act(agency: Agency, command: Command, sent: CheckedForm) -> Response {
    let (working, signed_in) = (agency.clone(), sent.signed_in.clone());
    let given = signed_in.given(Channel::Web, None, sent.idempotency_key());
    let done = blocking(move || {
        let city = working.law.city().ok_or(PageError::NotFound)?.code;
        let mut reader = working.store.reader()?;
        let found = experts::pool(reader.as_mut(), &working.law)?;
        drop(reader);
        let target = found.map_or(CaseTarget::New(city), |(head, _)| CaseTarget::Existing { area: head.area, id: head.id });
        match perform(working.store.as_ref(), &AppraisalExperts::new(working.law.clone()), target, &command, &given) {
            Ok(_) => Ok(None),
            Err(failure) => match sort(failure, str::to_owned) {
                Unsuccessful::Again(errors) => Ok(Some(errors)),
                Unsuccessful::Page(error) => Err(error),
            },
        }
    });
    match done.await {
        Ok(None) => Redirect::to(ADDRESS).into_response(),
        Ok(Some(errors)) => render(agency, signed_in, sent.data, errors).await,
        Err(error) => signed_in.refuse(&error),
    }
}
