//! 统筹地区上年度职工月平均工资 and the nation's income: what benefits are multiples of.

use serde::{Deserialize, Serialize};
use values::{Date, Explain, Fen, Text};

use super::step;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

/// The average wage of the pooling area, used in the year after its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaWage {
    pub statistical_year: i32,
    /// Fen a year.
    #[serde(with = "crate::scalar::yuan")]
    pub yearly: Fen,
}

/// Urban disposable income per head of the nation, used in the year after its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NationalIncome {
    pub statistical_year: i32,
    /// Fen a year.
    #[serde(with = "crate::scalar::yuan")]
    pub yearly: Fen,
}

/// Keeps products inside whole fen, and catches a figure typed without its point.
const YEARLY_MAX: Fen = Fen::from_yuan(10_000_000);

fn check_yearly(yearly: Fen) -> Result<(), Text> {
    if yearly.is_positive() && yearly <= YEARLY_MAX {
        return Ok(());
    }
    Err(Text::new("年度数额应大于零且不超过一千万元", "a year's figure is above zero and at most 10,000,000 yuan"))
}

impl RuleValue for AreaWage {
    const STEM: &'static str = "injury/benefit/area_wage";
    const UNIT: &'static str = "yuan a year";

    fn check(&self) -> Result<(), Text> {
        check_yearly(self.yearly)
    }
}

impl RuleValue for NationalIncome {
    const STEM: &'static str = "injury/benefit/national_income";
    const UNIT: &'static str = "yuan a year";

    fn check(&self) -> Result<(), Text> {
        check_yearly(self.yearly)
    }
}

/// The area's average monthly wage that benefits of a day take: a twelfth of the year before, rounded half up to the fen.
pub fn area_wage_monthly<E: Explain>(law: &Law, on: Date, explain: &mut E) -> Result<Fen, NotCovered> {
    let in_force = law.rule::<AreaWage>().on(on)?;
    let monthly = in_force.value.yearly.share_half_up(1, 12);
    explain.step(|| {
        step(
            ("统筹地区上年度职工月平均工资", "average monthly wage of the area in the year before"),
            ("上年度平均工资 ÷ 12，四舍五入到分", "average wage of the year ÷ 12, rounded half up to the fen"),
            vec![
                (("统计年度", "statistical year"), in_force.value.statistical_year.to_string()),
                (("年平均工资", "a year"), in_force.value.yearly.to_string()),
            ],
            monthly,
            &in_force.citation,
        )
    });
    Ok(monthly)
}
