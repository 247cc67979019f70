//! Until when a month's benefits are with those they are for.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Month, Text};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaydayRule {
    /// Day of the month the benefits are for; the last day where the month is shorter.
    pub day: i8,
}

impl RuleValue for PaydayRule {
    const STEM: &'static str = "payroll/payday";
    const UNIT: &'static str = "day of the month";

    fn check(&self) -> Result<(), Text> {
        if (1..=31).contains(&self.day) { Ok(()) } else { Err(Text::new("day 应为 1 至 31", "day is from 1 to 31")) }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payday {
    pub promised_on: Date,
    pub citation: Citation,
}

/// The last day on which a payment of `month` is in time.
///
/// 社会保险法 第73条: the agency pays benefits on time and in full. The day itself is what an agency has promised its people; a day off
/// does not move it, since the money can be sent before.
pub fn payday(law: &Law, month: Month) -> Result<Payday, NotCovered> {
    let in_force = law.rule::<PaydayRule>().in_month(month)?;
    Ok(Payday { promised_on: month.day(in_force.value.day), citation: in_force.citation.clone() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    month: Month,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::day")]
    promised_on: Date,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let payday = payday(law, input.month).map_err(|gap| gap.to_string())?;
        Ok(ExampleOutput { promised_on: payday.promised_on })
    })
}
