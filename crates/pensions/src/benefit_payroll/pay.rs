//! Single payments of a run: what was held is released, what should not go out is held.

use agency::common::fields::Fields;
use casework::payroll::{BenefitItem, OpenEntitlement, PayrollChange, PayrollFindingKind, PayrollTotals};
use casework::{Effects, Outcome, Refusal, Refusals, Role, Stage};
use values::Fen;

use super::decide::{Asked, month_of};
use super::gather::EntitlementFacts;
use super::{Event, compute, postings};

/// Longest reason, in characters.
const REASON_LENGTH: usize = 500;

pub(super) fn reason_of(reason: &str) -> Result<String, Refusals> {
    let mut fields = Fields::default();
    let read = fields.words("reason", ("理由", "reason"), reason, REASON_LENGTH);
    fields.refusals.into_result()?;
    Ok(read.unwrap_or_default())
}

pub(super) fn entitlement_of<'a>(asked: &Asked<'a>) -> Result<&'a EntitlementFacts, Refusals> {
    let unknown = || Refusal::new("unknown_entitlement", "没有这项待遇", "there is no such entitlement").on_field("entitlement_id");
    asked.facts.entitlement.as_ref().ok_or_else(|| unknown().into())
}

/// Pays what the checks held. The months are reckoned anew, so a change since the run was computed counts.
pub fn release(asked: &Asked<'_>, reason: &str) -> Result<Outcome<Event>, Refusals> {
    let reason = reason_of(reason)?;
    let facts = entitlement_of(asked)?;
    let is_held = facts.payment.is_none() && facts.findings.iter().any(|row| row.finding.kind != PayrollFindingKind::Overpaid);
    if !is_held {
        return Err(Refusal::new("not_held", "这项待遇没有被暂扣", "this entitlement is not held").on_field("entitlement_id").into());
    }
    let Some((account_sequence, _)) = facts.account else {
        return Err(Refusal::new("no_account", "收款人没有账户，不能发放", "the payee has no account to pay to")
            .hint("请先登记收款账户", "record the account first")
            .on_field("entitlement_id")
            .into());
    };
    let month = month_of(asked.state)?;
    let open = OpenEntitlement {
        entitlement: facts.entitlement.clone(),
        items: facts.paid.clone(),
        account_sequence: Some(account_sequence),
        shares_account: false,
        certified_until: None,
        is_dead: false,
    };
    let paid = compute::entitlement(&open, month, &[]);
    let Some(payment) = paid.payment else {
        return Err(Refusal::new("nothing_due", "这项待遇现在没有应发的款项", "nothing is due on this entitlement now")
            .on_field("entitlement_id")
            .into());
    };
    let totals = [PayrollTotals { fund: payment.fund, payments: 1, amount: payment.amount }];
    let change = PayrollChange::Pay {
        run_id: asked.case.id,
        beneficiary: facts.entitlement.beneficiary,
        items: paid.items,
        payment,
        settled_through: paid.settled_through.unwrap_or(month),
    };
    let effects = Effects {
        payroll: vec![change],
        transfers: postings::computed(asked.given.today, month, &totals)?.into_iter().collect(),
        ..Effects::default()
    };
    let event = Event::Released { entitlement_id: payment.entitlement_id, fund: payment.fund, amount: payment.amount, reason };
    Ok(Outcome { events: vec![event], effects })
}

/// Takes a payment out of the run. What was reviewed or approved has to be looked at again.
pub fn hold_out(asked: &Asked<'_>, reason: &str) -> Result<Outcome<Event>, Refusals> {
    let reason = reason_of(reason)?;
    let facts = entitlement_of(asked)?;
    let Some(row) = facts.payment.as_ref().filter(|row| row.mark.is_none()) else {
        return Err(Refusal::new("not_in_run", "这项待遇不在本批次的发放之列", "this entitlement is not paid in this run")
            .on_field("entitlement_id")
            .into());
    };
    let (entitlement_id, fund) = (row.payment.entitlement_id, row.payment.fund);
    let items: Vec<BenefitItem> =
        facts.items.iter().map(|(month, amount)| BenefitItem { entitlement_id, month: *month, amount: *amount }).collect();
    let amount: Fen = items.iter().map(|item| item.amount).sum();
    let month = month_of(asked.state)?;
    let totals = [PayrollTotals { fund, payments: 1, amount }];
    let change = PayrollChange::HoldOut {
        run_id: asked.case.id,
        beneficiary: facts.entitlement.beneficiary,
        entitlement_id,
        items,
        reason: reason.clone(),
        on: asked.given.today,
    };
    let effects = Effects {
        stage: Some(Stage::Accepted),
        awaiting: Some(Some(Role::Reviewer)),
        payroll: vec![change],
        transfers: postings::held_out(asked.given.today, month, &totals)?.into_iter().collect(),
        ..Effects::default()
    };
    Ok(Outcome { events: vec![Event::HeldOut { entitlement_id, fund, amount, reason }], effects })
}
