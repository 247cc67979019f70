//! Working off a payroll: lease a chunk, compute it, commit it, until none is left. A crash anywhere resumes here.

use agency::Agency;
use casework::payroll::PayrollChunkResult;
use casework::run::{Chunk, Lease, RunProgress};
use casework::{CaseHead, CaseTarget, Failure, Given, Performed, StoreError, perform};
use ledger::BenefitFund;
use values::{AreaCode, Month};

use super::checks::Checks;
use super::{BenefitPayroll, Command, NAME, State, compute};

/// About how many entitlements one chunk holds: small enough to redo at once, large enough to be cheap.
const ENTITLEMENTS_PER_CHUNK: i64 = 5_000;

/// A lease is void after this long without being finished.
const LEASE_SECONDS: i64 = 120;

/// How many payrolls of an area are looked through, newest first.
const RUNS_LOOKED_AT: u32 = 50;

/// What a payroll came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    pub run_id: i64,
    pub progress: RunProgress,
}

/// Opens the payroll of a month; returns at once with whoever carries runs out told.
pub fn start_run(agency: &Agency, area: AreaCode, month: Month, funds: &[BenefitFund], given: &Given) -> Result<Performed, Failure> {
    let command = Command::Start { month, funds: funds.to_vec() };
    let run = perform(agency.store.as_ref(), &BenefitPayroll::of(agency), CaseTarget::New(area), &command, given)?;
    agency.runs.started(area, run.case_id, month);
    Ok(run)
}

/// The payrolls of a month in an area, newest first, with their heads.
pub fn runs_of(agency: &Agency, area: AreaCode, month: Option<Month>) -> Result<Vec<(CaseHead, State)>, Failure> {
    let mut reader = agency.store.reader()?;
    let procedure = BenefitPayroll::of(agency);
    let mut runs = Vec::new();
    for head in reader.agency_cases(area, NAME, RUNS_LOOKED_AT)? {
        let target = CaseTarget::Existing { area, id: head.id };
        let state = casework::office::load(&procedure, reader.as_mut(), target)?.state;
        if month.is_none_or(|month| state.month == Some(month)) {
            runs.push((head, state));
        }
    }
    Ok(runs)
}

/// Computes the payroll of `month` in one area, from wherever an earlier attempt stopped.
pub fn pay_area(
    agency: &Agency,
    area: AreaCode,
    month: Month,
    given: &Given,
    worker: &str,
    progress: &mut dyn FnMut(RunProgress),
) -> Result<Computed, Failure> {
    let runs = runs_of(agency, area, Some(month))?;
    let run_id = match runs.iter().find(|(head, _)| head.stage.is_open()) {
        Some((head, _)) => head.id,
        None => {
            // The key counts the payrolls of the month, so that two workers who start at once start the same one.
            let start = Given { idempotency_key: format!("{NAME}:{area}:{month}:{}", runs.len()), ..given.clone() };
            start_run(agency, area, month, &BenefitFund::ALL, &start)?.case_id
        }
    };
    resume(agency, area, run_id, given, worker, progress)?;
    let progress = agency.store.reader()?.run_progress(area, run_id)?;
    Ok(Computed { run_id, progress })
}

/// Goes on with a payroll that was started; one that is computed already is left alone.
pub fn resume(
    agency: &Agency,
    area: AreaCode,
    run_id: i64,
    given: &Given,
    worker: &str,
    progress: &mut dyn FnMut(RunProgress),
) -> Result<(), Failure> {
    let procedure = BenefitPayroll::of(agency);
    let target = CaseTarget::Existing { area, id: run_id };
    let mut reader = agency.store.reader()?;
    let state = casework::office::load(&procedure, reader.as_mut(), target)?.state;
    let emergencies = reader.emergencies()?;
    drop(reader);
    let Some(month) = state.month.filter(|_| state.step == super::Step::Computing) else { return Ok(()) };
    let checks = Checks::new(&agency.law, area, month, given.today, &emergencies)?;
    plan(agency, area, run_id, month, &state.funds)?;
    loop {
        let now = agency.clock.now();
        let until = now.plus_seconds(LEASE_SECONDS).unwrap_or(now);
        let lease = Lease { holder: worker.to_owned(), now, until };
        let Some(chunk) = agency.store.lease_chunk(area, run_id, &lease)? else { break };
        write(agency, &chunk, &state.funds, &checks, given)?;
        progress(agency.store.reader()?.run_progress(area, run_id)?);
    }
    finish(agency, area, run_id, given)
}

/// Computes a chunk and writes it; again when somebody changed one of its entitlements meanwhile.
fn write(agency: &Agency, chunk: &Chunk, funds: &[BenefitFund], checks: &Checks<'_>, given: &Given) -> Result<(), Failure> {
    loop {
        let inputs = agency.store.reader()?.payroll_inputs(chunk, funds)?;
        let result: PayrollChunkResult = compute::chunk(&inputs, chunk.month, funds, checks, given.today)?;
        match agency.store.write_payroll_chunk(chunk, &result, agency.clock.now()) {
            Ok(_) => return Ok(()),
            Err(StoreError::Conflict) => tracing::info!(chunk = chunk.number, "an entitlement changed; the chunk is computed again"),
            Err(error) => return Err(error.into()),
        }
    }
}

fn finish(agency: &Agency, area: AreaCode, run_id: i64, given: &Given) -> Result<(), Failure> {
    let progress = agency.store.reader()?.run_progress(area, run_id)?;
    if progress.chunks_done < progress.chunks {
        // Another worker holds the rest; it finishes the run.
        return Ok(());
    }
    let given = Given { idempotency_key: format!("{NAME}:{area}:{run_id}:finish"), ..given.clone() };
    let target = CaseTarget::Existing { area, id: run_id };
    match perform(agency.store.as_ref(), &BenefitPayroll::of(agency), target, &Command::FinishComputing, &given) {
        Ok(_) => Ok(()),
        // Another worker was first.
        Err(Failure::Refused(refusals)) if refusals.has("not_now") => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Divides the entitlements with something open into chunks. The plan is kept once; planning again changes nothing.
fn plan(agency: &Agency, area: AreaCode, run_id: i64, month: Month, funds: &[BenefitFund]) -> Result<(), Failure> {
    let mut reader = agency.store.reader()?;
    if reader.run_progress(area, run_id)?.chunks > 0 {
        return Ok(());
    }
    let parts = reader.payroll_parts(area, month, funds, ENTITLEMENTS_PER_CHUNK)?;
    drop(reader);
    let numbered = parts.into_iter().zip(1..);
    let chunks: Vec<Chunk> = numbered
        .map(|((first_party_id, last_party_id), number)| Chunk { area, run_id, number, month, first_party_id, last_party_id })
        .collect();
    agency.store.plan_run(area, run_id, &chunks)?;
    Ok(())
}
