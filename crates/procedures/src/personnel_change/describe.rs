//! The declaration in words. Identity numbers stay masked: the record page shows them for a reason.

use values::{IdNumber, Text};

use super::{Form, Row};
use agency::registry::Described;

/// So many rows are written out; the rest is counted.
const ROWS_SHOWN: usize = 50;

pub fn describe(form: &Form) -> Described {
    let mut described = vec![
        (Text::new("单位编号", "Employer number"), Text::same(form.employer_id.to_string())),
        (Text::new("人次", "Changes"), Text::same(form.rows.len().to_string())),
    ];
    for (position, row) in form.rows.iter().take(ROWS_SHOWN).enumerate() {
        let place = row.sheet_row.map_or(position + 1, |row| row as usize);
        described.push((Text::new(format!("第 {place} 行"), format!("Row {place}")), Text::same(in_words(row))));
    }
    if let Some(more) = form.rows.len().checked_sub(ROWS_SHOWN).filter(|more| *more > 0) {
        described.push((Text::new("另有", "And"), Text::same(more.to_string())));
    }
    described
}

fn in_words(row: &Row) -> String {
    let id_number = IdNumber::parse(&row.id_number).map(|id_number| id_number.masked()).unwrap_or_else(|_| "—".to_owned());
    let parts = [row.action.trim(), row.name.trim(), &id_number, row.month.trim(), row.wage.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
