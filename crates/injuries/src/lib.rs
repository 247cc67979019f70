//! The procedures of the work-injury insurance, one folder each.
//!
//! Procedures never import each other; what two of them want moves down.

pub mod clocks_page;
pub mod injury_recognition;
pub mod labour_capacity_appraisal;
pub mod nightly;
mod spoken;
pub mod watch;

use std::sync::Arc;

use agency::registry::CaseSurface;
use agency::routes::Route;
use agency::{Agency, DocumentOffice};
use axum::Router;
use rules::Law;

use injury_recognition::RecognitionSurface;
use labour_capacity_appraisal::AppraisalSurface;

/// Every route of these procedures with who may use it.
pub const ROUTES: &[&[Route]] = &[injury_recognition::pages::ROUTES, labour_capacity_appraisal::pages::ROUTES, clocks_page::ROUTES];

/// The pages of these procedures.
pub fn routes() -> Router<Agency> {
    Router::new().merge(injury_recognition::pages::routes()).merge(labour_capacity_appraisal::pages::routes()).merge(clocks_page::routes())
}

/// These procedures as the desk and the interface see them.
pub fn surfaces(law: &Arc<Law>, documents: &Arc<DocumentOffice>) -> Vec<Box<dyn CaseSurface>> {
    vec![Box::new(RecognitionSurface::new(law.clone(), documents.clone())), Box::new(AppraisalSurface::new(law.clone()))]
}
