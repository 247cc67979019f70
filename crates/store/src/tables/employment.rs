//! Who works where, since when, at which declared wage.

use casework::registry::Employment;
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Fen, Month};

use super::{LIST_LENGTH, list_from_2, with_list};
use crate::engine::{BulkTable, Connection, Row, RowSink};
use crate::statement::{Statement, statements};

macro_rules! columns {
    () => {
        "employer_id, person_id, from_month, until_month, declared_wage_fen"
    };
}

statements! {
    /// A period that was withdrawn before it began begins again; any other of the same first month is in the way.
    START = "INSERT INTO employment (area, employer_id, person_id, from_month, until_month, declared_wage_fen) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (area, employer_id, person_id, from_month) DO UPDATE
             SET until_month = excluded.until_month, declared_wage_fen = excluded.declared_wage_fen
             WHERE employment.until_month < employment.from_month";
    END = "UPDATE employment SET until_month = $5 WHERE area = $1 AND employer_id = $2 AND person_id = $3 AND from_month = $4 AND until_month IS NULL";
    REPLACE_WAGE = "UPDATE employment SET declared_wage_fen = $5 WHERE area = $1 AND employer_id = $2 AND person_id = $3 AND from_month = $4";
    OF_EMPLOYER = concat!("SELECT ", columns!(), " FROM employment WHERE area = $1 AND employer_id = $2 ORDER BY from_month DESC, person_id");
    OF_EMPLOYER_IN_MONTH = concat!("SELECT ", columns!(), " FROM employment WHERE area = $1 AND employer_id = $2 AND from_month <= $3
                            AND (until_month IS NULL OR until_month >= $3) ORDER BY from_month DESC, person_id");
    OF_PERSON = concat!("SELECT ", columns!(), " FROM employment WHERE area = $1 AND person_id = $2 ORDER BY from_month DESC, employer_id");
    OPEN_OF_PERSONS = concat!("SELECT ", columns!(), " FROM employment WHERE area = $1 AND until_month IS NULL AND person_id IN (", list_from_2!(), ")");
    TO_ASSESS = "SELECT employer_id, COUNT(*) FROM employment WHERE area = $1 AND from_month <= $2
                 AND (until_month IS NULL OR until_month >= $2) GROUP BY employer_id ORDER BY employer_id";
    OF_CHUNK = "SELECT employer_id, person_id, declared_wage_fen FROM employment WHERE area = $1 AND employer_id BETWEEN $2 AND $3
                AND from_month <= $4 AND (until_month IS NULL OR until_month >= $4) ORDER BY employer_id, person_id";
}

pub static BULK: BulkTable = BulkTable {
    table: "employment",
    columns: concat!("area, ", columns!()),
    insert: Statement::new(concat!("INSERT INTO employment (area, ", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6)")),
};

pub fn start(connection: &mut dyn Connection, area: AreaCode, employment: &Employment) -> StoreResult<()> {
    one(connection.execute(
        &START,
        &[
            (&area).into(),
            employment.employer_id.into(),
            employment.person_id.into(),
            employment.from_month.into(),
            employment.until_month.into(),
            employment.declared_wage.into(),
        ],
    )?)
}

/// A period inside an area is named by its employer, person and first month.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    pub employer_id: i64,
    pub person_id: i64,
    pub from_month: Month,
}

pub fn end(connection: &mut dyn Connection, area: AreaCode, period: Period, until_month: Month) -> StoreResult<()> {
    let Period { employer_id, person_id, from_month } = period;
    one(connection.execute(&END, &[(&area).into(), employer_id.into(), person_id.into(), from_month.into(), until_month.into()])?)
}

pub fn replace_wage(connection: &mut dyn Connection, area: AreaCode, period: Period, declared_wage: Fen) -> StoreResult<()> {
    let Period { employer_id, person_id, from_month } = period;
    let parameters = [(&area).into(), employer_id.into(), person_id.into(), from_month.into(), declared_wage.into()];
    one(connection.execute(&REPLACE_WAGE, &parameters)?)
}

/// The period the decision saw is no longer as it was.
fn one(touched: u64) -> StoreResult<()> {
    if touched == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Hands one employment to a bulk insert.
pub fn put(sink: &mut dyn RowSink, area: AreaCode, employment: &Employment) -> StoreResult<()> {
    sink.row(&[
        (&area).into(),
        employment.employer_id.into(),
        employment.person_id.into(),
        employment.from_month.into(),
        employment.until_month.into(),
        employment.declared_wage.into(),
    ])
}

pub fn of_employer(
    connection: &mut dyn Connection,
    area: AreaCode,
    employer_id: i64,
    month: Option<Month>,
) -> StoreResult<Vec<Employment>> {
    match month {
        None => connection.rows(&OF_EMPLOYER, &[(&area).into(), employer_id.into()], read),
        Some(month) => connection.rows(&OF_EMPLOYER_IN_MONTH, &[(&area).into(), employer_id.into(), month.into()], read),
    }
}

pub fn of_person(connection: &mut dyn Connection, area: AreaCode, person_id: i64) -> StoreResult<Vec<Employment>> {
    connection.rows(&OF_PERSON, &[(&area).into(), person_id.into()], read)
}

pub fn open_of_persons(connection: &mut dyn Connection, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<Employment>> {
    let mut found = Vec::with_capacity(person_ids.len());
    for ids in person_ids.chunks(LIST_LENGTH) {
        found.extend(connection.rows(&OPEN_OF_PERSONS, &with_list((&area).into(), ids), read)?);
    }
    Ok(found)
}

/// (employer id, people) of the employers with insured people in a month, in order.
pub fn to_assess(connection: &mut dyn Connection, area: AreaCode, month: Month) -> StoreResult<Vec<(i64, i64)>> {
    connection.rows(&TO_ASSESS, &[(&area).into(), month.into()], |row| Ok((row.int(0)?, row.int(1)?)))
}

/// (employer id, person id, declared wage in fen) of a month, in order.
pub fn of_chunk(connection: &mut dyn Connection, area: AreaCode, first: i64, last: i64, month: Month) -> StoreResult<Vec<(i64, i64, i64)>> {
    let parameters = [(&area).into(), first.into(), last.into(), month.into()];
    connection.rows(&OF_CHUNK, &parameters, |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)))
}

fn read(row: &dyn Row) -> StoreResult<Employment> {
    let until_month = match row.optional_int(3)? {
        None => None,
        Some(_) => Some(row.month(3)?),
    };
    Ok(Employment { employer_id: row.int(0)?, person_id: row.int(1)?, from_month: row.month(2)?, until_month, declared_wage: row.fen(4)? })
}
