//! A store in memory: the same promises without a disk. Stories are replayed on it, and decisions are tried on it in tests.

mod benefit;
mod issued;
mod payroll;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};

use ledger::{Account, Obligation, Transfer};
use sha2::{Digest, Sha256};
use values::{AreaCode, Date, Fen, IdNumber, Instant, Month, Party, SocialCreditCode, VerificationCode};

use crate::act::{Act, ObligationChange, SeenEntry};
use crate::audit::AuditEntry;
use crate::benefit::{BenefitFund, BenefitKind, Entitlement};
use crate::career::PensionRecord;
use crate::case::{CaseHead, CaseRecord, StoredEvent};
use crate::deadline::{DeadlineChange, DeadlineRecord};
use crate::emergency::EmergencyRecord;
use crate::identity::{Session, User};
use crate::issued::IssuedRecord;
use crate::material::Material;
use crate::notification::Notification;
use crate::payee::{Certification, PayeeAccount};
use crate::payroll::{CaseItem, PaymentRow, PayrollBatch, PayrollChunkResult, PayrollFindingRow, PayrollInputs, PayrollTotals};
use crate::register::RegisterRecord;
use crate::registry::{ContributionRow, Employer, Employment, Person, RegistryChange};
use crate::run::{Chunk, Lease, RunProgress};
use crate::store::{ChunkInputs, ChunkResult, CityRow, Reader, Replayed, Store, StoreError, StoreResult, Views};

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
    benefits: benefit::BenefitTables,
    issued: issued::IssuedTable,
    registers: BTreeMap<(AreaCode, String, Date), Vec<RegisterRecord>>,
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

/// A look at the tables as they were when it was taken.
struct MemoryReader {
    tables: Tables,
}

