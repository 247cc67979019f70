//! Documents the agency has issued (文书): printed once, recorded in the act that issued them, and verifiable by anybody for ever.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use values::{AreaCode, Date, DocumentKind, Party, ShownFacts, VerificationCode};

/// A document that an act issues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedDocument {
    /// Unique in the city; printed on the document.
    pub code: VerificationCode,
    pub kind: DocumentKind,
    /// Whose document it is: who may fetch it.
    pub party: Party,
    /// What whoever verifies it is shown.
    pub shown: ShownFacts,
    /// The document itself, as it was printed.
    pub pdf: Arc<Vec<u8>>,
}

/// What an event keeps of a document that was issued with it, so that the audit chain covers the document too. Every procedure that
/// issues puts it into its event; `verify` looks for it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentReference {
    pub code: VerificationCode,
    pub kind: DocumentKind,
    /// Of the printed document, in hexadecimal.
    pub sha256: String,
}

impl IssuedDocument {
    pub fn reference(&self) -> DocumentReference {
        DocumentReference { code: self.code, kind: self.kind, sha256: hex::encode(Sha256::digest(self.pdf.as_slice())) }
    }
}

/// A document in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedRecord {
    pub area: AreaCode,
    pub id: i64,
    /// The case it was issued in.
    pub case_id: i64,
    pub code: VerificationCode,
    pub kind: DocumentKind,
    pub party: Party,
    pub issued_on: Date,
    pub shown: ShownFacts,
    /// Under which its bytes are kept, in hexadecimal.
    pub sha256: String,
    pub size_bytes: i64,
}
