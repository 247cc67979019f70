//! `yunban run`: works a month of an area off, from wherever an earlier attempt stopped.

use std::io::Write;

use clap::{Args, Subcommand};
use procedures::contribution_assessment::assess_area;
use values::{Fen, Month};

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

/// The name under which the one process of an embedded store leases chunks. What a killed process had leased belongs to the next
/// one of the same name, which need not wait for the lease to run out.
pub const WORKER: &str = "operator";

pub fn run(open: &Open, command: &RunCommand, output: &mut dyn Write) -> CommandResult {
    let RunCommand::Assessment(AssessmentArguments { month, area }) = command;
    let mut refused = 0;
    let areas = open.areas(area)?;
    let of_all = areas.len();
    for area in areas {
        let bar = progress::bar(0, &format!("{area} {month}"));
        let given = open.given(area, format!("run:assessment:{area}:{month}"));
        let assessed = assess_area(&open.agency, area, *month, &given, WORKER, &mut |run| {
            bar.set_length(run.chunks.max(0) as u64);
            bar.set_position(run.chunks_done.max(0) as u64);
        });
        bar.finish_and_clear();
        match assessed {
            Ok(done) => {
                let state = if done.run.was_replayed { "already assessed" } else { "assessed" };
                let (people, total) = (done.progress.items, Fen(done.progress.total_fen).plain());
                writeln!(output, "{area}\t{month}\t{state}\t{people}\t{total}")?;
                output.flush()?;
            }
            // Areas stand on their own: one that refuses does not keep the others waiting.
            Err(failure) => {
                refused += 1;
                about(area)(failure.into()).report();
            }
        }
    }
    if refused > 0 {
        return Err(CommandError::new(format!("{refused} of {of_all} areas could not be assessed")).hint("see the sentences above"));
    }
    Ok(())
}
