//! The application in words.

use agency::registry::Described;
use values::Text;

use super::Form;
use crate::common::stated::described;

pub fn describe(form: &Form) -> Described {
    let mut words = vec![(Text::new("参保人编号", "Person number"), Text::same(form.person_id.to_string()))];
    words.extend(described(&form.stated));
    words
}
