//! The certification in words.

use values::Text;

use super::Form;
use agency::registry::Described;

pub fn describe(form: &Form) -> Described {
    let way = form.way.name();
    let mut described = vec![(Text::new("认证方式", "Way"), format!("{} · {}", way.zh, way.en))];
    if let Some(seen_on) = form.seen_on {
        described.push((Text::new("认证日期", "Seen on"), seen_on.to_string()));
    }
    if !form.note.is_empty() {
        described.push((Text::new("说明", "Note"), form.note.clone()));
    }
    described
}
