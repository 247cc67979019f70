//! What was paid for a month, and what was recovered: rows that are only added.

use casework::store::StoreResult;
use values::{AreaCode, Fen, Month};

use crate::engine::Connection;
use crate::statement::statements;

statements! {
    OF = "SELECT month, CAST(SUM(amount_fen) AS BIGINT) FROM benefit_item WHERE area = $1 AND entitlement_id = $2 GROUP BY month ORDER BY month";
    ADD = "INSERT INTO benefit_item (area, entitlement_id, month, case_id, sequence, amount_fen)
           SELECT $1, $2, $3, $4, COALESCE(MAX(sequence), 0) + 1, $5 FROM benefit_item
           WHERE area = $1 AND entitlement_id = $2 AND month = $3 AND case_id = $4";
}

/// The sum of the items of each month that has any.
pub fn of(connection: &mut dyn Connection, area: AreaCode, entitlement_id: i64) -> StoreResult<Vec<(Month, Fen)>> {
    connection.rows(&OF, &[(&area).into(), entitlement_id.into()], |row| Ok((row.month(0)?, row.fen(1)?)))
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