impl Reader for MemoryReader {
    fn case(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<CaseRecord>> {
        Ok(self.tables.cases.get(&(area, id)).cloned())
    }

    fn replayed(&mut self, area: AreaCode, idempotency_key: &str) -> StoreResult<Option<Replayed>> {
        Ok(self.tables.replayed.get(&(area, idempotency_key.to_owned())).cloned())
    }

    fn materials(&mut self, area: AreaCode, case_id: i64) -> StoreResult<Vec<Material>> {
        Ok(self.tables.materials.get(&(area, case_id)).cloned().unwrap_or_default())
    }

    fn deadlines(&mut self, area: AreaCode, case_id: i64) -> StoreResult<Vec<DeadlineRecord>> {
        Ok(self.tables.deadlines.values().filter(|record| record.area == area && record.case_id == case_id).cloned().collect())
    }

    fn deadlines_due_by(&mut self, area: AreaCode, name: &str, day: Date, limit: u32) -> StoreResult<Vec<DeadlineRecord>> {
        let mut found = self.open_deadlines(area)?;
        found.retain(|record| record.deadline.name == name && record.deadline.due_on <= day);
        found.sort_by_key(|record| (record.deadline.due_on, record.case_id));
        found.truncate(limit as usize);
        Ok(found)
    }

    fn open_deadlines(&mut self, area: AreaCode) -> StoreResult<Vec<DeadlineRecord>> {
        Ok(self.tables.deadlines.values().filter(|record| record.area == area && record.closed_on.is_none()).cloned().collect())
    }

    fn register_between(&mut self, area: AreaCode, register: &str, from: Date, until: Date) -> StoreResult<Vec<RegisterRecord>> {
        let days = self.tables.registers.range((area, register.to_owned(), from)..=(area, register.to_owned(), until));
        Ok(days.flat_map(|(_, records)| records.iter().cloned()).collect())
    }

    fn register_last(&mut self, area: AreaCode, register: &str) -> StoreResult<Option<RegisterRecord>> {
        let mut of_register = self.tables.registers.iter().filter(|((of, name, _), _)| *of == area && name == register);
        Ok(of_register.next_back().and_then(|(_, records)| records.last().cloned()))
    }

    fn book_version(&mut self, area: AreaCode, party: Party) -> StoreResult<i64> {
        Ok(self.tables.books.get(&(area, party)).copied().unwrap_or(0))
    }

    fn book_versions(&mut self, area: AreaCode, parties: &[Party]) -> StoreResult<Vec<(Party, i64)>> {
        Ok(parties.iter().filter_map(|party| Some((*party, *self.tables.books.get(&(area, *party))?))).collect())
    }

    fn person(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<Person>> {
        Ok(self.tables.persons.get(&(area, id)).cloned())
    }

    fn persons(&mut self, area: AreaCode, ids: &[i64]) -> StoreResult<Vec<Person>> {
        Ok(ids.iter().filter_map(|id| self.tables.persons.get(&(area, *id)).cloned()).collect())
    }

    fn person_by_id_number(&mut self, id_number: &IdNumber) -> StoreResult<Option<Person>> {
        Ok(self.tables.persons.values().find(|person| person.id_number == *id_number).cloned())
    }

    fn locate_persons(&mut self, id_numbers: &[IdNumber]) -> StoreResult<Vec<(usize, AreaCode, i64)>> {
        let found = id_numbers.iter().enumerate().filter_map(|(index, id_number)| {
            let person = self.tables.persons.values().find(|person| person.id_number == *id_number)?;
            Some((index, person.area, person.id))
        });
        Ok(found.collect())
    }

    fn employer(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<Employer>> {
        Ok(self.tables.employers.get(&(area, id)).cloned())
    }

    fn employer_by_credit_code(&mut self, code: &SocialCreditCode) -> StoreResult<Option<Employer>> {
        Ok(self.tables.employers.values().find(|employer| employer.credit_code == *code).cloned())
    }

    fn employments_of_employer(&mut self, area: AreaCode, employer_id: i64, month: Option<Month>) -> StoreResult<Vec<Employment>> {
        let of_employer = self.tables.employments.iter().filter(|((of, employer, ..), _)| *of == area && *employer == employer_id);
        let mut found: Vec<Employment> = of_employer
            .map(|(_, employment)| employment.clone())
            .filter(|employment| month.is_none_or(|month| covers(employment, month)))
            .collect();
        found.sort_by_key(|employment| std::cmp::Reverse(employment.from_month));
        Ok(found)
    }

    fn employments_of_person(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Vec<Employment>> {
        let of_person = self.tables.employments.iter().filter(|((of, _, person, _), _)| *of == area && *person == person_id);
        Ok(of_person.map(|(_, employment)| employment.clone()).collect())
    }

    fn open_employments_of_persons(&mut self, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<Employment>> {
        let open = self
            .tables
            .employments
            .iter()
            .filter(|((of, _, person, _), employment)| *of == area && person_ids.contains(person) && employment.until_month.is_none());
        Ok(open.map(|(_, employment)| employment.clone()).collect())
    }

    fn obligations(&mut self, area: AreaCode, debtor: Party, only_open: bool) -> StoreResult<Vec<Obligation>> {
        let of_debtor = self.tables.obligations.iter().filter(|((of, _), obligation)| *of == area && obligation.debtor == debtor);
        let mut found: Vec<Obligation> =
            of_debtor.map(|(_, obligation)| obligation.clone()).filter(|obligation| !only_open || !obligation.is_settled()).collect();
        found.sort_by_key(|obligation| (obligation.month, obligation.id));
        Ok(found)
    }

    fn obligations_deferred(&mut self, area: AreaCode) -> StoreResult<Vec<Obligation>> {
        let deferred = self.tables.obligations.iter().filter(|((of, _), obligation)| *of == area && obligation.is_deferred());
        Ok(deferred.map(|(_, obligation)| obligation.clone()).filter(|obligation| !obligation.is_settled()).collect())
    }

    fn balance(&mut self, area: AreaCode, account: Account, party: Party) -> StoreResult<Fen> {
        let of_area = self.tables.transfers.iter().filter(|(of, _)| *of == area);
        let postings = of_area.flat_map(|(_, transfer)| transfer.postings());
        Ok(postings.filter(|posting| posting.account == account && posting.party == party).map(|posting| posting.amount).sum())
    }

    fn contributions_of_employer(&mut self, area: AreaCode, employer_id: i64, month: Month) -> StoreResult<Vec<ContributionRow>> {
        let of_month = self
            .tables
            .contributions
            .iter()
            .filter(|((of, employer, in_month, _), _)| *of == area && *employer == employer_id && *in_month == month);
        Ok(of_month.map(|(_, row)| row.clone()).collect())
    }

    fn contributions_of_person(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Vec<(ContributionRow, Obligation)>> {
        let of_person = self.tables.contributions.iter().filter(|((of, _, _, person), _)| *of == area && *person == person_id);
        let mut found: Vec<(ContributionRow, Obligation)> = of_person
            .filter_map(|(_, row)| Some((row.clone(), self.tables.obligations.get(&(area, row.obligation_id))?.clone())))
            .collect();
        found.sort_by_key(|(row, _)| row.month);
        Ok(found)
    }

    fn assessed_months(&mut self, area: AreaCode) -> StoreResult<Vec<(Month, i64)>> {
        let runs =
            self.tables.cases.values().filter(|record| record.head.area == area && record.head.procedure == "contribution_assessment");
        Ok(runs.filter_map(|record| Some((started_month(record.events.first()?)?, record.head.id))).collect())
    }

    fn entitlement(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<Entitlement>> {
        Ok(self.tables.benefits.entitlement(area, id))
    }

    fn entitlements_of_beneficiary(&mut self, area: AreaCode, beneficiary: Party) -> StoreResult<Vec<Entitlement>> {
        Ok(self.tables.benefits.of_beneficiary(area, beneficiary))
    }

    fn entitlements_of_kind(
        &mut self,
        area: AreaCode,
        kind: BenefitKind,
        only_provisional: bool,
        after: i64,
        limit: u32,
    ) -> StoreResult<Vec<Entitlement>> {
        Ok(self.tables.benefits.of_kind(area, kind, only_provisional, after, limit))
    }

    fn entitlement_version(&mut self, area: AreaCode, id: i64) -> StoreResult<i64> {
        Ok(self.tables.benefits.version(area, id))
    }

    fn benefit_paid(&mut self, area: AreaCode, entitlement_id: i64) -> StoreResult<Vec<(Month, Fen)>> {
        Ok(self.tables.benefits.paid(area, entitlement_id))
    }

    fn benefit_items(&mut self, area: AreaCode, entitlement_id: i64) -> StoreResult<Vec<CaseItem>> {
        Ok(self.tables.benefits.items_by_case(area, entitlement_id))
    }

    fn pension_record(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Option<PensionRecord>> {
        Ok(self.tables.benefits.record(area, person_id))
    }

    fn pension_records(&mut self, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<PensionRecord>> {
        Ok(person_ids.iter().filter_map(|id| self.tables.benefits.record(area, *id)).collect())
    }

    fn contributions_of_persons(&mut self, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<(ContributionRow, Obligation)>> {
        let mut found = Vec::new();
        for id in person_ids {
            found.extend(self.contributions_of_person(area, *id)?);
        }
        Ok(found)
    }

    fn payee_account(&mut self, area: AreaCode, party: Party) -> StoreResult<Option<PayeeAccount>> {
        Ok(self.tables.benefits.account(area, party))
    }

    fn certification(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Option<Certification>> {
        Ok(self.tables.benefits.certification(area, person_id))
    }

    fn payroll_parts(&mut self, area: AreaCode, month: Month, funds: &[BenefitFund], size: i64) -> StoreResult<Vec<(i64, i64)>> {
        Ok(self.tables.benefits.parts(area, month, funds, size))
    }

    fn payroll_inputs(&mut self, chunk: &Chunk, funds: &[BenefitFund]) -> StoreResult<PayrollInputs> {
        Ok(self.tables.benefits.inputs(chunk, funds))
    }

    fn payroll_totals(&mut self, area: AreaCode, run_id: i64, batch: i64) -> StoreResult<Vec<PayrollTotals>> {
        Ok(self.tables.benefits.totals(PayrollBatch { area, run_id, number: batch }))
    }

    fn payments(&mut self, batch: PayrollBatch, after: i64, limit: u32, _with_accounts: bool) -> StoreResult<Vec<PaymentRow>> {
        Ok(self.tables.benefits.payments(batch, after, limit, false))
    }

    fn payment(&mut self, batch: PayrollBatch, entitlement_id: i64) -> StoreResult<Option<PaymentRow>> {
        let found = self.tables.benefits.payments(batch, entitlement_id - 1, 1, false);
        Ok(found.into_iter().find(|row| row.payment.entitlement_id == entitlement_id))
    }

    fn returned_payments(&mut self, batch: PayrollBatch, after: i64, limit: u32) -> StoreResult<Vec<PaymentRow>> {
        Ok(self.tables.benefits.payments(batch, after, limit, true))
    }

    fn payroll_findings(&mut self, area: AreaCode, run_id: i64, after: i64, limit: u32) -> StoreResult<Vec<PayrollFindingRow>> {
        Ok(self.tables.benefits.findings(area, run_id, |id| id > after, limit))
    }

    fn payroll_findings_of(&mut self, area: AreaCode, run_id: i64, entitlement_id: i64) -> StoreResult<Vec<PayrollFindingRow>> {
        Ok(self.tables.benefits.findings(area, run_id, |id| id == entitlement_id, u32::MAX))
    }

    fn payroll_items(&mut self, area: AreaCode, run_id: i64, entitlement_id: i64) -> StoreResult<Vec<(Month, Fen)>> {
        Ok(self.tables.benefits.items_of_run(area, run_id, entitlement_id))
    }

    fn payee_account_sequence(&mut self, area: AreaCode, party: Party) -> StoreResult<Option<i64>> {
        Ok(self.tables.benefits.account_sequence(area, party))
    }

    fn agency_cases(&mut self, area: AreaCode, procedure: &str, limit: u32) -> StoreResult<Vec<CaseHead>> {
        let heads = self.tables.cases.values().rev().map(|record| &record.head);
        let of_agency = heads.filter(|head| head.area == area && head.procedure == procedure && head.party == Party::AGENCY);
        Ok(of_agency.take(limit as usize).cloned().collect())
    }

    fn issued_document(&mut self, code: &VerificationCode) -> StoreResult<Option<IssuedRecord>> {
        Ok(self.tables.issued.by_code(code))
    }

    fn issued_documents_of_case(&mut self, area: AreaCode, case_id: i64) -> StoreResult<Vec<IssuedRecord>> {
        Ok(self.tables.issued.of_case(area, case_id))
    }

    fn issued_documents_of_party(&mut self, area: AreaCode, party: Party, limit: u32) -> StoreResult<Vec<IssuedRecord>> {
        Ok(self.tables.issued.of_party(area, party, limit))
    }

    fn emergencies(&mut self) -> StoreResult<Vec<EmergencyRecord>> {
        Ok(self.tables.emergencies.values().cloned().collect())
    }

    fn run_progress(&mut self, area: AreaCode, run_id: i64) -> StoreResult<RunProgress> {
        let mut progress = RunProgress::default();
        for (_, planned) in self.tables.chunks.iter().filter(|((of, run, _), _)| *of == area && *run == run_id) {
            progress.chunks += 1;
            if let Some((items, total_fen)) = planned.done {
                progress.chunks_done += 1;
                progress.items += items;
                progress.total_fen += total_fen;
            }
        }
        Ok(progress)
    }

    fn employers_to_assess(&mut self, area: AreaCode, month: Month) -> StoreResult<Vec<(i64, i64)>> {
        let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
        for ((of, employer, ..), employment) in &self.tables.employments {
            if *of == area && covers(employment, month) {
                *counts.entry(*employer).or_default() += 1;
            }
        }
        Ok(counts.into_iter().collect())
    }

    fn chunk_inputs(&mut self, chunk: &Chunk) -> StoreResult<ChunkInputs> {
        let inside = |id: i64| (chunk.first_party_id..=chunk.last_party_id).contains(&id);
        let employments: Vec<(i64, i64, i64)> = self
            .tables
            .employments
            .iter()
            .filter(|((of, employer, ..), employment)| *of == chunk.area && inside(*employer) && covers(employment, chunk.month))
            .map(|((_, employer, person, _), employment)| (*employer, *person, employment.declared_wage.0))
            .collect();
        let employers = self.tables.employers.values().filter(|employer| employer.area == chunk.area && inside(employer.id));
        let employers = employers
            .filter(|employer| employments.iter().any(|(id, ..)| *id == employer.id))
            .map(|employer| (employer.id, employer.injury_class, employer.injury_factor_permille))
            .collect();
        Ok(ChunkInputs { employers, employments })
    }

    fn user(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<User>> {
        Ok(self.tables.users.get(&(area, id)).cloned())
    }

    fn user_by_login(&mut self, login: &str) -> StoreResult<Option<User>> {
        Ok(self.tables.users.values().find(|user| user.login == login).cloned())
    }

    fn session(&mut self, _token_sha256: &str) -> StoreResult<Option<(Session, User)>> {
        Ok(None)
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
                SeenEntry::Register { area, register, day, entries } => {
                    self.registers.get(&(*area, register.clone(), *day)).map_or(0, Vec::len) as i64 == *entries
                }
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
        for entry in &act.effects.registers {
            let records = self.registers.entry((area, entry.register.clone(), entry.day)).or_default();
            records.push(RegisterRecord {
                area,
                day: entry.day,
                sequence: records.len() as i64 + 1,
                case_id: act.head.id,
                kind: entry.kind.clone(),
                payload: entry.payload.clone(),
                actor_id: act.given.actor.user_id,
                actor_name: act.given.actor.name.clone(),
                at: act.given.now,
            });
        }
        self.audit.push(act.audit.clone());
        Ok(())
    }

    fn write_deadline(&mut self, act: &Act, change: &DeadlineChange) {
        let (area, case_id) = (act.head.area, act.head.id);
        match change {
            DeadlineChange::Set(deadline) => {
                let record = DeadlineRecord { area, case_id, deadline: deadline.clone(), closed_on: None, met: false };
                self.deadlines.insert((area, case_id, deadline.name.clone()), record);
            }
            DeadlineChange::Met { name } | DeadlineChange::Ended { name } => {
                if let Some(record) = self.deadlines.get_mut(&(area, case_id, name.clone())) {
                    record.closed_on = Some(act.given.today);
                    record.met = matches!(change, DeadlineChange::Met { .. });
                }
            }
        }
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
