//! The addresses of a person's own certification.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::application::{Application, ApplicationCommand};
use casework::{CaseTarget, CertificationWay, Channel, Failure, perform};
use maud::Markup;
use values::{AreaCode, CaseNumber, Date, Month, Party, Text};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use super::pages::{self, ADDRESS, DECLARED, Shown};
use super::{Form, LifeCertification, NOT_CERTIFIED, desk_routes};
use agency::Agency;
use agency::common::certification::CertificationStanding;
use agency::common::page::own_person;
use agency::common::refused::{Unsuccessful, sort};
use agency::shell::shell;

/// Every address of this procedure.
pub fn routes() -> Router<Agency> {
    Router::new()
        .route(ADDRESS, get(begin).post(answer))
        .route("/my/life-certification/done/{number}", get(done))
        .merge(desk_routes::routes())
}

fn page(signed_in: &SignedIn, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, Surface::My, pages::title(), "/my");
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}

/// What the pages show of a person on a day.
pub(super) fn shown(agency: &Agency, area: AreaCode, person_id: i64, today: Date) -> Result<Shown, PageError> {
    let mut reader = agency.store.reader()?;
    let person = reader.person(area, person_id)?.ok_or(PageError::NotFound)?;
    let certification = reader.certification(area, person_id)?;
    let declared = reader.emergencies()?;
    let entitlements = reader.entitlements_of_beneficiary(area, Party::person(person_id))?;
    let month = Month::of(today);
    let running: Vec<_> =
        entitlements.iter().filter(|right| right.kind.is_monthly() && right.last_month.is_none_or(|last| month <= last)).collect();
    let until = certification.as_ref().map(|certification| certification.valid_until);
    let first_month = running.iter().map(|right| right.first_month).min();
    let standing = first_month.map(|first| CertificationStanding::of(&agency.law, &declared, area, until, first, today));
    let is_stopped = running.iter().any(|right| {
        right.suspensions.last().is_some_and(|last| last.reason == NOT_CERTIFIED && last.until_month.is_none() && !last.is_void)
    });
    Ok(Shown { person, certification, standing, is_stopped })
}

async fn begin(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    show(agency, &signed_in, FormData::new(), FormErrors::new()).await
}

async fn show(agency: Agency, signed_in: &SignedIn, data: FormData, errors: FormErrors) -> Response {
    let asking = signed_in.clone();
    let found = blocking(move || shown(&agency, asking.actor.area, own_person(&asking.actor)?, asking.today));
    match found.await {
        Err(error) => signed_in.refuse(&error),
        Ok(found) => {
            let body = pages::ask(&found, &data, &errors, &signed_in.csrf_token, &signed_in.fresh_key, signed_in.language);
            page(signed_in, !errors.is_empty(), body)
        }
    }
}

/// What came of the answer.
enum Answered {
    Wrong(FormErrors),
    Done(CaseNumber),
}

async fn answer(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let (working, sent) = (agency.clone(), form.clone());
    match blocking(move || examine(&working, &sent)).await {
        Err(error) => form.signed_in.refuse(&error),
        Ok(Answered::Done(number)) => Redirect::to(&format!("{ADDRESS}/done/{number}")).into_response(),
        Ok(Answered::Wrong(errors)) => show(agency, &form.signed_in, form.data, errors).await,
    }
}

fn examine(agency: &Agency, sent: &CheckedForm) -> Result<Answered, PageError> {
    let actor = &sent.signed_in.actor;
    let person_id = own_person(actor)?;
    if sent.data.trimmed(DECLARED) != "yes" {
        let mut errors = FormErrors::new();
        errors.push(
            DECLARED,
            Text::new("请确认声明属实；有一项不符的，请拨打 12333", "Confirm the declaration; if any of it does not hold, call 12333"),
        );
        return Ok(Answered::Wrong(errors));
    }
    let form = Form { person_id, way: CertificationWay::Web, seen_on: None, note: String::new() };
    let given = sent.signed_in.given(Channel::Web, None, sent.idempotency_key());
    let procedure = Application(LifeCertification::new(agency.law.clone()));
    let command = ApplicationCommand::Submit { form, materials: Vec::new() };
    match perform(agency.store.as_ref(), &procedure, CaseTarget::New(actor.area), &command, &given) {
        Ok(performed) => Ok(Answered::Done(performed.number)),
        Err(failure) => match sort(failure, |_| DECLARED.to_owned()) {
            Unsuccessful::Again(errors) => Ok(Answered::Wrong(errors)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}

async fn done(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    let Ok(number) = CaseNumber::parse(&number) else { return signed_in.refuse(&PageError::NotFound) };
    let actor = signed_in.actor.clone();
    let found = blocking(move || {
        let head = agency.store.views()?.case_by_number(&number)?;
        let head = head.filter(|head| actor.speaks_for(head.area, head.party)).ok_or(Failure::NotFound)?;
        agency.store.reader()?.certification(head.area, head.party.id)?.ok_or(Failure::NotFound)
    });
    match found.await {
        Err(error) => signed_in.refuse(&error),
        Ok(certification) => {
            let body = pages::done(
                &number.to_string(),
                certification.valid_until,
                certification.way,
                &format!("/cases/{number}"),
                signed_in.language,
            );
            page(&signed_in, false, body)
        }
    }
}
