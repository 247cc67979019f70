//! Sheets of new determinations: printed with the decision, or kept and printed as they were decided.

use std::sync::Arc;

use agency::common::test_agency::{area, day, given, law, month, new_case, number, yuan};
use casework::{BenefitKind, CareerYear, Entitlement, EventStamp, PensionRecord, Person, Procedure, Role};
use values::{IdNumber, Party, PersonName, VerificationCode};

use super::super::{PensionRecalculation, procedure};
use super::*;
use crate::common::approved_run::{Portioned, RunCommand, RunEvent, RunFacts, RunState};

fn facts() -> Facts {
    let right = Entitlement {
        area: area(),
        id: 3,
        kind: BenefitKind::EmployeePension,
        beneficiary: Party::person(1),
        payee: Party::person(1),
        first_month: month("2020-04"),
        last_month: None,
        granted_case_id: 1,
        settled_through: month("2020-12"),
        amounts: vec![BenefitAmount { from_month: month("2020-04"), monthly: yuan("2334.17"), provisional: true, case_id: 1 }],
        suspensions: Vec::new(),
    };
    let person = Person {
        area: area(),
        id: 1,
        name: PersonName::parse("于海洋").unwrap(),
        id_number: IdNumber::from_parts("379901", day("1960-03-15"), 1).unwrap(),
        telephone: None,
        registered_on: day("1996-01-01"),
    };
    let year = |year: i32| {
        let months = if year == 2020 { 3 } else { 12 };
        CareerYear { year, months, index_sum: 10_000 * months, credits: Fen(50_000 * months) }
    };
    let record = PensionRecord {
        area: area(),
        person_id: 1,
        born: None,
        category: Some("M60".into()),
        first_employment: Some(month("1993-12")),
        deemed_months: 24,
        special_work_months: 0,
        account_start: None,
        paid_months_before_account: None,
        opening_year: 2018,
        opening_balance: yuan("60000.00"),
        years: (1996..=2020).map(year).collect(),
        verified_case_id: Some(1),
    };
    let pension = Determinable { entitlement: right, person: Some(person), record: Some(record), contributions: Vec::new() };
    Facts { pensions: vec![pension], last_id: Some(3), codes: vec![code(7)] }
}

fn code(of: u8) -> VerificationCode {
    VerificationCode::of_random([of; VerificationCode::RANDOM_BYTES])
}

fn carried(documents: &DocumentOffice) -> Portion {
    let scope = Scope::Year { year: 2020 };
    let number = number();
    let decider = given(Role::DecisionMaker, "2021-01-06");
    carry(&law(), documents, new_case(&number), (&scope, &why(&scope, "")), &facts(), &decider).unwrap()
}

#[test]
fn the_sheet_goes_with_the_decision_and_the_letter_names_it_and_the_way_against_it() {
    let portion = carried(&DocumentOffice::for_tests(&law()));
    let [changed] = portion.changed.as_slice() else { panic!("one pension") };
    assert_eq!((changed.before, changed.after), (yuan("2334.17"), yuan("2424.35")));
    let [printed] = portion.effects.documents.as_slice() else { panic!("one sheet") };
    assert_eq!((changed.document.clone(), printed.code), (Some(printed.reference()), code(7)));
    assert!(printed.shown.title.zh.contains("重新核定"), "{}", printed.shown.title.zh);
    let letter = &portion.effects.notifications[0].body.zh;
    assert!(letter.contains("下载") && letter.contains("60日") && letter.contains("2,424.35"), "{letter}");
}

#[test]
fn a_missing_font_keeps_nobody_from_the_money_and_the_sheet_follows() {
    let without = DocumentOffice::for_tests(&law()).without_fonts();
    let portion = carried(&without);
    let [changed] = portion.changed.as_slice() else { panic!("one pension") };
    assert_eq!((portion.effects.benefits.len(), portion.effects.documents.len(), changed.document.clone()), (1, 0, None));
    let sheet: PensionDetermination = serde_json::from_value(changed.unprinted.as_ref().unwrap().says.clone()).unwrap();
    let replaced = sheet.replaces.clone().unwrap();
    // Nine months were paid at the provisional amount: nine times 90.18.
    assert_eq!((replaced.monthly, replaced.difference), (yuan("2334.17"), Some((month("2020-04"), month("2020-12"), yuan("811.62")))));

    let law = Arc::new(law());
    let run: Portioned<PensionRecalculation> = procedure(&law, &Arc::new(DocumentOffice::for_tests(&law)));
    let mut state: RunState<Scope> = RunState { scope: Some(Scope::Year { year: 2020 }), ..RunState::default() };
    let by = given(Role::DecisionMaker, "2021-01-07");
    let stamp = EventStamp {
        actor_id: by.actor.user_id,
        actor_name: by.actor.name.clone(),
        channel: by.channel,
        on_behalf_of: None,
        cause: None,
        on: by.today,
        at: by.now,
    };
    let event = RunEvent::CarriedOut { last_id: 3, changed: portion.changed.clone(), left: Vec::new(), explanation: None };
    run.apply(&mut state, &event, &stamp);
    let (case_number, decider) = (number(), given(Role::DecisionMaker, "2021-01-07"));
    let facts = RunFacts { portion: None, codes: vec![code(9)] };
    let done = run.decide(new_case(&case_number), &state, &RunCommand::Print, &facts, &decider).unwrap();
    assert_eq!(done.effects.documents.len(), 1);
    run.apply(&mut state, &done.events[0], &stamp);
    assert_eq!(state.changed[0].document, Some(done.effects.documents[0].reference()));
    let again = run.decide(new_case(&case_number), &state, &RunCommand::Print, &facts, &decider).unwrap_err();
    assert!(again.has("nothing_to_print"), "it is printed once");
}
