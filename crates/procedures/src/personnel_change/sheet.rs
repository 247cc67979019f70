//! The sheet of changes: which columns it has, and how its cells become rows of the declaration.
//!
//! A file that is no such sheet is refused as a whole. A wrong cell refuses its row only, with the cell's own place, and the
//! other rows go on.

use casework::{Refusal, Refusals};
use values::{Month, Text};

use super::{ROWS_MAX, Row};
use agency::common::spreadsheet::{self, Bounds, Cell, SheetRow, Table, Value, number_format};

/// Rows a file may have, and columns that may stand beside ours.
const BOUNDS: Bounds = Bounds { rows: ROWS_MAX as u32, columns: 30 };
/// The most characters of a cell that are kept, for showing; a longer one refuses its row.
const CELL_CHARACTERS_MAX: usize = 100;

/// A column of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Action,
    Name,
    IdNumber,
    Month,
    Wage,
    Telephone,
}

impl Column {
    pub const ALL: [Column; 6] = [Column::Action, Column::Name, Column::IdNumber, Column::Month, Column::Wage, Column::Telephone];

    /// The header of the template and the name of the question on a page.
    pub fn title(self) -> Text {
        let (chinese, english) = match self {
            Column::Action => ("变动类型", "Change"),
            Column::Name => ("姓名", "Name"),
            Column::IdNumber => ("身份证号码", "ID number"),
            Column::Month => ("月份", "Month"),
            Column::Wage => ("月工资（元）", "Monthly wage (yuan)"),
            Column::Telephone => ("手机号码", "Telephone"),
        };
        Text::new(chinese, english)
    }

    /// The field of [`Row`] it fills; refusals name it.
    pub fn field(self) -> &'static str {
        match self {
            Column::Action => "action",
            Column::Name => "name",
            Column::IdNumber => "id_number",
            Column::Month => "month",
            Column::Wage => "wage",
            Column::Telephone => "telephone",
        }
    }

    pub fn of_field(field: &str) -> Option<Column> {
        Column::ALL.into_iter().find(|column| column.field() == field)
    }

    /// Blank cells everywhere are fine, so the column may be left out.
    fn may_be_left_out(self) -> bool {
        self == Column::Telephone
    }

    /// Headers are compared without blanks, remarks in brackets and marks of what must be filled in.
    fn of_header(header: &str) -> Option<Column> {
        Some(match bare(header).as_str() {
            "变动类型" | "类型" | "变动" | "change" | "action" => Column::Action,
            "姓名" | "name" => Column::Name,
            "身份证号码" | "身份证号" | "身份证" | "公民身份号码" | "证件号码" | "idnumber" => Column::IdNumber,
            "月份" | "年月" | "生效月份" | "month" => Column::Month,
            "月工资" | "工资" | "缴费工资" | "月缴费工资" | "monthlywage" | "wage" => Column::Wage,
            "手机号码" | "手机号" | "手机" | "电话" | "联系电话" | "telephone" | "phone" => Column::Telephone,
            _ => return None,
        })
    }
}

/// Columns people keep for themselves and columns of our own report of refused rows: read over.
fn is_read_over(header: &str) -> bool {
    matches!(bare(header).as_str(), "序号" | "备注" | "未通过原因" | "原表位置" | "no" | "remark" | "remarks" | "reason" | "place")
}

fn bare(header: &str) -> String {
    let outside = header.split(['（', '(', '【', '[']).next().unwrap_or("");
    let kept =
        outside.chars().filter(|character| !values::normalise::is_blank(*character) && !matches!(character, '*' | '＊' | ':' | '：' | '_'));
    kept.collect::<String>().to_lowercase()
}

/// In which column of the uploaded sheet each of ours stood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout([Option<u32>; 6]);

impl Layout {
    /// The layout of the template.
    pub fn of_template() -> Layout {
        Layout(std::array::from_fn(|position| Some(position as u32)))
    }

    pub fn column(&self, column: Column) -> Option<u32> {
        self.0[column as usize]
    }

    fn of(&self, sheet_column: u32) -> Option<Column> {
        Column::ALL.into_iter().find(|column| self.column(*column) == Some(sheet_column))
    }

    /// Where a row's field stands in the sheet; the row alone where its column is missing or not known.
    pub fn place(&self, sheet_row: u32, column: Option<Column>) -> Text {
        match column.and_then(|column| Some((column, self.column(column)?))) {
            Some((column, sheet_column)) => {
                let (place, title) = (spreadsheet::place(sheet_row, sheet_column), column.title());
                Text::new(format!("{}（{}）", place.zh, title.zh), format!("{} ({})", place.en, title.en))
            }
            None => Text::new(format!("第 {sheet_row} 行"), format!("row {sheet_row}")),
        }
    }

