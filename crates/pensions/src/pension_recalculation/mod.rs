//! 重新核定: a pension determined again once the base of its year is published, or because something in it was wrong.
//!
//! Nothing is edited: the new amount holds from the first month over the earlier one, and what a run pays next settles the difference.

mod carry;
pub mod describe;
mod pages;
pub mod routes;

use std::sync::Arc;

use agency::DocumentOffice;
use casework::procedure::CaseRef;
use casework::{
    BenefitKind, ContributionRow, Entitlement, Failure, Gathering, Given, IssuedDocument, PensionRecord, Person, Refusal, Refusals,
    StoreError, UnprintedDocument,
};
use documents::kinds::PensionDetermination;
use ledger::Obligation;
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{Party, Text, VerificationCode};

use crate::common::approved_run::{Portion, Portioned, PortionedRun};
use crate::common::stated::StatedFacts;

/// How many pensions one act determines again.
const PORTION: u32 = 50;

/// Whose pensions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Scope {
    /// Everybody who retired in the year and is still paid provisionally.
    Year { year: i32 },
    /// One person; with facts that were found to be otherwise.
    Person {
        person_id: i64,
        #[serde(default)]
        facts: Option<StatedFacts>,
    },
}

/// A pension with everything it is determined from.
#[derive(Debug, Clone)]
pub struct Determinable {
    pub entitlement: Entitlement,
    pub person: Option<Person>,
    pub record: Option<PensionRecord>,
    pub contributions: Vec<(ContributionRow, Obligation)>,
}

/// One portion of them.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub pensions: Vec<Determinable>,
    /// The last right looked at, whether or not it is among them.
    pub last_id: Option<i64>,
    /// Codes for their sheets, as many as there are pensions.
    pub codes: Vec<VerificationCode>,
}

/// Determining again.
pub struct PensionRecalculation {
    law: Arc<Law>,
    documents: Arc<DocumentOffice>,
}

/// As the case machine sees it.
pub fn procedure(law: &Arc<Law>, documents: &Arc<DocumentOffice>) -> Portioned<PensionRecalculation> {
    Portioned(PensionRecalculation { law: law.clone(), documents: documents.clone() })
}

pub fn title() -> Text {
    Text::new("养老金重新核定", "New determination of pensions")
}

impl PortionedRun for PensionRecalculation {
    type Scope = Scope;
    type Facts = Facts;

    fn name(&self) -> &'static str {
        "pension_recalculation"
    }

    fn about(&self, scope: &Scope) -> (Party, Text) {
        match scope {
            Scope::Year { year } => (
                Party::AGENCY,
                Text::new(format!("{year} 年退休人员临时待遇重新核定"), format!("New determination of who retired in {year}")),
            ),
            Scope::Person { person_id, .. } => (
                Party::person(*person_id),
                Text::new(format!("参保人 {person_id} 重新核定"), format!("New determination of person {person_id}")),
            ),
        }
    }

    fn gather(&self, gathering: &mut Gathering<'_>, scope: &Scope, after: i64, _given: &Given) -> Result<Facts, Failure> {
        let found = match scope {
            Scope::Year { .. } => gathering.entitlements_of_kind(BenefitKind::EmployeePension, true, after, PORTION)?,
            Scope::Person { person_id, .. } => {
                let mut of_person = gathering.entitlements_of_beneficiary(Party::person(*person_id))?;
                of_person.retain(|right| right.kind == BenefitKind::EmployeePension && right.last_month.is_none() && right.id > after);
                of_person
            }
        };
        let last_id = found.last().map(|right| right.id);
        let codes = self.fresh_codes(found.len())?;
        Ok(Facts { pensions: determinable(gathering, found)?, last_id, codes })
    }

    fn check(&self, scope: &Scope, facts: &Facts, given: &Given) -> Refusals {
        carry::check(&self.law, scope, facts, given)
    }

    fn carry(&self, case: CaseRef<'_>, scope: &Scope, reason: &str, facts: &Facts, given: &Given) -> Result<Portion, Refusals> {
        let why = carry::why(scope, reason);
        carry::carry(&self.law, &self.documents, case, (scope, &why), facts, given)
    }

    fn fresh_codes(&self, count: usize) -> Result<Vec<VerificationCode>, StoreError> {
        (0..count).map(|_| self.documents.fresh_code()).collect()
    }

    fn print(&self, case: CaseRef<'_>, kept: &UnprintedDocument, code: VerificationCode, given: &Given) -> Result<IssuedDocument, Refusal> {
        self.documents.issue_kept::<PensionDetermination>(kept, Some(code), case, given)
    }
}

/// Reads what many pensions are determined from, in a few queries however many there are.
fn determinable(gathering: &mut Gathering<'_>, rights: Vec<Entitlement>) -> Result<Vec<Determinable>, Failure> {
    let ids: Vec<i64> = rights.iter().map(|right| right.beneficiary.id).collect();
    let people = gathering.persons(&ids)?;
    let records = gathering.pension_records(&ids)?;
    let contributions = gathering.contributions_of_persons(&ids)?;
    let of = |id: i64| contributions.iter().filter(move |(row, _)| row.person_id == id).cloned().collect();
    let determinable = rights.into_iter().map(|entitlement| {
        let id = entitlement.beneficiary.id;
        Determinable {
            person: people.iter().find(|person| person.id == id).cloned(),
            record: records.iter().find(|record| record.person_id == id).cloned(),
            contributions: of(id),
            entitlement,
        }
    });
    Ok(determinable.collect())
}
