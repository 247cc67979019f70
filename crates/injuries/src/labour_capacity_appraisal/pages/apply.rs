//! Handing an application in, or putting it on the list while nothing is taken in.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use casework::procedure::{CaseRef, Procedure};
use casework::{CaseTarget, Employer, Gathering, Given, Material, Refusals, Role, perform};
use rules::injury::appraisal::intake_suspended;
use rules::notice::ServiceMeasure;
use values::{CaseNumber, Party, PartyKind};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::{address, page, view};
use crate::labour_capacity_appraisal::{Command, Form, LabourCapacityAppraisal, MEDICAL_RECORDS, RECOGNITION_DECISION, State as CaseState};
use agency::Agency;
use agency::common::applicant::find_employer;
use agency::common::emergency::states;
use agency::common::refused::{Unsuccessful, errors, sort};
use agency::common::{on_behalf, paper};

pub(super) const EMPLOYER: &str = "employer";
pub(super) const PAPERS: [&str; 2] = [RECOGNITION_DECISION, MEDICAL_RECORDS];

/// The form so far, with what the registers know.
#[derive(Debug, Clone)]
pub(super) struct Filled {
    pub form: Form,
    pub employer: Option<Employer>,
    pub materials: Vec<Material>,
    /// The measure that suspends intake today.
    pub suspended: Option<ServiceMeasure>,
}

pub(super) async fn begin(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    show(agency, &signed_in, FormData::new(), FormErrors::new(), false).await
}

async fn show(agency: Agency, signed_in: &SignedIn, data: FormData, wrong: FormErrors, checking: bool) -> Response {
    let (asking, typed) = (signed_in.clone(), data.clone());
    let read = blocking(move || {
        let mut ignored = FormErrors::new();
        let filled = fill(&agency, &asking, &typed, &mut ignored)?;
        let typed = paper::remembered(&typed, &filled.materials);
        let typed = match own_employer(&agency, &asking)?.filter(|_| !typed.contains(EMPLOYER)) {
            Some(id) => typed.with(EMPLOYER, &id.to_string()).with("applicant", "worker"),
            None => typed,
        };
        Ok::<_, PageError>((filled, typed))
    });
    match read.await {
        Ok((filled, typed)) if checking => page(signed_in, false, view::check(&filled, &typed, signed_in)),
        Ok((filled, typed)) => page(signed_in, !wrong.is_empty(), view::fill_in(&filled, &typed, &wrong, signed_in)),
        Err(error) => signed_in.refuse(&error),
    }
}

/// The employer a person was last insured through, to begin with.
fn own_employer(agency: &Agency, signed_in: &SignedIn) -> Result<Option<i64>, PageError> {
    let actor = &signed_in.actor;
    let Some(party) = actor.party.filter(|party| party.kind == PartyKind::Person && actor.has(Role::Person)) else { return Ok(None) };
    let employments = agency.store.reader()?.employments_of_person(actor.area, party.id)?;
    Ok(employments.last().map(|employment| employment.employer_id))
}

/// Blocking. What is wrong with a paper is noted under its field.
fn fill(agency: &Agency, signed_in: &SignedIn, data: &FormData, wrong: &mut FormErrors) -> Result<Filled, PageError> {
    let actor = &signed_in.actor;
    let typed = |field: &str| data.trimmed(field).to_owned();
    let mut reader = agency.store.reader()?;
    let own = match actor.party {
        Some(party) if party.kind == PartyKind::Person && actor.has(Role::Person) => reader.person(actor.area, party.id)?,
        _ => None,
    };
    let employer = match actor.party {
        Some(party) if party.kind == PartyKind::Employer && !actor.is_staff() => reader.employer(actor.area, party.id)?,
        _ => find_employer(reader.as_mut(), actor.area, data.trimmed(EMPLOYER))?,
    };
    let declared = reader.emergencies()?;
    drop(reader);
    let applicant = if actor.has(Role::EmployerClerk) && !actor.is_staff() { "employer".to_owned() } else { typed("applicant") };
    let mut form = Form {
        applicant,
        employer_id: employer.as_ref().map_or(0, |employer| employer.id),
        worker_name: typed("worker_name"),
        worker_id_number: typed("worker_id_number"),
        relation: typed("relation"),
        recognition_number: typed("recognition_number"),
        recognition_case_id: case_named(agency, signed_in, data.trimmed("recognition_number"))?,
        previous_concluded_on: typed("previous_concluded_on"),
        condition: typed("condition"),
    };
    if let Some(own) = own.filter(|_| form.applicant == "worker") {
        form.worker_name = own.name.as_str().to_owned();
        form.worker_id_number = own.id_number.as_str().to_owned();
    }
    let materials = paper::take(agency.store.as_ref(), &PAPERS, data, signed_in.now, wrong)?;
    let suspended = intake_suspended(&agency.law, &states(&declared), actor.area, signed_in.today)
        .map_err(|error| PageError::Unprocessable(error.text()))?;
    Ok(Filled { form, employer, materials, suspended })
}

