//! What moved, in words.

use ledger::Due;
use values::Text;

use super::{Moved, State};
use agency::registry::CaseView;

pub fn view(state: &State) -> CaseView {
    CaseView { described: state.moved.iter().map(line).collect(), ..CaseView::default() }
}

fn line(moved: &Moved) -> (Text, Text) {
    let Moved { employer_id, month, before, after, .. } = moved;
    let name = Text::new(format!("单位 {employer_id} · {month}"), format!("employer {employer_id} · {month}"));
    (
        name,
        Text::new(
            format!("{} → {}", due_word(*before).zh, due_word(*after).zh),
            format!("{} → {}", due_word(*before).en, due_word(*after).en),
        ),
    )
}

fn due_word(due: Due) -> Text {
    match due {
        Due::On(day) => Text::same(day.to_string()),
        Due::WhenEmergencyEnds => Text::new("应急状态解除后确定", "set when the emergency ends"),
    }
}
