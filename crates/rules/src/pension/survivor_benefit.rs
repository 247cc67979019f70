//! 遗属待遇: the funeral grant and the survivor grant of the employees' pension insurance.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Explain, Fen, Silent, Step, Text};

use crate::exact::HalfUp;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

/// Months of income, by years of contributions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurvivorBenefit {
    pub funeral_months: u32,
    pub below_five_years: u32,
    pub below_ten_years: u32,
    /// And one month more for each year above fifteen.
    pub up_to_fifteen_years: u32,
    pub most_months: u32,
    /// However long a pension was drawn.
    pub least_months_of_pensioner: u32,
}

impl RuleValue for SurvivorBenefit {
    const STEM: &'static str = "pension/survivor_benefit";
    const UNIT: &'static str = "months of the province's urban disposable income per head of the year before";

    fn check(&self) -> Result<(), Text> {
        let rising = self.below_five_years <= self.below_ten_years && self.below_ten_years <= self.up_to_fifteen_years;
        if rising && self.up_to_fifteen_years <= self.most_months && self.most_months <= 120 && self.funeral_months <= 120 {
            return Ok(());
        }
        Err(Text::new("月数应随缴费年限递增且不超过 120", "months rise with the years of contributions and are at most 120"))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrbanIncome {
    /// Fen a year.
    #[serde(with = "crate::scalar::yuan")]
    pub yearly: Fen,
    pub statistical_year: i32,
}

impl RuleValue for UrbanIncome {
    const STEM: &'static str = "pension/urban_income";
    const UNIT: &'static str = "yuan a year";

    fn check(&self) -> Result<(), Text> {
        if self.yearly.is_positive() && self.yearly.0 <= 1_000_000_000 {
            return Ok(());
        }
        Err(Text::new("收入应大于零且不超过一千万元", "the income is above zero and at most ten million yuan"))
    }
}

/// Who died: the contributions at the end, and the pension drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deceased {
    pub contribution_months: u32,
    /// `None` for somebody who had no pension yet.
    pub pension_months: Option<u32>,
}

/// Both grants, paid once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurvivorGrants {
    pub funeral: Fen,
    pub survivor: Fen,
}

/// The grants for a death of `died_on`.
///
/// 人社部发〔2021〕18号 第4、5条: the funeral grant is two months of the province's urban disposable income per head of the year before;
/// the survivor grant as many months as the contributions give, less a month for each year of pension drawn, counted to the month.
pub fn survivor_grants<E: Explain>(law: &Law, died_on: Date, deceased: Deceased, explain: &mut E) -> Result<SurvivorGrants, NotCovered> {
    let rule = law.rule::<SurvivorBenefit>().on(died_on)?;
    let income = law.rule::<UrbanIncome>().on(died_on)?;
    // Rounded half up to the fen (practice: the month is printed with two decimals).
    let monthly = Fen(HalfUp::by(12).of(income.value.yearly.0));
    explain.step(|| Step {
        name: Text::new("城镇居民月人均可支配收入", "urban disposable income per head, a month"),
        formula: Text::new("上一年度年收入 ÷ 12，四舍五入到分", "the year before, divided by twelve, rounded to the fen"),
        inputs: vec![
            (Text::new("统计年度", "statistical year"), income.value.statistical_year.to_string()),
            (Text::new("年收入", "income of the year"), income.value.yearly.to_string()),
        ],
        result: monthly.to_string(),
        citation: income.citation.clone(),
    });
    Ok(grants_of(&rule.value, monthly, deceased, &rule.citation, explain))
}

fn grants_of<E: Explain>(rule: &SurvivorBenefit, monthly: Fen, deceased: Deceased, citation: &Citation, explain: &mut E) -> SurvivorGrants {
    let funeral = Fen(monthly.0 * i64::from(rule.funeral_months));
    explain.step(|| Step {
        name: Text::new("丧葬补助金", "funeral grant"),
        formula: Text::new("月人均可支配收入 × 月数", "income a month × months"),
        inputs: vec![(Text::new("月数", "months"), rule.funeral_months.to_string())],
        result: funeral.to_string(),
        citation: citation.clone(),
    });
    let twelfths = survivor_twelfths(rule, deceased);
    let survivor = Fen(HalfUp::by(12).of(monthly.0 * i64::from(twelfths)));
    explain.step(|| survivor_step(rule, deceased, twelfths, survivor, citation));
    SurvivorGrants { funeral, survivor }
}

/// Months of the survivor grant, in twelfths: years of contributions and of pension count to the month.
fn survivor_twelfths(rule: &SurvivorBenefit, deceased: Deceased) -> u32 {
    const YEAR: u32 = 12;
    let by_contributions = match deceased.contribution_months {
        months if months < 5 * YEAR => rule.below_five_years * YEAR,
        months if months < 10 * YEAR => rule.below_ten_years * YEAR,
        months => (rule.up_to_fifteen_years * YEAR + months.saturating_sub(15 * YEAR)).min(rule.most_months * YEAR),
    };
    match deceased.pension_months {
        None => by_contributions,
        Some(drawn) => by_contributions.saturating_sub(drawn).max(rule.least_months_of_pensioner * YEAR),
    }
}

fn survivor_step(rule: &SurvivorBenefit, deceased: Deceased, twelfths: u32, survivor: Fen, citation: &Citation) -> Step {
    let mut inputs = vec![(Text::new("缴费月数", "months of contributions"), deceased.contribution_months.to_string())];
    if let Some(drawn) = deceased.pension_months {
        inputs.push((Text::new("已领取养老金月数", "months of pension drawn"), drawn.to_string()));
    }
    inputs.push((Text::new("发放月数（十二分之几月）", "months granted, in twelfths"), twelfths.to_string()));
    Step {
        name: Text::new("抚恤金", "survivor grant"),
        formula: Text::new(
            format!(
                "缴费满 15 年为 {} 个月，每多一年加一个月，最高 {} 个月；退休人员每领取一年减一个月，最低 {} 个月；年限计算到月，四舍五入到分",
                rule.up_to_fifteen_years, rule.most_months, rule.least_months_of_pensioner
            ),
            format!(
                "{} months for fifteen years, a month more for each further year, at most {}; a pensioner's fall by a month for each year drawn, not below {}; counted to the month and rounded to the fen",
                rule.up_to_fifteen_years, rule.most_months, rule.least_months_of_pensioner
            ),
        ),
        inputs,
        result: survivor.to_string(),
        citation: citation.clone(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    died_on: Date,
    contribution_months: u32,
    #[serde(default)]
    pension_months: Option<u32>,
    /// The income a month of another province, for examples of others.
    #[serde(default, with = "optional_yuan")]
    monthly_income: Option<Fen>,
}

mod optional_yuan {
    use serde::{Deserialize, Deserializer};
    use values::Fen;

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Fen>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(|_| serde::de::Error::custom("an amount in yuan"))).transpose()
    }
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::yuan")]
    funeral: Fen,
    #[serde(with = "crate::scalar::yuan")]
    survivor: Fen,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let deceased = Deceased { contribution_months: input.contribution_months, pension_months: input.pension_months };
        let grants = match input.monthly_income {
            Some(monthly) => {
                let rule = law.rule::<SurvivorBenefit>().on(input.died_on).map_err(|gap| gap.to_string())?;
                grants_of(&rule.value, monthly, deceased, &rule.citation, &mut Silent)
            }
            None => survivor_grants(law, input.died_on, deceased, &mut Silent).map_err(|gap| gap.to_string())?,
        };
        Ok(ExampleOutput { funeral: grants.funeral, survivor: grants.survivor })
    })
}
