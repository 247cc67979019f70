//! Reading for decisions: one snapshot.

use casework::benefit::{BenefitFund, BenefitKind, Entitlement};
use casework::career::PensionRecord;
use casework::case::{CaseHead, CaseRecord};
use casework::deadline::DeadlineRecord;
use casework::emergency::EmergencyRecord;
use casework::identity::{Session, User};
use casework::issued::IssuedRecord;
use casework::material::Material;
use casework::payee::{Certification, PayeeAccount};
use casework::payroll::{CaseItem, PaymentRow, PayrollBatch, PayrollFindingRow, PayrollInputs, PayrollTotals};
use casework::register::RegisterRecord;
use casework::registry::{ContributionRow, Employer, Employment, Person};
use casework::run::{Chunk, RunProgress};
use casework::store::{ChunkInputs, Reader, Replayed, StoreError, StoreResult};
use ledger::{Account, Obligation};
use values::{AreaCode, Date, Fen, IdNumber, Month, Party, SocialCreditCode, VerificationCode};

use crate::document::DocumentFolder;
use crate::engine::Connection;
use crate::keys::Sealer;
use crate::tables::{
    LIST_LENGTH, benefit_item, benefit_payment, book, case_event, case_file, case_reference, certification, contribution, deadline,
    emergency, employer, employment, entitlement, idempotency, identifier, issued_document, material, obligation, payee_account,
    payroll_input, pension_record, person, register, run_chunk, session, transfer, user,
};

/// One consistent look at the data; serves decisions ([`Reader`]) and pages ([`casework::Views`]).
pub struct SqlReader<'s> {
    pub connection: Box<dyn Connection + 's>,
    pub sealer: &'s Sealer,
    pub documents: &'s DocumentFolder,
}

