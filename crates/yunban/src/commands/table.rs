//! Tables of people read row by row: columns found by name, faults named by line and column, a result that appears whole or not at all.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use csv::StringRecord;

use crate::failure::{CommandError, CommandResult};

/// Rows of a file with the names of its columns.
pub struct Rows {
    path: PathBuf,
    reader: csv::Reader<BufReader<File>>,
    pub header: StringRecord,
}

impl Rows {
    pub fn open(path: &Path) -> CommandResult<Rows> {
        let file = File::open(path).map_err(|error| CommandError::file(path, &error))?;
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(BufReader::new(file));
        let header = reader.headers().map_err(|error| unreadable(path, &error))?;
        // Spreadsheets put a mark before the first name.
        let header = header.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
        Ok(Rows { path: path.to_owned(), reader, header })
    }

    /// The place of a column that may be missing.
    pub fn optional(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|found| found == name)
    }

    /// The place of a column that must be there.
    pub fn column(&self, name: &str) -> CommandResult<usize> {
        self.optional(name).ok_or_else(|| {
            CommandError::new(format!("{}: the column `{name}` is missing", self.path.display()))
                .hint(format!("the first line names: {}", self.header.iter().collect::<Vec<_>>().join(",")))
        })
    }

    /// The next row with its line, from 1 for the header; `None` at the end.
    pub fn next_row(&mut self) -> CommandResult<Option<(u64, StringRecord)>> {
        let mut record = StringRecord::new();
        let found = self.reader.read_record(&mut record).map_err(|error| unreadable(&self.path, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        Ok(found.then_some((line, record)))
    }
}

fn unreadable(path: &Path, error: &csv::Error) -> CommandError {
    let place = error.position().map_or_else(String::new, |position| format!(", line {}", position.line()));
    let what = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{len} fields where the header names {expected_len}"),
        csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8".to_owned(),
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => "the row cannot be read".to_owned(),
    };
    CommandError::new(format!("{}{place}: {what}", path.display())).hint("correct the file; nothing was written")
}

/// One cell that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub column: String,
    pub reason: String,
}

impl Fault {
    pub fn new(column: impl Into<String>, reason: impl Into<String>) -> Fault {
        Fault { column: column.into(), reason: reason.into() }
    }
}

/// Faults of a run: the first are kept in full, all are counted.
#[derive(Debug, Default)]
pub struct Faults {
    shown: Vec<String>,
    count: u64,
}

impl Faults {
    const SHOWN_MAX: usize = 20;

    pub fn add(&mut self, line: u64, fault: &Fault) {
        self.count += 1;
        if self.shown.len() < Faults::SHOWN_MAX {
            self.shown.push(format!("line {line}, {}: {}", fault.column, fault.reason));
        }
    }

    /// Fails when there was any; the rows without fault have been written.
    pub fn finish(self) -> CommandResult {
        if self.count == 0 {
            return Ok(());
        }
        let more = self.count - self.shown.len() as u64;
        let more = if more == 0 { String::new() } else { format!("\nand {more} more") };
        Err(CommandError::new(format!("{} rows have no result:\n{}{more}", self.count, self.shown.join("\n")))
            .hint("the other rows were written; correct these and run again"))
    }
}

/// A table that takes its name only when it is whole: a run that stops leaves no half of one.
pub struct Written {
    path: PathBuf,
    partial: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
}

impl Written {
    pub fn create(path: &Path) -> CommandResult<Written> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let partial = path.with_file_name(name);
        let file = File::create(&partial).map_err(|error| CommandError::file(&partial, &error))?;
        Ok(Written { path: path.to_owned(), partial, writer: csv::Writer::from_writer(BufWriter::new(file)) })
    }

    pub fn row<I: IntoIterator<Item = T>, T: AsRef<[u8]>>(&mut self, row: I) -> CommandResult {
        Ok(self.writer.write_record(row)?)
    }

    pub fn finish(mut self) -> CommandResult {
        self.writer.flush()?;
        std::fs::rename(&self.partial, &self.path).map_err(|error| CommandError::file(&self.path, &error))
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        // After `finish` the file has its own name and nothing is left to remove; a failure here hides no result.
        let _ = std::fs::remove_file(&self.partial);
    }
}

/// Prints the steps of an explanation, numbered, Chinese first.
pub fn print_explanation(explanation: &values::Explanation, output: &mut dyn Write) -> CommandResult {
    for (position, step) in explanation.steps.iter().enumerate() {
        writeln!(output, "{}. {} / {} = {}", position + 1, step.name.zh, step.name.en, step.result)?;
        writeln!(output, "   {} / {}", step.formula.zh, step.formula.en)?;
        for (name, value) in &step.inputs {
            writeln!(output, "   {} / {}: {value}", name.zh, name.en)?;
        }
        writeln!(output, "   {}", step.citation)?;
    }
    Ok(())
}
