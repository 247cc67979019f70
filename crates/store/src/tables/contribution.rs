//! People's contribution months: the rows of the assessment runs.

use casework::registry::ContributionRow;
use casework::store::StoreResult;
use ledger::Obligation;
use values::{AreaCode, ContributionParts, Month};

use super::{LIST_LENGTH, list_from_2, obligation, with_list};
use crate::engine::{BulkTable, Connection, Row, RowSink, insert};
use crate::statement::{Statement, statements};

macro_rules! columns {
    () => {
        "employer_id, month, person_id, obligation_id, base_fen, pension_employer_fen, pension_employee_fen, unemployment_employer_fen, unemployment_employee_fen, injury_employer_fen"
    };
}

/// Contribution rows joined to the obligation each is part of.
macro_rules! with_obligation {
    () => {
        "SELECT c.employer_id, c.month, c.person_id, c.obligation_id, c.base_fen, c.pension_employer_fen, c.pension_employee_fen,
                   c.unemployment_employer_fen, c.unemployment_employee_fen, c.injury_employer_fen,
                   o.id, o.debtor_kind, o.debtor_id, o.month, o.original_due_on, o.due_kind, o.due_on, o.deferral_case_id, o.snaps_back,
                   o.settled_on, o.owed_pension_employer_fen, o.owed_pension_employee_fen, o.owed_unemployment_employer_fen,
                   o.owed_unemployment_employee_fen, o.owed_injury_employer_fen, o.owed_late_fee_fen, o.paid_pension_employer_fen,
                   o.paid_pension_employee_fen, o.paid_unemployment_employer_fen, o.paid_unemployment_employee_fen,
                   o.paid_injury_employer_fen, o.paid_late_fee_fen
                 FROM contribution_month AS c JOIN obligation AS o ON o.area = c.area AND o.id = c.obligation_id
                 WHERE c.area = $1"
    };
}

/// Columns of a contribution row before those of its obligation in [`OF_PERSON`].
const COLUMN_COUNT: usize = 10;

statements! {
    OF_EMPLOYER = concat!("SELECT ", columns!(), " FROM contribution_month WHERE area = $1 AND employer_id = $2 AND month = $3 ORDER BY person_id");
    OF_PERSON = concat!(with_obligation!(), " AND c.person_id = $2 ORDER BY c.month, c.employer_id");
    OF_PERSONS = concat!(with_obligation!(), " AND c.person_id IN (", list_from_2!(), ") ORDER BY c.person_id, c.month, c.employer_id");
}

pub static BULK: BulkTable = BulkTable {
    table: "contribution_month",
    columns: concat!("area, ", columns!()),
    insert: Statement::new(concat!(
        "INSERT INTO contribution_month (area, ",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    )),
};

pub fn add_all(connection: &mut dyn Connection, area: AreaCode, rows: &[ContributionRow]) -> StoreResult<()> {
    insert(connection, &BULK, rows.len(), |sink| rows.iter().try_for_each(|row| put(sink, area, row)))
}

fn put(sink: &mut dyn RowSink, area: AreaCode, row: &ContributionRow) -> StoreResult<()> {
    sink.row(&[
        (&area).into(),
        row.employer_id.into(),
        row.month.into(),
        row.person_id.into(),
        row.obligation_id.into(),
        row.base.into(),
        row.parts.pension_employer.into(),
        row.parts.pension_employee.into(),
        row.parts.unemployment_employer.into(),
        row.parts.unemployment_employee.into(),
        row.parts.injury_employer.into(),
    ])
}

pub fn of_employer(connection: &mut dyn Connection, area: AreaCode, employer_id: i64, month: Month) -> StoreResult<Vec<ContributionRow>> {
    connection.rows(&OF_EMPLOYER, &[(&area).into(), employer_id.into(), month.into()], read)
}

pub fn of_person(connection: &mut dyn Connection, area: AreaCode, person_id: i64) -> StoreResult<Vec<(ContributionRow, Obligation)>> {
    connection.rows(&OF_PERSON, &[(&area).into(), person_id.into()], |row| Ok((read(row)?, obligation::read(row, COLUMN_COUNT)?)))
}

/// The contribution months of many people, by person and then by month.
pub fn of_persons(connection: &mut dyn Connection, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<(ContributionRow, Obligation)>> {
    let mut found = Vec::new();
    for ids in person_ids.chunks(LIST_LENGTH) {
        let parameters = with_list((&area).into(), ids);
        found.extend(connection.rows(&OF_PERSONS, &parameters, |row| Ok((read(row)?, obligation::read(row, COLUMN_COUNT)?)))?);
    }
    Ok(found)
}

fn read(row: &dyn Row) -> StoreResult<ContributionRow> {
    Ok(ContributionRow {
        employer_id: row.int(0)?,
        month: row.month(1)?,
        person_id: row.int(2)?,
        obligation_id: row.int(3)?,
        base: row.fen(4)?,
        parts: parts(row, 5)?,
    })
}

/// The five parts from `first` on.
pub fn parts(row: &dyn Row, first: usize) -> StoreResult<ContributionParts> {
    Ok(ContributionParts {
        pension_employer: row.fen(first)?,
        pension_employee: row.fen(first + 1)?,
        unemployment_employer: row.fen(first + 2)?,
        unemployment_employee: row.fen(first + 3)?,
        injury_employer: row.fen(first + 4)?,
    })
}
