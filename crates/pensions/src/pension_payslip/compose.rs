//! What a payroll paid, as the payslip says it. Pure.

use casework::{Entitlement, Person};
use documents::kinds::{ArrearsMonth, Holder, PayslipItem, PensionPayslip};
use values::{Date, Fen, Month, Text};

use super::PaidRight;

/// `None` where nothing arrived in the month.
pub fn payslip(person: &Person, month: Month, paid: &[PaidRight]) -> Option<PensionPayslip> {
    let paid_on: Date = paid.iter().map(|paid| paid.paid_on).max()?;
    let (mut items, mut arrears) = (Vec::new(), Vec::new());
    for paid in paid {
        for item in paid.items.iter().filter(|item| item.case_id == paid.run_id) {
            if item.month == month {
                items.push(PayslipItem { name: paid.right.kind.name(), amount: item.amount });
            } else {
                arrears.push(late(paid, item.month, item.amount));
            }
        }
    }
    arrears.sort_by_key(|late| late.month);
    let mut accounts: Vec<String> = Vec::new();
    for account in paid.iter().filter_map(|paid| paid.account.as_ref()) {
        let words = format!("{} {}", account.bank_name, account.number.masked());
        if !accounts.contains(&words) {
            accounts.push(words);
        }
    }
    Some(PensionPayslip {
        holder: Holder::new(&person.name, &person.id_number),
        month,
        items,
        arrears,
        total: paid.iter().map(|paid| paid.amount).sum(),
        paid_on: Some(paid_on),
        account: (!accounts.is_empty()).then(|| accounts.join("、")),
    })
}

/// A payroll pays what is due less what was paid, so what was due then is both together.
fn late(paid: &PaidRight, month: Month, paid_now: Fen) -> ArrearsMonth {
    let earlier = paid.items.iter().filter(|item| item.month == month && item.case_id < paid.run_id);
    let paid_before: Fen = earlier.map(|item| item.amount).sum();
    ArrearsMonth { month, due: paid_before + paid_now, paid_before, paid_now, reason: reason(&paid.right, month, paid_before, paid_now) }
}

fn reason(right: &Entitlement, month: Month, paid_before: Fen, paid_now: Fen) -> Text {
    let was_suspended = right
        .suspensions
        .iter()
        .any(|suspension| suspension.from_month <= month && suspension.until_month.is_none_or(|until| month <= until));
    if paid_now < Fen::ZERO {
        Text::new("以前多发，本次冲减", "paid too much before, set off now")
    } else if !paid_before.is_zero() {
        Text::new("重新核定或调整的差额", "difference after a new determination or adjustment")
    } else if was_suspended {
        Text::new("暂停发放后恢复，补发", "suspended then, paid once it went on")
    } else {
        Text::new("当月未发，本次补发", "not paid in its month, paid now")
    }
}
