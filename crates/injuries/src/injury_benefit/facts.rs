//! What the benefits rest on.

use agency::common::limits::Circumstances;
use casework::{Employment, Entitlement, Failure, Gathering, Person};
use rules::injury::Ground;
use values::{AreaCode, Fen, IdNumber, Month, Party};

use super::form::{Claim, Form};
use crate::appraised::{Appraisals, Appraised};
use crate::recognised::{Recognised, Recognitions};

/// Months before the injury whose contribution wages make the own wage (工伤保险条例 第64条).
const WAGE_MONTHS: i32 = 12;

/// Everything gathered for one step.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub area: Option<AreaCode>,
    /// Where the limit of the determination runs, and the emergencies declared by now.
    pub circumstances: Circumstances,
    pub worker: Option<Person>,
    pub injury: Option<Recognised>,
    pub ground: Option<Ground>,
    pub appraisal: Option<Appraised>,
    /// Contribution wages of the twelve months before the injury, the oldest first; months without one are left out.
    pub wages: Vec<Fen>,
    pub employments: Vec<Employment>,
    pub relative: Option<Person>,
    /// In the order of the form; `None` for somebody not registered in the area.
    pub dependants: Vec<Option<Person>>,
    /// What the worker and the relatives already have.
    pub rights: Vec<Entitlement>,
    /// The first of the numbers a grant may use; 0 where it grants nothing.
    pub first_new_id: i64,
}

impl Facts {
    pub fn gather(
        gathering: &mut Gathering<'_>,
        recognition: &Recognitions,
        appraisal: &Appraisals,
        form: &Form,
    ) -> Result<Facts, Failure> {
        let area = gathering.area();
        let circumstances = Circumstances::gather(gathering)?;
        let mut facts = Facts { area: Some(area), circumstances, ..Facts::default() };
        let Ok(claim) = form.read() else { return Ok(facts) };
        facts.worker = person(gathering, &claim.worker_id_number)?;
        let Some(worker) = facts.worker.clone() else { return Ok(facts) };
        if let Some(record) = gathering.reader().case(area, form.recognition_case_id)? {
            facts.injury = recognition.read(&record)?.filter(|injury| injury.worker_id == worker.id);
        }
        if let Some(record) = gathering.reader().case(area, form.appraisal_case_id)? {
            let found = appraisal.read(&record)?;
            facts.appraisal = found.filter(|appraised| IdNumber::parse(&appraised.worker_id_number).is_ok_and(|id| id == worker.id_number));
        }
        facts.employments = gathering.employments_of_person(worker.id)?;
        if let Some(injury) = &facts.injury {
            facts.ground = Some(injury.ground);
            facts.wages = wages(gathering, worker.id, Month::of(injury.injured_on))?;
        }
        facts.rights = gathering.entitlements_of_beneficiary(Party::person(worker.id))?;
        facts.gather_relatives(gathering, &claim)?;
        Ok(facts)
    }

    fn gather_relatives(&mut self, gathering: &mut Gathering<'_>, claim: &Claim) -> Result<(), Failure> {
        if let Some(id_number) = &claim.relative {
            self.relative = person(gathering, id_number)?;
        }
        for (id_number, _) in &claim.dependants {
            let dependant = person(gathering, id_number)?;
            if let Some(dependant) = &dependant {
                self.rights.extend(gathering.entitlements_of_beneficiary(Party::person(dependant.id))?);
            }
            self.dependants.push(dependant);
        }
        if let Some(relative) = &self.relative
            && !self.dependants.iter().flatten().any(|dependant| dependant.id == relative.id)
        {
            self.rights.extend(gathering.entitlements_of_beneficiary(Party::person(relative.id))?);
        }
        Ok(())
    }
}

fn person(gathering: &mut Gathering<'_>, id_number: &IdNumber) -> Result<Option<Person>, Failure> {
    let area = gathering.area();
    Ok(gathering.person_by_id_number(id_number)?.filter(|person| person.area == area))
}

/// A month paid through several employers counts their wages together.
fn wages(gathering: &mut Gathering<'_>, person_id: i64, injured_in: Month) -> Result<Vec<Fen>, Failure> {
    let rows = gathering.contributions_of_person(person_id)?;
    let months = injured_in.plus(-WAGE_MONTHS).through(injured_in.previous());
    let wage = |month: Month| rows.iter().filter(|(row, _)| row.month == month).map(|(row, _)| row.base).sum::<Fen>();
    Ok(months.map(wage).filter(|wage| wage.is_positive()).collect())
}
