//! The notice of Weihai as typed measures, and what a draft may not say.

#![expect(clippy::unwrap_used, reason = "a wrong fixture should stop the test where it stands")]

use rules::contribution::{MovedDueDate, ObligationDue, settle_due_on};
use rules::{EmergencyState, Law, LawSource, MeasureKind, check_notice_file};
use values::{AreaCode, Date};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn weihai() -> Law {
    Law::load(&LawSource::embedded(), "cn-3710").unwrap()
}

fn area() -> AreaCode {
    "371002".parse().unwrap()
}

fn emergency(ended_on: Option<&str>) -> [EmergencyState; 1] {
    [EmergencyState { notice_id: "2020-6".into(), declared_on: day("2020-02-02"), ended_on: ended_on.map(day) }]
}

fn kinds_on(law: &Law, states: &[EmergencyState], on: &str) -> Vec<String> {
    law.measures_on(|_| true, states, day(on), area()).unwrap().map(|active| active.measure.id.clone()).collect()
}

#[test]
fn every_clause_of_the_notice_stands_with_a_measure() {
    let law = weihai();
    let notice = law.notice("2020-6").unwrap();
    let numbers: Vec<&str> = notice.clauses.iter().map(|clause| clause.number.as_str()).collect();
    assert_eq!(numbers, ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "4.1", "4.2", "4.3", "4.4"]);
    for clause in &notice.clauses {
        assert!(!clause.measures.is_empty(), "{}", clause.number);
        for measure in &clause.measures {
            assert!(measure.id.starts_with(&clause.number) && !measure.summary.zh.is_empty() && !measure.summary.en.is_empty());
            assert_eq!(measure.citation.document, "威人社函〔2020〕6号");
        }
    }
}

#[test]
fn measures_hold_while_the_emergency_lasts_and_no_longer() {
    let law = weihai();
    let all = law.notice("2020-6").unwrap().measures().count();
    assert_eq!(kinds_on(&law, &[], "2020-02-10").len(), 0, "nothing holds before it is declared");
    assert_eq!(kinds_on(&law, &emergency(None), "2020-02-01").len(), 0, "nor before the notice takes effect");
    assert_eq!(kinds_on(&law, &emergency(None), "2020-02-02").len(), all);
    let ended = emergency(Some("2020-05-08"));
    assert_eq!(kinds_on(&law, &ended, "2020-05-08").len(), all);
    assert_eq!(kinds_on(&law, &ended, "2020-05-09"), ["1.3a", "1.3b"]);
    assert_eq!(kinds_on(&law, &ended, "2020-08-10"), ["1.3a", "1.3b"], "the last day rolls over the weekend");
    assert_eq!(kinds_on(&law, &ended, "2020-08-11"), Vec::<String>::new());
    let late_fee_only = law.measures_on(|kind| matches!(kind, MeasureKind::LateFee(_)), &ended, day("2020-03-01"), area()).unwrap();
    assert_eq!(late_fee_only.count(), 1);
}

#[test]
fn three_days_are_counted_in_words() {
    let law = weihai();
    let measure = law.notice("2020-6").unwrap().measure("1.2a").unwrap();
    let MeasureKind::TimeLimit(limit) = &measure.kind else { panic!("1.2a is a time limit") };
    let derivation = limit.due(day("2020-02-03"), law.calendar()).unwrap();
    assert_eq!(derivation.due_on, day("2020-02-06"));
    assert_eq!(derivation.text.en, "accepted 2020-02-03, 3 days, 《威人社函〔2020〕6号》一（二）, due 2020-02-06");
    assert_eq!(derivation.text.zh, "受理于 2020-02-03，3 日，依据《威人社函〔2020〕6号》一（二），期限至 2020-02-06");
    let rolled = limit.due(day("2020-02-05"), law.calendar()).unwrap();
    assert_eq!((rolled.due_on, rolled.rolled_by.unwrap().article.as_str()), (day("2020-02-10"), "第203条"));
}

#[test]
fn the_window_decides_from_which_due_date_a_fee_counts() {
    let law = weihai();
    let terms = law.notice("2020-6").unwrap().deferral_terms().unwrap();
    assert!(terms.late_fee_waived && terms.rights_kept && terms.approval_required);
    let window = terms.makeup_until(day("2020-05-06"), law.calendar()).unwrap();
    assert_eq!(window.due_on, day("2020-08-06"));
    let due = |moved| ObligationDue { original_due_on: day("2020-02-25"), moved_due_on: moved, snap_back: terms.snap_back_from };
    let moved = Some(MovedDueDate::On(window.due_on));
    for (moved, paid_on, expected) in [
        (None, "2020-03-26", "2020-02-25"),
        (moved, "2020-08-06", "2020-08-06"),
        (moved, "2020-08-07", "2020-02-25"),
        (moved, "2020-02-20", "2020-08-06"),
        (Some(MovedDueDate::Open), "2020-03-26", "2020-03-26"),
        (Some(MovedDueDate::Open), "2020-02-01", "2020-02-25"),
    ] {
        assert_eq!(settle_due_on(due(moved), day(paid_on)), day(expected), "{moved:?} {paid_on}");
    }
}

#[test]
fn a_draft_is_checked_with_file_line_and_reason() {
    let law = weihai();
    let source = LawSource::embedded();
    let text = source.text("regions/cn-3710/notices/2020-6.toml").unwrap();
    assert_eq!(check_notice_file(&law, text, "drafts/2020-6.toml").unwrap().clauses.len(), 14);
    for (before, after, part) in [
        ("kind = \"late_fee\"", "kind = \"late_fees\"", "no kind of measure `late_fees`"),
        ("months_after_end = 3", "months_after_end = \"3\"", "invalid type"),
        ("\"labour_capacity_appraisal\"", "\"labour_capacity_apraisal\"", "offers no service `labour_capacity_apraisal`"),
        ("limit = \"injury_recognition_decision_clear\"", "limit = \"injury\"", "no time limit `injury`"),
        ("areas = []", "areas = [\"371001\"]", "no area 371001"),
        ("id = \"1.2b\"", "id = \"1.2a\"", "1.2a is used twice"),
        ("number = \"2.2\"", "number = \"2.1\"", "listed twice"),
        ("id = \"2020-6\"", "id = \"2020-7\"", "the file is called `2020-6`"),
        ("effective_from = 2020-02-02", "effective_from = 2020-02-01", "lies before issued_on"),
        ("effective_from = 2020-02-02\n", "", "missing field `effective_from`"),
        ("fund_pays = \"1\"", "fund_pays = \"1.5\"", "not a ratio"),
        ("period = { until_months_after_end = 3 }", "period = \"for_ever\"", "unknown variant `for_ever`"),
    ] {
        assert!(text.contains(before), "{before}");
        let draft = text.replacen(before, after, 1);
        let errors = check_notice_file(&law, &draft, "drafts/2020-6.toml").expect_err(part);
        let message = errors.to_string();
        assert!(errors.0[0].file == "drafts/2020-6.toml" && message.contains(part), "{message}");
        let needle = draft.lines().position(|line| !after.is_empty() && line.contains(after.trim()));
        if let Some(line) = needle.filter(|_| !after.starts_with("id = \"1.2a") && !after.starts_with("number")) {
            assert_eq!(errors.0[0].line, line + 1, "{message}");
        }
    }
}
