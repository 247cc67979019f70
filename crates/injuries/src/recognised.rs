//! A work injury that was recognised, as the procedures after it see it.

use casework::{CaseRecord, StoreError};
use rules::injury::{Fact, Ground};
use values::{CaseNumber, Date};

use crate::injury_recognition::State;
use agency::registry::folded_by;

/// What a recognised injury is to those who pay for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    pub case_id: i64,
    pub number: CaseNumber,
    pub worker_id: i64,
    /// The employer that answers for the injury.
    pub employer_id: i64,
    pub injured_on: Date,
    pub decided_on: Option<Date>,
    /// The ground the applicant claimed; where none was, that of an accident at work, by which nothing is lost.
    pub ground: Ground,
    /// A medical or related worker infected through the work.
    pub infected_on_duty: bool,
    pub has_died: bool,
}

/// Reads decisions on recognition.
#[derive(Debug, Clone, Copy)]
pub struct Recognitions;

impl Recognitions {
    /// The recognised injury a case decided on; `None` while it is not recognised, and for every other case.
    pub fn read(&self, record: &CaseRecord) -> Result<Option<Recognised>, StoreError> {
        recognised(record)
    }
}

fn recognised(record: &CaseRecord) -> Result<Option<Recognised>, StoreError> {
    let head = &record.head;
    let is_granted = head.procedure == "injury_recognition" && head.stage == casework::Stage::Granted;
    if !is_granted || head.party.kind != values::PartyKind::Person {
        return Ok(None);
    }
    let state: State = folded_by(record, State::apply)?;
    let Some(form) = state.application.form.as_ref() else { return Ok(None) };
    let Ok(injured_on) = values::parse_date(&form.injured_on) else { return Ok(None) };
    Ok(Some(Recognised {
        case_id: head.id,
        number: head.number,
        worker_id: head.party.id,
        employer_id: form.employer_id,
        injured_on,
        decided_on: state.decided_on,
        ground: state.claimed().unwrap_or(Ground::AccidentAtWork),
        infected_on_duty: is_infected_on_duty(&state),
        has_died: form.has_died,
    }))
}

/// As the case stood when it was decided: what the officer established holds over what the applicant stated.
fn is_infected_on_duty(state: &State) -> bool {
    let Some(form) = state.application.form.as_ref() else { return false };
    let truth = |fact: Fact| match state.established.get(&fact) {
        Some(established) => *established,
        None => form.facts.get(fact.as_str()).copied(),
    };
    let both = [truth(Fact::MedicalOrRelatedWorker), truth(Fact::InfectedInPreventionOrTreatment)];
    let refuted = both.contains(&Some(false));
    !refuted && (state.claimed() == Some(Ground::InfectedOnDuty) || both == [Some(true), Some(true)])
}
