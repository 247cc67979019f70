//! What one chunk of a payroll pays. Pure: everything it knows is in its inputs.

use std::collections::BTreeMap;

use casework::Refusals;
use casework::payroll::{
    BenefitItem, BenefitPayment, OpenEntitlement, PayrollChunkResult, PayrollFinding, PayrollFindingKind, PayrollInputs, PayrollTotals,
};
use ledger::BenefitFund;
use values::{Date, Fen, Month};

use super::checks::Checks;
use super::postings;

/// What follows for one entitlement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paid {
    pub items: Vec<BenefitItem>,
    pub payment: Option<BenefitPayment>,
    pub findings: Vec<PayrollFinding>,
    /// How far it is settled where a finding keeps it open.
    pub settled_through: Option<Month>,
}

/// Computes a chunk for `month`.
pub fn chunk(
    inputs: &PayrollInputs,
    month: Month,
    funds: &[BenefitFund],
    checks: &Checks<'_>,
    on: Date,
) -> Result<PayrollChunkResult, Refusals> {
    let count = inputs.entitlements.len();
    let mut result = PayrollChunkResult {
        funds: funds.to_vec(),
        items: Vec::with_capacity(count),
        payments: Vec::with_capacity(count),
        findings: Vec::new(),
        settled: Vec::new(),
        transfers: Vec::new(),
        total_fen: 0,
        version_sum: inputs.version_sum,
    };
    let mut totals: BTreeMap<BenefitFund, PayrollTotals> = BTreeMap::new();
    for open in &inputs.entitlements {
        let found = checks.of(open, month);
        let paid = entitlement(open, month, &found);
        if let Some(payment) = paid.payment {
            let of_fund = totals.entry(payment.fund).or_insert(PayrollTotals { fund: payment.fund, payments: 0, amount: Fen::ZERO });
            of_fund.payments += 1;
            of_fund.amount += payment.amount;
            result.payments.push(payment);
        }
        result.items.extend(paid.items);
        result.findings.extend(paid.findings);
        result.settled.extend(paid.settled_through.map(|through| (open.entitlement.id, through)));
    }
    let totals: Vec<PayrollTotals> = totals.into_values().collect();
    result.total_fen = totals.iter().map(|of_fund| of_fund.amount.0).sum();
    result.transfers.extend(postings::computed(on, month, &totals)?);
    Ok(result)
}

/// What an entitlement is paid in the run of `month` when the checks have found `held`.
///
/// 社会保险法 第73条: in full, so every month that is owed more than was paid is paid. A month that was paid too much is no reason to pay
/// another one less: it stays open as a finding, and is recovered by an act of its own.
pub fn entitlement(open: &OpenEntitlement, month: Month, held: &[PayrollFindingKind]) -> Paid {
    let Some((items, overpaid)) = open_months(open, month) else { return Paid::default() };
    let entitlement = &open.entitlement;
    let amount: Fen = items.iter().map(|item| item.amount).sum();
    let finding = |kind, amount| PayrollFinding { entitlement_id: entitlement.id, kind, amount };
    let mut paid = Paid::default();
    if let Some((first_overpaid, too_much)) = overpaid {
        paid.findings.push(finding(PayrollFindingKind::Overpaid, too_much));
        paid.settled_through = Some(first_overpaid.previous());
    }
    if amount.is_zero() {
        return paid;
    }
    let Some(account_sequence) = open.account_sequence.filter(|_| held.is_empty()) else {
        paid.findings.extend(held.iter().map(|kind| finding(*kind, amount)));
        paid.settled_through = None;
        return paid;
    };
    paid.payment = Some(BenefitPayment {
        entitlement_id: entitlement.id,
        fund: entitlement.kind.fund(),
        payee: entitlement.payee,
        account_sequence,
        amount,
    });
    paid.items = items;
    paid
}

/// The first month paid too much, and how much in all.
type Overpaid = (Month, Fen);

/// The months to pay, and from when how much was paid too much; `None` when all months agree.
fn open_months(open: &OpenEntitlement, month: Month) -> Option<(Vec<BenefitItem>, Option<Overpaid>)> {
    let differences = open.entitlement.differences(&open.items, month);
    if differences.is_empty() {
        return None;
    }
    let mut items = Vec::with_capacity(differences.len());
    let mut overpaid: Option<Overpaid> = None;
    for (of, amount) in differences {
        if amount.is_positive() {
            items.push(BenefitItem { entitlement_id: open.entitlement.id, month: of, amount });
        } else {
            let (first, so_far) = overpaid.unwrap_or((of, Fen::ZERO));
            overpaid = Some((first, so_far - amount));
        }
    }
    Some((items, overpaid))
}
