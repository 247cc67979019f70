//! Issued documents: each is kept as it was printed, and is the one its case says was issued.

use std::collections::HashSet;

use casework::StoreError;
use values::AreaCode;

use super::Findings;
use crate::failure::CommandResult;
use crate::place::Open;

const DOCUMENTS_AT_ONCE: u32 = 500;

/// Reads every issued document of an area and compares it with the register and with the events of its case, which the audit chain
/// covers.
pub fn check(open: &Open, area: AreaCode, findings: &mut Findings) -> CommandResult {
    let mut after = 0;
    loop {
        let records = open.store().views()?.issued_documents_after(area, after, DOCUMENTS_AT_ONCE)?;
        let Some(last) = records.last() else { return Ok(()) };
        after = last.id;
        for record in &records {
            findings.documents += 1;
            // Damaged content is answered as an error by the store; here it is one finding among others.
            match open.store().views()?.document(&record.sha256) {
                Ok(Some(_)) => {}
                Ok(None) => findings.note(area, format_args!("issued document {}: its file {} is not there", record.id, record.sha256)),
                Err(error) => findings.note(area, format_args!("issued document {}: {error}", record.id)),
            }
            let case = match open.store().reader()?.case(area, record.case_id) {
                Ok(case) => case,
                // A case that cannot be read is a finding of its own already.
                Err(StoreError::Damaged(_)) => continue,
                Err(error) => return Err(error.into()),
            };
            let said: HashSet<String> = case.iter().flat_map(|case| &case.events).map(|event| event.payload.to_string()).collect();
            let is_said = said.iter().any(|payload| payload.contains(&record.code.to_string()) && payload.contains(&record.sha256));
            if !is_said {
                findings
                    .note(area, format_args!("issued document {}: no event of case {} says that it was issued", record.id, record.case_id));
            }
        }
    }
}
