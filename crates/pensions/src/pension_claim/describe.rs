//! The claim in words.

use agency::registry::Described;
use values::Text;

use super::Form;
use crate::common::stated::described;

pub fn describe(form: &Form) -> Described {
    let mut words = vec![(Text::new("参保人编号", "Person number"), Text::same(form.person_id.to_string()))];
    if !form.chosen.trim().is_empty() {
        words.push((Text::new("选择的退休年月", "Month chosen"), Text::same(form.chosen.clone())));
    }
    match &form.stated {
        Some(stated) => words.extend(described(stated)),
        None => words.push((Text::new("参保经历", "Career"), Text::new("按预审结果", "as the pre-review found"))),
    }
    words.extend(form.account.described());
    words
}
