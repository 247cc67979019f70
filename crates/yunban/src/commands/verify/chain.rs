//! The audit chain hashed again from its first entry, and what it says about each case's events.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use casework::CaseRecord;
use casework::audit::{AuditRecord, FIRST_PREVIOUS_HASH, chain_hash};
use sha2::{Digest, Sha256};
use values::AreaCode;

use super::Findings;
use crate::failure::CommandResult;
use crate::place::Open;

const ENTRIES_AT_ONCE: u32 = 2_000;

/// One act as the log records it.
#[derive(Debug)]
struct RecordedAct {
    version: i64,
    events: usize,
    digest: String,
}

pub struct Chain {
    area: AreaCode,
    last_sequence: i64,
    last_hash: String,
    acts: HashMap<i64, Vec<RecordedAct>>,
    not_seen: RefCell<BTreeSet<i64>>,
}

/// What the log says about a case.
pub enum Compared {
    Agrees,
    /// There are acts the chain read so far does not know.
    Newer,
    Differs(String),
}

impl Chain {
    pub fn new(area: AreaCode) -> Chain {
        Chain { area, last_sequence: 0, last_hash: FIRST_PREVIOUS_HASH.to_owned(), acts: HashMap::new(), not_seen: RefCell::default() }
    }

    /// Reads and checks the entries after those already read.
    pub fn read_on(&mut self, open: &Open, findings: &mut Findings) -> CommandResult {
        loop {
            let records = open.store().views()?.audit_after(self.area, self.last_sequence, ENTRIES_AT_ONCE)?;
            if records.is_empty() {
                return Ok(());
            }
            for record in records {
                self.take(record, findings);
            }
        }
    }

    fn take(&mut self, record: AuditRecord, findings: &mut Findings) {
        findings.audit_entries += 1;
        let sequence = record.sequence;
        if sequence != self.last_sequence + 1 {
            findings.note(self.area, format_args!("audit entries {} to {} are missing", self.last_sequence + 1, sequence - 1));
        }
        if record.previous_hash != self.last_hash {
            findings.note(self.area, format_args!("audit entry {sequence} does not follow the one before it"));
        }
        if chain_hash(&record.previous_hash, sequence, &record.entry) != record.hash {
            findings.note(self.area, format_args!("audit entry {sequence} was altered"));
        }
        if let Some((case_id, act)) = recorded_act(&record) {
            self.acts.entry(case_id).or_default().push(act);
            self.not_seen.borrow_mut().insert(case_id);
        }
        self.last_sequence = sequence;
        self.last_hash = record.hash;
    }

    /// Compares the events of a case with the digests the log holds of them.
    pub fn compare(&self, record: &CaseRecord) -> Compared {
        let recorded = self.acts.get(&record.head.id).map_or(&[][..], Vec::as_slice);
        let events: usize = recorded.iter().map(|act| act.events).sum();
        if record.events.len() > events || record.head.version > recorded.len() as i64 {
            return Compared::Newer;
        }
        self.seen(record.head.id);
        if record.events.len() < events {
            return Compared::Differs(format!("{events} events are in the audit log and {} are stored", record.events.len()));
        }
        let mut rest = record.events.as_slice();
        for (position, act) in recorded.iter().enumerate() {
            if act.version != position as i64 + 1 {
                return Compared::Differs(format!("the audit log has no act of version {}", position + 1));
            }
            let Some((of_act, later)) = rest.split_at_checked(act.events) else { break };
            rest = later;
            let mut digest = Sha256::new();
            for event in of_act {
                digest.update(event.payload.to_string().as_bytes());
            }
            if hex::encode(digest.finalize()) != act.digest {
                let first = of_act.first().map_or(0, |event| event.sequence);
                return Compared::Differs(format!("the events of version {} (from event {first} on) were altered", act.version));
            }
        }
        let out_of_order = record.events.iter().zip(1..).find(|(event, expected)| event.sequence != *expected);
        match out_of_order {
            Some((event, expected)) => Compared::Differs(format!("event {expected} is missing; {} follows", event.sequence)),
            None => Compared::Agrees,
        }
    }

    /// Notes that a case is there.
    pub fn seen(&self, case_id: i64) {
        self.not_seen.borrow_mut().remove(&case_id);
    }

    /// Cases the log speaks of and that no look has found.
    pub fn cases_not_seen(&self) -> Vec<i64> {
        self.not_seen.borrow().iter().copied().collect()
    }
}

/// The act an entry records, when it records one: its `what` names the kinds of the events, its `detail` their digest.
fn recorded_act(record: &AuditRecord) -> Option<(i64, RecordedAct)> {
    let case_id = record.entry.subject.strip_prefix("case:")?.parse().ok()?;
    let detail = |name: &str| record.entry.detail.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    let digest = detail("events")?.to_owned();
    let version = detail("version")?.parse().ok()?;
    let (_, kinds) = record.entry.what.split_once('.')?;
    let events = if kinds.is_empty() { 0 } else { kinds.split('+').count() };
    Some((case_id, RecordedAct { version, events, digest }))
}
