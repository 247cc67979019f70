//! One measurement in a process of its own, written as one line of JSON: figures of different contenders do not touch each other.

use std::hint::black_box;
use std::time::Instant;

use rules::pension::{DeterminationPlan, determine};
use rules::{Law, LawSource};
use serde::{Deserialize, Serialize};
use values::{Date, Explanation};

use crate::assessment::{Assessments, assess, assess_plainly};
use crate::benchmark_law::benchmark_law;
use crate::parameters::Parameters;
use crate::pension_tables::PensionTables;
use crate::results::Results;
use crate::{panel, pension, plain, population, shandong};

/// What one contender did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Measurement {
    pub contender: String,
    pub rows: usize,
    pub workers: usize,
    /// Of the determination alone, inputs and outputs in memory; one entry a run.
    pub seconds: Vec<f64>,
    /// Processor time of one run, all workers together: what a busy machine does not stretch.
    pub processor_seconds: f64,
    /// SHA-256 of every result; empty where results are not of the benchmark's rules.
    #[serde(default)]
    pub checksum: String,
    /// Highest resident memory of the process in megabytes, inputs included.
    pub peak_megabytes: u64,
}

impl Measurement {
    pub fn median_seconds(&self) -> f64 {
        let mut sorted = self.seconds.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// What can be measured here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Contender {
    /// Rule A through the tables and steps of the law.
    Engine,
    /// Rule A as a plain loop.
    Plain,
    /// Rule A through the engine, people generated block by block and forgotten.
    Streamed,
    /// One person of rule A with every step explained.
    Explained,
    /// The real law of Shandong over the same people.
    Shandong,
    /// One person under the real law with every step explained.
    ShandongExplained,
    /// Rule B by the functions of the law.
    AssessmentEngine,
    /// Rule B as a plain loop.
    AssessmentPlain,
}

/// Runs a contender `runs` times after one run to warm up.
pub fn measure(contender: Contender, rows: usize, workers: usize, runs: usize) -> Result<Measurement, String> {
    let parameters = Parameters::read().map_err(|error| error.to_string())?;
    let (times, checksum) = match contender {
        Contender::Engine => engine(&parameters, rows, workers, runs)?,
        Contender::Plain => plain_loop(&parameters, rows, workers, runs),
        Contender::Streamed => streamed(&parameters, rows, workers, runs)?,
        Contender::Explained => explained(&parameters, rows, runs)?,
        Contender::Shandong => real_law(&parameters, rows, workers, runs)?,
        Contender::ShandongExplained => real_law_explained(&parameters, rows, runs)?,
        Contender::AssessmentEngine | Contender::AssessmentPlain => assessments(&parameters, contender, rows, workers, runs)?,
    };
    let name = clap::ValueEnum::to_possible_value(&contender).map_or_else(String::new, |value| value.get_name().to_owned());
    Ok(Measurement {
        contender: name,
        rows,
        workers,
        seconds: times.seconds,
        processor_seconds: times.processor_seconds,
        checksum,
        peak_megabytes: peak_megabytes(),
    })
}

/// Wall time of each run and processor time of one.
struct Times {
    seconds: Vec<f64>,
    processor_seconds: f64,
}

fn timed(runs: usize, mut run: impl FnMut()) -> Times {
    run();
    let before = processor_ticks();
    let seconds = (0..runs)
        .map(|_| {
            let begun = Instant::now();
            run();
            begun.elapsed().as_secs_f64()
        })
        .collect();
    let processor_seconds = (processor_ticks() - before) as f64 / TICKS_A_SECOND / runs as f64;
    Times { seconds, processor_seconds }
}

/// The kernel's unit in `/proc`, the same on every Linux.
const TICKS_A_SECOND: f64 = 100.0;

/// User and system time of this process with all its threads; 0 where the kernel does not say.
fn processor_ticks() -> u64 {
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses may hold blanks; counted from behind it, the two times are the 12th and 13th field.
    let fields = status.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
    fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
}

fn engine(parameters: &Parameters, rows: usize, workers: usize, runs: usize) -> Result<(Times, String), String> {
    let law = benchmark_law(parameters).map_err(|errors| errors.to_string())?;
    let tables = tables(&law, parameters)?;
    let people = population::generate(parameters, 0, rows);
    let mut results = Results::new(rows);
    let seconds = timed(runs, || pension::determine(&tables, black_box(&people), &mut results, workers));
    Ok((seconds, results.checksum()))
}

/// The tables of rule A.
pub fn tables<'law>(law: &'law Law, parameters: &Parameters) -> Result<PensionTables<'law>, String> {
    PensionTables::new(law, (parameters.index_floor_e4, parameters.index_ceiling_e4)).map_err(|error| error.to_string())
}

