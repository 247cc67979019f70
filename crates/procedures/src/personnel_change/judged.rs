//! What becomes of each row of a sheet, before anything is handed in; and the rows as a page carries them to the next step.
//!
//! The page carries rows as text and nothing of their fate: whatever comes back is examined anew, so changing it gains nothing.

use casework::Refusals;
use values::{Date, Language, Text};

use super::sheet::{Column, Layout, RowRead};
use super::sheet_file::RefusedRow;
use super::{Facts, Form, ROWS_MAX, Row, examine};
use agency::common::refused::words;

/// The rows of a sheet after they were examined.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judged {
    pub valid: Vec<Row>,
    pub refused: Vec<(Row, Refusals)>,
}

/// Examines the rows whose cells could be read; the others keep the refusals of their cells.
pub fn judge(employer_id: i64, rows: Vec<RowRead>, facts: &Facts, today: Date) -> Judged {
    let readable: Vec<Row> = rows.iter().filter(|read| read.refusals.is_empty()).map(|read| read.row.clone()).collect();
    let mut fates = examine(&Form { employer_id, rows: readable }, facts, today).into_iter();
    let mut judged = Judged::default();
    for RowRead { row, refusals } in rows {
        let refusals = if refusals.is_empty() { fates.next().map(|fate| fate.refusals).unwrap_or_default() } else { refusals };
        if refusals.is_empty() {
            judged.valid.push(row);
        } else {
            judged.refused.push((row, refusals));
        }
    }
    judged
}

/// Every reason of a row with its place in the sheet.
pub fn reasons(row: &Row, refusals: &Refusals, layout: &Layout) -> Vec<Text> {
    let told = refusals.0.iter().map(|refusal| {
        let words = words(refusal);
        let column = refusal.field.as_deref().and_then(Column::of_field);
        match row.sheet_row {
            Some(sheet_row) => {
                let place = layout.place(sheet_row, column);
                Text::new(format!("{}：{}", place.zh, words.zh), format!("{}: {}", place.en, words.en))
            }
            None => words,
        }
    });
    told.collect()
}

/// The refused rows for the report, in the reader's language.
pub fn for_report(judged: &Judged, layout: &Layout, language: Language) -> Vec<RefusedRow> {
    let each = judged.refused.iter().map(|(row, refusals)| {
        let told = reasons(row, refusals, layout);
        let reason = told.iter().map(|text| text.in_language(language)).collect::<Vec<_>>().join(language.pick("；", "; "));
        let place = row.sheet_row.map(|sheet_row| layout.place(sheet_row, None).in_language(language).to_owned());
        RefusedRow { row: row.clone(), place: place.unwrap_or_default(), reason }
    });
    each.collect()
}

/// One row a line, its values parted by tabs; no value holds either.
pub fn rows_as_lines<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    let lines: Vec<String> = rows.into_iter().map(|row| values_of(row).join("\t")).collect();
    lines.join("\n")
}

/// As [`rows_as_lines`], with place and reason behind.
pub fn report_as_lines(rows: &[RefusedRow]) -> String {
    let line = |refused: &RefusedRow| {
        let [place, reason] = [&refused.place, &refused.reason].map(|text| text.replace(char::is_control, " "));
        format!("{}\t{place}\t{reason}", values_of(&refused.row).join("\t"))
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn values_of(row: &Row) -> [String; 7] {
    let place = row.sheet_row.map(|sheet_row| sheet_row.to_string()).unwrap_or_default();
    let plain = |value: &str| value.replace(char::is_control, " ");
    [place, plain(&row.action), plain(&row.name), plain(&row.id_number), plain(&row.month), plain(&row.wage), plain(&row.telephone)]
}

/// Rows a page carried. One more than may be handed in is kept, so that too many are refused and not cut off.
pub fn rows_of_lines(text: &str) -> Vec<Row> {
    lines(text).map(|values| row_of(&values)).collect()
}

/// Refused rows a page carried.
pub fn report_of_lines(text: &str) -> Vec<RefusedRow> {
    let value = |values: &[&str], at: usize| values.get(at).copied().unwrap_or("").trim().to_owned();
    lines(text).map(|values| RefusedRow { row: row_of(&values), place: value(&values, 7), reason: value(&values, 8) }).collect()
}

fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|line| !line.trim().is_empty()).take(ROWS_MAX + 1).map(|line| line.split('\t').collect())
}

fn row_of(values: &[&str]) -> Row {
    let value = |at: usize| values.get(at).copied().unwrap_or("").trim().to_owned();
    Row {
        sheet_row: value(0).parse().ok(),
        action: value(1),
        name: value(2),
        id_number: value(3),
        month: value(4),
        wage: value(5),
        telephone: value(6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::Refusal;

    fn row(sheet_row: u32, name: &str) -> Row {
        Row { sheet_row: Some(sheet_row), action: "增加".into(), name: name.into(), wage: "5200".into(), ..Row::default() }
    }

    #[test]
    fn rows_come_back_from_a_page_as_they_were() {
        let rows = vec![row(2, "张三"), row(7, "李 四")];
        assert_eq!(rows_of_lines(&rows_as_lines(&rows)), rows);
        assert_eq!(rows_of_lines(&rows_as_lines(&rows).replace('\n', "\r\n")), rows);
        assert_eq!(rows_of_lines("x").len(), 1);
        let refused = vec![RefusedRow { row: row(3, "王五"), place: "第 3 行".into(), reason: "一\n二".into() }];
        assert_eq!(report_of_lines(&report_as_lines(&refused))[0].reason, "一 二");
    }

    #[test]
    fn reasons_stand_in_the_coordinates_of_the_sheet() {
        let refusals: Refusals = Refusal::new("month", "月份有误", "the month is wrong").on_field("month").into();
        assert_eq!(reasons(&row(7, "张三"), &refusals, &Layout::of_template())[0].zh, "第 7 行 D 列（月份）：月份有误");
    }

    #[test]
    fn a_wrong_cell_keeps_its_row_out_and_the_others_in() {
        let unreadable: Refusals = Refusal::new("formula", "公式", "a formula").on_field("wage").into();
        let read = |row, refusals| RowRead { row, refusals };
        let good = Row {
            name: "张三".into(),
            id_number: values::IdNumber::from_parts("379901", jiff::civil::date(1980, 1, 1), 7).unwrap().as_str().to_owned(),
            month: "2020-02".into(),
            ..row(4, "张三")
        };
        let rows = vec![read(row(2, "王五"), unreadable), read(row(3, ""), Refusals::default()), read(good.clone(), Refusals::default())];
        let judged = judge(1, rows, &Facts::default(), jiff::civil::date(2020, 2, 10));
        assert_eq!(judged.valid, [good]);
        let places: Vec<_> = judged.refused.iter().map(|(row, _)| row.sheet_row).collect();
        assert_eq!(places, [Some(2), Some(3)]);
        assert!(judged.refused[0].1.has("formula") && judged.refused[1].1.has("person_name"));
    }
}
