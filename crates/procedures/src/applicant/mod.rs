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
        .route("/cases/{number}/print", post(act::print))
        .route("/cases/{number}/materials/{sha256}", get(status::material))
}

/// The cases an applicant may look at: those of the party the account speaks for, those the account itself opened, and those
/// that were said to concern that party.
pub fn visible_to(agency: &Agency, actor: &Actor) -> impl Fn(&CaseHead) -> bool {
    move |head| may_see(actor, head) || concerns(agency, actor, head).unwrap_or(false)
}

fn concerns(agency: &Agency, actor: &Actor, head: &CaseHead) -> Result<bool, casework::StoreError> {
    match actor.party {
        Some(party) if actor.area == head.area => agency.store.views()?.is_concerned(head.area, head.id, party),
        _ => Ok(false),
    }
}

/// An applicant acts on the cases of the party the account speaks for, and those the account itself opened.
pub fn may_see(actor: &Actor, head: &CaseHead) -> bool {
    let opened = actor.area == head.area && actor.user_id == head.opened_by;
    actor.speaks_for(head.area, head.party) || opened
}
