//! What several procedures ask of the law and of a case together.

pub mod applicant;
pub mod application_page;
pub mod certification;
pub mod counting;
pub mod document_holder;
pub mod emergency;
pub mod explained_row;
pub mod fields;
pub mod hand_in;
pub mod limits;
pub mod on_behalf;
pub mod on_request;
pub mod owed;
pub mod owed_month;
pub mod page;
pub mod paper;
pub mod people;
pub mod postings;
pub mod refused;
pub mod rights;
pub mod spreadsheet;
#[cfg(feature = "testing")]
pub mod test_agency;
pub mod upload;

use casework::{Refusal, Refusals};
use values::Text;

/// The law does not cover what was asked: an honest refusal, never a guess.
pub fn not_covered(text: Text) -> Refusal {
    Refusal { code: "not_covered".into(), field: None, text, hint: None, citation: None }
}

/// A decision could not be put into balanced books: a fault of the program, told as one.
pub fn unbalanced(error: &ledger::Unbalanced) -> Refusals {
    Refusal::new(
        "unbalanced",
        format!("账务不平衡，未作任何变更：{error}"),
        format!("the books would not balance; nothing was changed: {error}"),
    )
    .hint("请联系系统管理员", "tell the administrator")
    .into()
}
