//! Payroll runs, in memory.

use std::collections::BTreeMap;

use values::{AreaCode, Date, Fen, Month, Party};

use super::benefit::BenefitTables;
use crate::benefit::{BenefitFund, Entitlement};
use crate::payroll::{
    BenefitItem, BenefitPayment, FIRST_BATCH, OpenEntitlement, PaymentMark, PaymentMarkKind, PaymentRow, PayrollBatch, PayrollChange,
    PayrollChunkResult, PayrollFindingRow, PayrollInputs, PayrollTotals,
};
use crate::run::Chunk;
use crate::store::{StoreError, StoreResult};

fn is_open(entitlement: &Entitlement, month: Month, funds: &[BenefitFund]) -> bool {
    entitlement.first_month <= month
        && entitlement.settled_through < month
        && entitlement.last_month.is_none_or(|last| entitlement.settled_through < last)
        && funds.contains(&entitlement.kind.fund())
}

impl BenefitTables {
    pub fn parts(&self, area: AreaCode, month: Month, funds: &[BenefitFund], size: i64) -> Vec<(i64, i64)> {
        let of_area = self.entitlements.iter().filter(|((of, _), (entitlement, _))| *of == area && is_open(entitlement, month, funds));
        let ids: Vec<i64> = of_area.map(|((_, id), _)| *id).collect();
        let size = usize::try_from(size.max(1)).unwrap_or(usize::MAX);
        ids.chunks(size).filter_map(|part| Some((*part.first()?, *part.last()?))).collect()
    }

    fn in_range<'a>(&'a self, chunk: &'a Chunk) -> impl Iterator<Item = &'a (Entitlement, i64)> {
        let range = (chunk.area, chunk.first_party_id)..=(chunk.area, chunk.last_party_id);
        self.entitlements.range(range).map(|(_, found)| found)
    }

    fn version_sum(&self, chunk: &Chunk) -> i64 {
        self.in_range(chunk).map(|(_, version)| version).sum()
    }

    pub fn inputs(&self, chunk: &Chunk, funds: &[BenefitFund]) -> PayrollInputs {
        let area = chunk.area;
        let open = self.in_range(chunk).filter(|(entitlement, _)| is_open(entitlement, chunk.month, funds));
        let entitlements = open.map(|(entitlement, _)| OpenEntitlement {
            items: self.items_of(area, entitlement.id).into_iter().filter(|(month, _)| *month > entitlement.settled_through).collect(),
            account_sequence: self.account_sequence(area, entitlement.payee),
            shares_account: self.shares_account(area, entitlement.payee),
            certified_until: self.certification(area, entitlement.beneficiary.id).map(|proof| proof.valid_until),
            is_dead: self.is_dead(area, entitlement.beneficiary),
            entitlement: entitlement.clone(),
        });
        PayrollInputs { entitlements: entitlements.collect(), version_sum: self.version_sum(chunk) }
    }

    pub fn account_sequence(&self, area: AreaCode, party: Party) -> Option<i64> {
        self.accounts.get(&(area, party)).map(|accounts| accounts.len() as i64)
    }

    fn shares_account(&self, area: AreaCode, payee: Party) -> bool {
        let Some(account) = self.account(area, payee) else { return false };
        let others = self.accounts.iter().filter(|((of, party), _)| *of == area && *party != payee);
        others.filter_map(|(_, accounts)| accounts.last()).any(|other| other.number == account.number)
    }

    pub fn totals(&self, batch: PayrollBatch) -> Vec<PayrollTotals> {
        let mut totals: BTreeMap<BenefitFund, PayrollTotals> = BTreeMap::new();
        for row in self.payments(batch, i64::MIN, u32::MAX, false) {
            if row.mark.is_some_and(|mark| mark.kind == PaymentMarkKind::HeldOut) {
                continue;
            }
            let fund = row.payment.fund;
            let of_fund = totals.entry(fund).or_insert(PayrollTotals { fund, payments: 0, amount: Fen::ZERO });
            of_fund.payments += 1;
            of_fund.amount += row.payment.amount;
        }
        totals.into_values().collect()
    }

