//! 本人工资: the wage on which an injured person's benefits are reckoned.

use serde::{Deserialize, Serialize};
use values::{Date, Explain, Fen, Text};

use super::refusal::check_wage;
use super::{BenefitRefusal, area_wage_monthly, percent_of, step};
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWageBounds {
    pub months: u32,
    pub floor_percent: u32,
    pub ceiling_percent: u32,
}

impl RuleValue for OwnWageBounds {
    const STEM: &'static str = "injury/benefit/own_wage";
    const UNIT: &'static str = "months; percent of the area's average wage";

    fn check(&self) -> Result<(), Text> {
        if self.months > 0 && self.floor_percent <= self.ceiling_percent {
            return Ok(());
        }
        Err(Text::new("月数须大于零，下限不高于上限", "the months are above zero and the floor is not above the ceiling"))
    }
}

/// An own wage and how it came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnWage {
    /// Fen a month, held between the bounds.
    pub monthly: Fen,
    /// Fen a month before the bounds.
    pub average: Fen,
}

/// The own wage for an injury of `injured_on`, from the contribution wages of the months before it.
///
/// 工伤保险条例 第64条: the average monthly contribution wage of the twelve months before the accident or diagnosis, not above 300% and
/// not below 60% of the pooling area's average wage. Where fewer months were paid, those that were (practice). The average, the floor and
/// the ceiling are each rounded half up to the fen.
pub fn own_wage<E: Explain>(law: &Law, injured_on: Date, wages: &[Fen], explain: &mut E) -> Result<OwnWage, BenefitRefusal> {
    let rule = law.rule::<OwnWageBounds>().on(injured_on)?;
    let bounds = &rule.value;
    if wages.is_empty() {
        return Err(BenefitRefusal::NoWageMonths);
    }
    if wages.len() > bounds.months as usize {
        return Err(BenefitRefusal::TooManyWageMonths { months: wages.len(), most: bounds.months });
    }
    wages.iter().try_for_each(|wage| check_wage(*wage))?;
    let area_wage = area_wage_monthly(law, injured_on, explain)?;
    let total: Fen = wages.iter().copied().sum();
    let average = total.share_half_up(1, i64::try_from(wages.len()).unwrap_or(1));
    let (floor, ceiling) = (percent_of(area_wage, bounds.floor_percent), percent_of(area_wage, bounds.ceiling_percent));
    let monthly = Fen(average.0.clamp(floor.0, ceiling.0));
    explain.step(|| {
        step(
            ("本人工资", "own wage"),
            (
                "事故前 12 个月平均月缴费工资，不低于统筹地区月平均工资的 60%、不高于 300%，四舍五入到分",
                "average contribution wage of the 12 months before, not below 60% and not above 300% of the area's, rounded half up to the fen",
            ),
            vec![
                (("月数", "months"), wages.len().to_string()),
                (("月缴费工资合计", "sum of contribution wages"), total.to_string()),
                (("平均", "average"), average.to_string()),
                (("下限", "floor"), floor.to_string()),
                (("上限", "ceiling"), ceiling.to_string()),
            ],
            monthly,
            &rule.citation,
        )
    });
    Ok(OwnWage { monthly, average })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    injured_on: Date,
    wages: Vec<crate::injury::catalogue::Yuan>,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::yuan")]
    own_wage: Fen,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let wages: Vec<Fen> = input.wages.iter().map(|wage| wage.0).collect();
        let found = own_wage(law, input.injured_on, &wages, &mut values::Silent).map_err(|refusal| refusal.to_string())?;
        Ok(ExampleOutput { own_wage: found.monthly })
    })
}
