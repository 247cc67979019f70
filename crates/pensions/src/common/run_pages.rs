//! The desk's pages of a run: those there are, a form to propose one, and one with what it changed.

use agency::Agency;
use agency::case_parts::LoadedCase;
use agency::case_parts::{history, look, stage_tag};
use agency::common::page::{hidden, key_field};
use agency::common::refused::{Unsuccessful, sort};
use agency::shell::shell;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::worklist::CaseFilter;
use casework::{CaseHead, CaseTarget, Channel, Failure, Given, Role, Stage, office, perform};
use maud::{Markup, html};
use values::{AreaCode, Language, Text};
use web::components::{
    ButtonStyle, Column, FormView, Table, back_link, button, button_style, button_value, date, error_summary, explanation_details, form,
    heading, inset, money, month, section,
};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use super::approved_run::{Changed, Portioned, PortionedRun, RunCommand, RunState};

const RUNS_LISTED: u32 = 50;
/// So many changed pensions are shown; the case holds them all.
const PEOPLE_SHOWN: usize = 200;

/// What a kind of run brings to its pages.
pub trait RunPages: PortionedRun + Sized + 'static {
    const ADDRESS: &'static str;

    fn title() -> Text;

    fn lead() -> Text;

    fn of(agency: &Agency) -> Portioned<Self>;

    fn fields(view: &FormView<'_>) -> Markup;

    /// The scope as typed.
    fn scope(agency: &Agency, area: AreaCode, data: &FormData) -> Result<Result<Self::Scope, FormErrors>, PageError>;
}

pub fn routes<R: RunPages>() -> Router<Agency> {
    Router::new()
        .route(R::ADDRESS, get(list::<R>).post(propose::<R>))
        .route(&format!("{}/{{number}}", R::ADDRESS), get(one::<R>).post(act::<R>))
}

/// Carries out everything an approved run has left, an act at a time.
pub fn carry_out_all<R: RunPages>(agency: &Agency, area: AreaCode, id: i64, given: &Given) -> Result<(), Failure> {
    let procedure = R::of(agency);
    let target = CaseTarget::Existing { area, id };
    for step in 0.. {
        let given = Given { idempotency_key: format!("{}:{step}", given.idempotency_key), ..given.clone() };
        perform(agency.store.as_ref(), &procedure, target, &RunCommand::CarryOut, &given)?;
        let mut reader = agency.store.reader()?;
        if office::load(&procedure, reader.as_mut(), target)?.state.is_finished {
            break;
        }
    }
    Ok(())
}

async fn list<R: RunPages>(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    listed::<R>(agency, signed_in, FormData::new(), FormErrors::new()).await
}

async fn listed<R: RunPages>(agency: Agency, signed_in: SignedIn, data: FormData, wrong: FormErrors) -> Response {
    let actor = signed_in.actor.clone();
    let name = R::of(&agency).0.name();
    let areas = if actor.roles.iter().any(|role| role.sees_city()) { Vec::new() } else { vec![actor.area] };
    let filter = CaseFilter { areas, procedure: Some(name.to_owned()), limit: RUNS_LISTED, ..CaseFilter::default() };
    let found = blocking(move || agency.store.views()?.cases(&filter)).await;
    match found {
        Err(error) => signed_in.refuse(&error),
        Ok(heads) => list_page::<R>(&heads, &data, &wrong, &signed_in).into_response(),
    }
}

fn list_page<R: RunPages>(heads: &[CaseHead], data: &FormData, wrong: &FormErrors, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, wrong);
    let mut shell = shell(signed_in, Surface::Desk, R::title(), R::ADDRESS);
    shell.has_errors = !wrong.is_empty();
    let propose = form(
        R::ADDRESS,
        &signed_in.csrf_token,
        html! {
            (key_field(&signed_in.fresh_key))
            (R::fields(&view))
            (view.text_area("reason", Text::new("理由", "Why")).rows(2).max_length(2000))
            (button(&Text::new("提出", "Propose"), language))
        },
    );
    let columns = vec![
        Column::text(Text::new("编号", "Number")),
        Column::text(Text::new("内容", "What")),
        Column::text(Text::new("提出日期", "Proposed")),
        Column::text(Text::new("状态", "Stage")),
    ];
    let rows = heads.iter().map(|head| {
        vec![
            html! { a href=(format!("{}/{}", R::ADDRESS, head.number)) { (head.number) } },
            html! { (head.subject.in_language(language)) },
            date(head.opened_on, language),
            stage_tag(head.stage, language),
        ]
    });
    let title = Text::new("已提出的", "Proposed so far");
    shell.page(html! {
        (error_summary(wrong, language))
        (heading(&R::title(), None, language))
        p.lead { (R::lead().in_language(language)) }
        (section(&title, html! {
            @if heads.is_empty() { p { (language.pick("还没有。", "None yet.")) } }
            @else { (Table::new(title.clone(), columns, language).hide_caption().rows(rows)) }
        }, language))
        @if signed_in.actor.has(Role::BenefitOfficer) { (section(&Text::new("提出", "Propose"), propose, language)) }
    })
}

