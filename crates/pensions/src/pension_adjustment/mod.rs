//! 养老金年度调整: what the province's notice of a year adds to every pension in payment, from January on.

mod carry;
pub mod describe;
pub mod routes;

use std::sync::Arc;

use casework::procedure::CaseRef;
use casework::{BenefitKind, ContributionRow, Entitlement, Failure, Gathering, Given, PensionRecord, Person, Refusals, RegistryChange};
use ledger::Obligation;
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Party, Text};

use crate::common::approved_run::{Portion, Portioned, PortionedRun};

/// How many pensions one act adjusts.
const PORTION: u32 = 250;

/// The year of the notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    pub year: i32,
}

/// One portion of the pensions in payment.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub pensions: Vec<Entitlement>,
    pub people: Vec<Person>,
    pub records: Vec<PensionRecord>,
    pub contributions: Vec<(ContributionRow, Obligation)>,
}

/// The yearly adjustment.
pub struct PensionAdjustment {
    law: Arc<Law>,
}

/// As the case machine sees it.
pub fn procedure(law: &Arc<Law>) -> Portioned<PensionAdjustment> {
    Portioned(PensionAdjustment { law: law.clone() })
}

pub fn title() -> Text {
    Text::new("养老金年度调整", "Yearly adjustment of pensions")
}

impl PortionedRun for PensionAdjustment {
    type Scope = Scope;
    type Facts = Facts;

    fn name(&self) -> &'static str {
        "pension_adjustment"
    }

    fn about(&self, scope: &Scope) -> (Party, Text) {
        (Party::AGENCY, Text::new(format!("{} 年养老金调整", scope.year), format!("Adjustment of {}", scope.year)))
    }

    fn gather(&self, gathering: &mut Gathering<'_>, _scope: &Scope, after: i64, _given: &Given) -> Result<Facts, Failure> {
        let pensions = gathering.entitlements_of_kind(BenefitKind::EmployeePension, false, after, PORTION)?;
        let ids: Vec<i64> = pensions.iter().map(|right| right.beneficiary.id).collect();
        Ok(Facts {
            people: gathering.persons(&ids)?,
            records: gathering.pension_records(&ids)?,
            contributions: gathering.contributions_of_persons(&ids)?,
            pensions,
        })
    }

    fn check(&self, scope: &Scope, _facts: &Facts, given: &Given) -> Refusals {
        carry::check(&self.law, *scope, given)
    }

    /// A year is adjusted once.
    fn claims(&self, area: AreaCode, scope: &Scope) -> Vec<RegistryChange> {
        vec![RegistryChange::ClaimReference { kind: "pension_adjustment".into(), reference: format!("{area}:{}", scope.year) }]
    }

    fn carry(&self, case: CaseRef<'_>, scope: &Scope, _reason: &str, facts: &Facts, given: &Given) -> Result<Portion, Refusals> {
        carry::carry(&self.law, case, *scope, facts, given)
    }
}
