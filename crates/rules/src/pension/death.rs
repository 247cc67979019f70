//! 遗属待遇: what the pension insurance pays when somebody dies, what is inherited, and what was paid too long.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Explain, Fen, Month, Step, Text};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeathBenefit {
    pub funeral_months: u32,
    /// In rising order of contribution months.
    pub steps: Vec<GrantStep>,
    /// From the last step up to `full_step_until_contribution_months`, both included.
    pub full_step_months: u32,
    /// Above it a month more for each year, counted to the month.
    pub full_step_until_contribution_months: u32,
    pub grant_months_max: u32,
    /// A pensioner loses a month for each year drawn, but keeps this many.
    pub retired_grant_months_min: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantStep {
    pub below_contribution_months: u32,
    pub grant_months: u32,
}

impl RuleValue for DeathBenefit {
    const STEM: &'static str = "pension/death_benefit";
    const UNIT: &'static str = "months of the province's urban disposable income per head";

    fn check(&self) -> Result<(), Text> {
        let rising = self.steps.windows(2).all(|pair| pair[0].below_contribution_months < pair[1].below_contribution_months);
        let last = self.steps.last().map_or(0, |step| step.below_contribution_months);
        if rising && last <= self.full_step_until_contribution_months && self.full_step_months <= self.grant_months_max {
            return Ok(());
        }
        Err(Text::new("各档应按缴费月数从小到大，且不超过上限", "the steps rise with the contribution months and stay below the ceiling"))
    }
}

/// Urban disposable income per head of the province, used in the year after its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvincialIncome {
    pub statistical_year: i32,
    /// Fen a year.
    #[serde(with = "crate::scalar::yuan")]
    pub yearly: Fen,
}

impl RuleValue for ProvincialIncome {
    const STEM: &'static str = "pension/provincial_income";
    const UNIT: &'static str = "yuan a year";

