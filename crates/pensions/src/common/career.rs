//! A person's career as the law reckons it: the record earlier years left behind, and the months assessed since.

use std::collections::BTreeMap;

use agency::common::counting::Counting;
use agency::common::not_covered;
use casework::{ContributionRow, PensionRecord, Refusals};
use ledger::Obligation;
use rules::Law;
use rules::pension::{AccountOpening, CareerYear, month_index};
use values::{Citation, Date, Fen, Month, Step, Text};

/// Why an assessed month is not in the career.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// The employer has not paid it, and it does not wait with approval.
    Unpaid,
    /// It lies after the month of retirement and is to be refunded.
    AfterRetirement,
}

/// What a pension is determined from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Career {
    /// Ascending, each year once.
    pub years: Vec<CareerYear>,
    pub opening: AccountOpening,
    /// Months assessed by this program that count: how many, and in which years.
    pub assessed: Vec<CareerYear>,
    pub left_out: Vec<(Month, LeftOut)>,
}

impl Career {
    /// Puts the record and the assessed months together, up to the month of retirement.
    ///
    /// 社会保险法 第60条 with 威人社函〔2020〕6号 一（三）: months paid, or deferred with approval, are on the record; months in arrears are
    /// once they are paid. Contributions after the month of retirement buy nothing and are refunded.
    pub fn of(
        law: &Law,
        record: Option<&PensionRecord>,
        contributions: &[(ContributionRow, Obligation)],
        retirement: Month,
        today: Date,
    ) -> Result<Career, Refusals> {
        let mut months: BTreeMap<Month, (Fen, Fen)> = BTreeMap::new();
        let mut left_out = Vec::new();
        for (row, obligation) in contributions {
            if row.month > retirement {
                left_out.push((row.month, LeftOut::AfterRetirement));
            } else if !Counting::of(obligation, today).counts() {
                left_out.push((row.month, LeftOut::Unpaid));
            } else {
                let month = months.entry(row.month).or_default();
                month.0 += row.base;
                month.1 += row.parts.pension_employee;
            }
        }
        let mut assessed: BTreeMap<i32, CareerYear> = BTreeMap::new();
        for (month, (base, credits)) in &months {
            let index = month_index(law, *month, *base).map_err(|gap| not_covered(gap.text()))?;
            let year = assessed.entry(month.year()).or_insert_with(|| empty(month.year()));
            year.months += 1;
            year.index_sum += index;
            year.credits += *credits;
        }
        let mut years: BTreeMap<i32, CareerYear> = BTreeMap::new();
        for kept in record.map_or(&[][..], |record| &record.years) {
            let (index_sum, credits) = (kept.index_sum, kept.credits);
            years.insert(kept.year, CareerYear { year: kept.year, months: kept.months, index_sum, credits });
        }
        for more in assessed.values() {
            let year = years.entry(more.year).or_insert_with(|| empty(more.year));
            year.months += more.months;
            year.index_sum += more.index_sum;
            year.credits += more.credits;
        }
        let first_year = years.keys().next().copied().unwrap_or(retirement.year());
        let opening = record.map_or(AccountOpening { year: first_year - 1, balance: Fen::ZERO }, |record| AccountOpening {
            year: record.opening_year,
            balance: record.opening_balance,
        });
        Ok(Career { years: years.into_values().collect(), opening, assessed: assessed.into_values().collect(), left_out })
    }

    pub fn paid_months(&self) -> i64 {
        self.years.iter().map(|year| year.months).sum()
    }

    /// What the assessed months brought, as a step of an explanation; nothing where there are none.
    pub fn step(&self) -> Option<Step> {
        if self.assessed.is_empty() && self.left_out.is_empty() {
            return None;
        }
        let mut inputs: Vec<(Text, String)> = self
            .assessed
            .iter()
            .map(|year| {
                let sum = format!("{}.{:04}", year.index_sum / 10_000, year.index_sum % 10_000);
                let name = Text::new(
                    format!("{} 年：月数／指数合计／记入账户", year.year),
                    format!("{}: months / sum of indices / credited", year.year),
                );
                (name, format!("{} / {sum} / {}", year.months, year.credits))
            })
            .collect();
        for (month, why) in &self.left_out {
            let words = match why {
                LeftOut::Unpaid => Text::new("未计入：单位尚未缴清", "left out: not paid yet"),
                LeftOut::AfterRetirement => Text::new("未计入：退休年月之后，应予清退", "left out: after retirement, to be refunded"),
            };
            inputs.push((words, month.to_string()));
        }
        let months: i64 = self.assessed.iter().map(|year| year.months).sum();
        Some(Step {
            name: Text::new("本系统核定的缴费月份", "months assessed by this program"),
            formula: Text::new(
                "每月指数 = 缴费基数 ÷ 对照工资，四舍五入到四位小数；个人缴费记入个人账户",
                "index of a month = contribution base ÷ wage of reference, half up to four decimals; the person's own contribution goes to the account",
            ),
            inputs,
            result: months.to_string(),
            citation: Citation::new("社会保险法", "第60条"),
        })
    }
}

fn empty(year: i32) -> CareerYear {
    CareerYear { year, months: 0, index_sum: 0, credits: Fen::ZERO }
}

#[cfg(test)]
mod tests {
    use super::*;
    use agency::common::test_agency::*;
    use values::ContributionParts;

    fn row(month_text: &str, base: &str, credit: &str) -> ContributionRow {
        let parts = ContributionParts { pension_employee: yuan(credit), ..ContributionParts::default() };
        ContributionRow { month: month(month_text), employer_id: 1, person_id: 1, obligation_id: 1, base: yuan(base), parts }
    }

    #[test]
    fn paid_and_deferred_months_count_and_no_month_after_retirement() {
        let mut paid = obligation(1, "2020-01", "2020-01-25", "1.00");
        paid.settled_on = Some(day("2020-01-20"));
        let unpaid = obligation(2, "2020-02", "2020-02-25", "1.00");
        let mut deferred = obligation(3, "2020-03", "2020-03-25", "1.00");
        deferred.due = ledger::Due::WhenEmergencyEnds;
        let contributions = [
            (row("2020-01", "5761.33", "460.91"), paid.clone()),
            (row("2020-02", "5761.33", "460.91"), unpaid),
            (row("2020-03", "5761.33", "460.91"), deferred),
            (row("2020-04", "5761.33", "460.91"), paid),
        ];
        let career = Career::of(&law(), None, &contributions, month("2020-03"), day("2020-06-20")).unwrap();
        assert_eq!(career.years, [CareerYear { year: 2020, months: 2, index_sum: 20_000, credits: yuan("921.82") }]);
        assert_eq!(career.opening, AccountOpening { year: 2019, balance: Fen::ZERO });
        assert_eq!(career.left_out, [(month("2020-02"), LeftOut::Unpaid), (month("2020-04"), LeftOut::AfterRetirement)]);
        assert!(career.step().is_some_and(|step| step.result == "2"));
    }
}
