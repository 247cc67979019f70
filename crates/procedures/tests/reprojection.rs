//! A notice that changes an ordinary time limit for everybody: declaring it, ending it, moving its end and ending it again reckon
//! the limits of open cases anew, list each that moved, and tell those concerned.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::sync::Arc;

use casework::reprojection::LIMITS_MOVED;
use casework::{CaseTarget, Failure};
use procedures::emergency::{Carried, Command, Emergency, MovedClock, moved_page, newest_changes, read_moved, reproject_all};
use procedures::story::{PureDoor, World, given_by, parse, replay};
use rules::{Law, LawSource};
use store::{Keys, Location};
use values::Date;

const NOTICE: &str = r#"
id = "2020-99"
number = "试〔2020〕99号"
title = { zh = "关于加快登记审核的通知", en = "Notice on faster registration" }
issuer = { zh = "试验机关", en = "a bureau made up for this test" }
issued_on = 2020-02-01
effective_from = 2020-02-01
emergency = { id = "test-2020", name = { zh = "试验", en = "a test" } }
areas = []
note = "Made up for a test."

[[clause]]
number = "1"
place = "一"
summary = { zh = "登记审核加快", en = "registration is decided faster" }

[[clause.measure]]
id = "1a"
kind = "time_limit"
period = "while_emergency_lasts"
summary = { zh = "登记审核改为五个工作日", en = "registration is decided within five working days" }
[clause.measure.value]
limit = "employer_registration_decision"
value = 5
unit = "working_days"
counted_from = { zh = "收到申请于", en = "received" }
"#;

fn world(rows: &str, folder: &std::path::Path) -> World {
    let source = LawSource::embedded().with_file("regions/cn-3710/notices/2020-99.toml", NOTICE);
    let law = Arc::new(Law::load(&source, "cn-3710").unwrap());
    let location = Location::Embedded { directory: folder.to_owned() };
    store::migrate(&location).unwrap();
    let store = store::open(&location, Keys::generate().unwrap()).unwrap();
    let story = parse(rows).unwrap().remove(0);
    let mut world = World::set_up(store, law, &story, "").unwrap();
    replay(&mut world, &mut PureDoor::default(), &story).unwrap();
    world
}

fn form(name: &str, code: &str) -> String {
    let form = serde_json::json!({
        "name": name, "credit_code": code, "address": "环翠区", "contact_name": "王晓梅", "telephone": "", "injury_class": "3",
        "founded_on": "2020-01-10",
    });
    form.to_string()
}

fn registered(days: &str) -> String {
    let code = |serial: &str| values::SocialCreditCode::from_parts("91371002", serial).unwrap().to_string();
    let (one, two, three) = (form("一公司", &code("MA000011")), form("二公司", &code("MA000022")), form("三公司", &code("MA000033")));
    format!(
        "story limits\n\
         2020-02-03 | newcomer | submit employer_registration {one} as R1 | deadline R1 2020-02-18\n\
         2020-02-05 | newcomer | submit employer_registration {two} as R2 | deadline R2 2020-02-20\n\
                    | newcomer | submit employer_registration {three} as R3 | deadline R3 2020-02-20\n\
                    | clerk | accept R3 | stage R3 accepted\n\
                    | decider | refuse R3 | stage R3 refused\n{days}"
    )
}

fn end(world: &World, on: &str, key: &str) -> Carried {
    let city = given_by(world, world.account("city").unwrap().actor(), key.to_owned());
    let procedure = Emergency::new(world.agency.law.clone());
    let command = Command::End { notice_id: "2020-99".into(), on: on.parse::<Date>().unwrap() };
    casework::perform(world.agency.store.as_ref(), &procedure, CaseTarget::New(world.city), &command, &city).unwrap();
    reproject_all(&world.agency, &city).unwrap()
}

fn days(carried: &Carried) -> Vec<(String, String, String)> {
    let lines = carried.limits.iter().flat_map(|case| case.moved.iter().map(move |moved| (case, moved)));
    lines.map(|(case, moved)| (case.head.subject.zh.clone(), moved.before.to_string(), moved.after.to_string())).collect()
}

