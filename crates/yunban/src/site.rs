//! Everything that is answered over HTTP, put together.

use axum::Router;
use procedures::Agency;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::place::Open;

/// The whole site.
pub fn router(open: &Open) -> Router {
    let agency: Agency = open.agency.clone();
    Router::new()
        .merge(web::sign_in::routes())
        .merge(web::assets::router())
        .merge(web::language::router())
        .layer(axum::middleware::from_fn(web::assets::security_headers))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        .with_state(agency)
}
