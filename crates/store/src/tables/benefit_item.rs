//! What was paid for a month, and what was recovered: rows that are only added.

use casework::payroll::{BenefitItem, CaseItem};
use casework::store::StoreResult;
use values::{AreaCode, Fen, Month};

use crate::engine::{BulkTable, Connection, insert};
use crate::statement::{Statement, statements};

statements! {
    OF = "SELECT month, CAST(SUM(amount_fen) AS BIGINT) FROM benefit_item WHERE area = $1 AND entitlement_id = $2 GROUP BY month ORDER BY month";
    OF_CASE = "SELECT month, CAST(SUM(amount_fen) AS BIGINT) FROM benefit_item WHERE area = $1 AND entitlement_id = $2 AND case_id = $3
               GROUP BY month HAVING SUM(amount_fen) <> 0 ORDER BY month";
    BY_CASE = "SELECT case_id, month, CAST(SUM(amount_fen) AS BIGINT) FROM benefit_item WHERE area = $1 AND entitlement_id = $2
               GROUP BY case_id, month HAVING SUM(amount_fen) <> 0 ORDER BY case_id, month";
    ADD = "INSERT INTO benefit_item (area, entitlement_id, month, case_id, sequence, amount_fen)
           SELECT $1, $2, $3, $4, COALESCE(MAX(sequence), 0) + 1, $5 FROM benefit_item
           WHERE area = $1 AND entitlement_id = $2 AND month = $3 AND case_id = $4";
}

pub static BULK: BulkTable = BulkTable {
    table: "benefit_item",
    columns: "area, entitlement_id, month, case_id, sequence, amount_fen",
    insert: Statement::new(
        "INSERT INTO benefit_item (area, entitlement_id, month, case_id, sequence, amount_fen) VALUES ($1, $2, $3, $4, $5, $6)",
    ),
};

/// The first items of a case for their months.
pub fn add_all(connection: &mut dyn Connection, area: AreaCode, case_id: i64, items: &[BenefitItem]) -> StoreResult<()> {
    insert(connection, &BULK, items.len(), |sink| {
        items.iter().try_for_each(|item| {
            sink.row(&[(&area).into(), item.entitlement_id.into(), item.month.into(), case_id.into(), 1_i64.into(), item.amount.into()])
        })
    })
}

/// What a run paid on an entitlement, month by month.
pub fn of_case(connection: &mut dyn Connection, area: AreaCode, entitlement_id: i64, case_id: i64) -> StoreResult<Vec<(Month, Fen)>> {
    connection.rows(&OF_CASE, &[(&area).into(), entitlement_id.into(), case_id.into()], |row| Ok((row.month(0)?, row.fen(1)?)))
}

/// The sum of the items of each month that has any.
pub fn of(connection: &mut dyn Connection, area: AreaCode, entitlement_id: i64) -> StoreResult<Vec<(Month, Fen)>> {
    connection.rows(&OF, &[(&area).into(), entitlement_id.into()], |row| Ok((row.month(0)?, row.fen(1)?)))
}

/// Everything written for an entitlement, by case and month.
pub fn by_case(connection: &mut dyn Connection, area: AreaCode, entitlement_id: i64) -> StoreResult<Vec<CaseItem>> {
    connection.rows(&BY_CASE, &[(&area).into(), entitlement_id.into()], |row| {
        Ok(CaseItem { case_id: row.int(0)?, month: row.month(1)?, amount: row.fen(2)? })
    })
}

pub fn add(
    connection: &mut dyn Connection,
    area: AreaCode,
    entitlement_id: i64,
    month: Month,
    case_id: i64,
    amount: Fen,
) -> StoreResult<()> {
    let parameters = [(&area).into(), entitlement_id.into(), month.into(), case_id.into(), amount.into()];
    connection.execute(&ADD, &parameters).map(|_| ())
}
