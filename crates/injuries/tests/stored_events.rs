//! Events as earlier versions of this program stored them are still read, each as what it was, and what has not changed is written as
//! it was.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

use injuries::{injury_recognition, injury_settlement};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads an event and writes it again.
fn again<Event: DeserializeOwned + Serialize>(stored: &Value) -> (Event, Value) {
    let event: Event = serde_json::from_value(stored.clone()).unwrap_or_else(|error| panic!("{error}: {stored}"));
    let written = serde_json::to_value(&event).unwrap();
    (event, written)
}

fn stations(form: Value) -> Vec<Value> {
    let paper = json!({
        "kind": "medical_diagnosis", "file_name": "a.pdf", "media_type": "application/pdf", "size_bytes": 13, "sha256": "ab",
        "received_at": "2020-02-03T01:00:00.000000Z",
    });
    let text = json!({ "zh": "认定为工伤", "en": "recognised" });
    vec![
        json!({ "kind": "submitted", "form": form, "materials": [paper] }),
        json!({ "kind": "accepted" }),
        json!({ "kind": "supplement_requested", "missing": ["medical_diagnosis"], "note": "请补正" }),
        json!({ "kind": "supplemented", "materials": [paper], "note": "" }),
        json!({ "kind": "reviewed", "opinion": "情况属实", "recommend": true }),
        json!({ "kind": "granted", "note": "", "result": text, "explanation": [] }),
        json!({ "kind": "withdrawn", "reason": "不再需要" }),
        json!({ "kind": "limits_moved", "moved": [] }),
    ]
}

fn recognition_form() -> Value {
    json!({
        "applicant": "employer", "employer_id": 1, "worker_name": "甲乙", "worker_id_number": "379901198001010018", "relation": "",
        "telephone": "", "occupation": "护士", "ground": "infected_on_duty", "injured_on": "2020-02-01", "injured_at": "",
        "place": "发热门诊", "account": "工作中", "injured_part": "肺", "diagnosis_code": "U07.1", "diagnosis": "新冠", "has_died": false,
        "facts": { "performing_duties": true }, "delay_reason": "",
    })
}

fn settlement_form() -> Value {
    json!({
        "payee": "hospital", "hospital_id": 1, "hospital": "医院", "worker_id_number": "379901198001010018", "recognition_case_id": 3,
        "bill_number": "Z-1", "stay_from": "2020-02-03", "stay_until": "2020-02-09",
        "lines": [{ "row": 0, "service_on": "2020-02-05", "item": "布洛芬", "quantity": "1", "unit_price": "6.50", "amount": "6.50" }],
    })
}

#[test]
fn a_recognition_stored_before_the_wrapping_was_shared_is_read_as_it_was() {
    type Event = injury_recognition::Event;
    for stored in stations(recognition_form()) {
        let (event, written) = again::<Event>(&stored);
        assert!(matches!(event, Event::Application(_)), "{stored}");
        assert_eq!(written, stored);
    }
    let text = json!({ "zh": "甲", "en": "a" });
    let own = [
        json!({
            "kind": "flagged", "notice_id": "2020-6", "measure_id": "1b", "who": text, "reason_words": text,
            "citation": { "document": "威人社函〔2020〕6号", "article": "一（二）", "basis": "seen" },
        }),
        json!({
            "kind": "established", "facts": { "performing_duties": null }, "papers_missing": ["medical_diagnosis"], "disputed": false,
            "note": "核查笔录",
        }),
        json!({ "kind": "papers_supplied", "materials": [], "note": "" }),
        json!({ "kind": "paused", "authority": "法院", "reason": "", "from": "2020-02-05" }),
        json!({ "kind": "resumed", "until": "2020-02-09", "conclusion": "判决" }),
        json!({ "kind": "filing_extended", "until": "2020-04-01", "reason": "不可抗力" }),
        json!({ "kind": "clock_moved", "before": null, "after": text, "because": text, "fast_track": true }),
        json!({ "kind": "delivered", "to": "employer", "method": "post", "on": "2020-02-07", "receiver": "EMS" }),
    ];
    for stored in own {
        let (event, written) = again::<Event>(&stored);
        assert!(matches!(event, Event::Own(_)), "{stored}");
        assert_eq!(written, stored);
    }
}

