//! A receipt in words.

use values::Text;

use super::State;
use agency::registry::CaseView;

pub fn view(state: &State) -> CaseView {
    let mut described = vec![(Text::new("金额（元）", "Amount (yuan)"), Text::same(state.amount.to_string()))];
    for line in &state.lines {
        let month = line.month;
        described.push((
            Text::new(format!("{month} 本金 / 滞纳金"), format!("{month} principal / late fee")),
            Text::same(format!("{} / {}", line.principal, line.late_fee)),
        ));
    }
    described.push((Text::new("预收款（元）", "Kept in advance (yuan)"), Text::same(state.unallocated.to_string())));
    CaseView { described, explanation: state.explanation.clone(), ..CaseView::default() }
}
