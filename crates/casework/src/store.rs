//! THE SEAM: what the case machine needs of storage. The one implementation is the crate `store`; nothing above knows SQL.
//!
//! The seam is synchronous: a decision waits for its facts, and pages call it from blocking threads.

use values::{AreaCode, CaseNumber, Date, Fen, IdNumber, Instant, Month, Party, SocialCreditCode, VerificationCode};

use crate::act::Act;
use crate::actor::Role;
use crate::audit::{AuditEntry, AuditRecord};
use crate::benefit::{BenefitFund, BenefitKind, Entitlement};
use crate::career::PensionRecord;
use crate::case::{CaseHead, CaseRecord, StoredEvent};
use crate::caused::CausedFilter;
use crate::deadline::{DeadlineRecord, MetCount};
use crate::emergency::EmergencyRecord;
use crate::identity::{Session, User};
use crate::issued::IssuedRecord;
use crate::material::Material;
use crate::payee::{Certification, PayeeAccount, Pensioner};
use crate::payroll::{CaseItem, PaymentRow, PayrollBatch, PayrollChunkResult, PayrollFindingRow, PayrollInputs, PayrollTotals};
use crate::register::RegisterRecord;
use crate::registry::{ContributionRow, Employer, Employment, Person};
use crate::run::{Chunk, Lease, RunProgress};
use crate::worklist::CaseFilter;
use ledger::{Account, Obligation, Transfer};

/// Why storage did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Something the decision rests on has changed; decide again.
    #[error("what this decision rests on was changed by somebody else in the meantime")]
    Conflict,
    /// An identifier that must be unique in the whole city is taken.
    #[error("the identifier is already registered")]
    DuplicateIdentifier,
    /// The answer was lost: the act may or may not be in. Repeat it under the same idempotency key.
    #[error("the database did not answer whether the act was committed")]
    Unknown,
    #[error("the database cannot be used: {0}")]
    Unavailable(String),
    /// Stored data that cannot be read back: a programming error or tampering.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
}

pub type StoreResult<T> = Result<T, StoreError>;

/// The answer to an act already committed under an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    pub case_id: i64,
    /// Version of the case after that act.
    pub version: i64,
}

