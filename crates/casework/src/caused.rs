//! What one act made necessary in other cases.

use values::{AreaCode, CaseNumber};

/// Which events to read: those in an area whose stamp names `cause`, of one kind, in order of case and sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CausedFilter {
    pub area: AreaCode,
    pub cause: CaseNumber,
    pub kind: &'static str,
    /// The case and the event inside it behind which to go on; (0, 0) from the beginning.
    pub after: (i64, i64),
    pub limit: u32,
}
