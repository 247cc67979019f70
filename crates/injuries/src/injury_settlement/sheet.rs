//! The sheet of a bill: which columns it has, and how its rows become lines.
//!
//! A file that is no such sheet is refused as a whole. Every row with something in it becomes a line with its own row number; what is
//! wrong in it is told when the bill is examined, with that number, and no other row is lost.

use casework::{Refusal, Refusals};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use values::{Date, Text};

use super::form::{LINES_MAX, Line};
use agency::common::spreadsheet::{self, Bounds, Cell, Value, number_format};

const BOUNDS: Bounds = Bounds { rows: LINES_MAX as u32, columns: 30 };
/// The most characters of a cell that are kept.
const CELL_CHARACTERS_MAX: usize = 120;

/// The media type of the template.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The columns in the order of the template: the field, its header and what else a header may say.
const COLUMNS: [(&str, &str, &str); 5] = [
    ("service_on", "服务日期", "Day of service"),
    ("item", "项目编码或名称", "Item"),
    ("quantity", "数量", "Quantity"),
    ("unit_price", "单价（元）", "Unit price (yuan)"),
    ("amount", "金额（元）", "Amount (yuan)"),
];

/// The header of a field, as the template and the pages name it.
pub fn title(field: &str) -> Text {
    COLUMNS.iter().find(|(known, ..)| *known == field).map_or_else(Text::default, |(_, zh, en)| Text::new(*zh, *en))
}

/// Reads the lines of an uploaded file.
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Refusals> {
    let table = spreadsheet::read(bytes, BOUNDS)?;
    let Some((header, rows)) = table.rows.split_first() else {
        return Err(Refusal::new("file_empty", "表格是空的", "the sheet is empty").into());
    };
    let mut places: [Option<u32>; 5] = [None; 5];
    let mut refusals = Refusals::default();
    for cell in &header.cells {
        let words = plain(cell);
        let known = COLUMNS.iter().position(|(field, zh, en)| words == *zh || words.eq_ignore_ascii_case(en) || words == *field);
        let place = spreadsheet::place(header.number, cell.column);
        match known {
            Some(column) if places[column].is_none() => places[column] = Some(cell.column),
            Some(_) => refusals.push(Refusal::new(
                "column_twice",
                format!("{}：“{words}”列出现了两次", place.zh),
                format!("{}: the column “{words}” stands there twice", place.en),
            )),
            // What a hospital keeps beside our columns is passed over.
            None => {}
        }
    }
    for (place, (_, zh, en)) in places.iter().zip(COLUMNS) {
        if place.is_none() {
            let refusal = Refusal::new(
                "column_missing",
                format!("第 {} 行是表头，缺少“{zh}”列", header.number),
                format!("row {} is the header and lacks the column “{en}”", header.number),
            );
            refusals.push(refusal.hint("请使用下载的模板，不要改动表头", "use the template and leave its header as it is"));
        }
    }
    refusals.into_result()?;
    let lines = rows.iter().map(|row| {
        let at = |column: usize| row.cells.iter().find(|cell| Some(cell.column) == places[column]).map(plain).unwrap_or_default();
        Line { row: row.number, service_on: at(0), item: at(1), quantity: at(2), unit_price: at(3), amount: at(4) }
    });
    Ok(lines.filter(|line| !line.is_blank()).collect())
}

/// What a cell shows. The result of a formula counts as written: the check of the line finds what is wrong with it.
fn plain(cell: &Cell) -> String {
    let words = match &cell.value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number_format::as_shown(number).unwrap_or_else(|| number.clone()),
        Value::Day(day) => day.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Error(error) => error.clone(),
        Value::Nothing => String::new(),
    };
    let plain: String = words.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    spreadsheet::without_mark(plain.trim()).chars().take(CELL_CHARACTERS_MAX).collect()
}

/// Lines as text that a page carries: one a line, the fields between tabs, the row first.
pub fn carried(lines: &[Line]) -> String {
    let one = |line: &Line| {
        let fields = [&line.service_on, &line.item, &line.quantity, &line.unit_price, &line.amount];
        let fields = fields.map(|field| field.replace(['\t', '\n', '\r'], " "));
        format!("{}\t{}", line.row, fields.join("\t"))
    };
    lines.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// The lines a page carried.
pub fn taken_up(text: &str) -> Vec<Line> {
    let one = |text: &str| {
        let mut fields = text.split('\t').map(str::to_owned);
        let row = fields.next()?.trim().parse().ok()?;
        let mut next = || fields.next().unwrap_or_default();
        Some(Line { row, service_on: next(), item: next(), quantity: next(), unit_price: next(), amount: next() })
    };
    text.lines().filter_map(one).take(LINES_MAX + 1).collect()
}

/// The empty template.
pub fn template(on: Date) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = ExcelDateTime::from_ymd(u16::try_from(on.year()).unwrap_or(2000), on.month() as u8, on.day() as u8)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let sheet = workbook.add_worksheet().set_name("费用明细")?;
    let (bold, text) = (Format::new().set_bold().set_num_format("@"), Format::new().set_num_format("@"));
    for (column, (field, zh, _)) in (0_u16..).zip(COLUMNS) {
        sheet.set_column_width(column, if field == "item" { 32 } else { 16 })?.set_column_format(column, &text)?;
        sheet.write_with_format(0, column, zh, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

/// The header alone, as text separated by commas with the mark that makes Excel read it as UTF-8.
pub fn template_comma_separated() -> String {
    format!("\u{FEFF}{}\r\n", COLUMNS.map(|(_, zh, _)| zh).join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_own_numbers_and_the_template_is_read_back() {
        let text = "服务日期,项目编码或名称,数量,单价（元）,金额（元）,科室\n2020-02-03,布洛芬,2,10.00,20.00,内科\n,,,,,\n2020-02-30,利巴韦林,-1,x,5\n";
        let lines = read(text.as_bytes()).unwrap();
        assert_eq!(lines.iter().map(|line| line.row).collect::<Vec<_>>(), [2, 4]);
        assert_eq!((lines[1].service_on.as_str(), lines[1].quantity.as_str()), ("2020-02-30", "-1"));
        assert_eq!(taken_up(&carried(&lines)), lines);
        assert!(read(&template("2020-02-03".parse().unwrap()).unwrap()).unwrap().is_empty());
        assert!(read(template_comma_separated().as_bytes()).unwrap().is_empty());
        let missing = read("服务日期,数量\n".as_bytes()).unwrap_err();
        assert_eq!(missing.0.iter().filter(|refusal| refusal.code == "column_missing").count(), 3);
    }
}
