//! Assets, security headers and forms as a browser meets them.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use axum::routing::post;
use tower::ServiceExt;
use web::form::LARGEST_FORM;
use web::{FormData, assets, language};

async fn shown(form: FormData) -> String {
    let fields: Vec<String> = form.fields().map(|(name, value)| format!("{name}={value}")).collect();
    let files: Vec<String> = form.files("paper").map(|file| format!("{}:{}", file.file_name, file.bytes.len())).collect();
    format!("{};{}", fields.join(","), files.join(","))
}

async fn answer(request: Request<Body>) -> Response {
    let router = Router::new()
        .route("/form", post(shown))
        .merge(assets::router())
        .merge(language::router())
        .layer(axum::middleware::from_fn(assets::security_headers));
    router.oneshot(request).await.unwrap()
}

async fn body(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

fn get(address: &str) -> Request<Body> {
    Request::get(address).body(Body::empty()).unwrap()
}

fn sent(kind: &str, content: impl Into<Body>) -> Request<Body> {
    Request::post("/form").header(header::CONTENT_TYPE, kind).header(header::ACCEPT_LANGUAGE, "en").body(content.into()).unwrap()
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_their_own_hash_only() {
    for (address, kind) in [
        (assets::style_address(), "text/css; charset=utf-8"),
        (assets::script_address(), "text/javascript; charset=utf-8"),
        (assets::icon_address(), "image/svg+xml"),
    ] {
        let response = answer(get(&address)).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    }
    let old = answer(get("/assets/0000000000000000/style.css")).await;
    assert_eq!(old.status(), StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(old.headers()[header::LOCATION], assets::style_address());
    assert_eq!(answer(get("/assets/0000000000000000/other.css")).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_answer_forbids_what_is_inline_and_is_not_stored() {
    let response = answer(get("/nowhere")).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
    assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn both_kinds_of_form_are_read() {
    let plain = answer(sent("application/x-www-form-urlencoded", "name=%E5%BC%A0+x&b=2")).await;
    assert_eq!(body(plain).await, "name=张 x,b=2;");
    let parts = "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n张\r\n\
        --x\r\nContent-Disposition: form-data; name=\"paper\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n12345\r\n\
        --x\r\nContent-Disposition: form-data; name=\"paper\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n";
    let upload = answer(sent("multipart/form-data; boundary=x", parts)).await;
    assert_eq!(body(upload).await, "name=张;a.pdf:5");
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_answered_with_a_page_in_the_readers_language() {
    for (kind, content, status) in [
        ("application/x-www-form-urlencoded", "a=%FF".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        ("application/x-www-form-urlencoded", "a".repeat(LARGEST_FORM + 1), StatusCode::PAYLOAD_TOO_LARGE),
        ("multipart/form-data", "no boundary".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        ("multipart/form-data; boundary=x", "--x\r\ncut short".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        ("application/json", "{}".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let response = answer(sent(kind, content)).await;
        assert_eq!(response.status(), status, "{kind}");
        let page = body(response).await;
        assert!(page.contains("lang=\"en\"") && page.contains("12333"), "{page}");
    }
}

#[tokio::test]
async fn the_language_is_remembered_and_the_reader_comes_back_to_this_site_only() {
    let response = answer(get("/language/en?back=/my/cases%3Fstate%3Dopen")).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], "/my/cases?state=open");
    assert!(response.headers()[header::SET_COOKIE].to_str().unwrap().starts_with("language=en; Path=/;"));
    for elsewhere in ["//elsewhere.example", "https://elsewhere.example", "%0d%0aX: y", "/%5Celsewhere.example", "%FF"] {
        let response = answer(get(&format!("/language/other?back={elsewhere}").replace(' ', "+"))).await;
        assert_eq!(response.headers()[header::LOCATION], "/", "{elsewhere}");
    }
}
