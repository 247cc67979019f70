//! Heads of cases.

use casework::actor::Role;
use casework::case::{CaseHead, Stage};
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, CaseNumber, Date, Text};

use super::{LIST_LENGTH, list_from_2, with_list};
use crate::engine::{Connection, Row, Value};
use crate::statement::statements;

macro_rules! columns {
    () => {
        "area, id, number, procedure_name, party_kind, party_id, subject_zh, subject_en, stage, awaiting, opened_by, queue_rank, opened_on, due_on, version"
    };
}

pub(crate) use columns;

/// What [`read`] reads, in its order.
pub const COLUMNS: &str = columns!();

/// Stored for a case without a deadline, so that it stands last in an ascending index.
pub const NO_DEADLINE: Date = jiff::civil::date(9999, 12, 31);

statements! {
    ADD = "INSERT INTO case_file (area, id, number, procedure_name, party_kind, party_id, subject_zh, subject_en, subject_search,
             stage, is_open, awaiting, opened_by, queue_rank, opened_on, due_on, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    CHANGE = "UPDATE case_file SET party_kind = $3, party_id = $4, subject_zh = $5, subject_en = $6, subject_search = $7, stage = $8,
                is_open = $9, awaiting = $10, queue_rank = $11, due_on = $12, version = $13
              WHERE area = $1 AND id = $2 AND version = $13 - 1";
    FIND = concat!("SELECT ", columns!(), " FROM case_file WHERE area = $1 AND id = $2");
    FIND_MANY = concat!("SELECT ", columns!(), " FROM case_file WHERE area = $1 AND id IN (", list_from_2!(), ")");
    FIND_NUMBER = concat!("SELECT ", columns!(), " FROM case_file WHERE area = $1 AND number = $2");
    AFTER = concat!("SELECT ", columns!(), " FROM case_file WHERE area = $1 AND id > $2 ORDER BY id LIMIT $3");
    OF_AGENCY = concat!("SELECT ", columns!(), " FROM case_file WHERE area = $1 AND party_kind = 'agency' AND party_id = 0
                AND procedure_name = $2 ORDER BY id DESC LIMIT $3");
    AWAITING_COUNTS = "SELECT awaiting, COUNT(*) FROM case_file WHERE area = $1 AND is_open = 1 AND awaiting IS NOT NULL
                       GROUP BY awaiting ORDER BY awaiting";
}

/// A new case.
pub fn add(connection: &mut dyn Connection, head: &CaseHead) -> StoreResult<()> {
    connection
        .execute(
            &ADD,
            &[
                (&head.area).into(),
                head.id.into(),
                head.number.to_string().into(),
                (&head.procedure).into(),
                head.party.kind.as_str().into(),
                head.party.id.into(),
                (&head.subject.zh).into(),
                (&head.subject.en).into(),
                searchable(&head.subject).into(),
                head.stage.as_str().into(),
                head.stage.is_open().into(),
                awaiting(head),
                head.opened_by.into(),
                queue_rank(head.priority).into(),
                head.opened_on.into(),
                head.due_on.unwrap_or(NO_DEADLINE).into(),
                head.version.into(),
            ],
        )
        .map(|_| ())
}

/// The head after an act; `Conflict` when the case is no longer at the version before.
pub fn change(connection: &mut dyn Connection, head: &CaseHead) -> StoreResult<()> {
    let touched = connection.execute(
        &CHANGE,
        &[
            (&head.area).into(),
            head.id.into(),
            head.party.kind.as_str().into(),
            head.party.id.into(),
            (&head.subject.zh).into(),
            (&head.subject.en).into(),
            searchable(&head.subject).into(),
            head.stage.as_str().into(),
            head.stage.is_open().into(),
            awaiting(head),
            queue_rank(head.priority).into(),
            head.due_on.unwrap_or(NO_DEADLINE).into(),
            head.version.into(),
        ],
    )?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

pub fn find(connection: &mut dyn Connection, area: AreaCode, id: i64) -> StoreResult<Option<CaseHead>> {
    connection.first(&FIND, &[(&area).into(), id.into()], read)
}

/// Many at once, in no order.
pub fn find_many(connection: &mut dyn Connection, area: AreaCode, ids: &[i64]) -> StoreResult<Vec<CaseHead>> {
    let mut heads = Vec::new();
    for some in ids.chunks(LIST_LENGTH) {
        heads.extend(connection.rows(&FIND_MANY, &with_list((&area).into(), some), read)?);
    }
    Ok(heads)
}

pub fn find_number(connection: &mut dyn Connection, number: &CaseNumber) -> StoreResult<Option<CaseHead>> {
    let area = number.area();
    connection.first(&FIND_NUMBER, &[(&area).into(), number.to_string().into()], read)
}

pub fn after(connection: &mut dyn Connection, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<CaseHead>> {
    connection.rows(&AFTER, &[(&area).into(), after.into(), i64::from(limit).into()], read)
}

/// Newest first.
pub fn of_agency(connection: &mut dyn Connection, area: AreaCode, procedure: &str, limit: u32) -> StoreResult<Vec<CaseHead>> {
    connection.rows(&OF_AGENCY, &[(&area).into(), procedure.into(), i64::from(limit).into()], read)
}

pub fn awaiting_counts(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<Vec<(Role, i64)>> {
    connection.rows(&AWAITING_COUNTS, &[(&area).into()], |row| Ok((row.word(0, Role::of)?, row.int(1)?)))
}

pub fn read(row: &dyn Row) -> StoreResult<CaseHead> {
    let due_on: Date = row.parsed(13)?;
    let priority = i32::try_from(-row.int(11)?).map_err(|error| StoreError::Damaged(format!("the priority of a case: {error}")))?;
    Ok(CaseHead {
        area: row.parsed(0)?,
        id: row.int(1)?,
        number: row.parsed(2)?,
        procedure: row.text(3)?,
        party: row.party(4)?,
        subject: Text { zh: row.text(6)?, en: row.text(7)? },
        stage: row.word(8, Stage::of)?,
        awaiting: match row.value(9)? {
            Value::Null => None,
            _ => Some(row.word(9, Role::of)?),
        },
        opened_by: row.int(10)?,
        priority,
        opened_on: row.parsed(12)?,
        due_on: (due_on != NO_DEADLINE).then_some(due_on),
        version: row.int(14)?,
    })
}

/// The more urgent, the smaller.
pub fn queue_rank(priority: i32) -> i64 {
    -i64::from(priority)
}

fn awaiting(head: &CaseHead) -> Value<'_> {
    head.awaiting.map(Role::as_str).into()
}

/// Both languages in small letters: one engine's LIKE minds the case of letters and the other's does not.
fn searchable(subject: &Text) -> String {
    let mut words = subject.zh.to_lowercase();
    if subject.en != subject.zh {
        words.push('\n');
        words.push_str(&subject.en.to_lowercase());
    }
    words
}
