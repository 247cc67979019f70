//! The certification in words.

use values::Text;

use super::Form;
use agency::registry::Described;

pub fn describe(form: &Form) -> Described {
    let mut described = vec![(Text::new("认证方式", "Way"), form.way.name())];
    if let Some(seen_on) = form.seen_on {
        described.push((Text::new("认证日期", "Seen on"), Text::same(seen_on.to_string())));
    }
    if !form.note.is_empty() {
        described.push((Text::new("说明", "Note"), Text::same(form.note.clone())));
    }
    described
}
