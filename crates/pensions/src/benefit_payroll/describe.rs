//! A payroll in words.

use agency::registry::CaseView;
use values::Text;

use super::{State, Step};

pub fn view(state: &State) -> CaseView {
    let month = state.month.map(|month| month.to_string()).unwrap_or_default();
    let mut described = vec![(Text::new("待遇月份", "Month"), month)];
    for of_fund in state.totals() {
        described.push((of_fund.fund.name(), format!("{} · {}", of_fund.payments, of_fund.amount)));
    }
    if let Some(promised_on) = state.promised_on {
        described.push((Text::new("承诺发放日", "Promised day"), promised_on.to_string()));
    }
    described.push((Text::new("当前步骤", "Stands at"), format!("{} · {}", state.step.name().zh, state.step.name().en)));
    let result = matches!(state.step, Step::Closed | Step::Cancelled).then(|| state.step.name());
    let reason = state.cancel.as_ref().map(|cancel| cancel.reason.clone());
    CaseView { described, result, reason, ..CaseView::default() }
}
