//! The working-day calendar and the time limits counted on it.
//!
//! The State Council announces each year which days off move and which weekends are worked. A year nobody has
//! announced is not guessed: every question about it is answered by [`NotCovered`].

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use jiff::Span;
use jiff::civil::{Date, Weekday};

use crate::Text;
use crate::text_value::refusal;

/// A day that differs from the plain week, or has a name although it does not differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDay {
    pub date: Date,
    pub is_workday: bool,
    pub name: Text,
}

/// Which days are worked, for the years it covers.
#[derive(Clone)]
pub struct WorkdayCalendar {
    first_year: i16,
    last_year: i16,
    named: BTreeMap<Date, (bool, Text)>,
}

/// The calendar has no announcement for a year, so nothing can be counted through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotCovered {
    pub year: i16,
    pub first_year: i16,
    pub last_year: i16,
}

/// Why a calendar cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("the years {first}–{last} are no range between 1 and 9998")]
    Years { first: i16, last: i16 },
    #[error("{0} lies outside the covered years")]
    Outside(Date),
    #[error("{0} is given twice")]
    Twice(Date),
}

impl WorkdayCalendar {
    /// A calendar of `years`, both ends included. Days not among `days` follow the week: Monday to Friday are worked.
    pub fn new(years: RangeInclusive<i16>, days: impl IntoIterator<Item = CalendarDay>) -> Result<WorkdayCalendar, CalendarError> {
        let (first_year, last_year) = (*years.start(), *years.end());
        if first_year < 1 || last_year > 9998 || first_year > last_year {
            return Err(CalendarError::Years { first: first_year, last: last_year });
        }
        let mut named = BTreeMap::new();
        for CalendarDay { date, is_workday, name } in days {
            if !years.contains(&date.year()) {
                return Err(CalendarError::Outside(date));
            }
            if named.insert(date, (is_workday, name)).is_some() {
                return Err(CalendarError::Twice(date));
            }
        }
        Ok(WorkdayCalendar { first_year, last_year, named })
    }

    /// The covered years.
    pub fn years(&self) -> RangeInclusive<i16> {
        self.first_year..=self.last_year
    }

    pub fn is_workday(&self, day: Date) -> Result<bool, NotCovered> {
        if !self.years().contains(&day.year()) {
            return Err(self.not_covered(day.year()));
        }
        match self.named.get(&day) {
            Some((is_workday, _)) => Ok(*is_workday),
            None => Ok(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)),
        }
    }

    /// The holiday, or the weekend worked in its place; nothing for days of the plain week.
    pub fn name(&self, day: Date) -> Option<&Text> {
        self.named.get(&day).map(|(_, name)| name)
    }

    /// The last day of a time limit of `count` working days.
    ///
    /// 民法典 第201条: the day on which a period begins is not counted, it runs from the next day. 行政许可法 第82条
    /// says what working days are: statutory holidays are not among them. A limit of 0 days ends on `from`, or on the
    /// first working day after it.
    pub fn add_working_days(&self, from: Date, count: u32) -> Result<Date, NotCovered> {
        if count == 0 {
            return self.next_working_day_on_or_after(from);
        }
        let mut day = from;
        let mut left = count;
        while left > 0 {
            day = self.day_after(day)?;
            left -= u32::from(self.is_workday(day)?);
        }
        Ok(day)
    }

    /// The last day of a time limit of `count` calendar days.
    ///
    /// 民法典 第201条 and 第203条: counting starts on the next day; where the last day is a statutory holiday, the day
    /// after the holiday is the last day.
    pub fn add_calendar_days(&self, from: Date, count: u32) -> Result<Date, NotCovered> {
        self.add_rolled(from, Span::new().try_days(count))
    }

    /// The last day of a time limit of `count` months.
    ///
    /// 民法典 第202条: it ends on the same day of the month, or on the last day of a month too short for it. 第203条:
    /// rolled forward as for days.
    pub fn add_months(&self, from: Date, count: u32) -> Result<Date, NotCovered> {
        self.add_rolled(from, Span::new().try_months(count))
    }

    /// `day` itself when it is worked, else the next day that is.
    pub fn next_working_day_on_or_after(&self, day: Date) -> Result<Date, NotCovered> {
        let mut day = day;
        while !self.is_workday(day)? {
            day = self.day_after(day)?;
        }
        Ok(day)
    }

    /// How many working days lie between two days, both counted; 0 when `last` is before `first`.
    pub fn working_days_between_inclusive(&self, first: Date, last: Date) -> Result<u32, NotCovered> {
        let mut count = 0;
        let mut day = first;
        while day <= last {
            count += u32::from(self.is_workday(day)?);
            day = self.day_after(day)?;
        }
        Ok(count)
    }

    fn add_rolled(&self, from: Date, span: Result<Span, jiff::Error>) -> Result<Date, NotCovered> {
        // A span or a day beyond what dates can say lies beyond the covered years all the more.
        let end = span.and_then(|span| from.checked_add(span)).map_err(|_| self.not_covered(Date::MAX.year()))?;
        self.next_working_day_on_or_after(end)
    }

    fn day_after(&self, day: Date) -> Result<Date, NotCovered> {
        day.tomorrow().map_err(|_| self.not_covered(Date::MAX.year()))
    }

    fn not_covered(&self, year: i16) -> NotCovered {
        NotCovered { year, first_year: self.first_year, last_year: self.last_year }
    }
}

