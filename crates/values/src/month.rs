//! A calendar month, the unit in which contributions and pensions are counted.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::Language;

/// A calendar month from 0001-01 to 9999-12. Ordered by time; written `2020-02`, stored as the number 202002.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Months since the year 0, January being 0.
    index: i32,
}

/// Why a text or a number is not a month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a month is written with four digits of the year and two of the month, such as 2020-02")]
pub struct MonthError;

impl Month {
    /// The month `month` (1 to 12) of `year` (1 to 9999).
    pub fn new(year: i32, month: i32) -> Result<Month, MonthError> {
        if (1..=9999).contains(&year) && (1..=12).contains(&month) { Ok(Month { index: year * 12 + month - 1 }) } else { Err(MonthError) }
    }

    /// From the stored number `yyyymm`.
    pub fn from_number(number: i64) -> Result<Month, MonthError> {
        let number = i32::try_from(number).map_err(|_| MonthError)?;
        Month::new(number / 100, number % 100)
    }

    /// The stored number `yyyymm`, such as 202002.
    pub fn number(self) -> i64 {
        i64::from(self.year()) * 100 + i64::from(self.month())
    }

    /// The month a day falls in.
    pub fn of(day: Date) -> Month {
        Month { index: i32::from(day.year()) * 12 + i32::from(day.month()) - 1 }
    }

    pub fn year(self) -> i32 {
        self.index.div_euclid(12)
    }

    /// 1 to 12.
    pub fn month(self) -> i32 {
        self.index.rem_euclid(12) + 1
    }

    pub fn first_day(self) -> Date {
        date(self.year() as i16, self.month() as i8, 1)
    }

    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// The day `day` of this month, or its last day where the month is shorter.
    pub fn day(self, day: i8) -> Date {
        let last = self.last_day();
        if day >= last.day() { last } else { date(self.year() as i16, self.month() as i8, day.max(1)) }
    }

    /// This month moved by `months`, forward or back; held inside the years 1 to 9999.
    pub fn plus(self, months: i32) -> Month {
        Month { index: (self.index.saturating_add(months)).clamp(12, 9999 * 12 + 11) }
    }

    pub fn next(self) -> Month {
        self.plus(1)
    }

    pub fn previous(self) -> Month {
        self.plus(-1)
    }

    /// How many months `self` lies after `earlier`; negative when before.
    pub fn since(self, earlier: Month) -> i32 {
        self.index - earlier.index
    }

    /// As people write it: `2020年2月` or `February 2020`.
    pub fn in_language(self, language: Language) -> String {
        match language {
            Language::Chinese => format!("{}年{}月", self.year(), self.month()),
            Language::English => format!("{} {}", english_name(self.month()), self.year()),
        }
    }

    /// Every month from `self` to `last`, both included; empty when `last` is earlier.
    pub fn through(self, last: Month) -> impl Iterator<Item = Month> + use<> {
        (self.index..=last.index).map(|index| Month { index })
    }
}

/// As people write a day: `2020年2月3日` or `3 February 2020`.
pub fn day_in_language(day: Date, language: Language) -> String {
    match language {
        Language::Chinese => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Language::English => format!("{} {} {}", day.day(), english_name(i32::from(day.month())), day.year()),
    }
}

fn english_name(month: i32) -> &'static str {
    const NAMES: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    usize::try_from(month - 1).ok().and_then(|index| NAMES.get(index)).copied().unwrap_or("")
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Month, MonthError> {
        let text = text.trim();
        let bytes = text.as_bytes();
        let shape = bytes.len() == 7 && bytes[4] == b'-' && bytes.iter().enumerate().all(|(at, byte)| at == 4 || byte.is_ascii_digit());
        if !shape {
            return Err(MonthError);
        }
        let year = text[..4].parse().map_err(|_| MonthError)?;
        let month = text[5..].parse().map_err(|_| MonthError)?;
        Month::new(year, month)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Month {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Month".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "example": "2020-02" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_refuses() {
        for bad in ["", "2020", "2020-2", "2020-13", "2020-00", "0000-01", "２０２０-02", "2020/02", "2020-02-01"] {
            assert_eq!(bad.parse::<Month>(), Err(MonthError), "{bad}");
        }
        assert_eq!("2020-02".parse::<Month>().map(Month::number), Ok(202002));
    }

    #[test]
    fn short_months_end_on_their_last_day() {
        let february = Month::new(2020, 2).unwrap();
        assert_eq!(february.day(31).to_string(), "2020-02-29");
        assert_eq!(february.plus(-2).to_string(), "2019-12");
    }

    proptest! {
        #[test]
        fn moving_there_and_back(year in 1000..3000, month in 1..=12, by in -500..500) {
            let start = Month::new(year, month).unwrap();
            prop_assert_eq!(start.plus(by).plus(-by), start);
            prop_assert_eq!(start.plus(by).since(start), by);
            prop_assert_eq!(Month::from_number(start.number()), Ok(start));
        }
    }
}
