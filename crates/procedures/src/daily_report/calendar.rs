//! How complete and how punctual each area was, month by month.

use agency::Agency;
use casework::{EmergencyRecord, Failure};
use rules::ReportDefinition;
use values::{AreaCode, Date, Month};

use super::day::{AreaDay, DayState};
use super::gather::is_asked;
use super::register_of;

/// One day of an area in the calendar; `None` where nothing was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub state: DayState,
    pub late: bool,
    pub corrected: bool,
}

/// An area's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaMonth {
    pub area: AreaCode,
    pub days: Vec<Option<Kept>>,
}

impl AreaMonth {
    /// (asked for, reported, reported in time) up to today.
    pub fn counts(&self) -> (usize, usize, usize) {
        let asked = self.days.iter().flatten().count();
        let reported = self.days.iter().flatten().filter(|kept| kept.state != DayState::Missing);
        let in_time = reported.clone().filter(|kept| !kept.late).count();
        (asked, reported.count(), in_time)
    }
}

/// The month of each of `areas`, up to `today`. The day of today counts once it is reported or its cut-off is past.
pub fn month(
    agency: &Agency,
    definition: &ReportDefinition,
    areas: &[AreaCode],
    month: Month,
    today: Date,
    is_past_cut_off: bool,
) -> Result<(Vec<Date>, Vec<AreaMonth>), Failure> {
    let mut reader = agency.store.reader()?;
    let declared: Vec<EmergencyRecord> = reader.emergencies()?;
    let days: Vec<Date> = days_of(month);
    let (Some(first), Some(last)) = (days.first().copied(), days.last().copied()) else { return Ok((days, Vec::new())) };
    let mut months = Vec::new();
    for area in areas {
        let records = reader.register_between(*area, &register_of(&definition.topic), first, last)?;
        let mut kept = Vec::new();
        for day in &days {
            let of_day: Vec<_> = records.iter().filter(|record| record.day == *day).cloned().collect();
            let own = AreaDay::of(&of_day);
            let is_open = *day > today || (*day == today && own.report().is_none() && !is_past_cut_off);
            let counts = !is_open && is_asked(&agency.law, &declared, &definition.topic, *day, *area)?;
            kept.push(counts.then(|| Kept { state: own.state(), late: own.is_late(), corrected: own.corrections() > 0 }));
        }
        months.push(AreaMonth { area: *area, days: kept });
    }
    Ok((days, months))
}

fn days_of(month: Month) -> Vec<Date> {
    let next = month.next().day(1);
    std::iter::successors(Some(month.day(1)), |day| day.tomorrow().ok()).take_while(|day| *day < next).collect()
}
