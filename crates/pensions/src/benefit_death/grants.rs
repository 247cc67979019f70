//! What relatives receive, and what is set off against it.

use casework::benefit::{BenefitAmount, BenefitChange, BenefitFund, BenefitKind, Entitlement};
use casework::procedure::CaseRef;
use casework::{Effects, PensionRecord};
use ledger::{Account, Posting, Transfer, Unbalanced};
use rules::pension::Deceased;
use values::{Date, Fen, Month, Party, PartyKind, Text};

use super::{Facts, Form};

/// Funeral, survivor and account.
pub const MOST_GRANTS: i64 = 3;

pub fn is_grant(kind: BenefitKind) -> bool {
    matches!(kind, BenefitKind::FuneralGrant | BenefitKind::SurvivorGrant | BenefitKind::AccountBalance)
}

/// What the rule asks of somebody who died; `None` without a record of contributions.
pub fn deceased(record: Option<&PensionRecord>, facts: &Facts, died_in: Month) -> Option<Deceased> {
    let record = record?;
    let paid: i64 = record.years.iter().map(|year| year.months).sum();
    let contribution_months = u32::try_from(paid).ok()? + record.deemed_months;
    let pension =
        facts.rights.iter().filter(|paid| paid.right.kind == BenefitKind::EmployeePension).map(|paid| paid.right.first_month).min();
    let pension_months = pension.map(|first| u32::try_from(died_in.since(first) + 1).unwrap_or(0));
    Some(Deceased { contribution_months, pension_months })
}

/// A sum due once to a relative, in the month it is decided.
pub fn once(case: CaseRef<'_>, id: i64, kind: BenefitKind, to: Party, month: Month, amount: Fen) -> Entitlement {
    Entitlement {
        area: case.area,
        id,
        kind,
        beneficiary: to,
        payee: to,
        first_month: month,
        last_month: Some(month),
        granted_case_id: case.id,
        settled_through: month.previous(),
        amounts: vec![BenefitAmount { from_month: month, monthly: amount, provisional: false, case_id: case.id }],
        suspensions: Vec::new(),
    }
}

/// A line of what is to be recovered, against the expense of the same fund.
pub fn receivable(
    on: Date,
    fund: BenefitFund,
    debtor: Party,
    beneficiary: Party,
    month: Month,
    amount: Fen,
) -> Result<Transfer, Unbalanced> {
    let text = if amount.is_positive() {
        Text::new(format!("{month} 多发待遇应收回"), format!("overpaid benefit of {month} to be recovered"))
    } else {
        Text::new(format!("{month} 应收回待遇抵扣"), format!("overpaid benefit set off against {month}"))
    };
    let line = |account, party, amount| Posting { account, party, month: Some(month), amount };
    let postings =
        vec![line(Account::ReceivableOverpayment(fund), debtor, amount), line(Account::BenefitExpense(fund), beneficiary, -amount)];
    Transfer::balanced(on, text, postings)
}

/// Sets the overpayment off against the grants of the same fund, the survivor grant first; the account is the heirs' own and is left
/// alone. Gives what was set off.
pub fn set_off(effects: &mut Effects, granted: &[Entitlement], debtor: Party, overpaid: Fen, on: Date) -> Result<Fen, Unbalanced> {
    let mut left = overpaid;
    for kind in [BenefitKind::SurvivorGrant, BenefitKind::FuneralGrant] {
        for grant in granted.iter().filter(|grant| grant.kind == kind) {
            let amount = left.min(grant.due(grant.first_month));
            if !amount.is_positive() {
                continue;
            }
            left -= amount;
            effects.benefits.push(BenefitChange::SetOff {
                entitlement_id: grant.id,
                beneficiary: grant.beneficiary,
                month: grant.first_month,
                amount,
            });
            effects.transfers.push(receivable(on, kind.fund(), debtor, grant.beneficiary, grant.first_month, -amount)?);
        }
    }
    Ok(overpaid - left)
}

/// The grants a form asks for: a relative with an account.
pub fn heir(form: &Form) -> Option<Party> {
    form.reporter.filter(|reporter| reporter.kind == PartyKind::Person && form.relation.is_family() && form.account.is_some())
}
