//! The pages of registration: what is needed, the form, the answers to check, the number at the end.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::application::{Application, ApplicationCommand, ApplicationProcedure, Station, Step};
use casework::{CaseTarget, Gathering, Given, Material, perform};
use values::{CaseNumber, Party, Text};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::view::{check_page, done_page, form_page, start_page};
use super::{EmployerRegistration, Form};
use agency::Agency;
use agency::case_parts::LoadedCase;
use agency::common::refused::{Unsuccessful, errors, sort};
use agency::common::upload::{UploadError, keep};
use agency::common::{limits, on_behalf};
use agency::shell::{shell, surface_of};

pub(super) const HOME: &str = "/employer/employer-registration";
/// The requirement the scan answers, and the field it is sent in.
pub(super) const LICENCE: &str = "business_licence";

pub fn routes() -> Router<Agency> {
    Router::new()
        .route(HOME, get(start))
        .route("/employer/employer-registration/form", get(ask).post(answer))
        .route("/employer/employer-registration/done/{number}", get(done))
}

fn page(signed_in: &SignedIn, title: Text, has_errors: bool, body: maud::Markup) -> Response {
    let mut shell = shell(signed_in, surface_of(&signed_in.actor), title, HOME);
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}

pub(super) fn title() -> Text {
    Text::new("单位参保登记", "Employer registration")
}

async fn start(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    let limit = limits::days(&agency.law, "employer_registration_decision", signed_in.today);
    let procedure = EmployerRegistration::new(agency.law.clone());
    let body = start_page(procedure.declaration(), limit.as_ref(), &signed_in);
    page(&signed_in, title(), false, body)
}

async fn ask(signed_in: SignedIn) -> Response {
    show_form(&signed_in, &FormData::new(), &FormErrors::new())
}

fn show_form(signed_in: &SignedIn, data: &FormData, errors: &FormErrors) -> Response {
    page(signed_in, title(), !errors.is_empty(), form_page(signed_in, data, errors))
}

impl Form {
    /// The fields as typed on the page.
    fn typed(data: &FormData) -> Form {
        let typed = |field: &str| data.trimmed(field).to_owned();
        Form {
            name: typed("name"),
            credit_code: typed("credit_code"),
            address: typed("address"),
            contact_name: typed("contact_name"),
            telephone: typed("telephone"),
            injury_class: typed("injury_class"),
            founded_on: typed("founded_on"),
        }
    }
}

/// What follows from an answer.
enum Next {
    Again(FormErrors),
    /// The answers are right; what may be wrong is the scan sent with them.
    Check(FormErrors),
    Done(CaseNumber),
}

async fn answer(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let work = form.clone();
    let answered = blocking(move || next(&agency, &work)).await;
    let CheckedForm { signed_in, data } = &form;
    match answered {
        Ok(Next::Again(errors)) => show_form(signed_in, data, &errors),
        Ok(Next::Check(errors)) => {
            let body = check_page(signed_in, &Form::typed(data), data, &errors);
            page(signed_in, Text::new("核对后提交", "Check and hand in"), !errors.is_empty(), body)
        }
        Ok(Next::Done(number)) => Redirect::to(&format!("{HOME}/done/{number}")).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

fn next(agency: &Agency, work: &CheckedForm) -> Result<Next, PageError> {
    if work.data.get("step") == "change" {
        return Ok(Next::Again(FormErrors::new()));
    }
    // Nobody speaks for an employer that is not registered yet: its case is the agency's until it is.
    let given = match on_behalf::given(work, Party::AGENCY) {
        Ok(given) => given,
        Err(mut refused) => {
            let given = work.signed_in.given(casework::Channel::Web, None, String::new());
            for (field, message) in examined(agency, &work.data, &given)?.summary() {
                refused.push(field, message.clone());
            }
            return Ok(Next::Again(refused));
        }
    };
    if work.data.get("step") == "submit" {
        return submit(agency, work, &given);
    }
    let refused = examined(agency, &work.data, &given)?;
    Ok(if refused.is_empty() { Next::Check(refused) } else { Next::Again(refused) })
}

/// What is wrong with the answers, as handing them in would find it.
fn examined(agency: &Agency, data: &FormData, given: &Given) -> Result<FormErrors, PageError> {
    let procedure = EmployerRegistration::new(agency.law.clone());
    let form = Form::typed(data);
    let mut reader = agency.store.reader()?;
    let mut gathering = Gathering::new(agency.store.as_ref(), reader.as_mut(), given.actor.area);
    let facts = procedure.gather(&mut gathering, &form, Station::submitting(), given)?;
    Ok(errors(&procedure.check(&form, &facts, given, Step::Submit), str::to_owned))
}

fn submit(agency: &Agency, work: &CheckedForm, given: &Given) -> Result<Next, PageError> {
    // The answers first: a scan is kept only for a form that can be handed in.
    let replayed = agency.store.reader()?.replayed(given.actor.area, &given.idempotency_key)?.is_some();
    let refused = if replayed { FormErrors::new() } else { examined(agency, &work.data, given)? };
    if !refused.is_empty() {
        return Ok(Next::Again(refused));
    }
    let materials = match papers(agency, work) {
        Ok(materials) => materials,
        Err(UploadError::Refused(text)) => {
            let mut refused = FormErrors::new();
            refused.push(LICENCE, text);
            return Ok(Next::Check(refused));
        }
        Err(UploadError::Store(error)) => return Err(error.into()),
    };
    let command = ApplicationCommand::Submit { form: Form::typed(&work.data), materials };
    let procedure = Application(EmployerRegistration::new(agency.law.clone()));
    match perform(agency.store.as_ref(), &procedure, CaseTarget::New(given.actor.area), &command, given) {
        Ok(performed) => Ok(Next::Done(performed.number)),
        Err(failure) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(errors) => Ok(Next::Again(errors)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}

fn papers(agency: &Agency, work: &CheckedForm) -> Result<Vec<Material>, UploadError> {
    let scans = work.data.files(LICENCE);
    scans.map(|scan| keep(agency.store.as_ref(), LICENCE, scan, work.signed_in.now)).collect()
}

async fn done(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    let actor = signed_in.actor.clone();
    let loaded = blocking(move || {
        LoadedCase::load(&agency, &number, |head| {
            head.area == actor.area && (head.opened_by == actor.user_id || actor.party == Some(head.party))
        })
    });
    match loaded.await {
        Ok(case) => page(&signed_in, Text::new("提交成功", "Handed in"), false, done_page(&case, &signed_in)),
        Err(error) => signed_in.refuse(&error),
    }
}
