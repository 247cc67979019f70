//! The tamper-evident log: every act and every look at a person's record, chained by hash inside each area.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use values::{AreaCode, Instant};

/// What is recorded. `detail` holds no personal data in clear: identifiers are masked before they get here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    pub area: AreaCode,
    pub at: Instant,
    pub actor_id: i64,
    /// What was done, such as `contribution_deferral.granted` or `person.looked_at`.
    pub what: String,
    /// On what, such as `case:12` or `person:88`.
    pub subject: String,
    pub detail: String,
}

/// An entry in its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditRecord {
    pub sequence: i64,
    pub entry: AuditEntry,
    /// Hexadecimal hash of the entry before; 64 zeros for the first.
    pub previous_hash: String,
    pub hash: String,
}

/// The hash before the first entry.
pub const FIRST_PREVIOUS_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of an entry: SHA-256 over the previous hash, the sequence number and each field with its length, so that no
/// two different entries are written as the same bytes.
pub fn chain_hash(previous_hash: &str, sequence: i64, entry: &AuditEntry) -> String {
    let mut hasher = Sha256::new();
    let sequence = sequence.to_string();
    let at = entry.at.to_string();
    let actor = entry.actor_id.to_string();
    for field in [previous_hash, &sequence, entry.area.as_str(), &at, &actor, &entry.what, &entry.subject, &entry.detail] {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hex::encode(hasher.finalize())
}
