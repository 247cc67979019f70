//! What is looked at before a payment goes out.

use serde::{Deserialize, Serialize};
use values::{Date, Fen, Month, Text};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;
use crate::scalar::Share;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayrollChecks {
    /// A month's amount that differs from the month before by more than this share of it is looked at.
    pub jump: Share,
    /// Months, from the first one due, in which nobody without a certification is asked for one: the decision on the claim established
    /// that they live.
    pub certified_by_claim_months: i32,
}

impl RuleValue for PayrollChecks {
    const STEM: &'static str = "payroll/checks";
    const UNIT: &'static str = "share of the amount of the month before; months";

    fn check(&self) -> Result<(), Text> {
        if self.certified_by_claim_months >= 1 {
            Ok(())
        } else {
            Err(Text::new("certified_by_claim_months 至少为 1", "certified_by_claim_months is 1 or more"))
        }
    }
}

impl PayrollChecks {
    pub fn for_month(law: &Law, month: Month) -> Result<PayrollChecks, NotCovered> {
        Ok(law.rule::<PayrollChecks>().in_month(month)?.value.clone())
    }

    /// Whether `now` differs so much from what was due the month before that somebody looks at it. A first month has nothing to compare
    /// with. The share is rounded half up to the fen.
    pub fn is_jump(&self, before: Fen, now: Fen) -> bool {
        let difference = if now < before { before - now } else { now - before };
        before.is_positive() && now.is_positive() && difference > self.jump.of_half_up(before)
    }

    /// Whether somebody counts as living for a payment of `month`.
    ///
    /// 社会保险经办条例 第25条: whether beneficiaries still qualify is checked by comparing data, by themselves or by others. A certification
    /// that lasts into the month is enough.
    pub fn is_certified(&self, certified_until: Option<Date>, first_month: Month, month: Month) -> bool {
        match certified_until {
            Some(until) => until >= month.first_day(),
            None => month < first_month.plus(self.certified_by_claim_months),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    month: Month,
    #[serde(deserialize_with = "crate::scalar::yuan::deserialize")]
    before: Fen,
    #[serde(deserialize_with = "crate::scalar::yuan::deserialize")]
    now: Fen,
}

#[derive(Serialize)]
struct ExampleOutput {
    is_jump: bool,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let checks = PayrollChecks::for_month(law, input.month).map_err(|gap| gap.to_string())?;
        Ok(ExampleOutput { is_jump: checks.is_jump(input.before, input.now) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certification_counts_in_the_month_it_ends_and_a_claim_for_a_year() {
        let checks = PayrollChecks { jump: Share::from_millionths(200_000).unwrap(), certified_by_claim_months: 12 };
        let month = |text: &str| text.parse::<Month>().unwrap();
        for (until, first, asked, expected) in [
            (Some("2020-07-01"), "2010-01", "2020-07", true),
            (Some("2020-06-30"), "2010-01", "2020-07", false),
            (Some("2020-06-30"), "2020-05", "2020-07", false),
            (None, "2020-04", "2021-03", true),
            (None, "2020-04", "2021-04", false),
        ] {
            let until = until.map(|day| day.parse().unwrap());
            assert_eq!(checks.is_certified(until, month(first), month(asked)), expected, "{until:?} {first} {asked}");
        }
    }
}
