//! The pages of recognition: the form, one thing at a time; its confirmation; and the officer's page of facts, limits and delivery.

mod apply;
mod desk;
mod desk_view;
mod filled;
mod steps;

use agency::Agency;
use agency::routes::{Access, Route};
use agency::shell::{shell, surface_of};
use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use casework::{Actor, Role};
use maud::Markup;
use values::Text;
use web::SignedIn;

pub use apply::done_page;

const OF_EMPLOYER: &str = "/employer/injury-recognition";
const OF_PERSON: &str = "/my/injury-recognition";

/// Employers' clerks, and staff on a recorded authorisation.
const HELPED: Access = Access::Roles(&[Role::EmployerClerk, Role::InjuryOfficer, Role::Clerk, Role::HotlineOperator, Role::HallManager]);
const PERSONS: Access = Access::Roles(&[Role::Person]);
const OFFICERS: Access = Access::Roles(&[Role::InjuryOfficer]);

pub const ROUTES: &[Route] = &[
    ("GET", OF_EMPLOYER, HELPED),
    ("POST", OF_EMPLOYER, HELPED),
    ("GET", "/employer/injury-recognition/sent/{number}", HELPED),
    ("GET", OF_PERSON, PERSONS),
    ("POST", OF_PERSON, PERSONS),
    ("GET", "/my/injury-recognition/sent/{number}", PERSONS),
    ("GET", "/desk/injury-recognition/{number}", Access::Staff),
    ("POST", "/desk/injury-recognition/{number}/{act}", OFFICERS),
];

pub fn routes() -> Router<Agency> {
    Router::new()
        .route(OF_EMPLOYER, get(apply::begin).post(apply::answer))
        .route("/employer/injury-recognition/sent/{number}", get(done_page))
        .route(OF_PERSON, get(apply::begin).post(apply::answer))
        .route("/my/injury-recognition/sent/{number}", get(done_page))
        .route("/desk/injury-recognition/{number}", get(desk::show))
        .route("/desk/injury-recognition/{number}/{act}", post(desk::act))
}

/// The address of the form for an account.
fn address(actor: &Actor) -> &'static str {
    if actor.has(Role::Person) && !actor.is_staff() { OF_PERSON } else { OF_EMPLOYER }
}

fn title() -> Text {
    Text::new("申请工伤认定", "Apply for recognition of a work injury")
}

fn page(signed_in: &SignedIn, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, surface_of(&signed_in.actor), title(), "/services");
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}
