//! The officer's page of a claim: what is missing, the determination, the record, and what a reviewer may put right.

use agency::Agency;
use agency::case_parts::{LoadedCase, look};
use agency::common::refused::Unsuccessful;
use agency::shell::shell;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::application::{ApplicationProcedure, ApplicationState, Station, Step};
use casework::{CaseHead, Channel, Gathering};
use maud::{Markup, html};
use values::Text;
use web::components::{Tone, back_link, error_summary, explanation_details, heading, notification_banner, section};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use super::pages::reckoning;
use super::{Facts, Form, PensionClaim};
use crate::common::correction::{Correctable, correct, section_of, state_of};
use crate::common::record_page::record_table;
use crate::common::stated::{self, StatedFacts};

impl Correctable for PensionClaim {
    fn stated(form: &Form) -> Option<&StatedFacts> {
        form.stated.as_ref()
    }

    fn corrected(form: &Form, stated: StatedFacts) -> Form {
        Form { stated: Some(stated), ..form.clone() }
    }
}

/// The officer's page of a case.
pub fn officer_page(head: &CaseHead) -> String {
    format!("/desk/pension-claim/{}", head.number)
}

struct Shown {
    case: LoadedCase,
    form: Form,
    facts: Facts,
    missing: Vec<Text>,
    state: ApplicationState<Form>,
}

fn case_of(agency: &Agency, signed_in: &SignedIn, number: &str) -> Result<LoadedCase, PageError> {
    let actor = &signed_in.actor;
    LoadedCase::load(agency, number, |head| head.procedure == "pension_claim" && actor.is_staff() && actor.reaches(head.area))
}

fn load(agency: &Agency, signed_in: &SignedIn, number: &str) -> Result<Shown, PageError> {
    let case = case_of(agency, signed_in, number)?;
    look(agency, &signed_in.actor, case.head.area, signed_in.now, "case.looked_at", format!("case:{}", case.head.id), "determination")?;
    let procedure = PensionClaim::new(agency.law.clone(), agency.documents.clone());
    let state = state_of(agency, &case, PensionClaim::new(agency.law.clone(), agency.documents.clone()))?;
    let form = state.form.clone().ok_or(PageError::NotFound)?;
    let mut reader = agency.store.reader()?;
    let mut gathering = Gathering::new(agency.store.as_ref(), reader.as_mut(), case.head.area);
    let at = Station { step: Step::Review, submitted_by: state.submitted_by, submitted_on: state.submitted_on };
    let given = signed_in.given(Channel::Web, None, String::new());
    let facts = procedure.gather(&mut gathering, &form, at, &given)?;
    let needed = procedure.needed_materials(&form, &facts);
    let missing = needed.into_iter().filter(|need| !case.materials.iter().any(|material| material.kind == need.kind));
    let missing = missing.map(|need| need.name).collect();
    Ok(Shown { case, form, facts, missing, state })
}

pub async fn show(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    shown(agency, signed_in, number, None, FormErrors::new()).await
}

async fn shown(agency: Agency, signed_in: SignedIn, number: String, typed: Option<FormData>, wrong: FormErrors) -> Response {
    let (office, reader) = (agency.clone(), signed_in.clone());
    match blocking(move || load(&office, &reader, &number)).await {
        Ok(view) => page(&agency, &view, typed, &wrong, &signed_in).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

pub async fn act(State(agency): State<Agency>, Path(number): Path<String>, form: CheckedForm) -> Response {
    let (office, sent, of) = (agency.clone(), form.clone(), number.clone());
    let done = blocking(move || {
        let case = case_of(&office, &sent.signed_in, &of)?;
        correct(&office, &sent, &case, || PensionClaim::new(office.law.clone(), office.documents.clone()))
    });
    match done.await {
        Ok(Ok(number)) => Redirect::to(&format!("/desk/cases/{number}")).into_response(),
        Ok(Err(Unsuccessful::Again(wrong))) => shown(agency, form.signed_in.clone(), number, Some(form.data.clone()), wrong).await,
        Ok(Err(Unsuccessful::Page(error))) | Err(error) => form.signed_in.refuse(&error),
    }
}

fn page(agency: &Agency, view: &Shown, typed: Option<FormData>, wrong: &FormErrors, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let title = Text::new("核定养老金", "Determine the pension");
    let data = typed.unwrap_or_else(|| view.form.stated.as_ref().map(stated::typed).unwrap_or_default());
    let mut shell = shell(signed_in, Surface::Desk, title.clone(), "/desk/cases");
    shell.has_errors = !wrong.is_empty();
    shell.page(html! {
        (back_link(&format!("/desk/cases/{}", view.case.head.number), language))
        (error_summary(wrong, language))
        (heading(&title, Some(&view.case.head.subject), language))
        @if !view.missing.is_empty() && view.case.head.stage.is_open() {
            (notification_banner(&Text::new("还缺材料", "Papers are missing"), html! { ul { @for name in &view.missing { li { (name.in_language(language)) } } } }, Tone::Warning, language))
        }
        @match view.case.view.explanation.as_ref() {
            Some(steps) => {
                @if let Some(result) = &view.case.view.result { p.lead { (result.in_language(language)) } }
                (explanation_details(&Text::new("核定的每一步", "Every step of the determination"), steps, language))
            }
            None => { (reckoning(agency, &view.form, &view.facts, signed_in)) }
        }
        (section(&Text::new("养老保险档案", "Pension record"), record_table(view.facts.person.record.as_ref(), language), language))
        @if let (Some(person), Some(_)) = (&view.facts.person.person, PensionClaim::stated(&view.form)) {
            (section_of(&format!("/desk/pension-claim/{}", view.case.head.number), view.case.head.stage, &view.state, person, &data, wrong, signed_in))
        }
    })
}
