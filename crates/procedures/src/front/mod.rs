//! What everybody may see: the start page, the guides of the services, and whether the system is well.

mod guide;
mod start;
mod verify;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use web::blocking;

use agency::Agency;

pub use guide::{guide_of, start_address, start_address_for};

pub fn routes() -> Router<Agency> {
    Router::new()
        .route("/", get(start::start))
        .route("/services", get(guide::services))
        .route("/services/{procedure}", get(guide::service))
        .route("/verify", get(verify::ask))
        .route("/verify/{code}", get(verify::answer))
        .route("/legal", get(start::legal))
        .route("/accessibility", get(start::accessibility))
        .route("/healthz", get(health))
}

/// Well when the database answers.
async fn health(State(agency): State<Agency>) -> (StatusCode, &'static str) {
    match blocking(move || agency.store.reader()?.emergencies()).await {
        Ok(_) => (StatusCode::OK, "ok\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
