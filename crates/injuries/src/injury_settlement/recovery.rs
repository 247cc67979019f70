//! What was paid too much: lowered, taken back, set off, paid back. Everything adds; nothing is edited. Pure.

use casework::procedure::CaseRef;
use casework::{
    BenefitAmount, BenefitChange, BenefitFund, BenefitKind, Effects, Entitlement, Given, Notification, Refusal, Refusals, RegistryChange,
    Role,
};
use ledger::{Account, Posting, Transfer};
use values::{Date, Fen, Month, Party, Text};

use super::command::OwnEvent;
use super::facts::Facts;
use super::form::Form;
use super::state::State;
use agency::common::fields::Fields;
use agency::common::unbalanced;

const FUND: BenefitFund = BenefitFund::WorkInjury;
/// The kind of reference a receipt of the bank has, whatever it pays: each is recorded once.
const BANK_REFERENCE: &str = "bank_reference";

/// The account on which payees of the fund owe what was paid too much.
pub(super) const OWED: Account = Account::ReceivableOverpayment(FUND);

/// Lowers what was granted, the latest right first, and takes back what was paid beyond it; gives what is to be paid back. What was
/// not paid yet is only not paid.
pub(super) fn lower(effects: &mut Effects, case: CaseRef<'_>, form: &Form, facts: &Facts, by: Fen, given: &Given) -> Result<Fen, Refusals> {
    let (Some(worker), Some(payee)) = (&facts.worker, facts.payee(form)) else { return Ok(Fen::ZERO) };
    let beneficiary = Party::person(worker.id);
    let (mut left, mut owed) = (by, Fen::ZERO);
    for granted in facts.granted.iter().rev() {
        let amount = left.min(granted.due);
        if !amount.is_positive() {
            continue;
        }
        left -= amount;
        let monthly = granted.due - amount;
        let entitlement_id = granted.id;
        let lowered = BenefitAmount { from_month: granted.month, monthly, provisional: false, case_id: case.id };
        effects.benefits.push(BenefitChange::Amount { entitlement_id, beneficiary, amount: lowered });
        let over = granted.paid - monthly;
        if over.is_positive() {
            let month = granted.month;
            owed += over;
            effects.benefits.push(BenefitChange::Recover { entitlement_id, beneficiary, month, amount: over });
            effects.transfers.push(receivable(given.today, payee, beneficiary, month, over)?);
        }
    }
    Ok(owed)
}

/// Sets what the payee owes off against a right just granted; gives how much.
pub(super) fn set_off(effects: &mut Effects, right: &Entitlement, owed: Fen, on: Date) -> Result<Fen, Refusals> {
    let month = right.first_month;
    let amount = owed.min(right.due(month));
    if !amount.is_positive() {
        return Ok(Fen::ZERO);
    }
    effects.benefits.push(BenefitChange::SetOff { entitlement_id: right.id, beneficiary: right.beneficiary, month, amount });
    effects.transfers.push(receivable(on, right.payee, right.beneficiary, month, -amount)?);
    Ok(amount)
}

pub(super) fn set_off_words(amount: Fen) -> Text {
    Text::new(
        format!("其中 {amount} 元抵扣以前多付的款项。"),
        format!(" {amount} yuan of it are set off against what was paid too much before."),
    )
}

/// How it can be paid back. No text we have read names a day for it, so none is set.
pub(super) fn owed_words(amount: Fen) -> Text {
    Text::new(
        format!(
            "已经支付的 {amount} 元为多付，应当退回：可以转回工伤保险基金支出户，也可以等经办机构从以后付给您的工伤医疗费中抵扣。规定没有写明退回的期限，\
             到账后书面告知。"
        ),
        format!(
            "{amount} yuan that were paid are too much and are to be returned: transfer them to the expenditure account of the \
             work-injury fund, or let them be set off against the next treatment the fund pays you. The texts name no day for it; \
             you are told when the money has come."
        ),
    )
}

