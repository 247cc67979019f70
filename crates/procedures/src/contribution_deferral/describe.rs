//! The application in words.

use values::Text;

use super::Form;
use agency::registry::Described;

pub fn describe(form: &Form) -> Described {
    let months: Vec<String> = form.months.iter().map(ToString::to_string).collect();
    vec![
        (Text::new("单位编号", "Employer number"), Text::same(form.employer_id.to_string())),
        (Text::new("申请缓缴的月份", "Months to wait"), Text::new(months.join("、"), months.join(", "))),
        (Text::new("理由", "Reason"), Text::same(form.reason.clone())),
    ]
}
