//! A run: one act over a whole area and month, carried out in chunks that are each all or nothing.
//!
//! A chunk is leased, computed and committed under the key (run, number). Committing it twice is impossible, so a crash
//! resumes and never doubles, and several workers can share a run.

use values::{AreaCode, Instant, Month};

/// One part of a run: the employers from `first_party_id` to `last_party_id`, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    pub area: AreaCode,
    pub run_id: i64,
    pub number: i64,
    pub month: Month,
    pub first_party_id: i64,
    pub last_party_id: i64,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunProgress {
    pub chunks: i64,
    pub chunks_done: i64,
    pub items: i64,
    pub total_fen: i64,
}

/// A worker's claim on a chunk, void after `until`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    pub holder: String,
    pub now: Instant,
    pub until: Instant,
}
