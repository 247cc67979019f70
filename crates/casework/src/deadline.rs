//! A time limit running on a case, with the reckoning that led to its day.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, Date, Text};

/// A limit as decided: it carries its own derivation so that any screen can say how the day came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// A stable word inside the case, such as `decision`.
    pub name: String,
    pub title: Text,
    pub started_on: Date,
    pub due_on: Date,
    /// "Accepted 2020-02-03, 3 days, clause 1(2), due 2020-02-06."
    pub derivation: Text,
    pub citation: Citation,
}

/// What an act does to the deadlines of its case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum DeadlineChange {
    /// A limit starts, or an open one of the same name is reckoned anew.
    Set(Deadline),
    /// What the limit was for has been done.
    Met { name: String },
    /// It no longer applies.
    Ended { name: String },
}

/// A deadline as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadlineRecord {
    pub area: AreaCode,
    pub case_id: i64,
    pub deadline: Deadline,
    /// The day it was met or ended.
    pub closed_on: Option<Date>,
    pub met: bool,
}

/// Limits met in a stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct MetCount {
    pub in_time: i64,
    pub late: i64,
}

/// How a deadline stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    OnTrack,
    /// A quarter of the time or less is left, and at least the last day.
    AtRisk,
    Breached,
    MetInTime,
    MetLate,
    Ended,
}

/// The day of a limit that stands still: no day is known. It sorts after every other, as a case without a limit does.
pub const STANDS_STILL: Date = Date::constant(9999, 12, 31);

impl Deadline {
    /// Whether the limit stands still until something outside it has happened; its derivation says what.
    pub fn stands_still(&self) -> bool {
        self.due_on == STANDS_STILL
    }
}

impl Standing {
    /// The standing of an open limit from its two days.
    pub fn of_open(started_on: Date, due_on: Date, today: Date) -> Standing {
        if today > due_on {
            return Standing::Breached;
        }
        let whole = days_between(started_on, due_on).max(1);
        let left = days_between(today, due_on);
        if left * 4 <= whole || left <= 1 { Standing::AtRisk } else { Standing::OnTrack }
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            Standing::OnTrack => ("正常", "on track"),
            Standing::AtRisk => ("临期", "at risk"),
            Standing::Breached => ("超期", "breached"),
            Standing::MetInTime => ("按期办结", "met in time"),
            Standing::MetLate => ("逾期办结", "met late"),
            Standing::Ended => ("不再适用", "ended"),
        };
        Text::new(chinese, english)
    }
}

impl DeadlineRecord {
    pub fn standing(&self, today: Date) -> Standing {
        match (self.closed_on, self.met) {
            (None, _) => Standing::of_open(self.deadline.started_on, self.deadline.due_on, today),
            (Some(on), true) if on <= self.deadline.due_on => Standing::MetInTime,
            (Some(_), true) => Standing::MetLate,
            (Some(_), false) => Standing::Ended,
        }
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    // Civil dates of the years 1 to 9999 always have a difference in days.
    (to - from).get_days().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_quarter_is_at_risk_and_the_day_after_is_breached() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (today, expected) in [
            ("2020-02-03", Standing::OnTrack),
            ("2020-02-14", Standing::OnTrack),
            ("2020-02-15", Standing::AtRisk),
            ("2020-02-18", Standing::AtRisk),
            ("2020-02-19", Standing::Breached),
        ] {
            assert_eq!(Standing::of_open(day("2020-02-03"), day("2020-02-18"), day(today)), expected, "{today}");
        }
    }
}
