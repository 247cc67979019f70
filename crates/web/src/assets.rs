//! Style, script, icon and manifest, each under an address with the hash of its content, and the security headers.

use axum::Router;
use axum::extract::{Path, Request};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

/// The one style sheet.
pub const STYLE: &str = include_str!("../assets/style.css");
/// The one script; every page works without it.
pub const SCRIPT: &str = include_str!("../assets/app.js");
/// The icon.
pub const ICON: &str = include_str!("../assets/icon.svg");
/// What a phone needs to put the pages on its start screen.
pub const MANIFEST: &str = include_str!("../assets/manifest.webmanifest");
pub const MANIFEST_ADDRESS: &str = "/manifest.webmanifest";

/// Sixty-four bits that change with the content (FNV-1a). It names a version for caches; it protects nothing.
const fn content_hash(content: &str) -> u64 {
    let bytes = content.as_bytes();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut position = 0;
    while position < bytes.len() {
        hash = (hash ^ bytes[position] as u64).wrapping_mul(0x0100_0000_01b3);
        position += 1;
    }
    hash
}

const STYLE_HASH: u64 = content_hash(STYLE);
const SCRIPT_HASH: u64 = content_hash(SCRIPT);
const ICON_HASH: u64 = content_hash(ICON);

pub fn style_address() -> String {
    format!("/assets/{STYLE_HASH:016x}/style.css")
}

pub fn script_address() -> String {
    format!("/assets/{SCRIPT_HASH:016x}/app.js")
}

pub fn icon_address() -> String {
    format!("/assets/{ICON_HASH:016x}/icon.svg")
}

/// Serves the assets, the icon browsers ask for by name and the manifest.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/{hash}/{name}", get(asset))
        .route("/favicon.ico", get(|| async { Redirect::permanent(&icon_address()) }))
        .route(MANIFEST_ADDRESS, get(|| async { served("application/manifest+json", MANIFEST, "public, max-age=3600") }))
}

async fn asset(Path((hash, name)): Path<(String, String)>) -> Response {
    let (kind, content, present) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", STYLE, STYLE_HASH),
        "app.js" => ("text/javascript; charset=utf-8", SCRIPT, SCRIPT_HASH),
        "icon.svg" => ("image/svg+xml", ICON, ICON_HASH),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    if hash == format!("{present:016x}") {
        return served(kind, content, "public, max-age=31536000, immutable");
    }
    // A page from before an upgrade still gets its style, but no cache keeps the new content under the old address.
    Redirect::temporary(&format!("/assets/{present:016x}/{name}")).into_response()
}

fn served(kind: &'static str, content: &'static str, caching: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, caching)], content).into_response()
}

/// Nothing from elsewhere, nothing inline, never inside a frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
    manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Middleware (`axum::middleware::from_fn`) that puts the security headers on every answer. What an answer says
/// about caching stays; everything else is not stored, because nearly every page speaks of somebody.
pub async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 7] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
