//! The two national identifiers: of a person and of an organisation.

mod id_number;
mod social_credit_code;

pub use id_number::{IdNumber, IdNumberError};
pub use social_credit_code::{SocialCreditCode, SocialCreditCodeError};
