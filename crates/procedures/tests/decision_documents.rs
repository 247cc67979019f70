//! Documents that decisions issue: in the same act, on paper as decided, verifiable by anybody; and that no decision waits for a font.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::process::Command;
use std::sync::Arc;

use agency::DocumentOffice;
use agency::registry::CommandFailure;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use casework::identity::Session;
use casework::{CaseTarget, Clock, IssuedRecord};
use procedures::router::router;
use procedures::story::{PureDoor, World, given_by, parse, replay};
use rules::{Law, LawSource};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Keys, Location};
use tower::ServiceExt;

const ACCOUNT: &str = r#"{"holder": "于海洋", "bank_name": "中国银行", "bank_code": "104465000017", "number": "6217000000000000012"}"#;

struct Told {
    world: World,
    _directory: tempfile::TempDir,
}

/// Tells a story on a real store, with fonts or on a machine that has none.
fn told(text: &str, has_fonts: bool) -> Told {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Embedded { directory: directory.path().to_owned() };
    store::migrate(&location).unwrap();
    let store = store::open(&location, Keys::generate().unwrap()).unwrap();
    let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").unwrap());
    let story = parse(text).unwrap().remove(0);
    let mut world = World::set_up(store, law, &story, "").unwrap();
    if !has_fonts {
        let office = DocumentOffice::for_tests(&world.agency.law).without_fonts();
        furnish(&mut world, office);
    }
    replay(&mut world, &mut PureDoor::default(), &story).unwrap();
    Told { world, _directory: directory }
}

/// The agency prints in this office from now on.
fn furnish(world: &mut World, office: DocumentOffice) {
    let office = Arc::new(office);
    world.agency.registry = Arc::new(procedures::every_procedure(&world.agency.law, &office));
    world.agency.documents = office;
}

impl Told {
    fn documents(&self, case: &str) -> Vec<IssuedRecord> {
        let (area, id) = self.world.cases[case];
        self.world.agency.store.reader().unwrap().issued_documents_of_case(area, id).unwrap()
    }

    fn number(&self, case: &str) -> String {
        let (area, id) = self.world.cases[case];
        self.world.agency.store.reader().unwrap().case(area, id).unwrap().unwrap().head.number.to_string()
    }

    /// The text of a document without blanks and line ends.
    fn text(&self, record: &IssuedRecord) -> String {
        let content = self.world.agency.store.views().unwrap().document(&record.sha256).unwrap().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("document.pdf");
        std::fs::write(&file, content).unwrap();
        let output = Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output();
        let output = output.unwrap_or_else(|error| panic!("pdftotext cannot be run ({error}); scripts/test installs it"));
        String::from_utf8_lossy(&output.stdout).split_whitespace().collect()
    }

    fn session(&self, who: &str) -> (String, String) {
        let user = self.world.account(who).unwrap();
        let (token, csrf_token, now) = (hex::encode(Sha256::digest(who)), format!("csrf{}", user.id), self.world.clock.now());
        let session = Session {
            token_sha256: hex::encode(Sha256::digest(token.as_bytes())),
            area: user.area,
            user_id: user.id,
            csrf_token: csrf_token.clone(),
            created_at: now,
            expires_at: now.plus_seconds(1800).unwrap(),
        };
        self.world.agency.store.open_session(&session).unwrap();
        (format!("session={token}; language=zh"), csrf_token)
    }

    async fn get(&self, path: &str, cookie: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        self.send(request).await
    }

