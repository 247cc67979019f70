//! `yunban run`: works a month of an area off, from wherever an earlier attempt stopped.

use std::io::Write;
use std::time::Duration;

use casework::Failure;
use casework::run::{Lease, RunProgress};
use clap::{Args, Subcommand};
use procedures::contribution_assessment::assess_area;
use values::{AreaCode, Fen, Month};

use crate::failure::{CommandError, CommandResult, about};
use crate::place::Open;
use crate::progress;

#[derive(Debug, Subcommand)]
pub enum RunCommand {
    /// Assess the contributions of a month
    Assessment(AssessmentArguments),
}

#[derive(Debug, Args)]
pub struct AssessmentArguments {
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

pub fn run(open: &Open, command: &RunCommand, output: &mut dyn Write) -> CommandResult {
    let RunCommand::Assessment(AssessmentArguments { month, area }) = command;
    void_leases_of_the_dead(open)?;
    // The same reason is said once, with the areas it holds for.
    let mut refused: Vec<(CommandError, Vec<String>)> = Vec::new();
    let areas = open.areas(area)?;
    let of_all = areas.len();
    for area in areas {
        let assessed = of_area(open, area, *month);
        match assessed {
            Ok(done) => {
                let (people, total) = (done.items, Fen(done.total_fen).plain());
                writeln!(output, "{area}\t{month}\t{people} people\t{total} yuan")?;
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
    let what = if areas.len() == of_all { "no area could be assessed".to_owned() } else { areas.join(", ") };
    Err(about(what)(error))
}

/// Works an area off; where another process holds a part, waits until it is done or its lease has run out.
fn of_area(open: &Open, area: AreaCode, month: Month) -> Result<RunProgress, Failure> {
    let bar = progress::bar(0, &format!("{area} {month}"));
    let given = open.given(area, format!("run:assessment:{area}:{month}"));
    loop {
        let assessed = assess_area(&open.agency, area, month, &given, WORKER, &mut |run| {
            bar.set_length(run.chunks.max(0) as u64);
            bar.set_position(run.chunks_done.max(0) as u64);
        })?;
        if assessed.progress.chunks_done >= assessed.progress.chunks {
            bar.finish_and_clear();
            return Ok(assessed.progress);
        }
        std::thread::sleep(ASK_AGAIN);
    }
}