    /// Written into a page and read back; only ever used to tell places.
    pub fn encoded(&self) -> String {
        let each: Vec<String> = self.0.iter().map(|column| column.map_or_else(|| "-".to_owned(), |column| column.to_string())).collect();
        each.join(".")
    }

    /// What cannot be read counts as the template's.
    pub fn decoded(text: &str) -> Layout {
        let mut columns = text.split('.').map(|word| word.parse::<u32>().ok().filter(|column| *column < BOUNDS.columns));
        let mut layout = Layout::default();
        for place in &mut layout.0 {
            match columns.next() {
                Some(column) => *place = column,
                None => return Layout::of_template(),
            }
        }
        layout
    }
}

/// A row of the sheet. `refusals` holds what is wrong with its cells as cells, before anything is examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowRead {
    pub row: Row,
    pub refusals: Refusals,
}

/// A sheet that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub layout: Layout,
    pub rows: Vec<RowRead>,
    /// What the reader should know although nothing is wrong.
    pub notices: Vec<Text>,
}

/// The name of the template's second sheet, which is not meant to be read.
pub(super) const INSTRUCTIONS_SHEET: &str = "填写说明";

/// Reads an uploaded file.
pub fn read(bytes: &[u8]) -> Result<Sheet, Refusals> {
    let table = spreadsheet::read(bytes, BOUNDS)?;
    let (header, body) = table.rows.split_first().ok_or_else(empty)?;
    let layout = layout_of(header)?;
    if body.is_empty() {
        return Err(empty().into());
    }
    let rows = body.iter().map(|row| row_read(row, &layout)).collect();
    let notices = notice_of_other_sheets(&table).into_iter().collect();
    Ok(Sheet { layout, rows, notices })
}

fn empty() -> Refusal {
    Refusal::new("sheet_empty", "表格中没有需要申报的行", "the sheet has no rows to declare")
        .hint("请在表头下面逐行填写后上传", "write the changes under the header, one a row")
}

fn notice_of_other_sheets(table: &Table) -> Option<Text> {
    if !table.other_sheets.iter().any(|name| name != INSTRUCTIONS_SHEET) {
        return None;
    }
    let name = &table.sheet_name;
    Some(Text::new(
        format!("文件中有多个工作表，只读取了第一个“{name}”。"),
        format!("The file has several sheets; only the first, “{name}”, was read."),
    ))
}

/// Finds our columns; every unknown, repeated and missing one is named.
fn layout_of(header: &SheetRow) -> Result<Layout, Refusals> {
    let mut layout = Layout::default();
    let mut refusals = Refusals::default();
    for cell in &header.cells {
        let words = words_of(cell);
        let place = spreadsheet::place(header.number, cell.column);
        match Column::of_header(&words) {
            Some(column) if layout.column(column).is_some() => {
                let title = column.title();
                refusals.push(Refusal::new(
                    "column_twice",
                    format!("{}：“{}”列出现了两次", place.zh, title.zh),
                    format!("{}: the column “{}” stands there twice", place.en, title.en),
                ));
            }
            Some(column) => layout.0[column as usize] = Some(cell.column),
            None if is_read_over(&words) => {}
            None => refusals.push(Refusal::new(
                "column_unknown",
                format!("{}：不认识的列“{words}”", place.zh),
                format!("{}: “{words}” is no column of the template", place.en),
            )),
        }
    }
    let missing: Vec<Text> =
        Column::ALL.into_iter().filter(|column| layout.column(*column).is_none() && !column.may_be_left_out()).map(Column::title).collect();
    if !missing.is_empty() {
        let names = |pick: fn(&Text) -> &str, mark: &str| missing.iter().map(pick).collect::<Vec<_>>().join(mark);
        refusals.push(
            Refusal::new(
                "column_missing",
                format!("第 {} 行是表头，缺少列：{}", header.number, names(|text| &text.zh, "、")),
                format!("row {} is the header and lacks the columns: {}", header.number, names(|text| &text.en, ", ")),
            )
            .hint("请使用下载的模板，不要改动表头", "use the template and leave its header as it is"),
        );
    }
    refusals.into_result().map(|()| layout)
}

fn row_read(sheet_row: &SheetRow, layout: &Layout) -> RowRead {
    let mut row = Row { sheet_row: Some(sheet_row.number), ..Row::default() };
    let mut refusals = Refusals::default();
    for cell in &sheet_row.cells {
        let Some(column) = layout.of(cell.column) else { continue };
        let target = match column {
            Column::Action => &mut row.action,
            Column::Name => &mut row.name,
            Column::IdNumber => &mut row.id_number,
            Column::Month => &mut row.month,
            Column::Wage => &mut row.wage,
            Column::Telephone => &mut row.telephone,
        };
        match content(cell, column) {
            Ok(text) => *target = text,
            Err(wrong) => {
                *target = words_of(cell);
                refusals.0.extend(wrong.0.into_iter().map(|refusal| refusal.on_field(column.field())));
            }
        }
    }
    RowRead { row, refusals }
}

