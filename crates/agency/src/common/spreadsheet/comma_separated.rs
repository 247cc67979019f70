//! Text separated by commas, as Excel and WPS write it in China: in UTF-8, in GB18030, or in UTF-16 with tabs.

use casework::Refusals;
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::{Bounds, Cell, SheetRow, Table, Value, damaged, not_a_sheet, out_of_bounds};

pub(super) fn read(bytes: &[u8], bounds: Bounds) -> Result<Table, Refusals> {
    let text = decoded(bytes)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator(&text)).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    // Line breaks inside quotes do not begin a row of the sheet.
    let mut inner_breaks = 0;
    while reader.read_record(&mut record).map_err(|error| damaged(&error.to_string()))? {
        let line = record.position().map_or(0, csv::Position::line);
        let number = u32::try_from(line.saturating_sub(inner_breaks)).unwrap_or(u32::MAX);
        inner_breaks += record.iter().map(|field| field.matches('\n').count() as u64).sum::<u64>();
        let row = read_row(&record, number, bounds)?;
        if !row.cells.is_empty() {
            rows.push(row);
        }
    }
    Ok(Table { rows, ..Table::default() })
}

fn read_row(record: &csv::StringRecord, number: u32, bounds: Bounds) -> Result<SheetRow, Refusals> {
    let mut cells = Vec::new();
    for (column, field) in (0_u32..).zip(record.iter()) {
        let trimmed = values::normalise::trim(field);
        if trimmed.is_empty() {
            continue;
        }
        if number > bounds.rows + 1 || column >= bounds.columns {
            return Err(out_of_bounds(number, column, bounds, None));
        }
        let is_formula = trimmed.starts_with('=');
        // What spreadsheets write before text that is not to be taken for a number.
        let text = trimmed.strip_prefix('\'').unwrap_or(trimmed);
        cells.push(Cell { column, value: Value::Text(text.to_owned()), is_formula });
    }
    Ok(SheetRow { number, cells })
}

fn decoded(bytes: &[u8]) -> Result<String, Refusals> {
    let utf_16 = match bytes {
        [0xFF, 0xFE, rest @ ..] => Some((UTF_16LE, rest)),
        [0xFE, 0xFF, rest @ ..] => Some((UTF_16BE, rest)),
        _ => None,
    };
    let text = match utf_16 {
        Some((encoding, rest)) => encoding.decode_without_bom_handling_and_without_replacement(rest),
        None => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => Some(text.into()),
                Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
            }
        }
    };
    let text = text.ok_or_else(not_a_sheet)?;
    // A picture or a program can by chance be readable as text; a sheet holds no control characters.
    if text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t')) {
        return Err(not_a_sheet());
    }
    Ok(text.into_owned())
}

/// The separator the first line uses most; a comma where it uses none.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    [b',', b'\t', b';'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}
