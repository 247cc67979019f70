//! The quantities a pension is made of, each a whole number of its smallest unit.

use std::fmt;
use std::str::FromStr;

use values::Text;

use crate::exact::HalfUp;

/// The average contribution index in ten-thousandths: 6820 is 0.6820.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AverageIndex(i64);

/// Why a text or a number is not a quantity; the text says what would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityError(pub Text);

impl AverageIndex {
    /// The contribution base is capped at 300% of the reference wage, so no index is above 3.
    pub const MAX: AverageIndex = AverageIndex(30_000);

    pub fn from_ten_thousandths(ten_thousandths: i64) -> Option<AverageIndex> {
        (0..=AverageIndex::MAX.0).contains(&ten_thousandths).then_some(AverageIndex(ten_thousandths))
    }

    pub fn ten_thousandths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for AverageIndex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

impl FromStr for AverageIndex {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<AverageIndex, QuantityError> {
        ten_thousandths(text).and_then(AverageIndex::from_ten_thousandths).ok_or_else(|| {
            QuantityError(Text::new(
                format!("平均缴费工资指数“{text}”应为 0 至 3、最多四位小数（缴费基数上限为 300%），如 0.6820"),
                format!(
                    "the average index `{text}` is from 0 to 3 with at most four decimals (the base is capped at 300%), such as 0.6820"
                ),
            ))
        })
    }
}

/// Contribution years in ten-thousandths of a year: 410000 is 41 years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContributionYears(i64);

impl ContributionYears {
    /// Nobody contributes for a hundred years; whoever has more was written down wrongly.
    pub const MONTHS_MAX: u32 = 1200;

    pub fn from_ten_thousandths(ten_thousandths: i64) -> Option<ContributionYears> {
        (0..=1_000_000).contains(&ten_thousandths).then_some(ContributionYears(ten_thousandths))
    }

    /// `months / 12`, rounded half up to hundredths of a year: 364 months are 30.33 years. Held at [`Self::MONTHS_MAX`].
    #[inline(always)]
    pub fn of_months(months: u32) -> ContributionYears {
        const TWELVE: HalfUp = HalfUp::by(12);
        let months = if months > ContributionYears::MONTHS_MAX { ContributionYears::MONTHS_MAX } else { months };
        ContributionYears(100 * TWELVE.of(100 * i64::from(months)))
    }

    pub fn ten_thousandths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for ContributionYears {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (years, rest) = (self.0 / 10_000, self.0 % 10_000);
        if rest % 100 == 0 { write!(formatter, "{years}.{:02}", rest / 100) } else { write!(formatter, "{years}.{rest:04}") }
    }
}

impl FromStr for ContributionYears {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<ContributionYears, QuantityError> {
        ten_thousandths(text).and_then(ContributionYears::from_ten_thousandths).ok_or_else(|| {
            QuantityError(Text::new(
                format!("缴费年限“{text}”应为 0 至 100 年、最多四位小数，如 30.33"),
                format!("contribution years `{text}` are from 0 to 100 with at most four decimals, such as 30.33"),
            ))
        })
    }
}

/// The number of months an account is spread over, in tenths of a month: 1378 is 137.8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentMonths(HalfUp);

impl PaymentMonths {
    /// `tenths` is at least 1.
    pub const fn from_tenths(tenths: u32) -> PaymentMonths {
        PaymentMonths(HalfUp::by(tenths as u64))
    }

    pub fn tenths(self) -> u64 {
        self.0.divisor()
    }

    /// `amount / months`, rounded half up to the fen. `amount` is not negative and at most [`super::ACCOUNT_MAX`].
    #[inline(always)]
    pub fn share(self, amount: i64) -> i64 {
        self.0.of(amount * 10)
    }
}

/// As sheets print it: `139`, `137.8`.
impl fmt::Display for PaymentMonths {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, tenth) = (self.tenths() / 10, self.tenths() % 10);
        if tenth == 0 { write!(formatter, "{whole}") } else { write!(formatter, "{whole}.{tenth}") }
    }
}

impl FromStr for PaymentMonths {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<PaymentMonths, QuantityError> {
        ten_thousandths(text)
            .filter(|value| *value > 0 && value % 1000 == 0)
            .and_then(|value| u32::try_from(value / 1000).ok())
            .map(PaymentMonths::from_tenths)
            .ok_or_else(|| {
                QuantityError(Text::new(
                    format!("计发月数“{text}”应大于零、最多一位小数，如 137.8"),
                    format!("payment months `{text}` are above zero with at most one decimal, such as 137.8"),
                ))
            })
    }
}

/// Reads a plain decimal with at most four decimals; `None` for everything else.
fn ten_thousandths(text: &str) -> Option<i64> {
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole, 6) || !digits(decimals, 4) {
        return None;
    }
    let decimals: i64 = format!("{decimals:0<4}").parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 10_000 + decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_exactly_or_refused() {
        assert_eq!("0.682".parse::<AverageIndex>().map(AverageIndex::ten_thousandths), Ok(6820));
        assert_eq!("3".parse::<AverageIndex>().unwrap().to_string(), "3.0000");
        for bad in ["", "-0.1", "3.0001", "0.68201", "1e0", ".5", "1.", "０.5", "NaN"] {
            assert!(bad.parse::<AverageIndex>().is_err(), "{bad}");
        }
        assert_eq!("137.80".parse::<PaymentMonths>().unwrap().to_string(), "137.8");
        assert!("0".parse::<PaymentMonths>().is_err() && "137.85".parse::<PaymentMonths>().is_err());
    }

    #[test]
    fn months_become_years_of_two_decimals() {
        for (months, years) in [(364, "30.33"), (169, "14.08"), (416, "34.67"), (18, "1.50"), (0, "0.00"), (289, "24.08")] {
            assert_eq!(ContributionYears::of_months(months).to_string(), years);
        }
    }
}
