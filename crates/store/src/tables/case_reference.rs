//! What cases are about, under a keyed hash.

use casework::act::CaseReference;
use casework::case::CaseHead;
use casework::store::StoreResult;
use values::AreaCode;

use super::case_file;
use crate::engine::Connection;
use crate::keys::Sealer;
use crate::statement::statements;

statements! {
    /// Said again it stays as it is.
    ADD = "INSERT INTO case_reference (area, kind, index_hash, case_id) VALUES ($1, $2, $3, $4)
           ON CONFLICT (area, kind, index_hash, case_id) DO NOTHING";
    CASES = concat!("SELECT ", case_file::columns!(), " FROM case_file WHERE area = $1 AND id IN
             (SELECT case_id FROM case_reference WHERE area = $1 AND kind = $2 AND index_hash = $3) ORDER BY id");
}

pub fn add_all(
    connection: &mut dyn Connection,
    sealer: &Sealer,
    area: AreaCode,
    case_id: i64,
    references: &[CaseReference],
) -> StoreResult<()> {
    for CaseReference { kind, reference, .. } in references {
        let index_hash = index(sealer, kind, reference);
        connection.execute(&ADD, &[(&area).into(), kind.as_str().into(), index_hash.into(), case_id.into()])?;
    }
    Ok(())
}

/// Heads of every case about the same thing, the oldest first.
pub fn cases(connection: &mut dyn Connection, sealer: &Sealer, area: AreaCode, kind: &str, reference: &str) -> StoreResult<Vec<CaseHead>> {
    let index_hash = index(sealer, kind, reference);
    connection.rows(&CASES, &[(&area).into(), kind.into(), index_hash.into()], case_file::read)
}

/// Apart from the identifiers of the registers, whatever a procedure calls its kinds.
fn index(sealer: &Sealer, kind: &str, reference: &str) -> String {
    sealer.blind_index(&format!("case.{kind}"), reference)
}
