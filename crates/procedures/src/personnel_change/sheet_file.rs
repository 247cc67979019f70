//! The files we hand out: the empty template, and the refused rows with their reasons, in the template's own columns.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};
use values::{Date, Language, Text};

use super::sheet::{Column, INSTRUCTIONS_SHEET};
use super::{ROWS_MAX, Row};
use agency::common::spreadsheet::harmless;

/// The media type of what this module makes.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The columns beside ours in the report; reading passes over them, so that a mended report can be uploaded as it is.
const REASON: &str = "未通过原因";
const PLACE: &str = "原表位置";
const ACTIONS: [&str; 3] = ["增加", "减少", "工资"];

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    pub row: Row,
    /// Where it stood, such as `第 7 行`.
    pub place: String,
    pub reason: String,
}

/// The empty template with a second sheet of instructions.
pub fn template(language: Language, on: Date) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(on)?;
    let sheet = workbook.add_worksheet().set_name("人员变动")?;
    columns(sheet)?;
    instructions(workbook.add_worksheet().set_name(INSTRUCTIONS_SHEET)?, language)?;
    workbook.save_to_buffer()
}

/// The header alone, as text separated by commas with the mark that makes Excel read it as UTF-8.
pub fn template_comma_separated() -> String {
    let titles: Vec<String> = Column::ALL.into_iter().map(|column| column.title().zh).collect();
    format!("\u{FEFF}{}\r\n", titles.join(","))
}

/// The refused rows, to be mended and uploaded again.
pub fn report(rows: &[RefusedRow], on: Date) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(on)?;
    let sheet = workbook.add_worksheet().set_name("未通过的行")?;
    columns(sheet)?;
    let beside = Column::ALL.len() as u16;
    for (column, title, width) in [(beside, REASON, 70), (beside + 1, PLACE, 14)] {
        sheet.write_with_format(0, column, title, &header_format())?.set_column_width(column, width)?;
    }
    for (line, refused) in (1_u32..).zip(rows) {
        let row = &refused.row;
        let values = [&row.action, &row.name, &row.id_number, &row.month, &row.wage, &row.telephone, &refused.reason, &refused.place];
        for (column, value) in (0_u16..).zip(values) {
            sheet.write_with_format(line, column, harmless(value), &text_format())?;
        }
    }
    workbook.save_to_buffer()
}

/// A workbook dated by the business day: nothing here reads the clock.
fn workbook(on: Date) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let day = ExcelDateTime::from_ymd(u16::try_from(on.year()).unwrap_or(2000), on.month() as u8, on.day() as u8)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    Ok(workbook)
}

/// The header, every column as text so that no digit of an ID number is lost, and the choices of the first column.
fn columns(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    for (position, column) in (0_u16..).zip(Column::ALL) {
        let width = match column {
            Column::IdNumber => 24,
            Column::Name => 14,
            _ => 16,
        };
        sheet.set_column_width(position, width)?.set_column_format(position, &text_format())?;
        sheet.write_with_format(0, position, column.title().zh, &header_format())?;
    }
    let choices = DataValidation::new()
        .allow_list_strings(&ACTIONS)?
        .set_error_title("变动类型")?
        .set_error_message("请选择：增加、减少或工资")?
        .set_error_style(DataValidationErrorStyle::Stop);
    sheet.add_data_validation(1, 0, ROWS_MAX as u32, 0, &choices)?;
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn header_format() -> Format {
    Format::new().set_bold().set_background_color(Color::RGB(0x00DC_EEF0)).set_border_bottom(FormatBorder::Thin).set_num_format("@")
}

fn text_format() -> Format {
    Format::new().set_num_format("@")
}

fn instructions(sheet: &mut Worksheet, language: Language) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 20)?.set_column_width(1, 80)?;
    let lines = explained();
    for (line, (name, words)) in (0_u32..).zip(&lines) {
        sheet.write_with_format(line, 0, name.in_language(language), &header_format())?;
        sheet.write_with_format(line, 1, words.in_language(language), &wrapped)?;
    }
    Ok(())
}

/// What to write in each column. The upload page shows the same.
pub fn explained() -> Vec<(Text, Text)> {
    let lines = [
        (Column::Action, "填“增加”“减少”或“工资”", "增加 (add), 减少 (remove) or 工资 (new wage)"),
        (Column::Name, "与身份证一致，例如 张三", "as on the identity card"),
        (Column::IdNumber, "18位，单元格为文本格式", "eighteen characters, in a cell formatted as text"),
        (
            Column::Month,
            "例如 2020-02。增加：首个参保月；减少：最后参保月；工资：新工资开始的月份",
            "such as 2020-02. Adding: the first insured month; removing: the last insured month; wage: the first month of the new wage",
        ),
        (
            Column::Wage,
            "以元为单位，最多两位小数，例如 5200.00；减少时不填",
            "in yuan with at most two decimals, such as 5200.00; blank when removing",
        ),
        (Column::Telephone, "可以不填", "may be blank"),
    ];
    let mut explained: Vec<(Text, Text)> =
        lines.into_iter().map(|(column, chinese, english)| (column.title(), Text::new(chinese, english))).collect();
    explained.push((
        Text::new("规则", "Rules"),
        Text::new(
            format!("表头不要改动；每人一行，最多 {ROWS_MAX} 行；不要合并单元格，不要用公式；只读取第一个工作表。"),
            format!("Leave the header as it is; one person a row, at most {ROWS_MAX} rows; no merged cells and no formulas; only the first sheet is read."),
        ),
    ));
    explained
}