#[test]
fn limits_spoken_of_before_every_application_could_be_watched_are_not_spoken_of_again() {
    let mut state = injury_recognition::State::default();
    let stamp = json!({
        "actor_id": 0, "actor_name": "x", "channel": "system", "on_behalf_of": null, "on": "2020-02-05", "at": "2020-02-05T01:00:00.000000Z",
    });
    let stamp = serde_json::from_value(stamp).unwrap();
    for kind in ["warned", "escalated"] {
        let stored = json!({ "kind": kind, "deadline": "injury_decision", "due_on": "2020-02-06" });
        let (event, written) = again::<injury_recognition::Event>(&stored);
        assert_eq!(written, stored);
        state.apply(&event, &stamp);
    }
    let key = ("injury_decision".to_owned(), "2020-02-06".parse().unwrap());
    assert!(state.application.spoken_of.warned.contains(&key) && state.application.spoken_of.escalated.contains(&key));
}

#[test]
fn a_reason_stored_in_one_language_is_read_and_one_in_two_stays() {
    let stamp = json!({
        "actor_id": 3, "actor_name": "x", "channel": "web", "on_behalf_of": null, "on": "2020-02-05", "at": "2020-02-05T01:00:00.000000Z",
    });
    let stamp = serde_json::from_value(stamp).unwrap();
    for kind in ["not_accepted", "refused"] {
        for (stored, zh, en) in [
            (json!({ "kind": kind, "reason": "不符合第14条" }), "不符合第14条", "不符合第14条"),
            (
                json!({ "kind": kind, "reason": { "zh": "不符合第14条", "en": "not within article 14" } }),
                "不符合第14条",
                "not within article 14",
            ),
        ] {
            let (event, written) = again::<injury_recognition::Event>(&stored);
            assert_eq!(written["reason"], json!({ "zh": zh, "en": en }));
            let mut state = injury_recognition::State::default();
            state.apply(&event, &stamp);
            let reason = state.application.reason.unwrap();
            assert_eq!((reason.zh.as_str(), reason.en.as_str()), (zh, en));
        }
    }
}

#[test]
fn a_settlement_stored_before_money_came_back_is_read_as_if_none_did() {
    type Event = injury_settlement::Event;
    for stored in stations(settlement_form()) {
        let (event, written) = again::<Event>(&stored);
        assert!(matches!(event, Event::Application(_)), "{stored}");
        assert_eq!(written, stored);
    }
    let judged = json!({
        "coverage": { "by": "not_covered" }, "fund_pays": 0, "not_paid": 650, "reason": { "zh": "不在目录内", "en": "not listed" },
        "citation": { "document": "工伤保险条例", "article": "第30条", "basis": "seen" },
    });
    let line = json!({ "service_on": "2020-02-05", "item": "布洛芬", "quantity": "1", "unit_price": 650, "amount": 650 });
    let change = json!({ "position": 0, "before": judged, "after": judged });
    let settled = json!({
        "kind": "settled", "lines": [{ "line": line, "judged": judged }], "infected_on_duty": true, "fund_pays": 0, "not_paid": 650,
        "entitlement_id": null,
    });
    let proposed = json!({ "kind": "readjudication_proposed", "changes": [change], "fund_pays_more": -650, "note": "" });
    let again_judged = json!({ "kind": "readjudicated", "changes": [change], "fund_pays_more": -650, "entitlement_id": null, "note": "" });
    for (stored, added) in [(settled, vec!["set_off"]), (proposed, vec![]), (again_judged, vec!["set_off", "to_recover"])] {
        let (event, mut written) = again::<Event>(&stored);
        assert!(matches!(event, Event::Own(_)), "{stored}");
        for field in added {
            assert_eq!(written.as_object_mut().unwrap().remove(field), Some(json!(0)), "{field}");
        }
        assert_eq!(written, stored);
    }
}

#[test]
fn a_draw_stored_before_anybody_could_be_left_out_stays_as_it_was() {
    let stored =
        json!({ "kind": "experts_drawn", "pool": ["甲一", "甲二", "甲三"], "seed": "a1b2c3d4e5@x", "drawn": ["甲三", "甲一", "甲二"] });
    let (event, written) = again::<injuries::labour_capacity_appraisal::Event>(&stored);
    assert_eq!(written, stored);
    let injuries::labour_capacity_appraisal::Event::ExpertsDrawn { recused, .. } = event else { panic!("{stored}") };
    assert!(recused.is_empty());
}
