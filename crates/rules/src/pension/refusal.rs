//! Why a pension cannot be determined, by which rule, and what to do.

use std::fmt;

use values::{Date, Fen, Month, Text};

use super::payment_months::PaymentMonthsError;
use crate::in_force::NotCovered;

/// In order of precedence: the dates first, then the record of each year, then what is reckoned from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A rule says nothing for the day it was asked about.
    NotCovered(NotCovered),
    /// A number in a column that is not what the column holds; `i64::MIN` where the column ends before the row.
    Field {
        column: &'static str,
        value: i64,
    },
    /// The month chosen lies outside what the person may choose.
    ChoiceOutside {
        chosen: Month,
        earliest: Month,
        latest: Month,
    },
    /// A special work type retires by application, not by choice.
    ChoiceOfSpecialWork {
        chosen: Month,
    },
    /// The application comes before the month of retirement.
    AppliedBefore {
        applied: Month,
        retirement: Month,
    },
    MonthsOfYear {
        year: i32,
        months: i64,
    },
    /// The sum of the monthly indices of a year, in ten-thousandths.
    IndexOfYear {
        year: i32,
        index_sum: i64,
        months: i64,
    },
    CreditsOfYear {
        year: i32,
        credits: Fen,
    },
    ContributionAfterRetirement {
        year: i32,
        retirement: Month,
    },
    OpeningAfterRetirement {
        opening_year: i32,
        retirement: Month,
    },
    OpeningBalance {
        balance: Fen,
    },
    TotalMonths {
        months: u32,
    },
    NoPaidMonth,
    TooFewMonths {
        months: u32,
        minimum: u32,
        retirement: Month,
    },
    /// The account began inside a year that has contributions: which of its months came before is not in the yearly record.
    AccountStartInsideYear {
        account_start: Month,
    },
    MonthsBeforeAccount {
        before: u32,
        total: u32,
    },
    AccountTooLarge {
        balance: Fen,
    },
    Age {
        age_months: i32,
    },
    /// A final determination takes the base of the year of retirement.
    BaseNotPublished {
        year: i32,
        known_on: Date,
    },
}

impl From<NotCovered> for Refusal {
    fn from(not_covered: NotCovered) -> Refusal {
        Refusal::NotCovered(not_covered)
    }
}

impl From<PaymentMonthsError> for Refusal {
    fn from(error: PaymentMonthsError) -> Refusal {
        match error {
            PaymentMonthsError::NotCovered(not_covered) => Refusal::NotCovered(not_covered),
            PaymentMonthsError::Age { age_months } => Refusal::Age { age_months },
        }
    }
}

