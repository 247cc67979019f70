//! `/demo`: the page of a demonstration, where anybody signed in moves the business date and sees who may sign in.

use std::sync::Arc;

use agency::Agency;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::Clock;
use maud::{Markup, html};
use values::{Date, Text};
use web::components::{FormView, SummaryList, button, error_summary, form, heading, inset, section};
use web::{CheckedForm, FormData, FormErrors, Surface, Visitor, WebState, assets};

use crate::clock::DemoClock;
use crate::commands::demo::{DEMO_PASSWORD, demo_accounts};
use crate::failure::CommandError;

/// What the page needs.
#[derive(Clone)]
struct Demonstration {
    agency: Agency,
    clock: Arc<DemoClock>,
}

impl FromRef<Demonstration> for WebState {
    fn from_ref(demonstration: &Demonstration) -> WebState {
        WebState::from_ref(&demonstration.agency)
    }
}

pub fn router(agency: Agency, clock: Arc<DemoClock>) -> Router {
    Router::new()
        .route("/demo", get(show).post(advance))
        .layer(from_fn(assets::security_headers))
        .with_state(Demonstration { agency, clock })
}

async fn show(State(demonstration): State<Demonstration>, visitor: Visitor) -> Response {
    page(&demonstration, &visitor, &FormData::default(), &FormErrors::new())
}

/// The business date moves forward only; what was decided on a day is not undone by going back.
async fn advance(State(demonstration): State<Demonstration>, checked: CheckedForm) -> Response {
    let mut errors = FormErrors::new();
    match values::parse_date(checked.data.trimmed("day")) {
        Err(error) => errors.push("day", error.text()),
        Ok(day) if day < demonstration.clock.today() => errors.push("day", only_forward(demonstration.clock.today())),
        Ok(day) => match demonstration.clock.advance_to(day) {
            Ok(()) => return Redirect::to("/demo").into_response(),
            Err(CommandError::Said { what, .. }) => {
                tracing::error!(%what, "the business date could not be moved");
                errors.push("day", Text::new("业务日期未能保存", "the business date could not be kept"));
            }
            Err(CommandError::BrokenPipe) => errors.push("day", Text::new("业务日期未能保存", "the business date could not be kept")),
        },
    }
    let visitor = Visitor::from(checked.signed_in);
    let page = page(&demonstration, &visitor, &checked.data, &errors);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn only_forward(today: Date) -> Text {
    Text::new(format!("业务日期只能向后推移，今天是 {today}"), format!("the business date moves forward only; today is {today}"))
}

fn page(demonstration: &Demonstration, visitor: &Visitor, data: &FormData, errors: &FormErrors) -> Response {
    let language = visitor.language;
    let title = Text::new("演示", "Demonstration");
    let today = demonstration.clock.today();
    let is_signed_in = visitor.actor.is_some();
    let body = html! {
        (error_summary(errors, language))
        (heading(&title, None, language))
        p.lead { (language.pick("这是演示系统，所有单位和人员均为虚构。今天的业务日期是 ", "A demonstration: every employer and person is made up. The business date is ")) (today) }
        @if is_signed_in {
            (section(&Text::new("推移业务日期", "Move the business date"), move_form(visitor, data, errors), language))
        } @else {
            (inset(html! { p { (language.pick("登录后可以推移业务日期。", "Sign in to move the business date.")) " " a href="/sign-in?back=/demo" { (language.pick("登录", "Sign in")) } } }))
        }
        (section(&Text::new("用户", "Accounts"), accounts(visitor), language))
    };
    visitor.shell(Surface::Public, title).page(body).into_response()
}

fn move_form(visitor: &Visitor, data: &FormData, errors: &FormErrors) -> Markup {
    let language = visitor.language;
    let view = FormView::new(language, data, errors);
    form(
        "/demo",
        &visitor.csrf_token,
        html! {
            (view.date("day", Text::new("新的业务日期", "New business date")))
            (button(&Text::new("推移", "Move"), language))
        },
    )
}

fn accounts(visitor: &Visitor) -> Markup {
    let mut list = SummaryList::new(visitor.language).words(Text::new("密码", "Password"), DEMO_PASSWORD);
    for account in demo_accounts() {
        list = list.words(account.role.name(), account.login);
    }
    html! { (list) }
}
