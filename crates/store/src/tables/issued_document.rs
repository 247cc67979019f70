//! Documents that were issued, and where their codes are registered.

use casework::issued::{IssuedDocument, IssuedRecord};
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Date, DocumentKind, Party, VerificationCode};

use super::identifier;
use crate::engine::{Connection, Row};
use crate::keys::Sealer;
use crate::statement::statements;

/// The kind of identifier a verification code is.
const CODE: &str = "document";

macro_rules! columns {
    () => {
        "area, id, case_id, code, kind, party_kind, party_id, issued_on, shown, sha256, size_bytes"
    };
}

statements! {
    ADD = concat!("INSERT INTO issued_document (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    FIND = concat!("SELECT ", columns!(), " FROM issued_document WHERE area = $1 AND id = $2");
    OF_CASE = concat!("SELECT ", columns!(), " FROM issued_document WHERE area = $1 AND case_id = $2 ORDER BY id");
    OF_PARTY = concat!("SELECT ", columns!(), " FROM issued_document WHERE area = $1 AND party_kind = $2 AND party_id = $3 ORDER BY id DESC LIMIT $4");
    AFTER = concat!("SELECT ", columns!(), " FROM issued_document WHERE area = $1 AND id > $2 ORDER BY id LIMIT $3");
}

/// Where and by which act a document is issued.
#[derive(Debug, Clone, Copy)]
pub struct Issue {
    pub area: AreaCode,
    pub case_id: i64,
    pub on: Date,
}

/// Writes the documents of an act under the numbers from `first_id` on; `kept` are the hashes they are kept under, in their order.
pub fn add_all(
    connection: &mut dyn Connection,
    sealer: &Sealer,
    issue: Issue,
    first_id: i64,
    documents: &[IssuedDocument],
    kept: &[String],
) -> StoreResult<()> {
    for ((id, document), sha256) in (first_id..).zip(documents).zip(kept) {
        identifier::add(connection, CODE, &sealer.blind_index(CODE, &document.code.compact()), issue.area, id)?;
        let shown = serde_json::to_string(&document.shown).map_err(|error| StoreError::Damaged(error.to_string()))?;
        connection.execute(
            &ADD,
            &[
                (&issue.area).into(),
                id.into(),
                issue.case_id.into(),
                document.code.compact().into(),
                document.kind.as_str().into(),
                document.party.kind.as_str().into(),
                document.party.id.into(),
                issue.on.into(),
                shown.into(),
                sha256.into(),
                i64::try_from(document.pdf.len()).unwrap_or(i64::MAX).into(),
            ],
        )?;
    }
    Ok(())
}

pub fn by_code(connection: &mut dyn Connection, sealer: &Sealer, code: &VerificationCode) -> StoreResult<Option<IssuedRecord>> {
    let Some((area, id)) = identifier::find(connection, CODE, &sealer.blind_index(CODE, &code.compact()))? else { return Ok(None) };
    connection.first(&FIND, &[(&area).into(), id.into()], read)
}

pub fn of_case(connection: &mut dyn Connection, area: AreaCode, case_id: i64) -> StoreResult<Vec<IssuedRecord>> {
    connection.rows(&OF_CASE, &[(&area).into(), case_id.into()], read)
}

/// Newest first.
pub fn of_party(connection: &mut dyn Connection, area: AreaCode, party: Party, limit: u32) -> StoreResult<Vec<IssuedRecord>> {
    connection.rows(&OF_PARTY, &[(&area).into(), party.kind.as_str().into(), party.id.into(), i64::from(limit).into()], read)
}

pub fn after(connection: &mut dyn Connection, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<IssuedRecord>> {
    connection.rows(&AFTER, &[(&area).into(), after.into(), i64::from(limit).into()], read)
}

fn read(row: &dyn Row) -> StoreResult<IssuedRecord> {
    let shown = row.text(8)?;
    Ok(IssuedRecord {
        area: row.parsed(0)?,
        id: row.int(1)?,
        case_id: row.int(2)?,
        code: row.parsed(3)?,
        kind: row.word(4, DocumentKind::of)?,
        party: row.party(5)?,
        issued_on: row.parsed(7)?,
        shown: serde_json::from_str(&shown).map_err(|error| StoreError::Damaged(format!("what a document shows: {error}")))?,
        sha256: row.text(9)?,
        size_bytes: row.int(10)?,
    })
}
