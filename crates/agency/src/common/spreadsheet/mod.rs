//! Reads the first sheet of a file somebody uploaded: an Excel workbook or text separated by commas.
//!
//! The file comes from outside and may be anything. It is read by streaming, inside bounds that hold whatever the file claims
//! about itself, and a file that cannot be used is refused with the reason and with what to do. The workbook is taken apart
//! here and not by a general reader, because those trust the counts a file states and reserve memory for them.

mod cells;
mod comma_separated;
pub mod number_format;
mod package;
mod xml;

use casework::{Refusal, Refusals};
use values::{Date, Text};

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;

/// How much of a sheet may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Rows under the header.
    pub rows: u32,
    pub columns: u32,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// A number as the file writes it, such as `5200.5` or `3.70602E+17`.
    Number(String),
    /// A number shown as a date.
    Day(Date),
    Truth(bool),
    /// An error of the sheet, such as `#N/A`.
    Error(String),
    /// A formula whose last result was not kept.
    Nothing,
}

/// A cell that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// 0 for column A.
    pub column: u32,
    pub value: Value,
    /// The value is the result of a formula.
    pub is_formula: bool,
}

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// As the sheet counts: 1 is the first.
    pub number: u32,
    pub cells: Vec<Cell>,
}

/// The first visible sheet of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Empty for a file without sheets.
    pub sheet_name: String,
    /// Sheets that were not read.
    pub other_sheets: Vec<String>,
    /// Only rows that hold something, from the top.
    pub rows: Vec<SheetRow>,
}

/// Reads a file by what it holds, whatever its name says.
pub fn read(bytes: &[u8], bounds: Bounds) -> Result<Table, Refusals> {
    if bytes.is_empty() {
        return Err(Refusal::new("file_empty", "文件是空的", "the file is empty").hint("请重新选择文件", "choose the file again").into());
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err(too_large());
    }
    match bytes {
        [b'P', b'K', 3, 4, ..] => package::read(bytes, bounds),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(old_or_encrypted(bytes)),
        // Their first bytes read as text, and each would be told that it lacks columns.
        [b'%', b'P', b'D', b'F', ..] | [b'{', b'\\', b'r', b't', b'f', ..] => Err(not_a_sheet()),
        _ => comma_separated::read(bytes, bounds),
    }
}

/// Encrypted workbooks and workbooks of Excel 2003 share one container; only the former hold an encrypted package.
fn old_or_encrypted(bytes: &[u8]) -> Refusals {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        return Refusal::new(
            "file_encrypted",
            "该 Excel 文件设有密码，无法读取",
            "this Excel file is protected by a password and cannot be read",
        )
        .hint("请取消密码后重新上传", "remove the password and upload it again")
        .into();
    }
    Refusal::new(
        "file_old_format",
        "这是旧版 Excel（.xls）或其他 Office 文件，不能读取",
        "this is a workbook of an old Excel (.xls) or another Office file and cannot be read",
    )
    .hint("请在 Excel 或 WPS 中另存为 .xlsx 后上传", "save it as .xlsx and upload it again")
    .into()
}

fn not_a_sheet() -> Refusals {
    Refusal::new("file_not_a_sheet", "这不是 Excel（.xlsx）或 CSV 文件", "this is not an Excel (.xlsx) or CSV file")
        .hint("请使用下载的模板填写后上传", "fill in the template and upload that")
        .into()
}

fn damaged(what: &str) -> Refusals {
    Refusal::new(
        "file_damaged",
        format!("文件已损坏或不完整，无法读取（{what}）"),
        format!("the file is damaged or incomplete and cannot be read ({what})"),
    )
    .hint("请用 Excel 或 WPS 打开后另存为 .xlsx，再上传", "open it, save it as .xlsx again and upload that")
    .into()
}

fn too_large() -> Refusals {
    Refusal::new(
        "file_too_large",
        format!("文件超过 {} MB，或展开后的内容过大", FILE_BYTES_MAX / 1024 / 1024),
        format!("the file is larger than {} MB, or holds far too much once unpacked", FILE_BYTES_MAX / 1024 / 1024),
    )
    .hint("请只保留需要申报的行，分成几个文件上传", "keep only the rows to be declared, in several files if need be")
    .into()
}

/// `row` counts from 1, `column` from 0.
fn out_of_bounds(row: u32, column: u32, bounds: Bounds, stated_rows: Option<u32>) -> Refusals {
    if row > bounds.rows + 1 {
        let used = stated_rows.unwrap_or(row).max(row);
        return Refusal::new(
            "too_many_rows",
            format!("表格用到了第 {used} 行，最多 {} 行（不含表头）", bounds.rows),
            format!("the sheet is used down to row {used}; at most {} rows under the header are read", bounds.rows),
        )
        .hint("请删除多余的行，或分成几个文件上传", "delete the rows that are not needed, or split the file")
        .into();
    }
    Refusal::new(
        "too_many_columns",
        format!("第 {row} 行 {} 列有内容，最多 {} 列", column_letters(column), bounds.columns),
        format!("row {row} has something in column {}; at most {} columns are read", column_letters(column), bounds.columns),
    )
    .hint("请删除模板以外的列", "delete the columns that are not of the template")
    .into()
}

/// The sheet's own name of a column: `A` for 0, `AA` for 26.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        // The remainder is below 26.
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// Where something stands: `row` counts from 1, `column` from 0.
pub fn place(row: u32, column: u32) -> Text {
    let letters = column_letters(column);
    Text::new(format!("第 {row} 行 {letters} 列"), format!("row {row}, column {letters}"))
}

/// Text for a cell of a file we write, which no spreadsheet program can take for a formula. A leading apostrophe is how
/// spreadsheets themselves mark text.
pub fn harmless(text: &str) -> String {
    if text.starts_with(FORMULA_STARTS) { format!("'{text}") } else { text.to_owned() }
}

/// What [`harmless`] was given: our own files come back.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA_STARTS)).unwrap_or(text)
}

/// What a spreadsheet program takes for the start of a formula, also from full-width keys.
const FORMULA_STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_the_sheet() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(column), letters);
        }
    }

    #[test]
    fn what_a_sheet_would_compute_is_written_as_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert!(harmless(formula).starts_with('\''), "{formula}");
        }
        assert_eq!(harmless("张三"), "张三");
    }

    #[test]
    fn a_container_of_old_office_is_told_apart_from_a_password() {
        let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        bytes.resize(600, 0);
        let bounds = Bounds { rows: 10, columns: 5 };
        assert_eq!(read(&bytes, bounds).unwrap_err().0[0].code, "file_old_format");
        bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(read(&bytes, bounds).unwrap_err().0[0].code, "file_encrypted");
    }
}