    fn check(&self) -> Result<(), Text> {
        if self.yearly.is_positive() && self.yearly <= Fen::from_yuan(10_000_000) {
            return Ok(());
        }
        Err(Text::new("收入应大于零且不超过一千万元", "the income is above zero and at most 10,000,000 yuan a year"))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndOfPayment {
    pub last_month_paid: LastMonthPaid,
    pub account_is_inherited: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastMonthPaid {
    MonthOfDeath,
}

impl RuleValue for EndOfPayment {
    const STEM: &'static str = "pension/end_of_payment";
    const UNIT: &'static str = "last month paid";
}

/// The record of somebody who died, not through work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deceased {
    /// While at work, deemed months included.
    pub contribution_months: u32,
    /// Months the pension was drawn; `None` for who had not retired.
    pub months_drawn: Option<u32>,
}

/// 抚恤金 with the months it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurvivorGrant {
    /// Twelfths of a month: 231 is 19.25 months.
    pub months_twelfths: u32,
    pub amount: Fen,
}

fn monthly_income<E: Explain>(law: &Law, died_on: Date, explain: &mut E) -> Result<Fen, NotCovered> {
    let income = law.rule::<ProvincialIncome>().on(died_on)?;
    let monthly = income.value.yearly.share_half_up(1, 12);
    explain.step(|| Step {
        name: Text::new(
            "本省上一年度城镇居民月人均可支配收入",
            "monthly urban disposable income per head of the province in the year before",
        ),
        formula: Text::new("年人均可支配收入 ÷ 12，四舍五入到分", "income of the year ÷ 12, rounded half up to the fen"),
        inputs: vec![
            (Text::new("统计年度", "statistical year"), income.value.statistical_year.to_string()),
            (Text::new("年收入", "a year"), income.value.yearly.to_string()),
        ],
        result: monthly.to_string(),
        citation: income.citation.clone(),
    });
    Ok(monthly)
}

/// 丧葬补助金 for a death of `died_on`, paid once by the pension fund.
///
/// 人社部发〔2021〕18号: two months of the province's urban disposable income per head of the year before. The month's income is rounded
/// half up to the fen (practice; some provinces round to the yuan).
pub fn funeral_grant<E: Explain>(law: &Law, died_on: Date, explain: &mut E) -> Result<Fen, NotCovered> {
    let rule = law.rule::<DeathBenefit>().on(died_on)?;
    let monthly = monthly_income(law, died_on, explain)?;
    let grant = Fen(monthly.0 * i64::from(rule.value.funeral_months));
    explain.step(|| Step {
        name: Text::new("丧葬补助金", "funeral grant"),
        formula: Text::new("月人均可支配收入 × 月数", "monthly income per head × months"),
        inputs: vec![
            (Text::new("月人均可支配收入", "monthly income per head"), monthly.to_string()),
            (Text::new("月数", "months"), rule.value.funeral_months.to_string()),
        ],
        result: grant.to_string(),
        citation: rule.citation.clone(),
    });
    Ok(grant)
}

/// 抚恤金 for a death of `died_on`, paid once by the pension fund to the survivors.
///
/// 人社部发〔2021〕18号: months of the province's urban disposable income per head by contributions: 3 below five years, 6 below ten, 9 up to
/// fifteen, above that a month more for each year counted to the month, at most 24. Who had drawn a pension loses a month for each year
/// drawn, counted to the month, and keeps at least 9. Rounded half up to the fen.
pub fn survivor_grant<E: Explain>(law: &Law, died_on: Date, deceased: Deceased, explain: &mut E) -> Result<SurvivorGrant, NotCovered> {
    let rule = law.rule::<DeathBenefit>().on(died_on)?;
    let monthly = monthly_income(law, died_on, explain)?;
    let earned = earned_twelfths(&rule.value, deceased.contribution_months);
    let months_twelfths = match deceased.months_drawn {
        Some(drawn) => earned.saturating_sub(drawn).max(rule.value.retired_grant_months_min * 12),
        None => earned,
    };
    let grant = SurvivorGrant { months_twelfths, amount: monthly.share_half_up(i64::from(months_twelfths), 12) };
    explain.step(|| grant_step(monthly, deceased, earned, &grant, &rule.citation));
    Ok(grant)
}

/// Twelfths of a month by contributions, before anything was drawn.
fn earned_twelfths(rule: &DeathBenefit, contribution_months: u32) -> u32 {
    if let Some(step) = rule.steps.iter().find(|step| contribution_months < step.below_contribution_months) {
        return step.grant_months * 12;
    }
    let above = contribution_months.saturating_sub(rule.full_step_until_contribution_months);
    (rule.full_step_months * 12 + above).min(rule.grant_months_max * 12)
}

fn grant_step(monthly: Fen, deceased: Deceased, earned: u32, grant: &SurvivorGrant, citation: &Citation) -> Step {
    let months = |twelfths: u32| format!("{}又{}/12", twelfths / 12, twelfths % 12);
    Step {
        name: Text::new("抚恤金", "survivors' grant"),
        formula: Text::new(
            "月人均可支配收入 × 发放月数，四舍五入到分；已领养老金的每领一年减一个月，不少于 9 个月",
            "monthly income per head × months, rounded half up to the fen; a month less for each year drawn, at least 9",
        ),
        inputs: vec![
            (Text::new("月人均可支配收入", "monthly income per head"), monthly.to_string()),
            (Text::new("缴费月数", "contribution months"), deceased.contribution_months.to_string()),
            (Text::new("按缴费年限的月数", "months by contributions"), months(earned)),
            (Text::new("已领月数", "months drawn"), deceased.months_drawn.map_or_else(|| "—".to_owned(), |drawn| drawn.to_string())),
            (Text::new("发放月数", "months granted"), months(grant.months_twelfths)),
        ],
        result: grant.amount.to_string(),
        citation: citation.clone(),
    }
}

/// What the heirs have of an account whose balance on the day of death is `balance`; a balance below zero leaves nothing.
///
/// 社会保险法 第14条: the balance of an individual account may be inherited. How the heirs share it is not the agency's to say.
pub fn account_to_heirs<E: Explain>(law: &Law, died_on: Date, balance: Fen, explain: &mut E) -> Result<Fen, NotCovered> {
    let rule = law.rule::<EndOfPayment>().on(died_on)?;
    let inherited = if rule.value.account_is_inherited { Fen(balance.0.max(0)) } else { Fen::ZERO };
    explain.step(|| Step {
        name: Text::new("个人账户余额继承", "account inherited"),
        formula: Text::new("死亡时个人账户余额", "balance of the account at death"),
        inputs: vec![(Text::new("个人账户余额", "balance"), balance.to_string())],
        result: inherited.to_string(),
        citation: rule.citation.clone(),
    });
    Ok(inherited)
}

/// Months that were paid although the right had ended, to be recovered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overpaid {
    /// The last month that is due.
    pub last_month_due: Month,
    /// In the order of months.
    pub months: Vec<(Month, Fen)>,
    pub total: Fen,
    pub citation: Citation,
}

