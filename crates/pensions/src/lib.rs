//! The procedures of the pension insurance, one folder each.
//!
//! Procedures never import each other; what two of them want moves down.

pub mod pension_estimate;
pub mod retirement_date;

use std::sync::Arc;

use agency::Agency;
use agency::registry::CaseSurface;
use agency::routes::{Access, Route};
use axum::Router;
use rules::Law;

/// Every route of these procedures with who may use it.
pub const ROUTES: &[Route] = &[
    // Open to everybody.
    ("GET", "/retirement-date", Access::Public),
    ("GET", "/pension-estimate", Access::Public),
];

/// The pages of these procedures.
pub fn routes() -> Router<Agency> {
    Router::new().merge(retirement_date::routes::routes()).merge(pension_estimate::routes::routes())
}

/// These procedures as the desk and the interface see them.
pub fn surfaces(_law: &Arc<Law>) -> Vec<Box<dyn CaseSurface>> {
    Vec::new()
}
