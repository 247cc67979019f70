//! 停工留薪期: the months off work on full pay.

use jiff::Span;
use serde::{Deserialize, Serialize};
use values::{Date, Explain, Text};

use super::{BenefitRefusal, step};
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopWorkMonths {
    pub months_max: u32,
    pub extension_months_max: u32,
}

impl RuleValue for StopWorkMonths {
    const STEM: &'static str = "injury/benefit/stop_work";
    const UNIT: &'static str = "months";

    fn check(&self) -> Result<(), Text> {
        if self.months_max <= 120 && self.extension_months_max <= 120 {
            return Ok(());
        }
        Err(Text::new("停工留薪期应不超过 120 个月", "at most 120 months"))
    }
}

/// How long the employer goes on paying the wage at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopWork {
    pub first: Date,
    pub last: Date,
}

/// The longest months off work for an injury of `injured_on`, with an extension the committee has confirmed.
///
/// 工伤保险条例 第33条: twelve months in general; where the injury is grave, at most twelve more with the committee's confirmation. Counted as
/// periods of months are: the day of the injury does not count, and the last day is the same day of the last month (民法典 第201, 202条).
pub fn stop_work<E: Explain>(law: &Law, injured_on: Date, extension_months: u32, explain: &mut E) -> Result<StopWork, BenefitRefusal> {
    let rule = law.rule::<StopWorkMonths>().on(injured_on)?;
    if extension_months > rule.value.extension_months_max {
        return Err(BenefitRefusal::ExtensionTooLong { months: extension_months, most: rule.value.extension_months_max });
    }
    let months = rule.value.months_max + extension_months;
    let period = StopWork { first: injured_on, last: injured_on.saturating_add(Span::new().months(i64::from(months))) };
    explain.step(|| {
        step(
            ("停工留薪期", "months off work on full pay"),
            ("自受伤之日起的月数，加经确认的延长", "months from the day of the injury, with a confirmed extension"),
            vec![(("自", "from"), injured_on.to_string()), (("月数", "months"), months.to_string())],
            period.last,
            &rule.citation,
        )
    });
    Ok(period)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    injured_on: Date,
    #[serde(default)]
    extension_months: u32,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::day")]
    last: Date,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let period = stop_work(law, input.injured_on, input.extension_months, &mut values::Silent);
        Ok(ExampleOutput { last: period.map_err(|refusal| refusal.to_string())?.last })
    })
}
