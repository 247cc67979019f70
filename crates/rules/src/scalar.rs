//! How single values are written in law files: money and ratios as quoted decimals, days as dates.
//!
//! A quoted decimal is exact; an unquoted one would be read as a binary fraction, and nothing owed may pass through one.

use std::str::FromStr;

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use values::Fen;

use crate::exact::HalfUp;

/// An exact ratio between 0 and 1, kept in millionths so that the batch path multiplies whole numbers only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    millionths: i64,
}

pub const MILLION: i64 = 1_000_000;

impl Share {
    pub fn from_millionths(millionths: i64) -> Option<Share> {
        (0..=MILLION).contains(&millionths).then_some(Share { millionths })
    }

    pub fn millionths(self) -> i64 {
        self.millionths
    }

    pub fn decimal(self) -> Decimal {
        Decimal::new(self.millionths, 6).normalize()
    }

    /// As people read it: `16%`, `0.05%`.
    pub fn percent(self) -> String {
        format!("{}%", Decimal::new(self.millionths, 4).normalize())
    }

    /// This share of `amount`, rounded half up to the fen.
    #[inline(always)]
    pub fn of_half_up(self, amount: Fen) -> Fen {
        millionths_of(amount, self.millionths)
    }
}

/// `amount × millionths / 1,000,000`, rounded half up to the fen. `millionths` lies between 0 and a million.
///
/// Amounts of a run lie in the range in which the division is a multiplication; the others are divided.
#[inline(always)]
pub(crate) fn millionths_of(amount: Fen, millionths: i64) -> Fen {
    const BY_A_MILLION: HalfUp = HalfUp::by(MILLION as u64);
    const AMOUNT_MAX: i64 = HalfUp::NUMERATOR_MAX / MILLION;
    if (0..=AMOUNT_MAX).contains(&amount.0) {
        return Fen(BY_A_MILLION.of(amount.0 * millionths));
    }
    amount.share_half_up(millionths, MILLION)
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Share, String> {
        let refuse = || format!("`{text}` is not a ratio from \"0\" to \"1\" with at most six decimals, such as \"0.0005\"");
        let decimal = Decimal::from_str_exact(text).map_err(|_| refuse())?;
        let millionths = decimal.checked_mul(Decimal::from(MILLION)).ok_or_else(refuse)?;
        if !millionths.fract().is_zero() {
            return Err(refuse());
        }
        millionths.to_i64().and_then(Share::from_millionths).ok_or_else(refuse)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Share, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.decimal())
    }
}

/// Yuan as a quoted decimal: `"3746.00"`.
pub(crate) mod yuan {
    use super::*;

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fen, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }

    pub fn serialize<S: Serializer>(amount: &Fen, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&amount.plain())
    }
}

/// A day as TOML writes it: `2020-02-25`, without quotes, time or offset.
pub(crate) mod day {
    use super::*;
    use values::Date;

    /// A day whose place in the file is wanted too.
    #[derive(Deserialize)]
    pub struct Day(#[serde(deserialize_with = "deserialize")] pub Date);

    pub fn read(written: toml::value::Datetime) -> Result<Date, String> {
        let refuse = || format!("`{written}` is not a day; write a date without quotes such as 2020-02-25");
        let (Some(day), None, None) = (written.date, written.time, written.offset) else {
            return Err(refuse());
        };
        let (year, month, day) = (i16::try_from(day.year), i8::try_from(day.month), i8::try_from(day.day));
        match (year, month, day) {
            (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).map_err(|_| refuse()),
            _ => Err(refuse()),
        }
    }

    pub fn write(day: Date) -> toml::value::Datetime {
        let part = |number: i8| number.unsigned_abs();
        let date = toml::value::Date { year: day.year().unsigned_abs(), month: part(day.month()), day: part(day.day()) };
        toml::value::Datetime { date: Some(date), time: None, offset: None }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        read(toml::value::Datetime::deserialize(deserializer)?).map_err(D::Error::custom)
    }

    pub fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        write(*day).serialize(serializer)
    }
}

/// A day that may be left out.
pub(crate) mod optional_day {
    use super::*;
    use values::Date;

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        match Option::<toml::value::Datetime>::deserialize(deserializer)? {
            Some(written) => day::read(written).map(Some).map_err(D::Error::custom),
            None => Ok(None),
        }
    }

    pub fn serialize<S: Serializer>(written: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        written.map(day::write).serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_share_is_the_divided_one() {
        for amount in [-1, 0, 1, 5, 326_900, 1_728_401, 1 << 40, HalfUp::NUMERATOR_MAX / MILLION, i64::MAX / 4] {
            for millionths in [0, 1, 500, 2_001, 160_000, 999_999, MILLION] {
                assert_eq!(millionths_of(Fen(amount), millionths), Fen(amount).share_half_up(millionths, MILLION), "{amount} {millionths}");
            }
        }
    }

    #[test]
    fn shares_are_exact_and_bounded() {
        for (text, expected) in [("0.0005", Some(500)), ("0.16", Some(160_000)), ("1", Some(MILLION)), ("0", Some(0))] {
            assert_eq!(text.parse::<Share>().ok().map(Share::millionths), expected, "{text}");
        }
        for bad in ["1.000001", "-0.1", "0.0000005", "16%", "", "five", "1e-3"] {
            assert!(bad.parse::<Share>().is_err(), "{bad}");
        }
        assert_eq!("0.0005".parse::<Share>().unwrap().percent(), "0.05%");
        assert_eq!("0.16".parse::<Share>().unwrap().percent(), "16%");
    }
}
