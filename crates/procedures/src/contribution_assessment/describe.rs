//! A run in words.

use values::Text;

use super::State;
use agency::registry::CaseView;

pub fn view(state: &State) -> CaseView {
    let month = state.month.map(|month| month.to_string()).unwrap_or_default();
    let result = state.finished.then(|| Text::new("核定已完成", "the assessment is finished"));
    CaseView { described: vec![(Text::new("费款所属月份", "Contribution month"), Text::same(month))], result, ..CaseView::default() }
}
