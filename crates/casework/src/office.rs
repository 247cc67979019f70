//! The one door: load, gather, decide, commit.

use serde_json::Value;
use values::{AreaCode, CaseNumber};

use crate::act::{Act, CaseTarget, Effects, Outcome};
use crate::actor::Given;
use crate::audit::AuditEntry;
use crate::case::{CaseHead, EventStamp, Stage, StoredEvent};
use crate::deadline::{DeadlineChange, DeadlineRecord, STANDS_STILL};
use crate::gathering::Gathering;
use crate::procedure::{CaseRef, Procedure};
use crate::refusal::{Refusal, Refusals};
use crate::store::{Store, StoreError};

/// Why an act did not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The law or the procedure says no; the reasons are for the person who asked.
    #[error("refused: {0}")]
    Refused(Refusals),
    /// This account may not do that.
    #[error("not allowed: {}", .0.text.en)]
    Forbidden(Box<Refusal>),
    #[error("there is no such case")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusals> for Failure {
    fn from(refusals: Refusals) -> Failure {
        Failure::Refused(refusals)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure::Refused(refusal.into())
    }
}

/// An act that is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performed {
    pub area: AreaCode,
    pub case_id: i64,
    pub number: CaseNumber,
    pub version: i64,
    /// The same command had been committed before under the same key.
    pub was_replayed: bool,
}

/// How often a decision is taken anew when what it rests on moved meanwhile.
const ATTEMPTS: usize = 4;

/// Performs `command` on the target case. Conflicts are decided anew a few times before they are reported.
pub fn perform<P: Procedure>(
    store: &dyn Store,
    procedure: &P,
    target: CaseTarget,
    command: &P::Command,
    given: &Given,
) -> Result<Performed, Failure> {
    let given = &scoped(given);
    let mut opened = None;
    for _ in 1..ATTEMPTS {
        match attempt(store, procedure, target, command, given, &mut opened) {
            Err(Failure::Store(StoreError::Conflict | StoreError::Unknown)) => {}
            answer => return answer,
        }
    }
    attempt(store, procedure, target, command, given, &mut opened)
}

/// A key belongs to the account that chose it: two accounts that choose the same one never see each other's answer.
fn scoped(given: &Given) -> Given {
    let key = format!("{}:{}:{}", given.actor.area, given.actor.user_id, given.idempotency_key);
    Given { idempotency_key: key, ..given.clone() }
}

fn attempt<P: Procedure>(
    store: &dyn Store,
    procedure: &P,
    target: CaseTarget,
    command: &P::Command,
    given: &Given,
    opened: &mut Option<(i64, CaseNumber)>,
) -> Result<Performed, Failure> {
    let area = target.area();
    let mut reader = store.reader()?;
    if let Some(replayed) = reader.replayed(area, &given.idempotency_key)? {
        let record = reader.case(area, replayed.case_id)?.ok_or(Failure::NotFound)?;
        let version = replayed.version;
        return Ok(Performed { area, case_id: replayed.case_id, number: record.head.number, version, was_replayed: true });
    }
    let loaded = load(procedure, reader.as_mut(), target)?;
    let (case_id, number) = match (&loaded.head, *opened) {
        (Some(head), _) => (head.id, head.number),
        (None, Some(reserved)) => reserved,
        (None, None) => *opened.insert(number_new_case(store, area, given)?),
    };
    let mut gathering = Gathering::new(store, reader.as_mut(), area);
    let facts = procedure.gather(&mut gathering, loaded.head.as_ref(), &loaded.state, command, given)?;
    let seen = gathering.into_seen();
    let open_deadlines = match &loaded.head {
        Some(head) => reader.deadlines(area, head.id)?,
        None => Vec::new(),
    };
    drop(reader);
    let case = CaseRef { area, id: case_id, number: &number, head: loaded.head.as_ref() };
    let outcome = procedure.decide(case, &loaded.state, command, &facts, given)?;
    let version = loaded.head.as_ref().map_or(0, |head| head.version) + 1;
    let events = stored_events(&outcome, loaded.event_count, given)?;
    let head = head_after(procedure.name(), case, &outcome.effects, &open_deadlines, version, given)?;
    let audit = audit_entry(procedure.name(), &head, &events, given);
    let act = Act { head, is_new_case: loaded.head.is_none(), events, effects: outcome.effects, seen, audit, given: given.clone() };
    store.commit(&act).map_err(taken_or_failed)?;
    Ok(Performed { area, case_id, number, version, was_replayed: false })
}

/// Two acts registered the same identifier at the same moment, or a reference was used before: for the person who asked
/// that is a refusal, not a fault.
fn taken_or_failed(error: StoreError) -> Failure {
    match error {
        StoreError::DuplicateIdentifier => {
            Refusal::new("duplicate_identifier", "该号码已被登记或使用过", "this number is already registered or was used before")
                .hint("请核对号码；如刚刚提交过，请查看办理进度", "check the number; if you have just handed this in, look at its progress")
                .into()
        }
        other => other.into(),
    }
}

/// A case folded into its state.
pub struct Loaded<State> {
    pub head: Option<CaseHead>,
    pub state: State,
    pub event_count: i64,
}

