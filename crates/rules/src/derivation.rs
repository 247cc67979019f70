//! A date together with how it came about.

use std::fmt;

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Text};

use crate::in_force::NotCovered;
use crate::workday::CalendarGap;

/// A due date, the sentence that derives it and the text it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derivation {
    pub due_on: Date,
    /// Such as "受理于 2020-02-03，3 日，…，期限至 2020-02-06".
    pub text: Text,
    pub citation: Citation,
    /// The text by which a last day off moved to the next working day, where it did.
    pub rolled_by: Option<Citation>,
}

/// Why a date cannot be derived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateError {
    /// No rule for the day.
    Rule(NotCovered),
    /// The business calendar does not reach the day.
    Calendar(CalendarGap),
}

impl DateError {
    pub fn text(&self) -> Text {
        match self {
            DateError::Rule(not_covered) => not_covered.text(),
            DateError::Calendar(gap) => gap.text(),
        }
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

impl std::error::Error for DateError {}

impl From<NotCovered> for DateError {
    fn from(not_covered: NotCovered) -> DateError {
        DateError::Rule(not_covered)
    }
}

impl From<CalendarGap> for DateError {
    fn from(gap: CalendarGap) -> DateError {
        DateError::Calendar(gap)
    }
}
