//! Documents that were issued: listed where their case or their holder is shown, and sent to who may have them.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Response};
use casework::{IssuedRecord, Role};
use maud::{Markup, html};
use values::{DocumentKind, Language, Text, VerificationCode};
use web::components::{ButtonStyle, Column, Table, button_style, date, form, inset, section};
use web::{PageError, SignedIn};

use super::{LoadedCase, look};
use crate::Agency;
use crate::common::page::key_field;

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

/// The documents of a case: those issued, and the one that could not be printed with the decision, with a button that prints it now.
/// Nothing where there are none. `print_at` is where the command is sent.
pub fn documents_of(case: &LoadedCase, print_at: &str, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    if case.issued.is_empty() && case.view.unprinted.is_none() {
        return html! {};
    }
    let body = html! {
        @if !case.issued.is_empty() { (issued(&case.issued, language)) }
        @if let Some((title, why)) = &case.view.unprinted {
            (inset(html! {
                p { strong { (language.pick("决定已生效，", "The decision holds, but the ")) (title.in_language(language)) (language.pick("暂未打印。", " is not printed yet.")) } }
                p { (why.in_language(language)) }
            }))
            (form(print_at, &signed_in.csrf_token, html! {
                (key_field(&format!("{}p", signed_in.fresh_key)))
                (button_style(&Text::new("现在补发", "Print it now"), ButtonStyle::Secondary, language))
            }))
        }
    };
    section(&Text::new("文书", "Documents"), body, language)
}

/// Whether somebody may have a document: who speaks for its holder, and staff of the area who handle people's affairs.
fn may_have(signed_in: &SignedIn, record: &IssuedRecord) -> bool {
    let actor = &signed_in.actor;
    let handles = actor.roles.iter().any(|role| role.is_staff() && *role != Role::Administrator);
    actor.speaks_for(record.area, record.party) || (handles && actor.reaches(record.area))
}

/// Whether a document of this kind is delivered to everybody the case concerns: 工伤认定办法 第22条 has a decision on an injury go to the
/// worker and the employer.
pub fn goes_to_all_concerned(kind: DocumentKind) -> bool {
    kind == DocumentKind::InjuryDecision
}

fn is_delivered_to(agency: &Agency, signed_in: &SignedIn, record: &IssuedRecord) -> Result<bool, PageError> {
    let actor = &signed_in.actor;
    match actor.party {
        Some(party) if goes_to_all_concerned(record.kind) && actor.area == record.area => {
            Ok(agency.store.views()?.is_concerned(record.area, record.case_id, party)?)
        }
        _ => Ok(false),
    }
}

/// The document as it was printed. A look of staff is recorded.
pub fn download_issued(agency: &Agency, signed_in: &SignedIn, code: &str) -> Result<Response<Body>, PageError> {
    let code = VerificationCode::parse(code).map_err(|_| PageError::NotFound)?;
    let record = agency.store.reader()?.issued_document(&code)?;
    let record = record.ok_or(PageError::NotFound)?;
    if !may_have(signed_in, &record) && !is_delivered_to(agency, signed_in, &record)? {
        return Err(PageError::NotFound);
    }
    let content = agency.store.views()?.document(&record.sha256)?.ok_or(PageError::NotFound)?;
    if signed_in.actor.is_staff() && !signed_in.actor.speaks_for(record.area, record.party) {
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
