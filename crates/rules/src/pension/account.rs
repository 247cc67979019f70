//! The personal account: credits of each year and interest on it.

use serde::{Deserialize, Serialize};
use values::{Citation, Explain, Fen, Month, Step, Text};

use super::components::ACCOUNT_MAX;
use crate::exact::HalfUp;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;
use crate::scalar::{MILLION, Share};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditingRate {
    pub rate: Share,
}

/// A higher rate is a slip of the pen; below it no product leaves 62 bits.
const RATE_MAX_MILLIONTHS: i64 = 200_000;

impl RuleValue for CreditingRate {
    const STEM: &'static str = "pension/crediting_rate";
    const UNIT: &'static str = "share of the balance a year";

    fn check(&self) -> Result<(), Text> {
        if self.rate.millionths() <= RATE_MAX_MILLIONTHS {
            return Ok(());
        }
        Err(Text::new("记账利率不应超过 20%", "the crediting rate is at most 20%"))
    }
}

/// How a balance grows in one year: interest is `opening × a + credits × b`, divided and rounded half up to the fen once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditingYear {
    opening: i64,
    credits: i64,
    divisor: HalfUp,
}

impl CreditingYear {
    /// Interest of `months` (1 to 12) of a year at `rate`.
    ///
    /// 劳办发〔1997〕116号 (number from memory), method of the monthly product: the opening balance earns every month, a credit from its own
    /// month on. With equal monthly credits the n-th earns `months - n + 1` of them, on average half of `months + 1`: 6.5 twelfths
    /// in a full year.
    pub fn of_months(rate: Share, months: i32) -> CreditingYear {
        let months = i64::from(months.clamp(1, 12));
        CreditingYear::weighted(rate, 2 * months, months + 1, 24)
    }

    /// Interest in which the opening balance earns `opening / whole` of the rate and the credits `credits / whole`.
    ///
    /// Weights are small whole numbers, at most those of a full year: 24 and 13 of 24.
    pub fn weighted(rate: Share, opening: i64, credits: i64, whole: i64) -> CreditingYear {
        let (mut opening, mut credits) = (opening * rate.millionths(), credits * rate.millionths());
        let mut divisor = whole * MILLION;
        let common = greatest_common_divisor(greatest_common_divisor(opening, credits), divisor);
        opening /= common;
        credits /= common;
        divisor /= common;
        CreditingYear { opening, credits, divisor: HalfUp::by(divisor.unsigned_abs()) }
    }

    /// The interest on `opening` and `credits`, both from 0 to [`ACCOUNT_MAX`].
    #[inline(always)]
    pub fn interest(&self, opening: i64, credits: i64) -> i64 {
        self.divisor.of(opening * self.opening + credits * self.credits)
    }

    /// The balance at the end. Held at [`ACCOUNT_MAX`], so that a mistaken account is found at the end and never overflows.
    #[inline(always)]
    pub fn close(&self, opening: i64, credits: i64) -> i64 {
        (opening + credits + self.interest(opening, credits)).min(ACCOUNT_MAX.0)
    }
}

fn greatest_common_divisor(one: i64, other: i64) -> i64 {
    let (mut one, mut other) = (one.max(1), other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// The rate of a year, or the last one published where the year is later than all of them.
#[derive(Debug, Clone, Copy)]
pub struct RateUsed<'law> {
    pub rate: Share,
    /// Paid on the last published rate; the difference is settled once the year's own is out.
    pub provisional: bool,
    pub citation: &'law Citation,
}

/// The crediting rate of `year`.
///
/// 社会保险法 第14条: accounts bear interest not below that of bank deposits; since 2016 one rate a year for the nation (人社部发〔2017〕31号).
/// A year after the last announced one uses that one provisionally (practice, from memory). A year before the first is [`NotCovered`].
pub fn rate_used(law: &Law, year: i32) -> Result<RateUsed<'_>, NotCovered> {
    let dated = law.rule::<CreditingRate>();
    let Ok(january) = Month::new(year, 1) else { return Err(dated.not_covered(values::Date::MIN)) };
    let not_covered = match dated.in_month(january) {
        Ok(own) => return Ok(RateUsed { rate: own.value.rate, provisional: false, citation: &own.citation }),
        Err(not_covered) => not_covered,
    };
    let last = dated.versions().max_by_key(|version| version.from).ok_or_else(|| not_covered.clone())?;
    if last.from > january.first_day() {
        return Err(not_covered);
    }
    Ok(RateUsed { rate: last.value.rate, provisional: true, citation: &last.citation })
}

