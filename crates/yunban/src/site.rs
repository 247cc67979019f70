//! Everything that is answered over HTTP, put together.

use std::sync::Arc;

use axum::Router;
use tower_http::compression::CompressionLayer;

use crate::demo_page;
use crate::place::Open;

/// The whole site; in a demonstration with its page.
pub fn router(open: &Open) -> Router {
    let mut site = procedures::router::router(open.agency.clone());
    if let Some(clock) = &open.demo_clock {
        site = site.merge(demo_page::router(open.agency.clone(), Arc::clone(clock)));
    }
    site.layer(CompressionLayer::new())
}
