//! What the cases say, what is written, and what is refused.

use std::collections::BTreeMap;

use agency::common::test_agency::{area, codes, day, given, law, new_case, number};
use casework::{Given, Outcome, Refusals, Role};

use super::super::day::{AcceptedReport, AreaDay, CityDay};
use super::super::gather::Facts;
use super::super::{Act, Command, Event, State, What};
use super::decide;

const TOPIC: &str = "injury_recognitions_of_infected";

fn facts(derived: i64) -> Facts {
    Facts { is_asked: true, derived: [("recognised".to_owned(), derived)].into(), ..Facts::default() }
}

fn report(recognised: &str, applications: &str, zero: bool, note: &str) -> Act {
    let figures = BTreeMap::from(
        [("recognised", recognised), ("applications", applications)].map(|(name, figure)| (name.to_owned(), figure.to_owned())),
    );
    Act::Report { figures, zero, note: note.to_owned() }
}

fn at(role: Role, hour: i64) -> Given {
    let given = given(role, "2020-02-10");
    let midnight = values::Instant::from_china(day("2020-02-10").at(0, 0, 0, 0)).unwrap();
    Given { now: midnight.plus_seconds(hour * 3600).unwrap(), ..given }
}

fn decided(act: Act, facts: &Facts, given: &Given) -> Result<Outcome<Event>, Refusals> {
    let number = number();
    let command = Command { topic: TOPIC.to_owned(), day: day("2020-02-10"), act };
    decide(&law(), new_case(&number), &State::default(), &command, facts, given)
}

fn refused(act: Act, facts: &Facts) -> Vec<String> {
    let refusals = decided(act, facts, &at(Role::InjuryOfficer, 16)).unwrap_err();
    codes(&refusals).into_iter().map(str::to_owned).collect()
}

#[test]
fn what_differs_from_the_cases_is_explained() {
    for (derived, recognised, note, expected) in [
        (2, "1", "", Some("less_than_cases")),
        (2, "0", "", Some("less_than_cases")),
        (2, "3", "", Some("more_than_cases")),
        (2, "2", "", None),
        (2, "1", "一件移交外市", None),
        (0, "0", "", None),
    ] {
        let act = report(recognised, "0", recognised == "0", note);
        let codes = decided(act, &facts(derived), &at(Role::InjuryOfficer, 16)).err().map(|refusals| refusals.0[0].code.clone());
        assert_eq!(codes.as_deref(), expected, "cases {derived}, written {recognised}, note {note:?}");
    }
}

#[test]
fn a_figure_is_a_whole_number_from_nothing_up() {
    for (written, code) in [
        ("", "figure_missing"),
        (" ", "figure_missing"),
        ("-1", "figure_negative"),
        ("1.5", "figure_not_a_number"),
        ("二", "figure_not_a_number"),
        ("1e3", "figure_not_a_number"),
        ("100000", "figure_too_large"),
        ("99999999999999999999", "figure_not_a_number"),
    ] {
        assert_eq!(refused(report(written, "0", false, "x"), &facts(0)), [code], "{written:?}");
    }
    let Act::Report { mut figures, .. } = report("0", "0", true, "") else { unreachable!() };
    figures.insert("deaths".into(), "1".into());
    assert_eq!(refused(Act::Report { figures, zero: true, note: String::new() }, &facts(0)), ["unknown_field"]);
}

#[test]
fn late_is_after_the_cut_off_and_a_day_after() {
    let late = |given: &Given| {
        let outcome = decided(report("0", "0", true, ""), &facts(0), given).unwrap();
        let What::Reported { report } = &outcome.events[0].what else { panic!("{:?}", outcome.events) };
        report.late
    };
    assert!(!late(&at(Role::InjuryOfficer, 16)));
    assert!(!late(&at(Role::InjuryOfficer, 17)), "the hour itself is in time");
    assert!(late(&Given { now: at(Role::InjuryOfficer, 17).now.plus_seconds(1).unwrap(), ..at(Role::InjuryOfficer, 17) }));
    assert!(late(&Given { today: day("2020-02-11"), ..at(Role::InjuryOfficer, 9) }));
}

#[test]
fn the_second_report_says_who_was_first_and_what_they_wrote() {
    let first = AcceptedReport {
        figures: [("recognised".to_owned(), 2), ("applications".to_owned(), 3)].into(),
        late: false,
        at: at(Role::InjuryOfficer, 16).now,
        by: "工伤员".into(),
    };
    let facts = Facts { own: AreaDay { case_id: Some(9), reports: vec![first], chased: Vec::new() }, ..facts(2) };
    let refusals = decided(report("2", "3", false, ""), &facts, &at(Role::AreaLeader, 16)).unwrap_err();
    assert_eq!(codes(&refusals), ["already_reported"]);
    let words = &refusals.0[0].text;
    assert!(words.zh.contains("工伤员") && words.zh.contains("16:00") && words.zh.contains("当日认定工伤人数 2"), "{}", words.zh);
}

#[test]
fn who_and_where_comes_before_everything() {
    let act = || report("0", "0", true, "");
    let code = |role: Role| decided(act(), &facts(0), &at(role, 16)).err().map(|refusals| refusals.0[0].code.clone());
    for (role, expected) in [
        (Role::InjuryOfficer, None),
        (Role::AreaLeader, None),
        (Role::Clerk, Some("not_allowed")),
        (Role::CitySupervisor, Some("not_allowed")),
        (Role::System, Some("not_allowed")),
    ] {
        assert_eq!(code(role).as_deref(), expected, "{role:?}");
    }
    let mut elsewhere = at(Role::InjuryOfficer, 16);
    elsewhere.actor.area = "371003".parse().unwrap();
    assert_eq!(codes(&decided(act(), &facts(0), &elsewhere).unwrap_err()), ["not_allowed"]);
    assert_eq!(codes(&decided(Act::Seal, &facts(0), &at(Role::CitySupervisor, 18)).unwrap_err()), ["not_the_city"]);
    let not_asked = Facts { is_asked: false, ..facts(0) };
    assert_eq!(refused(act(), &not_asked), ["not_asked"]);
    let number = number();
    let command = Command { topic: "weather".into(), day: day("2020-02-10"), act: act() };
    let unknown = decide(&law(), new_case(&number), &State::default(), &command, &facts(0), &at(Role::InjuryOfficer, 16));
    assert_eq!(codes(&unknown.unwrap_err()), ["unknown_topic"]);
}

#[test]
fn a_locked_day_takes_nothing_until_the_city_lets_the_area_in() {
    use super::super::consolidation::Consolidation;
    let drawn = Consolidation::draw(TOPIC, day("2020-02-10"), 1, &["recognised"], &[(area(), AreaDay::default())]);
    assert_eq!((drawn.missing().collect::<Vec<_>>(), drawn.sum["recognised"]), (vec![area()], 0));
    let locked = Facts { city: CityDay { consolidation: Some(drawn), ..CityDay::default() }, ..facts(0) };
    assert_eq!(refused(report("0", "0", true, ""), &locked), ["locked"]);
    let let_in = Facts { city: CityDay { reopened: [(area(), "x".to_owned())].into(), ..locked.city.clone() }, ..locked.clone() };
    assert!(decided(report("0", "0", true, ""), &let_in, &at(Role::InjuryOfficer, 16)).is_ok());
}
