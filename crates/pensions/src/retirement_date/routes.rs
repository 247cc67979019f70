//! One public address: without a query the question, with one the answer.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::Markup;
use web::{FormData, FormErrors, Visitor};

use super::answer::{Answer, BORN, CATEGORY, Question};
use super::pages::{self, ADDRESS};
use agency::Agency;
use agency::shell::public_shell;

pub fn routes() -> Router<Agency> {
    Router::new().route(ADDRESS, get(show))
}

async fn show(State(agency): State<Agency>, visitor: Visitor, RawQuery(query): RawQuery) -> Response {
    let data = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let language = visitor.language;
    let is_asked = data.contains(BORN) || data.contains(CATEGORY);
    if !is_asked || data.contains("change") {
        return page(&visitor, false, pages::ask(&data, &FormErrors::new(), language));
    }
    let question = match Question::read(&data) {
        Ok(question) => question,
        Err(errors) => return page(&visitor, true, pages::ask(&data, &errors, language)),
    };
    match Answer::of(&agency.law, &question) {
        Ok(answer) => {
            let address = format!("{ADDRESS}?{}", question.query());
            page(&visitor, false, pages::answer(&question, &answer, &address, language))
        }
        Err(gap) => page(&visitor, true, pages::no_answer(&gap.text(), &data, language)),
    }
}

fn page(visitor: &Visitor, has_errors: bool, body: Markup) -> Response {
    let mut shell = public_shell(visitor, pages::title());
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}
