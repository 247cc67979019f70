//! What a decision on a payroll rests on.

use agency::PaymentAccount;
use casework::benefit::Entitlement;
use casework::payee::PayeeAccount;
use casework::payroll::{FIRST_BATCH, PaymentRow, PayrollBatch, PayrollFindingRow, PayrollTotals};
use casework::run::RunProgress;
use casework::{CaseHead, Failure, Gathering, Given, StoreError};
use ledger::BenefitFund;
use values::{Fen, Month, Party};

use super::bank_file::{BankFileFormat, Contents, FileError, fingerprint};
use super::money::planned_file;
use super::{Command, NAME, State};

/// Runs of the area looked through for one that is still open.
const RUNS_LOOKED_AT: u32 = 50;
/// Rows read at once.
const ROWS_AT_ONCE: u32 = 5_000;

#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Payrolls of the area that are not closed: month and funds.
    pub open_runs: Vec<(Month, Vec<BenefitFund>)>,
    pub is_anything_due: bool,
    pub progress: RunProgress,
    pub totals: Vec<PayrollTotals>,
    pub findings: Vec<PayrollFindingRow>,
    pub entitlement: Option<EntitlementFacts>,
    /// What was sent in the batch that is decided on.
    pub payments: Vec<PaymentRow>,
    pub returned: Vec<ReturnedPayment>,
    /// SHA-256 of the file for the bank as XML and as CSV.
    pub fingerprints: Option<(String, String)>,
}

/// One entitlement of the run.
#[derive(Debug, Clone)]
pub struct EntitlementFacts {
    pub entitlement: Entitlement,
    pub paid: Vec<(Month, Fen)>,
    pub account: Option<(i64, PayeeAccount)>,
    /// Its payment in the first batch.
    pub payment: Option<PaymentRow>,
    /// The months the run paid on it.
    pub items: Vec<(Month, Fen)>,
    pub findings: Vec<PayrollFindingRow>,
    /// It came back from the bank in a batch, and no later one sent it again.
    pub is_returned: bool,
}

/// A payment that came back and was not sent again.
#[derive(Debug, Clone)]
pub struct ReturnedPayment {
    pub row: PaymentRow,
    /// The account the payee has now.
    pub account_sequence: Option<i64>,
}

pub fn gather(
    gathering: &mut Gathering<'_>,
    head: Option<&CaseHead>,
    state: &State,
    command: &Command,
    payer: Option<&PaymentAccount>,
    given: &Given,
) -> Result<Facts, Failure> {
    let mut facts = Facts::default();
    let run_id = head.map(|head| head.id);
    match (command, run_id) {
        (Command::Start { month, funds }, None) => {
            gathering.rest_on(Party::AGENCY)?;
            facts.open_runs = open_runs(gathering)?;
            let area = gathering.area();
            facts.is_anything_due = !gathering.reader().payroll_parts(area, *month, funds, i64::MAX)?.is_empty();
        }
        (Command::FinishComputing, Some(run_id)) => {
            let area = gathering.area();
            facts.progress = gathering.reader().run_progress(area, run_id)?;
            facts.totals = gathering.reader().payroll_totals(area, run_id, FIRST_BATCH)?;
            facts.findings = findings(gathering, run_id)?;
        }
        (
            Command::Release { entitlement_id, .. }
            | Command::HoldOut { entitlement_id, .. }
            | Command::CorrectAccount { entitlement_id, .. },
            Some(run_id),
        ) => facts.entitlement = entitlement(gathering, state, run_id, *entitlement_id)?,
        (Command::ReadBankResult { .. }, Some(run_id)) => {
            if let Some(batch) = state.last_batch() {
                facts.payments = payments(gathering, PayrollBatch { area: gathering.area(), run_id, number: batch.number })?;
            }
        }
        (Command::MakeBankFile, Some(run_id)) => facts.fingerprints = fingerprints(gathering, state, run_id, payer, given)?,
        (Command::Reissue | Command::Close, Some(run_id)) => facts.returned = returned(gathering, state, run_id)?,
        _ => {}
    }
    Ok(facts)
}

fn open_runs(gathering: &mut Gathering<'_>) -> Result<Vec<(Month, Vec<BenefitFund>)>, Failure> {
    let area = gathering.area();
    let heads = gathering.reader().agency_cases(area, NAME, RUNS_LOOKED_AT)?;
    let mut open = Vec::new();
    for head in heads.into_iter().filter(|head| head.stage.is_open()) {
        let record = gathering.reader().case(area, head.id)?;
        let first = record.and_then(|record| record.events.into_iter().next());
        let first = first.ok_or_else(|| StoreError::Damaged(format!("case {} has no events", head.number)))?;
        let event: super::Event =
            serde_json::from_value(first.payload).map_err(|error| StoreError::Damaged(format!("case {}: {error}", head.number)))?;
        if let super::Event::Started { month, funds, .. } = event {
            open.push((month, funds));
        }
    }
    Ok(open)
}

