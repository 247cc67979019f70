//! `/api/v1`: the same commands for programs, and the document that describes them.

mod body;
mod caller;
mod cases;
mod catalogue;
mod documents;
mod emergency_changes;
mod openapi;
mod page;
mod problem;

use axum::Router;
use axum::routing::{get, post};

use agency::Agency;

pub use openapi::document;

pub fn routes() -> Router<Agency> {
    Router::new()
        .route("/api", get(page::page))
        .route("/api/v1/openapi.json", get(openapi::serve))
        .route("/api/v1/procedures", get(catalogue::procedures))
        .route("/api/v1/procedures/{procedure}/guide", get(catalogue::guide))
        .route("/api/v1/cases", get(cases::list))
        .route("/api/v1/emergency-changes", get(emergency_changes::list))
        .route("/api/v1/emergency-changes/{number}/moved", get(emergency_changes::moved))
        .route("/api/v1/cases/{number}", get(cases::read))
        .route("/api/v1/cases/{number}/commands", post(cases::command))
        .route("/api/v1/{procedure}/cases", post(cases::open))
        .route("/api/v1/documents", post(documents::keep))
}
