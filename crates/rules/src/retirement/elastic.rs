//! Retiring earlier or later than the statutory month by choice.

use serde::{Deserialize, Serialize};
use values::{Citation, Month};

use super::statutory_age::StatutoryRetirement;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elastic {
    pub months_before_max: u8,
    pub months_after_max: u8,
    /// An employee who chooses to go early tells the employer in writing so many months before.
    pub notice_months_before: u8,
    /// Employer and employee agree in writing on a later month so many months before the statutory one.
    pub agreement_months_before: u8,
}

impl RuleValue for Elastic {
    const STEM: &'static str = "retirement/elastic";
    const UNIT: &'static str = "months";
}

/// First and last month somebody may choose, once the minimum contributions are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetirementWindow {
    pub earliest: Month,
    pub latest: Month,
    pub citation: Citation,
}

/// The months somebody may choose.
///
/// 人社部发〔2024〕94号: up to three years before the statutory month but never before the original age, and by agreement with
/// the employer up to three years after it. It holds for those whose statutory month lies in its days; before 2025 there was
/// no such choice and the answer is [`NotCovered`]. Meant for the ordinary categories: a special work type chooses freely between its
/// own month and the ordinary one.
pub fn retirement_window(law: &Law, statutory: &StatutoryRetirement) -> Result<RetirementWindow, NotCovered> {
    let in_force = law.rule::<Elastic>().in_month(statutory.month)?;
    let before = i32::from(in_force.value.months_before_max);
    let after = i32::from(in_force.value.months_after_max);
    Ok(RetirementWindow {
        earliest: statutory.month.plus(-before).max(statutory.original_month),
        latest: statutory.month.plus(after),
        citation: in_force.citation.clone(),
    })
}