/// One consistent look at the data, released when dropped. Hold it briefly and never across a commit.
pub trait Reader {
    fn case(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<CaseRecord>>;
    fn replayed(&mut self, area: AreaCode, idempotency_key: &str) -> StoreResult<Option<Replayed>>;
    fn materials(&mut self, area: AreaCode, case_id: i64) -> StoreResult<Vec<Material>>;
    fn deadlines(&mut self, area: AreaCode, case_id: i64) -> StoreResult<Vec<DeadlineRecord>>;
    /// Open limits of one name that end on `day` or before, the oldest first.
    fn deadlines_due_by(&mut self, area: AreaCode, name: &str, day: Date, limit: u32) -> StoreResult<Vec<DeadlineRecord>>;
    /// Open deadlines of an area, to be reckoned anew when an emergency ends or changes.
    fn open_deadlines(&mut self, area: AreaCode) -> StoreResult<Vec<DeadlineRecord>>;

    /// Every case that was said to be about the same thing, the oldest first, whatever became of it.
    fn cases_about(&mut self, area: AreaCode, kind: &str, reference: &str) -> StoreResult<Vec<CaseHead>>;

    /// 0 where nothing was ever written in the book.
    fn book_version(&mut self, area: AreaCode, party: Party) -> StoreResult<i64>;

    /// Many at once; parties without a book are left out.
    fn book_versions(&mut self, area: AreaCode, parties: &[Party]) -> StoreResult<Vec<(Party, i64)>>;

    fn person(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<Person>>;
    /// Many at once, in no order; those not found are left out.
    fn persons(&mut self, area: AreaCode, ids: &[i64]) -> StoreResult<Vec<Person>>;
    fn person_by_id_number(&mut self, id_number: &IdNumber) -> StoreResult<Option<Person>>;
    /// Where each ID number is registered: (index into `id_numbers`, area, person id).
    fn locate_persons(&mut self, id_numbers: &[IdNumber]) -> StoreResult<Vec<(usize, AreaCode, i64)>>;
    fn employer(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<Employer>>;
    fn employer_by_credit_code(&mut self, code: &SocialCreditCode) -> StoreResult<Option<Employer>>;
    /// Employment periods of an employer, newest first; with `month`, only those that cover it.
    fn employments_of_employer(&mut self, area: AreaCode, employer_id: i64, month: Option<Month>) -> StoreResult<Vec<Employment>>;
    fn employments_of_person(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Vec<Employment>>;

    /// The open employment periods (without a last month) of many people at once, with any employer of the area.
    fn open_employments_of_persons(&mut self, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<Employment>>;

    /// Obligations of a debtor, oldest month first; with `only_open`, those not settled.
    fn obligations(&mut self, area: AreaCode, debtor: Party, only_open: bool) -> StoreResult<Vec<Obligation>>;
    /// Deferred obligations of an area that are not settled, whether or not the moved day has come.
    fn obligations_deferred(&mut self, area: AreaCode) -> StoreResult<Vec<Obligation>>;
    /// Balance of an account in a party's book (debits less credits), in fen.
    fn balance(&mut self, area: AreaCode, account: Account, party: Party) -> StoreResult<Fen>;
    fn contributions_of_employer(&mut self, area: AreaCode, employer_id: i64, month: Month) -> StoreResult<Vec<ContributionRow>>;
    /// A person's contribution months with the obligation each belongs to, oldest first.
    fn contributions_of_person(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Vec<(ContributionRow, Obligation)>>;
    /// The months of an area for which an assessment run was started: (month, run case id).
    fn assessed_months(&mut self, area: AreaCode) -> StoreResult<Vec<(Month, i64)>>;

    fn entitlement(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<Entitlement>>;
    /// In order of their ids, ended ones included.
    fn entitlements_of_beneficiary(&mut self, area: AreaCode, beneficiary: Party) -> StoreResult<Vec<Entitlement>>;
    /// Rights of a kind behind `after`, in order of their ids, ended ones included; with `only_provisional`, those that ever had an
    /// amount to be determined again.
    fn entitlements_of_kind(
        &mut self,
        area: AreaCode,
        kind: BenefitKind,
        only_provisional: bool,
        after: i64,
        limit: u32,
    ) -> StoreResult<Vec<Entitlement>>;
    /// Moved by every act and every payroll run that touches it; 0 where there is none.
    fn entitlement_version(&mut self, area: AreaCode, id: i64) -> StoreResult<i64>;
    /// What was paid for each month, less what was recovered; months in order, those without an item left out.
    fn benefit_paid(&mut self, area: AreaCode, entitlement_id: i64) -> StoreResult<Vec<(Month, Fen)>>;
    /// What was written for an entitlement, by case and month; the oldest case first. A case whose items cancel out is left out.
    fn benefit_items(&mut self, area: AreaCode, entitlement_id: i64) -> StoreResult<Vec<CaseItem>>;
    fn pension_record(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Option<PensionRecord>>;
    /// Many at once, in no order; people without a record are left out.
    fn pension_records(&mut self, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<PensionRecord>>;
    /// The contribution months of many people, each person's oldest first.
    fn contributions_of_persons(&mut self, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<(ContributionRow, Obligation)>>;
    /// The account set last.
    fn payee_account(&mut self, area: AreaCode, party: Party) -> StoreResult<Option<PayeeAccount>>;
    /// The certification that is valid longest.
    fn certification(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Option<Certification>>;

    /// Entitlements of the funds with something open up to the month, in parts of about `size`: (first id, last id).
    fn payroll_parts(&mut self, area: AreaCode, month: Month, funds: &[BenefitFund], size: i64) -> StoreResult<Vec<(i64, i64)>>;
    /// Everything one chunk of a payroll run needs, read in bulk, in order of entitlement id.
    fn payroll_inputs(&mut self, chunk: &Chunk, funds: &[BenefitFund]) -> StoreResult<PayrollInputs>;
    /// Count and sum of a batch of payments by fund, those held out left out, and of the months in them.
    fn payroll_totals(&mut self, area: AreaCode, run_id: i64, batch: i64) -> StoreResult<Vec<PayrollTotals>>;
    /// Payments of a batch in order of entitlement id, behind `after`; with their accounts when `with_accounts`.
    fn payments(&mut self, batch: PayrollBatch, after: i64, limit: u32, with_accounts: bool) -> StoreResult<Vec<PaymentRow>>;
    /// One payment of a batch, with its account.
    fn payment(&mut self, batch: PayrollBatch, entitlement_id: i64) -> StoreResult<Option<PaymentRow>>;
    /// Payments of a batch that the bank sent back, in order of entitlement id, behind `after`.
    fn returned_payments(&mut self, batch: PayrollBatch, after: i64, limit: u32) -> StoreResult<Vec<PaymentRow>>;
    /// What the checks of a run found, in order of entitlement id, behind `after`.
    fn payroll_findings(&mut self, area: AreaCode, run_id: i64, after: i64, limit: u32) -> StoreResult<Vec<PayrollFindingRow>>;
    fn payroll_findings_of(&mut self, area: AreaCode, run_id: i64, entitlement_id: i64) -> StoreResult<Vec<PayrollFindingRow>>;
    /// The months a run paid on an entitlement.
    fn payroll_items(&mut self, area: AreaCode, run_id: i64, entitlement_id: i64) -> StoreResult<Vec<(Month, Fen)>>;
    /// The number of the account set last among those of the party; `None` without any.
    fn payee_account_sequence(&mut self, area: AreaCode, party: Party) -> StoreResult<Option<i64>>;
    /// The document issued under a code, in any area.
    fn issued_document(&mut self, code: &VerificationCode) -> StoreResult<Option<IssuedRecord>>;
    /// Documents issued in a case, in the order they were issued.
    fn issued_documents_of_case(&mut self, area: AreaCode, case_id: i64) -> StoreResult<Vec<IssuedRecord>>;
    /// Newest first, at most `limit`.
    fn issued_documents_of_party(&mut self, area: AreaCode, party: Party, limit: u32) -> StoreResult<Vec<IssuedRecord>>;

    /// Cases of a procedure in the agency's own name, such as runs: newest first.
    fn agency_cases(&mut self, area: AreaCode, procedure: &str, limit: u32) -> StoreResult<Vec<CaseHead>>;

    fn emergencies(&mut self) -> StoreResult<Vec<EmergencyRecord>>;

    /// The entries of a register in an area from one day to another, both included, in order.
    fn register_between(&mut self, area: AreaCode, register: &str, from: Date, until: Date) -> StoreResult<Vec<RegisterRecord>>;
    /// The entry added last: of the latest day, the last.
    fn register_last(&mut self, area: AreaCode, register: &str) -> StoreResult<Option<RegisterRecord>>;

    fn run_progress(&mut self, area: AreaCode, run_id: i64) -> StoreResult<RunProgress>;
    /// The numbers of employers with insured people in the month, in order of their ids, each with its count of people.
    fn employers_to_assess(&mut self, area: AreaCode, month: Month) -> StoreResult<Vec<(i64, i64)>>;
    /// Everything one chunk of an assessment needs, read in bulk: employers of the chunk and their employments of the month,
    /// both in order of employer id.
    fn chunk_inputs(&mut self, chunk: &Chunk) -> StoreResult<ChunkInputs>;

    fn user(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<User>>;
    fn user_by_login(&mut self, login: &str) -> StoreResult<Option<User>>;
    fn session(&mut self, token_sha256: &str) -> StoreResult<Option<(Session, User)>>;
}

/// The inputs of one chunk of an assessment run.
#[derive(Debug, Clone, Default)]
pub struct ChunkInputs {
    /// (employer id, injury class, injury factor in thousandths)
    pub employers: Vec<(i64, u8, u16)>,
    /// (employer id, person id, declared wage in fen)
    pub employments: Vec<(i64, i64, i64)>,
}

/// The result of one chunk, written all or nothing under (run, chunk number).
#[derive(Debug, Clone)]
pub struct ChunkResult {
    pub obligations: Vec<Obligation>,
    pub contributions: Vec<ContributionRow>,
    /// The totals of the chunk, posted to the control accounts.
    pub transfers: Vec<Transfer>,
    pub total_fen: i64,
}

/// What pages list and search; never part of a decision.
pub trait Views {
    fn cases(&mut self, filter: &CaseFilter) -> StoreResult<Vec<CaseHead>>;
    /// Heads of cases by their ids, in no order; those not found are left out.
    fn cases_by_id(&mut self, area: AreaCode, ids: &[i64]) -> StoreResult<Vec<CaseHead>>;
    /// Events that one act made necessary in the cases of an area, each with its case.
    fn caused_events(&mut self, filter: &CausedFilter) -> StoreResult<Vec<(CaseHead, StoredEvent)>>;
    /// The cases of a procedure in the agency's own name whose first event is of one of two kinds, with that event: newest first, before
    /// the case `before`.
    fn agency_first_events(
        &mut self,
        area: AreaCode,
        procedure: &str,
        kinds: [&str; 2],
        before: Option<i64>,
        limit: u32,
    ) -> StoreResult<Vec<(CaseHead, StoredEvent)>>;
    /// Employers by their ids, in no order; those not found are left out.
    fn employers_by_id(&mut self, area: AreaCode, ids: &[i64]) -> StoreResult<Vec<Employer>>;
    /// Events of many cases of an area, each with the id of its case, in order of case and sequence inside the order of `case_ids`, which
    /// ascend: all of them, or those of two kinds.
    fn events_of_cases(&mut self, area: AreaCode, case_ids: &[i64], kinds: Option<[&str; 2]>) -> StoreResult<Vec<(i64, StoredEvent)>>;
    /// The newest cases that concern a party without being its own.
    fn cases_concerning(&mut self, area: AreaCode, party: Party, limit: u32) -> StoreResult<Vec<CaseHead>>;
    /// Whether a case was said to concern a party.
    fn is_concerned(&mut self, area: AreaCode, case_id: i64, party: Party) -> StoreResult<bool>;
    /// How many limits of a name were met in time and late between two days, both included.
    fn deadlines_met(&mut self, area: AreaCode, name: &str, from: Date, until: Date) -> StoreResult<MetCount>;
    fn case_by_number(&mut self, number: &CaseNumber) -> StoreResult<Option<CaseHead>>;
    /// Open cases by the role they wait for, one area (staff home page).
    fn awaiting_counts(&mut self, area: AreaCode) -> StoreResult<Vec<(Role, i64)>>;
    /// People whose name begins with `name`; at most `limit`. No area named stands for every area.
    fn persons_by_name(&mut self, areas: &[AreaCode], name: &str, limit: u32) -> StoreResult<Vec<Person>>;
    fn employers_by_name(&mut self, areas: &[AreaCode], name: &str, limit: u32) -> StoreResult<Vec<Employer>>;
    /// Newest first, before `before` (a notification id).
    fn outbox(&mut self, area: AreaCode, to: Option<Party>, before: Option<i64>, limit: u32) -> StoreResult<Vec<OutboxRow>>;
    fn audit(&mut self, area: AreaCode, before: Option<i64>, limit: u32) -> StoreResult<Vec<AuditRecord>>;
    /// The whole chain in order, a page at a time.
    fn audit_after(&mut self, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<AuditRecord>>;
    fn transfers_after(&mut self, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<(i64, Transfer)>>;
    fn transfers_of_party(&mut self, area: AreaCode, party: Party, limit: u32) -> StoreResult<Vec<(i64, Transfer)>>;
    /// Sums of the books of an area that `verify` compares.
    fn control_totals(&mut self, area: AreaCode) -> StoreResult<ControlTotals>;
    fn users(&mut self, area: AreaCode) -> StoreResult<Vec<User>>;
    fn areas(&mut self) -> StoreResult<Vec<AreaCode>>;
    /// Issued documents of an area in order of id, a page at a time.
    fn issued_documents_after(&mut self, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<IssuedRecord>>;
    fn document(&mut self, sha256: &str) -> StoreResult<Option<Vec<u8>>>;
    fn unfinished_runs(&mut self) -> StoreResult<Vec<(AreaCode, i64, Month)>>;
    /// Heads of cases of an area in order of id, a page at a time (for `verify` and exports).
    fn cases_after(&mut self, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<CaseHead>>;
    /// People with a monthly benefit that runs in `month` or later, in order of their ids after `after`.
    fn pensioners_after(&mut self, area: AreaCode, month: Month, after: i64, limit: u32) -> StoreResult<Vec<Pensioner>>;
}

/// A notification with when it was written and, once delivered, sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    pub id: i64,
    pub area: AreaCode,
    pub case_id: i64,
    pub notification: crate::notification::Notification,
    pub created_at: Instant,
    pub sent_at: Option<Instant>,
}

/// The same money counted in different tables: each pair must agree to the fen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ControlTotals {
    /// By account code: balance from the postings.
    pub postings: Vec<(String, i64)>,
    /// By account code: balance kept beside them.
    pub balances: Vec<(String, i64)>,
    /// By receivable account code: open amounts from the obligations.
    pub obligations: Vec<(String, i64)>,
    /// Obligations whose contribution rows do not sum to them: (obligation id, obligation fen, rows fen).
    pub rows_that_differ: Vec<(i64, i64, i64)>,
    /// By account code: what the items and payments of payrolls come to, for the accounts of benefits that follow from them.
    pub benefits: Vec<(String, i64)>,
    /// Payments whose items do not sum to them: (run, entitlement, payment fen, items fen).
    pub payments_that_differ: Vec<(i64, i64, i64, i64)>,
    /// Transfers whose postings do not sum to nothing.
    pub unbalanced_transfers: Vec<i64>,
}

/// Storage.
pub trait Store: Send + Sync {
    fn reader(&self) -> StoreResult<Box<dyn Reader + '_>>;
    fn views(&self) -> StoreResult<Box<dyn Views + '_>>;

    /// Commits an act: case, events, deadlines, materials, postings, obligations, registry, emergencies, notifications,
    /// audit entry and idempotency key, all or nothing. `Conflict` when something seen has moved.
    fn commit(&self, act: &Act) -> StoreResult<()>;

    /// Hands out `count` numbers of a counter of an area (`case`, `person`, `employer`, `obligation`, `case_number.2020` …); the first one is
    /// returned. Numbers handed out and not used leave a gap.
    fn reserve(&self, area: AreaCode, counter: &str, count: i64) -> StoreResult<i64>;

    /// Records a look at somebody's record, or a sign-in.
    fn record(&self, entry: &AuditEntry) -> StoreResult<()>;

    /// Keeps a document under its SHA-256 (hexadecimal), which is returned. Keeping it twice keeps it once.
    fn keep_document(&self, content: &[u8]) -> StoreResult<String>;

    /// Plans a run: its chunks, once. A second plan of the same run changes nothing.
    fn plan_run(&self, area: AreaCode, run_id: i64, chunks: &[Chunk]) -> StoreResult<()>;
    /// Leases the next chunk that is neither done nor leased by a live holder.
    fn lease_chunk(&self, area: AreaCode, run_id: i64, lease: &Lease) -> StoreResult<Option<Chunk>>;
    /// Writes a chunk's result unless it is already written; `false` when it was.
    fn write_chunk(&self, chunk: &Chunk, result: &ChunkResult, now: Instant) -> StoreResult<bool>;

    /// Writes a chunk of a payroll run unless it is already written; `false` when it was. `Conflict` when an entitlement of the chunk
    /// has changed since its inputs were read: read and compute it again.
    fn write_payroll_chunk(&self, chunk: &Chunk, result: &PayrollChunkResult, now: Instant) -> StoreResult<bool>;

    fn add_user(&self, user: &User) -> StoreResult<()>;
    /// Sets the count of wrong passwords and the lock; zero and `None` after a right one.
    fn set_sign_in_state(&self, area: AreaCode, user_id: i64, failed_count: i64, locked_until: Option<Instant>) -> StoreResult<()>;
    fn set_password(&self, area: AreaCode, user_id: i64, password_hash: &str) -> StoreResult<()>;
    /// Opens a session. Opening an open one again (same token) only moves its end to `expires_at`.
    fn open_session(&self, session: &Session) -> StoreResult<()>;
    fn close_session(&self, token_sha256: &str) -> StoreResult<()>;

    /// Writes a prepared city in bulk: only for an area that holds nobody yet.
    fn load_city(&self, city: &mut dyn Iterator<Item = CityRow>) -> StoreResult<()>;
    /// The areas a database serves, written once when it is made.
    fn add_area(&self, area: AreaCode) -> StoreResult<()>;
}

/// A row of a city that is loaded in bulk.
#[derive(Debug, Clone)]
pub enum CityRow {
    Employer(Employer),
    Person(Person),
    Employment(AreaCode, Employment),
    PensionRecord(PensionRecord),
    Entitlement(Entitlement),
    PayeeAccount(AreaCode, Party, PayeeAccount),
    Certification(AreaCode, Certification),
}
