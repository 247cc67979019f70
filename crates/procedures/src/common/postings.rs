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
    if obligation.is_deferred() || obligation.open_principal().is_zero() {
        return None;
    }
    let postings = ContributionPart::ALL.into_iter().flat_map(|part| {
        let line = |account, amount| Posting { account, party: obligation.debtor, month: Some(obligation.month), amount };
        let open = obligation.open_part(part);
        [line(Account::ReceivableDeferred(part), open), line(Account::ReceivableDue(part), -open)]
    });
    let month = obligation.month;
    let text = Text::new(format!("{month} 社会保险费标识缓缴"), format!("contributions of {month} marked as deferred"));
    Some(Transfer::balanced(on, text, postings.collect()))
}
