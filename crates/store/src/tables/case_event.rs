//! Events of cases. The payload is sealed: an event holds what was handed in, identifiers included.

use casework::actor::Channel;
use casework::case::{EventStamp, Stage, StoredEvent};
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Month};

use super::{LIST_LENGTH, list_from_2, with_list};
use crate::engine::{Connection, Row};
use crate::keys::Sealer;
use crate::statement::statements;

statements! {
    APPEND = "INSERT INTO case_event (area, case_id, sequence, kind, payload_sealed, actor_id, actor_name, channel, on_behalf_of, on_day, at, cause)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    OF_CASE = "SELECT sequence, kind, payload_sealed, actor_id, actor_name, channel, on_behalf_of, on_day, at, cause
               FROM case_event WHERE area = $1 AND case_id = $2 ORDER BY sequence";
    OF_CASES = concat!("SELECT sequence, kind, payload_sealed, actor_id, actor_name, channel, on_behalf_of, on_day, at, cause, case_id
               FROM case_event WHERE area = $1 AND case_id IN (", list_from_2!(), ") ORDER BY case_id, sequence");
    OF_CASES_OF_KINDS = concat!("SELECT sequence, kind, payload_sealed, actor_id, actor_name, channel, on_behalf_of, on_day, at, cause, case_id
               FROM case_event WHERE area = $1 AND case_id IN (", list_from_2!(), ") AND kind IN ($34, $35) ORDER BY case_id, sequence");
    STARTED_RUNS = "SELECT case_file.id, case_event.payload_sealed, case_file.stage FROM case_file
                    JOIN case_event ON case_event.area = case_file.area AND case_event.case_id = case_file.id AND case_event.sequence = 1
                    WHERE case_file.area = $1 AND case_file.party_kind = 'agency' AND case_file.party_id = 0
                      AND case_file.procedure_name = 'contribution_assessment'
                    ORDER BY case_file.id";
}

pub fn append(connection: &mut dyn Connection, sealer: &Sealer, area: AreaCode, case_id: i64, event: &StoredEvent) -> StoreResult<()> {
    let payload = sealer.seal(&place(area, case_id, event.sequence), &event.payload.to_string())?;
    let stamp = &event.stamp;
    let on_behalf_of = stamp.on_behalf_of.as_ref().map(serde_json::to_string).transpose();
    let on_behalf_of = on_behalf_of.map_err(|error| StoreError::Damaged(format!("an authorisation cannot be written: {error}")))?;
    connection
        .execute(
            &APPEND,
            &[
                (&area).into(),
                case_id.into(),
                event.sequence.into(),
                (&event.kind).into(),
                payload.into(),
                stamp.actor_id.into(),
                (&stamp.actor_name).into(),
                stamp.channel.as_str().into(),
                on_behalf_of.into(),
                stamp.on.into(),
                stamp.at.into(),
                stamp.cause.map(|cause| cause.to_string()).into(),
            ],
        )
        .map(|_| ())
}

pub fn of_case(connection: &mut dyn Connection, sealer: &Sealer, area: AreaCode, case_id: i64) -> StoreResult<Vec<StoredEvent>> {
    connection.rows(&OF_CASE, &[(&area).into(), case_id.into()], |row| read(row, 0, sealer, area, case_id))
}

/// Events of many cases, each with the id of its case: all of them, or those of two kinds; `case_ids` ascend.
pub fn of_cases(
    connection: &mut dyn Connection,
    sealer: &Sealer,
    area: AreaCode,
    case_ids: &[i64],
    kinds: Option<[&str; 2]>,
) -> StoreResult<Vec<(i64, StoredEvent)>> {
    let statement = if kinds.is_some() { &OF_CASES_OF_KINDS } else { &OF_CASES };
    let mut events = Vec::new();
    for some in case_ids.chunks(LIST_LENGTH) {
        let mut parameters = with_list((&area).into(), some);
        parameters.extend(kinds.into_iter().flatten().map(Into::into));
        events.extend(connection.rows(statement, &parameters, |row| {
            let case_id = row.int(10)?;
            Ok((case_id, read(row, 0, sealer, area, case_id)?))
        })?);
    }
    Ok(events)
}

/// (run, month, whether it still runs) of every assessment that was started, planned or not: from its start on a month is closed.
pub fn started_runs(connection: &mut dyn Connection, sealer: &Sealer, area: AreaCode) -> StoreResult<Vec<(i64, Month, bool)>> {
    connection.rows(&STARTED_RUNS, &[(&area).into()], |row| {
        let run_id = row.int(0)?;
        let payload = sealer.open(&place(area, run_id, 1), &row.text(1)?)?;
        let payload: serde_json::Value = serde_json::from_str(&payload)
            .map_err(|error| StoreError::Damaged(format!("the first event of run {run_id} of {area}: {error}")))?;
        let month = payload.get("month").and_then(serde_json::Value::as_str).and_then(|month| month.parse().ok());
        let month = month.ok_or_else(|| StoreError::Damaged(format!("run {run_id} of {area} does not say its month")))?;
        Ok((run_id, month, row.text(2)? == Stage::Running.as_str()))
    })
}

/// Reads the columns of `OF_CASE`, the first of which is the column `from` of the row.
pub fn read(row: &dyn Row, from: usize, sealer: &Sealer, area: AreaCode, case_id: i64) -> StoreResult<StoredEvent> {
    let sequence = row.int(from)?;
    let damaged = |error: serde_json::Error| StoreError::Damaged(format!("event {sequence} of case {case_id} of {area}: {error}"));
    let payload = sealer.open(&place(area, case_id, sequence), &row.text(from + 2)?)?;
    let on_behalf_of = row.optional_text(from + 6)?.map(|text| serde_json::from_str(&text)).transpose().map_err(damaged)?;
    let stamp = EventStamp {
        actor_id: row.int(from + 3)?,
        actor_name: row.text(from + 4)?,
        channel: row.word(from + 5, Channel::of)?,
        on_behalf_of,
        cause: row.optional_parsed(from + 9)?,
        on: row.parsed(from + 7)?,
        at: row.parsed(from + 8)?,
    };
    Ok(StoredEvent { sequence, kind: row.text(from + 1)?, payload: serde_json::from_str(&payload).map_err(damaged)?, stamp })
}

fn place(area: AreaCode, case_id: i64, sequence: i64) -> String {
    format!("case_event:{area}:{case_id}:{sequence}")
}
