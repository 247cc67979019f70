//! The books: chart of accounts, balanced transfers, obligations with their due dates. Append-only and pure.

pub mod account;
pub mod fund;
pub mod obligation;
pub mod transfer;

pub use account::{Account, AccountKind};
pub use fund::BenefitFund;
pub use obligation::{Component, Due, Obligation, ObligationAmounts};
pub use transfer::{Posting, Transfer, Unbalanced};
