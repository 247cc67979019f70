//! The same money counted in different tables must be the same to the fen.

use std::collections::BTreeMap;

use ledger::{Account, Due};
use values::{AreaCode, Fen};

use super::Findings;
use crate::failure::CommandResult;
use crate::place::Open;

pub fn check(open: &Open, area: AreaCode, findings: &mut Findings) -> CommandResult {
    let totals = open.store().views()?.control_totals(area)?;
    let by_account = |amounts: &[(String, i64)]| amounts.iter().cloned().collect::<BTreeMap<String, i64>>();
    let (postings, balances, obligations) = (by_account(&totals.postings), by_account(&totals.balances), by_account(&totals.obligations));
    let benefits = by_account(&totals.benefits);
    for account in Account::all() {
        let code = account.code();
        let of = |amounts: &BTreeMap<String, i64>| Fen(amounts.get(&code).copied().unwrap_or(0));
        if of(&postings) != of(&balances) {
            findings.note(area, format_args!("{code}: the postings sum to {} and the balances to {}", of(&postings), of(&balances)));
        }
        let follows_from_payrolls =
            matches!(account, Account::BenefitExpense(_) | Account::BenefitPayable(_) | Account::BenefitReturned(_));
        if follows_from_payrolls && of(&benefits) != of(&postings) {
            findings.note(area, format_args!("{code}: the payrolls come to {} and {} stands in the books", of(&benefits), of(&postings)));
        }
        let is_receivable = matches!(account, Account::ReceivableDue(_) | Account::ReceivableDeferred(_) | Account::ReceivableLateFee);
        if is_receivable && of(&obligations) != of(&postings) {
            findings.note(
                area,
                format_args!("{code}: {} is open on the obligations and {} stands in the books", of(&obligations), of(&postings)),
            );
        }
    }
    for code in postings.keys().chain(balances.keys()).filter(|code| Account::of_code(code).is_none()) {
        findings.note(area, format_args!("{code} is no account of the chart"));
    }
    for (id, owed, counted) in &totals.rows_that_differ {
        let (owed, counted) = (Fen(*owed), Fen(*counted));
        findings.note(area, format_args!("obligation {id}: {owed} is owed and its people's contributions sum to {counted}"));
    }
    for (run_id, entitlement_id, paid, counted) in &totals.payments_that_differ {
        let (paid, counted) = (Fen(*paid), Fen(*counted));
        findings.note(area, format_args!("payroll {run_id}, entitlement {entitlement_id}: {paid} is paid and its months sum to {counted}"));
    }
    for id in &totals.unbalanced_transfers {
        findings.note(area, format_args!("transfer {id} does not balance"));
    }
    deferred(open, area, findings)
}

/// 威人社函〔2020〕6号 一（三）: what waits is due on the last day of the window once the end is declared, and has no day before.
fn deferred(open: &Open, area: AreaCode, findings: &mut Findings) -> CommandResult {
    let law = &open.agency.law;
    let emergencies = open.store().reader()?.emergencies()?;
    let obligations = open.store().reader()?.obligations_deferred(area)?;
    for obligation in obligations {
        let covering =
            emergencies.iter().filter(|record| record.lasts_on(obligation.original_due_on)).max_by_key(|record| record.declared_on);
        let terms = covering.and_then(|record| Some((record, law.notice(&record.notice_id)?.deferral_terms()?)));
        // An obligation made up after the end carries the day of its own approval; it is not derived from here.
        let Some((record, terms)) = terms else { continue };
        let expected = match record.ended_on {
            None => Due::WhenEmergencyEnds,
            Some(ended_on) => match terms.makeup_until(ended_on, law.calendar()) {
                Ok(derived) => Due::On(derived.due_on),
                Err(_) => continue,
            },
        };
        findings.deadlines += 1;
        if obligation.due != expected {
            let (id, month) = (obligation.id, obligation.month);
            findings.note(
                area,
                format_args!("obligation {id} of {month} is deferred until {:?} and should be until {expected:?}", obligation.due),
            );
        }
    }
    Ok(())
}
