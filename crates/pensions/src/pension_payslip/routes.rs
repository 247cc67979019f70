//! The addresses of payslips: a person's own, and the same at the desk where each look is recorded.

use agency::Agency;
use agency::case_parts::look;
use agency::common::page::own_person;
use agency::common::refused::{Unsuccessful, sort};
use agency::shell::shell;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::{CaseTarget, Channel, Given, IssuedRecord, Role, perform};
use values::{AreaCode, Party, VerificationCode};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use super::load::{PaidMonth, months};
use super::pages::{self, PayslipsPage};
use super::{Command, PensionPayslipIssue, title};

/// The payrolls of two years are listed; an earlier month is asked for by its name.
const PAYROLLS_LISTED: usize = 24;
const DOCUMENTS_LISTED: u32 = 50;

/// Every address of this procedure.
pub fn routes() -> Router<Agency> {
    Router::new()
        .route("/my/pension/payslips", get(own_page).post(issue_own))
        .route("/desk/persons/{area}/{id}/pension/payslips", get(desk_page).post(issue_at_desk))
}

/// Whose payslips a page is about, and where it stands.
#[derive(Debug, Clone)]
struct Holder {
    area: AreaCode,
    person_id: i64,
    surface: Surface,
    above: String,
}

impl Holder {
    fn own(signed_in: &SignedIn) -> Result<Holder, PageError> {
        let person_id = own_person(&signed_in.actor)?;
        Ok(Holder { area: signed_in.actor.area, person_id, surface: Surface::My, above: "/my/pension".into() })
    }

    /// Staff of the area who handle people's affairs, and those who see the whole city.
    fn at_desk(signed_in: &SignedIn, area: &str, id: &str) -> Result<Holder, PageError> {
        let area: AreaCode = area.parse().map_err(|_| PageError::NotFound)?;
        let person_id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
        let actor = &signed_in.actor;
        let handles = actor.roles.iter().any(|role| role.is_staff() && !matches!(role, Role::Administrator | Role::Auditor));
        if !handles || !actor.reaches(area) {
            return Err(PageError::NotFound);
        }
        Ok(Holder { area, person_id, surface: Surface::Desk, above: format!("/desk/persons/{area}/{person_id}/pension") })
    }

    fn address(&self) -> String {
        format!("{}/payslips", self.above)
    }
}

async fn own_page(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let holder = Holder::own(&signed_in);
    show(agency, signed_in, holder, query).await
}

async fn desk_page(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path((area, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let holder = Holder::at_desk(&signed_in, &area, &id);
    show(agency, signed_in, holder, query).await
}

async fn issue_own(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let holder = Holder::own(&form.signed_in);
    issue(agency, form, holder).await
}

async fn issue_at_desk(State(agency): State<Agency>, Path((area, id)): Path<(String, String)>, form: CheckedForm) -> Response {
    let holder = Holder::at_desk(&form.signed_in, &area, &id);
    issue(agency, form, holder).await
}

async fn show(agency: Agency, signed_in: SignedIn, holder: Result<Holder, PageError>, query: Option<String>) -> Response {
    let query = FormData::from_urlencoded(query.as_deref().unwrap_or("")).unwrap_or_default();
    let just_issued = VerificationCode::parse(query.trimmed("issued")).ok();
    match holder {
        Ok(holder) => page(agency, signed_in, holder, just_issued, FormData::new(), FormErrors::new()).await,
        Err(error) => signed_in.refuse(&error),
    }
}

async fn page(
    agency: Agency,
    signed_in: SignedIn,
    holder: Holder,
    just_issued: Option<VerificationCode>,
    data: FormData,
    errors: FormErrors,
) -> Response {
    let (reader, whose) = (signed_in.clone(), holder.clone());
    let (name, paid, records) = match blocking(move || load(&agency, &reader, &whose)).await {
        Ok(found) => found,
        Err(error) => return signed_in.refuse(&error),
    };
    let (address, above) = (holder.address(), holder.above);
    let shown = PayslipsPage {
        name: &name,
        address: &address,
        above: &above,
        months: &paid,
        records: &records,
        just_issued,
        data: &data,
        errors: &errors,
    };
    let body = pages::page(&shown, &signed_in);
    let current = if holder.surface == Surface::Desk { "/desk/search" } else { "/my/pension" };
    let mut shell = shell(&signed_in, holder.surface, title(), current);
    shell.has_errors = !errors.is_empty();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, shell.page(body)).into_response()
}

/// The name, the months paid and the documents of the person. A look of staff is recorded.
fn load(agency: &Agency, signed_in: &SignedIn, holder: &Holder) -> Result<(String, Vec<PaidMonth>, Vec<IssuedRecord>), PageError> {
    let (area, person_id) = (holder.area, holder.person_id);
    let mut reader = agency.store.reader()?;
    let name = reader.person(area, person_id)?.map(|person| person.name.to_string()).ok_or(PageError::NotFound)?;
    let paid = months(reader.as_mut(), area, person_id, PAYROLLS_LISTED)?;
    let records = reader.issued_documents_of_party(area, Party::person(person_id), DOCUMENTS_LISTED)?;
    drop(reader);
    if holder.surface == Surface::Desk {
        look(agency, &signed_in.actor, area, signed_in.now, "person.payslips_looked_at", format!("person:{person_id}"), "")?;
    }
    Ok((name, paid, records))
}

async fn issue(agency: Agency, form: CheckedForm, holder: Result<Holder, PageError>) -> Response {
    let holder = match holder {
        Ok(holder) => holder,
        Err(error) => return form.signed_in.refuse(&error),
    };
    let command = Command::IssuePayslip { person_id: holder.person_id, month: form.data.trimmed("month").to_owned() };
    let channel = if holder.surface == Surface::Desk { Channel::Counter } else { Channel::Web };
    let given: Given = form.signed_in.given(channel, None, form.idempotency_key());
    let (office, area) = (agency.clone(), holder.area);
    let done = blocking(move || {
        let procedure = PensionPayslipIssue::new(office.documents.clone());
        let done = perform(office.store.as_ref(), &procedure, CaseTarget::New(area), &command, &given);
        let issued = match &done {
            Ok(performed) => office.store.reader()?.issued_documents_of_case(area, performed.case_id)?,
            Err(_) => Vec::new(),
        };
        Ok::<_, PageError>(done.map(|_| issued))
    });
    match done.await {
        Ok(Ok(issued)) => {
            let code = issued.first().map(|record| record.code.compact()).unwrap_or_default();
            Redirect::to(&format!("{}?issued={code}", holder.address())).into_response()
        }
        Ok(Err(failure)) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(errors) => page(agency, form.signed_in, holder, None, form.data, errors).await,
            Unsuccessful::Page(error) => form.signed_in.refuse(&error),
        },
        Err(error) => form.signed_in.refuse(&error),
    }
}