impl Reader for SqlReader<'_> {
    fn case(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<CaseRecord>> {
        let Some(head) = case_file::find(self.connection.as_mut(), area, id)? else { return Ok(None) };
        let events = case_event::of_case(self.connection.as_mut(), self.sealer, area, id)?;
        Ok(Some(CaseRecord { head, events }))
    }

    fn replayed(&mut self, area: AreaCode, idempotency_key: &str) -> StoreResult<Option<Replayed>> {
        idempotency::find(self.connection.as_mut(), area, idempotency_key)
    }

    fn materials(&mut self, area: AreaCode, case_id: i64) -> StoreResult<Vec<Material>> {
        material::of_case(self.connection.as_mut(), area, case_id)
    }

    fn deadlines(&mut self, area: AreaCode, case_id: i64) -> StoreResult<Vec<DeadlineRecord>> {
        deadline::of_case(self.connection.as_mut(), area, case_id)
    }

    fn deadlines_due_by(&mut self, area: AreaCode, name: &str, day: Date, limit: u32) -> StoreResult<Vec<DeadlineRecord>> {
        deadline::due_by(self.connection.as_mut(), area, name, day, limit)
    }

    fn open_deadlines(&mut self, area: AreaCode) -> StoreResult<Vec<DeadlineRecord>> {
        deadline::open(self.connection.as_mut(), area)
    }

    fn cases_about(&mut self, area: AreaCode, kind: &str, reference: &str) -> StoreResult<Vec<CaseHead>> {
        case_reference::cases(self.connection.as_mut(), self.sealer, area, kind, reference)
    }

    fn book_version(&mut self, area: AreaCode, party: Party) -> StoreResult<i64> {
        book::version(self.connection.as_mut(), area, party)
    }

    fn book_versions(&mut self, area: AreaCode, parties: &[Party]) -> StoreResult<Vec<(Party, i64)>> {
        book::versions(self.connection.as_mut(), area, parties)
    }

    fn person(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<Person>> {
        person::find(self.connection.as_mut(), self.sealer, area, id)
    }

    fn persons(&mut self, area: AreaCode, ids: &[i64]) -> StoreResult<Vec<Person>> {
        person::find_many(self.connection.as_mut(), self.sealer, area, ids)
    }

    fn person_by_id_number(&mut self, id_number: &IdNumber) -> StoreResult<Option<Person>> {
        let index_hash = self.sealer.blind_index(identifier::PERSON, id_number.as_str());
        let Some((area, id)) = identifier::find(self.connection.as_mut(), identifier::PERSON, &index_hash)? else { return Ok(None) };
        let found = self.person(area, id)?;
        found.map(Some).ok_or_else(|| StoreError::Damaged(format!("an ID number leads to person {id} of {area}, who is missing")))
    }

    fn locate_persons(&mut self, id_numbers: &[IdNumber]) -> StoreResult<Vec<(usize, AreaCode, i64)>> {
        let hashes: Vec<String> = id_numbers.iter().map(|number| self.sealer.blind_index(identifier::PERSON, number.as_str())).collect();
        let mut positions = std::collections::HashMap::new();
        for (position, hash) in hashes.iter().enumerate() {
            positions.entry(hash.as_str()).or_insert_with(Vec::new).push(position);
        }
        let mut located = Vec::new();
        for some in hashes.chunks(LIST_LENGTH) {
            for (hash, area, id) in identifier::find_many(self.connection.as_mut(), identifier::PERSON, some)? {
                // The same number may be asked for twice; it is answered once for each place.
                let asked = positions.remove(hash.as_str()).unwrap_or_default();
                located.extend(asked.into_iter().map(|position| (position, area, id)));
            }
        }
        Ok(located)
    }

    fn employer(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<Employer>> {
        employer::find(self.connection.as_mut(), self.sealer, area, id)
    }

    fn employer_by_credit_code(&mut self, code: &SocialCreditCode) -> StoreResult<Option<Employer>> {
        let index_hash = self.sealer.blind_index(identifier::EMPLOYER, code.as_str());
        let Some((area, id)) = identifier::find(self.connection.as_mut(), identifier::EMPLOYER, &index_hash)? else { return Ok(None) };
        let found = self.employer(area, id)?;
        found.map(Some).ok_or_else(|| StoreError::Damaged(format!("a credit code leads to employer {id} of {area}, which is missing")))
    }

    fn employments_of_employer(&mut self, area: AreaCode, employer_id: i64, month: Option<Month>) -> StoreResult<Vec<Employment>> {
        employment::of_employer(self.connection.as_mut(), area, employer_id, month)
    }

    fn employments_of_person(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Vec<Employment>> {
        employment::of_person(self.connection.as_mut(), area, person_id)
    }

    fn open_employments_of_persons(&mut self, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<Employment>> {
        employment::open_of_persons(self.connection.as_mut(), area, person_ids)
    }

    fn obligations(&mut self, area: AreaCode, debtor: Party, only_open: bool) -> StoreResult<Vec<Obligation>> {
        obligation::of_debtor(self.connection.as_mut(), area, debtor, only_open)
    }

    fn obligations_deferred(&mut self, area: AreaCode) -> StoreResult<Vec<Obligation>> {
        obligation::deferred(self.connection.as_mut(), area)
    }

    fn balance(&mut self, area: AreaCode, account: Account, party: Party) -> StoreResult<Fen> {
        transfer::balance(self.connection.as_mut(), area, account, party)
    }

    fn contributions_of_employer(&mut self, area: AreaCode, employer_id: i64, month: Month) -> StoreResult<Vec<ContributionRow>> {
        contribution::of_employer(self.connection.as_mut(), area, employer_id, month)
    }

    fn contributions_of_person(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Vec<(ContributionRow, Obligation)>> {
        contribution::of_person(self.connection.as_mut(), area, person_id)
    }

    fn assessed_months(&mut self, area: AreaCode) -> StoreResult<Vec<(Month, i64)>> {
        let started = case_event::started_runs(self.connection.as_mut(), self.sealer, area)?;
        let mut months: Vec<(Month, i64)> = started.into_iter().map(|(run_id, month, _)| (month, run_id)).collect();
        months.extend(run_chunk::assessed_months(self.connection.as_mut(), area)?);
        months.sort();
        months.dedup();
        Ok(months)
    }

    fn entitlement(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<Entitlement>> {
        entitlement::find(self.connection.as_mut(), area, id)
    }

    fn entitlements_of_beneficiary(&mut self, area: AreaCode, beneficiary: Party) -> StoreResult<Vec<Entitlement>> {
        entitlement::of_beneficiary(self.connection.as_mut(), area, beneficiary)
    }

    fn entitlements_of_kind(
        &mut self,
        area: AreaCode,
        kind: BenefitKind,
        only_provisional: bool,
        after: i64,
        limit: u32,
    ) -> StoreResult<Vec<Entitlement>> {
        entitlement::of_kind(self.connection.as_mut(), area, kind, only_provisional, after, limit)
    }

    fn entitlement_version(&mut self, area: AreaCode, id: i64) -> StoreResult<i64> {
        entitlement::version(self.connection.as_mut(), area, id)
    }

    fn benefit_paid(&mut self, area: AreaCode, entitlement_id: i64) -> StoreResult<Vec<(Month, Fen)>> {
        let Some(entitlement) = self.entitlement(area, entitlement_id)? else { return Ok(Vec::new()) };
        Ok(entitlement.paid(&benefit_item::of(self.connection.as_mut(), area, entitlement_id)?))
    }

    fn benefit_items(&mut self, area: AreaCode, entitlement_id: i64) -> StoreResult<Vec<CaseItem>> {
        benefit_item::by_case(self.connection.as_mut(), area, entitlement_id)
    }

    fn pension_record(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Option<PensionRecord>> {
        pension_record::find(self.connection.as_mut(), area, person_id)
    }

    fn pension_records(&mut self, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<PensionRecord>> {
        pension_record::find_many(self.connection.as_mut(), area, person_ids)
    }

    fn contributions_of_persons(&mut self, area: AreaCode, person_ids: &[i64]) -> StoreResult<Vec<(ContributionRow, Obligation)>> {
        contribution::of_persons(self.connection.as_mut(), area, person_ids)
    }

    fn payee_account(&mut self, area: AreaCode, party: Party) -> StoreResult<Option<PayeeAccount>> {
        payee_account::latest(self.connection.as_mut(), self.sealer, area, party)
    }

    fn certification(&mut self, area: AreaCode, person_id: i64) -> StoreResult<Option<Certification>> {
        certification::longest(self.connection.as_mut(), area, person_id)
    }

    fn payroll_parts(&mut self, area: AreaCode, month: Month, funds: &[BenefitFund], size: i64) -> StoreResult<Vec<(i64, i64)>> {
        payroll_input::parts(self.connection.as_mut(), area, month, funds, size)
    }

    fn payroll_inputs(&mut self, chunk: &Chunk, funds: &[BenefitFund]) -> StoreResult<PayrollInputs> {
        payroll_input::of_run(self.connection.as_mut(), chunk, funds)
    }

    fn payroll_totals(&mut self, area: AreaCode, run_id: i64, batch: i64) -> StoreResult<Vec<PayrollTotals>> {
        benefit_payment::totals(self.connection.as_mut(), PayrollBatch { area, run_id, number: batch })
    }

    fn payments(&mut self, batch: PayrollBatch, after: i64, limit: u32, with_accounts: bool) -> StoreResult<Vec<PaymentRow>> {
        benefit_payment::page(self.connection.as_mut(), self.sealer, batch, after, limit, with_accounts)
    }

    fn payment(&mut self, batch: PayrollBatch, entitlement_id: i64) -> StoreResult<Option<PaymentRow>> {
        benefit_payment::find(self.connection.as_mut(), self.sealer, batch, entitlement_id)
    }

    fn returned_payments(&mut self, batch: PayrollBatch, after: i64, limit: u32) -> StoreResult<Vec<PaymentRow>> {
        benefit_payment::returned(self.connection.as_mut(), self.sealer, batch, after, limit)
    }

    fn payroll_findings(&mut self, area: AreaCode, run_id: i64, after: i64, limit: u32) -> StoreResult<Vec<PayrollFindingRow>> {
        benefit_payment::findings(self.connection.as_mut(), area, run_id, after, limit)
    }

    fn payroll_findings_of(&mut self, area: AreaCode, run_id: i64, entitlement_id: i64) -> StoreResult<Vec<PayrollFindingRow>> {
        benefit_payment::findings_of(self.connection.as_mut(), area, run_id, entitlement_id)
    }

    fn payroll_items(&mut self, area: AreaCode, run_id: i64, entitlement_id: i64) -> StoreResult<Vec<(Month, Fen)>> {
        benefit_item::of_case(self.connection.as_mut(), area, entitlement_id, run_id)
    }

    fn payee_account_sequence(&mut self, area: AreaCode, party: Party) -> StoreResult<Option<i64>> {
        payee_account::latest_sequence(self.connection.as_mut(), area, party)
    }

    fn agency_cases(&mut self, area: AreaCode, procedure: &str, limit: u32) -> StoreResult<Vec<CaseHead>> {
        case_file::of_agency(self.connection.as_mut(), area, procedure, limit)
    }

    fn issued_document(&mut self, code: &VerificationCode) -> StoreResult<Option<IssuedRecord>> {
        issued_document::by_code(self.connection.as_mut(), self.sealer, code)
    }

    fn issued_documents_of_case(&mut self, area: AreaCode, case_id: i64) -> StoreResult<Vec<IssuedRecord>> {
        issued_document::of_case(self.connection.as_mut(), area, case_id)
    }

    fn issued_documents_of_party(&mut self, area: AreaCode, party: Party, limit: u32) -> StoreResult<Vec<IssuedRecord>> {
        issued_document::of_party(self.connection.as_mut(), area, party, limit)
    }

    fn register_between(&mut self, area: AreaCode, register: &str, from: Date, until: Date) -> StoreResult<Vec<RegisterRecord>> {
        register::between(self.connection.as_mut(), area, register, from, until)
    }

    fn register_last(&mut self, area: AreaCode, register: &str) -> StoreResult<Option<RegisterRecord>> {
        register::last(self.connection.as_mut(), area, register)
    }

    fn emergencies(&mut self) -> StoreResult<Vec<EmergencyRecord>> {
        emergency::list(self.connection.as_mut())
    }

    fn run_progress(&mut self, area: AreaCode, run_id: i64) -> StoreResult<RunProgress> {
        run_chunk::progress(self.connection.as_mut(), area, run_id)
    }

    fn employers_to_assess(&mut self, area: AreaCode, month: Month) -> StoreResult<Vec<(i64, i64)>> {
        employment::to_assess(self.connection.as_mut(), area, month)
    }

    fn chunk_inputs(&mut self, chunk: &Chunk) -> StoreResult<ChunkInputs> {
        let Chunk { area, first_party_id: first, last_party_id: last, month, .. } = *chunk;
        let employers = employer::of_chunk(self.connection.as_mut(), area, first, last)?;
        let employments = employment::of_chunk(self.connection.as_mut(), area, first, last, month)?;
        Ok(ChunkInputs { employers, employments })
    }

    fn user(&mut self, area: AreaCode, id: i64) -> StoreResult<Option<User>> {
        user::find(self.connection.as_mut(), area, id)
    }

    fn user_by_login(&mut self, login: &str) -> StoreResult<Option<User>> {
        user::find_login(self.connection.as_mut(), login)
    }

    fn session(&mut self, token_sha256: &str) -> StoreResult<Option<(Session, User)>> {
        session::find(self.connection.as_mut(), token_sha256)
    }
}