    pub fn payments(&self, batch: PayrollBatch, after: i64, limit: u32, only_returned: bool) -> Vec<PaymentRow> {
        let PayrollBatch { area, run_id, number } = batch;
        let of_batch =
            self.payments.iter().filter(|((of, run, batch, id), _)| *of == area && *run == run_id && *batch == number && *id > after);
        let rows = of_batch.map(|(key, payment)| {
            let is_reissued = self
                .payments
                .keys()
                .any(|(of, run, batch, id)| *of == area && *run == run_id && *batch > number && *id == payment.entitlement_id);
            let mark = self.marks.get(key).map(|mark| PaymentMark { is_reissued, ..mark.clone() });
            let place = usize::try_from(payment.account_sequence - 1).unwrap_or(0);
            let account = self.accounts.get(&(area, payment.payee)).and_then(|accounts| accounts.get(place)).cloned();
            PaymentRow { payment: *payment, account, mark }
        });
        let is_returned = |row: &PaymentRow| row.mark.as_ref().is_some_and(|mark| mark.kind == PaymentMarkKind::Returned);
        rows.filter(|row| !only_returned || is_returned(row)).take(limit as usize).collect()
    }

    pub fn findings(&self, area: AreaCode, run_id: i64, is_asked: impl Fn(i64) -> bool, limit: u32) -> Vec<PayrollFindingRow> {
        let of_run = self.findings.iter().filter(|(of, run, finding)| *of == area && *run == run_id && is_asked(finding.entitlement_id));
        let mut rows: Vec<PayrollFindingRow> = of_run
            .filter_map(|(_, _, finding)| {
                let (entitlement, _) = self.entitlements.get(&(area, finding.entitlement_id))?;
                let is_released = self.payments.contains_key(&(area, run_id, FIRST_BATCH, finding.entitlement_id));
                Some(PayrollFindingRow { finding: *finding, beneficiary: entitlement.beneficiary, is_released })
            })
            .collect();
        rows.sort_by_key(|row| (row.finding.entitlement_id, row.finding.kind.as_str()));
        rows.truncate(limit as usize);
        rows
    }

    pub fn items_of_run(&self, area: AreaCode, run_id: i64, entitlement_id: i64) -> Vec<(Month, Fen)> {
        let mut months: BTreeMap<Month, Fen> = BTreeMap::new();
        for (_, _, month, _, amount) in self.items.iter().filter(|(of, id, _, case, _)| (*of, *id, *case) == (area, entitlement_id, run_id))
        {
            *months.entry(*month).or_default() += *amount;
        }
        months.into_iter().filter(|(_, amount)| !amount.is_zero()).collect()
    }

    pub fn write_chunk(&mut self, chunk: &Chunk, result: &PayrollChunkResult) -> StoreResult<()> {
        let (area, run_id) = (chunk.area, chunk.run_id);
        if self.version_sum(chunk) != result.version_sum {
            return Err(StoreError::Conflict);
        }
        let found: Vec<i64> = result.findings.iter().map(|finding| finding.entitlement_id).collect();
        self.findings.extend(result.findings.iter().map(|finding| (area, run_id, *finding)));
        let range = (area, chunk.first_party_id)..=(area, chunk.last_party_id);
        for ((_, id), (entitlement, version)) in self.entitlements.range_mut(range) {
            let settled = if found.contains(id) {
                result.settled.iter().find(|(settled, _)| settled == id).map(|(_, through)| *through)
            } else {
                is_open(entitlement, chunk.month, &result.funds).then_some(chunk.month)
            };
            if let Some(through) = settled {
                entitlement.settled_through = through;
                *version += 1;
            }
        }
        self.add_items(area, run_id, &result.items);
        self.add_payments(area, run_id, FIRST_BATCH, &result.payments);
        Ok(())
    }

