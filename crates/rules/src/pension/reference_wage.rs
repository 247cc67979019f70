//! The index of one contribution month: its base over the wage of reference.

use serde::{Deserialize, Serialize};
use values::{Fen, Month, Text};

use super::quantities::AverageIndex;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceWage {
    /// Fen a month.
    #[serde(with = "crate::scalar::yuan")]
    pub monthly: Fen,
}

impl RuleValue for ReferenceWage {
    const STEM: &'static str = "pension/reference_wage";
    const UNIT: &'static str = "yuan a month";

    fn check(&self) -> Result<(), Text> {
        if self.monthly.is_positive() { Ok(()) } else { Err(Text::new("对照工资应大于零", "the wage of reference is above zero")) }
    }
}

/// The index of `month` with the contribution base `base`, in ten-thousandths.
///
/// 国发〔2005〕38号: contributions are held against the average wage, month by month. Half up to four decimals (the precision assessment
/// sheets print); never above 3, because the base is capped at 300% of the wage and only the rounding of the cap could pass it. A year whose
/// wage is not written down is [`NotCovered`].
pub fn month_index(law: &Law, month: Month, base: Fen) -> Result<i64, NotCovered> {
    let wage = law.rule::<ReferenceWage>().in_month(month)?.value.monthly.0;
    let scaled = i128::from(base.0.max(0)) * 10_000;
    let index = (2 * scaled + i128::from(wage)) / (2 * i128::from(wage));
    let most = AverageIndex::MAX.ten_thousandths();
    Ok(i64::try_from(index).map_or(most, |index| index.min(most)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;

    #[test]
    fn the_floor_of_2020_is_0_5674_and_the_ceiling_never_above_3() {
        let index = |month: &str, base| month_index(weihai(), month.parse().unwrap(), Fen(base)).unwrap();
        // The Binzhou sheet: 39,228 a year against 69,135.96 is 0.5674.
        assert_eq!(index("2020-05", 326_900), 5674);
        assert_eq!(index("2020-05", 1_728_400), 30_000);
        assert!(month_index(weihai(), "1990-01".parse().unwrap(), Fen(1)).is_err());
    }
}
