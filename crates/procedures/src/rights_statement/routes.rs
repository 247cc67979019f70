//! The addresses of the statement: a person's own, and the same at the desk, where each look is recorded.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use casework::audit::AuditEntry;
use casework::{Failure, Role};
use maud::Markup;
use values::{AreaCode, Month, Text};
use web::{PageError, SignedIn, Surface, blocking};

use super::pages;
use super::record::{PersonMonth, PersonStatement};
use agency::Agency;
use agency::common::page::{month_of, own_person};
use agency::shell::shell;

const OWN: &str = "/my/rights-statement";

/// Every address of the statement.
pub fn routes() -> Router<Agency> {
    Router::new()
        .route(OWN, get(own))
        .route("/my/rights-statement/{month}", get(own_month))
        .route("/desk/persons/{area}/{id}/rights-statement", get(at_desk))
        .route("/desk/persons/{area}/{id}/rights-statement/{month}", get(month_at_desk))
}

fn page(signed_in: &SignedIn, surface: Surface, title: Text, body: Markup) -> Response {
    let current = if surface == Surface::My { OWN } else { "/desk/search" };
    shell(signed_in, surface, title, current).page(body).into_response()
}

async fn own(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    let person_id = match own_person(&signed_in.actor) {
        Ok(person_id) => person_id,
        Err(error) => return signed_in.refuse(&error),
    };
    let (area, today) = (signed_in.actor.area, signed_in.today);
    match blocking(move || PersonStatement::load(&agency, area, person_id, today)).await {
        Ok(view) => page(&signed_in, Surface::My, pages::title(), pages::statement(&view, OWN, Some("/my/documents"), signed_in.language)),
        Err(error) => signed_in.refuse(&error),
    }
}

async fn own_month(State(agency): State<Agency>, signed_in: SignedIn, Path(month): Path<String>) -> Response {
    let asked = own_person(&signed_in.actor).and_then(|person_id| Ok((person_id, month_of(&month)?)));
    let (person_id, month) = match asked {
        Ok(asked) => asked,
        Err(error) => return signed_in.refuse(&error),
    };
    let (area, today) = (signed_in.actor.area, signed_in.today);
    match blocking(move || PersonMonth::load(&agency, area, person_id, month, today)).await {
        Ok(view) => page(&signed_in, Surface::My, pages::title(), pages::explained_month(&view, OWN, signed_in.language)),
        Err(error) => signed_in.refuse(&error),
    }
}

/// Staff of the person's area, and those who see the whole city. Who may only see counts or run the system does not.
fn may_look(signed_in: &SignedIn, area: &str, id: &str) -> Result<(AreaCode, i64), PageError> {
    let area: AreaCode = area.parse().map_err(|_| PageError::NotFound)?;
    let id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
    let actor = &signed_in.actor;
    let handles_people = actor.roles.iter().any(|role| role.is_staff() && !matches!(role, Role::Administrator));
    if handles_people && actor.reaches(area) { Ok((area, id)) } else { Err(PageError::NotFound) }
}

/// Every look of staff at somebody's record is in the log, and a look that cannot be recorded is not had.
fn recorded<T>(
    agency: &Agency,
    signed_in: &SignedIn,
    area: AreaCode,
    id: i64,
    month: Option<Month>,
    look: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    let found = look()?;
    let entry = AuditEntry {
        area,
        at: signed_in.now,
        actor_id: signed_in.actor.user_id,
        what: "person.rights_statement_looked_at".into(),
        subject: format!("person:{id}"),
        detail: month.map(|month| format!("month={month}")).unwrap_or_default(),
    };
    agency.store.record(&entry)?;
    Ok(found)
}

async fn at_desk(State(agency): State<Agency>, signed_in: SignedIn, Path((area, id)): Path<(String, String)>) -> Response {
    let (area, id) = match may_look(&signed_in, &area, &id) {
        Ok(asked) => asked,
        Err(error) => return signed_in.refuse(&error),
    };
    let (asking, today) = (signed_in.clone(), signed_in.today);
    let found = blocking(move || recorded(&agency, &asking, area, id, None, || PersonStatement::load(&agency, area, id, today)));
    match found.await {
        Ok(view) => {
            let base = format!("/desk/persons/{area}/{id}/rights-statement");
            page(&signed_in, Surface::Desk, pages::title(), pages::statement(&view, &base, None, signed_in.language))
        }
        Err(error) => signed_in.refuse(&error),
    }
}

async fn month_at_desk(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path((area, id, month)): Path<(String, String, String)>,
) -> Response {
    let asked = may_look(&signed_in, &area, &id).and_then(|(area, id)| Ok((area, id, month_of(&month)?)));
    let (area, id, month) = match asked {
        Ok(asked) => asked,
        Err(error) => return signed_in.refuse(&error),
    };
    let (asking, today) = (signed_in.clone(), signed_in.today);
    let found = blocking(move || recorded(&agency, &asking, area, id, Some(month), || PersonMonth::load(&agency, area, id, month, today)));
    match found.await {
        Ok(view) => {
            let back = format!("/desk/persons/{area}/{id}/rights-statement");
            page(&signed_in, Surface::Desk, pages::title(), pages::explained_month(&view, &back, signed_in.language))
        }
        Err(error) => signed_in.refuse(&error),
    }
}
