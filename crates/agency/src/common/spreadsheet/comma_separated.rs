//! Text separated by commas, as Excel and WPS write it in China: in UTF-8, in GB18030, or in UTF-16 with tabs.

use casework::{Refusal, Refusals};
use encoding_rs::{DecoderResult, GB18030, UTF_16BE, UTF_16LE};

use values::RowCounter;

use super::{Bounds, Cell, SheetRow, Table, Value, damaged, not_a_sheet, out_of_bounds};

pub(super) fn read(bytes: &[u8], bounds: Bounds) -> Result<Table, Refusals> {
    let text = decoded(bytes)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator(&text)).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut counter = RowCounter::new(text.as_bytes());
    while reader.read_record(&mut record).map_err(|error| damaged(&error.to_string()))? {
        let number = u32::try_from(counter.next(record.position().map_or(0, csv::Position::byte))).unwrap_or(u32::MAX);
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
    let text = match text {
        Some(text) => text,
        None => return Err(unreadable(bytes)),
    };
    // A picture or a program can by chance be readable as text; a sheet holds no control characters.
    if text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t')) {
        return Err(not_a_sheet());
    }
    Ok(text.into_owned())
}

/// The first byte that is neither UTF-8 nor GB18030, where the rest looks like text at all.
fn unreadable(bytes: &[u8]) -> Refusals {
    let is_control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t');
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || bytes.iter().any(is_control) {
        return not_a_sheet();
    }
    let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len).max(readable_as_gb18030(bytes));
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let place = at - bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |line_break| line_break + 1) + 1;
    let byte = bytes.get(at).copied().unwrap_or(0);
    Refusal::new(
        "file_encoding",
        format!("第 {line} 行第 {place} 个字节（{byte:#04X}）既不是 UTF-8 也不是 GB18030 编码，文件无法读取"),
        format!("line {line}, byte {place} ({byte:#04X}) is neither UTF-8 nor GB18030; the file cannot be read"),
    )
    .hint("请在 Excel 或 WPS 中另存为 .xlsx 或“CSV UTF-8”后上传", "save it as .xlsx or as “CSV UTF-8” and upload that")
    .into()
}

/// How many bytes from the beginning are GB18030.
fn readable_as_gb18030(bytes: &[u8]) -> usize {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0));
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::Malformed(length, consumed_after), read) => read.saturating_sub(usize::from(length) + usize::from(consumed_after)),
        (_, read) => read,
    }
}

/// The separator the first line uses most; a comma where it uses none.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    [b',', b'\t', b';'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { rows: 100, columns: 10 };

    fn numbers(text: &str) -> Vec<u32> {
        read(text.as_bytes(), BOUNDS).unwrap().rows.iter().map(|row| row.number).collect()
    }

    #[test]
    fn blank_lines_are_rows_and_breaks_inside_quotes_are_none() {
        assert_eq!(numbers("a,b\n\n1,2\n3,4\n"), [1, 3, 4]);
        assert_eq!(numbers("a,b\n1,2\n\n\n\n3,4\n\n5,6"), [1, 2, 6, 8]);
        assert_eq!(numbers("\n\na,b\n\n1,2"), [3, 5]);
        assert_eq!(numbers("a,b\r\n\r\n1,2\r\n\r\n\r\n3,4\r\n5,6\r\n"), [1, 3, 6, 7]);
        assert_eq!(numbers("a,b\r\r1,2\r3,4"), [1, 3, 4]);
        assert_eq!(numbers("a,b\n\"x\ny\",2\n\n\"p\n\nq\",4\n5,6\n"), [1, 2, 4, 5]);
        assert_eq!(numbers("a,b\n,\n \n1,2\n\n3,4\n"), [1, 4, 6], "rows of empty cells count too");
        assert_eq!(numbers("\u{feff}a,b\n\n1,2\n"), [1, 3]);
    }

    #[test]
    fn a_byte_of_no_encoding_is_named_by_line_and_place() {
        let mut bytes = "编码,名称\nT1,甲药\nT2,".as_bytes().to_vec();
        bytes.extend([0xFF, 0xFF, b'\n']);
        let refusal = read(&bytes, BOUNDS).unwrap_err();
        assert!(refusal.has("file_encoding"));
        assert!(refusal.0[0].text.en.starts_with("line 3, byte 4 (0xFF)"), "{}", refusal.0[0].text.en);
        let mut chinese = GB18030.encode("编码,名称\nT1,").0.to_vec();
        chinese.extend([0xFF, b'\n']);
        assert!(read(&chinese, BOUNDS).unwrap_err().0[0].text.zh.starts_with("第 2 行第 4 个字节"));
        assert!(read(&[0, 1, 2, 0xFF], BOUNDS).unwrap_err().has("file_not_a_sheet"));
    }
}
