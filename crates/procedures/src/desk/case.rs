//! The case page of the desk, and the acts done from it.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::{CaseTarget, Channel, Failure};
use maud::{Markup, html};
use values::{CaseNumber, Text};
use web::components::{
    FormView, Tone, breadcrumbs, error_summary, explanation_details, heading, notification_banner, print_button, safe_href, section,
};
use web::{CheckedForm, FormData, FormErrors, FormReader, PageError, SignedIn, Surface, blocking};

use super::action::{self, DeskAction};
use super::{answered, may_see};
use agency::Agency;
use agency::case_parts::{
    LoadedCase, asked, clocks, deadlines, documents_of, download, history, letters, look, materials, progress, stage_tag, tags,
};
use agency::common::refused::{Unsuccessful, sort};
use agency::registry::CommandFailure;
use agency::shell::shell;

#[derive(serde::Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path(number): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    let done = DeskAction::of(&done.done);
    let page = page(agency, signed_in.clone(), number, FormData::new(), FormErrors::new(), done).await;
    answered(&signed_in, page)
}

/// Reads the case, records the look, and writes the page with what was typed and refused.
async fn page(
    agency: Agency,
    signed_in: SignedIn,
    number: String,
    data: FormData,
    errors: FormErrors,
    done: Option<DeskAction>,
) -> Result<Response, PageError> {
    let reader = signed_in.clone();
    let case = blocking(move || {
        let case = LoadedCase::load(&agency, &number, |head| may_see(&reader.actor, head))?;
        look(&agency, &reader.actor, case.head.area, reader.now, "case.looked_at", format!("case:{}", case.head.id), "")?;
        Ok::<_, PageError>(case)
    })
    .await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, markup(&case, &signed_in, &data, &errors, done)).into_response())
}

fn markup(case: &LoadedCase, signed_in: &SignedIn, data: &FormData, errors: &FormErrors, done: Option<DeskAction>) -> Markup {
    let language = signed_in.language;
    let head = &case.head;
    let mut shell = shell(
        signed_in,
        Surface::Desk,
        Text::new(format!("{} {}", case.title.zh, head.number), format!("{} {}", case.title.en, head.number)),
        "/desk/cases",
    );
    shell.has_errors = !errors.is_empty();
    shell.path = format!("/desk/cases/{}", head.number);
    let base = format!("/desk/cases/{}", head.number);
    let view = FormView::new(language, data, errors);
    shell.page(html! {
        (breadcrumbs(&[(Text::new("全部业务", "All cases"), "/desk/cases".to_owned())], language))
        (error_summary(errors, language))
        @if let Some(done) = done { (done_banner(done, signed_in)) }
        (heading(&head.subject, Some(&shell.title), language))
        (progress(case, language))
        div.columns {
            div {
                p { (stage_tag(head.stage, language)) (tags(case, language)) @if let Some(role) = head.awaiting { " " (awaiting(&role.name(), signed_in)) } }
                (outcome(case, signed_in))
                (section(&Text::new("申请内容", "What was asked"), asked(case, language), language))
                (section(&Text::new("材料", "Papers"), materials(case, &base, language), language))
                (documents_of(case, &format!("{base}/print"), signed_in))
                (clocks(case, language))
                (section(&Text::new("经过", "History"), history(case, true, language), language))
                (section(&Text::new("已发出的通知", "Word sent"), letters(case, language), language))
                (print_button(language))
            }
            aside aria-label=(language.pick("期限与办理", "Deadlines and acts")) {
                (deadlines(&case.deadlines, signed_in.today, language))
                (party_link(case, signed_in))
                @for (words, href) in &case.view.desk_links { p { a href=(safe_href(href)) { (words.in_language(language)) } } }
                @if let Some(application) = &case.view.application { (action::forms(head, application, signed_in, &view)) }
            }
        }
    })
}

fn awaiting(role: &Text, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    html! { span.hint { (language.pick("等待 ", "waits for the ")) (role.in_language(language)) } }
}

