//! `bench compare` prints the whole comparison; `bench run` measures one contender.

use std::path::PathBuf;
use std::process::ExitCode;

use bench::compare::{Comparison, compare};
use bench::measure::{Contender, measure};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Batch determinations beside a plain loop, numpy and OpenFisca")]
struct Arguments {
    #[command(subcommand)]
    command: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Runs every contender and prints one table.
    Compare {
        #[arg(long, default_value_t = 1_000_000)]
        rows: usize,
        #[arg(long, default_value_t = 5)]
        runs: usize,
        /// The folder that holds bench/.
        #[arg(long, default_value = ".")]
        root: PathBuf,
    },
    /// Measures one contender and writes one line of JSON.
    Run {
        contender: Contender,
        #[arg(long, default_value_t = 1_000_000)]
        rows: usize,
        #[arg(long, default_value_t = 1)]
        workers: usize,
        #[arg(long, default_value_t = 5)]
        runs: usize,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Action::Compare { rows, runs, root } => compare(&root, Comparison { rows: rows.max(1), runs: runs.max(1) }),
        Action::Run { contender, rows, workers, runs } => measure(contender, rows.max(1), workers.max(1), runs.max(1))
            .and_then(|measurement| serde_json::to_string(&measurement).map_err(|error| error.to_string()))
            .map(|line| println!("{line}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}
