//! The case in words, for the desk and the interface.

use values::Text;

use super::State;
use agency::registry::CaseView;

/// The lapsed deferrals, one a line.
pub fn view(state: &State) -> CaseView {
    let described = state.lapsed.iter().map(|lapsed| {
        let name = Text::new(
            format!("单位 {}，{}", lapsed.employer_id, lapsed.month),
            format!("employer {}, {}", lapsed.employer_id, lapsed.month),
        );
        (name, Text::same(lapsed.open.to_string()))
    });
    CaseView { described: described.collect(), ..CaseView::default() }
}
