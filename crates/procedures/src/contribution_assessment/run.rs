//! Working off a run: lease a chunk, assess it, commit it, until none is left. A crash anywhere resumes here.

use std::collections::HashMap;

use casework::run::{Chunk, Lease, RunProgress};
use casework::store::{ChunkInputs, ChunkResult};
use casework::{CaseTarget, ContributionRow, Failure, Given, Performed, Refusal, StoreError, perform};
use ledger::{Due, Obligation, ObligationAmounts};
use rules::contribution::{ContributionRates, DueDate, due_on};
use values::{AreaCode, ContributionParts, Fen, Month, Party, Silent};

use super::{Command, ContributionAssessment};
use agency::Agency;
use agency::common::{not_covered, postings, unbalanced};

/// About how many people one chunk holds: small enough to redo at once, large enough to be cheap.
const PEOPLE_PER_CHUNK: i64 = 8_000;

/// A lease is void after this long without being finished.
const LEASE_SECONDS: i64 = 120;

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessed {
    pub run_id: i64,
    pub progress: RunProgress,
}

/// Assesses `month` in one area, from wherever an earlier attempt stopped. `worker` names this worker in its leases.
pub fn assess_area(
    agency: &Agency,
    area: AreaCode,
    month: Month,
    given: &Given,
    worker: &str,
    progress: &mut dyn FnMut(RunProgress),
) -> Result<Assessed, Failure> {
    let run_id = match open_run(agency, area, month, given) {
        Ok(run) => run.case_id,
        // Somebody else started it: the run is worked off all the same.
        Err(Failure::Refused(refusals)) if refusals.has("already_assessed") => started_run(agency, area, month)?,
        Err(failure) => return Err(failure),
    };
    resume(agency, area, run_id, month, given, worker, progress)?;
    let progress = agency.store.reader()?.run_progress(area, run_id)?;
    Ok(Assessed { run_id, progress })
}

/// Opens the run of a month and tells whoever carries runs out; returns at once.
pub fn start_run(agency: &Agency, area: AreaCode, month: Month, given: &Given) -> Result<Performed, Failure> {
    let run = open_run(agency, area, month, given)?;
    agency.runs.started(area, run.case_id, month);
    Ok(run)
}

fn open_run(agency: &Agency, area: AreaCode, month: Month, given: &Given) -> Result<Performed, Failure> {
    let procedure = ContributionAssessment::new(agency.law.clone());
    // The key names the month, so that starting twice finds the run already started.
    let start = Given { idempotency_key: format!("contribution_assessment:{area}:{month}"), ..given.clone() };
    perform(agency.store.as_ref(), &procedure, CaseTarget::New(area), &Command::Start { month }, &start)
}

/// Goes on with a run that was started.
pub fn resume(
    agency: &Agency,
    area: AreaCode,
    run_id: i64,
    month: Month,
    given: &Given,
    worker: &str,
    progress: &mut dyn FnMut(RunProgress),
) -> Result<(), Failure> {
    let law = &agency.law;
    let rates = ContributionRates::for_month(law, month).map_err(|gap| not_covered(gap.text()))?;
    let due = due_on(law, month).map_err(|gap| not_covered(gap.text()))?;
    plan(agency, area, run_id, month)?;
    loop {
        let now = agency.clock.now();
        let until = now.plus_seconds(LEASE_SECONDS).unwrap_or(now);
        let lease = Lease { holder: worker.to_owned(), now, until };
        let Some(chunk) = agency.store.lease_chunk(area, run_id, &lease)? else { break };
        let inputs = agency.store.reader()?.chunk_inputs(&chunk)?;
        let result = assess_chunk(agency, &chunk, &inputs, &rates, &due, given)?;
        agency.store.write_chunk(&chunk, &result, agency.clock.now())?;
        progress(agency.store.reader()?.run_progress(area, run_id)?);
    }
    finish(agency, area, run_id, given)
}

fn started_run(agency: &Agency, area: AreaCode, month: Month) -> Result<i64, Failure> {
    let assessed = agency.store.reader()?.assessed_months(area)?;
    assessed.into_iter().find(|(of, _)| *of == month).map(|(_, run_id)| run_id).ok_or(Failure::NotFound)
}