/// What a cell says for its column, or why it cannot be used.
fn content(cell: &Cell, column: Column) -> Result<String, Refusals> {
    if cell.is_formula {
        return Err(Refusal::new("formula", "单元格中是公式，请改为数值或文字", "the cell holds a formula; only values are read")
            .hint("复制后“选择性粘贴—数值”", "copy it and paste its values only")
            .into());
    }
    if matches!(&cell.value, Value::Text(text) if text.chars().count() > CELL_CHARACTERS_MAX) {
        let most = CELL_CHARACTERS_MAX;
        return Err(Refusal::new("too_long", format!("内容超过{most}个字"), format!("the cell has more than {most} characters")).into());
    }
    match (&cell.value, column) {
        (Value::Text(_), Column::IdNumber) if looks_rounded(&words_of(cell)) => Err(digits_lost()),
        (Value::Text(_), Column::Month) => Ok(month_words(&words_of(cell))),
        (Value::Text(_), _) => Ok(words_of(cell)),
        (Value::Day(day), Column::Month) => Ok(Month::of(*day).to_string()),
        (Value::Number(number), Column::IdNumber) => refuse_number_as_id(number),
        (Value::Number(number), Column::Month) => Ok(month_words(&shown(number))),
        (Value::Number(number), Column::Wage | Column::Telephone) => Ok(shown(number)),
        (Value::Error(error), _) => {
            Err(Refusal::new("cell_error", format!("单元格是错误值 {error}"), format!("the cell is the error {error}"))
                .hint("请改为正确的内容", "write the right value")
                .into())
        }
        (Value::Nothing, _) => Ok(String::new()),
        (Value::Number(_) | Value::Day(_) | Value::Truth(_), _) => Err(Refusal::new(
            "not_text",
            "应为文字，表格中却是数字、日期或逻辑值",
            "text is expected here, but the cell is a number, a date or a truth value",
        )
        .hint("请把单元格格式设为“文本”后重新填写", "set the cell's format to text and write it again")
        .into()),
    }
}

/// Old numbers of fifteen digits survive as a number; eighteen digits never do.
fn refuse_number_as_id(number: &str) -> Result<String, Refusals> {
    let shown = shown(number);
    if shown.len() <= 15 { Ok(shown) } else { Err(digits_lost()) }
}

fn digits_lost() -> Refusals {
    Refusal::new(
        "digits_lost",
        "身份证号码被存成了数字，末尾几位已经丢失",
        "the ID number was stored as a number and has lost its last digits",
    )
    .hint("请把该列设为“文本”格式，重新填写完整的18位号码", "set the column to text and write all eighteen digits again")
    .into()
}

fn looks_rounded(words: &str) -> bool {
    words.contains(['E', 'e']) && words.chars().all(|character| character.is_ascii_digit() || matches!(character, '.' | '+' | 'E' | 'e'))
}

fn shown(number: &str) -> String {
    number_format::as_shown(number).unwrap_or_else(|| number.to_owned())
}

/// A month however a sheet writes it (`2020-02`, `2020/2`, `2020年2月`, `202002`, a whole date) as `2020-02`. What is no month
/// stays as it is, for the check to refuse.
fn month_words(words: &str) -> String {
    if let Ok(day) = values::parse_date(words) {
        return Month::of(day).to_string();
    }
    let half: String =
        words.chars().map(values::normalise::half_width).filter(|character| !values::normalise::is_blank(*character)).collect();
    let tight = half.trim_end_matches(['月', '份']);
    let parts = match tight.split_once(['-', '/', '.', '年']) {
        Some((year, month)) => Some((year, month)),
        None if tight.len() == 6 && tight.is_ascii() => Some(tight.split_at(4)),
        None => None,
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let month = parts.filter(|(year, month)| year.len() == 4 && month.len() <= 2 && digits(year) && digits(month));
    let month = month.and_then(|(year, month)| Month::new(year.parse().ok()?, month.parse().ok()?).ok());
    month.map_or_else(|| words.to_owned(), |month| month.to_string())
}

/// What a cell shows, on one line and cut to a length no value of ours reaches.
fn words_of(cell: &Cell) -> String {
    let words = match &cell.value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => shown(number),
        Value::Day(day) => day.to_string(),
        Value::Truth(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        Value::Error(error) => error.clone(),
        Value::Nothing => String::new(),
    };
    let plain: String = words.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    spreadsheet::without_mark(values::normalise::trim(&plain)).chars().take(CELL_CHARACTERS_MAX).collect()
}
