//! Declared emergencies, which every area reads.

use casework::emergency::EmergencyRecord;
use casework::store::{StoreError, StoreResult};

use crate::engine::{Connection, Row};
use crate::statement::statements;

statements! {
    LIST = "SELECT notice_id, declared_on, ended_on, version FROM emergency ORDER BY declared_on, notice_id";
    /// Held to the commit by decisions that rest on the list.
    LOCK_LIST = "SELECT version FROM emergency_list WHERE id = 1 /*postgres FOR SHARE*/";
    MOVE_LIST = "UPDATE emergency_list SET version = version + 1 WHERE id = 1";
    PUT = "INSERT INTO emergency (notice_id, declared_on, ended_on, version) VALUES ($1, $2, $3, 1)
           ON CONFLICT (notice_id) DO UPDATE SET declared_on = excluded.declared_on, ended_on = excluded.ended_on,
             version = emergency.version + 1";
}

pub fn list(connection: &mut dyn Connection) -> StoreResult<Vec<EmergencyRecord>> {
    connection.rows(&LIST, &[], read)
}

/// Refuses with `Conflict` when the list is not exactly the one that was seen.
pub fn check(connection: &mut dyn Connection, seen: &[(String, i64)], will_change: bool) -> StoreResult<()> {
    if will_change {
        // Changing it first takes the stronger lock at once, instead of two acts each waiting to raise a shared one.
        connection.execute(&MOVE_LIST, &[])?;
    } else {
        connection.first(&LOCK_LIST, &[], |row| row.int(0))?;
    }
    let now = list(connection)?;
    let same = now.len() == seen.len()
        && now.iter().all(|emergency| seen.iter().any(|(id, version)| *id == emergency.notice_id && *version == emergency.version));
    if same { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Declares an emergency or changes a declared one; its version grows by one.
pub fn put(connection: &mut dyn Connection, emergency: &EmergencyRecord) -> StoreResult<()> {
    connection.execute(&MOVE_LIST, &[])?;
    connection.execute(&PUT, &[(&emergency.notice_id).into(), emergency.declared_on.into(), emergency.ended_on.into()]).map(|_| ())
}

fn read(row: &dyn Row) -> StoreResult<EmergencyRecord> {
    Ok(EmergencyRecord { notice_id: row.text(0)?, declared_on: row.parsed(1)?, ended_on: row.optional_parsed(2)?, version: row.int(3)? })
}
