//! Work injury rates by risk class of the industry, floating with the employer's own record.

use serde::{Deserialize, Serialize};
use values::Text;

use crate::load::RuleValue;
use crate::scalar::Share;

/// Industries fall into eight risk classes with one base rate each. Inside its class an employer's rate floats by its use of
/// the fund and its accidents: class 1 may only rise, the others may rise or fall (人社部发〔2015〕71号). The employee pays nothing
/// (工伤保险条例 第10条).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjuryRates {
    /// Class 1 first.
    pub base_rates: [Share; CLASSES],
    /// In permille of the base rate.
    pub floating_factors_class_1: Vec<u16>,
    /// In permille of the base rate.
    pub floating_factors_class_2_to_8: Vec<u16>,
}

pub(crate) const CLASSES: usize = 8;

/// Why there is no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatesMissing {
    Class,
    Factor,
}

impl InjuryRates {
    /// The rate in millionths of the base for a class (1 to 8) and a floating factor in permille.
    pub fn rate_millionths(&self, class: u8, factor_permille: u16) -> Result<i64, RatesMissing> {
        let base = usize::from(class).checked_sub(1).and_then(|index| self.base_rates.get(index)).ok_or(RatesMissing::Class)?;
        if !self.floating_factors(class).contains(&factor_permille) {
            return Err(RatesMissing::Factor);
        }
        // Exact: the loader refuses a rate whose product with an allowed factor is not a whole millionth.
        Ok(base.millionths() * i64::from(factor_permille) / 1000)
    }

    /// The factors allowed for a class, in permille.
    pub fn floating_factors(&self, class: u8) -> &[u16] {
        if class == 1 { &self.floating_factors_class_1 } else { &self.floating_factors_class_2_to_8 }
    }
}

impl RuleValue for InjuryRates {
    const STEM: &'static str = "contribution/injury_rates";
    const UNIT: &'static str = "share of the contribution base by risk class 1 to 8; factors in permille";

    fn check(&self) -> Result<(), Text> {
        for (index, rate) in self.base_rates.iter().enumerate() {
            let class = index as u8 + 1;
            let inexact = self.floating_factors(class).iter().find(|factor| rate.millionths() * i64::from(**factor) % 1000 != 0);
            if let Some(factor) = inexact {
                return Err(Text::new(
                    format!("第{class}类费率乘以 {factor}‰ 后超过六位小数"),
                    format!("the rate of class {class} times {factor} permille has more than six decimals"),
                ));
            }
        }
        Ok(())
    }
}
