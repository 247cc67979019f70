//! Documents over HTTP: asked for, fetched by who may have them, verified by anybody.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use axum::http::StatusCode;
use common::{EMPLOYER_ID, Hall, PERSON_ID};
use sha2::{Digest, Sha256};
use values::{DocumentKind, Party, VerificationCode};

/// Asks for a document and gives its code.
async fn issue(hall: &Hall, login: &str, address: &str, fields: &str) -> VerificationCode {
    let (cookie, token) = hall.session(login);
    let answer = hall.post(address, &cookie, &format!("csrf_token={token}&{fields}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let code = answer.location.strip_prefix(&format!("{address}?issued=")).unwrap_or_else(|| panic!("{}", answer.location));
    code.parse().unwrap()
}

const STATEMENT: &str = "document=rights_statement";

#[tokio::test]
async fn a_person_fetches_a_statement_that_anybody_can_verify() {
    let hall = Hall::open();
    let (cookie, _) = hall.session("person");
    let empty = hall.get("/my/documents", &cookie).await;
    assert!(empty.status == StatusCode::OK && empty.body.contains("No documents yet"), "{}", empty.body);

    let code = issue(&hall, "person", "/my/documents", STATEMENT).await;
    let listed = hall.get(&format!("/my/documents?issued={}", code.compact()), &cookie).await;
    assert!(listed.body.contains(&code.to_string()) && listed.body.contains("issued"), "{}", listed.body);

    let record = hall.agency.store.reader().unwrap().issued_document(&code).unwrap().unwrap();
    assert_eq!((record.kind, record.party, record.area), (DocumentKind::RightsStatement, Party::person(PERSON_ID), hall.area));
    let content = hall.agency.store.views().unwrap().document(&record.sha256).unwrap().unwrap();
    assert!(content.starts_with(b"%PDF-1.7"));
    assert_eq!(hex::encode(Sha256::digest(&content)), record.sha256);
    let fetched = hall.get(&format!("/documents/{}", code.compact()), &cookie).await;
    assert_eq!((fetched.status, fetched.kind.as_str()), (StatusCode::OK, "application/pdf"));
    assert_eq!(fetched.body, String::from_utf8_lossy(&content));

    // Nobody signed in, the code as people type it.
    let typed = code.to_string().to_lowercase().replace('-', "%20");
    let led = hall.get(&format!("/verify?code={typed}"), "").await;
    assert_eq!((led.status, led.location.as_str()), (StatusCode::SEE_OTHER, format!("/verify/{}", code.compact()).as_str()));
    let genuine = hall.get(&led.location, "language=en").await;
    assert_eq!(genuine.status, StatusCode::OK);
    for words in ["张**", &record.sha256, "Months counted"] {
        assert!(genuine.body.contains(words), "{words} is not in {}", genuine.body);
    }
    for secret in ["张测试", common::id_number().as_str(), &common::id_number().masked()] {
        assert!(!genuine.body.contains(secret), "{secret} is shown to everybody");
    }
}

#[tokio::test]
async fn what_is_not_known_says_what_to_do() {
    let hall = Hall::open();
    let asked = hall.get("/verify", "").await;
    assert!(asked.status == StatusCode::OK && asked.body.contains("method=\"get\""));
    let slip = hall.get("/verify?code=7KT3-M8XD-2VRA-9YC8", "").await;
    assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(slip.body.contains("7KT3-M8XD-2VRA-9YC8") && slip.body.contains("抄错"), "what was typed is kept: {}", slip.body);
    let unknown = hall.get("/verify/7KT3M8XD2VRA9YC9", "").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.body.contains("没有查到这份文书") && unknown.body.contains("不要采信"));
    let hostile = hall.get("/verify/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "").await;
    assert_eq!(hostile.status, StatusCode::NOT_FOUND);
    assert!(!hostile.body.contains("<script>alert"), "{}", hostile.body);
}

#[tokio::test]
async fn a_document_is_had_by_its_holder_and_by_staff_of_the_area_only() {
    let hall = Hall::open();
    let code = issue(&hall, "person", "/my/documents", STATEMENT).await;
    let address = format!("/documents/{}", code.compact());
    for (login, expected) in [
        ("employer_clerk", StatusCode::NOT_FOUND),
        ("newcomer", StatusCode::NOT_FOUND),
        ("clerk_elsewhere", StatusCode::NOT_FOUND),
        ("administrator", StatusCode::NOT_FOUND),
        ("clerk", StatusCode::OK),
        ("auditor", StatusCode::OK),
    ] {
        let (cookie, _) = hall.session(login);
        assert_eq!(hall.get(&address, &cookie).await.status, expected, "{login}");
    }
    let audit = hall.agency.store.views().unwrap().audit(hall.area, None, 20).unwrap();
    let looks = audit.iter().filter(|record| record.entry.what == "document.downloaded").count();
    assert_eq!(looks, 2, "a look of staff is recorded, the holder's own is not");
}

#[tokio::test]
async fn staff_print_for_somebody_at_the_counter_and_the_person_is_told() {
    let hall = Hall::open();
    let address = format!("/desk/persons/{}/{PERSON_ID}/documents", hall.area);
    let code = issue(&hall, "clerk", &address, STATEMENT).await;
    let record = hall.agency.store.reader().unwrap().issued_document(&code).unwrap().unwrap();
    assert_eq!(record.party, Party::person(PERSON_ID));
    let letters = hall.agency.store.views().unwrap().outbox(hall.area, Some(record.party), None, 5).unwrap();
    assert!(letters.iter().any(|letter| letter.notification.body.zh.contains(&code.to_string())));
    let (cookie, token) = hall.session("clerk_elsewhere");
    assert_eq!(hall.get(&address, &cookie).await.status, StatusCode::NOT_FOUND);
    assert_eq!(hall.post(&address, &cookie, &format!("csrf_token={token}&{STATEMENT}")).await.status, StatusCode::NOT_FOUND);
    // The case, at the desk and for the person, leads to the document.
    let number = {
        let mut reader = hall.agency.store.reader().unwrap();
        reader.case(hall.area, record.case_id).unwrap().unwrap().head.number
    };
    for (login, page) in [("clerk", format!("/desk/cases/{number}")), ("person", format!("/cases/{number}"))] {
        let (cookie, _) = hall.session(login);
        let answer = hall.get(&page, &cookie).await;
        assert!(answer.body.contains(&format!("/documents/{}", code.compact())), "{login}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_wrong_span_keeps_what_was_typed_and_issues_nothing() {
    let hall = Hall::open();
    let (cookie, token) = hall.session("employer_clerk");
    let form = format!("csrf_token={token}&document=employer_certificate&from=2020-02&until=2019-01");
    let refused = hall.post("/employer/documents", &cookie, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"2019-01\"") && refused.body.contains("cannot come before"), "{}", refused.body);
    // A kind the page does not offer.
    let other = hall.post("/employer/documents", &cookie, &format!("csrf_token={token}&document=pension_determination")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let issued = hall.agency.store.reader().unwrap().issued_documents_of_party(hall.area, Party::employer(EMPLOYER_ID), 5).unwrap();
    assert!(issued.is_empty());
}

#[tokio::test]
async fn the_same_form_sent_twice_issues_one_document() {
    let hall = Hall::open();
    let fields = format!("{STATEMENT}&idempotency_key=abc123");
    let first = issue(&hall, "person", "/my/documents", &fields).await;
    let second = issue(&hall, "person", "/my/documents", &fields).await;
    assert_eq!(first, second);
    let issued = hall.agency.store.reader().unwrap().issued_documents_of_party(hall.area, Party::person(PERSON_ID), 5).unwrap();
    assert_eq!(issued.len(), 1);
}

#[tokio::test]
async fn a_program_issues_by_the_interface() {
    let hall = Hall::open();
    let body = |person_id: i64| serde_json::json!({ "command": { "command": "issue_rights_statement", "person_id": person_id } });
    let made = hall.call("POST", "/api/v1/document-issue/cases", "person", "k1", &body(PERSON_ID)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let refused = hall.call("POST", "/api/v1/document-issue/cases", "person", "k2", &body(PERSON_ID + 1)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
}
