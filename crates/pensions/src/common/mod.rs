//! What several procedures of the pension insurance want.

/// The stored name of payrolls.
pub const PAYROLL: &str = "benefit_payroll";

/// Who may propose that a payment be suspended, and take in what it may rest on.
pub const SUSPENSION_PROPOSERS: &[casework::Role] = &[casework::Role::BenefitOfficer, casework::Role::Clerk];

pub mod account;
pub mod adjusted;
pub mod approved_run;
pub mod career;
pub mod claim;
pub mod correction;
pub mod determined;
pub mod flow;
pub mod person;
pub mod record_page;
pub mod refusal;
pub mod run_pages;
pub mod sheet;
pub mod stated;
pub mod subject;
