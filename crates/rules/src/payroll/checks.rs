//! What is looked at before a payment goes out.

use serde::{Deserialize, Serialize};
use values::{Fen, Month};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;
use crate::scalar::Share;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayrollChecks {
    /// A month's amount that differs from the month before by more than this share of it is looked at.
    pub jump: Share,
}

impl RuleValue for PayrollChecks {
    const STEM: &'static str = "payroll/checks";
    const UNIT: &'static str = "share of the amount of the month before";
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
