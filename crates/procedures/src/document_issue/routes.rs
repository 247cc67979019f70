//! The addresses of documents: asking for one, and fetching one that was issued.

use agency::Agency;
use agency::case_parts::{download_issued, look};
use agency::common::document_holder::{Holder, just_issued};
use agency::common::refused::Unsuccessful;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use casework::IssuedRecord;
use values::{DocumentKind, Month, Party, PartyKind, VerificationCode};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use super::pages::{self, DOCUMENT, DocumentsPage};
use super::{Command, DocumentIssue};

/// So many documents of a party are listed.
const LISTED: u32 = 50;

/// Every address of this procedure.
pub fn routes() -> Router<Agency> {
    Router::new()
        .route("/documents/{code}", get(download))
        .route(MY, get(own_person_page).post(issue_own_person))
        .route(EMPLOYER, get(own_employer_page).post(issue_own_employer))
        .route("/desk/persons/{area}/{id}/documents", get(person_at_desk).post(issue_person_at_desk))
        .route("/desk/employers/{area}/{id}/documents", get(employer_at_desk).post(issue_employer_at_desk))
}

const MY: &str = "/my/documents";
const EMPLOYER: &str = "/employer/documents";
/// The page of somebody's documents at the desk, below their record.
const BELOW: &str = "documents";

async fn download(State(agency): State<Agency>, signed_in: SignedIn, Path(code): Path<String>) -> Response {
    let reader = signed_in.clone();
    match blocking(move || download_issued(&agency, &reader, &code)).await {
        Ok(answer) => answer,
        Err(error) => signed_in.refuse(&error),
    }
}

async fn own_person_page(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let holder = Holder::own_person(&signed_in, MY);
    show(agency, signed_in, holder, query).await
}

async fn own_employer_page(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let holder = Holder::own_employer(&signed_in, EMPLOYER);
    show(agency, signed_in, holder, query).await
}

async fn person_at_desk(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path((area, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let holder = Holder::at_desk(&signed_in, PartyKind::Person, &area, &id, BELOW);
    show(agency, signed_in, holder, query).await
}

async fn employer_at_desk(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path((area, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let holder = Holder::at_desk(&signed_in, PartyKind::Employer, &area, &id, BELOW);
    show(agency, signed_in, holder, query).await
}

async fn issue_own_person(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let holder = Holder::own_person(&form.signed_in, MY);
    issue(agency, form, holder).await
}

async fn issue_own_employer(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let holder = Holder::own_employer(&form.signed_in, EMPLOYER);
    issue(agency, form, holder).await
}

async fn issue_person_at_desk(State(agency): State<Agency>, Path((area, id)): Path<(String, String)>, form: CheckedForm) -> Response {
    let holder = Holder::at_desk(&form.signed_in, PartyKind::Person, &area, &id, BELOW);
    issue(agency, form, holder).await
}

async fn issue_employer_at_desk(State(agency): State<Agency>, Path((area, id)): Path<(String, String)>, form: CheckedForm) -> Response {
    let holder = Holder::at_desk(&form.signed_in, PartyKind::Employer, &area, &id, BELOW);
    issue(agency, form, holder).await
}

async fn show(agency: Agency, signed_in: SignedIn, holder: Result<Holder, PageError>, query: Option<String>) -> Response {
    let just_issued = just_issued(query.as_deref());
    let data = pages::suggested(Month::of(signed_in.today));
    match holder {
        Ok(holder) => page(agency, signed_in, holder, just_issued, data, FormErrors::new()).await,
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
    let (name, records) = match blocking(move || load(&agency, &reader, &whose)).await {
        Ok(found) => found,
        Err(error) => return signed_in.refuse(&error),
    };
    let body = pages::page(&DocumentsPage {
        kind: holder.party.kind,
        name: &name,
        address: &holder.address,
        records: &records,
        just_issued,
        data: &data,
        errors: &errors,
        csrf_token: &signed_in.csrf_token,
        fresh_key: &signed_in.fresh_key,
        language: signed_in.language,
    });
    holder.page(&signed_in, pages::title(), &holder.address, !errors.is_empty(), body)
}

/// The holder's name and documents. A look of staff is recorded.
fn load(agency: &Agency, signed_in: &SignedIn, holder: &Holder) -> Result<(String, Vec<IssuedRecord>), PageError> {
    let mut reader = agency.store.reader()?;
    let name = match holder.party.kind {
        PartyKind::Person => reader.person(holder.area, holder.party.id)?.map(|person| person.name.to_string()),
        PartyKind::Employer => reader.employer(holder.area, holder.party.id)?.map(|employer| employer.name),
        PartyKind::Agency => None,
    };
    let name = name.ok_or(PageError::NotFound)?;
    let records = reader.issued_documents_of_party(holder.area, holder.party, LISTED)?;
    drop(reader);
    if holder.surface == Surface::Desk {
        let what = format!("{}.documents_looked_at", holder.party.kind.as_str());
        look(agency, &signed_in.actor, holder.area, signed_in.now, &what, holder.party.to_string(), "")?;
    }
    Ok((name, records))
}

/// What the form asks for; a kind the page does not offer is no page of ours.
fn command(data: &FormData, party: Party) -> Result<Command, PageError> {
    let (from, until) = (data.trimmed("from").to_owned(), data.trimmed("until").to_owned());
    match (DocumentKind::of(data.trimmed(DOCUMENT)), party.kind) {
        (Some(DocumentKind::RightsStatement), PartyKind::Person) => Ok(Command::IssueRightsStatement { person_id: party.id }),
        (Some(DocumentKind::ContributionCertificate), PartyKind::Person) => {
            Ok(Command::IssueContributionCertificate { person_id: party.id, from, until })
        }
        (Some(DocumentKind::EmployerCertificate), PartyKind::Employer) => {
            Ok(Command::IssueEmployerCertificate { employer_id: party.id, from, until })
        }
        _ => Err(PageError::NotFound),
    }
}

async fn issue(agency: Agency, form: CheckedForm, holder: Result<Holder, PageError>) -> Response {
    let asked = holder.and_then(|holder| Ok((command(&form.data, holder.party)?, holder)));
    let (command, holder) = match asked {
        Ok(asked) => asked,
        Err(error) => return form.signed_in.refuse(&error),
    };
    match holder.issue(&agency, &form, DocumentIssue::new(agency.documents.clone()), command).await {
        Ok(response) => response,
        Err(Unsuccessful::Again(errors)) => {
            let mut data = form.data.clone();
            if !data.contains("from") {
                data = pages::suggested(Month::of(form.signed_in.today));
            }
            page(agency, form.signed_in, holder, None, data, errors).await
        }
        Err(Unsuccessful::Page(error)) => form.signed_in.refuse(&error),
    }
}