async fn propose<R: RunPages>(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let (office, sent) = (agency.clone(), form.clone());
    let done = blocking(move || {
        let area = sent.signed_in.actor.area;
        let scope = match R::scope(&office, area, &sent.data)? {
            Ok(scope) => scope,
            Err(wrong) => return Ok(Err(Unsuccessful::Again(wrong))),
        };
        let command = RunCommand::Propose { scope, reason: sent.data.trimmed("reason").to_owned() };
        let given = sent.signed_in.given(Channel::Web, None, sent.idempotency_key());
        let performed = perform(office.store.as_ref(), &R::of(&office), CaseTarget::New(area), &command, &given);
        Ok::<_, PageError>(performed.map_err(|failure| sort(failure, str::to_owned)))
    });
    match done.await {
        Ok(Ok(performed)) => Redirect::to(&format!("{}/{}", R::ADDRESS, performed.number)).into_response(),
        Ok(Err(Unsuccessful::Again(wrong))) => listed::<R>(agency, form.signed_in.clone(), form.data.clone(), wrong).await,
        Ok(Err(Unsuccessful::Page(error))) | Err(error) => form.signed_in.refuse(&error),
    }
}

fn case_of<R: RunPages>(agency: &Agency, signed_in: &SignedIn, number: &str) -> Result<(LoadedCase, RunState<R::Scope>), PageError> {
    let actor = &signed_in.actor;
    let procedure = R::of(agency);
    let name = procedure.0.name();
    let case = LoadedCase::load(agency, number, |head| head.procedure == name && actor.is_staff() && actor.reaches(head.area))?;
    look(agency, actor, case.head.area, signed_in.now, "case.looked_at", format!("case:{}", case.head.id), "")?;
    let target = CaseTarget::Existing { area: case.head.area, id: case.head.id };
    let mut reader = agency.store.reader()?;
    let state = office::load(&procedure, reader.as_mut(), target)?.state;
    Ok((case, state))
}

async fn one<R: RunPages>(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    shown::<R>(agency, signed_in, number, FormData::new(), FormErrors::new()).await
}

