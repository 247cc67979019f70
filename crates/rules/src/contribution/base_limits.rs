//! Floor and ceiling of the monthly contribution base.

use serde::{Deserialize, Serialize};
use values::{Fen, Text};

use crate::load::RuleValue;

/// The base is the employee's own average monthly wage of last year, but not below the floor (60% of the province's
/// average wage) and not above the ceiling (300% of it). The province publishes both in whole yuan; the direction in which
/// it rounds has changed over the years, so the published figures are kept and never computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseLimits {
    /// Fen a month.
    #[serde(with = "crate::scalar::yuan")]
    pub floor: Fen,
    /// Fen a month.
    #[serde(with = "crate::scalar::yuan")]
    pub ceiling: Fen,
}

impl BaseLimits {
    /// The wage held between floor and ceiling.
    #[inline]
    pub fn base(&self, declared_wage: Fen) -> Fen {
        Fen(declared_wage.0.clamp(self.floor.0, self.ceiling.0))
    }
}

impl RuleValue for BaseLimits {
    const STEM: &'static str = "contribution/base_limits";
    const UNIT: &'static str = "yuan a month";

    fn check(&self) -> Result<(), Text> {
        if self.floor.is_positive() && self.floor <= self.ceiling {
            return Ok(());
        }
        Err(Text::new("下限须大于零且不高于上限", "the floor must be above zero and not above the ceiling"))
    }
}
