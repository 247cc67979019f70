//! `yunban payroll`: the files between a payroll and the bank. The steps people answer for stay theirs; the file itself is fixed by the
//! fund accountant at the desk, and is written out here.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use casework::payroll::PayrollBatch;
use casework::{CaseHead, CaseTarget, perform};
use clap::{Subcommand, ValueEnum};
use pensions::benefit_payroll::{self, BankFileFormat, Batch, BenefitPayroll, Command, Contents, State};
use sha2::{Digest, Sha256};
use values::CaseNumber;

use crate::failure::{CommandError, CommandResult};
use crate::place::Open;

#[derive(Debug, Subcommand)]
pub enum PayrollCommand {
    /// Write the file the fund accountant has made for the bank
    BankFile {
        /// Case number of the payroll
        run: String,
        #[arg(long, value_enum, default_value = "xml")]
        format: FileFormat,
        /// A batch; the last one where it is not said
        #[arg(long)]
        batch: Option<i64>,
        /// Where to write it; the standard output where it is not said
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Read the bank's answer: pain.002 or CSV
    BankResult {
        /// Case number of the payroll
        run: String,
        file: PathBuf,
    },
    /// How the payrolls of the areas stand
    List {
        /// A pooling area, or all
        #[arg(long, default_value = "all")]
        area: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FileFormat {
    /// ISO 20022 pain.001.001.09
    Xml,
    Csv,
}

pub fn run(open: &Open, command: &PayrollCommand, output: &mut dyn Write) -> CommandResult {
    match command {
        PayrollCommand::BankFile { run, format, batch, output: Some(path) } => {
            let mut file = BufWriter::new(File::create(path).map_err(|error| CommandError::new(format!("{}: {error}", path.display())))?);
            bank_file(open, run, *format, *batch, &mut file)?;
            Ok(file.flush()?)
        }
        PayrollCommand::BankFile { run, format, batch, output: None } => bank_file(open, run, *format, *batch, output),
        PayrollCommand::BankResult { run, file } => bank_result(open, run, file, output),
        PayrollCommand::List { area } => list(open, area, output),
    }
}

fn find(open: &Open, number: &str) -> CommandResult<(CaseHead, State)> {
    let unknown = || CommandError::new(format!("{number} is no payroll")).hint("see `yunban payroll list`");
    let parsed = CaseNumber::parse(number).map_err(|_| unknown())?;
    let head = open.store().views()?.case_by_number(&parsed)?.filter(|head| head.procedure == benefit_payroll::NAME).ok_or_else(unknown)?;
    let target = CaseTarget::Existing { area: head.area, id: head.id };
    let state = casework::office::load(&BenefitPayroll::of(&open.agency), open.store().reader()?.as_mut(), target)?.state;
    Ok((head, state))
}

/// Passes everything on and hashes it.
struct Hashed<'w> {
    output: &'w mut dyn Write,
    hash: Sha256,
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.output.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.output.flush()
    }
}

fn bank_file(open: &Open, number: &str, format: FileFormat, batch: Option<i64>, output: &mut dyn Write) -> CommandResult {
    let (head, state) = find(open, number)?;
    let made = |of: &&Batch| of.file.is_some() && batch.is_none_or(|batch| of.number == batch);
    let found = state.batches.iter().rev().find(made).and_then(|of| Some((of, of.file.as_ref()?, state.month?)));
    let (batch, file, month) = found.ok_or_else(|| {
        CommandError::new("no file was made for the bank yet").hint("the fund accountant makes it at the desk, when the money is there")
    })?;
    let contents =
        Contents { batch: PayrollBatch { area: head.area, run_id: head.id, number: batch.number }, month, totals: &batch.totals, file };
    let (format, expected) = match format {
        FileFormat::Xml => (BankFileFormat::Xml, &file.xml_sha256),
        FileFormat::Csv => (BankFileFormat::Csv, &file.csv_sha256),
    };
    let mut hashed = Hashed { output, hash: Sha256::new() };
    let written = benefit_payroll::write_bank_file(open.store().reader()?.as_mut(), contents, format, &mut hashed);
    written.map_err(|error| CommandError::new(error.to_string()))?;
    let hash = hex::encode(hashed.hash.finalize());
    if hash != *expected {
        return Err(CommandError::new("the file is not the one that was made: its contents have changed")
            .hint("do not send it; run `yunban verify`"));
    }
    Ok(())
}

fn bank_result(open: &Open, number: &str, path: &Path, output: &mut dyn Write) -> CommandResult {
    let (head, _) = find(open, number)?;
    let bytes = std::fs::read(path).map_err(|error| CommandError::new(format!("{}: {error}", path.display())))?;
    let result = benefit_payroll::read_bank_result(&bytes)
        .map_err(|error| CommandError::new(format!("{}: {}", path.display(), error.text.en)).hint("nothing was changed"))?;
    let given = open.given(head.area, format!("{}:bank_result:{}", head.number, result.file_sha256));
    let target = CaseTarget::Existing { area: head.area, id: head.id };
    perform(open.store(), &BenefitPayroll::of(&open.agency), target, &Command::ReadBankResult { result }, &given)?;
    let (_, state) = find(open, number)?;
    for batch in state.batches.iter().rev().take(1) {
        let Some(settlement) = &batch.settlement else { continue };
        writeln!(output, "{number}\t{} paid\t{} came back", settlement.paid_payments(), settlement.returned_payments())?;
    }
    Ok(())
}

fn list(open: &Open, area: &str, output: &mut dyn Write) -> CommandResult {
    for area in open.areas(area)? {
        for (head, state) in benefit_payroll::runs_of(&open.agency, area, None)? {
            let month = state.month.map(|month| month.to_string()).unwrap_or_default();
            let (payments, amount) = (state.payments(), state.amount().plain());
            writeln!(output, "{}\t{month}\t{payments} payments\t{amount} yuan\t{}", head.number, state.step.name().en)?;
        }
    }
    Ok(())
}
