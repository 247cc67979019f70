//! Tables of people read row by row: columns found by name, faults named by line and column, a result that appears whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::table_text::TableText;
use crate::failure::{CommandError, CommandResult};

/// The names of a table's columns.
#[derive(Debug, Clone)]
pub struct Header {
    file: String,
    names: Vec<String>,
}

impl Header {
    pub fn new(path: &Path, names: Vec<String>) -> Header {
        Header { file: path.display().to_string(), names }
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The place of a column that may be missing. One that stands twice is nobody's to choose.
    pub fn optional(&self, name: &str) -> CommandResult<Option<usize>> {
        let mut found = self.names.iter().enumerate().filter(|(_, found)| *found == name).map(|(at, _)| at);
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(CommandError::new(format!("{}: the column `{name}` stands there twice", self.file))
                .hint("remove one of them; nothing was written")),
            (at, None) => Ok(at),
        }
    }

    /// The place of a column that must be there.
    pub fn column(&self, name: &str) -> CommandResult<usize> {
        self.optional(name)?.ok_or_else(|| {
            let hint = match self.names.as_slice() {
                [one] if one.contains([';', '\t']) => format!("columns are separated by commas; the first line is: {one}"),
                _ => format!("the first line names: {}", self.names.join(",")),
            };
            CommandError::new(format!("{}: the column `{name}` is missing", self.file)).hint(hint)
        })
    }
}

/// Rows of a CSV file with the names of its columns.
pub struct Rows {
    path: PathBuf,
    reader: csv::Reader<TableText>,
    pub header: Header,
}

impl Rows {
    pub fn open(path: &Path) -> CommandResult<Rows> {
        let text = TableText::open(path)?;
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text);
        let header = reader.headers().map_err(|error| unreadable(path, &error))?;
        if header.iter().all(str::is_empty) {
            return Err(CommandError::new(format!("{} is empty", path.display())).hint("its first line names the columns"));
        }
        let names = header.iter().map(str::to_owned).collect();
        Ok(Rows { path: path.to_owned(), reader, header: Header::new(path, names) })
    }

    /// The next row with its line, from 1 for the header; `None` at the end.
    pub fn next_row(&mut self) -> CommandResult<Option<(u64, StringRecord)>> {
        let mut record = StringRecord::new();
        let found = self.reader.read_record(&mut record).map_err(|error| unreadable(&self.path, &error))?;
        // A row's own position is where the row before it ended, which is not its line when empty lines lie between.
        let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let line = self.reader.position().line().saturating_sub(1 + inside as u64);
        Ok(found.then_some((line, record)))
    }
}

fn unreadable(path: &Path, error: &csv::Error) -> CommandError {
    let place = error.position().map_or_else(String::new, |position| format!(", line {}", position.line()));
    let (what, hint) = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => (
            format!("{len} fields where the header names {expected_len}"),
            "a comma inside a field needs quotes around the field; correct the file, nothing was written",
        ),
        csv::ErrorKind::Utf8 { .. } => {
            ("the text is not UTF-8".to_owned(), "Excel's plain “CSV” is GBK; save the table as “CSV UTF-8”; nothing was written")
        }
        csv::ErrorKind::Io(error) => (error.to_string(), "correct the file; nothing was written"),
        _ => ("the row cannot be read".to_owned(), "correct the file; nothing was written"),
    };
    CommandError::new(format!("{}{place}: {what}", path.display())).hint(hint)
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
#[derive(Debug)]
pub struct Faults {
    /// What rows are counted by in this file.
    counted_by: &'static str,
    shown: Vec<String>,
    count: u64,
}

impl Default for Faults {
    fn default() -> Faults {
        Faults::counted_by("line")
    }
}

impl Faults {
    const SHOWN_MAX: usize = 20;

    pub fn counted_by(word: &'static str) -> Faults {
        Faults { counted_by: word, shown: Vec::new(), count: 0 }
    }

    pub fn add(&mut self, line: u64, fault: &Fault) {
        self.count += 1;
        if self.shown.len() < Faults::SHOWN_MAX {
            self.shown.push(format!("{} {line}, {}: {}", self.counted_by, fault.column, fault.reason));
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

/// A file that takes its name only when it is whole: a run that stops leaves no half of one.
pub struct Partial {
    path: PathBuf,
    partial: PathBuf,
}

impl Partial {
    pub fn create(path: &Path) -> CommandResult<(Partial, File)> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let partial = path.with_file_name(name);
        let file = File::create(&partial).map_err(|error| CommandError::file(path, &error))?;
        Ok((Partial { path: path.to_owned(), partial }, file))
    }

    pub fn finish(self) -> CommandResult {
        std::fs::rename(&self.partial, &self.path).map_err(|error| CommandError::file(&self.path, &error))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // After `finish` the file has its own name and nothing is left to remove; a failure here hides no result.
        let _ = std::fs::remove_file(&self.partial);
    }
}

/// A CSV table being written.
pub struct Written {
    partial: Partial,
    writer: csv::Writer<BufWriter<File>>,
}

impl Written {
    pub fn create(path: &Path) -> CommandResult<Written> {
        let (partial, file) = Partial::create(path)?;
        Ok(Written { partial, writer: csv::Writer::from_writer(BufWriter::new(file)) })
    }

    pub fn row<I: IntoIterator<Item = T>, T: AsRef<[u8]>>(&mut self, row: I) -> CommandResult {
        Ok(self.writer.write_record(row)?)
    }

    pub fn finish(mut self) -> CommandResult {
        self.writer.flush()?;
        self.partial.finish()
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
