//! Whose documents a page is about, where it stands, and having one issued: a person's own page, an employer's, and the same at the desk.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::{CaseTarget, Channel, Given, Procedure, Role, perform};
use maud::Markup;
use values::{AreaCode, Party, PartyKind, Text, VerificationCode};
use web::{CheckedForm, FormData, PageError, SignedIn, Surface, blocking};

use super::page::{own_employer, own_person};
use super::refused::{Unsuccessful, sort};
use crate::Agency;
use crate::shell::shell;

#[derive(Debug, Clone)]
pub struct Holder {
    pub area: AreaCode,
    pub party: Party,
    pub surface: Surface,
    /// Of the page itself.
    pub address: String,
}

impl Holder {
    pub fn own_person(signed_in: &SignedIn, address: &str) -> Result<Holder, PageError> {
        let party = Party::person(own_person(&signed_in.actor)?);
        Ok(Holder { area: signed_in.actor.area, party, surface: Surface::My, address: address.to_owned() })
    }

    pub fn own_employer(signed_in: &SignedIn, address: &str) -> Result<Holder, PageError> {
        let party = Party::employer(own_employer(&signed_in.actor)?);
        Ok(Holder { area: signed_in.actor.area, party, surface: Surface::Employer, address: address.to_owned() })
    }

    /// For staff of the area who handle people's affairs, and those who see the whole city; who only runs the system does not. `below` is
    /// the address below the record of the person or employer.
    pub fn at_desk(signed_in: &SignedIn, kind: PartyKind, area: &str, id: &str, below: &str) -> Result<Holder, PageError> {
        let area: AreaCode = area.parse().map_err(|_| PageError::NotFound)?;
        let id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
        let actor = &signed_in.actor;
        let handles = actor.roles.iter().any(|role| role.is_staff() && !matches!(role, Role::Administrator | Role::Auditor));
        if !handles || !actor.reaches(area) {
            return Err(PageError::NotFound);
        }
        let folder = if kind == PartyKind::Person { "persons" } else { "employers" };
        let address = format!("/desk/{folder}/{area}/{id}/{below}");
        Ok(Holder { area, party: Party { kind, id }, surface: Surface::Desk, address })
    }

    /// The page around `body`. `current` is where its own surface lists it.
    pub fn page(&self, signed_in: &SignedIn, title: Text, current: &str, has_errors: bool, body: Markup) -> Response {
        let current = if self.surface == Surface::Desk { "/desk/search" } else { current };
        let mut shell = shell(signed_in, self.surface, title, current);
        shell.has_errors = has_errors;
        let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        (status, shell.page(body)).into_response()
    }

    /// Has a document issued and leads back to the page, which then names it.
    pub async fn issue<P>(&self, agency: &Agency, form: &CheckedForm, procedure: P, command: P::Command) -> Result<Response, Unsuccessful>
    where
        P: Procedure + Send + 'static,
        P::Command: Send + 'static,
    {
        let channel = if self.surface == Surface::Desk { Channel::Counter } else { Channel::Web };
        let given: Given = form.signed_in.given(channel, None, form.idempotency_key());
        let (office, area) = (agency.clone(), self.area);
        let done = blocking(move || {
            let done = perform(office.store.as_ref(), &procedure, CaseTarget::New(area), &command, &given);
            let issued = match &done {
                Ok(performed) => office.store.reader()?.issued_documents_of_case(area, performed.case_id)?,
                Err(_) => Vec::new(),
            };
            Ok::<_, PageError>(done.map(|_| issued))
        });
        let issued = done.await.map_err(Unsuccessful::Page)?.map_err(|failure| sort(failure, str::to_owned))?;
        let code = issued.first().map(|record| record.code.compact()).unwrap_or_default();
        Ok(Redirect::to(&format!("{}?issued={code}", self.address)).into_response())
    }
}

/// The document the page was led back with.
pub fn just_issued(query: Option<&str>) -> Option<VerificationCode> {
    let query = FormData::from_urlencoded(query.unwrap_or("")).unwrap_or_default();
    VerificationCode::parse(query.trimmed("issued")).ok()
}
