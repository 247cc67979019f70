//! Keys under which acts were committed.

use casework::store::{Replayed, StoreError, StoreResult};
use values::AreaCode;

use crate::engine::Connection;
use crate::statement::statements;

statements! {
    ADD = "INSERT INTO idempotency (area, idempotency_key, case_id, version) VALUES ($1, $2, $3, $4)
           ON CONFLICT (area, idempotency_key) DO NOTHING";
    FIND = "SELECT case_id, version FROM idempotency WHERE area = $1 AND idempotency_key = $2";
}

/// `Conflict` when an act is already in under this key: whoever repeats it then finds the first answer.
pub fn add(connection: &mut dyn Connection, area: AreaCode, key: &str, answer: Replayed) -> StoreResult<()> {
    let added = connection.execute(&ADD, &[(&area).into(), key.into(), answer.case_id.into(), answer.version.into()])?;
    if added == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

pub fn find(connection: &mut dyn Connection, area: AreaCode, key: &str) -> StoreResult<Option<Replayed>> {
    connection.first(&FIND, &[(&area).into(), key.into()], |row| Ok(Replayed { case_id: row.int(0)?, version: row.int(1)? }))
}
