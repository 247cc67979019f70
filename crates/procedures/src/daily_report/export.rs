//! The sealed sum as files for the province: a workbook to read and a JSON document whose hash anybody can reckon.

use rules::{City, ReportDefinition};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::{Value, json};
use values::Language;

use super::consolidation::{AreaLine, Consolidation};
use super::seal::{Seal, canonical_text};

/// The JSON document. `sealed_text` is what the hash covers, after the hash before and a line feed.
pub fn document(definition: &ReportDefinition, consolidation: &Consolidation, seal: &Seal) -> Value {
    json!({
        "report": definition.topic,
        "title": definition.title,
        "citation": definition.cite,
        "fields": definition.fields.iter().map(|field| json!({ "name": field.name, "title": field.title })).collect::<Vec<_>>(),
        "consolidation": consolidation,
        "seal": seal,
        "sealed_text": canonical_text(consolidation),
        "hash_is": "SHA-256 of previous_hash, a line feed, and sealed_text",
    })
}

/// The workbook: one row an area, the sum, and the seal.
pub fn workbook(
    definition: &ReportDefinition,
    consolidation: &Consolidation,
    seal: &Seal,
    city: &City,
    language: Language,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = consolidation.day;
    let created = ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or(2000), day.month() as u8, day.day() as u8)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = workbook.add_worksheet().set_name(language.pick("日报", "Report"))?;
    let bold = Format::new().set_bold();
    sheet.write_with_format(0, 0, definition.title.in_language(language), &bold)?;
    sheet.write(1, 0, day.to_string())?;
    headings(sheet, definition, language, &bold)?;
    let mut row = 4;
    for line in &consolidation.areas {
        let name = city.area(line.area).map_or_else(|| line.area.to_string(), |area| area.name.in_language(language).to_owned());
        area(sheet, row, &name, line, definition, language)?;
        row += 1;
    }
    sheet.write_with_format(row, 0, language.pick("合计", "Sum"), &bold)?;
    for (column, field) in (2_u16..).zip(&definition.fields) {
        // A figure of a report is far below what a cell holds exactly.
        sheet.write_with_format(row, column, consolidation.sum.get(&field.name).copied().unwrap_or(0) as i32, &bold)?;
    }
    let seal_lines = [
        (language.pick("封存号", "Seal number"), seal.number.to_string()),
        (language.pick("版本", "Version"), seal.version.to_string()),
        (language.pick("前一封存", "Seal before"), seal.previous_hash.clone()),
        (language.pick("封存值", "Seal"), seal.hash.clone()),
    ];
    for (row, (name, value)) in (row + 2..).zip(seal_lines) {
        sheet.write(row, 0, name)?.write(row, 1, value)?;
    }
    sheet.set_column_width(0, 18)?.set_column_width(1, 14)?;
    workbook.save_to_buffer()
}

fn headings(sheet: &mut Worksheet, definition: &ReportDefinition, language: Language, bold: &Format) -> Result<(), XlsxError> {
    sheet.write_with_format(3, 0, language.pick("区市", "Area"), bold)?;
    sheet.write_with_format(3, 1, language.pick("状态", "State"), bold)?;
    for (column, field) in (2_u16..).zip(&definition.fields) {
        sheet.write_with_format(3, column, field.title.in_language(language), bold)?.set_column_width(column, 22)?;
    }
    Ok(())
}

fn area(
    sheet: &mut Worksheet,
    row: u32,
    name: &str,
    line: &AreaLine,
    definition: &ReportDefinition,
    language: Language,
) -> Result<(), XlsxError> {
    let late = if line.late { language.pick("（迟报）", " (late)") } else { "" };
    sheet.write(row, 0, name)?.write(row, 1, format!("{}{late}", line.state.name().in_language(language)))?;
    for (column, field) in (2_u16..).zip(&definition.fields) {
        // A missing area has no figure; an empty cell is not a zero.
        if let Some(figure) = line.figures.get(&field.name) {
            sheet.write(row, column, *figure as i32)?;
        }
    }
    Ok(())
}