impl NotCovered {
    /// A stable word for interfaces and files.
    pub fn code(self) -> &'static str {
        "not_covered"
    }

    /// What is missing and what to do.
    pub fn text(self) -> Text {
        let NotCovered { year, first_year, last_year } = self;
        Text::new(
            format!(
                "工作日历没有{year}年的放假安排，只有{first_year}至{last_year}年的，因此算不出这个日期。国务院办公厅公布该年安排后，请在地区数据的工作日历文件中补上。"
            ),
            format!(
                "The working-day calendar has no announcement for {year}, only for {first_year} to {last_year}, so this date cannot be counted. Add the year to the calendar file of the region when the State Council has announced it."
            ),
        )
    }
}

refusal!(NotCovered);

impl fmt::Debug for WorkdayCalendar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "WorkdayCalendar({}–{}, {} named days)", self.first_year, self.last_year, self.named.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn spring_2020() -> WorkdayCalendar {
        let off = (24..=31).map(|day| date(2020, 1, day)).chain([date(2020, 2, 1), date(2020, 2, 2)]);
        let days = off.map(|date| CalendarDay { date, is_workday: false, name: Text::new("春节", "Spring Festival") });
        let worked =
            CalendarDay {
                date: date(2020, 1, 19), is_workday: true, name: Text::new("春节调休上班", "worked for the Spring Festival")
            };
        WorkdayCalendar::new(2020..=2020, days.chain([worked])).unwrap()
    }

    #[test]
    fn counts_from_the_next_day_over_the_holiday() {
        let calendar = spring_2020();
        assert_eq!(calendar.add_working_days(date(2020, 1, 23), 3), Ok(date(2020, 2, 5)));
        assert_eq!(calendar.add_working_days(date(2020, 1, 17), 1), Ok(date(2020, 1, 19)));
        assert_eq!(calendar.add_working_days(date(2020, 1, 25), 0), Ok(date(2020, 2, 3)));
        assert_eq!(calendar.working_days_between_inclusive(date(2020, 1, 18), date(2020, 2, 3)), Ok(6));
        assert_eq!(calendar.working_days_between_inclusive(date(2020, 2, 3), date(2020, 1, 18)), Ok(0));
    }

    #[test]
    fn days_and_months_roll_forward() {
        let calendar = spring_2020();
        assert_eq!(calendar.add_calendar_days(date(2020, 1, 20), 5), Ok(date(2020, 2, 3)));
        assert_eq!(calendar.add_months(date(2020, 1, 31), 1), Ok(date(2020, 3, 2)), "29 February is a Saturday");
        assert_eq!(calendar.add_months(date(2019, 12, 31), 2), Ok(date(2020, 3, 2)), "only the last day is asked of the calendar");
    }

    #[test]
    fn says_which_year_is_missing() {
        let calendar = spring_2020();
        assert_eq!(calendar.add_working_days(date(2020, 12, 31), 1).map_err(|error| error.year), Err(2021));
        assert_eq!(calendar.is_workday(date(2019, 12, 31)).map_err(|error| error.year), Err(2019));
        assert!(calendar.add_calendar_days(date(2020, 1, 1), u32::MAX).is_err());
        assert!(calendar.add_months(date(2020, 1, 1), u32::MAX).is_err());
        assert!(calendar.add_working_days(Date::MAX, 1).is_err());
        assert!(calendar.working_days_between_inclusive(date(2020, 12, 30), Date::MAX).is_err());
    }

    #[test]
    fn names_what_differs() {
        let calendar = spring_2020();
        assert_eq!(calendar.name(date(2020, 1, 25)).map(|name| name.zh.as_str()), Some("春节"));
        assert_eq!(calendar.name(date(2020, 2, 8)), None);
    }

    #[test]
    fn refuses_contradictions() {
        let day = |on| CalendarDay { date: on, is_workday: false, name: Text::same("x") };
        let (inside, outside) = (date(2020, 5, 1), date(2021, 5, 1));
        assert_eq!(WorkdayCalendar::new(2020..=2020, [day(inside), day(inside)]).unwrap_err(), CalendarError::Twice(inside));
        assert_eq!(WorkdayCalendar::new(2020..=2020, [day(outside)]).unwrap_err(), CalendarError::Outside(outside));
        assert!(matches!(WorkdayCalendar::new(RangeInclusive::new(2021, 2020), []), Err(CalendarError::Years { .. })));
        assert!(matches!(WorkdayCalendar::new(9999..=9999, []), Err(CalendarError::Years { .. })));
    }

    proptest! {
        #[test]
        fn adding_and_counting_agree(start in 0..250, count in 1_u32..60) {
            let calendar = spring_2020();
            let from = date(2020, 1, 1).checked_add(Span::new().days(start)).unwrap();
            let end = calendar.add_working_days(from, count).unwrap();
            prop_assert!(calendar.is_workday(end).unwrap());
            prop_assert_eq!(calendar.working_days_between_inclusive(from.tomorrow().unwrap(), end), Ok(count));
        }
    }
}
