//! A store in memory: the same promises without a disk. Stories are replayed on it, and decisions are tried on it in tests.

mod benefit;
mod deadline;
mod issued;
mod payroll;
mod reader;
mod register;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};

use ledger::{Obligation, Transfer};
use sha2::{Digest, Sha256};
use values::{AreaCode, Instant, Month, Party};

use crate::act::{Act, CaseReference, ObligationChange, SeenEntry};
use crate::audit::AuditEntry;
use crate::case::{CaseRecord, StoredEvent};
use crate::deadline::DeadlineRecord;
use crate::emergency::EmergencyRecord;
use crate::identity::{Session, User};
use crate::material::Material;
use crate::notification::Notification;
use crate::payroll::PayrollChunkResult;
use crate::registry::{ContributionRow, Employer, Employment, Person, RegistryChange};
use crate::run::{Chunk, Lease};
use crate::store::{ChunkResult, CityRow, Reader, Replayed, Store, StoreError, StoreResult, Views};

use self::reader::MemoryReader;

/// Everything the agency knows, in maps.
#[derive(Debug, Default, Clone)]
struct Tables {
    cases: BTreeMap<(AreaCode, i64), CaseRecord>,
    replayed: HashMap<(AreaCode, String), Replayed>,
    deadlines: BTreeMap<(AreaCode, i64, String), DeadlineRecord>,
    materials: HashMap<(AreaCode, i64), Vec<Material>>,
    books: HashMap<(AreaCode, Party), i64>,
    persons: BTreeMap<(AreaCode, i64), Person>,
    employers: BTreeMap<(AreaCode, i64), Employer>,
    employments: BTreeMap<(AreaCode, i64, i64, Month), Employment>,
    obligations: BTreeMap<(AreaCode, i64), Obligation>,
    contributions: BTreeMap<(AreaCode, i64, Month, i64), ContributionRow>,
    transfers: Vec<(AreaCode, Transfer)>,
    emergencies: BTreeMap<String, EmergencyRecord>,
    notifications: Vec<(AreaCode, Notification)>,
    counters: HashMap<(AreaCode, String), i64>,
    chunks: BTreeMap<(AreaCode, i64, i64), PlannedChunk>,
    users: BTreeMap<(AreaCode, i64), User>,
    references: HashSet<(String, String)>,
    about: BTreeSet<(AreaCode, String, String, i64)>,
    benefits: benefit::BenefitTables,
    issued: issued::IssuedTable,
    registers: register::RegisterTables,
    audit: Vec<AuditEntry>,
}

#[derive(Debug, Clone)]
struct PlannedChunk {
    chunk: Chunk,
    lease_until: Option<Instant>,
    done: Option<(i64, i64)>,
}

/// The store.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tables: Mutex<Tables>,
}

impl MemoryStore {
    fn tables(&self) -> MutexGuard<'_, Tables> {
        // Nothing that holds the lock can panic, and if it did the tables are replaced whole or not at all.
        self.tables.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Every notification written so far.
    pub fn notifications(&self) -> Vec<(AreaCode, Notification)> {
        self.tables().notifications.clone()
    }

    /// Every transfer of an area.
    pub fn transfers(&self, area: AreaCode) -> Vec<Transfer> {
        self.tables().transfers.iter().filter(|(of, _)| *of == area).map(|(_, transfer)| transfer.clone()).collect()
    }
}

fn covers(employment: &Employment, month: Month) -> bool {
    employment.from_month <= month && employment.until_month.is_none_or(|until| until >= month)
}

fn started_month(event: &StoredEvent) -> Option<Month> {
    event.payload.get("month")?.as_str()?.parse().ok()
}

