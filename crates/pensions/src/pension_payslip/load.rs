//! What payrolls paid to a person, from the items, the payments and what the bank answered.

use std::collections::HashMap;

use casework::payee::PayeeAccount;
use casework::payroll::{CaseItem, PayrollBatch};
use casework::store::{Reader, StoreResult};
use casework::{BenefitKind, CaseRecord, Entitlement};
use serde::Deserialize;
use values::{AreaCode, Date, Fen, Month, Party};

/// What one payroll paid on one right, and that the bank says it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidRight {
    pub right: Entitlement,
    /// The month of the payroll.
    pub month: Month,
    pub run_id: i64,
    /// Everything ever written for the right, by case and month.
    pub items: Vec<CaseItem>,
    pub amount: Fen,
    pub account: Option<PayeeAccount>,
    pub paid_on: Date,
}

/// A month in which something arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidMonth {
    pub month: Month,
    pub amount: Fen,
    pub paid_on: Date,
}

/// What the events of a payroll say of its month and of what the bank answered; their other words are not asked here.
#[derive(Debug, Clone, Default)]
struct RunTold {
    month: Option<Month>,
    /// Batch and the day its money arrived.
    settled: Vec<(i64, Date)>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Told {
    Started {
        month: Month,
    },
    ResultRead {
        batch: i64,
        settlement: Settled,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Settled {
    settled_on: Date,
}

impl RunTold {
    /// Nothing for a case that is no payroll: what was recovered or set off is no payment.
    fn of(record: &CaseRecord) -> RunTold {
        let mut told = RunTold::default();
        if record.head.procedure != crate::common::PAYROLL {
            return told;
        }
        for event in &record.events {
            match serde_json::from_value(event.payload.clone()) {
                Ok(Told::Started { month }) => told.month = Some(month),
                Ok(Told::ResultRead { batch, settlement }) => told.settled.push((batch, settlement.settled_on)),
                Ok(Told::Other) | Err(_) => {}
            }
        }
        told
    }
}

/// Payrolls read so far: two rights of a person are paid by the same ones.
#[derive(Default)]
struct Runs(HashMap<i64, RunTold>);

impl Runs {
    fn told(&mut self, reader: &mut dyn Reader, area: AreaCode, run_id: i64) -> StoreResult<RunTold> {
        if let Some(told) = self.0.get(&run_id) {
            return Ok(told.clone());
        }
        let told = reader.case(area, run_id)?.map(|record| RunTold::of(&record)).unwrap_or_default();
        self.0.insert(run_id, told.clone());
        Ok(told)
    }
}

/// The monthly pensions of a person.
fn pensions(reader: &mut dyn Reader, area: AreaCode, person_id: i64) -> StoreResult<Vec<Entitlement>> {
    let mut rights = reader.entitlements_of_beneficiary(area, Party::person(person_id))?;
    rights.retain(|right| matches!(right.kind, BenefitKind::EmployeePension | BenefitKind::ResidentPension));
    Ok(rights)
}

/// The cases that wrote items, newest first, each with the last month it wrote for.
fn cases_of(items: &[CaseItem]) -> Vec<(i64, Month)> {
    let mut cases: Vec<(i64, Month)> = Vec::new();
    for item in items.iter().rev() {
        match cases.last_mut() {
            Some((case_id, last)) if *case_id == item.case_id => *last = (*last).max(item.month),
            _ => cases.push((item.case_id, item.month)),
        }
    }
    cases
}

/// What the payrolls of `month` paid to a person and the bank confirmed.
pub fn paid_in(reader: &mut dyn Reader, area: AreaCode, person_id: i64, month: Month) -> StoreResult<Vec<PaidRight>> {
    let (mut runs, mut paid) = (Runs::default(), Vec::new());
    for right in pensions(reader, area, person_id)? {
        let items = reader.benefit_items(area, right.id)?;
        // A payroll pays no month after its own, so later ones that do are passed over unread.
        for (run_id, _) in cases_of(&items).into_iter().filter(|(_, last)| *last <= month) {
            let told = runs.told(reader, area, run_id)?;
            match told.month {
                Some(of) if of == month => paid.extend(arrived(reader, area, &right, &items, (run_id, month), &told)?),
                Some(of) if of < month => break,
                _ => {}
            }
        }
    }
    Ok(paid)
}

/// The months in which something arrived, newest first: of the last `payrolls` of each pension.
pub fn months(reader: &mut dyn Reader, area: AreaCode, person_id: i64, payrolls: usize) -> StoreResult<Vec<PaidMonth>> {
    let mut runs = Runs::default();
    let mut months: Vec<PaidMonth> = Vec::new();
    for right in pensions(reader, area, person_id)? {
        let items = reader.benefit_items(area, right.id)?;
        for (run_id, _) in cases_of(&items).into_iter().take(payrolls) {
            let told = runs.told(reader, area, run_id)?;
            let Some(month) = told.month else { continue };
            let Some(paid) = arrived(reader, area, &right, &items, (run_id, month), &told)? else { continue };
            match months.iter_mut().find(|of| of.month == month) {
                Some(of) => {
                    of.amount += paid.amount;
                    of.paid_on = of.paid_on.max(paid.paid_on);
                }
                None => months.push(PaidMonth { month, amount: paid.amount, paid_on: paid.paid_on }),
            }
        }
    }
    months.sort_by_key(|of| std::cmp::Reverse(of.month));
    Ok(months)
}

/// The payment of a right in a payroll, once its batch is settled and it was not sent back.
fn arrived(
    reader: &mut dyn Reader,
    area: AreaCode,
    right: &Entitlement,
    items: &[CaseItem],
    (run_id, month): (i64, Month),
    told: &RunTold,
) -> StoreResult<Option<PaidRight>> {
    for (number, paid_on) in told.settled.iter().rev() {
        let Some(row) = reader.payment(PayrollBatch { area, run_id, number: *number }, right.id)? else { continue };
        if row.mark.is_none() {
            let (amount, account) = (row.payment.amount, row.account);
            let (right, items, paid_on) = (right.clone(), items.to_vec(), *paid_on);
            return Ok(Some(PaidRight { right, month, run_id, items, amount, account, paid_on }));
        }
    }
    Ok(None)
}