impl Refusal {
    /// A stable word for files and statistics.
    pub fn word(&self) -> &'static str {
        match self {
            Refusal::NotCovered(_) => "not_covered",
            Refusal::Field { .. } => "field",
            Refusal::ChoiceOutside { .. } => "choice_outside",
            Refusal::ChoiceOfSpecialWork { .. } => "choice_of_special_work",
            Refusal::AppliedBefore { .. } => "applied_before",
            Refusal::MonthsOfYear { .. } => "months_of_year",
            Refusal::IndexOfYear { .. } => "index_of_year",
            Refusal::CreditsOfYear { .. } => "credits_of_year",
            Refusal::ContributionAfterRetirement { .. } => "contribution_after_retirement",
            Refusal::OpeningAfterRetirement { .. } => "opening_after_retirement",
            Refusal::OpeningBalance { .. } => "opening_balance",
            Refusal::TotalMonths { .. } => "total_months",
            Refusal::NoPaidMonth => "no_paid_month",
            Refusal::TooFewMonths { .. } => "too_few_months",
            Refusal::AccountStartInsideYear { .. } => "account_start_inside_year",
            Refusal::MonthsBeforeAccount { .. } => "months_before_account",
            Refusal::AccountTooLarge { .. } => "account_too_large",
            Refusal::Age { .. } => "age",
            Refusal::BaseNotPublished { .. } => "base_not_published",
        }
    }

    pub fn text(&self) -> Text {
        match self {
            Refusal::NotCovered(not_covered) => not_covered.text(),
            Refusal::Age { age_months } => PaymentMonthsError::Age { age_months: *age_months }.text(),
            Refusal::ChoiceOutside { .. } | Refusal::ChoiceOfSpecialWork { .. } | Refusal::AppliedBefore { .. } => self.text_of_dates(),
            Refusal::MonthsOfYear { .. } | Refusal::IndexOfYear { .. } | Refusal::CreditsOfYear { .. } => self.text_of_year(),
            _ => self.text_of_totals(),
        }
    }

    fn text_of_dates(&self) -> Text {
        match self {
            Refusal::ChoiceOutside { chosen, earliest, latest } => Text::new(
                format!("选择的退休年月 {chosen} 不在可选范围 {earliest} 至 {latest} 内（人社部发〔2024〕94号）；请另选年月"),
                format!("the chosen month {chosen} lies outside {earliest} to {latest} (人社部发〔2024〕94号); choose another month"),
            ),
            Refusal::ChoiceOfSpecialWork { chosen } => Text::new(
                format!("特殊工种人员按申请退休，不适用弹性退休选择 {chosen}；请去掉选择的年月，以申请年月为准"),
                format!("special work types retire by application, not by the chosen month {chosen}; leave the choice empty"),
            ),
            Refusal::AppliedBefore { applied, retirement } => Text::new(
                format!(
                    "申请年月 {applied} 早于退休年月 {retirement}（国务院关于渐进式延迟法定退休年龄的办法；国发〔1978〕104号）；可先办理退休预审，到龄后再核定"
                ),
                format!(
                    "applied in {applied}, before the month of retirement {retirement}; file the pre-review now and determine once the age is reached"
                ),
            ),
            other => Text::same(other.word()),
        }
    }

    fn text_of_year(&self) -> Text {
        match self {
            Refusal::MonthsOfYear { year, months } => Text::new(
                format!("{year} 年缴费月数 {months} 应为 0 至 12；请核对缴费记录"),
                format!("the months of {year} are from 0 to 12, not {months}; check the contribution record"),
            ),
            Refusal::IndexOfYear { year, index_sum, months } => {
                let sum = format!(
                    "{}{}.{:04}",
                    if *index_sum < 0 { "-" } else { "" },
                    index_sum.unsigned_abs() / 10_000,
                    index_sum.unsigned_abs() % 10_000
                );
                Text::new(
                    format!("{year} 年 {months} 个月的指数合计 {sum} 应在 0 至 {} 之间（缴费基数上限为 300%）；请核对缴费基数", 3 * months),
                    format!(
                        "the indices of {months} months of {year} add up to {sum}; they lie between 0 and {} (the base is capped at 300%); check the contribution base",
                        3 * months
                    ),
                )
            }
            Refusal::CreditsOfYear { year, credits } => Text::new(
                format!("{year} 年记入个人账户的金额 {credits} 应在 0 至一百万元之间；请核对缴费记录"),
                format!("the credits of {year}, {credits}, lie between 0 and a million yuan; check the contribution record"),
            ),
            other => Text::same(other.word()),
        }
    }

    fn text_of_totals(&self) -> Text {
        match self {
            Refusal::ContributionAfterRetirement { year, retirement } => Text::new(
                format!("退休年月 {retirement} 之后的 {year} 年仍有缴费记录；请先更正或清退，再核定待遇"),
                format!("contributions are recorded for {year}, after the retirement in {retirement}; correct or refund them first"),
            ),
            Refusal::OpeningAfterRetirement { opening_year, retirement } => Text::new(
                format!("期初个人账户余额截至 {opening_year} 年末，晚于退休年月 {retirement}；请提供退休前一年或更早的年末余额"),
                format!(
                    "the opening balance is of the end of {opening_year}, after the retirement in {retirement}; give the balance of an earlier year"
                ),
            ),
            Refusal::OpeningBalance { balance } => Text::new(
                format!("期初个人账户余额 {balance} 应在 0 至一亿元之间；请核对账户"),
                format!("the opening balance {balance} lies between 0 and 100 million yuan; check the account"),
            ),
            Refusal::TotalMonths { months } => Text::new(
                format!("缴费月数合计 {months} 超过 100 年；请核对缴费记录"),
                format!("{months} months of contributions are more than a hundred years; check the record"),
            ),
            Refusal::NoPaidMonth => Text::new(
                "没有实际缴费月份，不能计算平均缴费工资指数（国发〔2005〕38号）；请核对缴费记录",
                "without a paid month there is no average index (国发〔2005〕38号); check the contribution record",
            ),
            Refusal::TooFewMonths { months, minimum, retirement } => Text::new(
                format!(
                    "缴费 {months} 个月，{retirement} 退休的最低缴费年限为 {minimum} 个月（社会保险法第16条；延迟退休办法附件4）；可继续缴费至满年限"
                ),
                format!(
                    "{months} months of contributions; retirement in {retirement} takes {minimum} (社会保险法 第16条, annex 4 of the delay); contribute until they are reached"
                ),
            ),
            Refusal::AccountStartInsideYear { account_start } => Text::new(
                format!("个人账户建立于 {account_start}，当年另有缴费，年度记录不能区分建账前后；请填写建账前实际缴费月数"),
                format!(
                    "the account began in {account_start}, inside a year with contributions; give the months paid before it, the yearly record cannot tell"
                ),
            ),
            Refusal::MonthsBeforeAccount { before, total } => Text::new(
                format!("建账前缴费月数 {before} 多于缴费月数合计 {total}；请核对"),
                format!("{before} months before the account are more than the {total} months in all; check them"),
            ),
            Refusal::Field { column, value } => Text::new(
                format!("{column} 的值 {value} 无效；月份应为 yyyymm，类别为 0 至 4，月数不小于零"),
                format!("{value} is no value of {column}; months are yyyymm, categories 0 to 4, counts not below zero"),
            ),
            Refusal::BaseNotPublished { year, known_on } => Text::new(
                format!(
                    "截至 {known_on}，{year} 年计发基数尚未公布（国发〔2005〕38号）；先按上年基数发放临时待遇，公布后在规则 pension/base 中补充并重新核定"
                ),
                format!(
                    "on {known_on} the base of {year} is not published (国发〔2005〕38号); pay provisionally on last year's, add it to pension/base once it is out and determine again"
                ),
            ),
            Refusal::AccountTooLarge { balance } => Text::new(
                format!("个人账户储存额达到 {balance} 元，超出合理范围；请核对各年记入金额"),
                format!("the account reaches {balance} yuan, which cannot be; check the credits of each year"),
            ),
            other => Text::same(other.word()),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

impl std::error::Error for Refusal {}
