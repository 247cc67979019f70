//! How many months of contributions a monthly pension takes.

use serde::{Deserialize, Serialize};
use values::{Month, Text};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinimumContribution {
    pub months: u32,
}

impl RuleValue for MinimumContribution {
    const STEM: &'static str = "retirement/minimum_contribution";
    const UNIT: &'static str = "months";

    fn check(&self) -> Result<(), Text> {
        if (1..=600).contains(&self.months) { Ok(()) } else { Err(Text::new("月数应为 1 至 600", "months are from 1 to 600")) }
    }
}

/// The months of contributions needed by somebody who retires in `retirement`.
///
/// 社会保险法 第16条: fifteen years. 国务院关于渐进式延迟法定退休年龄的办法, annex 4: from 2030 half a year more each year, up to
/// twenty years from 2039. Who retires early by choice is judged by the chosen month, who retires later by the statutory month.
pub fn minimum_contribution_months(law: &Law, retirement: Month) -> Result<u32, NotCovered> {
    law.rule::<MinimumContribution>().in_month(retirement).map(|in_force| in_force.value.months)
}