impl Tables {
    fn refuse_stale(&self, act: &Act) -> StoreResult<()> {
        let area = act.head.area;
        if self.replayed.contains_key(&(area, act.given.idempotency_key.clone())) {
            return Err(StoreError::Conflict);
        }
        let version = self.cases.get(&(area, act.head.id)).map_or(0, |record| record.head.version);
        if version + 1 != act.head.version || (version == 0) != act.is_new_case {
            return Err(StoreError::Conflict);
        }
        for seen in &act.seen {
            let current = match seen {
                SeenEntry::Book { area, party, version } => self.books.get(&(*area, *party)).copied().unwrap_or(0) == *version,
                SeenEntry::Entitlement { area, id, version } => self.benefits.version(*area, *id) == *version,
                SeenEntry::Register { area, register, day, entries } => self.registers.entries(*area, register, *day) == *entries,
                SeenEntry::Emergencies(seen) => {
                    seen.len() == self.emergencies.len()
                        && seen.iter().all(|(id, version)| self.emergencies.get(id).is_some_and(|record| record.version == *version))
                }
            };
            if !current {
                return Err(StoreError::Conflict);
            }
        }
        Ok(())
    }

    fn write(&mut self, act: &Act) -> StoreResult<()> {
        let area = act.head.area;
        let key = (area, act.given.idempotency_key.clone());
        self.replayed.insert(key, Replayed { case_id: act.head.id, version: act.head.version });
        for party in act.books_changed() {
            *self.books.entry((area, party)).or_default() += 1;
        }
        let record = self.cases.entry((area, act.head.id)).or_insert_with(|| CaseRecord { head: act.head.clone(), events: Vec::new() });
        record.head = act.head.clone();
        record.events.extend(act.events.iter().cloned());
        let about = |of: &CaseReference| (area, of.kind.clone(), of.reference.clone(), act.head.id);
        self.about.extend(act.effects.references.iter().map(about));
        for change in &act.effects.deadlines {
            self.write_deadline(act, change);
        }
        self.materials.entry((area, act.head.id)).or_default().extend(act.effects.materials.iter().cloned());
        for change in &act.effects.obligations {
            self.write_obligation(area, change)?;
        }
        for row in &act.effects.contributions {
            self.contributions.insert((area, row.employer_id, row.month, row.person_id), row.clone());
        }
        for change in &act.effects.registry {
            self.write_registry(area, change)?;
        }
        for change in &act.effects.benefits {
            self.benefits.write(area, act.head.id, change)?;
        }
        for change in &act.effects.payroll {
            self.benefits.write_payroll(area, change)?;
        }
        self.issued.write(act)?;
        for record in &act.effects.emergencies {
            self.emergencies.insert(record.notice_id.clone(), EmergencyRecord { version: record.version + 1, ..record.clone() });
        }
        self.transfers.extend(act.effects.transfers.iter().map(|transfer| (area, transfer.clone())));
        self.notifications.extend(act.effects.notifications.iter().map(|notification| (area, notification.clone())));
        self.registers.add(act);
        self.audit.push(act.audit.clone());
        Ok(())
    }

    fn write_obligation(&mut self, area: AreaCode, change: &ObligationChange) -> StoreResult<()> {
        let missing = |id: &i64| StoreError::Damaged(format!("obligation {id} does not exist"));
        match change {
            ObligationChange::Open(obligation) => {
                self.obligations.insert((area, obligation.id), obligation.clone());
            }
            ObligationChange::Moved { id, due, deferral_case_id, snaps_back, .. } => {
                let obligation = self.obligations.get_mut(&(area, *id)).ok_or_else(|| missing(id))?;
                obligation.due = *due;
                obligation.deferral_case_id = *deferral_case_id;
                obligation.snaps_back = *snaps_back;
            }
            ObligationChange::Settled { id, owed_more, paid_more, settled_on, .. } => {
                let obligation = self.obligations.get_mut(&(area, *id)).ok_or_else(|| missing(id))?;
                obligation.owed.contribution += owed_more.contribution;
                obligation.owed.late_fee += owed_more.late_fee;
                obligation.paid.contribution += paid_more.contribution;
                obligation.paid.late_fee += paid_more.late_fee;
                obligation.settled_on = settled_on.or(obligation.settled_on);
            }
        }
        Ok(())
    }

