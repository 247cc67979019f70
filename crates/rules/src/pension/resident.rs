//! The pension of urban and rural residents: what the government pays and what the account pays.

use serde::{Deserialize, Serialize};
use values::{Explain, Fen, Month, Step, Text};

use super::components::ACCOUNT_MAX;
use super::quantities::PaymentMonths;
use crate::in_force::{InForce, NotCovered};
use crate::law::Law;
use crate::load::RuleValue;

/// The government's part, fixed by the province; the nation only fixes a minimum, which says nothing about a province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResidentBasic {
    /// Fen a month.
    #[serde(with = "crate::scalar::yuan")]
    pub monthly: Fen,
}

impl RuleValue for ResidentBasic {
    const STEM: &'static str = "pension/resident_basic";
    const UNIT: &'static str = "yuan a month";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResidentAccount {
    pub payment_months: u16,
    pub age_years: u8,
    pub minimum_months: u32,
}

impl RuleValue for ResidentAccount {
    const STEM: &'static str = "pension/resident_account";
    const UNIT: &'static str = "months; years of age";

    fn check(&self) -> Result<(), Text> {
        if self.payment_months > 0 { Ok(()) } else { Err(Text::new("计发月数应大于零", "payment months are above zero")) }
    }
}

/// Fen a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResidentPension {
    pub basic: Fen,
    pub account: Fen,
}

impl ResidentPension {
    pub fn total(&self) -> Fen {
        self.basic + self.account
    }
}

/// Why there is no resident pension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResidentRefusal {
    NotCovered(NotCovered),
    TooYoung { reached_in: Month },
    TooFewMonths { months: u32, minimum: u32 },
    Balance { balance: Fen },
}

impl ResidentRefusal {
    pub fn text(&self) -> Text {
        match self {
            ResidentRefusal::NotCovered(not_covered) => not_covered.text(),
            ResidentRefusal::TooYoung { reached_in } => Text::new(
                format!("{reached_in} 才达到领取年龄（国发〔2014〕8号），自次月起可以领取"),
                format!("the age is reached in {reached_in} (国发〔2014〕8号); the pension begins the month after"),
            ),
            ResidentRefusal::TooFewMonths { months, minimum } => Text::new(
                format!("缴费 {months} 个月，最低 {minimum} 个月（国发〔2014〕8号）；可按规定补缴至满年限"),
                format!("{months} months of contributions, {minimum} are needed (国发〔2014〕8号); the rest may be made up"),
            ),
            ResidentRefusal::Balance { balance } => Text::new(
                format!("个人账户余额 {balance} 不合理，请核对账户"),
                format!("the account balance {balance} cannot be; check the account"),
            ),
        }
    }
}

/// The pension of `month` for somebody born in `birth` with `months` of contributions and `balance` in the account.
///
/// 国发〔2014〕8号: from sixty on, after fifteen years of contributions, the government pays the basic pension and the account a 139th of
/// its balance, whatever the age. Each part is rounded half up to the fen (practice).
pub fn resident_pension<E: Explain>(
    law: &Law,
    month: Month,
    birth: Month,
    months: u32,
    balance: Fen,
    explain: &mut E,
) -> Result<ResidentPension, ResidentRefusal> {
    let account = law.rule::<ResidentAccount>().in_month(month).map_err(ResidentRefusal::NotCovered)?;
    let reached_in = birth.plus(i32::from(account.value.age_years) * 12);
    if month <= reached_in {
        return Err(ResidentRefusal::TooYoung { reached_in });
    }
    if months < account.value.minimum_months {
        return Err(ResidentRefusal::TooFewMonths { months, minimum: account.value.minimum_months });
    }
    if !(0..=ACCOUNT_MAX.0).contains(&balance.0) {
        return Err(ResidentRefusal::Balance { balance });
    }
    let basic = law.rule::<ResidentBasic>().in_month(month).map_err(ResidentRefusal::NotCovered)?;
    let months = PaymentMonths::from_tenths(u32::from(account.value.payment_months) * 10);
    let pension = ResidentPension { basic: basic.value.monthly, account: Fen(months.share(balance.0)) };
    explain.step(|| account_step(balance, months, &pension, account));
    explain.step(|| total_step(&pension, basic));
    Ok(pension)
}

fn account_step(balance: Fen, months: PaymentMonths, pension: &ResidentPension, rule: &InForce<ResidentAccount>) -> Step {
    Step {
        name: Text::new("个人账户养老金", "account pension"),
        formula: Text::new("个人账户余额 ÷ 计发月数，四舍五入到分", "account balance ÷ payment months, rounded half up to the fen"),
        inputs: vec![
            (Text::new("个人账户余额", "account balance"), balance.to_string()),
            (Text::new("计发月数", "payment months"), months.to_string()),
        ],
        result: pension.account.to_string(),
        citation: rule.citation.clone(),
    }
}

fn total_step(pension: &ResidentPension, rule: &InForce<ResidentBasic>) -> Step {
    Step {
        name: Text::new("居民养老金", "resident pension"),
        formula: Text::new("基础养老金（政府）+ 个人账户养老金", "basic pension of the government + account pension"),
        inputs: vec![
            (Text::new("基础养老金", "basic pension"), pension.basic.to_string()),
            (Text::new("个人账户养老金", "account pension"), pension.account.to_string()),
        ],
        result: pension.total().to_string(),
        citation: rule.citation.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;
    use values::Silent;

    fn pension(month: &str, birth: &str, months: u32, balance: i64) -> Result<String, ResidentRefusal> {
        let month_of = |text: &str| text.parse::<Month>().unwrap();
        resident_pension(weihai(), month_of(month), month_of(birth), months, Fen(balance), &mut Silent).map(|found| found.total().plain())
    }

    #[test]
    fn a_139th_and_the_governments_part() {
        // 13,900.00 / 139 = 100.00 and 142.00 from the government.
        assert_eq!(pension("2020-07", "1960-06", 180, 1_390_000), Ok("242.00".to_owned()));
        assert_eq!(
            pension("2020-06", "1960-06", 180, 1_390_000),
            Err(ResidentRefusal::TooYoung { reached_in: "2020-06".parse().unwrap() })
        );
        assert_eq!(pension("2020-07", "1960-06", 179, 0), Err(ResidentRefusal::TooFewMonths { months: 179, minimum: 180 }));
        assert_eq!(pension("2020-07", "1960-06", 180, -1), Err(ResidentRefusal::Balance { balance: Fen(-1) }));
        // Nobody has written down what Shandong pays after 2021, and the national minimum does not say it.
        assert!(matches!(pension("2023-07", "1960-06", 180, 0), Err(ResidentRefusal::NotCovered(_))));
    }
}
