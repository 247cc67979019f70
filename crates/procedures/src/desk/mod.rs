//! The staff's surface: queue, case, search, record, outbox, audit and emergencies.

mod action;
mod audit_words;
mod carried;
mod case;
mod emergencies;
mod home;
mod list;
mod logs;
mod moved;
mod moved_file;
mod queue;
mod records;
mod search;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use casework::{Actor, CaseHead};
use web::{PageError, SignedIn};

use agency::Agency;

pub(crate) use list::{areas_of, read_cursor, written_cursor};
pub(crate) use moved::areas_asked;

/// The pages under `/desk` that belong to no single procedure.
pub fn routes() -> Router<Agency> {
    Router::new()
        .route("/desk", get(home::home))
        .route("/desk/cases", get(queue::queue))
        .route("/desk/cases/{number}", get(case::show))
        .route("/desk/cases/{number}/{action}", post(case::act))
        .route("/desk/cases/{number}/materials/{sha256}", get(case::material))
        .route("/desk/search", get(search::show).post(search::search))
        .route("/desk/persons/{area}/{id}", get(records::person))
        .route("/desk/persons/{area}/{id}/reveal", post(records::reveal_person))
        .route("/desk/employers/{area}/{id}", get(records::employer))
        .route("/desk/employers/{area}/{id}/reveal", post(records::reveal_employer))
        .route("/desk/outbox", get(logs::outbox))
        .route("/desk/audit", get(logs::audit))
        .route("/desk/emergencies", get(emergencies::show).post(emergencies::perform))
        .route("/desk/emergencies/confirm", post(emergencies::confirm))
        .route("/desk/emergencies/{number}", get(moved::show))
        .route("/desk/emergencies/{number}/moved.xlsx", get(moved::workbook))
        .route("/desk/emergencies/{number}/moved.csv", get(moved::comma_separated))
}

/// Staff see the cases of their own area; the city sees all.
pub fn may_see(actor: &Actor, head: &CaseHead) -> bool {
    actor.is_staff() && actor.reaches(head.area)
}

/// A page, or the page that says why there is none.
fn answered(signed_in: &SignedIn, page: Result<Response, PageError>) -> Response {
    page.unwrap_or_else(|error| signed_in.refuse(&error))
}
