//! Which language a reader gets: the one chosen before, else the browser's, else Chinese.

use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use values::Language;

use crate::form::FormData;

/// The reader's language.
pub fn of_headers(headers: &HeaderMap) -> Language {
    let chosen = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).find_map(from_cookies);
    chosen.unwrap_or_else(|| from_accepted(headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("")))
}

fn from_cookies(cookies: &str) -> Option<Language> {
    cookies.split(';').filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == "language").and_then(|(_, code)| {
        match code {
            "zh" => Some(Language::Chinese),
            "en" => Some(Language::English),
            _ => None,
        }
    })
}

/// The first of Chinese and English by weight. English only when it is preferred to Chinese.
fn from_accepted(accepted: &str) -> Language {
    let mut best = (Language::Chinese, 0);
    for range in accepted.split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or("").trim().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, thousandths);
        let language = match tag.split('-').next() {
            Some("zh") => Language::Chinese,
            Some("en") => Language::English,
            _ => continue,
        };
        if weight > best.1 {
            best = (language, weight);
        }
    }
    best.0
}

/// A weight such as `0.8` in thousandths; nothing for what is not a weight.
fn thousandths(weight: &str) -> u32 {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    match whole {
        "1" => 1000,
        "0" if decimals.len() <= 3 => format!("{decimals:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

/// Serves `/language/{code}?back=…`, to which the switch in every header leads.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/language/{code}", get(switched))
}

async fn switched(Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    let query = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    switch(&code, query.get("back"))
}

/// Answers `/language/{code}?back=…`: remembers the choice for a year and goes back.
pub fn switch(code: &str, back: &str) -> Response {
    let cookie = format!("language={}; Path=/; Max-Age=31536000; SameSite=Lax", Language::of(code).code());
    let location = HeaderValue::from_str(safe_back(back)).unwrap_or(HeaderValue::from_static("/"));
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, location);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

/// The path to go back to when it lies on this site, and the start page otherwise: a link may not lead a reader elsewhere.
pub fn safe_back(back: &str) -> &str {
    let local = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\');
    if local && back.bytes().all(|byte| byte.is_ascii_graphic()) { back } else { "/" }
}

/// Writes a path so that it fits into one value of a query.
pub fn encoded(path: &str) -> String {
    let mut written = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => written.push(char::from(byte)),
            other => written.push_str(&format!("%{other:02X}")),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &str, accepted: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookie.parse().unwrap());
        headers.insert(ACCEPT_LANGUAGE, accepted.parse().unwrap());
        headers
    }

    #[test]
    fn the_choice_comes_before_the_browser_and_chinese_before_all() {
        assert_eq!(of_headers(&headers("a=b; language=en", "zh-CN")), Language::English);
        assert_eq!(of_headers(&headers("language=fr", "zh-CN,en;q=0.8")), Language::Chinese);
        assert_eq!(of_headers(&headers("", "fr, en-GB;q=0.9, zh;q=0.5")), Language::English);
        assert_eq!(of_headers(&headers("", "fr")), Language::Chinese);
        assert_eq!(of_headers(&headers("", "en;q=0, zh;q=0.1")), Language::Chinese);
        assert_eq!(of_headers(&HeaderMap::new()), Language::Chinese);
    }

    #[test]
    fn the_way_back_stays_on_this_site() {
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x=y", "", "evil"] {
            assert_eq!(safe_back(elsewhere), "/", "{elsewhere:?}");
        }
        assert_eq!(safe_back("/my/cases?state=open&page=2"), "/my/cases?state=open&page=2");
        assert_eq!(encoded("/a?b=c&d=张"), "/a%3Fb%3Dc%26d%3D%E5%BC%A0");
    }
}