async fn shown<R: RunPages>(agency: Agency, signed_in: SignedIn, number: String, data: FormData, wrong: FormErrors) -> Response {
    let reader = signed_in.clone();
    match blocking(move || case_of::<R>(&agency, &reader, &number)).await {
        Ok((case, state)) => one_page::<R>(&case, &state, &data, &wrong, &signed_in).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

async fn act<R: RunPages>(State(agency): State<Agency>, Path(number): Path<String>, form: CheckedForm) -> Response {
    let (office, sent, of) = (agency.clone(), form.clone(), number.clone());
    let done = blocking(move || {
        let (case, _) = case_of::<R>(&office, &sent.signed_in, &of)?;
        let text = |name: &str| sent.data.trimmed(name).to_owned();
        let (area, id) = (case.head.area, case.head.id);
        let given = sent.signed_in.given(Channel::Web, None, sent.idempotency_key());
        let command = match sent.data.get("act") {
            "approve" => Some(RunCommand::Approve { note: text("note") }),
            "discard" => Some(RunCommand::Discard { reason: text("reason") }),
            "print" => Some(RunCommand::Print),
            _ => None,
        };
        let goes_on = !matches!(command, Some(RunCommand::Discard { .. } | RunCommand::Print));
        let outcome = match command {
            Some(command) => {
                perform(office.store.as_ref(), &R::of(&office), CaseTarget::Existing { area, id }, &command, &given).map(|_| ())
            }
            None => Ok(()),
        };
        let outcome = outcome.and_then(|()| if goes_on { carry_out_all::<R>(&office, area, id, &given) } else { Ok(()) });
        Ok::<_, PageError>(outcome.map_err(|failure| sort(failure, str::to_owned)))
    });
    match done.await {
        Ok(Ok(())) => Redirect::to(&format!("{}/{number}", R::ADDRESS)).into_response(),
        Ok(Err(Unsuccessful::Again(wrong))) => shown::<R>(agency, form.signed_in.clone(), number, form.data.clone(), wrong).await,
        Ok(Err(Unsuccessful::Page(error))) | Err(error) => form.signed_in.refuse(&error),
    }
}

fn one_page<R: RunPages>(
    case: &LoadedCase,
    state: &RunState<R::Scope>,
    data: &FormData,
    wrong: &FormErrors,
    signed_in: &SignedIn,
) -> Markup {
    let language = signed_in.language;
    let mut shell = shell(signed_in, Surface::Desk, R::title(), R::ADDRESS);
    shell.has_errors = !wrong.is_empty();
    shell.page(html! {
        (back_link(R::ADDRESS, language))
        (error_summary(wrong, language))
        (heading(&case.head.subject, Some(&R::title()), language))
        p { (stage_tag(case.head.stage, language)) }
        p { (language.pick("理由：", "Why: ")) (state.reason) }
        @if let Some(result) = &case.view.result { p.lead { (result.in_language(language)) } }
        @if let Some(steps) = &state.explanation { (explanation_details(&Text::new("怎样重新算出", "How it was reckoned anew"), steps, language)) }
        (changed_table(state, language))
        (left_table(state, language))
        (unprinted::<R>(case, state, signed_in))
        (acts::<R>(case, state, data, wrong, signed_in))
        (section(&Text::new("经过", "History"), history(case, true, language), language))
    })
}

fn changed_table<Scope>(state: &RunState<Scope>, language: Language) -> Markup {
    if state.changed.is_empty() {
        return html! {};
    }
    let columns = vec![
        Column::text(Text::new("姓名", "Name")),
        Column::text(Text::new("自", "From")),
        Column::figures(Text::new("原每月", "Before")),
        Column::figures(Text::new("新每月", "After")),
        Column::text(Text::new("核定表", "Sheet")),
    ];
    let rows = state.changed.iter().take(PEOPLE_SHOWN).map(|changed| {
        vec![
            html! { (changed.name) },
            month(changed.from_month, language),
            money(changed.before, language),
            money(changed.after, language),
            sheet_of(changed, language),
        ]
    });
    let title = Text::new("变更的待遇", "Pensions changed");
    section(&title, html! { (Table::new(title.clone(), columns, language).hide_caption().rows(rows)) }, language)
}

fn sheet_of(changed: &Changed, language: Language) -> Markup {
    html! {
        @if let Some(document) = &changed.document {
            a href={ "/documents/" (document.code.compact()) } {
                "PDF" span.visually-hidden { " " (language.pick("核定表", "sheet of")) " " (changed.name) }
            }
        } @else if changed.unprinted.is_some() {
            (language.pick("尚未打印", "not printed yet"))
        } @else { "—" }
    }
}

/// Sheets that a missing font kept from being printed, with a button that prints them now.
fn unprinted<R: RunPages>(case: &LoadedCase, state: &RunState<R::Scope>, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let may_print = signed_in.actor.has_any(&[Role::BenefitOfficer, Role::DecisionMaker]);
    let Some((_, kept)) = state.unprinted().next() else { return html! {} };
    let count = state.unprinted().count();
    let body = html! {
        p {
            (language.pick("决定已生效，待打印的核定表：", "The decisions hold; sheets still to be printed: ")) span.figure { (count) }
        }
        p { (kept.why.in_language(language)) }
        @if may_print {
            (form(&format!("{}/{}", R::ADDRESS, case.head.number), &signed_in.csrf_token, html! {
                (key_field(&format!("{}p", signed_in.fresh_key)))
                (hidden("act", "print"))
                (button_style(&Text::new("现在补发", "Print them now"), ButtonStyle::Secondary, language))
            }))
        }
    };
    section(&Text::new("未打印的文书", "Documents not printed"), body, language)
}

fn left_table<Scope>(state: &RunState<Scope>, language: Language) -> Markup {
    if state.left.is_empty() {
        return html! {};
    }
    let columns = vec![Column::text(Text::new("姓名", "Name")), Column::text(Text::new("原因", "Why"))];
    let rows = state.left.iter().take(PEOPLE_SHOWN).map(|left| vec![html! { (left.name) }, html! { (left.reason.in_language(language)) }]);
    let title = Text::new("未变更，须单独处理", "Left, to be handled one by one");
    section(&title, html! { (Table::new(title.clone(), columns, language).hide_caption().rows(rows)) }, language)
}

fn acts<R: RunPages>(case: &LoadedCase, state: &RunState<R::Scope>, data: &FormData, wrong: &FormErrors, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let action = format!("{}/{}", R::ADDRESS, case.head.number);
    let view = FormView::new(language, data, wrong);
    let me = Some(signed_in.actor.user_id);
    if case.head.stage == Stage::Running {
        let words = Text::new("继续执行", "Go on");
        let body =
            html! { (key_field(&signed_in.fresh_key)) (hidden("act", "continue")) (button_style(&words, ButtonStyle::Primary, language)) };
        return form(&action, &signed_in.csrf_token, body);
    }
    if case.head.stage != Stage::Received || !signed_in.actor.has(Role::DecisionMaker) {
        return html! {};
    }
    if state.proposed_by == me {
        return inset(html! { p { (language.pick("您提出了本件，须由其他同事批准。", "You proposed this; a colleague approves it.")) } });
    }
    let body = html! {
        (key_field(&signed_in.fresh_key))
        (view.text_area("note", Text::new("批准意见", "Note")).optional().rows(2).max_length(2000))
        (button_value(&Text::new("批准并执行", "Approve and carry out"), "act", "approve", ButtonStyle::Primary, language))
        (view.text_area("reason", Text::new("不批准的理由", "Why not")).optional().rows(2).max_length(2000))
        (button_value(&Text::new("不批准", "Turn down"), "act", "discard", ButtonStyle::Warning, language))
    };
    section(&Text::new("审批", "Decision"), form(&action, &signed_in.csrf_token, body), language)
}
