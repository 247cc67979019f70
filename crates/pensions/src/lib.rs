//! The procedures of the pension insurance, one folder each.
//!
//! Procedures never import each other; what two of them want moves down.

use std::sync::Arc;

use agency::registry::CaseSurface;
use agency::routes::Route;
use agency::{Agency, DocumentOffice};
use axum::Router;
use rules::Law;

/// Every route of these procedures with who may use it.
pub const ROUTES: &[Route] = &[];

/// The pages of these procedures.
pub fn routes() -> Router<Agency> {
    Router::new()
}

/// These procedures as the desk and the interface see them.
pub fn surfaces(_law: &Arc<Law>, _documents: &Arc<DocumentOffice>) -> Vec<Box<dyn CaseSurface>> {
    Vec::new()
}
