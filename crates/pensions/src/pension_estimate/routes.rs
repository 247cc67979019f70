//! One public address: the figures, and with them the estimate.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::Markup;
use web::language::encoded;
use web::{FormData, FormErrors, Visitor};

use super::estimate::{BALANCE, Estimate, Figures, INDEX, YEARS};
use super::pages::{self, ADDRESS};
use agency::Agency;
use agency::shell::public_shell;

pub fn routes() -> Router<Agency> {
    Router::new().route(ADDRESS, get(show))
}

async fn show(State(agency): State<Agency>, visitor: Visitor, RawQuery(query): RawQuery) -> Response {
    let data = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let language = visitor.language;
    // The calculator of the retirement month hands over a birth and a category only: that is a form to go on with, and not yet wrong.
    let is_asked = [YEARS, INDEX, BALANCE].into_iter().any(|field| data.contains(field));
    if !is_asked || data.contains("change") {
        return page(&visitor, false, pages::ask(&data, &FormErrors::new(), language));
    }
    let figures = match Figures::read(&data) {
        Ok(figures) => figures,
        Err(errors) => return page(&visitor, true, pages::ask(&data, &errors, language)),
    };
    match Estimate::of(&agency.law, &figures, visitor.today) {
        Ok(estimate) => page(&visitor, false, pages::result(&figures, &estimate, &query_of(&data), language)),
        Err(refused) => {
            let mut errors = FormErrors::new();
            errors.push(refused.field, refused.text);
            page(&visitor, true, pages::ask(&data, &errors, language))
        }
    }
}

/// What was asked, as an address carries it.
fn query_of(data: &FormData) -> String {
    let fields = data.fields().filter(|(_, value)| !value.is_empty());
    fields.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>().join("&")
}

fn page(visitor: &Visitor, has_errors: bool, body: Markup) -> Response {
    let mut shell = public_shell(visitor, pages::title());
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}
