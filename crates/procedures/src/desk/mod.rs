//! The staff's surface: queue, case, search, record, outbox, audit and emergencies.

mod action;
mod case;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use casework::{Actor, CaseHead};
use web::{PageError, SignedIn};

use crate::Agency;

/// The pages under `/desk` that belong to no single procedure.
pub fn routes() -> Router<Agency> {
    Router::new()
        .route("/desk/cases/{number}", get(case::show))
        .route("/desk/cases/{number}/{action}", post(case::act))
        .route("/desk/cases/{number}/materials/{sha256}", get(case::material))
}

/// Staff see the cases of their own area; the city sees all.
pub fn may_see(actor: &Actor, head: &CaseHead) -> bool {
    actor.is_staff() && actor.reaches(head.area)
}

/// A page, or the page that says why there is none.
fn answered(signed_in: &SignedIn, page: Result<Response, PageError>) -> Response {
    page.unwrap_or_else(|error| signed_in.refuse(&error))
}
