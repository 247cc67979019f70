//! Reads tables out of CSV and Excel files, a row at a time, as the texts a person would see.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use calamine::{Data, DataRef, Reader, Xlsx, open_workbook};

use values::RowCounter;

use super::columns::TableKind;
use crate::failure::{CommandError, CommandResult};

/// Larger files are not a city but a mistake.
const LARGEST_FILE_BYTES: u64 = 2_000_000_000;
const MOST_COLUMNS: usize = 64;

/// A row with its place in the file, both counted as the file itself counts them.
#[derive(Debug, Clone)]
pub struct RawRow {
    pub number: u64,
    pub cells: Vec<String>,
}

/// A table found in a file.
pub struct RawTable {
    pub file: String,
    /// Empty for CSV.
    pub sheet: String,
    pub kind: TableKind,
    pub header: Vec<String>,
    pub rows: Vec<RawRow>,
}

/// Every table of a file.
pub fn read(path: &Path) -> CommandResult<Vec<RawTable>> {
    let size = std::fs::metadata(path).map_err(|error| CommandError::file(path, &error))?.len();
    if size > LARGEST_FILE_BYTES {
        return Err(CommandError::new(format!("{} is too large ({size} bytes)", path.display())).hint("divide it by area"));
    }
    let mut beginning = [0; 4];
    let mut file = File::open(path).map_err(|error| CommandError::file(path, &error))?;
    let length = file.read(&mut beginning).map_err(|error| CommandError::file(path, &error))?;
    // An Excel workbook is a zip archive, whatever its name says.
    if beginning[..length].starts_with(b"PK\x03\x04") { read_workbook(path) } else { read_csv(path) }
}

fn read_csv(path: &Path) -> CommandResult<Vec<RawTable>> {
    let name = path.display().to_string();
    let unreadable = |error: &csv::Error| {
        let place = error.position().map_or(String::new(), |position| format!(", line {}", position.line()));
        let what = if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) { "is not UTF-8" } else { "cannot be read as CSV" };
        CommandError::new(format!("{name}{place} {what}")).hint("save the table as “CSV UTF-8”, or as an Excel workbook")
    };
    let bytes = std::fs::read(path).map_err(|error| CommandError::file(path, &error))?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_slice());
    let mut counter = RowCounter::new(&bytes);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error))?;
        let number = counter.next(record.position().map_or(0, csv::Position::byte));
        rows.push(RawRow { number, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok(vec![table(name, String::new(), rows)?])
}

fn read_workbook(path: &Path) -> CommandResult<Vec<RawTable>> {
    let name = path.display().to_string();
    let unreadable = |error: calamine::XlsxError| {
        CommandError::new(format!("{name} cannot be read as an Excel workbook: {error}"))
            .hint("open and save it in Excel again, or save it as CSV")
    };
    let mut workbook: Xlsx<_> = open_workbook(path).map_err(unreadable)?;
    let mut tables = Vec::new();
    for sheet in workbook.sheet_names() {
        let mut rows: Vec<RawRow> = Vec::new();
        // Cell by cell: a single cell in the last corner must not make a table of the whole sheet.
        let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(unreadable)?;
        while let Some(cell) = cells.next_cell().map_err(unreadable)? {
            let (row, column) = cell.get_position();
            let text = cell_text(cell.get_value());
            if text.is_empty() {
                continue;
            }
            let column = column as usize;
            if column >= MOST_COLUMNS {
                return Err(CommandError::new(format!("the sheet {sheet} of {name} has something in column {}", column + 1))
                    .hint(format!("a table has at most {MOST_COLUMNS} columns; delete what lies outside")));
            }
            let number = u64::from(row) + 1;
            if rows.last().is_none_or(|last| last.number != number) {
                rows.push(RawRow { number, cells: Vec::new() });
            }
            if let Some(last) = rows.last_mut() {
                last.cells.resize(last.cells.len().max(column + 1), String::new());
                last.cells[column] = text;
            }
        }
        if !rows.is_empty() {
            tables.push(table(name.clone(), sheet, rows)?);
        }
    }
    Ok(tables)
}

/// What a person sees in a cell. A number too long for a spreadsheet has lost digits and is shown as such, so that it is refused.
fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.chars().take(10).collect(),
        DataRef::Float(number) if number.abs() >= 1e15 => format!("{number:e}"),
        other => Data::from(other.clone()).to_string().trim().to_owned(),
    }
}

fn table(file: String, sheet: String, mut rows: Vec<RawRow>) -> CommandResult<RawTable> {
    rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    let place = if sheet.is_empty() { file.clone() } else { format!("the sheet {sheet} of {file}") };
    if rows.is_empty() {
        return Err(CommandError::new(format!("{place} is empty")).hint("yunban export template writes the tables with their headers"));
    }
    let header = rows.remove(0).cells;
    let kind = TableKind::of_header(&header).ok_or_else(|| {
        let needed: Vec<String> = TableKind::ALL
            .into_iter()
            .map(|kind| kind.columns().iter().filter(|column| column.required).map(|column| column.name).collect::<Vec<_>>().join(","))
            .collect();
        CommandError::new(format!("{place} is none of the three tables")).hint(format!("its first row must name {}", needed.join(" or ")))
    })?;
    Ok(RawTable { file, sheet, kind, header, rows })
}
