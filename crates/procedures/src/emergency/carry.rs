//! Carrying a changed emergency to every area of the city: first the obligations, then the limits open on cases.

use std::collections::BTreeMap;

use agency::Agency;
use agency::registry::CommandFailure;
use casework::office::load;
use casework::reprojection::LIMITS_MOVED;
use casework::{CaseHead, CaseTarget, DeadlineRecord, EmergencyRecord, Failure, Given, MovedLimit, StoreError, perform};
use serde_json::Value;
use values::{AreaCode, Text};

use super::{Command, Emergency, Moved, newest_change_number};

/// So many cases are read in one look at the store, and then acted on one by one.
const CASES_AT_ONCE: usize = 200;
/// How often a case is come back to that somebody else kept changing.
const ROUNDS: usize = 3;

/// What came to another day.
#[derive(Debug, Default)]
pub struct Carried {
    pub obligations: Vec<(AreaCode, Moved)>,
    pub limits: Vec<CaseMoved>,
    /// Cases whose limits could not be reckoned anew, and why; carrying the emergency again takes them up again.
    pub left: Vec<(CaseHead, Text)>,
}

/// The limits of one case that moved.
#[derive(Debug, Clone)]
pub struct CaseMoved {
    pub head: CaseHead,
    pub moved: Vec<MovedLimit>,
}

impl Carried {
    /// How many due days and limits moved.
    pub fn count(&self) -> usize {
        self.obligations.len() + self.limits.iter().map(|case| case.moved.len()).sum::<usize>()
    }
}

/// Reckons every area anew, an act at a time, until nothing is left to move; gives what moved.
///
/// Each act names the newest change of an emergency as its cause, so that what that change moved can be listed for ever
/// ([`super::moved_page`]). The keys of the acts follow from `given.idempotency_key`, so that repeating the whole finds what was done and goes on.
pub fn reproject_all(agency: &Agency, given: &Given) -> Result<Carried, Failure> {
    let areas = agency.store.views()?.areas()?;
    let mut carried = Carried::default();
    for area in areas {
        reproject_area(agency, area, given, &mut carried)?;
    }
    Ok(carried)
}

/// The part of [`reproject_all`] that belongs to one area.
pub fn reproject_area(agency: &Agency, area: AreaCode, given: &Given, carried: &mut Carried) -> Result<(), Failure> {
    let given = &Given { cause: newest_change_number(agency)?, ..given.clone() };
    // Employers belong to pooling areas; in the city's own area stand only the changes of emergencies themselves.
    if agency.law.city().is_none_or(|city| city.code != area) {
        reproject_obligations(agency, area, given, &mut carried.obligations)?;
    }
    reproject_limits(agency, area, given, carried)
}

fn reproject_obligations(agency: &Agency, area: AreaCode, given: &Given, moved: &mut Vec<(AreaCode, Moved)>) -> Result<(), Failure> {
    let procedure = Emergency::new(agency.law.clone());
    for round in 1.. {
        let key = format!("{}:reproject:{area}:{round}", given.idempotency_key);
        let given = Given { idempotency_key: key, ..given.clone() };
        let performed = match perform(agency.store.as_ref(), &procedure, CaseTarget::New(area), &Command::Reproject, &given) {
            Ok(performed) => performed,
            Err(Failure::Refused(refusals)) if refusals.has("nothing_to_move") => break,
            Err(failure) => return Err(failure),
        };
        let mut reader = agency.store.reader()?;
        let target = CaseTarget::Existing { area, id: performed.case_id };
        let state = load(&procedure, reader.as_mut(), target)?.state;
        moved.extend(state.moved.into_iter().map(|moved| (area, moved)));
    }
    Ok(())
}

/// Every case of an area with an open limit is asked what the emergencies now do to it; those of which a limit moves take the
/// change over in an act of their own. A case that moved before is not asked to move again, so that a second pass finds nothing.
fn reproject_limits(agency: &Agency, area: AreaCode, given: &Given, carried: &mut Carried) -> Result<(), Failure> {
    let mut reader = agency.store.reader()?;
    let declared = reader.emergencies()?;
    let mut open: BTreeMap<i64, Vec<DeadlineRecord>> = BTreeMap::new();
    for record in reader.open_deadlines(area)? {
        open.entry(record.case_id).or_default().push(record);
    }
    drop(reader);
    let mut waiting: Vec<(i64, Vec<DeadlineRecord>)> = open.into_iter().collect();
    for _ in 0..ROUNDS {
        let mut contested = Vec::new();
        for some in waiting.chunks(CASES_AT_ONCE) {
            let asked = ask(agency, area, some, &declared, carried)?;
            contested.extend(act(agency, asked, given, carried)?);
        }
        if contested.is_empty() {
            return Ok(());
        }
        waiting = read_again(agency, area, &contested)?;
    }
    let still_contested = waiting.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    let mut reader = agency.store.reader()?;
    for id in still_contested {
        if let Some(record) = reader.case(area, id)? {
            let why = Text::new("其他人正在办理该案件，请稍后重试", "somebody else is working on the case; try again in a moment");
            carried.left.push((record.head, why));
        }
    }
    Ok(())
}

