//! The hash chain of each area.

use casework::audit::{AuditEntry, AuditRecord, FIRST_PREVIOUS_HASH, chain_hash};
use casework::store::{StoreError, StoreResult};
use values::AreaCode;

use crate::engine::{Connection, Row};
use crate::statement::statements;

macro_rules! columns {
    () => {
        "area, sequence, at, actor_id, what, subject, detail, previous_hash, hash"
    };
}

statements! {
    LOCK_HEAD = "SELECT sequence, hash FROM audit_head WHERE area = $1 /*postgres FOR UPDATE*/";
    START_HEAD = "INSERT INTO audit_head (area, sequence, hash) VALUES ($1, 0, $2) ON CONFLICT (area) DO NOTHING";
    MOVE_HEAD = "UPDATE audit_head SET sequence = $2, hash = $3 WHERE area = $1";
    APPEND = concat!("INSERT INTO audit_entry (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    BEFORE = concat!("SELECT ", columns!(), " FROM audit_entry WHERE area = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3");
    AFTER = concat!("SELECT ", columns!(), " FROM audit_entry WHERE area = $1 AND sequence > $2 ORDER BY sequence LIMIT $3");
}

/// Appends to the chain of the entry's area. The head stays locked until the commit, so the chain cannot fork.
pub fn append(connection: &mut dyn Connection, entry: &AuditEntry) -> StoreResult<()> {
    let area = entry.area;
    let (sequence, previous_hash) = match lock_head(connection, area)? {
        Some(head) => head,
        None => {
            connection.execute(&START_HEAD, &[(&area).into(), FIRST_PREVIOUS_HASH.into()])?;
            lock_head(connection, area)?.ok_or_else(|| StoreError::Damaged(format!("the chain of {area} has no head")))?
        }
    };
    let sequence = sequence + 1;
    let hash = chain_hash(&previous_hash, sequence, entry);
    connection.execute(
        &APPEND,
        &[
            (&area).into(),
            sequence.into(),
            entry.at.into(),
            entry.actor_id.into(),
            (&entry.what).into(),
            (&entry.subject).into(),
            (&entry.detail).into(),
            (&previous_hash).into(),
            (&hash).into(),
        ],
    )?;
    connection.execute(&MOVE_HEAD, &[(&area).into(), sequence.into(), (&hash).into()]).map(|_| ())
}

fn lock_head(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<Option<(i64, String)>> {
    connection.first(&LOCK_HEAD, &[(&area).into()], |row| Ok((row.int(0)?, row.text(1)?)))
}

/// Newest first, before `before`.
pub fn before(connection: &mut dyn Connection, area: AreaCode, before: Option<i64>, limit: u32) -> StoreResult<Vec<AuditRecord>> {
    connection.rows(&BEFORE, &[(&area).into(), before.unwrap_or(i64::MAX).into(), i64::from(limit).into()], read)
}

/// In order, after `after`.
pub fn after(connection: &mut dyn Connection, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<AuditRecord>> {
    connection.rows(&AFTER, &[(&area).into(), after.into(), i64::from(limit).into()], read)
}

fn read(row: &dyn Row) -> StoreResult<AuditRecord> {
    let entry = AuditEntry {
        area: row.parsed(0)?,
        at: row.parsed(2)?,
        actor_id: row.int(3)?,
        what: row.text(4)?,
        subject: row.text(5)?,
        detail: row.text(6)?,
    };
    Ok(AuditRecord { sequence: row.int(1)?, entry, previous_hash: row.text(7)?, hash: row.text(8)? })
}
