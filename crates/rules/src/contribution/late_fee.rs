//! What paying a contribution late costs.

use serde::{Deserialize, Serialize};
use values::{Date, Explain, Fen, Silent, Step, Text};

use crate::in_force::{NotCovered, Piece};
use crate::law::Law;
use crate::load::RuleValue;
use crate::scalar::{MILLION, Share};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateFeeRate {
    pub late_fee_per_day: Share,
}

impl RuleValue for LateFeeRate {
    const STEM: &'static str = "contribution/late_fee";
    const UNIT: &'static str = "share of the unpaid amount a day";
}

/// The late fee on `unpaid` from the day after `due_on` up to and including `paid_on`, in fen.
///
/// 社会保险法 第86条: an employer that does not pay in full and on time is told to pay within a period, and from the day of
/// default a fee of five ten-thousandths of the unpaid amount is added for each day; before 2011-07-01 it was two thousandths
/// (社会保险费征缴暂行条例 第13条). Simple interest: no fee on the fee. A rate that changes inside the period is applied to its own
/// days, and each such stretch is rounded half up to the fen (practice). Nothing unpaid, nothing owed.
pub fn late_fee<E: Explain>(law: &Law, unpaid: Fen, due_on: Date, paid_on: Date, explain: &mut E) -> Result<Fen, NotCovered> {
    if paid_on <= due_on || !unpaid.is_positive() {
        return Ok(Fen::ZERO);
    }
    let Ok(first_day_late) = due_on.tomorrow() else { return Ok(Fen::ZERO) };
    let mut fee = Fen::ZERO;
    for piece in law.rule::<LateFeeRate>().covering(first_day_late, paid_on) {
        let piece = piece?;
        let rate = piece.in_force.value.late_fee_per_day;
        let amount = unpaid.share_half_up(piece.days() * rate.millionths(), MILLION);
        explain.step(|| fee_step(unpaid, &piece, amount));
        fee += amount;
    }
    Ok(fee)
}

fn fee_step(unpaid: Fen, piece: &Piece<'_, LateFeeRate>, amount: Fen) -> Step {
    Step {
        name: Text::new(format!("{} 至 {} 滞纳金", piece.first, piece.last), format!("late fee from {} to {}", piece.first, piece.last)),
        formula: Text::new("欠缴额 × 天数 × 每日比例，四舍五入到分", "unpaid amount × days × share a day, rounded half up to the fen"),
        inputs: vec![
            (Text::new("欠缴额", "unpaid amount"), unpaid.to_string()),
            (Text::new("天数", "days"), piece.days().to_string()),
            (Text::new("每日比例", "share a day"), piece.in_force.value.late_fee_per_day.percent()),
        ],
        result: amount.to_string(),
        citation: piece.in_force.citation.clone(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::yuan")]
    unpaid: Fen,
    #[serde(with = "crate::scalar::day")]
    due_on: Date,
    #[serde(with = "crate::scalar::day")]
    paid_on: Date,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::yuan")]
    late_fee: Fen,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let late_fee = late_fee(law, input.unpaid, input.due_on, input.paid_on, &mut Silent).map_err(|error| error.to_string())?;
        Ok(ExampleOutput { late_fee })
    })
}