/// Which of the months paid lie after the death and are to be recovered; amounts of one month are added up.
///
/// The pension of the month of death is due in full, and ends with it (practice).
pub fn overpaid_after_death<E: Explain>(law: &Law, died_on: Date, paid: &[(Month, Fen)], explain: &mut E) -> Result<Overpaid, NotCovered> {
    let rule = law.rule::<EndOfPayment>().on(died_on)?;
    let last_month_due = match rule.value.last_month_paid {
        LastMonthPaid::MonthOfDeath => Month::of(died_on),
    };
    let mut after: Vec<(Month, Fen)> = paid.iter().copied().filter(|(month, _)| *month > last_month_due).collect();
    after.sort_by_key(|(month, _)| *month);
    let mut months: Vec<(Month, Fen)> = Vec::new();
    for (month, amount) in after {
        match months.last_mut() {
            Some((last, sum)) if *last == month => *sum += amount,
            _ => months.push((month, amount)),
        }
    }
    let total: Fen = months.iter().map(|(_, amount)| *amount).sum();
    explain.step(|| Step {
        name: Text::new("死亡后多发的养老金", "pension paid after the death"),
        formula: Text::new("死亡次月起发放的各月合计", "sum of the months paid after the month of death"),
        inputs: months.iter().map(|(month, amount)| (Text::same(month.to_string()), amount.to_string())).collect(),
        result: total.to_string(),
        citation: rule.citation.clone(),
    });
    Ok(Overpaid { last_month_due, months, total, citation: rule.citation.clone() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    died_on: Date,
    contribution_months: u32,
    #[serde(default)]
    months_drawn: Option<u32>,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::yuan")]
    funeral_grant: Fen,
    months_twelfths: u32,
    #[serde(with = "crate::scalar::yuan")]
    survivor_grant: Fen,
}

pub(crate) fn benefit_example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let silent = &mut values::Silent;
        let deceased = Deceased { contribution_months: input.contribution_months, months_drawn: input.months_drawn };
        let funeral = funeral_grant(law, input.died_on, silent).map_err(|gap| gap.to_string())?;
        let survivor = survivor_grant(law, input.died_on, deceased, silent).map_err(|gap| gap.to_string())?;
        Ok(ExampleOutput { funeral_grant: funeral, months_twelfths: survivor.months_twelfths, survivor_grant: survivor.amount })
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndInput {
    #[serde(with = "crate::scalar::day")]
    died_on: Date,
    #[serde(with = "crate::scalar::yuan")]
    account_balance: Fen,
    paid: Vec<PaidMonth>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaidMonth {
    month: Month,
    #[serde(with = "crate::scalar::yuan")]
    amount: Fen,
}

#[derive(Serialize)]
struct EndOutput {
    last_month_due: Month,
    months: Vec<Month>,
    #[serde(with = "crate::scalar::yuan")]
    to_recover: Fen,
    #[serde(with = "crate::scalar::yuan")]
    to_heirs: Fen,
}

pub(crate) fn end_example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: EndInput| {
        let silent = &mut values::Silent;
        let paid: Vec<(Month, Fen)> = input.paid.iter().map(|paid| (paid.month, paid.amount)).collect();
        let overpaid = overpaid_after_death(law, input.died_on, &paid, silent).map_err(|gap| gap.to_string())?;
        let to_heirs = account_to_heirs(law, input.died_on, input.account_balance, silent).map_err(|gap| gap.to_string())?;
        Ok(EndOutput {
            last_month_due: overpaid.last_month_due,
            months: overpaid.months.iter().map(|(month, _)| *month).collect(),
            to_recover: overpaid.total,
            to_heirs,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LawSource;
    use values::Silent;

    /// The two cases an official magazine worked through (2023, second-hand): a province with 2818.50 a month in 2020, so 33822 a year;
    /// 28 years and 9 months of contributions; 3 years 6 months drawn in one case, 15 years 6 months in the other.
    #[test]
    fn the_published_cases_come_out_to_the_fen() {
        let income = r#"
rule = "pension/provincial_income"
title = { zh = "示例", en = "example" }
unit = "yuan a year"
[[in_force]]
from = 2021-01-01
until = 2021-12-31
value = { statistical_year = 2020, yearly = "33822.00" }
cite = { document = "示例", article = "" }
"#;
        let law = Law::load(&LawSource::embedded().with_file("regions/cn-37/pension/provincial_income.toml", income), "cn-37").unwrap();
        let died_on = "2021-09-15".parse().unwrap();
        assert_eq!(funeral_grant(&law, died_on, &mut Silent), Ok(Fen(563_700)));
        let grant = |months_drawn| survivor_grant(&law, died_on, Deceased { contribution_months: 345, months_drawn }, &mut Silent).unwrap();
        assert_eq!(grant(Some(42)), SurvivorGrant { months_twelfths: 231, amount: Fen(5_425_613) });
        assert_eq!(grant(Some(186)), SurvivorGrant { months_twelfths: 108, amount: Fen(2_536_650) });
    }
}
