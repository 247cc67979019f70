//! The procedures of the pension insurance, one folder each.
//!
//! Procedures never import each other; what two of them want moves down.

pub mod benefit_payroll;

use std::sync::Arc;

use agency::Agency;
use agency::registry::{CaseSurface, PlainSurface};
use agency::routes::Route;
use axum::Router;
use rules::Law;
use values::Text;

use crate::benefit_payroll::BenefitPayroll;

/// Every route of these procedures with who may use it.
pub const ROUTES: &[Route] = &[];

/// The pages of these procedures.
pub fn routes() -> Router<Agency> {
    Router::new()
}

/// These procedures as the desk and the interface see them.
pub fn surfaces(law: &Arc<Law>) -> Vec<Box<dyn CaseSurface>> {
    vec![Box::new(
        PlainSurface::new(BenefitPayroll::new(law.clone()), Text::new("待遇发放", "Benefit payroll"), benefit_payroll::view)
            .only_at_the_desk(),
    )]
}
