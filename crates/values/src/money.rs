//! Money is a whole number of fen. Every division names its rounding.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

/// An amount of money in fen (分, one hundredth of a yuan). May be negative: postings are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Why a text is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("an amount is written in yuan with at most two decimals, such as 1234.50")]
    Format,
    #[error("the amount is larger than this system keeps")]
    TooLarge,
}

impl Fen {
    pub const ZERO: Fen = Fen(0);

    /// `yuan` whole yuan.
    pub const fn from_yuan(yuan: i64) -> Fen {
        Fen(yuan * 100)
    }

    /// This amount times an exact ratio, rounded half up (away from zero) to the fen.
    ///
    /// `None` when the product leaves the range of whole fen.
    pub fn times_half_up(self, ratio: Decimal) -> Option<Fen> {
        let exact = Decimal::from(self.0).checked_mul(ratio)?;
        exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64().map(Fen)
    }

    /// This amount times `numerator / denominator`, rounded half up (away from zero) to the fen.
    ///
    /// `denominator` must be positive. Exact: the product is taken in 128 bits.
    pub fn share_half_up(self, numerator: i64, denominator: i64) -> Fen {
        debug_assert!(denominator > 0, "a share is of something");
        let product = i128::from(self.0) * i128::from(numerator);
        let denominator = i128::from(denominator);
        let doubled = 2 * product.abs() + denominator;
        let rounded = doubled / (2 * denominator);
        Fen((if product < 0 { -rounded } else { rounded }) as i64)
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub fn is_positive(self) -> bool {
        self.0 > 0
    }

    pub fn min(self, other: Fen) -> Fen {
        Fen(self.0.min(other.0))
    }

    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    /// Yuan with two decimals and no grouping, as files and interfaces write it: `1234.50`.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100)
    }
}

/// Yuan with two decimals, thousands grouped, as people read it: `1,234.50`.
impl fmt::Display for Fen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let (sign, digits) = match plain.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", plain.as_str()),
        };
        let (whole, cents) = digits.split_at(digits.len() - 3);
        let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(formatter, "{sign}{grouped}{cents}")
    }
}

/// Reads yuan as people and spreadsheets write it: `1234`, `1234.5`, `1,234.50`; never an exponent, a sign or a third decimal.
impl FromStr for Fen {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Fen, MoneyError> {
        let text = text.trim();
        let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
        let has_point = text.contains('.');
        if whole.is_empty() || (has_point && cents.is_empty()) || cents.len() > 2 || !is_grouped_or_plain(whole) {
            return Err(MoneyError::Format);
        }
        if !cents.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(MoneyError::Format);
        }
        let digits: String = whole.chars().filter(|character| *character != ',').collect();
        let yuan: i64 = digits.parse().map_err(|_| MoneyError::TooLarge)?;
        let cents: i64 = format!("{cents:0<2}").parse().map_err(|_| MoneyError::Format)?;
        yuan.checked_mul(100).and_then(|fen| fen.checked_add(cents)).map(Fen).ok_or(MoneyError::TooLarge)
    }
}

fn is_grouped_or_plain(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    digits(first) && (rest.is_empty() || first.len() <= 3) && rest.iter().all(|group| digits(group) && group.len() == 3)
}

impl Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0 + other.0)
    }
}

impl Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        Fen(self.0 - other.0)
    }
}

impl Neg for Fen {
    type Output = Fen;
    fn neg(self) -> Fen {
        Fen(-self.0)
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Fen) {
        self.0 += other.0;
    }
}

impl SubAssign for Fen {
    fn sub_assign(&mut self, other: Fen) {
        self.0 -= other.0;
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(amounts: I) -> Fen {
        amounts.fold(Fen::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write_and_refuses_the_rest() {
        for (text, expected) in [
            ("0", Ok(Fen(0))),
            ("1234.5", Ok(Fen(123450))),
            ("1,234.50", Ok(Fen(123450))),
            (" 100000.00 ", Ok(Fen(10_000_000))),
            ("-0.01", Err(MoneyError::Format)),
            ("0.005", Err(MoneyError::Format)),
            (".", Err(MoneyError::Format)),
            ("1.", Err(MoneyError::Format)),
            ("0x10", Err(MoneyError::Format)),
            ("1e5", Err(MoneyError::Format)),
            ("1,23", Err(MoneyError::Format)),
            ("1.0.0", Err(MoneyError::Format)),
            ("99999999999999999999", Err(MoneyError::TooLarge)),
        ] {
            assert_eq!(text.parse::<Fen>(), expected, "{text}");
        }
    }

    #[test]
    fn shares_round_half_up() {
        assert_eq!(Fen(1).share_half_up(1, 2), Fen(1));
        assert_eq!(Fen(-1).share_half_up(1, 2), Fen(-1));
        assert_eq!(Fen(10_000_000).share_half_up(30 * 5, 10_000), Fen(150_000));
        assert_eq!(Fen(5).times_half_up(Decimal::new(5, 1)), Some(Fen(3)));
    }

    proptest! {
        #[test]
        fn writing_then_reading_gives_the_same(fen in 0..=i64::MAX / 2) {
            prop_assert_eq!(Fen(fen).to_string().parse::<Fen>(), Ok(Fen(fen)));
            prop_assert_eq!(Fen(fen).plain().parse::<Fen>(), Ok(Fen(fen)));
        }

        #[test]
        fn a_share_is_within_half_a_fen(fen in 0..1_000_000_000_000_i64, numerator in 0..10_000_i64, denominator in 1..10_000_i64) {
            let share = i128::from(Fen(fen).share_half_up(numerator, denominator).0);
            let exact = i128::from(fen) * i128::from(numerator);
            let difference = (share * i128::from(denominator) - exact).abs();
            prop_assert!(2 * difference <= i128::from(denominator));
        }
    }
}
