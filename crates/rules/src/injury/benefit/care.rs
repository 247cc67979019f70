//! 生活护理费: the monthly allowance of who needs care.

use serde::{Deserialize, Serialize};
use values::{Date, Explain, Fen};

use super::{BenefitRefusal, area_wage_monthly, percent_of, step};
use crate::injury::grade::CareLevel;
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CareAllowance {
    pub complete_percent: u32,
    pub mostly_percent: u32,
    pub partly_percent: u32,
}

impl RuleValue for CareAllowance {
    const STEM: &'static str = "injury/benefit/care";
    const UNIT: &'static str = "percent of the area's average wage a month";
}

/// The care allowance of a month that begins on or contains `on`, paid by the fund.
///
/// 工伤保险条例 第34条: 50%, 40% or 30% of the pooling area's average monthly wage of the year before, by how far the person depends on
/// care. Rounded half up to the fen.
pub fn care_allowance<E: Explain>(law: &Law, on: Date, level: CareLevel, explain: &mut E) -> Result<Fen, BenefitRefusal> {
    let rule = law.rule::<CareAllowance>().on(on)?;
    let percent = match level {
        CareLevel::Complete => rule.value.complete_percent,
        CareLevel::Mostly => rule.value.mostly_percent,
        CareLevel::Partly => rule.value.partly_percent,
    };
    let area_wage = area_wage_monthly(law, on, explain)?;
    let allowance = percent_of(area_wage, percent);
    explain.step(|| {
        step(
            ("生活护理费", "care allowance"),
            (
                "统筹地区上年度职工月平均工资 × 比例，四舍五入到分",
                "average monthly wage of the area × percentage, rounded half up to the fen",
            ),
            vec![
                (("护理等级", "level of care"), level.name().zh),
                (("月平均工资", "average monthly wage"), area_wage.to_string()),
                (("比例", "percentage"), format!("{percent}%")),
            ],
            allowance,
            &rule.citation,
        )
    });
    Ok(allowance)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    on: Date,
    level: CareLevel,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::yuan")]
    allowance: Fen,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let allowance = care_allowance(law, input.on, input.level, &mut values::Silent).map_err(|refusal| refusal.to_string())?;
        Ok(ExampleOutput { allowance })
    })
}
