//! The calendar of the nation against vectors of other implementations.

#![expect(clippy::unwrap_used, reason = "a wrong fixture should stop the test where it stands")]

use jiff::civil::{Date, date};
use rules::calendar_file::{self, CalendarFile};
use values::{NotCovered, WorkdayCalendar};

const CALENDAR: &str = include_str!("../../../regions/cn/calendar.toml");

fn calendar_file() -> CalendarFile {
    calendar_file::read(CALENDAR).unwrap()
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split(',').collect())
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Checks one answer: right where the calendar covers the years, an honest refusal where it does not.
fn check<T: PartialEq + std::fmt::Debug>(answer: Result<T, NotCovered>, expected: T, needs: Date, row: &[&str]) -> bool {
    if needs.year() < 2010 {
        assert_eq!(answer.map_err(|error| error.year < 2010), Err(true), "{row:?}");
        return false;
    }
    assert_eq!(answer, Ok(expected), "{row:?}");
    true
}

#[test]
fn every_day_agrees() {
    let calendar = calendar_file().calendar;
    let covered = rows(include_str!("vectors/workday_calendar.csv"))
        .filter(|row| check(calendar.is_workday(day(row[0])), row[1] == "1", day(row[0]), row))
        .count();
    assert!(covered > 1000, "{covered} days were compared");
}

#[test]
fn adding_days_agrees() {
    let calendar = calendar_file().calendar;
    let add = |row: &[&str], calendar: &WorkdayCalendar| {
        let (from, count) = (day(row[1]), row[2].parse().unwrap());
        match row[0] {
            "working" => calendar.add_working_days(from, count),
            _ => calendar.add_calendar_days(from, count),
        }
    };
    let covered = rows(include_str!("vectors/working_day_arithmetic.csv"))
        .filter(|row| check(add(row, &calendar), day(row[3]), day(row[1]), row))
        .count();
    assert!(covered > 120, "{covered} sums were compared");
}

#[test]
fn counting_days_agrees() {
    let calendar = calendar_file().calendar;
    let covered = rows(include_str!("vectors/working_days_between_inclusive.csv"))
        .filter(|row| {
            let answer = calendar.working_days_between_inclusive(day(row[0]), day(row[1]));
            check(answer, row[2].parse().unwrap(), day(row[0]), row)
        })
        .count();
    assert!(covered > 20, "{covered} counts were compared");
}

#[test]
fn the_spring_festival_of_2020_was_prolonged() {
    let CalendarFile { calendar, announcements } = calendar_file();
    assert_eq!(calendar.years(), 2010..=2026);
    assert_eq!(calendar.is_workday(date(2020, 2, 1)), Ok(false), "the second announcement freed it");
    assert_eq!(calendar.is_workday(date(2020, 2, 3)), Ok(true));
    assert_eq!(calendar.add_working_days(date(2020, 1, 23), 3), Ok(date(2020, 2, 5)));
    assert_eq!(calendar.name(date(2020, 1, 19)).map(|name| name.zh.as_str()), Some("春节调休上班"));
    let of_2020: Vec<String> = announcements.iter().filter(|one| one.year == 2020).map(|one| one.announced_on.to_string()).collect();
    assert_eq!(of_2020, ["2019-11-21", "2020-01-26"]);
}

#[test]
fn a_year_nobody_announced_is_not_guessed() {
    let calendar = calendar_file().calendar;
    assert_eq!(calendar.add_working_days(date(2026, 12, 31), 1).map_err(|error| error.year), Err(2027));
    assert_eq!(calendar.is_workday(date(2009, 12, 31)).map_err(|error| error.year), Err(2009));
}

const BLOCK: &str = "[[announcement]]\nyear = 2020\nannounced_on = \"2019-11-21\"\ncitation = { document = \"x\" }\n\n[[announcement.holiday]]\nname_zh = \"春节\"\nname_en = \"Spring Festival\"\ndays = [\"2020-01-24\"]\nworking_weekend_days = [\"2020-01-19\"]\n";

#[test]
fn a_wrong_file_is_refused_with_its_line() {
    assert!(calendar_file::read(BLOCK).is_ok());
    let second = |changed: &str| format!("{BLOCK}\n{}", BLOCK.replace("2019-11-21", changed));
    for (line, what, file) in [
        (1, "missing field `announcement`", String::new()),
        (1, "no announcement", "announcement = []\n".to_owned()),
        (2, "cannot be read", BLOCK.replace("2020\n", "\"soon\"\n")),
        (3, "cannot be read", BLOCK.replace("2019-11-21", "2019-11-31")),
        (9, "cannot be read", BLOCK.replace("2020-01-24", "2020-02-30")),
        (9, "does not belong", BLOCK.replace("2020-01-24", "2021-01-24")),
        (9, "does not belong", BLOCK.replace("2020-01-24", "2019-11-24")),
        (10, "no Saturday or Sunday", BLOCK.replace("2020-01-19", "2020-01-20")),
        (10, "stands twice", BLOCK.replace("2020-01-24", "2020-01-19")),
        (10, "cannot be read", BLOCK.replace("working_weekend_days", "working_days")),
        (13, "the same or the next year", second("2020-01-26").replacen("year = 2020", "year = 2018", 1)),
        (14, "no later than", second("2019-11-21")),
    ] {
        let error = calendar_file::read(&file).unwrap_err();
        assert!(error.line == line && error.problem.en.contains(what), "{what}: {error}");
        assert!(!error.problem.zh.is_empty());
    }
}
