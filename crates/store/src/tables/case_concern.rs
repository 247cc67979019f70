//! Whom a case concerns beside the one whose case it is.

use casework::case::CaseHead;
use casework::store::StoreResult;
use values::{AreaCode, Party};

use super::case_file;
use crate::engine::Connection;
use crate::statement::statements;

statements! {
    /// Said again it stays as it is.
    ADD = "INSERT INTO case_concern (area, party_kind, party_id, case_id) VALUES ($1, $2, $3, $4)
           ON CONFLICT (area, party_kind, party_id, case_id) DO NOTHING";
    HAS = "SELECT case_id FROM case_concern WHERE area = $1 AND party_kind = $2 AND party_id = $3 AND case_id = $4";
    OF_PARTY = concat!("SELECT ", case_file::columns!(), " FROM case_file WHERE area = $1 AND id IN
                (SELECT case_id FROM case_concern WHERE area = $1 AND party_kind = $2 AND party_id = $3 ORDER BY case_id DESC LIMIT $4)
                ORDER BY id DESC");
}

pub fn add_all(connection: &mut dyn Connection, area: AreaCode, case_id: i64, parties: &[Party]) -> StoreResult<()> {
    for party in parties {
        connection.execute(&ADD, &[(&area).into(), party.kind.as_str().into(), party.id.into(), case_id.into()])?;
    }
    Ok(())
}

pub fn has(connection: &mut dyn Connection, area: AreaCode, party: Party, case_id: i64) -> StoreResult<bool> {
    let found = connection.first(&HAS, &[(&area).into(), party.kind.as_str().into(), party.id.into(), case_id.into()], |row| row.int(0))?;
    Ok(found.is_some())
}

/// Heads of the newest cases that concern a party.
pub fn of_party(connection: &mut dyn Connection, area: AreaCode, party: Party, limit: u32) -> StoreResult<Vec<CaseHead>> {
    let parameters = [(&area).into(), party.kind.as_str().into(), party.id.into(), i64::from(limit).into()];
    connection.rows(&OF_PARTY, &parameters, case_file::read)
}
