//! The addresses of the person's own pages, and of the same at the desk.

use agency::Agency;
use agency::case_parts::look;
use agency::common::page::own_person;
use agency::shell::shell;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use casework::Role;
use maud::Markup;
use values::{AreaCode, Text};
use web::{FormData, PageError, SignedIn, Surface, blocking};

use super::load::Overview;
use super::pages;
use super::preview::preview;

/// Every address of these pages.
pub fn routes() -> Router<Agency> {
    Router::new()
        .route("/my/retirement", get(own_retirement))
        .route("/my/pension", get(own_pension))
        .route("/my/pension/preview", get(own_preview))
        .route("/desk/persons/{area}/{id}/pension", get(at_desk))
}

fn page(signed_in: &SignedIn, title: Text, current: &str, body: Markup) -> Response {
    let surface = if current.starts_with("/desk") { Surface::Desk } else { Surface::My };
    shell(signed_in, surface, title, current).page(body).into_response()
}

async fn own(agency: &Agency, signed_in: &SignedIn) -> Result<Overview, PageError> {
    let person_id = own_person(&signed_in.actor)?;
    let (office, area) = (agency.clone(), signed_in.actor.area);
    blocking(move || Overview::load(&office, area, person_id)).await
}

async fn own_retirement(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    match own(&agency, &signed_in).await {
        Ok(view) => page(&signed_in, pages::retirement_title(), "/my/retirement", pages::retirement(&agency, &view, &signed_in)),
        Err(error) => signed_in.refuse(&error),
    }
}

async fn own_pension(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    match own(&agency, &signed_in).await {
        Ok(view) => page(&signed_in, pages::pension_title(), "/my/pension", pages::pension(&view, "/my/pension", &signed_in)),
        Err(error) => signed_in.refuse(&error),
    }
}

async fn own_preview(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let data = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    match own(&agency, &signed_in).await {
        Ok(view) => {
            let answer = match pages::question(&data, &view, signed_in.today) {
                Ok(question) => preview(&agency.law, &view.facts, &question),
                Err(refusals) => Err(refusals),
            };
            let title = Text::new("养老金测算", "Preview of the pension");
            page(&signed_in, title, "/my/retirement", pages::preview(&view, &data, &answer, &signed_in))
        }
        Err(error) => signed_in.refuse(&error),
    }
}

/// Staff of the person's area, and those who see the whole city. Who only runs the system does not.
fn may_look(signed_in: &SignedIn, area: &str, id: &str) -> Result<(AreaCode, i64), PageError> {
    let area: AreaCode = area.parse().map_err(|_| PageError::NotFound)?;
    let id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
    let actor = &signed_in.actor;
    let handles_people = actor.roles.iter().any(|role| role.is_staff() && !matches!(role, Role::Administrator));
    if handles_people && actor.reaches(area) { Ok((area, id)) } else { Err(PageError::NotFound) }
}

async fn at_desk(State(agency): State<Agency>, signed_in: SignedIn, Path((area, id)): Path<(String, String)>) -> Response {
    let (area, id) = match may_look(&signed_in, &area, &id) {
        Ok(asked) => asked,
        Err(error) => return signed_in.refuse(&error),
    };
    let reader = signed_in.clone();
    let found = blocking(move || {
        let view = Overview::load(&agency, area, id)?;
        look(&agency, &reader.actor, area, reader.now, "person.pension_looked_at", format!("person:{id}"), "")?;
        Ok::<_, PageError>(view)
    });
    match found.await {
        Ok(view) => page(
            &signed_in,
            Text::new("养老待遇", "Pension"),
            "/desk/search",
            pages::pension(&view, &format!("/desk/persons/{area}/{id}/pension"), &signed_in),
        ),
        Err(error) => signed_in.refuse(&error),
    }
}