/// Loads a case of `procedure` and folds its events; the state of a new case is the default.
pub fn load<P: Procedure>(procedure: &P, reader: &mut dyn crate::store::Reader, target: CaseTarget) -> Result<Loaded<P::State>, Failure> {
    let mut state = P::State::default();
    let CaseTarget::Existing { area, id } = target else {
        return Ok(Loaded { head: None, state, event_count: 0 });
    };
    let record = reader.case(area, id)?.ok_or(Failure::NotFound)?;
    if record.head.procedure != procedure.name() {
        return Err(Failure::NotFound);
    }
    for stored in &record.events {
        let event: P::Event = serde_json::from_value(stored.payload.clone())
            .map_err(|error| StoreError::Damaged(format!("event {} of case {}: {error}", stored.sequence, record.head.number)))?;
        procedure.apply(&mut state, &event, &stored.stamp);
    }
    let event_count = record.events.len() as i64;
    Ok(Loaded { head: Some(record.head), state, event_count })
}

fn number_new_case(store: &dyn Store, area: AreaCode, given: &Given) -> Result<(i64, CaseNumber), Failure> {
    let year = given.today.year();
    let id = store.reserve(area, "case", 1)?;
    let sequence = store.reserve(area, &format!("case_number.{year}"), 1)?;

    let number = CaseNumber::new(area, year, sequence);
    let number = number.map_err(|error| StoreError::Damaged(error.to_string()))?;
    Ok((id, number))
}

fn stored_events<Event: serde::Serialize>(outcome: &Outcome<Event>, event_count: i64, given: &Given) -> Result<Vec<StoredEvent>, Failure> {
    let stamp = EventStamp {
        actor_id: given.actor.user_id,
        actor_name: given.actor.name.clone(),
        channel: given.channel,
        on_behalf_of: given.on_behalf_of.clone(),
        cause: given.cause,
        on: given.today,
        at: given.now,
    };
    let mut stored = Vec::with_capacity(outcome.events.len());
    for (position, event) in outcome.events.iter().enumerate() {
        let payload = serde_json::to_value(event).map_err(|error| StoreError::Damaged(error.to_string()))?;
        let kind = payload.get("kind").and_then(Value::as_str).unwrap_or("event").to_owned();
        stored.push(StoredEvent { sequence: event_count + position as i64 + 1, kind, payload, stamp: stamp.clone() });
    }
    Ok(stored)
}

/// The head after the act: what the effects say, otherwise what it was.
fn head_after(
    procedure: &str,
    case: CaseRef<'_>,
    effects: &Effects,
    deadlines: &[DeadlineRecord],
    version: i64,
    given: &Given,
) -> Result<CaseHead, Failure> {
    let before = case.head;
    let party = effects.party.or(before.map(|head| head.party));
    let subject = effects.subject.clone().or_else(|| before.map(|head| head.subject.clone()));
    let (Some(party), Some(subject)) = (party, subject) else {
        return Err(StoreError::Damaged(format!("{procedure} opened a case without saying whose it is")).into());
    };
    Ok(CaseHead {
        area: case.area,
        id: case.id,
        number: *case.number,
        procedure: procedure.to_owned(),
        party,
        subject,
        stage: effects.stage.or(before.map(|head| head.stage)).unwrap_or(Stage::Received),
        awaiting: effects.awaiting.unwrap_or(before.and_then(|head| head.awaiting)),
        opened_by: before.map_or(given.actor.user_id, |head| head.opened_by),
        priority: effects.priority.or(before.map(|head| head.priority)).unwrap_or(0),
        opened_on: before.map_or(given.today, |head| head.opened_on),
        due_on: nearest_due(deadlines, &effects.deadlines),
        version,
    })
}

fn nearest_due(before: &[DeadlineRecord], changes: &[DeadlineChange]) -> Option<values::Date> {
    let untouched = before.iter().filter(|record| record.closed_on.is_none()).filter(|record| {
        !changes.iter().any(|change| match change {
            DeadlineChange::Set(deadline) => deadline.name == record.deadline.name,
            DeadlineChange::Met { name } | DeadlineChange::Ended { name } => *name == record.deadline.name,
        })
    });
    let set = changes.iter().filter_map(|change| match change {
        DeadlineChange::Set(deadline) => Some(deadline.due_on),
        DeadlineChange::Met { .. } | DeadlineChange::Ended { .. } => None,
    });
    untouched.map(|record| record.deadline.due_on).chain(set).filter(|day| *day != STANDS_STILL).min()
}

fn audit_entry(procedure: &str, head: &CaseHead, events: &[StoredEvent], given: &Given) -> AuditEntry {
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    // The digest ties the stored events to the chain, so that editing one is found by `verify`.
    let mut digest = sha2::Sha256::default();
    for event in events {
        sha2::Digest::update(&mut digest, event.payload.to_string().as_bytes());
    }
    let digest = hex::encode(sha2::Digest::finalize(digest));
    let cause = given.cause.map(|cause| format!(" cause={cause}")).unwrap_or_default();
    AuditEntry {
        area: head.area,
        at: given.now,
        actor_id: given.actor.user_id,
        what: format!("{procedure}.{}", kinds.join("+")),
        subject: format!("case:{}", head.id),
        detail: format!("version={} channel={} events={digest}{cause}", head.version, given.channel.as_str()),
    }
}
