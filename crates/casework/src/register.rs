//! Registers: what is written down day by day in an area, only ever added to.
//!
//! An entry is written in the act it tells of. A register holds no personal data: it counts and says what was done, and whoever
//! wants to know more opens the case. The entries of one register, area and day are numbered 1, 2, 3 …; a decision that rests on
//! them is refused when another was added meanwhile.

use serde::Serialize;
use serde_json::Value;
use values::{AreaCode, Date, Instant};

/// One more of what a register counts.
pub const COUNTED: &str = "counted";
/// One fewer: what was counted before no longer stands.
pub const DISCOUNTED: &str = "discounted";

/// An entry to add to a register of the act's own area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterEntry {
    /// Such as `daily_report.injury_recognitions_of_infected`.
    pub register: String,
    pub day: Date,
    /// A stable word, such as `reported` or [`COUNTED`].
    pub kind: String,
    /// What is to be read without opening the case. No personal data.
    pub payload: Value,
}

impl RegisterEntry {
    pub fn new(register: impl Into<String>, day: Date, kind: &str, payload: Value) -> RegisterEntry {
        RegisterEntry { register: register.into(), day, kind: kind.to_owned(), payload }
    }
}

/// An entry as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterRecord {
    pub area: AreaCode,
    pub day: Date,
    /// 1, 2, 3 … in the register on the day.
    pub sequence: i64,
    /// The case whose act wrote it.
    pub case_id: i64,
    pub kind: String,
    pub payload: Value,
    pub actor_id: i64,
    pub actor_name: String,
    pub at: Instant,
}

/// What a counting register comes to: entries of [`COUNTED`] less those of [`DISCOUNTED`].
pub fn count(records: &[RegisterRecord]) -> i64 {
    let of = |kind: &str| records.iter().filter(|record| record.kind == kind).count() as i64;
    of(COUNTED) - of(DISCOUNTED)
}
