//! Versions of the parties' books: what a decision rests on must not have moved when it is committed.

use std::collections::BTreeMap;

use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Party, PartyKind};

use super::{LIST_LENGTH, list_from_2, with_list};
use crate::engine::{Connection, Dialect};
use crate::statement::statements;

statements! {
    VERSION = "SELECT version FROM book WHERE area = $1 AND party_kind = $2 AND party_id = $3";
    /// Held to the commit, so that nobody changes the book between this check and it.
    LOCK = "SELECT version FROM book WHERE area = $1 AND party_kind = $2 AND party_id = $3 /*postgres FOR SHARE*/";
    /// A row to lock where no book was ever written.
    START = "INSERT INTO book (area, party_kind, party_id, version) VALUES ($1, $2, $3, 0) ON CONFLICT (area, party_kind, party_id) DO NOTHING";
    MOVE_FROM = "UPDATE book SET version = version + 1 WHERE area = $1 AND party_kind = $2 AND party_id = $3 AND version = $4";
    MOVE_FIRST = "INSERT INTO book (area, party_kind, party_id, version) VALUES ($1, $2, $3, 1)
                  ON CONFLICT (area, party_kind, party_id) DO UPDATE SET version = 1 WHERE book.version = 0";
    MOVE = "INSERT INTO book (area, party_kind, party_id, version) VALUES ($1, $2, $3, 1)
            ON CONFLICT (area, party_kind, party_id) DO UPDATE SET version = book.version + 1";
    /// The books of the employers of a chunk, moved at once.
    MOVE_EMPLOYERS = "INSERT INTO book (area, party_kind, party_id, version)
                      SELECT area, 'employer', id, 1 FROM employer WHERE area = $1 AND id BETWEEN $2 AND $3 ORDER BY id
                      ON CONFLICT (area, party_kind, party_id) DO UPDATE SET version = book.version + 1";
    PERSON_VERSIONS = concat!("SELECT party_kind, party_id, version FROM book WHERE area = $1 AND party_kind = 'person' AND party_id IN (", list_from_2!(), ")");
    EMPLOYER_VERSIONS = concat!("SELECT party_kind, party_id, version FROM book WHERE area = $1 AND party_kind = 'employer' AND party_id IN (", list_from_2!(), ")");
}

pub fn version(connection: &mut dyn Connection, area: AreaCode, party: Party) -> StoreResult<i64> {
    let found = connection.first(&VERSION, &[(&area).into(), party.kind.as_str().into(), party.id.into()], |row| row.int(0))?;
    Ok(found.unwrap_or(0))
}

/// Parties without a book are left out.
pub fn versions(connection: &mut dyn Connection, area: AreaCode, parties: &[Party]) -> StoreResult<Vec<(Party, i64)>> {
    let mut found = Vec::with_capacity(parties.len());
    for (kind, statement) in [(PartyKind::Person, &PERSON_VERSIONS), (PartyKind::Employer, &EMPLOYER_VERSIONS)] {
        let ids: Vec<i64> = parties.iter().filter(|party| party.kind == kind).map(|party| party.id).collect();
        for ids in ids.chunks(LIST_LENGTH) {
            found.extend(connection.rows(statement, &with_list((&area).into(), ids), |row| Ok((row.party(0)?, row.int(2)?)))?);
        }
    }
    if parties.contains(&Party::AGENCY) {
        found.push((Party::AGENCY, version(connection, area, Party::AGENCY)?));
    }
    Ok(found)
}

/// What an act has to do with a book.
#[derive(Debug, Clone, Copy, Default)]
pub struct Touch {
    /// The version it was decided on.
    pub seen: Option<i64>,
    pub changed: bool,
}

/// Checks and moves books in the order of their keys, which keeps two acts from waiting for each other in a circle.
pub fn check_and_move(connection: &mut dyn Connection, books: &BTreeMap<(AreaCode, Party), Touch>) -> StoreResult<()> {
    for ((area, party), touch) in books {
        let key = [area.into(), party.kind.as_str().into(), party.id.into()];
        let unmoved = match (touch.seen, touch.changed) {
            (Some(0), true) => connection.execute(&MOVE_FIRST, &key)? == 1,
            (Some(version), true) => {
                let [area, kind, id] = key;
                connection.execute(&MOVE_FROM, &[area, kind, id, version.into()])? == 1
            }
            (None, true) => connection.execute(&MOVE, &key)? == 1,
            (Some(version), false) => locked_version(connection, &key)? == version,
            (None, false) => true,
        };
        if !unmoved {
            return Err(StoreError::Conflict);
        }
    }
    Ok(())
}

fn locked_version(connection: &mut dyn Connection, key: &[crate::engine::Value<'_>]) -> StoreResult<i64> {
    if let Some(version) = connection.first(&LOCK, key, |row| row.int(0))? {
        return Ok(version);
    }
    // The single writer of SQLite cannot be overtaken; elsewhere a row must exist to be locked.
    if connection.dialect() == Dialect::Sqlite {
        return Ok(0);
    }
    connection.execute(&START, key)?;
    Ok(connection.first(&LOCK, key, |row| row.int(0))?.unwrap_or(0))
}

pub fn move_employers(connection: &mut dyn Connection, area: AreaCode, first: i64, last: i64) -> StoreResult<()> {
    connection.execute(&MOVE_EMPLOYERS, &[(&area).into(), first.into(), last.into()]).map(|_| ())
}
