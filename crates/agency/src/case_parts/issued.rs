//! Documents that were issued: listed where their case or their holder is shown, and sent to who may have them.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Response};
use casework::{IssuedRecord, Role};
use maud::{Markup, html};
use values::{Language, Text, VerificationCode};
use web::components::{Column, Table, date};
use web::{PageError, SignedIn};

use super::look;
use crate::Agency;

/// Issued documents with the way to fetch and to verify each.
pub fn issued(records: &[IssuedRecord], language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("文书", "Document")),
        Column::text(Text::new("出具日期", "Issued on")),
        Column::text(Text::new("验证码", "Verification code")),
    ];
    let rows = records.iter().map(|record| {
        vec![
            html! { a href={ "/documents/" (record.code.compact()) } { (record.shown.title.in_language(language)) " (PDF)" } },
            date(record.issued_on, language),
            html! { a.figure href={ "/verify/" (record.code.compact()) } { (record.code) } },
        ]
    });
    html! { (Table::new(Text::new("已出具的文书", "Documents issued"), columns, language).hide_caption().rows(rows)) }
}

/// Whether somebody may have a document: who speaks for its holder, and staff of the area who handle people's affairs.
fn may_have(signed_in: &SignedIn, record: &IssuedRecord) -> bool {
    let actor = &signed_in.actor;
    let handles = actor.roles.iter().any(|role| role.is_staff() && *role != Role::Administrator);
    actor.speaks_for(record.area, record.party) || (handles && actor.reaches(record.area))
}

/// The document as it was printed. A look of staff is recorded.
pub fn download_issued(agency: &Agency, signed_in: &SignedIn, code: &str) -> Result<Response<Body>, PageError> {
    let code = VerificationCode::parse(code).map_err(|_| PageError::NotFound)?;
    let record = agency.store.reader()?.issued_document(&code)?;
    let record = record.filter(|record| may_have(signed_in, record)).ok_or(PageError::NotFound)?;
    let content = agency.store.views()?.document(&record.sha256)?.ok_or(PageError::NotFound)?;
    if !signed_in.actor.speaks_for(record.area, record.party) {
        let detail = format!("document={} case={}", record.id, record.case_id);
        look(agency, &signed_in.actor, record.area, signed_in.now, "document.downloaded", record.party.to_string(), &detail)?;
    }
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    let name = web::language::encoded(&format!("{}-{}.pdf", record.shown.title.zh, record.code));
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}
