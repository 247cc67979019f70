//! Areas and the numbers handed out in each.

use casework::store::{StoreError, StoreResult};
use values::AreaCode;

use crate::engine::Connection;
use crate::statement::statements;

statements! {
    ADD = "INSERT INTO area (code) VALUES ($1) ON CONFLICT (code) DO NOTHING";
    LIST = "SELECT code FROM area ORDER BY code";
    /// Hands out a block; the answer is the first number after it.
    TAKE = "INSERT INTO counter (area, name, next_value) VALUES ($1, $2, $3 + 1)
            ON CONFLICT (area, name) DO UPDATE SET next_value = counter.next_value + $3 RETURNING next_value";
    /// Gives back the end of a block nobody used, unless another block was taken since.
    GIVE_BACK = "UPDATE counter SET next_value = $3 WHERE area = $1 AND name = $2 AND next_value = $4";
    /// A counter never hands out a number at or below one that was loaded.
    RAISE = "INSERT INTO counter (area, name, next_value) VALUES ($1, $2, $3)
             ON CONFLICT (area, name) DO UPDATE SET next_value = excluded.next_value WHERE counter.next_value < excluded.next_value";
}

pub fn add(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<()> {
    connection.execute(&ADD, &[(&area).into()]).map(|_| ())
}

pub fn list(connection: &mut dyn Connection) -> StoreResult<Vec<AreaCode>> {
    connection.rows(&LIST, &[], |row| row.parsed(0))
}

/// The first of `count` numbers.
pub fn take(connection: &mut dyn Connection, area: AreaCode, counter: &str, count: i64) -> StoreResult<i64> {
    let next = connection.first(&TAKE, &[(&area).into(), counter.into(), count.into()], |row| row.int(0))?;
    next.map(|next| next - count).ok_or_else(|| StoreError::Damaged(format!("the counter {counter} of {area} gave no number")))
}

pub fn give_back(connection: &mut dyn Connection, area: AreaCode, counter: &str, unused_from: i64, block_end: i64) -> StoreResult<()> {
    connection.execute(&GIVE_BACK, &[(&area).into(), counter.into(), unused_from.into(), block_end.into()]).map(|_| ())
}

pub fn raise(connection: &mut dyn Connection, area: AreaCode, counter: &str, next: i64) -> StoreResult<()> {
    connection.execute(&RAISE, &[(&area).into(), counter.into(), next.into()]).map(|_| ())
}