#[test]
fn open_limits_follow_the_emergency_and_every_move_is_on_its_case() {
    let folder = tempfile::tempdir().unwrap();
    // Declared on the fifth: what was received that day has five working days, what was received before keeps its limit, and a case
    // that is decided has none any more.
    let rows = registered("           | city | declare 2020-99 | deadline R1 2020-02-18; deadline R2 2020-02-12; deadline R3 none\n");
    let world = world(&rows, folder.path());

    // Recorded as over on the day it was declared: what was received that day was still received in it.
    let shortened = end(&world, "2020-02-05", "e1");
    assert_eq!(shortened.count(), 0, "the last day still belongs to the emergency");
    let given = given_by(&world, world.account("city").unwrap().actor(), "again".to_owned());
    assert_eq!(reproject_all(&world.agency, &given).unwrap().count(), 0, "nothing is left to move");

    let (area, id) = world.cases["R2"];
    let record = world.agency.store.reader().unwrap().case(area, id).unwrap().unwrap();
    let event = record.events.iter().find(|event| event.kind == LIMITS_MOVED).unwrap();
    let moved = read_moved(&event.payload).unwrap();
    assert_eq!(
        (moved[0].name.as_str(), moved[0].before.to_string(), moved[0].after.to_string()),
        ("decision", "2020-02-20".into(), "2020-02-12".into())
    );
    assert!(moved[0].derivation.zh.contains("试〔2020〕99号"), "{}", moved[0].derivation.zh);
    let letters = world.agency.store.views().unwrap().outbox(area, None, None, 50).unwrap();
    let told: Vec<_> = letters.iter().filter(|letter| letter.notification.subject.zh.contains("办理时限变更")).collect();
    assert_eq!((told.len(), told[0].case_id), (1, id));
    assert!(told[0].notification.body.en.contains("2020-02-12 instead of 2020-02-20"), "{}", told[0].notification.body.en);
}

#[test]
fn ending_and_extending_moves_what_began_in_between() {
    let folder = tempfile::tempdir().unwrap();
    let code = values::SocialCreditCode::from_parts("91371002", "MA000044").unwrap().to_string();
    let late = form("四公司", &code);
    let rows = registered(&format!(
        "           | city | declare 2020-99 | deadline R2 2020-02-12\n\
         2020-02-10 | newcomer | submit employer_registration {late} as R4 | deadline R4 2020-02-17\n"
    ));
    let world = world(&rows, folder.path());
    // Over since the seventh: what was received on the tenth was received in ordinary days.
    let ended = end(&world, "2020-02-07", "e1");
    assert_eq!(days(&ended), [("四公司".into(), "2020-02-17".into(), "2020-02-25".into())]);
    // Extended after all.
    let extended = end(&world, "2020-03-31", "e2");
    assert_eq!(days(&extended), [("四公司".into(), "2020-02-25".into(), "2020-02-17".into())]);
    assert!(extended.left.is_empty());
    // The same form sent again finds what was done.
    let city = given_by(&world, world.account("city").unwrap().actor(), "e2".to_owned());
    assert_eq!(reproject_all(&world.agency, &city).unwrap().count(), 0);
}

#[test]
fn a_carrying_that_was_cut_short_is_taken_up_and_nothing_moves_twice() {
    let folder = tempfile::tempdir().unwrap();
    let rows = registered("");
    let world = world(&rows, folder.path());
    let city = |key: &str| given_by(&world, world.account("city").unwrap().actor(), key.to_owned());
    let procedure = Emergency::new(world.agency.law.clone());
    let on: Date = "2020-02-01".parse().unwrap();
    let command = Command::Declare { notice_id: "2020-99".into(), on };
    casework::perform(world.agency.store.as_ref(), &procedure, CaseTarget::New(world.city), &command, &city("d")).unwrap();
    // The process died after the first case.
    let (area, id) = world.cases["R1"];
    let surface = world.agency.registry.named("employer_registration").unwrap();
    let target = CaseTarget::Existing { area, id };
    surface.perform(world.agency.store.as_ref(), target, serde_json::json!({"command": "reproject"}), &city("by hand")).unwrap();
    let rest = reproject_all(&world.agency, &city("d")).unwrap();
    assert_eq!(days(&rest), [("二公司".into(), "2020-02-20".into(), "2020-02-12".into())]);
    let again = surface.perform(world.agency.store.as_ref(), target, serde_json::json!({"command": "reproject"}), &city("once more"));
    let Err(agency::registry::CommandFailure::Failed(Failure::Refused(refusals))) = again else { panic!("{again:?}") };
    assert!(refusals.has("nothing_to_move"));
    // Only the city changes an emergency, so only the city has limits reckoned anew.
    let clerk = given_by(&world, world.account("clerk").unwrap().actor(), "clerk".to_owned());
    let refused = surface.perform(world.agency.store.as_ref(), target, serde_json::json!({"command": "reproject"}), &clerk);
    let Err(agency::registry::CommandFailure::Failed(Failure::Refused(refusals))) = refused else { panic!("{refused:?}") };
    assert!(refusals.has("not_allowed"));
}

