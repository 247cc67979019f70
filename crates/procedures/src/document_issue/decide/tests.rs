use std::collections::BTreeMap;
use std::sync::OnceLock;

use agency::common::test_agency::{area, day, employer, given, law, month, new_case, number, obligation};
use casework::procedure::CaseRef;
use casework::{ContributionRow, Person};
use ledger::Obligation;
use values::{ContributionParts, DocumentKind, Fen, IdNumber, VerificationCode};

use super::*;

/// One press for all tests: the fonts are read once.
fn office() -> &'static DocumentOffice {
    static OFFICE: OnceLock<DocumentOffice> = OnceLock::new();
    OFFICE.get_or_init(|| DocumentOffice::for_tests(&law()))
}

fn person() -> Person {
    Person {
        area: area(),
        id: 5,
        name: "于海洋".parse().unwrap(),
        id_number: IdNumber::from_parts("371002", day("1985-06-17"), 1).unwrap(),
        telephone: None,
        registered_on: day("2019-03-01"),
    }
}

fn row(id: i64, of: &str, employer_id: i64) -> (ContributionRow, Obligation) {
    let parts = ContributionParts { pension_employee: Fen(32_000), pension_employer: Fen(64_000), ..ContributionParts::default() };
    let row = ContributionRow { obligation_id: id, employer_id, person_id: 5, month: month(of), base: Fen(400_000), parts };
    (row, obligation(id, of, "2020-03-31", "960.00"))
}

fn facts(rows: Vec<(ContributionRow, Obligation)>) -> Facts {
    let employers = BTreeMap::from([(1, employer().name), (2, "另一家有限公司".to_owned())]);
    Facts {
        records: Some(Records::Person { person: Box::new(person()), rows, employers }),
        code: VerificationCode::of_random([9; 15]),
        issued_today: 0,
    }
}

fn own() -> Given {
    let mut given = given(Role::Person, "2020-06-20");
    given.actor.party = Some(Party::person(5));
    given
}

fn certificate(from: &str, until: &str) -> Command {
    Command::IssueContributionCertificate { person_id: 5, from: from.into(), until: until.into() }
}

fn decided(command: &Command, facts: &Facts, given: &Given) -> Result<Outcome<Event>, Vec<String>> {
    let number = number();
    let decided = decide(office(), new_case(&number), command, facts, given);
    decided.map_err(|refusals| refusals.0.into_iter().map(|refusal| refusal.code).collect())
}

#[test]
fn a_person_is_given_the_statement_and_the_event_names_it() {
    let outcome = decided(&Command::IssueRightsStatement { person_id: 5 }, &facts(vec![row(1, "2020-01", 1)]), &own()).unwrap();
    let [issued] = outcome.effects.documents.as_slice() else { panic!("one document") };
    assert_eq!((issued.kind, issued.party), (DocumentKind::RightsStatement, Party::person(5)));
    assert_eq!(issued.code, VerificationCode::of_random([9; 15]));
    assert_eq!(issued.shown.subject, "于**");
    assert!(issued.pdf.starts_with(b"%PDF-1.7"));
    let Event::Issued { document, party } = &outcome.events[0];
    assert_eq!((document, *party), (&issued.reference(), Party::person(5)));
    assert!(outcome.effects.notifications.is_empty(), "who asks in person needs no letter");
}

#[test]
fn only_who_may_have_it_is_given_it() {
    let facts = facts(vec![row(1, "2020-01", 1)]);
    let statement = Command::IssueRightsStatement { person_id: 5 };
    let mut other = own();
    other.actor.party = Some(Party::person(6));
    let mut elsewhere = own();
    elsewhere.actor.area = "371083".parse().unwrap();
    for given in [
        other,
        elsewhere,
        given(Role::EmployerClerk, "2020-06-20"),
        given(Role::Auditor, "2020-06-20"),
        given(Role::Administrator, "2020-06-20"),
    ] {
        assert_eq!(decided(&statement, &facts, &given).unwrap_err(), ["not_allowed"], "{:?}", given.actor);
    }
    let at_desk = decided(&statement, &facts, &given(Role::Clerk, "2020-06-20")).unwrap();
    let [letter] = at_desk.effects.notifications.as_slice() else { panic!("the person is told") };
    assert_eq!(letter.to, Party::person(5));
    assert!(letter.body.zh.contains(&VerificationCode::of_random([9; 15]).to_string()));
}

