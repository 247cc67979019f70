//! The application in words. Identity numbers stay masked.

use values::{IdNumber, Text};

use super::Form;
use agency::registry::Described;

pub fn describe(form: &Form) -> Described {
    let months: Vec<String> = form.months.iter().map(ToString::to_string).collect();
    let mut described = vec![
        (Text::new("单位编号", "Employer number"), Text::same(form.employer_id.to_string())),
        (Text::new("补缴月份", "Months to make up"), Text::new(months.join("、"), months.join(", "))),
        (Text::new("理由", "Reason"), Text::same(form.reason.clone())),
    ];
    for person in &form.late_registrations {
        let id_number = IdNumber::parse(&person.id_number).map(|id_number| id_number.masked()).unwrap_or_else(|_| "—".to_owned());
        let words = format!("{} · {id_number} · {} · {}", person.name.trim(), person.from_month.trim(), person.wage.trim());
        described.push((Text::new("补登记人员", "Registered late"), Text::same(words)));
    }
    described
}