/// The whole list of a change, read `at_once` clocks a page.
fn list_of(world: &World, newest: usize, areas: &[values::AreaCode], at_once: usize) -> Vec<MovedClock> {
    let change = newest_changes(&world.agency, None, 10).unwrap().remove(newest);
    let (mut clocks, mut from) = (Vec::new(), None);
    loop {
        let page = moved_page(&world.agency, &change, areas, from, at_once).unwrap();
        assert!(page.clocks.len() <= at_once);
        clocks.extend(page.clocks);
        from = page.next;
        if from.is_none() {
            return clocks;
        }
    }
}

#[tokio::test]
async fn what_each_change_moved_is_listed_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let code = values::SocialCreditCode::from_parts("91371002", "MA000044").unwrap().to_string();
    let late = form("四公司", &code);
    let rows = registered(&format!(
        "           | city | declare 2020-99 | moved 2020-02-20>2020-02-12\n\
         2020-02-10 | newcomer | submit employer_registration {late} as R4 | deadline R4 2020-02-17\n\
                    | city | end 2020-99 2020-02-07 | moved 2020-02-17>2020-02-25\n"
    ));
    let world = world(&rows, folder.path());
    end(&world, "2020-03-31", "e2");
    let short = |clocks: &[MovedClock]| -> Vec<String> {
        let day = |due: ledger::Due| serde_json::to_value(due).unwrap()["on"].as_str().unwrap().to_owned();
        clocks.iter().map(|clock| format!("{} {} {}", clock.subject.zh, day(clock.before), day(clock.after))).collect()
    };
    // Newest first; the same at any size of a page.
    for at_once in [1, 2, 50] {
        assert_eq!(short(&list_of(&world, 0, &[], at_once)), ["四公司 2020-02-25 2020-02-17"]);
        assert_eq!(short(&list_of(&world, 1, &[], at_once)), ["四公司 2020-02-17 2020-02-25"]);
        assert_eq!(short(&list_of(&world, 2, &[], at_once)), ["二公司 2020-02-20 2020-02-12"]);
    }
    let (area, _) = world.cases["R2"];
    let elsewhere = world.agency.law.city().unwrap().areas.iter().map(|area| area.code).find(|code| *code != area).unwrap();
    assert_eq!(list_of(&world, 0, &[area], 50).len(), 1);
    assert!(list_of(&world, 0, &[elsewhere], 50).is_empty());

    // The page, the two files and the interface say the same.
    let change = newest_changes(&world.agency, None, 1).unwrap().remove(0);
    let cookie = session(&world, "city");
    let page = ask(&world, &format!("/desk/emergencies/{}", change.number), &cookie).await;
    for words in ["四公司", "2020年2月25日", "2020年2月17日", "试〔2020〕99号", "解除日由2020年2月7日改为2020年3月31日"]
    {
        assert!(page.contains(words), "{words} in {page}");
    }
    let list = ask(&world, &format!("/desk/emergencies/{}/moved.csv?area={area}", change.number), &cookie).await;
    assert!(list.starts_with('\u{feff}') && list.lines().count() == 2 && list.contains("四公司"), "{list}");
    let none = ask(&world, &format!("/desk/emergencies/{}/moved.csv?area={elsewhere}", change.number), &cookie).await;
    assert_eq!(none.lines().count(), 1);
    let answer = ask(&world, &format!("/api/v1/emergency-changes/{}/moved", change.number), &cookie).await;
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!((answer["change"]["kind"].as_str(), answer["moved"][0]["after"]["on"].as_str()), (Some("end_moved"), Some("2020-02-17")));
}

/// A session of one of the story's accounts.
fn session(world: &World, who: &str) -> String {
    use sha2::{Digest, Sha256};
    let user = world.account(who).unwrap();
    let token = hex::encode(Sha256::digest(who.as_bytes()));
    let now = world.agency.clock.now();
    let session = casework::identity::Session {
        token_sha256: hex::encode(Sha256::digest(token.as_bytes())),
        area: user.area,
        user_id: user.id,
        csrf_token: "token".into(),
        created_at: now,
        expires_at: now.plus_seconds(1800).unwrap(),
    };
    world.agency.store.open_session(&session).unwrap();
    format!("session={token}; language=zh")
}

async fn ask(world: &World, path: &str, cookie: &str) -> String {
    use tower::ServiceExt;
    let request = axum::http::Request::get(path).header("cookie", cookie).body(axum::body::Body::empty()).unwrap();
    let response = procedures::router::router(world.agency.clone()).oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    String::from_utf8(axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap().to_vec()).unwrap()
}
