//! The cells of one sheet, read by streaming until a bound is met.

use casework::{Refusal, Refusals};

use super::package::{Shared, TextCollector};
use super::xml::{Element, Met, Part};
use super::{Bounds, Cell, SheetRow, Value, damaged, number_format, out_of_bounds};

/// How many merged ranges are named.
const MERGED_NAMED: usize = 5;

pub(super) fn read(part: Part<'_>, shared: &Shared, bounds: Bounds) -> Result<Vec<SheetRow>, Refusals> {
    let mut sheet = SheetReader { part, shared, bounds, stated_rows: None, row: 0, rows: Vec::new() };
    let merged = sheet.read()?;
    if merged.is_empty() {
        return Ok(sheet.rows);
    }
    let ranges = merged.join("、");
    let english = merged.join(", ");
    Err(Refusal::new("merged_cells", format!("表格中有合并单元格：{ranges}"), format!("the sheet has merged cells: {english}"))
        .hint("请取消合并，每行每列各填一个值", "split them and write one value in each cell")
        .into())
}

struct SheetReader<'a, 'b> {
    part: Part<'a>,
    shared: &'b Shared,
    bounds: Bounds,
    /// The last row the sheet says it uses; only ever told, never relied on.
    stated_rows: Option<u32>,
    /// The row being read, from 1.
    row: u32,
    rows: Vec<SheetRow>,
}

impl SheetReader<'_, '_> {
    /// Fills `rows`; answers with the first merged ranges.
    fn read(&mut self) -> Result<Vec<String>, Refusals> {
        let mut merged = Vec::new();
        let mut column = 0;
        loop {
            match self.part.next()? {
                Met::Start(element) if element.is("c") => {
                    let opened = CellStart::of(&element, self.row, column)?;
                    column = opened.column.saturating_add(1);
                    self.cell(&opened)?;
                }
                Met::Start(element) if element.is("row") => {
                    let number = element.number("r").unwrap_or_else(|| self.row.saturating_add(1));
                    if number <= self.row {
                        return Err(damaged("row"));
                    }
                    self.row = number;
                    column = 0;
                }
                Met::Start(element) if element.is("dimension") => {
                    let last = element.attribute("ref").and_then(|range| Some(range.rsplit_once(':')?.1.to_owned()));
                    self.stated_rows = last.and_then(|corner| position(&corner)).map(|(row, _)| row);
                }
                Met::Start(element) if element.is("mergeCell") => {
                    merged.extend(element.attribute("ref"));
                    if merged.len() == MERGED_NAMED {
                        return Ok(merged);
                    }
                }
                Met::Finish => return Ok(merged),
                _ => {}
            }
        }
    }

    /// Reads to the end of a cell and keeps it unless it is blank.
    fn cell(&mut self, opened: &CellStart) -> Result<(), Refusals> {
        let (mut is_formula, mut in_value, mut in_formula) = (false, false, false);
        let mut value = String::new();
        let mut inline = TextCollector::default();
        loop {
            match self.part.next()? {
                Met::Start(element) if element.is("v") => in_value = true,
                Met::Start(element) if element.is("f") => (is_formula, in_formula) = (true, true),
                Met::Start(element) => inline.start(element.is("t"), element.is("rPh")),
                Met::Text(text) if in_value => value.push_str(&text),
                Met::Text(_) if in_formula => {}
                Met::Text(text) => inline.text(&text),
                Met::End(name) if name == "c" => break,
                Met::End(name) if name == "v" => in_value = false,
                Met::End(name) if name == "f" => in_formula = false,
                Met::End(name) => inline.end(&name),
                Met::Finish => return Err(damaged("cell")),
            }
        }
        let written = if opened.kind == "inlineStr" { inline.text } else { value };
        let read = self.value(opened, written)?;
        match (read, is_formula) {
            (None, false) => Ok(()),
            (value, is_formula) => self.keep(opened, Cell { column: opened.column, value: value.unwrap_or(Value::Nothing), is_formula }),
        }
    }

    /// `None` for a blank cell.
    fn value(&self, opened: &CellStart, written: String) -> Result<Option<Value>, Refusals> {
        let text = |text: String| if values::normalise::trim(&text).is_empty() { None } else { Some(Value::Text(text)) };
        let trimmed = written.trim();
        if trimmed.is_empty() {
            return Ok(None);
        }
        Ok(match opened.kind.as_str() {
            "s" => {
                let shared = trimmed.parse::<usize>().ok().and_then(|index| self.shared.texts.get(index));
                text(shared.ok_or_else(|| damaged("sharedStrings"))?.clone())
            }
            "str" | "inlineStr" => text(written),
            "b" => Some(Value::Truth(trimmed == "1" || trimmed == "true")),
            "e" => Some(Value::Error(trimmed.to_owned())),
            "d" => Some(values::parse_date(trimmed.get(..10).unwrap_or(trimmed)).map_or_else(|_| Value::Text(written.clone()), Value::Day)),
            _ => {
                let shows_day = opened.style.and_then(|style| self.shared.day_styles.get(style as usize)).is_some_and(|day| *day);
                let day = if shows_day { number_format::day(trimmed, self.shared.from_1904) } else { None };
                Some(day.map_or_else(|| Value::Number(trimmed.to_owned()), Value::Day))
            }
        })
    }

    fn keep(&mut self, opened: &CellStart, cell: Cell) -> Result<(), Refusals> {
        let (row, column) = (opened.row, opened.column);
        if row > self.bounds.rows + 1 || column >= self.bounds.columns {
            return Err(out_of_bounds(row, column, self.bounds, self.stated_rows));
        }
        match self.rows.last_mut() {
            Some(last) if last.number == row => last.cells.push(cell),
            _ => self.rows.push(SheetRow { number: row, cells: vec![cell] }),
        }
        // Two values for one cell would make memory depend on the file's own claims.
        let cells = self.rows.last().map_or(0, |last| last.cells.len());
        if cells > self.bounds.columns as usize { Err(damaged("cell")) } else { Ok(()) }
    }
}

/// Where a cell stands and how its value is written.
struct CellStart {
    row: u32,
    column: u32,
    kind: String,
    style: Option<u32>,
}

impl CellStart {
    /// A cell without a position stands right of the one before.
    fn of(element: &Element<'_>, row: u32, next_column: u32) -> Result<CellStart, Refusals> {
        let (row, column) = match element.attribute("r") {
            None => (row, next_column),
            // The row of a cell is the row it stands in, or the file contradicts itself.
            Some(reference) => position(&reference).filter(|(found, _)| *found == row).ok_or_else(|| damaged("cell"))?,
        };
        if row == 0 {
            return Err(damaged("row"));
        }
        Ok(CellStart { row, column, kind: element.attribute("t").unwrap_or_default(), style: element.number("s") })
    }
}

/// Row from 1 and column from 0 of a reference such as `C7`, within what a sheet can have.
fn position(reference: &str) -> Option<(u32, u32)> {
    let digits_at = reference.find(|character: char| character.is_ascii_digit())?;
    let (letters, digits) = reference.split_at(digits_at);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|letter| letter.is_ascii_uppercase()) || digits.len() > 7 {
        return None;
    }
    let column = letters.bytes().fold(0_u32, |column, letter| column * 26 + u32::from(letter - b'A') + 1) - 1;
    let row: u32 = digits.parse().ok()?;
    ((1..=1_048_576).contains(&row) && column < 16_384).then_some((row, column))
}
