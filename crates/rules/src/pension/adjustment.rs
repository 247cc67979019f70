//! The yearly adjustment of pensions already being paid.

use serde::{Deserialize, Serialize};
use values::{Citation, Explain, Fen, Month, Step, Text};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;
use crate::scalar::Share;

/// One year's adjustment: the same for everybody, by contributions and pension, and more for the old.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// 定额调整, fen a month.
    #[serde(with = "crate::scalar::yuan")]
    pub fixed: Fen,
    /// 挂钩调整 by contribution years, fen a month for each whole year.
    #[serde(with = "crate::scalar::yuan")]
    pub for_each_year: Fen,
    /// 挂钩调整 by the pension of the month before.
    pub share_of_pension: Share,
    /// 倾斜调整, the highest age reached counts alone.
    #[serde(default)]
    pub for_age: Vec<AgeSupplement>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeSupplement {
    pub age_years: u8,
    /// Fen a month.
    #[serde(with = "crate::scalar::yuan")]
    pub amount: Fen,
}

impl RuleValue for Adjustment {
    const STEM: &'static str = "pension/adjustment";
    const UNIT: &'static str = "yuan a month; share of the pension";

    fn check(&self) -> Result<(), Text> {
        if self.for_age.windows(2).all(|pair| pair[0].age_years < pair[1].age_years) {
            return Ok(());
        }
        Err(Text::new("倾斜调整应按年龄从低到高排列", "the supplements by age stand in rising order of age"))
    }
}

/// What one year's adjustment adds, fen a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentStep {
    pub fixed: Fen,
    pub by_contribution: Fen,
    pub by_pension: Fen,
    pub by_age: Fen,
    pub citation: Citation,
}

impl AdjustmentStep {
    pub fn total(&self) -> Fen {
        self.fixed + self.by_contribution + self.by_pension + self.by_age
    }
}

/// What the adjustment of `year` adds to `pension`; `None` for who retired in that year or later, and is not adjusted yet.
///
/// 社会保险法 第18条: pensions are raised regularly with wages and prices. Age is counted at the end of the year before (practice). The
/// share of the pension is rounded half up to the fen. A year nobody wrote a block for is [`NotCovered`].
pub fn adjust<E: Explain>(
    law: &Law,
    year: i32,
    pension: Fen,
    contribution_months: u32,
    birth: Month,
    retirement: Month,
    explain: &mut E,
) -> Result<Option<AdjustmentStep>, NotCovered> {
    let dated = law.rule::<Adjustment>();
    let Ok(january) = Month::new(year, 1) else { return Err(dated.not_covered(values::Date::MAX)) };
    let in_force = dated.in_month(january)?;
    if retirement >= january {
        return Ok(None);
    }
    let adjustment = &in_force.value;
    let age_years = january.previous().since(birth).div_euclid(12);
    let supplement = adjustment.for_age.iter().rev().find(|supplement| i32::from(supplement.age_years) <= age_years);
    let step = AdjustmentStep {
        fixed: adjustment.fixed,
        by_contribution: Fen(adjustment.for_each_year.0 * i64::from(contribution_months / 12)),
        by_pension: adjustment.share_of_pension.of_half_up(pension),
        by_age: supplement.map_or(Fen::ZERO, |supplement| supplement.amount),
        citation: in_force.citation.clone(),
    };
    explain.step(|| explained(year, pension, contribution_months, age_years, adjustment, &step));
    Ok(Some(step))
}

fn explained(year: i32, pension: Fen, months: u32, age_years: i32, adjustment: &Adjustment, step: &AdjustmentStep) -> Step {
    Step {
        name: Text::new(format!("{year} 年养老金调整"), format!("adjustment of {year}")),
        formula: Text::new(
            "定额 + 每满一年金额 × 缴费年限 + 上月养老金 × 比例（四舍五入到分）+ 高龄倾斜",
            "fixed amount + amount × whole years + share of the pension (half up to the fen) + supplement for age",
        ),
        inputs: vec![
            (Text::new("定额", "fixed"), step.fixed.to_string()),
            (Text::new("每满一年", "for each year"), adjustment.for_each_year.to_string()),
            (Text::new("缴费年限（整年）", "whole years"), (months / 12).to_string()),
            (Text::new("调整前养老金", "pension before"), pension.to_string()),
            (Text::new("比例", "share"), adjustment.share_of_pension.percent()),
            (Text::new("年龄", "age"), age_years.to_string()),
            (Text::new("高龄倾斜", "supplement for age"), step.by_age.to_string()),
        ],
        result: step.total().to_string(),
        citation: step.citation.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LawSource;
    use crate::test_law::weihai;
    use values::Silent;

    /// A made-up year, to show the structure; no notice was read.
    const MADE_UP: &str = r#"
rule = "pension/adjustment"
title = { zh = "示例", en = "example" }
unit = "yuan a month; share of the pension"
[[in_force]]
from = 2030-01-01
until = 2030-12-31
value = { fixed = "40.00", for_each_year = "1.50", share_of_pension = "0.0115", for_age = [{ age_years = 70, amount = "20.00" }, { age_years = 80, amount = "50.00" }] }
cite = { document = "示例", article = "" }
"#;

    fn added(law: &Law, year: i32, birth: &str) -> Result<Option<String>, NotCovered> {
        let (birth, retirement) = (birth.parse().unwrap(), "2020-01".parse().unwrap());
        Ok(adjust(law, year, Fen(300_050), 364, birth, retirement, &mut Silent)?.map(|step| step.total().plain()))
    }

    #[test]
    fn without_a_block_nothing_is_guessed_and_with_one_every_part_counts() {
        assert!(added(weihai(), 2025, "1960-01").is_err());
        let law = Law::load(&LawSource::embedded().with_file("regions/cn-37/pension/adjustment.toml", MADE_UP), "cn-3710").unwrap();
        // 40.00 + 1.50 × 30 + 34.51 (3,000.50 × 1.15% = 34.50575) and the supplement of the age reached by 2029-12.
        assert_eq!(added(&law, 2030, "1960-01"), Ok(Some("119.51".to_owned())));
        assert_eq!(added(&law, 2030, "1959-12"), Ok(Some("139.51".to_owned())));
        assert_eq!(added(&law, 2030, "1945-01"), Ok(Some("169.51".to_owned())));
        assert!(added(&law, 2031, "1960-01").is_err());
        let just_retired = adjust(&law, 2030, Fen(1), 180, "1970-01".parse().unwrap(), "2030-01".parse().unwrap(), &mut Silent);
        assert_eq!(just_retired, Ok(None));
    }
}
