//! 死亡停发: what a death ends, what is inherited, and what was paid too long. What survivors receive is a rule of its own.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Explain, Fen, Month, Step, Text};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndOfPayment {
    pub last_month_paid: LastMonthPaid,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountInheritance {
    pub inherited: bool,
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

impl RuleValue for AccountInheritance {
    const STEM: &'static str = "pension/account_inheritance";
    const UNIT: &'static str = "whether the balance is inherited";
}

/// What the heirs have of an account whose balance on the day of death is `balance`; a balance below zero leaves nothing.
///
/// 社会保险法 第14条: the balance of an individual account may be inherited. How the heirs share it is not the agency's to say.
pub fn account_to_heirs<E: Explain>(law: &Law, died_on: Date, balance: Fen, explain: &mut E) -> Result<Fen, NotCovered> {
    let rule = law.rule::<AccountInheritance>().on(died_on)?;
    let inherited = if rule.value.inherited { Fen(balance.0.max(0)) } else { Fen::ZERO };
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
struct ExampleOutput {
    last_month_due: Month,
    months: Vec<Month>,
    #[serde(with = "crate::scalar::yuan")]
    to_recover: Fen,
    #[serde(with = "crate::scalar::yuan")]
    to_heirs: Fen,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let silent = &mut values::Silent;
        let paid: Vec<(Month, Fen)> = input.paid.iter().map(|paid| (paid.month, paid.amount)).collect();
        let overpaid = overpaid_after_death(law, input.died_on, &paid, silent).map_err(|gap| gap.to_string())?;
        let to_heirs = account_to_heirs(law, input.died_on, input.account_balance, silent).map_err(|gap| gap.to_string())?;
        Ok(ExampleOutput {
            last_month_due: overpaid.last_month_due,
            months: overpaid.months.iter().map(|(month, _)| *month).collect(),
            to_recover: overpaid.total,
            to_heirs,
        })
    })
}