fn receivable(on: Date, debtor: Party, beneficiary: Party, month: Month, amount: Fen) -> Result<Transfer, Refusals> {
    let line = |account, party, amount| Posting { account, party, month: Some(month), amount };
    let expense = Account::BenefitExpense(BenefitKind::InjuryTreatment.fund());
    let postings = vec![line(OWED, debtor, amount), line(expense, beneficiary, -amount)];
    let text = if amount.is_positive() {
        Text::new(format!("{month} 多付医疗费应收回"), format!("treatment of {month} paid too much, to be recovered"))
    } else {
        Text::new(format!("{month} 医疗费抵扣多付款"), format!("overpaid treatment set off against that of {month}"))
    };
    Transfer::balanced(on, text, postings).map_err(|error| unbalanced(&error))
}

/// Money that came back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Repaid<'a> {
    pub amount: &'a str,
    pub received_on: &'a str,
    pub reference: &'a str,
}

/// The fund accountant records money that the payee of a settlement paid back.
pub(super) fn repay(
    case: CaseRef<'_>,
    form: &Form,
    state: &State,
    facts: &Facts,
    repaid: Repaid<'_>,
    given: &Given,
) -> Result<(OwnEvent, Effects), Refusals> {
    if !given.actor.has(Role::FundAccountant) || !given.actor.reaches(case.area) {
        return Err(Refusal::new("not_allowed", "退款由本区域的基金会计登记", "a fund accountant of the area records it").into());
    }
    let Some(payee) = facts.payee(form).filter(|_| state.is_settled() && facts.owed.is_positive()) else {
        return Err(Refusal::new("nothing_owed", "该收款人没有应退回的款项", "the payee owes nothing").into());
    };
    let mut fields = Fields::default();
    let amount = fields.amount("amount", repaid.amount);
    let on = fields.date("received_on", repaid.received_on);
    let reference = fields.words("reference", ("银行流水号", "bank reference"), repaid.reference, 64);
    if on.is_some_and(|on| on > given.today) {
        let refusal = Refusal::new("received_in_future", "到账日期不能晚于今天", "the day of receipt cannot lie in the future");
        fields.refusals.push(refusal.on_field("received_on"));
    }
    let owed = facts.owed;
    if amount.is_some_and(|amount| amount > owed) {
        let refusal = Refusal::new(
            "more_than_owed",
            format!("该收款人尚欠 {owed} 元，退回的金额不能更多"),
            format!("the payee owes {owed} yuan; no more can come back"),
        );
        fields.refusals.push(refusal.on_field("amount"));
    }
    let (Some(amount), Some(received_on), Some(reference), true) = (amount, on, reference, fields.refusals.is_empty()) else {
        return Err(fields.refusals);
    };
    let line = |account, party, amount| Posting { account, party, month: None, amount };
    let postings = vec![line(Account::BenefitBank(FUND), Party::AGENCY, amount), line(OWED, payee, -amount)];
    let text = Text::new("退回多付医疗费", "overpaid treatment paid back");
    let transfer = Transfer::balanced(received_on, text, postings).map_err(|error| unbalanced(&error))?;
    let left = owed - amount;
    let body = Text::new(
        format!("已收到退回的 {amount} 元，尚有 {left} 元应退回。"),
        format!("{amount} yuan have come back; {left} yuan are still to be returned."),
    );
    let subject = Text::new(format!("收到退回的多付款（{}）", case.number), format!("Money paid back has come ({})", case.number));
    let effects = Effects {
        transfers: vec![transfer],
        registry: vec![RegistryChange::ClaimReference { kind: BANK_REFERENCE.into(), reference: reference.clone() }],
        notifications: vec![Notification { to: payee, subject, body }],
        ..Effects::default()
    };
    Ok((OwnEvent::Repaid { amount, received_on, reference }, effects))
}
