//! A person's rights and record with what their pages show.

use std::collections::HashMap;

use agency::Agency;
use casework::worklist::CaseFilter;
use casework::{CaseHead, Entitlement, Failure, Gathering, Person};
use values::{AreaCode, CaseNumber, Explanation, Fen, Month, Party, Text};

use crate::common::person::PersonFacts;

const OPEN_SHOWN: u32 = 20;
const APPLICATIONS: [&str; 3] = ["retirement_prereview", "pension_claim", "resident_pension_claim"];

/// Everything about one person's retirement.
#[derive(Debug, Clone)]
pub struct Overview {
    pub person: Person,
    pub facts: PersonFacts,
    /// Cases by their number inside the area: what was decided, in words and steps.
    pub cases: HashMap<i64, Decided>,
    /// Applications about retirement that are still open.
    pub open: Vec<CaseHead>,
    /// What was paid on each right, month by month.
    pub paid: HashMap<i64, Vec<(Month, Fen)>>,
}

/// A decision that set an amount.
#[derive(Debug, Clone)]
pub struct Decided {
    pub number: CaseNumber,
    pub title: Text,
    pub result: Option<Text>,
    pub explanation: Option<Explanation>,
}

impl Overview {
    pub fn load(agency: &Agency, area: AreaCode, person_id: i64) -> Result<Overview, Failure> {
        let mut reader = agency.store.reader()?;
        let mut gathering = Gathering::new(agency.store.as_ref(), reader.as_mut(), area);
        let facts = PersonFacts::gather(&mut gathering, person_id)?;
        let person = facts.person.clone().ok_or(Failure::NotFound)?;
        let (mut cases, mut paid) = (HashMap::new(), HashMap::new());
        for right in &facts.entitlements {
            paid.insert(right.id, reader.benefit_paid(area, right.id)?);
            for case_id in right.amounts.iter().map(|amount| amount.case_id) {
                // What was taken over when the program began has no case.
                if case_id != 0
                    && !cases.contains_key(&case_id)
                    && let Some(record) = reader.case(area, case_id)?
                {
                    let view = match agency.registry.named(&record.head.procedure) {
                        Some(surface) => surface.view(&record)?,
                        None => agency::registry::CaseView::default(),
                    };
                    let title = agency.registry.title(&record.head.procedure);
                    let decided = Decided { number: record.head.number, title, result: view.result, explanation: view.explanation };
                    cases.insert(case_id, decided);
                }
            }
        }
        drop(reader);
        let filter = CaseFilter {
            areas: vec![area],
            party: Some(Party::person(person_id)),
            only_open: true,
            limit: OPEN_SHOWN,
            ..CaseFilter::default()
        };
        let mut open = agency.store.views()?.cases(&filter)?;
        open.retain(|head| APPLICATIONS.contains(&head.procedure.as_str()));
        Ok(Overview { person, facts, cases, open, paid })
    }

    /// Months that are due by what was decided and not paid yet, up to `through`.
    pub fn unpaid(&self, right: &Entitlement, through: Month) -> Vec<(Month, Fen)> {
        let paid = self.paid.get(&right.id);
        let of = |month: Month| paid.map_or(Fen::ZERO, |paid| paid.iter().filter(|(of, _)| *of == month).map(|(_, amount)| *amount).sum());
        let months = right.first_month.through(through).map(|month| (month, right.due(month) - of(month)));
        months.filter(|(_, amount)| !amount.is_zero()).collect()
    }
}
