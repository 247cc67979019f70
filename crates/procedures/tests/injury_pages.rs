//! The pages of work injuries over the router, on an embedded database: who sees what, and what is said to wrong answers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use axum::http::StatusCode;
use common::{EMPLOYER_ID, Hall, PERSON_ID};
use values::Party;

const FORM: &str = "/employer/injury-recognition";

fn encoded(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}={}", web::language::encoded(value))).collect::<Vec<_>>().join("&")
}

/// A session that reads Chinese.
fn session(hall: &Hall, login: &str) -> (String, String) {
    let (cookie, token) = hall.session(login);
    (format!("{cookie}; language=zh"), token)
}

/// The registered person as an application names them.
fn person(hall: &Hall) -> (String, String) {
    let person = hall.agency.store.reader().unwrap().person(hall.area, PERSON_ID).unwrap().unwrap();
    (person.name.as_str().to_owned(), person.id_number.as_str().to_owned())
}

/// Every answer of the form, as its last page carries them.
fn answers<'a>(name: &'a str, id_number: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("worker_name", name),
        ("worker_id_number", id_number),
        ("occupation", "护士"),
        ("injured_on", "2020-02-09"),
        ("place", "发热门诊"),
        ("ground", "infected_on_duty"),
        ("account", "值守时感染<b>"),
        ("fact_medical_or_related_worker", "yes"),
        ("fact_performing_duties", "yes"),
        ("injured_part", "肺"),
        ("diagnosis", "新型冠状病毒肺炎"),
        ("has_died", "no"),
    ]
}

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more).copied().collect()
}

#[tokio::test]
async fn each_page_of_the_form_says_what_is_wrong_on_it_and_keeps_what_was_typed() {
    let hall = Hall::open();
    let (cookie, token) = session(&hall, "employer_clerk");
    let (name, id_number) = person(&hall);
    let answers = answers(&name, &id_number);
    for (at, field, wrong, said) in [
        ("who", "worker_id_number", "123", "worker-id-number"),
        ("who", "worker_name", "别人", "姓名与该身份证号码已登记的姓名不一致"),
        ("when", "injured_on", "2020-02-11", "晚于申请日期"),
        ("when", "injured_on", "2018-02-09", "已超过法定期限"),
        ("when", "injured_at", "9点", "时间应写成时和分"),
        ("harm", "diagnosis_code", "X99.9", "不在"),
        ("harm", "injured_part", "", "请填写受伤害部位或疾病名称"),
        // No database keeps a NUL; it is not an error page but an error beside the field.
        ("harm", "injured_part", "肺\0部", "含有无法识别的字符"),
    ] {
        let fields = with(&answers, &[(field, wrong), ("at", at), ("go", "next"), ("csrf_token", &token)]);
        let page = hall.post(FORM, &cookie, &encoded(&fields)).await;
        assert_eq!(page.status, StatusCode::OK, "{field}");
        assert!(page.body.contains(&format!("href=\"#field-{}\"", field.replace('_', "-"))), "{field} is linked from the summary: {at}");
        assert!(page.body.contains(said), "{field}={wrong}: {said}");
        // What was typed on other pages travels along, as text and never as markup.
        assert!(page.body.contains("值守时感染&lt;b&gt;") && !page.body.contains("感染<b>"), "{field}");
    }
    let back = with(&answers, &[("at", "harm"), ("go", "back"), ("csrf_token", &token)]);
    let page = hall.post(FORM, &cookie, &encoded(&back)).await;
    assert!(page.body.contains("请逐项说明情况"));
}

#[tokio::test]
async fn both_sides_follow_the_case_and_only_they() {
    let hall = Hall::open();
    let (cookie, token) = session(&hall, "employer_clerk");
    let (name, id_number) = person(&hall);
    let fields = with(&answers(&name, &id_number), &[("at", "check"), ("go", "send"), ("csrf_token", &token)]);
    let sent = hall.post(FORM, &cookie, &encoded(&fields)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let number = sent.location.rsplit('/').next().unwrap().to_owned();
    let done = hall.get(&sent.location, &cookie).await;
    assert!(done.body.contains(&number) && done.body.contains("2020年2月25日"), "the limit of acceptance is shown at once");
    let status = format!("/cases/{number}");
    // Without an employment in the register a paper is asked for; the worker sees case and clock, and takes nothing back.
    let (worker, _) = session(&hall, "person");
    let page = hall.get(&status, &worker).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("决定是否受理"));
    assert!(!page.body.contains(&format!("/cases/{number}/withdraw")), "the worker did not apply");
    assert!(hall.get(&status, &cookie).await.body.contains(&format!("/cases/{number}/withdraw")), "the employer did");
    assert!(hall.get("/my", &worker).await.body.contains(&number));
    let (stranger, _) = session(&hall, "newcomer");
    assert_eq!(hall.get(&status, &stranger).await.status, StatusCode::NOT_FOUND);
    let mut views = hall.agency.store.views().unwrap();
    let head = views.case_by_number(&number.parse().unwrap()).unwrap().unwrap();
    assert_eq!(head.party, Party::person(PERSON_ID));
    assert!(views.is_concerned(hall.area, head.id, Party::employer(EMPLOYER_ID)).unwrap());
    drop(views);
    let (officer, token) = session(&hall, "injury_officer");
    let desk = hall.get(&format!("/desk/injury-recognition/{number}"), &officer).await;
    assert!(desk.body.contains("查明的事实和材料"));
    let wrong = encoded(&[("fact_performing_duties", "doubt"), ("establish_note", ""), ("csrf_token", &token)]);
    let refused = hall.post(&format!("/desk/injury-recognition/{number}/establish"), &officer, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("请填写查明的依据"));
    let right = encoded(&[("fact_performing_duties", "doubt"), ("establish_note", "流调未出"), ("csrf_token", &token)]);
    let recorded = hall.post(&format!("/desk/injury-recognition/{number}/establish"), &officer, &right).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.body);
    let (clerk, _) = session(&hall, "clerk_elsewhere");
    assert_eq!(hall.get(&format!("/desk/injury-recognition/{number}"), &clerk).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_limits_page_shows_own_areas_and_the_city_all() {
    let hall = Hall::open();
    let (officer, _) = session(&hall, "injury_officer");
    let page = hall.get("/desk/injury-clocks?month=2020-02", &officer).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("环翠") && !page.body.contains("乳山"));
    let (city, _) = session(&hall, "city_supervisor");
    let page = hall.get("/desk/injury-clocks?month=nonsense", &city).await;
    assert!(page.body.contains("乳山") && page.body.contains("全市"));
}
