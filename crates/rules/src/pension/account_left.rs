//! What is left in a personal account when its owner dies: before the pension, or while it is paid out of it.

use serde::{Deserialize, Serialize};
use values::{Citation, Explain, Fen, Month, Step, Text};

use super::account::rate_used;
use super::components::ACCOUNT_MAX;
use crate::exact::HalfUp;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;
use crate::scalar::MILLION;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRule {
    /// What is left after the pension of each month goes on bearing the rate of the year.
    pub bears_interest: bool,
}

impl RuleValue for AccountRule {
    const STEM: &'static str = "pension/account_in_payment";
    const UNIT: &'static str = "whether what is left bears interest";
}

/// An account out of which a pension is paid.
#[derive(Debug, Clone, Copy)]
pub struct AccountInPayment<'a> {
    /// The month of retirement, to whose end the balance is reckoned.
    pub retired_in: Month,
    /// At most [`ACCOUNT_MAX`].
    pub balance: Fen,
    /// 个人账户养老金, fen a month.
    pub monthly: Fen,
    /// Months up to the death for which no pension is due, such as those of a suspension.
    pub unpaid: &'a [Month],
}

/// One year of it.
struct Year {
    year: i32,
    opening: Fen,
    paid: Fen,
    interest: Fen,
    months: i64,
}

/// The balance at the end of the month `died_in`: what stood in the account at retirement, less the account pension of every month due
/// since, with the interest of each year.
///
/// 社会保险法 第14条: accounts bear interest and the balance may be inherited. 劳办发〔1997〕116号 (from memory): what is left after the pension of
/// each month goes on bearing interest, by monthly products; rounded half up to the fen once a year (practice). An account that is used up
/// leaves nothing; the pension then goes on from the fund. A year without a rate of its own uses the last announced one, one before the
/// first is [`NotCovered`].
pub fn account_left<E: Explain>(law: &Law, account: &AccountInPayment<'_>, died_in: Month, explain: &mut E) -> Result<Fen, NotCovered> {
    let mut left = account.balance.0.clamp(0, ACCOUNT_MAX.0);
    let first = account.retired_in.next();
    for year in first.year()..=died_in.year() {
        let months: Vec<Month> = first.through(died_in).filter(|month| month.year() == year).collect();
        if months.is_empty() || left == 0 {
            continue;
        }
        let opening = left;
        let mut products = 0;
        for month in &months {
            products += left;
            if !account.unpaid.contains(month) {
                left -= account.monthly.0.min(left);
            }
        }
        let used = rate_used(law, year)?;
        let rule = law.rule::<AccountRule>().in_month(months[0])?;
        let paid = opening - left;
        let interest = if rule.value.bears_interest { interest(products, used.rate.millionths()) } else { 0 };
        left = (left + interest).min(ACCOUNT_MAX.0);
        let of = Year { year, opening: Fen(opening), paid: Fen(paid), interest: Fen(interest), months: months.len() as i64 };
        explain.step(|| step(&of, Fen(left), &used.rate.percent(), used.provisional, &rule.citation));
    }
    Ok(Fen(left))
}

/// Twelfths of the rate on the sum of the balances of each month, rounded half up to the fen.
fn interest(products: i64, rate_millionths: i64) -> i64 {
    // At most twelve times the largest account times a fifth of a million: far below 2^61.
    HalfUp::by(12 * MILLION.unsigned_abs()).of(products * rate_millionths)
}

fn step(of: &Year, left: Fen, rate: &str, provisional: bool, citation: &Citation) -> Step {
    let formula = if provisional {
        Text::new(
            "年初余额 − 当年支付 + 利息（按月积数，当年利率尚未公布，暂用最近公布的利率）",
            "opening balance − paid in the year + interest by monthly products (the year's rate is not announced: the last one is used)",
        )
    } else {
        Text::new(
            "年初余额 − 当年支付 + 利息（按月积数，四舍五入到分）",
            "opening balance − paid in the year + interest by monthly products, half up to the fen",
        )
    };
    Step {
        name: Text::new(format!("{} 年个人账户余额", of.year), format!("account left in {}", of.year)),
        formula,
        inputs: vec![
            (Text::new("年初余额", "opening balance"), of.opening.to_string()),
            (Text::new("当年支付的个人账户养老金", "account pension of the year"), of.paid.to_string()),
            (Text::new("记账利率", "crediting rate"), rate.to_owned()),
            (Text::new("计息月数", "months of interest"), of.months.to_string()),
            (Text::new("利息", "interest"), of.interest.to_string()),
        ],
        result: left.to_string(),
        citation: citation.clone(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    retired_in: Month,
    #[serde(with = "crate::scalar::yuan")]
    balance: Fen,
    #[serde(with = "crate::scalar::yuan")]
    monthly: Fen,
    unpaid: Vec<Month>,
    died_in: Month,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::yuan")]
    left: Fen,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let ExampleInput { retired_in, balance, monthly, unpaid, died_in } = input;
        let account = AccountInPayment { retired_in, balance, monthly, unpaid: &unpaid };
        let left = account_left(law, &account, died_in, &mut values::Silent).map_err(|gap| gap.to_string())?;
        Ok(ExampleOutput { left })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;
    use values::Silent;

    /// A full year by the formula of the text: what was paid earned 13 of 24 parts of the rate, the rest all of it.
    #[test]
    fn a_full_year_is_the_formula_of_the_text() {
        for (balance, monthly) in [(13_900_000, 100_000), (7_339_771, 52_804), (60_000_000, 1)] {
            let account =
                AccountInPayment { retired_in: "2018-12".parse().unwrap(), balance: Fen(balance), monthly: Fen(monthly), unpaid: &[] };
            let left = account_left(weihai(), &account, "2019-12".parse().unwrap(), &mut Silent).unwrap();
            let (paid, rate) = (i128::from(12 * monthly), 76_100_i128);
            let numerator = (i128::from(balance) - paid) * rate * 24 + paid * rate * 13;
            let divisor = 24 * 1_000_000_i128;
            let interest = (2 * numerator + divisor) / (2 * divisor);
            assert_eq!(i128::from(left.0), i128::from(balance) - paid + interest, "{balance} {monthly}");
        }
    }

    #[test]
    fn the_years_are_explained_and_a_rate_not_announced_is_said() {
        let account =
            AccountInPayment { retired_in: "2024-06".parse().unwrap(), balance: Fen(1_000_000), monthly: Fen(10_000), unpaid: &[] };
        let mut explanation = values::Explanation::default();
        account_left(weihai(), &account, "2026-02".parse().unwrap(), &mut explanation).unwrap();
        let names: Vec<&str> = explanation.steps.iter().map(|step| step.name.en.as_str()).collect();
        assert_eq!(names, ["account left in 2024", "account left in 2025", "account left in 2026"]);
        assert!(explanation.steps[2].formula.en.contains("not announced"));
    }
}
