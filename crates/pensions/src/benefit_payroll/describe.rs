//! A payroll in words.

use agency::registry::CaseView;
use values::Text;

use super::{State, Step};

pub fn view(state: &State) -> CaseView {
    let month = state.month.map(|month| month.to_string()).unwrap_or_default();
    let mut described = vec![(Text::new("待遇月份", "Month"), Text::same(month))];
    for of_fund in state.totals() {
        described.push((of_fund.fund.name(), Text::same(format!("{} · {}", of_fund.payments, of_fund.amount))));
    }
    if let Some(promised_on) = state.promised_on {
        described.push((Text::new("承诺发放日", "Promised day"), Text::same(promised_on.to_string())));
    }
    described.push((Text::new("当前步骤", "Stands at"), state.step.name()));
    let result = matches!(state.step, Step::Closed | Step::Cancelled).then(|| state.step.name());
    let reason = state.cancel.as_ref().map(|cancel| Text::same(cancel.reason.clone()));
    CaseView { described, result, reason, ..CaseView::default() }
}