fn plain_loop(parameters: &Parameters, rows: usize, workers: usize, runs: usize) -> (Times, String) {
    let flat = plain::Flat::new(parameters);
    let people = population::generate(parameters, 0, rows);
    let mut results = Results::new(rows);
    let seconds = timed(runs, || plain::determine(&flat, black_box(&people), &mut results, workers));
    (seconds, results.checksum())
}

/// Each worker makes, determines and forgets its own blocks: memory does not grow with the people. Generating is part of the time.
fn streamed(parameters: &Parameters, rows: usize, workers: usize, runs: usize) -> Result<(Times, String), String> {
    let law = benchmark_law(parameters).map_err(|errors| errors.to_string())?;
    let tables = tables(&law, parameters)?;
    let (tables, block_rows) = (&tables, 8 * pension::ROWS_PER_BLOCK);
    let blocks = rows.div_ceil(block_rows);
    let seconds = timed(runs, || {
        std::thread::scope(|scope| {
            for worker in 0..workers {
                scope.spawn(move || {
                    let mut results = Results::new(block_rows);
                    for block in (worker..blocks).step_by(workers) {
                        let people = population::generate(parameters, block * block_rows, block_rows.min(rows - block * block_rows));
                        if people.people < block_rows {
                            results = Results::new(people.people);
                        }
                        pension::determine(tables, &people, &mut results, 1);
                        black_box(&results);
                    }
                });
            }
        });
    });
    Ok((seconds, String::new()))
}

/// Seconds are of all `rows` decisions, one after the other.
fn explained(parameters: &Parameters, rows: usize, runs: usize) -> Result<(Times, String), String> {
    let law = benchmark_law(parameters).map_err(|errors| errors.to_string())?;
    let tables = tables(&law, parameters)?;
    let people = population::generate(parameters, 0, rows);
    let seconds = timed(runs, || {
        for row in 0..rows {
            let mut explanation = Explanation::default();
            black_box(pension::determine_one(&tables, &people, row, &mut explanation));
            black_box(&explanation);
        }
    });
    Ok((seconds, String::new()))
}

/// The day the law is asked as of: fixed, so that two runs ask the same.
fn known_on() -> Date {
    jiff::civil::date(2026, 11, 23)
}

fn weihai() -> Result<Law, String> {
    Law::load(&LawSource::embedded(), "cn-3710").map_err(|errors| errors.to_string())
}

fn real_law(parameters: &Parameters, rows: usize, workers: usize, runs: usize) -> Result<(Times, String), String> {
    let law = weihai()?;
    let plan = DeterminationPlan::new(&law, known_on());
    let people = population::generate(parameters, 0, rows);
    let opening = shandong::opening_balances(&people);
    let columns = shandong::columns(&people, &opening);
    let seconds = timed(runs, || {
        black_box(shandong::determine(&plan, black_box(&columns), rows, workers));
    });
    Ok((seconds, String::new()))
}

fn real_law_explained(parameters: &Parameters, rows: usize, runs: usize) -> Result<(Times, String), String> {
    let law = weihai()?;
    let people = population::generate(parameters, 0, rows);
    let opening = shandong::opening_balances(&people);
    let careers: Vec<_> = (0..rows).map(|row| shandong::career(&people, row)).collect();
    let seconds = timed(runs, || {
        for (row, career) in careers.iter().enumerate() {
            let Some(claim) = shandong::claim(&people, &opening, row, career) else { continue };
            let mut explanation = Explanation::default();
            let _ = black_box(determine(&law, known_on(), &claim, &mut explanation));
            black_box(&explanation);
        }
    });
    Ok((seconds, String::new()))
}

fn assessments(parameters: &Parameters, contender: Contender, rows: usize, workers: usize, runs: usize) -> Result<(Times, String), String> {
    let law = benchmark_law(parameters).map_err(|errors| errors.to_string())?;
    let panel = panel::generate(parameters, rows.div_ceil(80));
    let mut assessments = Assessments::new(&panel);
    let mut stopped = Ok(());
    let seconds = timed(runs, || match contender {
        Contender::AssessmentEngine => {
            let outcome = assess(&law, parameters, black_box(&panel), &mut assessments, workers);
            if outcome.is_err() {
                stopped = outcome;
            }
        }
        _ => assess_plainly(parameters, black_box(&panel), &mut assessments, workers),
    });
    stopped.map_err(|reason| reason.0)?;
    Ok((seconds, assessments.checksum()))
}

/// What the kernel counted for this process; 0 where it does not say.
pub fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()).unwrap_or(0) / 1024
}
