//! A paper of a case sent to the reader's browser.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Response};
use casework::CaseHead;
use web::{PageError, SignedIn};

use super::{LoadedCase, look};
use crate::Agency;

/// The paper `sha256` of a case, as a file to keep and never as a page of ours; each look is recorded.
pub fn download(
    agency: &Agency,
    signed_in: &SignedIn,
    number: &str,
    sha256: &str,
    may_see: impl Fn(&CaseHead) -> bool,
) -> Result<Response<Body>, PageError> {
    let case = LoadedCase::load(agency, number, may_see)?;
    let material = case.materials.iter().find(|material| material.sha256 == sha256).ok_or(PageError::NotFound)?;
    let content = agency.store.views()?.document(sha256)?.ok_or(PageError::NotFound)?;
    let subject = format!("case:{}", case.head.id);
    look(agency, &signed_in.actor, case.head.area, signed_in.now, "material.downloaded", subject, &format!("sha256={sha256}"))?;
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(&material.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(CONTENT_TYPE, kind);
    let disposition = format!("attachment; filename*=UTF-8''{}", attachment_name(&material.file_name));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}

/// The name as RFC 8187 writes it.
fn attachment_name(name: &str) -> String {
    web::language::encoded(name).replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_inside_its_header() {
        assert_eq!(attachment_name("执照\"; x=/\r\n.pdf"), "%E6%89%A7%E7%85%A7%22%3B%20x%3D%2F%0D%0A.pdf");
    }
}
