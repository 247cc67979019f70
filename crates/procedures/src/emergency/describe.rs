//! What moved, in words.

use ledger::Due;
use values::Text;

use super::{Moved, State};
use agency::registry::CaseView;

pub fn view(state: &State) -> CaseView {
    CaseView { described: state.moved.iter().map(line).collect(), ..CaseView::default() }
}

fn line(moved: &Moved) -> (Text, String) {
    let Moved { employer_id, month, before, after, .. } = moved;
    let name = Text::new(format!("单位 {employer_id} · {month}"), format!("employer {employer_id} · {month}"));
    (name, format!("{} → {}", due_word(*before), due_word(*after)))
}

/// A due day that is open has a sign instead of words, so that it reads in both languages.
fn due_word(due: Due) -> String {
    match due {
        Due::On(day) => day.to_string(),
        Due::WhenEmergencyEnds => "…".to_owned(),
    }
}