#[test]
fn a_certificate_counts_months_by_employer_and_once() {
    let mut rows = vec![row(1, "2019-11", 1), row(2, "2019-12", 1), row(3, "2020-02", 1), row(4, "2020-02", 2)];
    for (_, obligation) in rows.iter_mut().take(3) {
        obligation.settled_on = Some(day("2020-03-01"));
    }
    let Records::Person { person, rows, employers } = facts(rows).records.unwrap() else { unreachable!("a person's") };
    let span = Span { from: month("2019-12"), until: month("2020-02") };
    let certificate = compose::certificate(&person, &rows, &employers, span, day("2020-06-20")).unwrap();
    let periods: Vec<_> =
        certificate.periods.iter().map(|period| (period.from, period.until, period.months_counted, period.months_owed)).collect();
    // December; then, after a gap, February, which the other employer still owes.
    assert_eq!(
        periods,
        [
            (month("2019-12"), month("2019-12"), 1, 0),
            (month("2020-02"), month("2020-02"), 1, 0),
            (month("2020-02"), month("2020-02"), 0, 1)
        ]
    );
    assert_eq!(certificate.months_counted, 2, "a month through two employers is one");
    assert_eq!(certificate.own_contributions, Fen(64_000), "what is still owed is not certified as paid");
}

#[test]
fn a_span_is_refused_with_its_reason() {
    let cases = [
        ("2020-02", "2020-01", vec!["span_turned"]),
        ("2020-01", "2020-07", vec!["span_in_future"]),
        ("soon", "2020-01", vec!["month"]),
        ("2018-01", "2018-12", vec!["nothing_to_certify"]),
    ];
    for (from, until, expected) in cases {
        let refused = decided(&certificate(from, until), &facts(vec![row(1, "2020-01", 1)]), &own()).unwrap_err();
        assert_eq!(refused, expected, "{from} {until}");
    }
    assert!(decided(&certificate("2020-01", "2020-06"), &facts(vec![row(1, "2020-01", 1)]), &own()).is_ok());
}

#[test]
fn what_cannot_be_issued_says_why() {
    let statement = Command::IssueRightsStatement { person_id: 5 };
    let nobody = Facts { records: None, ..facts(Vec::new()) };
    assert_eq!(decided(&statement, &nobody, &own()).unwrap_err(), ["unknown_party"]);
    let often = Facts { issued_today: DAILY_MOST as usize, ..facts(Vec::new()) };
    assert_eq!(decided(&statement, &often, &own()).unwrap_err(), ["issued_often"]);
    let number = number();
    let head = crate::document_issue::decide::tests::head();
    let again = decide(office(), CaseRef { head: Some(&head), ..new_case(&number) }, &statement, &facts(Vec::new()), &own());
    assert!(again.unwrap_err().has("already_issued"));
}

fn head() -> casework::CaseHead {
    casework::CaseHead {
        area: area(),
        id: 9,
        number: number(),
        procedure: "document_issue".into(),
        party: Party::person(5),
        subject: Text::same("于海洋"),
        stage: Stage::Completed,
        awaiting: None,
        opened_by: 7,
        priority: 0,
        opened_on: day("2020-06-20"),
        due_on: None,
        version: 1,
    }
}

#[test]
fn an_employer_is_certified_what_it_owed_and_paid() {
    let mut paid = obligation(1, "2020-01", "2020-02-25", "1000.00");
    paid.paid = paid.owed;
    paid.settled_on = Some(day("2020-02-20"));
    let open = obligation(2, "2020-02", "2020-03-25", "500.00");
    let span = Span { from: month("2020-01"), until: month("2020-06") };
    let document = compose::employer_certificate(&employer(), &[paid, open], span, day("2020-06-20")).unwrap();
    let months: Vec<_> = document.months.iter().map(|month| (month.owed, month.paid, month.standing.zh.as_str())).collect();
    assert_eq!(months, [(Fen(100_000), Fen(100_000), "按时缴费"), (Fen(50_000), Fen(0), "欠缴")]);
    assert_eq!(compose::employer_certificate(&employer(), &[], span, day("2020-06-20")), None);
}