/// The commands of the cases of which a limit moves.
fn ask(
    agency: &Agency,
    area: AreaCode,
    cases: &[(i64, Vec<DeadlineRecord>)],
    declared: &[EmergencyRecord],
    carried: &mut Carried,
) -> Result<Vec<(CaseHead, Value)>, Failure> {
    let mut reader = agency.store.reader()?;
    let mut asked = Vec::new();
    for (id, open) in cases {
        let Some(record) = reader.case(area, *id)? else { continue };
        let Some(surface) = agency.registry.named(&record.head.procedure) else { continue };
        match surface.reproject(&record, open, declared) {
            Ok(Some(command)) => asked.push((record.head, command)),
            Ok(None) => {}
            Err(failure) => carried.left.push((record.head, words(failure)?)),
        }
    }
    Ok(asked)
}

/// Performs the commands; gives the cases somebody else kept changing.
fn act(agency: &Agency, asked: Vec<(CaseHead, Value)>, given: &Given, carried: &mut Carried) -> Result<Vec<i64>, Failure> {
    let mut contested = Vec::new();
    for (head, command) in asked {
        let Some(surface) = agency.registry.named(&head.procedure) else { continue };
        let target = CaseTarget::Existing { area: head.area, id: head.id };
        let key = format!("{}:limits:{}:{}", given.idempotency_key, head.area, head.id);
        let given = Given { idempotency_key: key, ..given.clone() };
        match surface.perform(agency.store.as_ref(), target, command, &given) {
            Ok(_) => carried.limits.extend(moved_of(agency, &head)?),
            Err(CommandFailure::Failed(Failure::Store(StoreError::Conflict))) => contested.push(head.id),
            // Between the look and the act the case was decided, or somebody else carried the emergency to it.
            Err(CommandFailure::Failed(Failure::Refused(refusals))) if refusals.has("nothing_to_move") || refusals.has("out_of_turn") => {}
            Err(failure) => carried.left.push((head, words(failure)?)),
        }
    }
    Ok(contested)
}

/// What the case itself says moved last.
fn moved_of(agency: &Agency, head: &CaseHead) -> Result<Option<CaseMoved>, Failure> {
    let record = agency.store.reader()?.case(head.area, head.id)?;
    let Some(record) = record else { return Ok(None) };
    let event = record.events.iter().rev().find(|event| event.kind == LIMITS_MOVED);
    let moved = event.map(|event| read_moved(&event.payload)).transpose()?.unwrap_or_default();
    Ok(Some(CaseMoved { head: record.head, moved }))
}

/// The list in an event tagged [`LIMITS_MOVED`], whichever procedure wrote it.
pub fn read_moved(payload: &Value) -> Result<Vec<MovedLimit>, StoreError> {
    let listed = payload.get("moved").cloned().unwrap_or(Value::Array(Vec::new()));
    serde_json::from_value(listed).map_err(|error| StoreError::Damaged(format!("the limits that moved: {error}")))
}

fn read_again(agency: &Agency, area: AreaCode, cases: &[i64]) -> Result<Vec<(i64, Vec<DeadlineRecord>)>, Failure> {
    let mut reader = agency.store.reader()?;
    let mut found = Vec::new();
    for id in cases {
        let mut open = reader.deadlines(area, *id)?;
        open.retain(|record| record.closed_on.is_none());
        found.push((*id, open));
    }
    Ok(found)
}

/// Why one case was left out, in words; what stops everything stays a failure.
fn words(failure: CommandFailure) -> Result<Text, Failure> {
    match failure {
        CommandFailure::Malformed(text) => Ok(text),
        CommandFailure::Failed(Failure::Refused(refusals)) => {
            Ok(refusals.0.into_iter().next().map(|refusal| refusal.text).unwrap_or_default())
        }
        CommandFailure::Failed(Failure::Forbidden(refusal)) => Ok(refusal.text),
        CommandFailure::Failed(failure) => Err(failure),
    }
}
