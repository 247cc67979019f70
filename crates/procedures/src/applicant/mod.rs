//! What applicants see of their own: home, the status of a case, and the two acts left to them after handing in.

mod act;
mod home;
mod status;

use axum::Router;
use axum::routing::{get, post};
use casework::{Actor, CaseHead};

use agency::Agency;

pub fn routes() -> Router<Agency> {
    Router::new()
        .route("/my", get(home::my))
        .route("/employer", get(home::employer))
        .route("/cases/{number}", get(status::show))
        .route("/cases/{number}/supplement", post(act::supplement))
        .route("/cases/{number}/withdraw", post(act::withdraw))
        .route("/cases/{number}/materials/{sha256}", get(status::material))
}

/// An applicant sees the cases of the party the account speaks for, and those the account itself opened.
pub fn may_see(actor: &Actor, head: &CaseHead) -> bool {
    let opened = actor.area == head.area && actor.user_id == head.opened_by;
    actor.speaks_for(head.area, head.party) || opened
}
