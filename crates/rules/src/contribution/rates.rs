//! Rates of pension and unemployment insurance by payer.

use serde::{Deserialize, Serialize};

use crate::load::RuleValue;
use crate::scalar::Share;

/// Employer and employee each contribute a share of the base; the employer withholds and pays the employee's
/// share (社会保险法 第10、12、44、60条).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    pub pension_employer: Share,
    pub pension_employee: Share,
    pub unemployment_employer: Share,
    pub unemployment_employee: Share,
}

impl RuleValue for Rates {
    const STEM: &'static str = "contribution/rates";
    const UNIT: &'static str = "share of the contribution base";
}