/// Of the file that would be made now; `None` where none can be.
fn fingerprints(
    gathering: &mut Gathering<'_>,
    state: &State,
    run_id: i64,
    payer: Option<&PaymentAccount>,
    given: &Given,
) -> Result<Option<(String, String)>, Failure> {
    let area = gathering.area();
    let planned = planned_file(payer, area, run_id, state, given).ok();
    let (Some((number, file)), Some(month), Some(batch)) = (planned, state.month, state.last_batch()) else { return Ok(None) };
    let contents = Contents { batch: PayrollBatch { area, run_id, number }, month, totals: &batch.totals, file: &file };
    let mut of = |format| {
        fingerprint(gathering.reader(), contents, format).map_err(|error| match error {
            FileError::Store(error) => Failure::from(error),
            FileError::Output(error) => StoreError::Unavailable(error.to_string()).into(),
        })
    };
    Ok(Some((of(BankFileFormat::Xml)?, of(BankFileFormat::Csv)?)))
}

fn findings(gathering: &mut Gathering<'_>, run_id: i64) -> Result<Vec<PayrollFindingRow>, Failure> {
    let area = gathering.area();
    let mut all: Vec<PayrollFindingRow> = Vec::new();
    loop {
        let after = all.last().map_or(0, |row| row.finding.entitlement_id);
        let mut page = gathering.reader().payroll_findings(area, run_id, after, ROWS_AT_ONCE)?;
        let is_last = page.len() < ROWS_AT_ONCE as usize;
        if !is_last && let Some(last) = page.last().map(|row| row.finding.entitlement_id) {
            // The findings of the last one may go on behind the page.
            page.retain(|row| row.finding.entitlement_id != last);
        }
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

fn entitlement(gathering: &mut Gathering<'_>, state: &State, run_id: i64, id: i64) -> Result<Option<EntitlementFacts>, Failure> {
    let Some(entitlement) = gathering.entitlement(id)? else { return Ok(None) };
    let area = gathering.area();
    let paid = gathering.benefit_paid(id)?;
    let account = gathering.payee_account(entitlement.payee)?;
    let reader = gathering.reader();
    let sequence = reader.payee_account_sequence(area, entitlement.payee)?;
    let payment = reader.payment(PayrollBatch { area, run_id, number: FIRST_BATCH }, id)?;
    let mut is_returned = false;
    for batch in &state.batches {
        let row = reader.payment(PayrollBatch { area, run_id, number: batch.number }, id)?;
        is_returned |= row.is_some_and(|row| is_waiting(&row));
    }
    Ok(Some(EntitlementFacts {
        paid,
        account: sequence.zip(account),
        payment,
        items: reader.payroll_items(area, run_id, id)?,
        findings: reader.payroll_findings_of(area, run_id, id)?,
        is_returned,
        entitlement,
    }))
}

fn is_waiting(row: &PaymentRow) -> bool {
    row.mark.as_ref().is_some_and(|mark| mark.kind == casework::payroll::PaymentMarkKind::Returned && !mark.is_reissued)
}

fn payments(gathering: &mut Gathering<'_>, batch: PayrollBatch) -> Result<Vec<PaymentRow>, Failure> {
    let mut all: Vec<PaymentRow> = Vec::new();
    loop {
        let after = all.last().map_or(0, |row| row.payment.entitlement_id);
        let page = gathering.reader().payments(batch, after, ROWS_AT_ONCE, false)?;
        let is_last = page.len() < ROWS_AT_ONCE as usize;
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

/// Everything that came back in any batch and was not sent again.
fn returned(gathering: &mut Gathering<'_>, state: &State, run_id: i64) -> Result<Vec<ReturnedPayment>, Failure> {
    let area = gathering.area();
    let mut all = Vec::new();
    for batch in &state.batches {
        let mut after = 0;
        loop {
            let page = gathering.reader().returned_payments(PayrollBatch { area, run_id, number: batch.number }, after, ROWS_AT_ONCE)?;
            let is_last = page.len() < ROWS_AT_ONCE as usize;
            after = page.last().map_or(after, |row| row.payment.entitlement_id);
            for row in page.into_iter().filter(is_waiting) {
                let account_sequence = gathering.reader().payee_account_sequence(area, row.payment.payee)?;
                all.push(ReturnedPayment { row, account_sequence });
            }
            if is_last {
                break;
            }
        }
    }
    Ok(all)
}
