//! The month in which somebody reaches the statutory retirement age.

use serde::{Deserialize, Serialize};
use values::{Citation, Explain, Month, Silent, Step, Text};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

/// Whose age it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RetirementCategory {
    /// Men, originally 60.
    #[serde(rename = "M60")]
    Man60,
    /// Women whose original age is 55 (cadres; in many places the self-employed).
    #[serde(rename = "F55")]
    Woman55,
    /// Women whose original age is 50 (workers).
    #[serde(rename = "F50")]
    Woman50,
    /// Men in special work types, who may retire from originally 55 on.
    #[serde(rename = "M55S")]
    SpecialMan55,
    /// Women in special work types, who may retire from originally 45 on.
    #[serde(rename = "F45S")]
    SpecialWoman45,
}

impl RetirementCategory {
    pub const ALL: [RetirementCategory; 5] = [
        RetirementCategory::Man60,
        RetirementCategory::Woman55,
        RetirementCategory::Woman50,
        RetirementCategory::SpecialMan55,
        RetirementCategory::SpecialWoman45,
    ];

    /// The word stored and exchanged.
    pub fn as_str(self) -> &'static str {
        match self {
            RetirementCategory::Man60 => "M60",
            RetirementCategory::Woman55 => "F55",
            RetirementCategory::Woman50 => "F50",
            RetirementCategory::SpecialMan55 => "M55S",
            RetirementCategory::SpecialWoman45 => "F45S",
        }
    }

    pub fn of(word: &str) -> Option<RetirementCategory> {
        RetirementCategory::ALL.into_iter().find(|category| category.as_str() == word)
    }

    pub fn name(self) -> Text {
        match self {
            RetirementCategory::Man60 => Text::new("男职工", "men"),
            RetirementCategory::Woman55 => Text::new("原法定退休年龄五十五周岁的女职工", "women whose original age is 55"),
            RetirementCategory::Woman50 => Text::new("原法定退休年龄五十周岁的女职工", "women whose original age is 50"),
            RetirementCategory::SpecialMan55 => Text::new("从事特殊工种的男职工", "men in special work types"),
            RetirementCategory::SpecialWoman45 => Text::new("从事特殊工种的女职工", "women in special work types"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatutoryAges {
    pub man_60: AgeOfCategory,
    pub woman_55: AgeOfCategory,
    pub woman_50: AgeOfCategory,
    pub special_man_55: AgeOfCategory,
    pub special_woman_45: AgeOfCategory,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeOfCategory {
    /// The original age.
    pub age_years: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Delay>,
}

/// The gradual delay: a month more for every so many months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delay {
    /// The month counted as 1.
    pub first_month: Month,
    pub months_per_month_of_delay: u8,
    pub months_max: u8,
}

impl StatutoryAges {
    pub fn of(&self, category: RetirementCategory) -> &AgeOfCategory {
        match category {
            RetirementCategory::Man60 => &self.man_60,
            RetirementCategory::Woman55 => &self.woman_55,
            RetirementCategory::Woman50 => &self.woman_50,
            RetirementCategory::SpecialMan55 => &self.special_man_55,
            RetirementCategory::SpecialWoman45 => &self.special_woman_45,
        }
    }
}

impl RuleValue for StatutoryAges {
    const STEM: &'static str = "retirement/statutory_age";
    const UNIT: &'static str = "years of age; delay in months";

    fn check(&self) -> Result<(), Text> {
        for category in RetirementCategory::ALL {
            let age = self.of(category);
            let step = age.delay.as_ref().map(|delay| delay.months_per_month_of_delay);
            if !(40..=75).contains(&age.age_years) || step == Some(0) {
                let word = category.as_str();
                return Err(Text::new(
                    format!("{word} 的年龄应在 40 至 75 岁之间，延迟步长应大于零"),
                    format!("the age of {word} is from 40 to 75 and the step of its delay above zero"),
                ));
            }
        }
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatutoryRetirement {
    /// The month in which the statutory age is reached.
    pub month: Month,
    /// The month in which the original age is reached.
    pub original_month: Month,
    pub age_months: i32,
    pub delay_months: i32,
    pub citation: Citation,
}

/// The statutory retirement month of somebody born in `birth`.
///
/// 国务院关于渐进式延迟法定退休年龄的办法 第一条: from January 2025 the ages of men and of women whose original age is 55 are
/// put off by one month for every four months, up to 63 and 58; those of women whose original age is 50 by one month for every two
/// months, up to 55. Before that 国发〔1978〕104号 holds without delay. The months are counted by the month in which the original
/// age is reached; the day of birth does not matter.
pub fn statutory_retirement<E: Explain>(
    law: &Law,
    birth: Month,
    category: RetirementCategory,
    explain: &mut E,
) -> Result<StatutoryRetirement, NotCovered> {
    let dated = law.rule::<StatutoryAges>();
    // The original age is the same in every version of the law so far. Should one change it, the month it is reached in and the
    // version found there must agree, so each version is asked for its own.
    let found = dated.versions().find_map(|version| {
        let age = version.value.of(category);
        let reached = birth.plus(i32::from(age.age_years) * 12);
        let in_force = dated.in_month(reached).ok()?;
        std::ptr::eq(in_force, version).then_some((version, age, reached))
    });
    let Some((version, age, original_month)) = found else {
        let years = dated.versions().next().map_or(0, |version| version.value.of(category).age_years);
        return Err(dated.not_covered(birth.plus(i32::from(years) * 12).first_day()));
    };
    let delay_months = age.delay.as_ref().map_or(0, |delay| delay_of(delay, original_month));
    let month = original_month.plus(delay_months);
    let retirement = StatutoryRetirement {
        month,
        original_month,
        age_months: i32::from(age.age_years) * 12 + delay_months,
        delay_months,
        citation: version.citation.clone(),
    };
    explain.step(|| step(birth, category, age, &retirement));
    Ok(retirement)
}

/// One month for every begun step, from the first month on, up to the most.
fn delay_of(delay: &Delay, original_month: Month) -> i32 {
    let number = original_month.since(delay.first_month) + 1;
    let step = i32::from(delay.months_per_month_of_delay);
    // Rounded up: the first month of a step already counts.
    ((number.max(0) + step - 1) / step).min(i32::from(delay.months_max))
}

fn step(birth: Month, category: RetirementCategory, age: &AgeOfCategory, retirement: &StatutoryRetirement) -> Step {
    let (formula_zh, formula_en) = match &age.delay {
        Some(delay) => (
            format!(
                "出生年月加原年龄得到原退休年月；自 {} 起每 {} 个月延迟 1 个月，最多 {} 个月",
                delay.first_month, delay.months_per_month_of_delay, delay.months_max
            ),
            format!(
                "birth month plus original age; from {} on one month of delay for every {} months, at most {}",
                delay.first_month, delay.months_per_month_of_delay, delay.months_max
            ),
        ),
        None => ("出生年月加法定年龄".to_owned(), "birth month plus statutory age".to_owned()),
    };
    Step {
        name: Text::new("法定退休年月", "statutory retirement month"),
        formula: Text::new(formula_zh, formula_en),
        inputs: vec![
            (Text::new("出生年月", "birth month"), birth.to_string()),
            (Text::new("人员类别", "category"), category.as_str().to_owned()),
            (Text::new("原年龄（岁）", "original age in years"), age.age_years.to_string()),
            (Text::new("原退休年月", "month of the original age"), retirement.original_month.to_string()),
            (Text::new("延迟（月）", "delay in months"), retirement.delay_months.to_string()),
        ],
        result: retirement.month.to_string(),
        citation: retirement.citation.clone(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    birth: Month,
    category: RetirementCategory,
}

#[derive(Serialize)]
struct ExampleOutput {
    retirement: Month,
    delay_months: i32,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let found = statutory_retirement(law, input.birth, input.category, &mut Silent).map_err(|error| error.to_string())?;
        Ok(ExampleOutput { retirement: found.month, delay_months: found.delay_months })
    })
}
