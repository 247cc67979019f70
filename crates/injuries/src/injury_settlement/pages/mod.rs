//! The pages of settlement: the bill, its check, its confirmation, and the statement line by line.

mod apply;
mod filled;
mod form_view;
mod owed;
mod statement;

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

const OF_EMPLOYER: &str = "/employer/injury-settlement";
const OF_PERSON: &str = "/my/injury-settlement";

/// Hospitals' clerks, and staff on a recorded authorisation.
const HELPED: Access = Access::Roles(&[Role::EmployerClerk, Role::InjuryOfficer, Role::Clerk, Role::HotlineOperator, Role::HallManager]);
const PERSONS: Access = Access::Roles(&[Role::Person]);

pub const ROUTES: &[Route] = &[
    ("GET", OF_EMPLOYER, HELPED),
    ("POST", OF_EMPLOYER, HELPED),
    ("GET", "/employer/injury-settlement/sent/{number}", HELPED),
    ("GET", OF_PERSON, PERSONS),
    ("POST", OF_PERSON, PERSONS),
    ("GET", "/my/injury-settlement/sent/{number}", PERSONS),
    ("GET", "/injury-settlement/template.xlsx", Access::SignedIn),
    ("GET", "/injury-settlement/template.csv", Access::SignedIn),
    ("GET", "/injury-settlement/{number}", Access::SignedIn),
    ("POST", "/injury-settlement/{number}/{act}", Access::Roles(&[Role::InjuryOfficer, Role::DecisionMaker, Role::FundAccountant])),
];

pub fn routes() -> Router<Agency> {
    Router::new()
        .route(OF_EMPLOYER, get(apply::begin).post(apply::answer))
        .route("/employer/injury-settlement/sent/{number}", get(apply::sent))
        .route(OF_PERSON, get(apply::begin).post(apply::answer))
        .route("/my/injury-settlement/sent/{number}", get(apply::sent))
        .route("/injury-settlement/template.xlsx", get(apply::template))
        .route("/injury-settlement/template.csv", get(apply::template_comma_separated))
        .route("/injury-settlement/{number}", get(statement::show))
        .route("/injury-settlement/{number}/{act}", post(statement::act))
}

/// The address of the form for an account.
fn address(actor: &Actor) -> &'static str {
    if actor.has(Role::Person) && !actor.is_staff() { OF_PERSON } else { OF_EMPLOYER }
}

fn title() -> Text {
    Text::new("工伤医疗费结算", "Settle the treatment of a work injury")
}

fn page(signed_in: &SignedIn, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, surface_of(&signed_in.actor), title(), "/services");
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}
