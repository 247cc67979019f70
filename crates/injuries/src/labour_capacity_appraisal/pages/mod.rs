//! The pages of appraisals: the form or the waiting list, the urgent exception, and the officer's page.

mod apply;
mod desk;
mod exception;
mod pick;
mod view;

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

const OF_EMPLOYER: &str = "/employer/labour-capacity-appraisal";
const OF_PERSON: &str = "/my/labour-capacity-appraisal";

const HELPED: Access = Access::Roles(&[Role::EmployerClerk, Role::InjuryOfficer, Role::Clerk, Role::HotlineOperator, Role::HallManager]);
const PERSONS: Access = Access::Roles(&[Role::Person]);
const APPLICANTS: Access = Access::Roles(&[Role::Person, Role::EmployerClerk]);

pub const ROUTES: &[Route] = &[
    ("GET", OF_EMPLOYER, HELPED),
    ("POST", OF_EMPLOYER, HELPED),
    ("GET", OF_PERSON, PERSONS),
    ("POST", OF_PERSON, PERSONS),
    ("GET", "/labour-capacity-appraisal/{number}/exception", APPLICANTS),
    ("POST", "/labour-capacity-appraisal/{number}/exception", APPLICANTS),
    ("GET", "/desk/labour-capacity-appraisal/{number}", Access::Staff),
    ("POST", "/desk/labour-capacity-appraisal/{number}/{act}", Access::Roles(&[Role::InjuryOfficer, Role::DecisionMaker])),
];

pub fn routes() -> Router<Agency> {
    Router::new()
        .route(OF_EMPLOYER, get(apply::begin).post(apply::answer))
        .route(OF_PERSON, get(apply::begin).post(apply::answer))
        .route("/labour-capacity-appraisal/{number}/exception", get(exception::ask).post(exception::answer))
        .route("/desk/labour-capacity-appraisal/{number}", get(desk::show))
        .route("/desk/labour-capacity-appraisal/{number}/{act}", post(desk::act))
}

fn address(actor: &Actor) -> &'static str {
    if actor.has(Role::Person) && !actor.is_staff() { OF_PERSON } else { OF_EMPLOYER }
}

fn title() -> Text {
    Text::new("申请劳动能力鉴定", "Apply for an appraisal of labour capacity")
}

fn page(signed_in: &SignedIn, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, surface_of(&signed_in.actor), title(), "/services");
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}
