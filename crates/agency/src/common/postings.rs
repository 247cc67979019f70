//! Transfers that more than one procedure makes.

use ledger::{Account, Obligation, Posting, Transfer, Unbalanced};
use values::{ContributionPart, ContributionParts, Date, Month, Party, Text};

/// Contributions assessed: receivable against income, part by part.
pub fn assessed(on: Date, party: Party, month: Month, parts: &ContributionParts, deferred: bool) -> Result<Transfer, Unbalanced> {
    let receivable = |part| if deferred { Account::ReceivableDeferred(part) } else { Account::ReceivableDue(part) };
    let postings = parts.iter().flat_map(|(part, amount)| {
        let line = |account, amount| Posting { account, party, month: Some(month), amount };
        [line(receivable(part), amount), line(Account::IncomeContribution(part), -amount)]
    });
    let text = Text::new(format!("{month} 社会保险费核定"), format!("contributions of {month} assessed"));
    Transfer::balanced(on, text, postings.collect())
}

/// The open part of an obligation marked as deferred: from due to deferred receivables. `None` when it stands there already.
pub fn marked_deferred(on: Date, obligation: &Obligation) -> Option<Result<Transfer, Unbalanced>> {
    if obligation.is_deferred() {
        return None;
    }
    let month = obligation.month;
    let text = Text::new(format!("{month} 社会保险费标识缓缴"), format!("contributions of {month} marked as deferred"));
    moved_open_part(on, obligation, text, Account::ReceivableDeferred, Account::ReceivableDue)
}

/// The mark taken off again: from deferred to due receivables. `None` when nothing stands there.
pub fn unmarked(on: Date, obligation: &Obligation) -> Option<Result<Transfer, Unbalanced>> {
    if !obligation.is_deferred() {
        return None;
    }
    let month = obligation.month;
    let text = Text::new(format!("{month} 缓缴期满，恢复应缴"), format!("deferral of {month} lapsed"));
    moved_open_part(on, obligation, text, Account::ReceivableDue, Account::ReceivableDeferred)
}

fn moved_open_part(
    on: Date,
    obligation: &Obligation,
    text: Text,
    to: fn(ContributionPart) -> Account,
    from: fn(ContributionPart) -> Account,
) -> Option<Result<Transfer, Unbalanced>> {
    if obligation.open_principal().is_zero() {
        return None;
    }
    let postings = ContributionPart::ALL.into_iter().flat_map(|part| {
        let line = |account, amount| Posting { account, party: obligation.debtor, month: Some(obligation.month), amount };
        let open = obligation.open_part(part);
        [line(to(part), open), line(from(part), -open)]
    });
    Some(Transfer::balanced(on, text, postings.collect()))
}
