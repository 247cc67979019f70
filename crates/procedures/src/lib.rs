//! The procedures of the agency, one folder each: its law, its decisions, its pages, its interface and its stories.
//!
//! Procedures never import each other; what two of them want has moved down to `rules`, `ledger` or `casework`, or, when it is
//! about both law and cases, into `agency::common`.

pub mod access;
pub mod applicant;
pub mod contribution_arrears;
pub mod contribution_assessment;
pub mod contribution_deferral;
pub mod contribution_makeup;
pub mod contribution_payment;
pub mod daily_report;
pub mod desk;
pub mod document_issue;
pub mod emergency;
pub mod employer_registration;
pub mod front;
pub mod interface;
pub mod list;
pub mod personnel_change;
pub mod rights_statement;
pub mod router;
pub mod routes;
#[cfg(feature = "story")]
pub mod story;

pub use list::every_procedure;
