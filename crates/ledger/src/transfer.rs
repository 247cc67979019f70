//! Money moves only in transfers whose postings sum to nothing. A mistake is answered by another transfer, never by an edit.

use values::{Date, Fen, Month, Party, Text};

use crate::account::Account;

/// One line of a transfer. Debits are positive, credits negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    pub account: Account,
    /// Whose book the line belongs to; the agency's for the totals of a run.
    pub party: Party,
    /// The contribution month the line is about.
    pub month: Option<Month>,
    pub amount: Fen,
}

/// A balanced movement on one business date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub on: Date,
    pub text: Text,
    postings: Vec<Posting>,
}

/// The postings do not sum to nothing, or there are fewer than two.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the postings of a transfer must be two or more and sum to nothing; these sum to {sum} yuan over {count}")]
pub struct Unbalanced {
    pub sum: Fen,
    pub count: usize,
}

impl Transfer {
    /// A transfer of `postings`; those of nothing are left out.
    pub fn balanced(on: Date, text: Text, postings: Vec<Posting>) -> Result<Transfer, Unbalanced> {
        let postings: Vec<Posting> = postings.into_iter().filter(|posting| !posting.amount.is_zero()).collect();
        let sum: Fen = postings.iter().map(|posting| posting.amount).sum();
        if sum.is_zero() && postings.len() >= 2 {
            Ok(Transfer { on, text, postings })
        } else {
            Err(Unbalanced { sum, count: postings.len() })
        }
    }

    /// Never fewer than two, and summing to nothing.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_balance_is_refused() {
        let posting = |account, fen| Posting { account, party: Party::employer(1), month: None, amount: Fen(fen) };
        let on = "2020-02-10".parse().unwrap();
        let text = Text::same("x");
        assert!(Transfer::balanced(on, text.clone(), vec![posting(Account::Bank, 100), posting(Account::Unallocated, -100)]).is_ok());
        let refused = Transfer::balanced(on, text.clone(), vec![posting(Account::Bank, 100), posting(Account::Unallocated, -99)]);
        assert_eq!(refused, Err(Unbalanced { sum: Fen(1), count: 2 }));
        assert!(Transfer::balanced(on, text, vec![]).is_err());
    }
}
