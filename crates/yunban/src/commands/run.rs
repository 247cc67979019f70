//! `yunban run`: works a month of an area off, from wherever an earlier attempt stopped.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use casework::Failure;
use casework::run::{Lease, RunProgress};
use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use pensions::benefit_payroll::pay_area;
use procedures::contribution_assessment::assess_area;
use values::{AreaCode, Fen, Month};

use crate::failure::{CommandError, CommandResult, about};
use crate::place::Open;
use crate::progress;

#[derive(Debug, Subcommand)]
pub enum RunCommand {
    /// Assess the contributions of a month
    Assessment(MonthArguments),
    /// Compute the payroll of a month: what is due and not paid, for everybody
    Payroll(MonthArguments),
}

#[derive(Debug, Args)]
pub struct MonthArguments {
    /// Such as 2020-03
    #[arg(long, value_parser = month)]
    month: Month,
    /// A pooling area, or all
    #[arg(long, default_value = "all")]
    area: String,
}

pub fn month(text: &str) -> Result<Month, String> {
    text.parse().map_err(|_| "write a month as year and month, such as 2020-03".to_owned())
}

/// The name under which this process leases chunks.
pub const WORKER: &str = "operator";

/// How long a lease lasts at most.
const LEASE_SECONDS_MOST: i64 = 600;

/// How long to wait before asking again for a chunk somebody else holds.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// Makes void what a killed process had leased, so that nobody has to wait for its leases to run out.
///
/// Only an embedded store can be sure that the holder is dead: it is written by one process, and that is this one. A process works
/// on the chunks of a run in their order, so what it held is the first that is not done.
pub fn void_leases_of_the_dead(open: &Open) -> CommandResult {
    if !open.is_exclusive {
        return Ok(());
    }
    let unfinished = open.store().views()?.unfinished_runs()?;
    for (area, run_id, _) in unfinished {
        let now = open.agency.clock.now();
        let after_any_lease = now.plus_seconds(LEASE_SECONDS_MOST).unwrap_or(now);
        let lease = Lease { holder: WORKER.to_owned(), now: after_any_lease, until: now };
        open.store().lease_chunk(area, run_id, &lease)?;
    }
    Ok(())
}

/// What is worked off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    Assessment,
    Payroll,
}

impl Work {
    fn name(self) -> &'static str {
        match self {
            Work::Assessment => "assessment",
            Work::Payroll => "payroll",
        }
    }

    /// What the items of its runs are.
    fn items(self) -> &'static str {
        match self {
            Work::Assessment => "people",
            Work::Payroll => "payments",
        }
    }
}

pub fn run(open: &Open, command: &RunCommand, output: &mut dyn Write) -> CommandResult {
    let (work, MonthArguments { month, area }) = match command {
        RunCommand::Assessment(arguments) => (Work::Assessment, arguments),
        RunCommand::Payroll(arguments) => (Work::Payroll, arguments),
    };
    void_leases_of_the_dead(open)?;
    // The same reason is said once, with the areas it holds for.
    let mut refused: Vec<(CommandError, Vec<String>)> = Vec::new();
    let areas = open.areas(area)?;
    let of_all = areas.len();
    for (area, worked_off) in work_areas(open, work, &areas, *month) {
        match worked_off {
            Ok(done) => {
                let (count, items, total) = (done.items, work.items(), Fen(done.total_fen).plain());
                writeln!(output, "{area}\t{month}\t{count} {items}\t{total} yuan")?;
                output.flush()?;
            }
            // Areas stand on their own: one that refuses does not keep the others waiting.
            Err(failure) => {
                let error = CommandError::from(failure);
                match refused.iter_mut().find(|(known, _)| *known == error) {
                    Some((_, areas)) => areas.push(area.to_string()),
                    None => refused.push((error, vec![area.to_string()])),
                }
            }
        }
    }
    let Some((error, areas)) = refused.pop() else { return Ok(()) };
    for (error, areas) in refused {
        about(areas.join(", "))(error).report();
    }
    let what = match (areas.len() == of_all, work) {
        (true, Work::Assessment) => "no area could be assessed".to_owned(),
        (true, Work::Payroll) => "the payroll of no area could be computed".to_owned(),
        (false, _) => areas.join(", "),
    };
    Err(about(what)(error))
}

/// How many areas are worked off at the same time: while one waits for the disk the others compute, and the waits of all are
/// one, because the store commits them together.
const AREAS_AT_ONCE: usize = 4;

/// Assesses a month in several areas; the answers stand in the order of `areas`.
pub fn assess_areas(open: &Open, areas: &[AreaCode], month: Month) -> Vec<(AreaCode, Result<RunProgress, Failure>)> {
    work_areas(open, Work::Assessment, areas, month)
}

/// Works a month off in several areas; the answers stand in the order of `areas`.
pub fn work_areas(open: &Open, work: Work, areas: &[AreaCode], month: Month) -> Vec<(AreaCode, Result<RunProgress, Failure>)> {
    let bar = progress::bar(0, &month.to_string());
    let next = AtomicUsize::new(0);
    let carry_out = || {
        let mut done = Vec::new();
        while let Some(area) = areas.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*area, of_area(open, work, *area, month, &bar)));
        }
        done
    };
    let mut answers: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AREAS_AT_ONCE.min(areas.len())).map(|_| scope.spawn(carry_out)).collect();
        // A worker that panicked is a fault of the program; its panic goes on here.
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault))).collect()
    });
    bar.finish_and_clear();
    answers.sort_by_key(|(area, _)| areas.iter().position(|listed| listed == area));
    answers
}

/// Works an area off; where another process holds a part, waits until it is done or its lease has run out.
fn of_area(open: &Open, work: Work, area: AreaCode, month: Month, bar: &ProgressBar) -> Result<RunProgress, Failure> {
    let given = open.given(area, format!("run:{}:{area}:{month}", work.name()));
    let mut shown = RunProgress::default();
    let mut show = |run: RunProgress| {
        bar.inc_length((run.chunks - shown.chunks).unsigned_abs());
        bar.inc((run.chunks_done - shown.chunks_done).unsigned_abs());
        shown = run;
    };
    loop {
        let progress = match work {
            Work::Assessment => assess_area(&open.agency, area, month, &given, WORKER, &mut show)?.progress,
            Work::Payroll => pay_area(&open.agency, area, month, &given, WORKER, &mut show)?.progress,
        };
        if progress.chunks_done >= progress.chunks {
            return Ok(progress);
        }
        std::thread::sleep(ASK_AGAIN);
    }
}
