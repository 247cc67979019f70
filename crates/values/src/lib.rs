//! Quantities of the field: money, months, dates, identifiers, citations. No business, no input or output.
//!
//! Everything here is a small value that refuses to be made wrong. Nothing in this crate knows a procedure,
//! a page or a database.

pub mod area;
pub mod citation;
pub mod contribution;
pub mod explanation;
pub mod money;
pub mod month;
pub mod party;
pub mod text;

pub use area::AreaCode;
pub use citation::{Basis, Citation};
pub use contribution::{ContributionPart, ContributionParts, Insurance, Payer};
pub use explanation::{Explain, Explanation, Silent, Step};
pub use jiff::civil::Date;
pub use money::Fen;
pub use month::Month;
pub use party::{Party, PartyKind};
pub use text::{Language, Text};
