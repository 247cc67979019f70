//! The table of deaths: which columns it has, and what stands in its rows.

use agency::common::spreadsheet::{self, Bounds, Cell, Value, number_format};
use casework::{Refusal, Refusals};
use values::normalise::is_blank;

/// Rows a table may have.
pub const ROWS_MAX: u32 = 2_000;
const BOUNDS: Bounds = Bounds { rows: ROWS_MAX, columns: 30 };
/// Characters of a cell that are kept.
const CELL_CHARACTERS_MAX: usize = 100;

/// A row as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeathRow {
    /// As the sheet counts, the header being 1.
    pub line: u32,
    pub id_number: String,
    /// Blank where the table has no names.
    pub name: String,
    pub died_on: String,
    /// Whose data it is; blank where the table does not say.
    pub source: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    IdNumber,
    Name,
    DiedOn,
    Source,
}

fn column_of(header: &str) -> Option<Column> {
    let bare: String = header.split(['（', '(']).next().unwrap_or("").chars().filter(|sign| !is_blank(*sign) && *sign != '_').collect();
    Some(match bare.to_lowercase().as_str() {
        "身份证号码" | "身份证号" | "身份证" | "公民身份号码" | "证件号码" | "idnumber" => Column::IdNumber,
        "姓名" | "name" => Column::Name,
        "去世日期" | "死亡日期" | "死亡时间" | "火化日期" | "diedon" => Column::DiedOn,
        "来源" | "数据来源" | "source" => Column::Source,
        _ => return None,
    })
}

/// Reads an Excel workbook or a text separated by commas. A file that is no such table is refused whole; what is wrong with a row is for
/// its examination to say.
pub fn read(bytes: &[u8]) -> Result<Vec<DeathRow>, Refusals> {
    let table = spreadsheet::read(bytes, BOUNDS)?;
    let mut rows = table.rows.into_iter();
    let header = rows.next().ok_or_else(|| refused("file_empty", "文件是空的", "the file is empty"))?;
    let mut columns: Vec<(u32, Column)> = Vec::new();
    for cell in &header.cells {
        let Some(column) = column_of(&written(cell)) else { continue };
        if columns.iter().any(|(_, known)| *known == column) {
            return Err(refused("column_twice", "同一列出现两次，请只保留一列", "a column stands there twice; keep one of them"));
        }
        columns.push((cell.column, column));
    }
    for (needed, chinese, english) in [(Column::IdNumber, "身份证号码", "id_number"), (Column::DiedOn, "去世日期", "died_on")] {
        if !columns.iter().any(|(_, column)| *column == needed) {
            let refusal = Refusal::new(
                "column_missing",
                format!("第一行没有“{chinese}”这一列"),
                format!("the first row names no column `{english}`"),
            );
            return Err(refusal.on_field("file").into());
        }
    }
    let rows: Vec<DeathRow> = rows
        .map(|row| {
            let cell = |wanted: Column| {
                let at = columns.iter().find(|(_, column)| *column == wanted).map(|(at, _)| *at);
                row.cells.iter().find(|cell| Some(cell.column) == at).map(written).unwrap_or_default()
            };
            let [id_number, name, died_on, source] = [Column::IdNumber, Column::Name, Column::DiedOn, Column::Source].map(cell);
            DeathRow { line: row.number, id_number, name, died_on, source }
        })
        .collect();
    if rows.is_empty() {
        return Err(refused("file_empty", "表格里没有人员", "there is nobody in the table"));
    }
    Ok(rows)
}

fn refused(code: &str, chinese: &str, english: &str) -> Refusals {
    Refusal::new(code, chinese, english).on_field("file").into()
}

/// What a cell shows. A number that Excel has rounded is no ID number, and its examination says so.
fn written(cell: &Cell) -> String {
    let text = match &cell.value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number_format::as_shown(number).unwrap_or_else(|| number.clone()),
        Value::Day(day) => day.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Error(error) => error.clone(),
        Value::Nothing => String::new(),
    };
    text.trim().chars().take(CELL_CHARACTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_names_and_rows_keep_their_lines() {
        let rows =
            read("\u{feff}序号,姓名,身份证号码,死亡日期,来源\n1,于海洋,371002195503010010,2022-05-03,民政\n2,,x,,\n".as_bytes()).unwrap();
        assert_eq!(rows.len(), 2);
        let row = |line, cells: [&str; 4]| {
            let [id_number, name, died_on, source] = cells.map(str::to_owned);
            DeathRow { line, id_number, name, died_on, source }
        };
        assert_eq!(rows[0], row(2, ["371002195503010010", "于海洋", "2022-05-03", "民政"]));
        assert_eq!((rows[1].line, rows[1].id_number.as_str()), (3, "x"));
    }

    #[test]
    fn what_is_no_such_table_is_refused_whole() {
        for (text, code) in [
            ("", "file_empty"),
            ("id_number,died_on\n", "file_empty"),
            ("id_number,name\n1,2\n", "column_missing"),
            ("died_on,name\n1,2\n", "column_missing"),
            ("id_number,died_on,身份证号\n1,2,3\n", "column_twice"),
        ] {
            assert!(read(text.as_bytes()).unwrap_err().has(code), "{text}");
        }
    }
}
