//! What earlier years left behind, one row a person.

use casework::career::{CareerYear, PensionRecord};
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Fen};

use super::entitlement::optional_month;
use super::{LIST_LENGTH, list_from_2, with_list};
use crate::engine::{BulkTable, Connection, Row, RowSink, insert};
use crate::statement::{Statement, statements};

macro_rules! columns {
    () => {
        "area, person_id, category, first_employment, deemed_months, special_work_months, account_start, paid_months_before_account, opening_year, opening_balance_fen, years, verified_case_id, born"
    };
}

statements! {
    FIND = concat!("SELECT ", columns!(), " FROM pension_record WHERE area = $1 AND person_id = $2");
    FIND_MANY = concat!("SELECT ", columns!(), " FROM pension_record WHERE area = $1 AND person_id IN (", list_from_2!(), ")");
    /// The person's book was seen, so nobody else replaces the record meanwhile.
    REMOVE = "DELETE FROM pension_record WHERE area = $1 AND person_id = $2";
}

pub static BULK: BulkTable = BulkTable {
    table: "pension_record",
    columns: columns!(),
    insert: Statement::new(concat!(
        "INSERT INTO pension_record (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    )),
};

/// Replaces the record of a person; the one before stays readable in the case that made it.
pub fn replace(connection: &mut dyn Connection, record: &PensionRecord) -> StoreResult<()> {
    connection.execute(&REMOVE, &[(&record.area).into(), record.person_id.into()])?;
    insert(connection, &BULK, 1, |sink| put(sink, record))
}

pub fn put(sink: &mut dyn RowSink, record: &PensionRecord) -> StoreResult<()> {
    let years: Vec<[i64; 4]> =
        record.years.iter().map(|year| [i64::from(year.year), year.months, year.index_sum, year.credits.0]).collect();
    let years = serde_json::to_string(&years).map_err(|error| StoreError::Damaged(error.to_string()))?;
    sink.row(&[
        (&record.area).into(),
        record.person_id.into(),
        record.category.as_deref().into(),
        record.first_employment.into(),
        i64::from(record.deemed_months).into(),
        i64::from(record.special_work_months).into(),
        record.account_start.into(),
        record.paid_months_before_account.map(i64::from).into(),
        i64::from(record.opening_year).into(),
        record.opening_balance.into(),
        years.into(),
        record.verified_case_id.into(),
        record.born.into(),
    ])
}

pub fn find(connection: &mut dyn Connection, area: AreaCode, person_id: i64) -> StoreResult<Option<PensionRecord>> {
    connection.first(&FIND, &[(&area).into(), person_id.into()], read)
}

/// The records of many people; those without one are left out.
pub fn find_many(connection: &mut dyn Connection, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<PensionRecord>> {
    let mut found = Vec::with_capacity(person_ids.len());
    for ids in person_ids.chunks(LIST_LENGTH) {
        found.extend(connection.rows(&FIND_MANY, &with_list((&area).into(), ids), read)?);
    }
    Ok(found)
}

fn read(row: &dyn Row) -> StoreResult<PensionRecord> {
    let damaged = |what: &str| StoreError::Damaged(format!("a pension record holds an impossible {what}"));
    let years: Vec<[i64; 4]> = serde_json::from_str(&row.text(10)?).map_err(|_| damaged("list of years"))?;
    let year_of = |number: i64| i32::try_from(number).map_err(|_| damaged("year"));
    let years = years
        .into_iter()
        .map(|[year, months, index_sum, credits]| Ok(CareerYear { year: year_of(year)?, months, index_sum, credits: Fen(credits) }));
    let months = |number: i64| u32::try_from(number).map_err(|_| damaged("number of months"));
    Ok(PensionRecord {
        area: row.parsed(0)?,
        person_id: row.int(1)?,
        category: row.optional_text(2)?,
        first_employment: optional_month(row, 3)?,
        deemed_months: months(row.int(4)?)?,
        special_work_months: months(row.int(5)?)?,
        account_start: optional_month(row, 6)?,
        paid_months_before_account: row.optional_int(7)?.map(months).transpose()?,
        opening_year: year_of(row.int(8)?)?,
        opening_balance: row.fen(9)?,
        years: years.collect::<StoreResult<_>>()?,
        verified_case_id: row.optional_int(11)?,
        born: optional_month(row, 12)?,
    })
}
