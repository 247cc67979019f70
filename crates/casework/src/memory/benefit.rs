//! Entitlements and what belongs to them, in memory.

use std::collections::{BTreeMap, HashSet};

use values::{AreaCode, Fen, Month, Party};

use crate::benefit::{BenefitChange, BenefitKind, Entitlement, TAKEN_OVER_CASE_ID};
use crate::career::PensionRecord;
use crate::payee::{Certification, PayeeAccount};
use crate::payroll::{BenefitPayment, CaseItem, PaymentMark, PayrollFinding};
use crate::store::{StoreError, StoreResult};

#[derive(Debug, Default, Clone)]
pub struct BenefitTables {
    /// With the version of each.
    pub(super) entitlements: BTreeMap<(AreaCode, i64), (Entitlement, i64)>,
    /// (area, entitlement, month, case, amount), in the order they were written.
    pub(super) items: Vec<(AreaCode, i64, Month, i64, Fen)>,
    records: BTreeMap<(AreaCode, i64), PensionRecord>,
    pub(super) accounts: BTreeMap<(AreaCode, Party), Vec<PayeeAccount>>,
    certifications: BTreeMap<(AreaCode, i64), Vec<Certification>>,
    /// Rights that ended by death.
    pub(super) dead: HashSet<(AreaCode, i64)>,
    pub(super) payments: BTreeMap<(AreaCode, i64, i64, i64), BenefitPayment>,
    pub(super) marks: BTreeMap<(AreaCode, i64, i64, i64), PaymentMark>,
    pub(super) settled_batches: HashSet<(AreaCode, i64, i64)>,
    pub(super) findings: Vec<(AreaCode, i64, PayrollFinding)>,
}

impl BenefitTables {
    pub fn entitlement(&self, area: AreaCode, id: i64) -> Option<Entitlement> {
        self.entitlements.get(&(area, id)).map(|(entitlement, _)| entitlement.clone())
    }

    pub fn of_beneficiary(&self, area: AreaCode, beneficiary: Party) -> Vec<Entitlement> {
        let of_area = self.entitlements.values().filter(|(entitlement, _)| entitlement.area == area);
        of_area.filter(|(entitlement, _)| entitlement.beneficiary == beneficiary).map(|(entitlement, _)| entitlement.clone()).collect()
    }

    pub fn of_kind(&self, area: AreaCode, kind: BenefitKind, only_provisional: bool, after: i64, limit: u32) -> Vec<Entitlement> {
        let behind = self.entitlements.range((area, after + 1)..).take_while(|((of, _), _)| *of == area).map(|(_, (right, _))| right);
        let wanted = behind.filter(|right| right.kind == kind);
        let wanted = wanted.filter(|right| !only_provisional || right.amounts.iter().any(|amount| amount.provisional));
        wanted.take(limit as usize).cloned().collect()
    }

    /// Somebody with a right that ended by death and does not go on under another grant from the very next month.
    pub(super) fn is_dead(&self, area: AreaCode, beneficiary: Party) -> bool {
        let of_person =
            || self.entitlements.values().map(|(right, _)| right).filter(|right| right.area == area && right.beneficiary == beneficiary);
        let goes_on = |ended: &Entitlement| {
            of_person().any(|other| other.kind == ended.kind && ended.last_month.is_some_and(|last| other.first_month == last.next()))
        };
        of_person().any(|right| self.dead.contains(&(area, right.id)) && !goes_on(right))
    }

    pub fn version(&self, area: AreaCode, id: i64) -> i64 {
        self.entitlements.get(&(area, id)).map_or(0, |(_, version)| *version)
    }

    pub fn paid(&self, area: AreaCode, entitlement_id: i64) -> Vec<(Month, Fen)> {
        let items = self.items_of(area, entitlement_id);
        self.entitlements.get(&(area, entitlement_id)).map_or(Vec::new(), |(entitlement, _)| entitlement.paid(&items))
    }

    pub(super) fn items_of(&self, area: AreaCode, entitlement_id: i64) -> Vec<(Month, Fen)> {
        let mut months: BTreeMap<Month, Fen> = BTreeMap::new();
        for (_, _, month, _, amount) in self.items.iter().filter(|(of, id, ..)| *of == area && *id == entitlement_id) {
            *months.entry(*month).or_default() += *amount;
        }
        months.into_iter().collect()
    }

    pub fn items_by_case(&self, area: AreaCode, entitlement_id: i64) -> Vec<CaseItem> {
        let mut by_case: BTreeMap<(i64, Month), Fen> = BTreeMap::new();
        for (_, _, month, case_id, amount) in self.items.iter().filter(|(of, id, ..)| *of == area && *id == entitlement_id) {
            *by_case.entry((*case_id, *month)).or_default() += *amount;
        }
        let items = by_case.into_iter().filter(|(_, amount)| !amount.is_zero());
        items.map(|((case_id, month), amount)| CaseItem { case_id, month, amount }).collect()
    }

    pub fn record(&self, area: AreaCode, person_id: i64) -> Option<PensionRecord> {
        self.records.get(&(area, person_id)).cloned()
    }

    pub fn account(&self, area: AreaCode, party: Party) -> Option<PayeeAccount> {
        self.accounts.get(&(area, party))?.last().cloned()
    }

    pub fn certification(&self, area: AreaCode, person_id: i64) -> Option<Certification> {
        let of_person = self.certifications.get(&(area, person_id))?;
        of_person.iter().max_by_key(|certification| (certification.valid_until, certification.certified_on)).cloned()
    }

    pub fn put_record(&mut self, record: PensionRecord) {
        self.records.insert((record.area, record.person_id), record);
    }

    pub fn add_account(&mut self, area: AreaCode, party: Party, account: PayeeAccount) {
        self.accounts.entry((area, party)).or_default().push(account);
    }

    pub fn add_certification(&mut self, area: AreaCode, certification: Certification) {
        self.certifications.entry((area, certification.person_id)).or_default().push(certification);
    }

    pub fn grant(&mut self, entitlement: Entitlement) {
        self.entitlements.insert((entitlement.area, entitlement.id), (entitlement, 1));
    }

    pub fn write(&mut self, area: AreaCode, case_id: i64, change: &BenefitChange) -> StoreResult<()> {
        let id = change.entitlement_id();
        if let BenefitChange::Grant(entitlement) = change {
            if self.entitlements.contains_key(&(area, id)) {
                return Err(StoreError::Damaged(format!("entitlement {id} of {area} exists already")));
            }
            self.grant(entitlement.clone());
            return Ok(());
        }
        let missing = || StoreError::Damaged(format!("entitlement {id} of {area} is not what the change {change:?} expects"));
        let items = self.items_of(area, id);
        let (entitlement, version) = self.entitlements.get_mut(&(area, id)).ok_or_else(missing)?;
        let before = entitlement.clone();
        if entitlement.beneficiary != change.beneficiary() || !entitlement.apply(change) {
            return Err(missing());
        }
        *version += 1;
        let taken_over = before.taken_over(entitlement.settled_through, &items);
        self.items.extend(taken_over.into_iter().map(|(month, amount)| (area, id, month, TAKEN_OVER_CASE_ID, amount)));
        if let BenefitChange::End { reason, .. } = change
            && reason == "death"
        {
            self.dead.insert((area, id));
        }
        if let BenefitChange::Recover { month, amount, .. } = change {
            self.items.push((area, id, *month, case_id, -*amount));
        }
        if let BenefitChange::SetOff { month, amount, .. } = change {
            self.items.push((area, id, *month, case_id, *amount));
        }
        Ok(())
    }
}
