//! 下落不明: who is missing after an accident on duty or in a rescue.

use serde::{Deserialize, Serialize};
use values::{Date, Explain, Fen, Month};

use super::{BenefitRefusal, death_lump_sum, percent_of, step};
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingPersonTerms {
    pub wage_months: u32,
    pub advance_percent: u32,
}

impl RuleValue for MissingPersonTerms {
    const STEM: &'static str = "injury/benefit/missing";
    const UNIT: &'static str = "months; percent of the death lump sum";
}

/// What is paid before somebody missing is declared dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingPerson {
    /// The employer pays the wage from this month …
    pub wage_from: Month,
    /// … to this one.
    pub wage_until: Month,
    /// From this month the fund pays the dependants' allowances.
    pub allowances_from: Month,
    /// What may be paid in advance of the lump sum where life is hard.
    pub advance: Fen,
}

/// The terms for somebody missing since an accident of `accident_on`.
///
/// 工伤保险条例 第41条: the wage goes on for three months from the month of the accident; from the fourth the fund pays the dependants'
/// allowances, and where life is hard half of the lump sum in advance. Once a court declares the death, 第39条 holds. The advance is
/// rounded half up to the fen.
pub fn missing_person<E: Explain>(law: &Law, accident_on: Date, explain: &mut E) -> Result<MissingPerson, BenefitRefusal> {
    let rule = law.rule::<MissingPersonTerms>().on(accident_on)?;
    let lump_sum = death_lump_sum(law, accident_on, explain)?;
    let wage_from = Month::of(accident_on);
    let allowances_from = wage_from.plus(i32::try_from(rule.value.wage_months).unwrap_or(0));
    let advance = percent_of(lump_sum, rule.value.advance_percent);
    explain.step(|| {
        step(
            ("下落不明期间的待遇", "while the person is missing"),
            ("一次性工亡补助金 × 预支比例，四舍五入到分", "lump sum on death × share paid in advance, rounded half up to the fen"),
            vec![
                (("事故月份", "month of the accident"), wage_from.to_string()),
                (("工资发至", "wage until"), allowances_from.previous().to_string()),
                (("抚恤金自", "allowances from"), allowances_from.to_string()),
                (("一次性工亡补助金", "lump sum"), lump_sum.to_string()),
                (("预支比例", "share in advance"), format!("{}%", rule.value.advance_percent)),
            ],
            advance,
            &rule.citation,
        )
    });
    Ok(MissingPerson { wage_from, wage_until: allowances_from.previous(), allowances_from, advance })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    accident_on: Date,
}

#[derive(Serialize)]
struct ExampleOutput {
    wage_until: Month,
    allowances_from: Month,
    #[serde(with = "crate::scalar::yuan")]
    advance: Fen,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let found = missing_person(law, input.accident_on, &mut values::Silent).map_err(|refusal| refusal.to_string())?;
        Ok(ExampleOutput { wage_until: found.wage_until, allowances_from: found.allowances_from, advance: found.advance })
    })
}
