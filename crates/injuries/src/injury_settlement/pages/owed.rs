//! What was paid too much on a settlement: shown to whom it concerns, and recorded by the fund accountant when it comes back.

use casework::Role;
use maud::{Markup, html};
use values::{CaseNumber, Fen, Text};
use web::components::{FormView, SummaryList, button, form, money, section};
use web::{FormData, FormErrors, SignedIn};

use crate::injury_settlement::{Command, OwnCommand, State};
use agency::common::page::key_field;

/// What was to come back, what has, and the form; nothing where nothing was ever paid too much.
pub(super) fn section_of(
    state: &State,
    (owed, number): (Fen, CaseNumber),
    signed_in: &SignedIn,
    typed: &FormData,
    errors: &FormErrors,
) -> Markup {
    let language = signed_in.language;
    let to_recover: Fen = state.readjudications.iter().map(|again| again.to_recover).sum();
    if to_recover.is_zero() && state.repayments.is_empty() {
        return html! {};
    }
    let mut summary =
        SummaryList::new(language).row(Text::new("本案多付、应退回", "Paid too much in this case"), money(to_recover, language));
    for (on, amount) in &state.repayments {
        summary = summary.row(Text::new(format!("{on} 退回"), format!("Came back on {on}")), money(*amount, language));
    }
    summary = summary.row(Text::new("收款人目前尚欠（全部案件）", "The payee still owes, in all cases"), money(owed, language));
    let may_record = signed_in.actor.has(Role::FundAccountant) && owed.is_positive();
    let view = FormView::new(language, typed, errors);
    section(
        &Text::new("多付款的退回", "What was paid too much"),
        html! {
            (summary)
            @if owed.is_positive() {
                p { (language.pick(
                    "可以转回工伤保险基金支出户，也可以从以后付给该收款人的工伤医疗费中抵扣。规定没有写明退回的期限，因此没有到期日。",
                    "It can be transferred back to the expenditure account of the work-injury fund, or is set off against the next \
                     treatment paid to this payee. The texts name no day for it, so no limit runs.",
                )) }
            }
            @if may_record {
                (form(&format!("/injury-settlement/{number}/repay"), &signed_in.csrf_token, html! {
                    (key_field(&signed_in.fresh_key))
                    (view.money("amount", Text::new("退回金额", "Amount that came back")))
                    (view.date("received_on", Text::new("到账日期", "Day it came")))
                    (view.text("reference", Text::new("银行流水号", "Bank reference")).max_length(64))
                    (button(&Text::new("登记退款", "Record it"), language))
                }))
            }
        },
        language,
    )
}

pub(super) fn command(data: &FormData) -> Command {
    let text = |field: &str| data.trimmed(field).to_owned();
    Command::Own(OwnCommand::RecordRepayment { amount: text("amount"), received_on: text("received_on"), reference: text("reference") })
}
