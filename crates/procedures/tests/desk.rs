//! Signing in, an application from the interface to the desk and back, looks that are recorded, and an emergency.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use axum::http::StatusCode;
use casework::{CaseTarget, Role};
use common::{Answer, Hall, PASSWORD, id_number, new_credit_code};
use serde_json::{Value, json};

/// The value of a hidden input of a page.
fn hidden(page: &str, name: &str) -> String {
    let start = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name} in {page}"));
    page[start..].split('"').nth(3).unwrap().to_owned()
}

async fn sign_in(hall: &Hall, login: &str, password: &str) -> Answer {
    let form = hall.get("/sign-in", "").await;
    let cookie = form.cookies[0].split(';').next().unwrap().to_owned();
    let token = hidden(&form.body, "csrf_token");
    hall.post("/sign-in", &cookie, &format!("csrf_token={token}&login={login}&password={password}")).await
}

fn what_was_recorded(hall: &Hall, area: values::AreaCode) -> Vec<(String, String, String)> {
    let records = hall.agency.store.views().unwrap().audit(area, None, 500).unwrap();
    records.into_iter().map(|record| (record.entry.what, record.entry.subject, record.entry.detail)).collect()
}

#[tokio::test]
async fn signing_in_gives_a_session_that_ends() {
    let hall = Hall::open();
    let answer = sign_in(&hall, "clerk", PASSWORD).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/desk"));
    let cookie = answer.cookies.iter().find(|cookie| cookie.starts_with("session=")).unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    let cookie = cookie.split(';').next().unwrap();
    // Each page moves the idle end away …
    for _ in 0..3 {
        hall.clock.pass(20 * 60);
        assert_eq!(hall.get("/desk", cookie).await.status, StatusCode::OK);
    }
    // … and half an hour without one ends it.
    hall.clock.pass(30 * 60);
    assert!(hall.get("/desk", cookie).await.location.starts_with("/sign-in"));
    let recorded = what_was_recorded(&hall, hall.area);
    assert!(recorded.iter().any(|(what, ..)| what == "sign_in.done"));
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_and_at_sign_out() {
    let hall = Hall::open();
    let (cookie, _) = hall.session("clerk");
    for _ in 0..35 {
        hall.clock.pass(20 * 60);
        assert_eq!(hall.get("/desk", &cookie).await.status, StatusCode::OK);
    }
    hall.clock.pass(20 * 60);
    assert_eq!(hall.get("/desk", &cookie).await.status, StatusCode::SEE_OTHER);
    let (cookie, token) = hall.session("clerk");
    let out = hall.post("/sign-out", &cookie, &format!("csrf_token={token}")).await;
    assert_eq!(out.location, "/");
    assert_eq!(hall.get("/desk", &cookie).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn five_wrong_passwords_lock_for_a_quarter_of_an_hour_and_nothing_tells_which_was_wrong() {
    let hall = Hall::open();
    let unknown = sign_in(&hall, "nobody", "wrong").await;
    let wrong = sign_in(&hall, "clerk", "wrong").await;
    let plain = |answer: &Answer| {
        let page =
            answer.body.replace(&hidden(&answer.body, "csrf_token"), "").replace("nobody", "").replace("value=\"clerk\"", "value=\"\"");
        (answer.status, page)
    };
    assert_eq!(plain(&unknown), plain(&wrong));
    for _ in 0..4 {
        assert_eq!(sign_in(&hall, "clerk", "wrong").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(plain(&sign_in(&hall, "clerk", PASSWORD).await), plain(&wrong), "a locked account is told the same");
    hall.clock.pass(15 * 60);
    assert_eq!(sign_in(&hall, "clerk", PASSWORD).await.status, StatusCode::SEE_OTHER);
    let refused = what_was_recorded(&hall, hall.area).into_iter().filter(|(what, ..)| what == "sign_in.refused").count();
    assert_eq!(refused, 6);
    let at_the_city = what_was_recorded(&hall, hall.city);
    assert!(at_the_city.iter().any(|(what, subject, _)| what == "sign_in.refused" && subject.starts_with("login:")));
}

fn registration() -> Value {
    json!({ "command": {
        "command": "submit",
        "form": {
            "name": "威海新办有限公司", "credit_code": new_credit_code(), "address": "新威路1号", "contact_name": "王新",
            "telephone": "13812345678", "injury_class": "1", "founded_on": "2020-01-15"
        }
    } })
}

/// Opens a registration by the interface; gives its number.
async fn registered(hall: &Hall) -> String {
    let answer = hall.call("POST", "/api/v1/employer-registration/cases", "newcomer", "first", &registration()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    body["number"].as_str().unwrap().to_owned()
}

async fn act(hall: &Hall, login: &str, number: &str, action: &str, fields: &str) -> Answer {
    let (cookie, token) = hall.session(login);
    hall.post(&format!("/desk/cases/{number}/{action}"), &cookie, &format!("csrf_token={token}&{fields}")).await
}

#[tokio::test]
async fn an_application_goes_from_the_interface_over_the_desk_back_to_the_applicant() {
    let hall = Hall::open();
    let number = registered(&hall).await;
    let again = hall.call("POST", "/api/v1/employer-registration/cases", "newcomer", "first", &registration()).await;
    assert_eq!(again.status, StatusCode::OK, "the same key answers as the first time");
    assert!(again.body.contains(&number) && again.body.contains("\"was_replayed\":true"));

    // Only the area's staff and whoever opened it see it.
    let path = format!("/desk/cases/{number}");
    assert_eq!(hall.get(&path, &hall.session("clerk_elsewhere").0).await.status, StatusCode::NOT_FOUND);
    assert_eq!(hall.get(&format!("/cases/{number}"), &hall.session("other_newcomer").0).await.status, StatusCode::NOT_FOUND);
    assert_eq!(hall.get(&format!("/cases/{number}"), &hall.session("newcomer").0).await.status, StatusCode::OK);
    let page = hall.get(&path, &hall.session("clerk").0).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("威海新办有限公司") && page.body.contains(&format!("/desk/cases/{number}/accept")));
    assert!(!page.body.contains("13812345678"), "a telephone number is masked");
    let home = hall.get("/desk", &hall.session("clerk").0).await;
    assert!(home.body.contains(&number));

    // A refusal without words is answered beside its field, with nothing done.
    let blank = act(&hall, "clerk", &number, "refuse-acceptance", "refuse_acceptance_reason=").await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("#field-refuse-acceptance-reason"));
    // A reviewer has no turn and no role here.
    assert_eq!(act(&hall, "reviewer", &number, "accept", "").await.status, StatusCode::FORBIDDEN);
    // Asked for more, once; the applicant hands it in.
    let asked = act(&hall, "clerk", &number, "request-supplement", "request_supplement_missing=business_licence").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let (cookie, token) = hall.session("newcomer");
    let home = hall.get("/employer", &cookie).await.body;
    assert!(home.contains("something is missing") && home.contains("/employer/contributions"));
    // The letter names the paper as people do.
    let letters = hall.get("/desk/outbox", &hall.session("clerk").0).await.body;
    assert!(letters.contains("business licence") && !letters.contains("business_licence"), "{letters}");
    assert!(!letters.contains("agency:0"), "nobody is addressed by a key of the store");
    let sent = hall.post(&format!("/cases/{number}/supplement"), &cookie, &format!("csrf_token={token}&note=ok")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    // Accepted by one, decided by another.
    assert_eq!(act(&hall, "clerk", &number, "accept", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(act(&hall, "clerk", &number, "grant", "").await.status, StatusCode::FORBIDDEN);
    let granted = act(&hall, "decision_maker", &number, "grant", "grant_note=").await;
    assert_eq!(granted.status, StatusCode::SEE_OTHER, "{}", granted.body);
    let status = hall.get(&format!("/cases/{number}"), &hall.session("newcomer").0).await;
    assert!(status.body.contains("granted"), "{}", status.body);
    let looks = what_was_recorded(&hall, hall.area).into_iter().filter(|(what, ..)| what == "case.looked_at").count();
    assert!(looks >= 2);
}

#[tokio::test]
async fn the_interface_refuses_what_it_does_not_understand() {
    let hall = Hall::open();
    let open = "/api/v1/employer-registration/cases";
    let mut unknown = registration();
    unknown["command"]["form"]["nickname"] = json!("x");
    for (path, key, body, status) in [
        (open, "k1", unknown, 400),
        (open, "", registration(), 400),
        (open, "k2", json!({ "command": {}, "extra": 1 }), 400),
        (open, "k3", json!({ "area": "999999", "command": registration()["command"] }), 400),
        (open, "k4", json!({ "command": { "command": "submit", "form": {} } }), 422),
        ("/api/v1/emergency/cases", "k5", json!({ "command": { "command": "reproject" } }), 404),
        ("/api/v1/cases/371002-2020-000123-5/commands", "k6", json!({ "command": { "command": "accept" } }), 404),
    ] {
        let answer = hall.call("POST", path, "newcomer", key, &body).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {body}: {}", answer.body);
        assert_eq!(answer.kind, "application/problem+json");
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert!(!problem["detail"].as_str().unwrap().is_empty() && !problem["detail_zh"].as_str().unwrap().is_empty());
    }
    let wrong_list = hall.call("GET", "/api/v1/cases?colour=red", "newcomer", "", &Value::Null).await;
    assert_eq!(wrong_list.status, StatusCode::BAD_REQUEST);
    let list = hall.call("GET", "/api/v1/cases", "newcomer", "", &Value::Null).await;
    assert_eq!(list.body, r#"{"cases":[],"next":null}"#);
}

#[tokio::test]
async fn looking_at_a_person_is_recorded_and_seeing_a_number_needs_a_reason() {
    let hall = Hall::open();
    let (cookie, token) = hall.session("clerk");
    let number = id_number();
    let found = hall.post("/desk/search", &cookie, &format!("csrf_token={token}&words={}", number.as_str())).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER);
    let page = hall.get(&found.location, &cookie).await;
    assert!(page.body.contains("张测试") && !page.body.contains(number.as_str()));
    let reveal = format!("{}/reveal", found.location);
    let without = hall.post(&reveal, &cookie, &format!("csrf_token={token}&reason=")).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = hall.post(&reveal, &cookie, &format!("csrf_token={token}&reason=because")).await;
    assert!(shown.body.contains(number.as_str()));
    let recorded = what_was_recorded(&hall, hall.area);
    for what in ["person.searched", "person.looked_at", "person.numbers_revealed"] {
        let entry = recorded.iter().find(|(recorded, ..)| recorded == what).unwrap_or_else(|| panic!("{what} was not recorded"));
        assert!(!entry.2.contains(number.as_str()) && entry.1 == "person:1", "{entry:?}");
    }
    // Another area's staff find nobody.
    let (elsewhere, token) = hall.session("clerk_elsewhere");
    let nobody = hall.post("/desk/search", &elsewhere, &format!("csrf_token={token}&words={}", number.as_str())).await;
    assert_eq!(nobody.status, StatusCode::OK);
    assert_eq!(hall.get(&found.location, &elsewhere).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_emergency_is_declared_after_a_second_question_and_everybody_sees_it() {
    let hall = Hall::open();
    assert!(!hall.get("/", "").await.body.contains("class=\"emergency\""));
    let (cookie, token) = hall.session("city_supervisor");
    let form = "notice_id=2020-6&what=declare&on=2020-02-02";
    let asked = hall.post("/desk/emergencies/confirm", &cookie, &format!("csrf_token={token}&{form}")).await;
    assert_eq!(asked.status, StatusCode::OK);
    let key = hidden(&asked.body, "idempotency_key");
    let done = hall.post("/desk/emergencies", &cookie, &format!("csrf_token={token}&idempotency_key={key}&{form}")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let list = hall.get(&done.location, &cookie).await;
    assert!(list.body.contains("declared from 2 February 2020") && list.body.contains("Nothing moved"), "{}", list.body);
    let changes = hall.get("/desk/emergencies", &cookie).await.body;
    assert!(changes.contains(done.location.split('?').next().unwrap()), "{changes}");
    let (leader, _) = hall.session("area_leader");
    let read_only = hall.get("/desk/emergencies", &leader).await.body;
    assert!(read_only.contains("declared from 2 February 2020") && !read_only.contains("Declare or end"), "{read_only}");
    assert!(hall.get("/", "").await.body.contains("class=\"emergency\""));
    let again = hall.post("/desk/emergencies", &cookie, &format!("csrf_token={token}&{form}")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("since 2 February 2020"));
    let bad = hall.post("/desk/emergencies/confirm", &cookie, &format!("csrf_token={token}&notice_id=2020-6&what=end&on=2020-02-31")).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("2020-02-31"), "what was typed is kept");
}

#[tokio::test]
async fn the_surfaces_answer_what_nobody_serves() {
    let hall = Hall::open();
    assert_eq!(hall.get("/nowhere", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(hall.get("/healthz", "").await.body, "ok\n");
    let document: Value = serde_json::from_str(&hall.get("/api/v1/openapi.json", "").await.body).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(hall.get("/services/contribution-deferral", "").await.body.contains("12333"));
    // The registry answers for every stored procedure by its name, so that no case is without a title.
    for surface in hall.agency.registry.all() {
        assert!(hall.agency.registry.named(surface.name()).is_some() && hall.agency.registry.routed(&surface.route()).is_some());
    }
    let nobody = hall.agency.store.reader().unwrap().user_by_login(Role::Clerk.as_str()).unwrap().unwrap();
    let given = casework::Given {
        actor: nobody.actor(),
        channel: casework::Channel::Web,
        on_behalf_of: None,
        cause: None,
        today: "2020-02-10".parse().unwrap(),
        now: values::Instant::parse("2020-02-10T01:00:00.000000Z").unwrap(),
        idempotency_key: "k".into(),
    };
    let surface = hall.agency.registry.named("employer_registration").unwrap();
    let refused = surface.perform(hall.agency.store.as_ref(), CaseTarget::New(hall.area), registration()["command"].clone(), &given);
    assert!(refused.is_err(), "a clerk files only on somebody's behalf");
}