    async fn post(&self, path: &str, cookie: &str, form: String) -> (StatusCode, String) {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .unwrap();
        self.send(request).await
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = router(self.world.agency.clone()).oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    /// What whoever holds the paper is shown, signed in or not.
    async fn verified(&self, record: &IssuedRecord) -> String {
        let (status, body) = self.get(&format!("/verify/{}", record.code.compact()), "language=zh").await;
        assert_eq!(status, StatusCode::OK);
        body
    }
}

fn pension_story() -> String {
    format!(
        "story x
employer A owes 1000.00 for 2020-02
person P born 1960-03-15 as M60 paid 1996-01..2020-03 at 1.0000 crediting 500.00 opening 2018 60000.00 deemed 24 verified
2020-02-02 | city | declare 2020-6 |
2020-06-15 | P | submit pension_claim {{\"person_id\": $self, \"account\": {ACCOUNT}}} as C | stage C received
2020-06-17 | clerk | accept C |
2020-06-18 | reviewer | review C |
2020-06-20 | decider | grant C | stage C granted; pension P 2020-04 2334.17
"
    )
}

#[tokio::test]
async fn granting_a_pension_issues_the_sheet_with_every_step_and_month() {
    let told = told(&pension_story(), true);
    let documents = told.documents("C");
    let [sheet] = documents.as_slice() else { panic!("one document: {documents:?}") };
    let text = told.text(sheet);
    let must = [
        "企业职工基本养老金核定表",
        "于海洋",
        "1960年3月15日",
        "2020年4月",
        "2,334.17元",
        "7,002.51元",
        // The parts, and every month of the arrears.
        "1,643.36",
        "528.04",
        "162.77",
        "2020-04",
        "2020-05",
        "2020-06",
        "威人社函〔2020〕6号",
        "预核定",
    ];
    for words in must {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert!(text.contains(&told.number("C")) && text.contains(&sheet.code.to_string()));
    let public = told.verified(sheet).await;
    assert!(public.contains("于**") && public.contains("2,334.17") && !public.contains("于海洋"), "{public}");
    // The person's own pages and the desk lead to it.
    let download = format!("/documents/{}", sheet.code.compact());
    let number = told.number("C");
    for (who, page) in [("P", "/my/pension".to_owned()), ("P", format!("/cases/{number}")), ("clerk", format!("/desk/cases/{number}"))] {
        let (cookie, _) = told.session(who);
        let (status, body) = told.get(&page, &cookie).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(body.contains(&download), "{who} {page}: {body}");
    }
    let (cookie, _) = told.session("A");
    assert_eq!(told.get(&download, &cookie).await.0, StatusCode::NOT_FOUND, "an employer has no business with it");
}

#[tokio::test]
async fn a_missing_font_keeps_nobody_from_a_pension_and_the_sheet_follows() {
    let mut told = told(&pension_story(), false);
    assert_eq!(told.documents("C"), []);
    let (number, (cookie, token)) = (told.number("C"), told.session("P"));
    let page = format!("/cases/{number}");
    let (_, body) = told.get(&page, &cookie).await;
    assert!(body.contains("决定已生效") && body.contains("暂未打印") && body.contains("中文字体"), "{body}");
    // Still no font: said again, nothing else happens.
    let send = |key: &str| format!("csrf_token={token}&idempotency_key={key}");
    let (status, body) = told.post(&format!("{page}/print"), &cookie, send("one")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("fonts-noto-cjk"), "{body}");
    let office = DocumentOffice::for_tests(&told.world.agency.law);
    furnish(&mut told.world, office);
    let (status, body) = told.post(&format!("{page}/print"), &cookie, send("two")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    let documents = told.documents("C");
    let [sheet] = documents.as_slice() else { panic!("one document: {documents:?}") };
    assert!(told.text(sheet).contains("2,334.17元"), "it says what was decided");
    let (_, body) = told.get(&page, &cookie).await;
    assert!(body.contains(&sheet.code.compact()) && !body.contains("暂未打印"), "{body}");
    told.verified(sheet).await;
    // It is printed once.
    let (area, id) = told.world.cases["C"];
    let given = given_by(&told.world, told.world.account("clerk").unwrap().actor(), "three".into());
    let surface = told.world.agency.registry.named("pension_claim").unwrap();
    let target = CaseTarget::Existing { area, id };
    let again = surface.perform(told.world.agency.store.as_ref(), target, json!({ "command": "print" }), &given);
    let Err(CommandFailure::Failed(casework::Failure::Refused(refusals))) = again else { panic!("{again:?}") };
    assert!(refusals.has("nothing_to_print"));
}

#[tokio::test]
async fn a_residents_sheet_is_called_by_its_own_name() {
    let story = format!(
        "story x
person R born 1960-02-10 paid 2004-01..2019-12 at 0.0000 opening 2019 13900.00
2020-04-10 | R | submit resident_pension_claim {{\"person_id\": $self, \"account\": {ACCOUNT}}} as C | stage C received
2020-04-13 | clerk | accept C |
2020-04-14 | reviewer | review C |
2020-04-15 | decider | grant C | stage C granted
"
    );
    let told = told(&story, true);
    let documents = told.documents("C");
    let [sheet] = documents.as_slice() else { panic!("one document: {documents:?}") };
    let text = told.text(sheet);
    for words in ["城乡居民基本养老金核定表", "242.00元", "142.00", "100.00", "484.00元", "2020年3月"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert!(told.verified(sheet).await.contains("城乡居民基本养老金核定表"));
}

const RECOGNISED: &str = "story x
employer H owes 30000.00 for 2020-01
2020-02-02 | city | declare 2020-6 |
2020-02-03 | H | report C on 2020-02-01 ground infected_on_duty code U07.1 | stage C received
 | injury | accept C |
2020-02-04 | reviewer | review C |
2020-02-05 | decider | grant C | stage C granted
";

const REFUSED: &str = "story x
employer H owes 30000.00 for 2020-01
2020-06-08 | worker | report C on 2020-06-01 ground away_on_duty | stage C received; concerns C H
2020-06-16 | injury | accept C |
 | injury | establish C away_on_duty=false |
2020-06-17 | reviewer | review C |
 | decider | refuse C | stage C refused
";

#[tokio::test]
async fn recognising_an_injury_issues_the_decision_to_both_sides() {
    let told = told(RECOGNISED, true);
    let documents = told.documents("C");
    let [decision] = documents.as_slice() else { panic!("one document: {documents:?}") };
    let text = told.text(decision);
    for words in [
        "认定工伤决定书",
        "2020年2月1日",
        "认定为工伤",
        "人社部函〔2020〕11号",
        "申请人陈述",
        "履行工作职责：是",
        "行政复议",
        "2020年2月3日",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert!(told.verified(decision).await.contains("认定为工伤"));
    let (download, page) = (format!("/documents/{}", decision.code.compact()), format!("/cases/{}", told.number("C")));
    for who in ["H", "worker", "injury"] {
        let (cookie, _) = told.session(who);
        assert_eq!(told.get(&download, &cookie).await.0, StatusCode::OK, "{who}");
        if who != "injury" {
            assert!(told.get(&page, &cookie).await.1.contains(&download), "{who}");
        }
    }
}

#[tokio::test]
async fn a_refusal_is_a_written_decision_as_well() {
    let told = told(REFUSED, true);
    let documents = told.documents("C");
    let [decision] = documents.as_slice() else { panic!("one document: {documents:?}") };
    let text = told.text(decision);
    for words in ["不予认定工伤决定书", "不予认定为工伤", "第14条第（五）项", "发生在因工外出期间：否（经查明）", "不符合条件", "行政复议"]
    {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert_eq!(text.matches("申请行政复议").count(), 1, "the way on is told once: {text}");
    assert!(told.verified(decision).await.contains("不予认定工伤决定书"));
    // The employer did not apply here; it is concerned, and the decision goes to it too.
    let (cookie, _) = told.session("H");
    let download = format!("/documents/{}", decision.code.compact());
    assert_eq!(told.get(&download, &cookie).await.0, StatusCode::OK);
    assert!(told.get(&format!("/cases/{}", told.number("C")), &cookie).await.1.contains(&download));
}
