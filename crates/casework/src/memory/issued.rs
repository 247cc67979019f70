//! Issued documents in memory.

use sha2::{Digest, Sha256};
use values::{AreaCode, Party, VerificationCode};

use crate::act::Act;
use crate::issued::IssuedRecord;
use crate::store::{StoreError, StoreResult};

/// The register, oldest first.
#[derive(Debug, Default, Clone)]
pub struct IssuedTable {
    records: Vec<IssuedRecord>,
}

impl IssuedTable {
    pub fn write(&mut self, act: &Act) -> StoreResult<()> {
        for document in &act.effects.documents {
            if self.by_code(&document.code).is_some() {
                return Err(StoreError::DuplicateIdentifier);
            }
            self.records.push(IssuedRecord {
                area: act.head.area,
                id: self.records.len() as i64 + 1,
                case_id: act.head.id,
                code: document.code,
                kind: document.kind,
                party: document.party,
                issued_on: act.given.today,
                shown: document.shown.clone(),
                sha256: hex::encode(Sha256::digest(document.pdf.as_slice())),
                size_bytes: document.pdf.len() as i64,
            });
        }
        Ok(())
    }

    pub fn by_code(&self, code: &VerificationCode) -> Option<IssuedRecord> {
        self.records.iter().find(|record| record.code == *code).cloned()
    }

    pub fn of_case(&self, area: AreaCode, case_id: i64) -> Vec<IssuedRecord> {
        self.records.iter().filter(|record| record.area == area && record.case_id == case_id).cloned().collect()
    }

    pub fn of_party(&self, area: AreaCode, party: Party, limit: u32) -> Vec<IssuedRecord> {
        let of_party = self.records.iter().rev().filter(|record| record.area == area && record.party == party);
        of_party.take(limit as usize).cloned().collect()
    }
}