fn done_banner(done: DeskAction, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let title = done.title();
    let words = html! { p { (language.pick("已办理并记入案卷，申请人将收到通知。", "Done and on record; the applicant is told.")) } };
    notification_banner(&Text::new(format!("{}：已完成", title.zh), format!("{}: done", title.en)), words, Tone::Good, language)
}

fn outcome(case: &LoadedCase, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    html! {
        @if let Some(result) = &case.view.result { p.lead { (result.in_language(language)) } }
        @if let Some(reason) = &case.view.reason { p.lead { (language.pick("理由：", "Reason: ")) (reason.in_language(language)) } }
        @if let Some(steps) = case.view.explanation.as_ref().filter(|explanation| !explanation.steps.is_empty()) {
            (explanation_details(&Text::new("结果是怎样得出的", "How this came about"), steps, language))
        }
    }
}

/// The way to the record of whose case it is.
fn party_link(case: &LoadedCase, signed_in: &SignedIn) -> Markup {
    let head = &case.head;
    let kind = match head.party.kind {
        values::PartyKind::Person => "persons",
        values::PartyKind::Employer => "employers",
        values::PartyKind::Agency => return html! {},
    };
    html! { p { a href={ "/desk/" (kind) "/" (head.area) "/" (head.party.id) } { (signed_in.language.pick("查看档案", "Open the record")) } } }
}

pub(super) async fn act(State(agency): State<Agency>, Path((number, segment)): Path<(String, String)>, form: CheckedForm) -> Response {
    let signed_in = form.signed_in.clone();
    let Some(action) = DeskAction::of(&segment) else { return signed_in.refuse(&PageError::NotFound) };
    let mut reader = FormReader::new(&form.data);
    action.examine(&mut reader);
    let errors = reader.into_errors();
    if !errors.is_empty() {
        return answered(&signed_in, page(agency, signed_in.clone(), number, form.data, errors, None).await);
    }
    match perform(agency.clone(), &form, number.clone(), action).await {
        Ok(number) => Redirect::to(&format!("/desk/cases/{number}?done={}", action.segment())).into_response(),
        Err(Unsuccessful::Page(error)) => signed_in.refuse(&error),
        Err(Unsuccessful::Again(errors)) => answered(&signed_in, page(agency, signed_in.clone(), number, form.data, errors, None).await),
    }
}

async fn perform(agency: Agency, form: &CheckedForm, number: String, action: DeskAction) -> Result<CaseNumber, Unsuccessful> {
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let data = form.data.clone();
    let performed = blocking(move || {
        let case = LoadedCase::load(&agency, &number, |head| may_see(&given.actor, head))?;
        let surface = agency.registry.named(&case.head.procedure).ok_or(PageError::NotFound)?;
        let command = action.command(&data, case.view.application.as_ref());
        let target = CaseTarget::Existing { area: case.head.area, id: case.head.id };
        Ok::<_, PageError>(surface.perform(agency.store.as_ref(), target, command, &given))
    });
    match performed.await.map_err(Unsuccessful::Page)? {
        Ok(performed) => Ok(performed.number),
        Err(CommandFailure::Malformed(text)) => Err(Unsuccessful::Page(PageError::Unprocessable(text))),
        Err(CommandFailure::Failed(Failure::Refused(refusals))) if refusals.has("separation_of_duties") => {
            Err(Unsuccessful::Page(PageError::Forbidden {
                what: refusals.0.first().map(|refusal| refusal.text.clone()).unwrap_or_default(),
            }))
        }
        Err(CommandFailure::Failed(failure)) => Err(sort(failure, |field| action.field(field))),
    }
}

pub(super) async fn material(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path((number, sha256)): Path<(String, String)>,
) -> Response {
    let reader = signed_in.clone();
    let sent = blocking(move || download(&agency, &reader, &number, &sha256, |head| may_see(&reader.actor, head)));
    answered(&signed_in, sent.await)
}
