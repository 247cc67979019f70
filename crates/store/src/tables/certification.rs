//! Proofs of life, each kept.

use casework::benefit::BenefitKind;
use casework::payee::{Certification, CertificationWay, Pensioner};
use casework::store::StoreResult;
use values::{AreaCode, Month};

use crate::engine::{BulkTable, Connection, Row, RowSink};
use crate::statement::{Statement, statements};

statements! {
    ADD = "INSERT INTO certification (area, person_id, sequence, certified_on, valid_until, way, case_id)
           SELECT $1, $2, COALESCE(MAX(sequence), 0) + 1, $3, $4, $5, $6 FROM certification WHERE area = $1 AND person_id = $2";
    LONGEST = "SELECT person_id, certified_on, valid_until, way FROM certification WHERE area = $1 AND person_id = $2
               ORDER BY valid_until DESC, certified_on DESC, sequence DESC LIMIT 1";
    /// The limit stands inside, so that a page looks at so many people and no more.
    PENSIONERS = "SELECT p.id, p.first_month,
                  (SELECT MAX(c.valid_until) FROM certification c WHERE c.area = $1 AND c.person_id = p.id)
                  FROM (SELECT beneficiary_id AS id, MIN(first_month) AS first_month FROM entitlement
                        WHERE area = $1 AND beneficiary_kind = 'person' AND beneficiary_id > $2
                        AND (last_month IS NULL OR last_month >= $3) AND kind IN ($4, $5, $6, $7, $8)
                        GROUP BY beneficiary_id ORDER BY beneficiary_id LIMIT $9) p ORDER BY p.id";
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

/// People with a monthly benefit that runs in `month` or later.
pub fn pensioners(connection: &mut dyn Connection, area: AreaCode, month: Month, after: i64, limit: u32) -> StoreResult<Vec<Pensioner>> {
    let kinds = [
        BenefitKind::EmployeePension,
        BenefitKind::ResidentPension,
        BenefitKind::InjuryDisabilityAllowance,
        BenefitKind::InjuryCareAllowance,
        BenefitKind::InjuryDependantAllowance,
    ];
    let mut parameters = vec![(&area).into(), after.into(), month.into()];
    parameters.extend(kinds.map(|kind| kind.as_str().into()));
    parameters.push(i64::from(limit).into());
    connection.rows(&PENSIONERS, &parameters, |row| {
        Ok(Pensioner { person_id: row.int(0)?, first_month: row.month(1)?, certified_until: row.optional_parsed(2)? })
    })
}

fn read(row: &dyn Row) -> StoreResult<Certification> {
    Ok(Certification {
        person_id: row.int(0)?,
        certified_on: row.parsed(1)?,
        valid_until: row.parsed(2)?,
        way: row.word(3, CertificationWay::of)?,
    })
}
