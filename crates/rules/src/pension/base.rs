//! The monthly base on which pensions are determined.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Explain, Fen, Month, Step, Text};

use super::components::BASE_MAX;
use crate::in_force::{InForce, NotCovered};
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PensionBase {
    /// Fen a month.
    #[serde(with = "crate::scalar::yuan")]
    pub monthly: Fen,
    #[serde(default, with = "crate::scalar::optional_day", skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
}

impl RuleValue for PensionBase {
    const STEM: &'static str = "pension/base";
    const UNIT: &'static str = "yuan a month";

    fn check(&self) -> Result<(), Text> {
        if self.monthly.is_positive() && self.monthly <= BASE_MAX {
            return Ok(());
        }
        Err(Text::new("计发基数应大于零且不超过每月十万元", "the base is above zero and at most 100,000 yuan a month"))
    }
}

/// The base somebody's pension is determined on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUsed<'law> {
    pub monthly: Fen,
    /// The year the base belongs to; the year before the retirement while provisional.
    pub year: i32,
    /// To be determined again when the base of the retirement year is published.
    pub provisional: bool,
    pub citation: &'law Citation,
}

/// The base for who retires in `retirement`, as far as it is known on `known_on`.
///
/// 国发〔2005〕38号 六 takes the base of the year of retirement. The province publishes it in the course of that year; until then
/// last year's base is paid provisionally (临时待遇), and the pension is determined again with arrears once it is out.
/// Where neither is written down the answer is [`NotCovered`].
pub fn base_used<'law, E: Explain>(
    law: &'law Law,
    retirement: Month,
    known_on: Date,
    explain: &mut E,
) -> Result<BaseUsed<'law>, NotCovered> {
    let january = retirement.plus(1 - retirement.month());
    let own = law.rule::<PensionBase>().in_month(january);
    if let Some(known) = own.as_ref().ok().filter(|version| known_from(version, january) <= known_on) {
        let used = BaseUsed { monthly: known.value.monthly, year: retirement.year(), provisional: false, citation: &known.citation };
        explain.step(|| step(retirement, &used));
        return Ok(used);
    }
    match law.rule::<PensionBase>().in_month(january.plus(-12)) {
        Ok(last) => {
            let used = BaseUsed { monthly: last.value.monthly, year: retirement.year() - 1, provisional: true, citation: &last.citation };
            explain.step(|| step(retirement, &used));
            Ok(used)
        }
        // The reader is told of the year that matters, not of the one tried instead.
        Err(not_covered) => Err(own.err().unwrap_or(not_covered)),
    }
}

fn known_from(version: &InForce<PensionBase>, january: Month) -> Date {
    version.value.published_on.unwrap_or_else(|| january.plus(11).last_day())
}

fn step(retirement: Month, used: &BaseUsed<'_>) -> Step {
    let formula = if used.provisional {
        Text::new(
            "退休当年的计发基数尚未公布，暂用上年基数，公布后重新核定并补发差额",
            "the base of the retirement year is not yet published: last year's is used and the pension determined again with arrears",
        )
    } else {
        Text::new("退休当年公布的计发基数", "the base published for the year of retirement")
    };
    Step {
        name: Text::new("计发基数", "pension base"),
        formula,
        inputs: vec![
            (Text::new("退休年月", "retirement month"), retirement.to_string()),
            (Text::new("基数年度", "year of the base"), used.year.to_string()),
        ],
        result: used.monthly.to_string(),
        citation: used.citation.clone(),
    }
}