/// The case of this system a number stands for; a number of another form is that of a decision on paper.
fn case_named(agency: &Agency, signed_in: &SignedIn, number: &str) -> Result<Option<i64>, PageError> {
    let Ok(number) = CaseNumber::parse(number) else { return Ok(None) };
    let head = agency.store.views()?.case_by_number(&number)?;
    // A case of another area is no decision of this one; the decision refuses what it cannot find.
    Ok(Some(head.filter(|head| head.area == signed_in.actor.area).map_or(0, |head| head.id)))
}

enum Answered {
    Again(FormData, FormErrors),
    Check(FormData),
    Sent(CaseNumber),
}

pub(super) async fn answer(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let (working, sent) = (agency.clone(), form.clone());
    let signed_in = &form.signed_in;
    match blocking(move || examine(&working, &sent)).await {
        Ok(Answered::Again(data, wrong)) => show(agency, signed_in, data, wrong, false).await,
        Ok(Answered::Check(data)) => show(agency, signed_in, data, FormErrors::new(), true).await,
        Ok(Answered::Sent(number)) if signed_in.actor.is_staff() => Redirect::to(&format!("/desk/cases/{number}")).into_response(),
        Ok(Answered::Sent(number)) => Redirect::to(&format!("/cases/{number}?done=yes")).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

fn examine(agency: &Agency, sent: &CheckedForm) -> Result<Answered, PageError> {
    let signed_in = &sent.signed_in;
    if sent.data.get("step") == "change" {
        return Ok(Answered::Again(sent.data.clone(), FormErrors::new()));
    }
    let mut wrong = FormErrors::new();
    let filled = fill(agency, signed_in, &sent.data, &mut wrong)?;
    let data = paper::remembered(&sent.data, &filled.materials);
    let given = match on_behalf::given(sent, Party::employer(filled.form.employer_id)) {
        Ok(given) => given,
        Err(more) => return Ok(Answered::Again(data, more)),
    };
    let (form, materials) = (filled.form, filled.materials);
    let command = match filled.suspended {
        None => Command::Submit { form, materials },
        Some(_) => Command::Enlist { form, materials },
    };
    let field = |field: &str| if field == "employer_id" { EMPLOYER.to_owned() } else { field.to_owned() };
    for (name, message) in errors(&tried(agency, &command, &given)?, field).summary() {
        wrong.push(name, message.clone());
    }
    if !wrong.is_empty() {
        return Ok(Answered::Again(data, wrong));
    }
    if sent.data.get("step") != "send" {
        return Ok(Answered::Check(data));
    }
    let procedure = LabourCapacityAppraisal::new(agency.law.clone());
    match perform(agency.store.as_ref(), &procedure, CaseTarget::New(given.actor.area), &command, &given) {
        Ok(performed) => Ok(Answered::Sent(performed.number)),
        Err(failure) => match sort(failure, field) {
            Unsuccessful::Again(wrong) => Ok(Answered::Again(data, wrong)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}

/// What handing it in would refuse, without handing it in.
fn tried(agency: &Agency, command: &Command, given: &Given) -> Result<Refusals, PageError> {
    let procedure = LabourCapacityAppraisal::new(agency.law.clone());
    let area = given.actor.area;
    let mut reader = agency.store.reader()?;
    let mut gathering = Gathering::new(agency.store.as_ref(), reader.as_mut(), area);
    let state = CaseState::default();
    let facts = procedure.gather(&mut gathering, None, &state, command, given).map_err(PageError::from)?;
    let number = CaseNumber::new(area, given.today.year(), 1).map_err(|_| PageError::NotFound)?;
    let case = CaseRef { area, id: 0, number: &number, head: None };
    Ok(procedure.decide(case, &state, command, &facts, given).err().unwrap_or_default())
}

pub(super) fn form_address(signed_in: &SignedIn) -> &'static str {
    address(&signed_in.actor)
}
