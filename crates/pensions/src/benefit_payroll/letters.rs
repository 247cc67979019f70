//! Letters of a payroll: all to the agency's own book, where the finance bureau's request is kept as sent.

use casework::Notification;
use casework::payroll::PayrollTotals;
use values::{Party, Text};

use super::bank_file::sum;
use super::decide::Asked;
use super::state::Settlement;

fn month_text(asked: &Asked<'_>) -> String {
    asked.state.month.map(|month| month.to_string()).unwrap_or_default()
}

fn by_fund(totals: &[PayrollTotals]) -> Text {
    let mut text = Text::default();
    for of_fund in totals {
        let name = of_fund.fund.name();
        text.zh.push_str(&format!("{}：{} 笔，{} 元。", name.zh, of_fund.payments, of_fund.amount));
        text.en.push_str(&format!("{}: {} payments, {} yuan. ", name.en, of_fund.payments, of_fund.amount));
    }
    text
}

pub fn computed(asked: &Asked<'_>, totals: &[PayrollTotals], held: usize) -> Notification {
    let month = month_text(asked);
    let lines = by_fund(totals);
    Notification {
        to: Party::AGENCY,
        subject: Text::new(format!("{month} 待遇发放已计算"), format!("The payroll of {month} is computed")),
        body: Text::new(format!("{}暂扣 {held} 笔，待核查。", lines.zh), format!("{}{held} are held to be looked at.", lines.en)),
    }
}

/// The request to the finance bureau.
pub fn funds_requested(asked: &Asked<'_>, totals: &[PayrollTotals]) -> Notification {
    let month = month_text(asked);
    let (payments, amount) = sum(totals);
    let lines = by_fund(totals);
    let needed_by = asked.state.promised_on.map(|day| day.to_string()).unwrap_or_default();
    Notification {
        to: Party::AGENCY,
        subject: Text::new(format!("{month} 社会保险待遇用款申请"), format!("Request for the benefit funds of {month}")),
        body: Text::new(
            format!("致财政部门：{month} 待遇共 {payments} 笔，{amount} 元。{}请于 {needed_by} 前拨入支出户。", lines.zh),
            format!(
                "To the finance bureau: {payments} payments of {month}, {amount} yuan. {}Please send it to the expenditure account before {needed_by}.",
                lines.en
            ),
        ),
    }
}

/// Word to whoever has to do with the run, the finance bureau's money included.
pub fn cancelled(asked: &Asked<'_>, totals: &[PayrollTotals], reason: &str) -> Notification {
    let month = month_text(asked);
    let (payments, amount) = sum(totals);
    let has_money = asked.state.funding.as_ref().is_some_and(|funding| funding.received_on.is_some());
    let money = if has_money {
        Text::new("已到账的款项退回财政专户。", " The money that arrived goes back to the finance bureau.")
    } else if asked.state.funding.is_some() {
        Text::new("用款申请撤回。", " The request for funds is taken back.")
    } else {
        Text::default()
    };
    Notification {
        to: Party::AGENCY,
        subject: Text::new(format!("{month} 待遇发放整批作废"), format!("The payroll of {month} is cancelled")),
        body: Text::new(
            format!("{payments} 笔，{amount} 元不发放，各月待遇重新待发。{}理由：{reason}", money.zh),
            format!("{payments} payments, {amount} yuan, are not made; the months are due again.{} Reason: {reason}", money.en),
        ),
    }
}

pub fn settled(asked: &Asked<'_>, settlement: &Settlement) -> Notification {
    let month = month_text(asked);
    let (paid, paid_amount) = sum(&settlement.paid);
    let (returned, returned_amount) = sum(&settlement.returned);
    Notification {
        to: Party::AGENCY,
        subject: Text::new(format!("{month} 待遇银行回盘"), format!("The bank's result for {month}")),
        body: Text::new(
            format!("成功 {paid} 笔，{paid_amount} 元；退回 {returned} 笔，{returned_amount} 元。"),
            format!("{paid} paid, {paid_amount} yuan; {returned} came back, {returned_amount} yuan."),
        ),
    }
}