    fn write_registry(&mut self, area: AreaCode, change: &RegistryChange) -> StoreResult<()> {
        match change {
            RegistryChange::AddPerson(person) => {
                if self.persons.values().any(|other| other.id_number == person.id_number) {
                    return Err(StoreError::DuplicateIdentifier);
                }
                self.persons.insert((area, person.id), person.clone());
            }
            RegistryChange::AddEmployer(employer) => {
                if self.employers.values().any(|other| other.credit_code == employer.credit_code) {
                    return Err(StoreError::DuplicateIdentifier);
                }
                self.employers.insert((area, employer.id), employer.clone());
            }
            RegistryChange::StartEmployment(employment) => {
                let key = (area, employment.employer_id, employment.person_id, employment.from_month);
                self.employments.insert(key, employment.clone());
            }
            RegistryChange::ReplaceWage { employer_id, person_id, from_month, declared_wage } => {
                if let Some(employment) = self.employments.get_mut(&(area, *employer_id, *person_id, *from_month)) {
                    employment.declared_wage = *declared_wage;
                }
            }
            RegistryChange::EndEmployment { employer_id, person_id, from_month, until_month } => {
                if let Some(employment) = self.employments.get_mut(&(area, *employer_id, *person_id, *from_month)) {
                    employment.until_month = Some(*until_month);
                }
            }
            RegistryChange::ClaimReference { kind, reference } => {
                if !self.references.insert((kind.clone(), reference.clone())) {
                    return Err(StoreError::DuplicateIdentifier);
                }
            }
            RegistryChange::RecordCareer(record) => self.benefits.put_record(record.clone()),
            RegistryChange::SetPayeeAccount { party, account } => self.benefits.add_account(area, *party, account.clone()),
            RegistryChange::RecordCertification(certification) => self.benefits.add_certification(area, certification.clone()),
            RegistryChange::BindUser { user_id, party } => {
                if let Some(user) = self.users.get_mut(&(area, *user_id)) {
                    user.party = Some(*party);
                }
            }
        }
        Ok(())
    }
}

