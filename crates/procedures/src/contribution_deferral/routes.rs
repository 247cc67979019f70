//! The addresses of the application to pay later.

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::application::{Application, ApplicationCommand, ApplicationProcedure};
use casework::{CaseTarget, Channel, Failure, Material, Refusals, perform};
use maud::Markup;
use values::{CaseNumber, Month};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::pages::{self, ADDRESS, Frame, PAPER};
use super::{ContributionDeferral, Facts, Form};
use agency::Agency;
use agency::common::applicant::{Applicant, EMPLOYER, ask_employer};
use agency::common::application_page::{confirmation, tried};
use agency::common::refused::{Unsuccessful, errors, sort};
use agency::common::{on_behalf, paper};
use agency::shell::{shell, surface_of};

/// Every address of this procedure.
pub fn routes() -> Router<Agency> {
    Router::new().route(ADDRESS, get(begin).post(answer)).route("/employer/contribution-deferral/sent/{number}", get(sent))
}

fn page(signed_in: &SignedIn, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, surface_of(&signed_in.actor), pages::title(), "/employer/contributions");
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}

async fn begin(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let data = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let data = FormData::new().with(EMPLOYER, data.trimmed(EMPLOYER));
    show(agency, &signed_in, data, FormErrors::new()).await
}

/// The form, with what was typed and what was wrong with it.
async fn show(agency: Agency, signed_in: &SignedIn, data: FormData, wrong: FormErrors) -> Response {
    let (asking, typed) = (signed_in.clone(), data.clone());
    let found = blocking(move || {
        let Some(applicant) = Applicant::find(agency.store.reader()?.as_mut(), &asking.actor, &typed)? else { return Ok(None) };
        let procedure = ContributionDeferral::new(agency.law.clone());
        let form = Form { employer_id: applicant.employer.id, ..Form::default() };
        let given = asking.given(Channel::Web, None, String::new());
        let (facts, refusals) = tried(agency.store.as_ref(), &procedure, asking.actor.area, &form, &given)?;
        Ok::<_, PageError>(Some((applicant, facts, refusals)))
    });
    let language = signed_in.language;
    match found.await {
        Err(error) => signed_in.refuse(&error),
        Ok(None) => page(signed_in, false, ask_employer(&pages::title(), ADDRESS, &data, language)),
        Ok(Some((applicant, facts, refusals))) => {
            let frame = Frame { applicant: &applicant, csrf_token: &signed_in.csrf_token, fresh_key: &signed_in.fresh_key, language };
            page(signed_in, !wrong.is_empty(), form_body(&facts, &refusals, &data, &wrong, &frame))
        }
    }
}

/// The form, or why there is none now.
fn form_body(facts: &Facts, refusals: &Refusals, data: &FormData, wrong: &FormErrors, frame: &Frame<'_>) -> Markup {
    let closed = refusals.0.iter().find(|refusal| matches!(refusal.code.as_str(), "no_emergency" | "emergency_ended"));
    match (closed, facts.windows.first()) {
        (Some(refusal), _) => pages::closed(refusal, frame.language),
        (None, Some(window)) => pages::fill_in(facts, window, data, wrong, frame),
        (None, None) => maud::html! {},
    }
}

/// What came of a form that was sent.
enum Answered {
    /// Staff named no employer of their area.
    NoEmployer,
    /// What was typed, with the papers kept so far, and what was wrong.
    Wrong(FormData, FormErrors),
    Checked(Box<(Applicant, Form, Facts, Vec<Material>)>),
    Sent(CaseNumber),
}

async fn answer(State(agency): State<Agency>, form: CheckedForm) -> Response {
    if form.data.get("step") == "change" {
        return show(agency, &form.signed_in, form.data, FormErrors::new()).await;
    }
    let (working, sent) = (agency.clone(), form.clone());
    let signed_in = &form.signed_in;
    match blocking(move || examine(&working, &sent)).await {
        Err(error) => signed_in.refuse(&error),
        Ok(Answered::NoEmployer) => page(signed_in, true, ask_employer(&pages::title(), ADDRESS, &form.data, signed_in.language)),
        Ok(Answered::Wrong(typed, wrong)) => show(agency, signed_in, typed, wrong).await,
        Ok(Answered::Sent(number)) => Redirect::to(&format!("{ADDRESS}/sent/{number}")).into_response(),
        Ok(Answered::Checked(checked)) => {
            let (applicant, asked, facts, materials) = *checked;
            let (csrf_token, fresh_key, language) = (&signed_in.csrf_token, &signed_in.fresh_key, signed_in.language);
            let frame = Frame { applicant: &applicant, csrf_token, fresh_key, language };
            page(signed_in, false, pages::check(&asked, &facts, &materials, &form.data, &frame))
        }
    }
}

fn examine(agency: &Agency, sent: &CheckedForm) -> Result<Answered, PageError> {
    let store = agency.store.as_ref();
    let actor = &sent.signed_in.actor;
    let Some(applicant) = Applicant::find(store.reader()?.as_mut(), actor, &sent.data)? else { return Ok(Answered::NoEmployer) };
    let given = match on_behalf::given(sent, applicant.party()) {
        Ok(given) => given,
        Err(wrong) => return Ok(Answered::Wrong(sent.data.clone(), wrong)),
    };
    let mut wrong = FormErrors::new();
    let materials = paper::take(store, &[PAPER], &sent.data, given.now, &mut wrong)?;
    let asked = read(applicant.employer.id, &sent.data);
    let procedure = ContributionDeferral::new(agency.law.clone());
    let (facts, refusals) = tried(store, &procedure, actor.area, &asked, &given)?;
    for (field, message) in errors(&refusals, str::to_owned).summary() {
        wrong.push(field, message.clone());
    }
    if !wrong.is_empty() {
        return Ok(Answered::Wrong(paper::remembered(&sent.data, &materials), wrong));
    }
    if sent.data.get("step") != "send" {
        return Ok(Answered::Checked(Box::new((applicant, asked, facts, materials))));
    }
    let typed = paper::remembered(&sent.data, &materials);
    let command = ApplicationCommand::Submit { form: asked, materials };
    match perform(store, &Application(procedure), CaseTarget::New(actor.area), &command, &given) {
        Ok(performed) => Ok(Answered::Sent(performed.number)),
        Err(failure) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(wrong) => Ok(Answered::Wrong(typed, wrong)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}

/// The form as typed; a month that is none was never offered and is left out.
fn read(employer_id: i64, data: &FormData) -> Form {
    let mut months: Vec<Month> = data.all("months").filter_map(|month| month.parse().ok()).collect();
    months.sort();
    months.dedup();
    Form { employer_id, months, reason: data.trimmed("reason").to_owned() }
}

async fn sent(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    let Ok(number) = CaseNumber::parse(&number) else { return signed_in.refuse(&PageError::NotFound) };
    let (store, actor) = (agency.store.clone(), signed_in.actor.clone());
    let found = blocking(move || {
        let head = store.views()?.case_by_number(&number)?;
        let own = head.filter(|head| actor.speaks_for(head.area, head.party) || (actor.is_staff() && actor.reaches(head.area)));
        own.ok_or(Failure::NotFound)
    });
    if let Err(error) = found.await {
        return signed_in.refuse(&error);
    }
    let procedure = ContributionDeferral::new(agency.law.clone());
    let case_href = if signed_in.actor.is_staff() { format!("/desk/cases/{number}") } else { format!("/cases/{number}") };
    let (today, language) = (signed_in.today, signed_in.language);
    page(&signed_in, false, confirmation(&agency.law, procedure.declaration(), &number.to_string(), &case_href, today, language))
}
