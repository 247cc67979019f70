//! The list of what moved as a workbook or as text.

use agency::Agency;
use agency::common::spreadsheet::harmless;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Response as HttpResponse};
use axum::response::{IntoResponse, Response};
use casework::STANDS_STILL;
use ledger::Due;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as CellFormat, Workbook, XlsxError};
use values::{Language, Text};
use web::PageError;
use web::blocking::internal;
use web::components::sentence;

use super::moved::Wanted;
use crate::emergency::{Change, MovedClock, moved_page};

/// Read from the store at once.
const AT_ONCE: usize = 1_000;
/// A sheet takes 1,048,576 rows, of which four are ours.
const MOST_ROWS: usize = 1_048_572;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Excel,
    CommaSeparated,
}

/// A file ready to be sent.
pub(super) struct File {
    bytes: Vec<u8>,
    name: String,
    kind: &'static str,
}

impl IntoResponse for File {
    fn into_response(self) -> Response {
        let mut response = HttpResponse::new(axum::body::Body::from(self.bytes));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", self.name));
        headers.insert(CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// Every clock of the list, read a thousand at a time.
pub(super) fn file_of(agency: &Agency, wanted: &Wanted, format: Format, language: Language) -> Result<File, PageError> {
    let mut rows = Vec::new();
    let mut from = None;
    loop {
        let page = moved_page(agency, &wanted.change, &wanted.areas, from, AT_ONCE)?;
        rows.extend(page.clocks.iter().map(|clock| row(agency, clock, language)));
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    let area = wanted.area.map(|area| format!("-{area}")).unwrap_or_default();
    let name = |ending: &str| format!("moved-{}{area}.{ending}", wanted.change.number);
    match format {
        Format::CommaSeparated => {
            let bytes = comma_separated(&rows, language).map_err(|error| internal(&format!("a list could not be written: {error}")))?;
            Ok(File { bytes, name: name("csv"), kind: "text/csv; charset=utf-8" })
        }
        Format::Excel if rows.len() > MOST_ROWS => Err(PageError::Unprocessable(Text::new(
            format!("清单共 {} 行，超过 Excel 工作表的行数上限；请按区域筛选，或下载 CSV。", rows.len()),
            format!("The list has {} rows, more than a sheet of Excel takes; choose an area, or download it as CSV.", rows.len()),
        ))),
        Format::Excel => {
            let bytes = workbook(agency, &wanted.change, &rows, language);
            let bytes = bytes.map_err(|error| internal(&format!("a workbook could not be made: {error}")))?;
            Ok(File { bytes, name: name("xlsx"), kind: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" })
        }
    }
}

/// One more name than the page has columns: a sheet is sorted by number, and by whom it concerns.
fn headings() -> [Text; 8] {
    [
        Text::new("案件编号", "Case"),
        Text::new("事项", "Whom and what"),
        Text::new("区域", "Area"),
        Text::new("期限", "Clock"),
        Text::new("原为", "From"),
        Text::new("改为", "To"),
        Text::new("原因", "Why"),
        Text::new("依据", "Basis"),
    ]
}

fn row(agency: &Agency, clock: &MovedClock, language: Language) -> [String; 8] {
    let area = agency.law.city().and_then(|city| city.area(clock.area)).map(|area| area.name.in_language(language).to_owned());
    [
        clock.case.to_string(),
        clock.subject.in_language(language).to_owned(),
        area.unwrap_or_else(|| clock.area.to_string()),
        clock.clock.in_language(language).to_owned(),
        day(clock.before, language),
        day(clock.after, language),
        sentence(&clock.why, language),
        clock.citation.as_ref().map(ToString::to_string).unwrap_or_default(),
    ]
}

/// A day as programs sort it.
fn day(due: Due, language: Language) -> String {
    match due {
        Due::On(day) if day == STANDS_STILL => language.pick("中止", "standing still").to_owned(),
        Due::On(day) => day.to_string(),
        Due::WhenEmergencyEnds => language.pick("疫情解除后", "after the emergency ends").to_owned(),
    }
}

fn comma_separated(rows: &[[String; 8]], language: Language) -> Result<Vec<u8>, csv::Error> {
    // The mark by which spreadsheet programs know the encoding.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(headings().iter().map(|heading| heading.in_language(language)))?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn workbook(agency: &Agency, change: &Change, rows: &[[String; 8]], language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let on = change.stamp.on;
    let created = ExcelDateTime::from_ymd(u16::try_from(on.year()).unwrap_or(2000), on.month() as u8, on.day() as u8)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = workbook.add_worksheet().set_name(language.pick("期限变更", "What moved"))?;
    let bold = CellFormat::new().set_bold();
    sheet.write_with_format(0, 0, change.notice(&agency.law).in_language(language), &bold)?;
    sheet.write(
        1,
        0,
        format!("{} · {on} · {} · {}", change.words().in_language(language), change.by().in_language(language), change.number),
    )?;
    for (column, heading) in (0_u16..).zip(headings()) {
        sheet.write_with_format(3, column, heading.in_language(language), &bold)?;
    }
    for (line, row) in (4_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            sheet.write(line, column, cell)?;
        }
    }
    for (column, width) in [(0, 24), (1, 36), (2, 12), (3, 24), (4, 12), (5, 12), (6, 60), (7, 40)] {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(4, 0)?;
    workbook.save_to_buffer()
}
