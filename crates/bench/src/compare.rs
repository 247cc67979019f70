//! Every contender beside the others: one command, one table.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::measure::Measurement;

/// Where the peers' interpreter lives: built once, thrown away with the other build products.
const ENVIRONMENT: &str = "target/bench-venv";

#[derive(Debug, Clone, Copy)]
pub struct Comparison {
    pub rows: usize,
    pub runs: usize,
}

/// Runs every contender in a process of its own and prints the table. `root` is the folder that holds `bench/`.
pub fn compare(root: &Path, comparison: Comparison) -> Result<(), String> {
    let program = std::env::current_exe().map_err(|error| format!("this program's own path cannot be read: {error}"))?;
    println!(
        "{} people or rows, median of {} runs after one to warm up; times are of the determination alone\n",
        comparison.rows, comparison.runs
    );
    let mut rule_a = Vec::new();
    let mut rule_b = Vec::new();
    for workers in [1, 2] {
        rule_a.push(own(&program, "engine", workers, comparison)?);
        rule_a.push(own(&program, "plain", workers, comparison)?);
        rule_b.push(own(&program, "assessment-engine", workers, comparison)?);
        rule_b.push(own(&program, "assessment-plain", workers, comparison)?);
    }
    let streamed = own(&program, "streamed", 2, comparison)?;
    let shandong: Vec<Measurement> =
        [1, 2].iter().map(|workers| own(&program, "shandong", *workers, comparison)).collect::<Result<_, _>>()?;
    let single = Comparison { rows: 2000, ..comparison };
    let explained = [own(&program, "explained", 1, single)?, own(&program, "shandong-explained", 1, single)?];
    match interpreter(root) {
        Ok(python) => {
            for contender in ["numpy", "openfisca"] {
                rule_a.push(peer(root, &python, contender, "a", comparison)?);
                rule_b.push(peer(root, &python, contender, "b", comparison)?);
            }
        }
        Err(reason) => println!("numpy and OpenFisca are missing from this run: {reason}\n"),
    }
    table("A: pension determination, benchmark rules", &rule_a);
    ratios(&rule_a, "engine", "plain");
    table("B: contribution assessment and late fee, benchmark rules", &rule_b);
    ratios(&rule_b, "assessment-engine", "assessment-plain");
    table("The real law of Shandong over the same people", &shandong);
    table("A, people generated, determined and forgotten block by block (generating included)", &[streamed]);
    println!("One decision with every step explained");
    for measurement in &explained {
        let microseconds = measurement.median_seconds() / measurement.rows as f64 * 1e6;
        let processor = measurement.processor_seconds / measurement.rows as f64 * 1e6;
        println!("  {:<20} {microseconds:>8.1} µs, {processor:.1} µs of processor time", measurement.contender);
    }
    Ok(())
}

fn own(program: &Path, contender: &str, workers: usize, comparison: Comparison) -> Result<Measurement, String> {
    let mut command = Command::new(program);
    command.args(["run", contender, "--rows", &comparison.rows.to_string()]);
    command.args(["--workers", &workers.to_string(), "--runs", &comparison.runs.to_string()]);
    line_of(command, contender)
}

fn peer(root: &Path, python: &Path, contender: &str, rule: &str, comparison: Comparison) -> Result<Measurement, String> {
    let mut command = Command::new(python);
    command.arg(root.join("bench/peer.py")).args([contender, rule, &comparison.rows.to_string(), &comparison.runs.to_string()]);
    line_of(command, contender)
}

/// The last line of a contender's output is its measurement.
fn line_of(mut command: Command, contender: &str) -> Result<Measurement, String> {
    let output = command.output().map_err(|error| format!("{contender} cannot be started: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(format!("{contender} failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let line = text.lines().last().unwrap_or_default();
    serde_json::from_str(line).map_err(|error| format!("{contender} wrote no measurement ({error}): {text}"))
}

/// The interpreter with numpy and OpenFisca, made where it is missing.
fn interpreter(root: &Path) -> Result<PathBuf, String> {
    let folder = root.join(ENVIRONMENT);
    let python = folder.join("bin/python");
    let ready = |python: &Path| {
        Command::new(python).args(["-c", "import numpy, openfisca_core"]).output().is_ok_and(|output| output.status.success())
    };
    if ready(&python) {
        return Ok(python);
    }
    println!("preparing {ENVIRONMENT} with numpy and OpenFisca …");
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "numpy", "openfisca-core"]))?;
    if ready(&python) { Ok(python) } else { Err("the packages were installed but cannot be imported".to_owned()) }
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?}: {}", text.lines().last().unwrap_or("failed without a word")))
}

fn table(title: &str, measurements: &[Measurement]) {
    println!("{title}");
    println!("  {:<20} {:>5} {:>12} {:>9} {:>14} {:>8}  results", "contender", "cores", "a second", "seconds", "a CPU second", "peak MB");
    let agreed = measurements.first().map(|first| first.checksum.clone()).unwrap_or_default();
    for measurement in measurements {
        let seconds = measurement.median_seconds();
        let per_second = (measurement.rows as f64 / seconds).round();
        let per_processor_second = (measurement.rows as f64 / measurement.processor_seconds).round();
        let results = match &measurement.checksum {
            checksum if checksum.is_empty() => "-",
            checksum if *checksum == agreed => "equal to the fen",
            _ => "DIFFERENT",
        };
        println!(
            "  {:<20} {:>5} {:>12} {:>9.4} {:>14} {:>8}  {results}",
            measurement.contender, measurement.workers, per_second, seconds, per_processor_second, measurement.peak_megabytes
        );
    }
    println!();
}

/// The goals: a share of the plain loop on the same cores, and a multiple of OpenFisca; by the clock and by processor time, because other
/// work on the machine stretches the clock.
fn ratios(measurements: &[Measurement], engine: &str, plain: &str) {
    let of = |name: &str, workers: usize| measurements.iter().find(|found| found.contender == name && found.workers == workers);
    for workers in [1, 2] {
        if let (Some(engine), Some(plain)) = (of(engine, workers), of(plain, workers)) {
            println!(
                "  {workers} core(s): {:.2} of the plain loop by the clock, {:.2} by processor time",
                plain.median_seconds() / engine.median_seconds(),
                plain.processor_seconds / engine.processor_seconds
            );
        }
    }
    for peer in ["numpy", "openfisca"] {
        if let (Some(engine), Some(peer_alone)) = (of(engine, 2), of(peer, 1)) {
            println!(
                "  2 cores: {:.1} times {peer} in one process by the clock; {:.1} times on each core by processor time",
                peer_alone.median_seconds() / engine.median_seconds(),
                peer_alone.processor_seconds / engine.processor_seconds
            );
        }
    }
    println!();
}
