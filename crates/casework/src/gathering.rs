//! The second step of an act: facts are read, and every book they come from is noted in what was seen.

use std::collections::{BTreeMap, HashMap};

use ledger::{Account, Obligation};
use values::{AreaCode, Date, Fen, IdNumber, Month, Party, SocialCreditCode};

use crate::act::SeenEntry;
use crate::benefit::{BenefitKind, Entitlement};
use crate::career::PensionRecord;
use crate::case::CaseHead;
use crate::emergency::EmergencyRecord;
use crate::payee::{Certification, PayeeAccount};
use crate::register::RegisterRecord;
use crate::registry::{ContributionRow, Employer, Employment, Person};
use crate::store::{Reader, Store, StoreResult};

/// Reads facts of one area and remembers what the decision will rest on.
pub struct Gathering<'a> {
    store: &'a dyn Store,
    reader: &'a mut dyn Reader,
    area: AreaCode,
    books: HashMap<(AreaCode, Party), i64>,
    entitlements: BTreeMap<i64, i64>,
    registers: BTreeMap<(AreaCode, String, Date), i64>,
    emergencies: Option<Vec<EmergencyRecord>>,
}

impl<'a> Gathering<'a> {
    pub fn new(store: &'a dyn Store, reader: &'a mut dyn Reader, area: AreaCode) -> Gathering<'a> {
        Gathering {
            store,
            reader,
            area,
            books: HashMap::new(),
            entitlements: BTreeMap::new(),
            registers: BTreeMap::new(),
            emergencies: None,
        }
    }

    pub fn area(&self) -> AreaCode {
        self.area
    }

    /// The plain reader, for facts that cannot change under a decision (cases, documents) or that carry their own guard.
    pub fn reader(&mut self) -> &mut dyn Reader {
        self.reader
    }

    /// Notes that the decision rests on a party's book.
    pub fn rest_on(&mut self, party: Party) -> StoreResult<()> {
        if !self.books.contains_key(&(self.area, party)) {
            let version = self.reader.book_version(self.area, party)?;
            self.books.insert((self.area, party), version);
        }
        Ok(())
    }

    /// Notes many books at once.
    pub fn rest_on_all(&mut self, parties: &[Party]) -> StoreResult<()> {
        let unseen: Vec<Party> = parties.iter().copied().filter(|party| !self.books.contains_key(&(self.area, *party))).collect();
        let versions: HashMap<Party, i64> = self.reader.book_versions(self.area, &unseen)?.into_iter().collect();
        for party in unseen {
            self.books.insert((self.area, party), versions.get(&party).copied().unwrap_or(0));
        }
        Ok(())
    }

    /// Numbers for things the act will make.
    pub fn reserve(&mut self, counter: &str, count: i64) -> StoreResult<i64> {
        self.store.reserve(self.area, counter, count)
    }

    /// Cases about the same thing, the oldest first. The decision rests on the book of the party, which each case about it moves.
    pub fn cases_about(&mut self, kind: &str, reference: &str, party: Party) -> StoreResult<Vec<CaseHead>> {
        self.rest_on(party)?;
        self.reader.cases_about(self.area, kind, reference)
    }

    pub fn employer(&mut self, id: i64) -> StoreResult<Option<Employer>> {
        self.rest_on(Party::employer(id))?;
        self.reader.employer(self.area, id)
    }

    /// In any area: a code is unique in the city and guarded by its own key.
    pub fn employer_by_credit_code(&mut self, code: &SocialCreditCode) -> StoreResult<Option<Employer>> {
        self.reader.employer_by_credit_code(code)
    }

    pub fn person(&mut self, id: i64) -> StoreResult<Option<Person>> {
        self.rest_on(Party::person(id))?;
        self.reader.person(self.area, id)
    }

    pub fn person_by_id_number(&mut self, id_number: &IdNumber) -> StoreResult<Option<Person>> {
        let person = self.reader.person_by_id_number(id_number)?;
        if let Some(person) = &person
            && person.area == self.area
        {
            self.rest_on(Party::person(person.id))?;
        }
        Ok(person)
    }

    /// People of the area by id, many at once.
    pub fn persons(&mut self, ids: &[i64]) -> StoreResult<Vec<Person>> {
        let parties: Vec<Party> = ids.iter().map(|id| Party::person(*id)).collect();
        self.rest_on_all(&parties)?;
        self.reader.persons(self.area, ids)
    }

    /// Where each ID number is registered; a number is unique in the city and guarded by its own key.
    pub fn locate_persons(&mut self, id_numbers: &[IdNumber]) -> StoreResult<Vec<(usize, AreaCode, i64)>> {
        self.reader.locate_persons(id_numbers)
    }

    pub fn open_employments_of_persons(&mut self, person_ids: &[i64]) -> StoreResult<Vec<Employment>> {
        self.reader.open_employments_of_persons(self.area, person_ids)
    }

    pub fn employments_of_employer(&mut self, employer_id: i64, month: Option<Month>) -> StoreResult<Vec<Employment>> {
        self.rest_on(Party::employer(employer_id))?;
        self.reader.employments_of_employer(self.area, employer_id, month)
    }

    pub fn employments_of_person(&mut self, person_id: i64) -> StoreResult<Vec<Employment>> {
        self.rest_on(Party::person(person_id))?;
        self.reader.employments_of_person(self.area, person_id)
    }

    pub fn obligations(&mut self, debtor: Party, only_open: bool) -> StoreResult<Vec<Obligation>> {
        self.rest_on(debtor)?;
        self.reader.obligations(self.area, debtor, only_open)
    }

    pub fn balance(&mut self, account: Account, party: Party) -> StoreResult<Fen> {
        self.rest_on(party)?;
        self.reader.balance(self.area, account, party)
    }

    /// Months already assessed; the decision then rests on no other month being closed meanwhile.
    pub fn assessed_months(&mut self) -> StoreResult<Vec<(Month, i64)>> {
        self.rest_on(Party::AGENCY)?;
        self.reader.assessed_months(self.area)
    }

    pub fn contributions_of_employer(&mut self, employer_id: i64, month: Month) -> StoreResult<Vec<ContributionRow>> {
        self.rest_on(Party::employer(employer_id))?;
        self.reader.contributions_of_employer(self.area, employer_id, month)
    }

    pub fn entitlement(&mut self, id: i64) -> StoreResult<Option<Entitlement>> {
        self.rest_on_entitlement(id)?;
        let found = self.reader.entitlement(self.area, id)?;
        if let Some(entitlement) = &found {
            self.rest_on(entitlement.beneficiary)?;
        }
        Ok(found)
    }

    /// Every right the party ever had, in order of their ids.
    pub fn entitlements_of_beneficiary(&mut self, beneficiary: Party) -> StoreResult<Vec<Entitlement>> {
        self.rest_on(beneficiary)?;
        let found = self.reader.entitlements_of_beneficiary(self.area, beneficiary)?;
        for entitlement in &found {
            self.rest_on_entitlement(entitlement.id)?;
        }
        Ok(found)
    }

    /// Rights of a kind behind `after`, with what was decided on each.
    pub fn entitlements_of_kind(
        &mut self,
        kind: BenefitKind,
        only_provisional: bool,
        after: i64,
        limit: u32,
    ) -> StoreResult<Vec<Entitlement>> {
        let found = self.reader.entitlements_of_kind(self.area, kind, only_provisional, after, limit)?;
        let beneficiaries: Vec<Party> = found.iter().map(|entitlement| entitlement.beneficiary).collect();
        self.rest_on_all(&beneficiaries)?;
        Ok(found)
    }

    /// Notes that the decision rests on an entitlement and on what was paid on it.
    fn rest_on_entitlement(&mut self, id: i64) -> StoreResult<()> {
        if !self.entitlements.contains_key(&id) {
            let version = self.reader.entitlement_version(self.area, id)?;
            self.entitlements.insert(id, version);
        }
        Ok(())
    }

    /// What was paid for each month; the decision then rests on no run paying meanwhile.
    pub fn benefit_paid(&mut self, entitlement_id: i64) -> StoreResult<Vec<(Month, Fen)>> {
        self.rest_on_entitlement(entitlement_id)?;
        self.reader.benefit_paid(self.area, entitlement_id)
    }

    pub fn pension_record(&mut self, person_id: i64) -> StoreResult<Option<PensionRecord>> {
        self.rest_on(Party::person(person_id))?;
        self.reader.pension_record(self.area, person_id)
    }

    /// Records of many people of the area.
    pub fn pension_records(&mut self, person_ids: &[i64]) -> StoreResult<Vec<PensionRecord>> {
        let parties: Vec<Party> = person_ids.iter().map(|id| Party::person(*id)).collect();
        self.rest_on_all(&parties)?;
        self.reader.pension_records(self.area, person_ids)
    }

    /// A person's contribution months with the obligation each belongs to. Whether the employer has paid is read as it stands.
    pub fn contributions_of_person(&mut self, person_id: i64) -> StoreResult<Vec<(ContributionRow, Obligation)>> {
        self.rest_on(Party::person(person_id))?;
        self.reader.contributions_of_person(self.area, person_id)
    }

    /// The same of many people.
    pub fn contributions_of_persons(&mut self, person_ids: &[i64]) -> StoreResult<Vec<(ContributionRow, Obligation)>> {
        let parties: Vec<Party> = person_ids.iter().map(|id| Party::person(*id)).collect();
        self.rest_on_all(&parties)?;
        self.reader.contributions_of_persons(self.area, person_ids)
    }

    pub fn payee_account(&mut self, party: Party) -> StoreResult<Option<PayeeAccount>> {
        self.rest_on(party)?;
        self.reader.payee_account(self.area, party)
    }

    pub fn certification(&mut self, person_id: i64) -> StoreResult<Option<Certification>> {
        self.rest_on(Party::person(person_id))?;
        self.reader.certification(self.area, person_id)
    }

    /// The entries of a register on a day, in any area; the decision then rests on none being added meanwhile.
    pub fn register_day(&mut self, area: AreaCode, register: &str, day: Date) -> StoreResult<Vec<RegisterRecord>> {
        let found = self.reader.register_between(area, register, day, day)?;
        let entries = found.last().map_or(0, |record| record.sequence);
        self.registers.insert((area, register.to_owned(), day), entries);
        Ok(found)
    }

    /// Every declared emergency; the decision then rests on none of them having been ended or added meanwhile.
    pub fn emergencies(&mut self) -> StoreResult<Vec<EmergencyRecord>> {
        if self.emergencies.is_none() {
            self.emergencies = Some(self.reader.emergencies()?);
        }
        Ok(self.emergencies.clone().unwrap_or_default())
    }

    /// Everything the decision rests on.
    pub fn into_seen(self) -> Vec<SeenEntry> {
        let books = self.books.into_iter().map(|((area, party), version)| SeenEntry::Book { area, party, version });
        let versions = |list: Vec<EmergencyRecord>| list.into_iter().map(|emergency| (emergency.notice_id, emergency.version)).collect();
        let emergencies = self.emergencies.map(|list| SeenEntry::Emergencies(versions(list)));
        let area = self.area;
        let entitlements = self.entitlements.into_iter().map(|(id, version)| SeenEntry::Entitlement { area, id, version });
        let register = |((area, register, day), entries)| SeenEntry::Register { area, register, day, entries };
        let registers = self.registers.into_iter().map(register);
        books.chain(entitlements).chain(registers).chain(emergencies).collect()
    }
}
