//! One look at the tables in memory.

use std::collections::BTreeMap;

use ledger::{Account, Obligation};
use values::{AreaCode, Date, Fen, IdNumber, Month, Party, SocialCreditCode, VerificationCode};

use super::{Tables, covers, started_month};
use crate::benefit::{BenefitFund, BenefitKind, Entitlement};
use crate::career::PensionRecord;
use crate::case::{CaseHead, CaseRecord};
use crate::deadline::DeadlineRecord;
use crate::emergency::EmergencyRecord;
use crate::identity::{Session, User};
use crate::issued::IssuedRecord;
use crate::material::Material;
use crate::payee::{Certification, PayeeAccount};
use crate::payroll::{CaseItem, PaymentRow, PayrollBatch, PayrollFindingRow, PayrollInputs, PayrollTotals};
use crate::register::RegisterRecord;
use crate::registry::{ContributionRow, Employer, Employment, Person};
use crate::run::{Chunk, RunProgress};
use crate::store::{ChunkInputs, Reader, Replayed, StoreResult};

/// A look at the tables as they were when it was taken.
pub(super) struct MemoryReader {
    pub(super) tables: Tables,
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
        Ok(self.tables.deadlines_due_by(area, name, day, limit))
    }

    fn open_deadlines(&mut self, area: AreaCode) -> StoreResult<Vec<DeadlineRecord>> {
        Ok(self.tables.deadlines.values().filter(|record| record.area == area && record.closed_on.is_none()).cloned().collect())
    }

    fn register_between(&mut self, area: AreaCode, register: &str, from: Date, until: Date) -> StoreResult<Vec<RegisterRecord>> {
        Ok(self.tables.registers.between(area, register, from, until))
    }

    fn register_last(&mut self, area: AreaCode, register: &str) -> StoreResult<Option<RegisterRecord>> {
        Ok(self.tables.registers.last(area, register))
    }

    fn cases_about(&mut self, area: AreaCode, kind: &str, reference: &str) -> StoreResult<Vec<CaseHead>> {
        let same = |about: &&(AreaCode, String, String, i64)| about.0 == area && about.1 == kind && about.2 == reference;
        let found = self.tables.about.iter().filter(same);
        Ok(found.filter_map(|(_, _, _, id)| self.tables.cases.get(&(area, *id)).map(|record| record.head.clone())).collect())
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
