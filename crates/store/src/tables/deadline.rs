//! Time limits running on cases.

use casework::deadline::{Deadline, DeadlineChange, DeadlineRecord, MetCount};
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Date, Text};

use crate::engine::{Connection, Row};
use crate::statement::statements;

macro_rules! columns {
    () => {
        "area, case_id, name, title_zh, title_en, started_on, due_on, derivation_zh, derivation_en, citation, closed_on, met"
    };
}

statements! {
    SET = concat!("INSERT INTO deadline (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, 0)
          ON CONFLICT (area, case_id, name) DO UPDATE SET title_zh = excluded.title_zh, title_en = excluded.title_en,
            started_on = excluded.started_on, due_on = excluded.due_on, derivation_zh = excluded.derivation_zh,
            derivation_en = excluded.derivation_en, citation = excluded.citation, closed_on = NULL, met = 0");
    /// One that is not open stays as it was closed.
    CLOSE = "UPDATE deadline SET closed_on = $4, met = $5 WHERE area = $1 AND case_id = $2 AND name = $3 AND closed_on IS NULL";
    OF_CASE = concat!("SELECT ", columns!(), " FROM deadline WHERE area = $1 AND case_id = $2 ORDER BY started_on, due_on, name");
    DUE_BY = concat!("SELECT ", columns!(), " FROM deadline WHERE area = $1 AND name = $2 AND closed_on IS NULL AND due_on <= $3
                      ORDER BY due_on, case_id LIMIT $4");
    MET_BETWEEN = "SELECT COUNT(CASE WHEN closed_on <= due_on THEN 1 END), COUNT(*) FROM deadline
                   WHERE area = $1 AND name = $2 AND met = 1 AND closed_on >= $3 AND closed_on <= $4";
    OPEN = concat!("SELECT ", columns!(), " FROM deadline WHERE area = $1 AND closed_on IS NULL ORDER BY due_on, case_id, name");
}

/// Applies a change to the deadlines of a case on the business date `today`.
pub fn change(connection: &mut dyn Connection, area: AreaCode, case_id: i64, change: &DeadlineChange, today: Date) -> StoreResult<()> {
    match change {
        DeadlineChange::Set(deadline) => set(connection, area, case_id, deadline),
        DeadlineChange::Met { name } => close(connection, area, case_id, name, today, true),
        DeadlineChange::Ended { name } => close(connection, area, case_id, name, today, false),
    }
}

fn set(connection: &mut dyn Connection, area: AreaCode, case_id: i64, deadline: &Deadline) -> StoreResult<()> {
    let citation = serde_json::to_string(&deadline.citation)
        .map_err(|error| StoreError::Damaged(format!("the citation of a deadline cannot be written: {error}")))?;
    connection
        .execute(
            &SET,
            &[
                (&area).into(),
                case_id.into(),
                (&deadline.name).into(),
                (&deadline.title.zh).into(),
                (&deadline.title.en).into(),
                deadline.started_on.into(),
                deadline.due_on.into(),
                (&deadline.derivation.zh).into(),
                (&deadline.derivation.en).into(),
                citation.into(),
            ],
        )
        .map(|_| ())
}

fn close(connection: &mut dyn Connection, area: AreaCode, case_id: i64, name: &str, today: Date, met: bool) -> StoreResult<()> {
    connection.execute(&CLOSE, &[(&area).into(), case_id.into(), name.into(), today.into(), met.into()]).map(|_| ())
}

pub fn of_case(connection: &mut dyn Connection, area: AreaCode, case_id: i64) -> StoreResult<Vec<DeadlineRecord>> {
    connection.rows(&OF_CASE, &[(&area).into(), case_id.into()], read)
}

pub fn open(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<Vec<DeadlineRecord>> {
    connection.rows(&OPEN, &[(&area).into()], read)
}

/// Open limits of one name that end on a day or before, the oldest first.
pub fn due_by(connection: &mut dyn Connection, area: AreaCode, name: &str, day: Date, limit: u32) -> StoreResult<Vec<DeadlineRecord>> {
    connection.rows(&DUE_BY, &[(&area).into(), name.into(), day.into(), i64::from(limit).into()], read)
}

/// Limits of one name that were met between two days, both included.
pub fn met_between(connection: &mut dyn Connection, area: AreaCode, name: &str, from: Date, until: Date) -> StoreResult<MetCount> {
    let counts = |row: &dyn Row| {
        let in_time = row.int(0)?;
        Ok(MetCount { in_time, late: row.int(1)? - in_time })
    };
    Ok(connection.first(&MET_BETWEEN, &[(&area).into(), name.into(), from.into(), until.into()], counts)?.unwrap_or_default())
}

fn read(row: &dyn Row) -> StoreResult<DeadlineRecord> {
    let citation =
        serde_json::from_str(&row.text(9)?).map_err(|error| StoreError::Damaged(format!("the citation of a deadline: {error}")))?;
    let deadline = Deadline {
        name: row.text(2)?,
        title: Text { zh: row.text(3)?, en: row.text(4)? },
        started_on: row.parsed(5)?,
        due_on: row.parsed(6)?,
        derivation: Text { zh: row.text(7)?, en: row.text(8)? },
        citation,
    };
    Ok(DeadlineRecord { area: row.parsed(0)?, case_id: row.int(1)?, deadline, closed_on: row.optional_parsed(10)?, met: row.flag(11)? })
}
