//! Proofs of life, each kept.

use casework::payee::{Certification, CertificationWay};
use casework::store::StoreResult;
use values::AreaCode;

use crate::engine::{BulkTable, Connection, Row, RowSink};
use crate::statement::{Statement, statements};

statements! {
    ADD = "INSERT INTO certification (area, person_id, sequence, certified_on, valid_until, way, case_id)
           SELECT $1, $2, COALESCE(MAX(sequence), 0) + 1, $3, $4, $5, $6 FROM certification WHERE area = $1 AND person_id = $2";
    LONGEST = "SELECT person_id, certified_on, valid_until, way FROM certification WHERE area = $1 AND person_id = $2
               ORDER BY valid_until DESC, certified_on DESC, sequence DESC LIMIT 1";
}

pub static BULK: BulkTable = BulkTable {
    table: "certification",
    columns: "area, person_id, sequence, certified_on, valid_until, way, case_id",
    insert: Statement::new(
        "INSERT INTO certification (area, person_id, sequence, certified_on, valid_until, way, case_id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    ),
};

pub fn add(connection: &mut dyn Connection, area: AreaCode, certification: &Certification, case_id: i64) -> StoreResult<()> {
    let parameters = [
        (&area).into(),
        certification.person_id.into(),
        certification.certified_on.into(),
        certification.valid_until.into(),
        certification.way.as_str().into(),
        case_id.into(),
    ];
    connection.execute(&ADD, &parameters).map(|_| ())
}

/// Hands one to a bulk insert; a loaded city has one for each person.
pub fn put(sink: &mut dyn RowSink, area: AreaCode, certification: &Certification) -> StoreResult<()> {
    sink.row(&[
        (&area).into(),
        certification.person_id.into(),
        1_i64.into(),
        certification.certified_on.into(),
        certification.valid_until.into(),
        certification.way.as_str().into(),
        0_i64.into(),
    ])
}

/// The one that is valid longest.
pub fn longest(connection: &mut dyn Connection, area: AreaCode, person_id: i64) -> StoreResult<Option<Certification>> {
    connection.first(&LONGEST, &[(&area).into(), person_id.into()], read)
}

fn read(row: &dyn Row) -> StoreResult<Certification> {
    Ok(Certification {
        person_id: row.int(0)?,
        certified_on: row.parsed(1)?,
        valid_until: row.parsed(2)?,
        way: row.word(3, CertificationWay::of)?,
    })
}