/// Closes one year of an account: the opening balance, what was credited, and the interest of `months`.
pub(crate) fn close_year<E: Explain>(
    law: &Law,
    year: i32,
    months: i32,
    opening: i64,
    credits: i64,
    explain: &mut E,
) -> Result<(i64, bool), NotCovered> {
    let used = rate_used(law, year)?;
    let closing = CreditingYear::of_months(used.rate, months).close(opening, credits);
    explain.step(|| step(year, months, Fen(opening), Fen(credits), Fen(closing), &used));
    Ok((closing, used.provisional))
}

fn step(year: i32, months: i32, opening: Fen, credits: Fen, closing: Fen, used: &RateUsed<'_>) -> Step {
    let formula = if used.provisional {
        Text::new(
            "上年末储存额 + 当年记入 + 利息（当年利率尚未公布，暂用最近公布的利率）",
            "opening balance + credits + interest (the year's rate is not announced yet: the last announced one is used)",
        )
    } else {
        Text::new(
            "上年末储存额 + 当年记入 + 利息（按月积数，四舍五入到分）",
            "opening balance + credits + interest by monthly products, to the fen",
        )
    };
    Step {
        name: Text::new(format!("{year} 年个人账户"), format!("personal account of {year}")),
        formula,
        inputs: vec![
            (Text::new("上年末储存额", "opening balance"), opening.to_string()),
            (Text::new("当年记入", "credits of the year"), credits.to_string()),
            (Text::new("记账利率", "crediting rate"), used.rate.percent()),
            (Text::new("计息月数", "months of interest"), months.to_string()),
        ],
        result: closing.to_string(),
        citation: used.citation.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;
    use proptest::prelude::*;

    /// The monthly product written out month by month, over a common denominator.
    fn month_by_month(rate: Share, months: i64, opening: i64, monthly_credit: i64) -> i64 {
        let products: i64 = (1..=months).map(|month| monthly_credit * (months - month + 1)).sum::<i64>() + opening * months;
        let (numerator, denominator) = (i128::from(products) * i128::from(rate.millionths()), 12 * i128::from(MILLION));
        ((2 * numerator + denominator) / (2 * denominator)) as i64
    }

    proptest! {
        #[test]
        fn the_weights_are_the_monthly_product(opening in 0..100_000_000_i64, credit in 0..500_000_i64, months in 1..=12_i64, rate in 0..200_000_i64) {
            let rate = Share::from_millionths(rate).unwrap();
            let year = CreditingYear::of_months(rate, months as i32);
            prop_assert_eq!(year.interest(opening, credit * months), month_by_month(rate, months, opening, credit));
        }
    }

    #[test]
    fn a_year_with_its_own_rate_a_year_not_announced_and_a_year_before_the_first() {
        let rate = |year| rate_used(weihai(), year).map(|used| (used.rate.percent(), used.provisional));
        assert_eq!(rate(2016), Ok(("8.31%".to_owned(), false)));
        assert_eq!(rate(2026), Ok(("1.5%".to_owned(), true)));
        assert_eq!(rate(2015).unwrap_err().on.to_string(), "2015-01-01");
        // 10,000.00 at the start of 2024 and 100.00 a month: 262.00 on the balance, 17.03 on the credits.
        let (closing, provisional) = close_year(weihai(), 2024, 12, 1_000_000, 120_000, &mut values::Silent).unwrap();
        assert_eq!((closing, provisional), (1_000_000 + 120_000 + 26_200 + 1_703, false));
    }

    #[test]
    fn a_mistaken_account_stops_at_the_most() {
        let year = CreditingYear::of_months(Share::from_millionths(RATE_MAX_MILLIONTHS).unwrap(), 12);
        assert_eq!(year.close(ACCOUNT_MAX.0, ACCOUNT_MAX.0), ACCOUNT_MAX.0);
    }
}
