//! The claim in words.

use agency::registry::Described;
use values::Text;

use super::Form;

pub fn describe(form: &Form) -> Described {
    let mut words = vec![(Text::new("参保人编号", "Person number"), Text::same(form.person_id.to_string()))];
    words.extend(form.account.described());
    words
}
