//! Where each identifier of the city is registered, under its keyed hash.

use casework::store::{StoreError, StoreResult};
use values::AreaCode;

use crate::engine::{BulkTable, Connection};
use crate::statement::{Statement, statements};

/// Kinds of identifiers.
pub const PERSON: &str = "person";
pub const EMPLOYER: &str = "employer";

statements! {
    ADD = "INSERT INTO identifier_index (kind, index_hash, area, id) VALUES ($1, $2, $3, $4) ON CONFLICT (kind, index_hash) DO NOTHING";
    FIND = "SELECT area, id FROM identifier_index WHERE kind = $1 AND index_hash = $2";
    FIND_MANY = "SELECT index_hash, area, id FROM identifier_index WHERE kind = $1 AND index_hash IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)";
}

pub static BULK: BulkTable = BulkTable {
    table: "identifier_index",
    columns: "kind, index_hash, area, id",
    insert: Statement::new("INSERT INTO identifier_index (kind, index_hash, area, id) VALUES ($1, $2, $3, $4)"),
};

pub fn add(connection: &mut dyn Connection, kind: &str, index_hash: &str, area: AreaCode, id: i64) -> StoreResult<()> {
    let added = connection.execute(&ADD, &[kind.into(), index_hash.into(), (&area).into(), id.into()])?;
    if added == 1 { Ok(()) } else { Err(StoreError::DuplicateIdentifier) }
}

/// The kind under which references are claimed: apart from the registers, whatever a procedure calls its references.
pub fn reference_kind(kind: &str) -> String {
    format!("reference.{kind}")
}

pub fn find(connection: &mut dyn Connection, kind: &str, index_hash: &str) -> StoreResult<Option<(AreaCode, i64)>> {
    connection.first(&FIND, &[kind.into(), index_hash.into()], |row| Ok((row.parsed(0)?, row.int(1)?)))
}

/// Those found of up to 32 hashes, in no order.
pub fn find_many(connection: &mut dyn Connection, kind: &str, hashes: &[String]) -> StoreResult<Vec<(String, AreaCode, i64)>> {
    let Some(last) = hashes.last() else { return Ok(Vec::new()) };
    let mut parameters = vec![kind.into()];
    parameters.extend(hashes.iter().chain(std::iter::repeat(last)).take(super::LIST_LENGTH).map(crate::engine::Value::from));
    connection.rows(&FIND_MANY, &parameters, |row| Ok((row.text(0)?, row.parsed(1)?, row.int(2)?)))
}
