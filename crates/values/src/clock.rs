//! A moment of time, as it is stored and compared.
//!
//! Nothing here reads a clock: the binary does, and hands the moment down.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use crate::Text;
use crate::text_value::{refusal, text_value};

/// A moment in UTC with microseconds, from the year 1900 to 9999; written `2020-02-03T01:15:00.000000Z`.
///
/// The text has one form only, so that texts sort as the moments do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

/// Beijing time, the civil time of the whole country; it has had no summer time since 1992, and no legal
/// day here depends on an hour of before.
const CHINA: Offset = Offset::constant(8);

/// Why a text or a number is not a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstantError;

impl Instant {
    /// `microseconds` since 1970-01-01T00:00:00Z; negative before.
    pub fn from_microseconds(microseconds: i64) -> Result<Instant, InstantError> {
        let moment = Timestamp::from_microsecond(microseconds).map_err(|_| InstantError)?;
        if Offset::UTC.to_datetime(moment).year() >= 1900 { Ok(Instant(moment)) } else { Err(InstantError) }
    }

    /// The moment a clock in China shows `local`, to the microsecond.
    pub fn from_china(local: DateTime) -> Result<Instant, InstantError> {
        let moment = CHINA.to_timestamp(local).map_err(|_| InstantError)?;
        Instant::from_microseconds(moment.as_microsecond())
    }

    /// Reads the one form it is written in, and no other: this is for files and interfaces, not for people.
    pub fn parse(text: &str) -> Result<Instant, InstantError> {
        let moment: Timestamp = text.parse().map_err(|_| InstantError)?;
        let instant = Instant::from_microseconds(moment.as_microsecond())?;
        if instant.to_string() == text { Ok(instant) } else { Err(InstantError) }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn microseconds(self) -> i64 {
        self.0.as_microsecond()
    }

    /// This moment moved by `seconds`; nothing when that leaves the years 1900 to 9999.
    pub fn plus_seconds(self, seconds: i64) -> Option<Instant> {
        let moved = seconds.checked_mul(1_000_000)?.checked_add(self.microseconds())?;
        Instant::from_microseconds(moved).ok()
    }

    /// The civil date in China, UTC+8: the day an application counts as received.
    pub fn date_in_china(self) -> Date {
        self.in_china().date()
    }

    /// What a clock in China shows.
    pub fn in_china(self) -> DateTime {
        CHINA.to_datetime(self.0)
    }
}

impl InstantError {
    /// A stable word for interfaces and files.
    pub fn code(self) -> &'static str {
        "instant"
    }

    /// What is wrong and what to do.
    pub fn text(self) -> Text {
        Text::new(
            "这不是时刻。时刻按世界协调时书写，精确到微秒，年份在1900至9999之间，例如 2020-02-03T01:15:00.000000Z。",
            "This is not an instant. Write it in UTC with microseconds, in the years 1900 to 9999, such as 2020-02-03T01:15:00.000000Z.",
        )
    }
}

refusal!(InstantError);
text_value!(Instant, InstantError, ToString::to_string, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$", example: "2020-02-03T01:15:00.000000Z");

impl fmt::Display for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.6}", self.0)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn written_with_six_decimals() {
        assert_eq!(Instant::from_microseconds(0).unwrap().to_string(), "1970-01-01T00:00:00.000000Z");
        assert_eq!(Instant::from_microseconds(-1).unwrap().to_string(), "1969-12-31T23:59:59.999999Z");
    }

    #[test]
    fn the_day_begins_at_sixteen_hours_universal_time() {
        let before = Instant::parse("2020-02-02T15:59:59.999999Z").unwrap();
        let after = Instant::parse("2020-02-02T16:00:00.000000Z").unwrap();
        assert_eq!(before.date_in_china().to_string(), "2020-02-02");
        assert_eq!(after.date_in_china().to_string(), "2020-02-03");
        assert_eq!(Instant::from_china(after.in_china()), Ok(after));
        assert_eq!(before.plus_seconds(1).map(Instant::date_in_china), Some(after.date_in_china()));
        assert_eq!(before.plus_seconds(i64::MAX), None);
    }

    #[test]
    fn refuses_every_other_form() {
        for bad in [
            "",
            "2020-02-03",
            "2020-02-03T00:00:00Z",
            "2020-02-03T00:00:00.000Z",
            "2020-02-03T00:00:00.0000000Z",
            "2020-02-03T00:00:00.000000+00:00",
            "2020-02-03 00:00:00.000000Z",
            "2020-02-03t00:00:00.000000z",
            "2020-02-30T00:00:00.000000Z",
            "2016-12-31T23:59:60.000000Z",
            "1899-12-31T23:59:59.000000Z",
            " 2020-02-03T00:00:00.000000Z",
        ] {
            assert_eq!(Instant::parse(bad), Err(InstantError), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn text_order_is_time_order(first in -2_000_000_000_000_000_i64..200_000_000_000_000_000, second in -2_000_000_000_000_000_i64..4_000_000_000_000_000) {
            let (first, second) = (Instant::from_microseconds(first).unwrap(), Instant::from_microseconds(second).unwrap());
            prop_assert_eq!(first.cmp(&second), first.to_string().cmp(&second.to_string()));
            prop_assert_eq!(Instant::parse(&first.to_string()), Ok(first));
        }
    }
}
