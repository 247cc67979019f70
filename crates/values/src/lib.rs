//! Quantities of the field: money, months, dates, identifiers, citations. No business, no input or output.
//!
//! Everything here is a small value that refuses to be made wrong. Nothing in this crate knows a procedure,
//! a page or a database.

pub mod account_number;
pub mod area;
pub mod calendar;
pub mod case_number;
pub mod citation;
pub mod clock;
pub mod contribution;
pub mod date_text;
mod day_words;
pub mod document;
pub mod explanation;
pub mod identifier;
pub mod money;
pub mod month;
pub mod normalise;
pub mod party;
pub mod person_name;
mod row_counter;
pub mod sex;
pub mod telephone;
pub mod text;
mod text_value;
pub mod verification_code;

pub use account_number::{AccountNumber, AccountNumberError, BankCode, BankCodeError};
pub use area::AreaCode;
pub use calendar::{CalendarDay, CalendarError, NotCovered, WorkdayCalendar};
pub use case_number::{CaseNumber, CaseNumberError};
pub use citation::{Basis, Citation};
pub use clock::{Instant, InstantError};
pub use contribution::{ContributionPart, ContributionParts, Insurance};
pub use date_text::{DateError, parse_date};
pub use day_words::days_in_words;
pub use document::{DocumentKind, ShownFacts};
pub use explanation::{Explain, Explanation, Silent, Step};
pub use identifier::{IdNumber, IdNumberError, SocialCreditCode, SocialCreditCodeError};
pub use jiff::civil::Date;
pub use money::Fen;
pub use month::{Month, day_in_language};
pub use party::{Party, PartyKind};
pub use person_name::{PersonName, PersonNameError};
pub use row_counter::RowCounter;
pub use sex::Sex;
pub use telephone::{Telephone, TelephoneError};
pub use text::{Language, Text};
pub use verification_code::{VerificationCode, VerificationCodeError};
