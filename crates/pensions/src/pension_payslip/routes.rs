//! The addresses of payslips: a person's own, and the same at the desk where each look is recorded.

use agency::Agency;
use agency::case_parts::look;
use agency::common::document_holder::{Holder, just_issued};
use agency::common::refused::Unsuccessful;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use casework::IssuedRecord;
use values::{Party, PartyKind, VerificationCode};
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
        .route(MY, get(own_page).post(issue_own))
        .route("/desk/persons/{area}/{id}/pension/payslips", get(desk_page).post(issue_at_desk))
}

const MY: &str = "/my/pension/payslips";
/// The page of somebody's payslips at the desk, below their record.
const BELOW: &str = "pension/payslips";

async fn own_page(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let holder = Holder::own_person(&signed_in, MY);
    show(agency, signed_in, holder, query).await
}

async fn desk_page(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path((area, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let holder = Holder::at_desk(&signed_in, PartyKind::Person, &area, &id, BELOW);
    show(agency, signed_in, holder, query).await
}

async fn issue_own(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let holder = Holder::own_person(&form.signed_in, MY);
    issue(agency, form, holder).await
}

async fn issue_at_desk(State(agency): State<Agency>, Path((area, id)): Path<(String, String)>, form: CheckedForm) -> Response {
    let holder = Holder::at_desk(&form.signed_in, PartyKind::Person, &area, &id, BELOW);
    issue(agency, form, holder).await
}

async fn show(agency: Agency, signed_in: SignedIn, holder: Result<Holder, PageError>, query: Option<String>) -> Response {
    let just_issued = just_issued(query.as_deref());
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
    let shown = PayslipsPage {
        name: &name,
        address: &holder.address,
        above: holder.address.trim_end_matches("/payslips"),
        months: &paid,
        records: &records,
        just_issued,
        data: &data,
        errors: &errors,
    };
    let body = pages::page(&shown, &signed_in);
    holder.page(&signed_in, title(), "/my/pension", !errors.is_empty(), body)
}

/// The name, the months paid and the documents of the person. A look of staff is recorded.
fn load(agency: &Agency, signed_in: &SignedIn, holder: &Holder) -> Result<(String, Vec<PaidMonth>, Vec<IssuedRecord>), PageError> {
    let (area, person_id) = (holder.area, holder.party.id);
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
    let command = Command::IssuePayslip { person_id: holder.party.id, month: form.data.trimmed("month").to_owned() };
    match holder.issue(&agency, &form, PensionPayslipIssue::new(agency.documents.clone()), command).await {
        Ok(response) => response,
        Err(Unsuccessful::Again(errors)) => page(agency, form.signed_in, holder, None, form.data, errors).await,
        Err(Unsuccessful::Page(error)) => form.signed_in.refuse(&error),
    }
}
