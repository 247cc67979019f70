//! What the nation and the province fix about the parts of a pension.

use serde::{Deserialize, Serialize};
use values::{Month, Text};

use super::components::SHARE_PER_YEAR_MAX_MILLIONTHS;
use crate::load::RuleValue;
use crate::scalar::Share;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PensionFormula {
    pub accrual_per_year: Share,
}

impl RuleValue for PensionFormula {
    const STEM: &'static str = "pension/formula";
    const UNIT: &'static str = "share of the pension base for each contribution year";

    fn check(&self) -> Result<(), Text> {
        within_a_year(self.accrual_per_year)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    pub coefficient: Share,
    /// The month in which personal accounts began; a person's own recorded month goes first.
    pub account_start: Month,
}

impl RuleValue for Transition {
    const STEM: &'static str = "pension/transition";
    const UNIT: &'static str = "share of the indexed wage for each year before the account";

    fn check(&self) -> Result<(), Text> {
        within_a_year(self.coefficient)
    }
}

fn within_a_year(share: Share) -> Result<(), Text> {
    if share.millionths() <= SHARE_PER_YEAR_MAX_MILLIONTHS {
        return Ok(());
    }
    Err(Text::new("每缴费年的比例不应超过 5%", "a year of contributions earns at most 5%"))
}
