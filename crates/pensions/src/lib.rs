//! The procedures of the pension insurance, one folder each.
//!
//! Procedures never import each other; what two of them want stands in `common`.

pub mod benefit_death;
pub mod benefit_payroll;
pub mod benefit_suspension;
pub mod common;
pub mod life_certification;
pub mod my_pension;
pub mod pension_adjustment;
pub mod pension_claim;
pub mod pension_estimate;
pub mod pension_payslip;
pub mod pension_recalculation;
pub mod resident_pension_claim;
pub mod retirement_date;
pub mod retirement_prereview;
mod routes;
mod surfaces;

pub use routes::{ROUTES, routes};
pub use surfaces::surfaces;
