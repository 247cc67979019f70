//! Declared emergencies: recorded acts from which everything else follows.

use serde::{Deserialize, Serialize};
use values::Date;

/// A notice put into force, and its end once declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyRecord {
    /// The stem of the notice file, such as `2020-6`.
    pub notice_id: String,
    pub declared_on: Date,
    pub ended_on: Option<Date>,
    pub version: i64,
}

impl EmergencyRecord {
    /// Whether the emergency lasts on a day; the last day still belongs to it.
    pub fn lasts_on(&self, day: Date) -> bool {
        self.declared_on <= day && self.ended_on.is_none_or(|ended| day <= ended)
    }
}
