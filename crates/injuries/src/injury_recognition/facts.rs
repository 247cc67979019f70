//! What the decision rests on: registers, emergencies, and the facts as they stand.

use std::collections::BTreeMap;

use casework::{DeadlineRecord, EmergencyRecord, Employer, Employment, Failure, Gathering, Material, Person};
use rules::injury::{EstablishedFacts, Fact, Paper};
use values::{AreaCode, Date, IdNumber, Month, VerificationCode};

use super::form::Form;
use super::state::State;

/// Everything gathered for one step, with the case as it was when it was gathered.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub area: Option<AreaCode>,
    pub employer: Option<Employer>,
    /// The worker, when registered in this area.
    pub worker: Option<Person>,
    /// Where the worker is registered instead.
    pub registered_in: Option<AreaCode>,
    /// The worker's employments in this area.
    pub employments: Vec<Employment>,
    pub emergencies: Vec<EmergencyRecord>,
    /// The limits of the case, for the nightly look.
    pub deadlines: Vec<DeadlineRecord>,
    pub state: State,
    /// Kinds of the papers handed in, those of the command included.
    pub handed_in: Vec<String>,
    /// The code of the decision's document, drawn where one may be printed.
    pub code: Option<VerificationCode>,
}

impl Facts {
    /// With the papers that come with the command.
    pub fn gather(gathering: &mut Gathering<'_>, form: &Form, state: &State, materials: &[Material]) -> Result<Facts, Failure> {
        let mut facts = Facts {
            area: Some(gathering.area()),
            employer: gathering.employer(form.employer_id)?,
            emergencies: gathering.emergencies()?,
            state: state.clone(),
            ..Facts::default()
        };
        let materials = state.application.materials.iter().chain(materials);
        facts.handed_in = materials.map(|material| material.kind.clone()).collect();
        if let Ok(id_number) = IdNumber::parse(&form.worker_id_number)
            && let Some(person) = gathering.person_by_id_number(&id_number)?
        {
            if person.area == gathering.area() {
                facts.employments = gathering.employments_of_person(person.id)?;
                facts.worker = Some(person);
            } else {
                facts.registered_in = Some(person.area);
            }
        }
        Ok(facts)
    }

    /// Whether the register shows the worker insured through the employer in the month of the injury.
    pub fn is_insured(&self, employer_id: i64, injured_on: Date) -> bool {
        let month = Month::of(injured_on);
        self.periods(employer_id).any(|period| period.from_month <= month && period.until_month.is_none_or(|until| month <= until))
    }

    /// The month the worker was first insured through the employer, if ever.
    pub fn insured_since(&self, employer_id: i64) -> Option<Month> {
        self.periods(employer_id).map(|period| period.from_month).min()
    }

    fn periods(&self, employer_id: i64) -> impl Iterator<Item = &Employment> {
        let withdrawn = |period: &Employment| period.until_month.is_some_and(|until| until < period.from_month);
        self.employments.iter().filter(move |period| period.employer_id == employer_id && !withdrawn(period))
    }

    pub fn has_paper(&self, paper: Paper) -> bool {
        self.handed_in.iter().any(|kind| kind == paper.as_str())
    }

    /// The papers that count as handed in. The form that was filled in is the application form, and the agency's own register
    /// proves an employment it insures. What the officer found wanting does not count.
    pub fn papers(&self, form: &Form, injured_on: Date) -> Vec<Paper> {
        let mut papers: Vec<Paper> = Paper::ALL.iter().copied().filter(|paper| self.has_paper(*paper)).collect();
        papers.push(Paper::ApplicationForm);
        if self.is_insured(form.employer_id, injured_on) {
            papers.push(Paper::EmploymentRelationship);
        }
        papers.retain(|paper| !self.state.papers_missing.contains(paper));
        papers
    }

    /// 工伤保险条例 第19条: what the applicant states holds until the authority establishes something else; a relationship that the
    /// register or a paper shows need not be stated.
    pub fn established(&self, form: &Form, stated: &BTreeMap<Fact, bool>, injured_on: Date) -> EstablishedFacts {
        let mut facts = stated.clone();
        if self.is_insured(form.employer_id, injured_on) || self.has_paper(Paper::EmploymentRelationship) {
            facts.insert(Fact::EmploymentRelationship, true);
        }
        for (fact, truth) in &self.state.established {
            match truth {
                Some(truth) => facts.insert(*fact, *truth),
                None => facts.remove(fact),
            };
        }
        EstablishedFacts(facts)
    }
}
