//! The officer's page: the record, what was stated beside it, and the form that puts it right.

use agency::Agency;
use agency::case_parts::{LoadedCase, look};
use agency::common::refused::Unsuccessful;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::application::ApplicationState;
use casework::{CaseHead, Gathering};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::correct_pages::{Shown, page};
use super::{Form, RetirementPrereview};
use crate::common::correction::{Correctable, correct, state_of};
use crate::common::person::PersonFacts;
use crate::common::stated::{self, StatedFacts};

impl Correctable for RetirementPrereview {
    fn stated(form: &Form) -> Option<&StatedFacts> {
        Some(&form.stated)
    }

    fn corrected(form: &Form, stated: StatedFacts) -> Form {
        Form { person_id: form.person_id, stated }
    }
}

/// The officer's page of a case.
pub fn officer_page(head: &CaseHead) -> String {
    format!("/desk/retirement-prereview/{}", head.number)
}

fn case_of(agency: &Agency, signed_in: &SignedIn, number: &str) -> Result<LoadedCase, PageError> {
    let actor = &signed_in.actor;
    LoadedCase::load(agency, number, |head| head.procedure == "retirement_prereview" && actor.is_staff() && actor.reaches(head.area))
}

fn found(agency: &Agency, signed_in: &SignedIn, number: &str) -> Result<Shown, PageError> {
    let case = case_of(agency, signed_in, number)?;
    look(agency, &signed_in.actor, case.head.area, signed_in.now, "case.looked_at", format!("case:{}", case.head.id), "career record")?;
    let state: ApplicationState<Form> = state_of(agency, &case, RetirementPrereview::new(agency.law.clone()))?;
    let form = state.form.clone().ok_or(PageError::NotFound)?;
    let mut reader = agency.store.reader()?;
    let mut gathering = Gathering::new(agency.store.as_ref(), reader.as_mut(), case.head.area);
    let facts = PersonFacts::gather(&mut gathering, form.person_id)?;
    Ok(Shown { case, form, facts, state })
}

pub async fn show(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    shown(agency, signed_in, number, None, FormErrors::new()).await
}

async fn shown(agency: Agency, signed_in: SignedIn, number: String, typed: Option<FormData>, wrong: FormErrors) -> Response {
    let (office, reader) = (agency.clone(), signed_in.clone());
    match blocking(move || found(&office, &reader, &number)).await {
        Ok(view) => {
            let data = typed.unwrap_or_else(|| stated::typed(&view.form.stated));
            page(&agency, &view, &data, &wrong, &signed_in).into_response()
        }
        Err(error) => signed_in.refuse(&error),
    }
}

pub async fn act(State(agency): State<Agency>, Path(number): Path<String>, form: CheckedForm) -> Response {
    let (office, sent, of) = (agency.clone(), form.clone(), number.clone());
    let done = blocking(move || {
        let case = case_of(&office, &sent.signed_in, &of)?;
        correct(&office, &sent, &case, || RetirementPrereview::new(office.law.clone()))
    });
    match done.await {
        Ok(Ok(number)) => Redirect::to(&format!("/desk/cases/{number}")).into_response(),
        Ok(Err(Unsuccessful::Again(wrong))) => shown(agency, form.signed_in.clone(), number, Some(form.data.clone()), wrong).await,
        Ok(Err(Unsuccessful::Page(error))) | Err(error) => form.signed_in.refuse(&error),
    }
}
