//! Events read across cases: those one act made necessary in others, and the first ones of the agency's own cases.
//!
//! Nothing is kept twice: these are the events of the cases themselves, found by an index.

use casework::case::{CaseHead, StoredEvent};
use casework::caused::CausedFilter;
use casework::store::StoreResult;
use values::AreaCode;

use super::{case_event, case_file};
use crate::engine::{Connection, Row};
use crate::keys::Sealer;
use crate::statement::statements;

macro_rules! columns {
    () => {
        "case_file.area, case_file.id, case_file.number, case_file.procedure_name, case_file.party_kind, case_file.party_id,
         case_file.subject_zh, case_file.subject_en, case_file.stage, case_file.awaiting, case_file.opened_by, case_file.queue_rank,
         case_file.opened_on, case_file.due_on, case_file.version,
         case_event.sequence, case_event.kind, case_event.payload_sealed, case_event.actor_id, case_event.actor_name,
         case_event.channel, case_event.on_behalf_of, case_event.on_day, case_event.at, case_event.cause"
    };
}

/// Where the event begins behind the head of its case.
const EVENT: usize = 15;

statements! {
    CAUSED = concat!("SELECT ", columns!(), " FROM case_event
              JOIN case_file ON case_file.area = case_event.area AND case_file.id = case_event.case_id
              WHERE case_event.area = $1 AND case_event.cause = $2 AND case_event.kind = $3
                AND (case_event.case_id, case_event.sequence) > ($4, $5)
              ORDER BY case_event.case_id, case_event.sequence LIMIT $6");
    FIRST_OF_AGENCY = concat!("SELECT ", columns!(), " FROM case_file
              JOIN case_event ON case_event.area = case_file.area AND case_event.case_id = case_file.id AND case_event.sequence = 1
              WHERE case_file.area = $1 AND case_file.party_kind = 'agency' AND case_file.party_id = 0
                AND case_file.procedure_name = $2 AND case_event.kind IN ($3, $4) AND case_file.id < $5
              ORDER BY case_file.id DESC LIMIT $6");
}

/// Events of one kind that one act made necessary in the cases of an area, in order of case and sequence.
pub fn caused(connection: &mut dyn Connection, sealer: &Sealer, filter: &CausedFilter) -> StoreResult<Vec<(CaseHead, StoredEvent)>> {
    let (case_id, sequence) = filter.after;
    let parameters = [
        (&filter.area).into(),
        filter.cause.to_string().into(),
        filter.kind.into(),
        case_id.into(),
        sequence.into(),
        i64::from(filter.limit).into(),
    ];
    connection.rows(&CAUSED, &parameters, |row| read(row, sealer))
}

/// The cases of a procedure in the agency's own name whose first event is of one of two kinds, newest first, before `before`.
pub fn first_of_agency(
    connection: &mut dyn Connection,
    sealer: &Sealer,
    area: AreaCode,
    procedure: &str,
    kinds: [&str; 2],
    before: Option<i64>,
    limit: u32,
) -> StoreResult<Vec<(CaseHead, StoredEvent)>> {
    let parameters =
        [(&area).into(), procedure.into(), kinds[0].into(), kinds[1].into(), before.unwrap_or(i64::MAX).into(), i64::from(limit).into()];
    connection.rows(&FIRST_OF_AGENCY, &parameters, |row| read(row, sealer))
}

fn read(row: &dyn Row, sealer: &Sealer) -> StoreResult<(CaseHead, StoredEvent)> {
    let head = case_file::read(row)?;
    let event = case_event::read(row, EVENT, sealer, head.area, head.id)?;
    Ok((head, event))
}