    fn add_items(&mut self, area: AreaCode, run_id: i64, items: &[BenefitItem]) {
        self.items.extend(items.iter().map(|item| (area, item.entitlement_id, item.month, run_id, item.amount)));
    }

    fn add_payments(&mut self, area: AreaCode, run_id: i64, batch: i64, payments: &[BenefitPayment]) {
        self.payments.extend(payments.iter().map(|payment| ((area, run_id, batch, payment.entitlement_id), *payment)));
    }

    pub fn write_payroll(&mut self, area: AreaCode, change: &PayrollChange) -> StoreResult<()> {
        match change {
            PayrollChange::Pay { run_id, items, payment, settled_through, .. } => {
                self.add_items(area, *run_id, items);
                self.add_payments(area, *run_id, FIRST_BATCH, std::slice::from_ref(payment));
                self.settle(area, payment.entitlement_id, |_| *settled_through);
            }
            PayrollChange::HoldOut { run_id, entitlement_id, items, reason, on, .. } => {
                let mark = PaymentMark { kind: PaymentMarkKind::HeldOut, reason: reason.clone(), on: *on, is_reissued: false };
                self.mark((area, *run_id, FIRST_BATCH, *entitlement_id), mark)?;
                let reversed: Vec<BenefitItem> = items.iter().map(|item| BenefitItem { amount: -item.amount, ..*item }).collect();
                self.add_items(area, *run_id, &reversed);
                if let Some(earliest) = items.iter().map(|item| item.month).min() {
                    self.settle(area, *entitlement_id, |settled| settled.min(earliest.previous()));
                }
            }
            PayrollChange::Settle { run_id, batch, returned, on } => {
                if !self.settled_batches.insert((area, *run_id, *batch)) {
                    return Err(StoreError::Conflict);
                }
                for (entitlement_id, reason) in returned {
                    let mark = PaymentMark { kind: PaymentMarkKind::Returned, reason: reason.clone(), on: *on, is_reissued: false };
                    self.mark((area, *run_id, *batch, *entitlement_id), mark)?;
                }
            }
            PayrollChange::Cancel { run_id, reason, on } => return self.cancel(area, *run_id, reason, *on),
            PayrollChange::Reissue { run_id, batch, payments } => self.add_payments(area, *run_id, *batch, payments),
        }
        Ok(())
    }

    /// Holds out everything the first batch still pays.
    fn cancel(&mut self, area: AreaCode, run_id: i64, reason: &str, on: Date) -> StoreResult<()> {
        let paid = self.payments(PayrollBatch { area, run_id, number: FIRST_BATCH }, i64::MIN, u32::MAX, false);
        for row in paid.into_iter().filter(|row| row.mark.is_none()) {
            let entitlement_id = row.payment.entitlement_id;
            let of_run = self.items_by_case(area, entitlement_id).into_iter().filter(|item| item.case_id == run_id);
            let items = of_run.map(|item| BenefitItem { entitlement_id, month: item.month, amount: item.amount }).collect();
            let beneficiary = row.payment.payee;
            self.write_payroll(
                area,
                &PayrollChange::HoldOut { run_id, beneficiary, entitlement_id, items, reason: reason.to_owned(), on },
            )?;
        }
        Ok(())
    }

    fn settle(&mut self, area: AreaCode, id: i64, through: impl Fn(Month) -> Month) {
        if let Some((entitlement, version)) = self.entitlements.get_mut(&(area, id)) {
            entitlement.settled_through = through(entitlement.settled_through);
            *version += 1;
        }
    }

    fn mark(&mut self, key: (AreaCode, i64, i64, i64), mark: PaymentMark) -> StoreResult<()> {
        match self.marks.insert(key, mark) {
            None => Ok(()),
            Some(_) => Err(StoreError::Conflict),
        }
    }
}
