//! The one router: every surface and every procedure's pages behind the same gate.

use std::any::Any;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::Response;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;
use values::Text;
use web::form::LARGEST_UPLOAD;
use web::{PageError, Shell, Surface, Visitor, assets, language, sign_in};

use agency::Agency;

use crate::{
    access, applicant, contribution_assessment, contribution_deferral, contribution_makeup, contribution_payment, daily_report, desk,
    document_issue, emergency, employer_registration, front, interface, personnel_change, rights_statement,
};

/// What a form with files may weigh beside the files themselves.
const FORM_OVERHEAD: usize = 1024 * 1024;

/// Everything the agency serves.
pub fn router(agency: Agency) -> Router {
    let pages = Router::new()
        .merge(front::routes())
        .merge(applicant::routes())
        .merge(desk::routes())
        .merge(interface::routes())
        .merge(contribution_payment::routes::routes())
        .merge(contribution_assessment::routes::routes())
        .merge(contribution_deferral::routes::routes())
        .merge(contribution_makeup::routes::routes())
        .merge(daily_report::routes())
        .merge(rights_statement::routes::routes())
        .merge(document_issue::routes::routes())
        .merge(emergency::notice_routes::routes())
        .merge(employer_registration::routes())
        .merge(personnel_change::routes())
        .merge(pensions::routes())
        .merge(injuries::routes())
        .merge(sign_in::routes())
        .merge(language::router())
        .merge(assets::router())
        .fallback(not_found);
    let outermost_first = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(from_fn(assets::security_headers))
        .layer(CatchPanicLayer::custom(|fault: Box<dyn Any + Send>| panicked(fault.as_ref()).into_response()))
        .layer(DefaultBodyLimit::max(LARGEST_UPLOAD + FORM_OVERHEAD))
        .layer(from_fn_with_state(agency.clone(), access::gate));
    pages.layer(outermost_first).with_state(agency)
}

/// What the log says of a request: the route as the router knows it, never the address, which may name a person or a case.
fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("", |matched| matched.as_str());
    tracing::info_span!("request", method = %request.method(), route)
}

async fn not_found(visitor: Visitor) -> Response<axum::body::Body> {
    visitor.refuse(&PageError::NotFound)
}

/// The reader of a page that broke gets a page all the same; the log has the fault.
fn panicked(fault: &(dyn Any + Send)) -> Response<axum::body::Body> {
    let words = fault.downcast_ref::<&str>().map(|words| (*words).to_owned());
    let words = words.or_else(|| fault.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no words".to_owned());
    let error = web::blocking::internal(&format!("a page panicked: {words}"));
    error.render(&Shell::new(Surface::Public, values::Language::Chinese, Text::default()))
}
