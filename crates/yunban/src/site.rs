//! Everything that is answered over HTTP, put together.

use axum::Router;
use tower_http::compression::CompressionLayer;

use crate::place::Open;

/// The whole site.
pub fn router(open: &Open) -> Router {
    procedures::router::router(open.agency.clone()).layer(CompressionLayer::new())
}
