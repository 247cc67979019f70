//! The clocks. Nothing outside this file asks what time it is.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use casework::Clock;
use values::{Date, Instant};

use crate::failure::{CommandError, CommandResult};

/// The moment the machine's clock shows.
#[expect(clippy::expect_used, reason = "an instant covers the years 1900 to 9999, and no machine's clock shows another")]
fn machine_now() -> Instant {
    Instant::from_microseconds(jiff::Timestamp::now().as_microsecond()).expect("the machine's clock shows a year from 1900 to 9999")
}

/// The real clock: the business date is today's date in China.
pub struct SystemClock;

impl Clock for SystemClock {
    fn today(&self) -> Date {
        machine_now().date_in_china()
    }

    fn now(&self) -> Instant {
        machine_now()
    }
}

/// The clock of a demonstration: its business date lies in a file beside the data and can be moved, the moments written into the
/// log stay real.
pub struct DemoClock {
    file: PathBuf,
    today: RwLock<Date>,
}

/// The file in the data directory that holds the business date. Where it is missing, the business date is today.
const BUSINESS_DATE_FILE: &str = "business_date";

impl DemoClock {
    /// The clock of a data directory, or `None` where that is no demonstration.
    pub fn of(directory: &Path) -> CommandResult<Option<DemoClock>> {
        let file = directory.join(BUSINESS_DATE_FILE);
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(CommandError::file(&file, &error)),
        };
        let today = text.trim().parse::<Date>().map_err(|_| {
            CommandError::new(format!("{} does not hold a date", file.display()))
                .hint("write one line such as 2020-02-10, or remove the file")
        })?;
        Ok(Some(DemoClock { file, today: RwLock::new(today) }))
    }

    /// Makes a data directory a demonstration on `today`.
    pub fn create(directory: &Path, today: Date) -> CommandResult<DemoClock> {
        let clock = DemoClock { file: directory.join(BUSINESS_DATE_FILE), today: RwLock::new(today) };
        clock.move_to(today)?;
        Ok(clock)
    }

    /// Moves the business date. Forward only: what was decided on a day is not undone by going back.
    pub fn advance_to(&self, day: Date) -> CommandResult {
        let today = self.today();
        if day < today {
            return Err(CommandError::new(format!("the business date is {today} and cannot go back to {day}"))
                .hint("make a new demonstration with `yunban demo --data DIR` in an empty directory"));
        }
        self.move_to(day)
    }

    fn move_to(&self, day: Date) -> CommandResult {
        let mut today = self.today.write().unwrap_or_else(PoisonError::into_inner);
        // Written beside and renamed, so that a crash leaves the old date or the new one.
        let draft = self.file.with_extension("new");
        std::fs::write(&draft, format!("{day}\n")).map_err(|error| CommandError::file(&draft, &error))?;
        std::fs::rename(&draft, &self.file).map_err(|error| CommandError::file(&self.file, &error))?;
        *today = day;
        Ok(())
    }
}

impl Clock for DemoClock {
    fn today(&self) -> Date {
        *self.today.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Instant {
        machine_now()
    }
}

/// The clock under which a demonstration's past is made: it stands at nine o'clock of the day it was set to and moves by a second
/// each time it is asked, so that the past is the same however fast the machine.
pub struct HistoryClock {
    stands_at: Mutex<(Date, i64)>,
}

impl HistoryClock {
    pub fn new(day: Date) -> HistoryClock {
        HistoryClock { stands_at: Mutex::new((day, 0)) }
    }

    pub fn set(&self, day: Date) {
        *self.stands_at.lock().unwrap_or_else(PoisonError::into_inner) = (day, 0);
    }
}

impl Clock for HistoryClock {
    fn today(&self) -> Date {
        self.stands_at.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn now(&self) -> Instant {
        let mut stands_at = self.stands_at.lock().unwrap_or_else(PoisonError::into_inner);
        stands_at.1 += 1;
        let opening = Instant::from_china(stands_at.0.at(9, 0, 0, 0)).unwrap_or_else(|_| machine_now());
        opening.plus_seconds(stands_at.1).unwrap_or(opening)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_business_date_survives_and_never_goes_back() {
        let directory = tempfile::tempdir().unwrap();
        assert!(DemoClock::of(directory.path()).unwrap().is_none());
        let day = |text: &str| text.parse::<Date>().unwrap();
        DemoClock::create(directory.path(), day("2020-02-10")).unwrap().advance_to(day("2020-03-26")).unwrap();
        let clock = DemoClock::of(directory.path()).unwrap().unwrap();
        assert_eq!(clock.today(), day("2020-03-26"));
        assert!(clock.advance_to(day("2020-03-25")).is_err());
        assert_eq!(clock.today(), day("2020-03-26"));
        std::fs::write(directory.path().join(BUSINESS_DATE_FILE), "soon").unwrap();
        assert!(DemoClock::of(directory.path()).is_err());
    }

    #[test]
    fn the_past_does_not_depend_on_the_machine() {
        let clock = HistoryClock::new("2019-08-05".parse().unwrap());
        assert_eq!(clock.now().to_string(), "2019-08-05T01:00:01.000000Z");
        assert_eq!(clock.now().to_string(), "2019-08-05T01:00:02.000000Z");
        clock.set("2019-09-05".parse().unwrap());
        assert_eq!(clock.now().date_in_china(), clock.today());
    }
}