impl Store for MemoryStore {
    fn reader(&self) -> StoreResult<Box<dyn Reader + '_>> {
        Ok(Box::new(MemoryReader { tables: self.tables().clone() }))
    }

    fn views(&self) -> StoreResult<Box<dyn Views + '_>> {
        Err(StoreError::Unavailable("a store in memory has no pages to serve".into()))
    }

    fn commit(&self, act: &Act) -> StoreResult<()> {
        let mut tables = self.tables();
        tables.refuse_stale(act)?;
        // All or nothing: the changed copy replaces the tables only when everything went in.
        let mut changed = tables.clone();
        changed.write(act)?;
        *tables = changed;
        Ok(())
    }

    fn reserve(&self, area: AreaCode, counter: &str, count: i64) -> StoreResult<i64> {
        let mut tables = self.tables();
        let next = tables.counters.entry((area, counter.to_owned())).or_insert(1);
        let first = *next;
        *next += count;
        Ok(first)
    }

    fn record(&self, entry: &AuditEntry) -> StoreResult<()> {
        self.tables().audit.push(entry.clone());
        Ok(())
    }

    fn keep_document(&self, content: &[u8]) -> StoreResult<String> {
        Ok(hex::encode(Sha256::digest(content)))
    }

    fn plan_run(&self, area: AreaCode, run_id: i64, chunks: &[Chunk]) -> StoreResult<()> {
        let mut tables = self.tables();
        for chunk in chunks {
            let planned = PlannedChunk { chunk: chunk.clone(), lease_until: None, done: None };
            tables.chunks.entry((area, run_id, chunk.number)).or_insert(planned);
        }
        Ok(())
    }

    fn lease_chunk(&self, area: AreaCode, run_id: i64, lease: &Lease) -> StoreResult<Option<Chunk>> {
        let mut tables = self.tables();
        let free = tables.chunks.iter_mut().find(|((of, run, _), planned)| {
            *of == area && *run == run_id && planned.done.is_none() && planned.lease_until.is_none_or(|until| until <= lease.now)
        });
        Ok(free.map(|(_, planned)| {
            planned.lease_until = Some(lease.until);
            planned.chunk.clone()
        }))
    }

    fn write_chunk(&self, chunk: &Chunk, result: &ChunkResult, _now: Instant) -> StoreResult<bool> {
        let mut tables = self.tables();
        let area = chunk.area;
        let items = result.contributions.len() as i64;
        match tables.chunks.get_mut(&(area, chunk.run_id, chunk.number)) {
            Some(planned) if planned.done.is_none() => planned.done = Some((items, result.total_fen)),
            _ => return Ok(false),
        }
        for obligation in &result.obligations {
            *tables.books.entry((area, obligation.debtor)).or_default() += 1;
            tables.obligations.insert((area, obligation.id), obligation.clone());
        }
        for row in &result.contributions {
            tables.contributions.insert((area, row.employer_id, row.month, row.person_id), row.clone());
        }
        tables.transfers.extend(result.transfers.iter().map(|transfer| (area, transfer.clone())));
        Ok(true)
    }

    fn write_payroll_chunk(&self, chunk: &Chunk, result: &PayrollChunkResult, _now: Instant) -> StoreResult<bool> {
        let mut tables = self.tables();
        let payments = result.payments.len() as i64;
        match tables.chunks.get(&(chunk.area, chunk.run_id, chunk.number)) {
            Some(planned) if planned.done.is_none() => {}
            _ => return Ok(false),
        }
        tables.benefits.write_chunk(chunk, result)?;
        if let Some(planned) = tables.chunks.get_mut(&(chunk.area, chunk.run_id, chunk.number)) {
            planned.done = Some((payments, result.total_fen));
        }
        tables.transfers.extend(result.transfers.iter().map(|transfer| (chunk.area, transfer.clone())));
        Ok(true)
    }

    fn add_user(&self, user: &User) -> StoreResult<()> {
        self.tables().users.insert((user.area, user.id), user.clone());
        Ok(())
    }

    fn set_sign_in_state(&self, _area: AreaCode, _user_id: i64, _failed_count: i64, _locked_until: Option<Instant>) -> StoreResult<()> {
        Ok(())
    }

    fn set_password(&self, _area: AreaCode, _user_id: i64, _password_hash: &str) -> StoreResult<()> {
        Ok(())
    }

    fn open_session(&self, _session: &Session) -> StoreResult<()> {
        Err(StoreError::Unavailable("a store in memory keeps no sessions".into()))
    }

    fn close_session(&self, _token_sha256: &str) -> StoreResult<()> {
        Ok(())
    }

    fn load_city(&self, city: &mut dyn Iterator<Item = CityRow>) -> StoreResult<()> {
        let mut tables = self.tables();
        for row in city {
            match row {
                CityRow::Employer(employer) => {
                    tables.employers.insert((employer.area, employer.id), employer);
                }
                CityRow::Person(person) => {
                    tables.persons.insert((person.area, person.id), person);
                }
                CityRow::PensionRecord(record) => tables.benefits.put_record(record),
                CityRow::Entitlement(entitlement) => tables.benefits.grant(entitlement),
                CityRow::PayeeAccount(area, party, account) => tables.benefits.add_account(area, party, account),
                CityRow::Certification(area, certification) => tables.benefits.add_certification(area, certification),
                CityRow::Employment(area, employment) => {
                    tables.employments.insert((area, employment.employer_id, employment.person_id, employment.from_month), employment);
                }
            }
        }
        Ok(())
    }

    fn add_area(&self, _area: AreaCode) -> StoreResult<()> {
        Ok(())
    }
}
