//! The work queue: what waits for whom, the most urgent first.

use values::{AreaCode, Date, Party};

use crate::actor::Role;
use crate::case::Stage;

/// Which cases to list. Everything given narrows; an empty filter lists all open and closed cases of `areas`.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// The areas the reader may see; empty means every area (city staff only).
    pub areas: Vec<AreaCode>,
    pub party: Option<Party>,
    /// Cases opened by this account.
    pub opened_by: Option<i64>,
    pub procedure: Option<String>,
    pub stage: Option<Stage>,
    pub awaiting: Vec<Role>,
    pub only_open: bool,
    /// Due on or before this day.
    pub due_by: Option<Date>,
    /// Words of the subject, or a case number.
    pub text: Option<String>,
    /// Continue after this row.
    pub after: Option<QueueCursor>,
    pub limit: u32,
}

/// The place in the queue after which the next page starts: priority down, then due day up, then number up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCursor {
    pub priority: i32,
    /// `9999-12-31` where a case has no deadline.
    pub due_on: Date,
    pub area: AreaCode,
    pub id: i64,
}