fn finish(agency: &Agency, area: AreaCode, run_id: i64, given: &Given) -> Result<(), Failure> {
    let progress = agency.store.reader()?.run_progress(area, run_id)?;
    if progress.chunks_done < progress.chunks {
        // Another worker holds the rest; it finishes the run.
        return Ok(());
    }
    let procedure = ContributionAssessment::new(agency.law.clone());
    let given = Given { idempotency_key: format!("contribution_assessment:{area}:{run_id}:finish"), ..given.clone() };
    let target = CaseTarget::Existing { area, id: run_id };
    match perform(agency.store.as_ref(), &procedure, target, &Command::Finish, &given) {
        Ok(_) => Ok(()),
        // Another worker was first.
        Err(Failure::Refused(refusals)) if refusals.has("not_running") => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Divides the employers of the month into chunks. The plan is kept once; planning again changes nothing.
fn plan(agency: &Agency, area: AreaCode, run_id: i64, month: Month) -> Result<(), Failure> {
    let mut reader = agency.store.reader()?;
    if reader.run_progress(area, run_id)?.chunks > 0 {
        return Ok(());
    }
    let employers = reader.employers_to_assess(area, month)?;
    drop(reader);
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut people = PEOPLE_PER_CHUNK;
    for (employer_id, count) in employers {
        match chunks.last_mut() {
            Some(chunk) if people < PEOPLE_PER_CHUNK => {
                chunk.last_party_id = employer_id;
                people += count;
            }
            _ => {
                let number = chunks.len() as i64 + 1;
                chunks.push(Chunk { area, run_id, number, month, first_party_id: employer_id, last_party_id: employer_id });
                people = count;
            }
        }
    }
    agency.store.plan_run(area, run_id, &chunks)?;
    Ok(())
}

fn assess_chunk(
    agency: &Agency,
    chunk: &Chunk,
    inputs: &ChunkInputs,
    rates: &ContributionRates,
    due: &DueDate,
    given: &Given,
) -> Result<ChunkResult, Failure> {
    let first_id = agency.store.reserve(chunk.area, "obligation", inputs.employers.len().max(1) as i64)?;
    let employers: HashMap<i64, (i64, u8, u16)> = inputs
        .employers
        .iter()
        .zip(first_id..)
        .map(|((employer_id, class, factor), obligation_id)| (*employer_id, (obligation_id, *class, *factor)))
        .collect();
    let mut totals: HashMap<i64, ContributionParts> = HashMap::with_capacity(inputs.employers.len());
    let mut contributions = Vec::with_capacity(inputs.employments.len());
    let mut total = ContributionParts::default();
    for (employer_id, person_id, wage) in &inputs.employments {
        let (obligation_id, class, factor) = employers.get(employer_id).copied().ok_or_else(|| {
            StoreError::Damaged(format!("people of employer {employer_id} are insured and the employer is not registered"))
        })?;
        let assessment = rates.assess(Fen(*wage), class, factor, &mut Silent).map_err(|error| {
            let text = error.text();
            Failure::from(Refusal::new(
                "cannot_assess",
                format!("单位 {employer_id}：{}", text.zh),
                format!("employer {employer_id}: {}", text.en),
            ))
        })?;
        *totals.entry(*employer_id).or_default() += assessment.parts;
        total += assessment.parts;
        contributions.push(ContributionRow {
            month: chunk.month,
            employer_id: *employer_id,
            person_id: *person_id,
            obligation_id,
            base: assessment.base,
            parts: assessment.parts,
        });
    }
    let obligations = inputs.employers.iter().filter_map(|(employer_id, _, _)| {
        let (obligation_id, _, _) = employers.get(employer_id)?;
        Some(ordinary_obligation(*obligation_id, *employer_id, chunk.month, due, *totals.get(employer_id)?))
    });
    let obligations = obligations.collect();
    let transfer = postings::assessed(given.today, Party::AGENCY, chunk.month, &total, false);
    let transfers = if total.total().is_zero() { Vec::new() } else { vec![transfer.map_err(|error| unbalanced(&error))?] };
    Ok(ChunkResult { obligations, contributions, transfers, total_fen: total.total().0 })
}

fn ordinary_obligation(id: i64, employer_id: i64, month: Month, due: &DueDate, parts: ContributionParts) -> Obligation {
    Obligation {
        id,
        debtor: Party::employer(employer_id),
        month,
        original_due_on: due.due_on,
        due: Due::On(due.due_on),
        deferral_case_id: None,
        snaps_back: false,
        owed: ObligationAmounts { contribution: parts, late_fee: Fen::ZERO },
        paid: ObligationAmounts::default(),
        settled_on: None,
    }
}
