//! A settlement in words.

use agency::registry::{ApplicationView, CaseView, Described};
use casework::application::ApplicationProcedure;
use values::{IdNumber, Text};

use super::application::SettlementApplication;
use super::form::{Form, Payee};
use super::state::State;
use web::components::Tone;

pub(super) fn view(procedure: &SettlementApplication, state: &State) -> CaseView {
    let Some(form) = &state.application.form else { return CaseView::default() };
    let mut described = answers(form);
    if state.is_settled() {
        described.push((Text::new("基金支付", "The fund pays"), Text::same(state.fund_pays().to_string())));
        described.push((Text::new("不予支付", "Not paid"), Text::same(state.not_paid().to_string())));
    }
    for again in &state.readjudications {
        let name = Text::new(format!("{} 重新审核", again.on), format!("Judged again on {}", again.on));
        let (lines, more) = (again.changes.len(), again.fund_pays_more);
        described.push((name, Text::new(format!("{lines} 行 · {more}"), format!("{lines} lines · {more}"))));
    }
    let mut tags = Vec::new();
    if state.proposed.is_some() {
        tags.push((Text::new("重新审核待决定", "to be judged again"), Tone::Warning));
    }
    CaseView {
        described,
        result: state.application.result.clone(),
        reason: state.application.reason.clone(),
        explanation: state.application.explanation.clone(),
        application: Some(ApplicationView::of(&state.application, procedure.declaration(), procedure.accepting_role())),
        tags,
        ..CaseView::default()
    }
}

/// The answers of a form. The identity number stays masked.
pub(super) fn answers(form: &Form) -> Described {
    let id_number = IdNumber::parse(&form.worker_id_number).map(|id_number| id_number.masked()).unwrap_or_else(|_| "—".to_owned());
    let payee = match Payee::of(&form.payee) {
        Some(Payee::Hospital) => Text::new("医院", "the hospital"),
        Some(Payee::Person) => Text::new("职工（已垫付）", "the worker, who has paid"),
        None => Text::same("—"),
    };
    let until = form.stay_until.trim();
    vec![
        (Text::new("医院", "Hospital"), Text::same(form.hospital.clone())),
        (Text::new("票据号码", "Number of the bill"), Text::same(form.bill_number.clone())),
        (Text::new("职工", "Worker"), Text::same(id_number)),
        (Text::new("治疗期间", "Stay"), Text::same(format!("{} – {}", form.stay_from, if until.is_empty() { "…" } else { until }))),
        (Text::new("费用行数", "Lines"), Text::same(form.lines.len().to_string())),
        (Text::new("付给", "Paid to"), payee),
    ]
}
