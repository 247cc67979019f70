//! Entitlements, pension records, accounts and certifications: what was granted comes back, and every change of it.

use casework::benefit::{BenefitAmount, BenefitChange, BenefitKind, Entitlement, Suspension};
use casework::career::{CareerYear, PensionRecord};
use casework::payee::{Certification, CertificationWay, PayeeAccount};
use casework::registry::RegistryChange;
use casework::store::{CityRow, StoreError};
use values::{AccountNumber, Fen, Month, Party};

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(
    what_was_decided_on_an_entitlement_comes_back,
    months_that_are_opened_again_count_as_they_were_paid,
    a_change_that_meets_nothing_is_refused_whole,
    a_decision_on_an_entitlement_that_has_moved_is_refused,
    a_pension_record_is_replaced_whole,
    rights_and_records_are_read_many_at_once,
    the_account_set_last_and_the_longest_certification_hold,
    a_city_with_pensioners_is_loaded,
);

pub fn pension(id: i64, first_month: &str, monthly: i64) -> Entitlement {
    Entitlement {
        area: huancui(),
        id,
        kind: BenefitKind::EmployeePension,
        beneficiary: Party::person(id * 10),
        payee: Party::person(id * 10),
        first_month: month(first_month),
        last_month: None,
        granted_case_id: 1,
        settled_through: month(first_month).previous(),
        amounts: vec![BenefitAmount { from_month: month(first_month), monthly: Fen(monthly), provisional: true, case_id: 1 }],
        suspensions: Vec::new(),
    }
}

pub fn account(sequence: i64) -> PayeeAccount {
    PayeeAccount {
        holder: "于海洋".into(),
        bank_name: "中国银行威海分行".into(),
        bank_code: "104465000017".parse().unwrap(),
        number: AccountNumber::card(&format!("6217000{sequence:011}")).unwrap(),
    }
}

fn certification(person_id: i64, certified_on: &str, valid_until: &str) -> Certification {
    Certification { person_id, certified_on: day(certified_on), valid_until: day(valid_until), way: CertificationWay::Phone }
}

fn record(person_id: i64, balance: i64) -> PensionRecord {
    PensionRecord {
        area: huancui(),
        person_id,
        born: Some(month("1960-02")),
        category: Some("M60".into()),
        first_employment: Some(month("1982-03")),
        deemed_months: 120,
        special_work_months: 0,
        account_start: None,
        paid_months_before_account: Some(24),
        opening_year: 2018,
        opening_balance: Fen(balance),
        years: (1996..2019).map(|year| CareerYear { year, months: 12, index_sum: 118_800, credits: Fen(240_000) }).collect(),
        verified_case_id: Some(9),
    }
}

fn suspension(from_month: &str) -> Suspension {
    Suspension { from_month: month(from_month), until_month: None, reason: "not_certified".into(), case_id: 1, is_void: false }
}

/// The same change on the type and in the store; they must agree.
fn change_and_compare(world: &World, entitlement: &mut Entitlement, changes: Vec<BenefitChange>) {
    let mut before = opening(huancui(), 1, "grant");
    before.effects.benefits.push(BenefitChange::Grant(entitlement.clone()));
    world.store.commit(&before).unwrap();
    for (step, change) in changes.into_iter().enumerate() {
        assert!(entitlement.apply(&change), "{change:?}");
        let mut act = following(&before, &format!("change {step}"));
        act.effects.benefits.push(change);
        world.store.commit(&act).unwrap();
        before = act;
        let mut reader = world.store.reader().unwrap();
        assert_eq!(reader.entitlement(huancui(), entitlement.id).unwrap().as_ref(), Some(&*entitlement));
        assert_eq!(reader.entitlement_version(huancui(), entitlement.id), Ok(step as i64 + 2));
        assert_eq!(reader.book_version(huancui(), entitlement.beneficiary), Ok(step as i64 + 2));
    }
}

fn changes_of(entitlement: &Entitlement) -> Vec<BenefitChange> {
    let (entitlement_id, beneficiary) = (entitlement.id, entitlement.beneficiary);
    let amount = |from: &str, fen| BenefitAmount { from_month: month(from), monthly: Fen(fen), provisional: false, case_id: 1 };
    vec![
        BenefitChange::Amount { entitlement_id, beneficiary, amount: amount("2020-06", 310_000) },
        BenefitChange::Amount { entitlement_id, beneficiary, amount: amount("2020-05", 320_000) },
        BenefitChange::Suspend { entitlement_id, beneficiary, suspension: suspension("2020-08") },
        BenefitChange::Resume { entitlement_id, beneficiary, from_month: month("2020-10"), with_arrears: false },
        BenefitChange::Suspend { entitlement_id, beneficiary, suspension: suspension("2020-11") },
        BenefitChange::Resume { entitlement_id, beneficiary, from_month: month("2020-12"), with_arrears: true },
        BenefitChange::Recover { entitlement_id, beneficiary, month: month("2020-12"), amount: Fen(5) },
        BenefitChange::End { entitlement_id, beneficiary, last_month: month("2020-12"), reason: "death".into() },
    ]
}

fn what_was_decided_on_an_entitlement_comes_back(world: &World) {
    let mut entitlement = pension(7, "2020-05", 300_000);
    let changes = changes_of(&entitlement);
    change_and_compare(world, &mut entitlement, changes);
    let mut reader = world.store.reader().unwrap();
    assert_eq!(reader.entitlements_of_beneficiary(huancui(), Party::person(70)), Ok(vec![entitlement.clone()]));
    assert_eq!(reader.entitlements_of_beneficiary(rushan(), Party::person(70)), Ok(vec![]));
    assert_eq!(reader.benefit_paid(huancui(), 7), Ok(vec![(month("2020-12"), Fen(-5))]));
    let due = |asked: &str| entitlement.due(month(asked)).0;
    assert_eq!([due("2020-05"), due("2020-08"), due("2020-10"), due("2020-11")], [320_000, 0, 320_000, 320_000]);
    assert_eq!([due("2020-12"), due("2021-01")], [320_000, 0]);
}

/// Somebody who was paid elsewhere up to June: opened again from March, these months are still paid, and only the difference is due.
fn months_that_are_opened_again_count_as_they_were_paid(world: &World) {
    let mut entitlement = pension(7, "2019-11", 300_000);
    entitlement.settled_through = month("2020-06");
    let amount = BenefitAmount { from_month: month("2020-03"), monthly: Fen(310_000), provisional: false, case_id: 1 };
    let change = BenefitChange::Amount { entitlement_id: 7, beneficiary: Party::person(70), amount };
    change_and_compare(world, &mut entitlement, vec![change]);
    assert_eq!(entitlement.settled_through, month("2020-02"));
    let paid = world.store.reader().unwrap().benefit_paid(huancui(), 7).unwrap();
    let expected: Vec<(Month, Fen)> = month("2019-11").through(month("2020-06")).map(|month| (month, Fen(300_000))).collect();
    assert_eq!(paid, expected);
}

fn a_change_that_meets_nothing_is_refused_whole(world: &World) {
    let entitlement = pension(7, "2020-05", 300_000);
    let mut grant = opening(huancui(), 1, "grant");
    grant.effects.benefits.push(BenefitChange::Grant(entitlement));
    world.store.commit(&grant).unwrap();
    let end = |entitlement_id, beneficiary| BenefitChange::End {
        entitlement_id,
        beneficiary,
        last_month: month("2020-06"),
        reason: "death".into(),
    };
    for change in [
        end(8, Party::person(70)),
        end(7, Party::person(71)),
        BenefitChange::Resume { entitlement_id: 7, beneficiary: Party::person(70), from_month: month("2020-07"), with_arrears: true },
    ] {
        let mut act = following(&grant, "change");
        act.effects.benefits.push(change);
        assert!(matches!(world.store.commit(&act), Err(StoreError::Damaged(_))), "{:?}", act.effects.benefits);
    }
    assert_eq!(shape(world, huancui(), 1), Ok(Some((1, 1))));
    assert_eq!(world.store.reader().unwrap().entitlement_version(huancui(), 7), Ok(1));
}

fn a_decision_on_an_entitlement_that_has_moved_is_refused(world: &World) {
    let mut grant = opening(huancui(), 1, "grant");
    grant.effects.benefits.push(BenefitChange::Grant(pension(7, "2020-05", 300_000)));
    world.store.commit(&grant).unwrap();
    let decide = |version, key: &str| {
        let mut act = following(&grant, key);
        act.seen.push(casework::act::SeenEntry::Entitlement { area: huancui(), id: 7, version });
        let suspension = suspension("2020-06");
        act.effects.benefits.push(BenefitChange::Suspend { entitlement_id: 7, beneficiary: Party::person(70), suspension });
        world.store.commit(&act)
    };
    assert_eq!(decide(0, "too early"), Err(StoreError::Conflict));
    assert_eq!(decide(1, "in time"), Ok(()));
    assert_eq!(decide(1, "too late"), Err(StoreError::Conflict));
}

fn a_pension_record_is_replaced_whole(world: &World) {
    let mut before = opening(huancui(), 1, "first");
    before.effects.registry.push(RegistryChange::RecordCareer(record(70, 1)));
    world.store.commit(&before).unwrap();
    let mut shorter = record(70, 2);
    shorter.years.truncate(3);
    let mut act = following(&before, "second");
    act.effects.registry.push(RegistryChange::RecordCareer(shorter.clone()));
    world.store.commit(&act).unwrap();
    let mut reader = world.store.reader().unwrap();
    assert_eq!(reader.pension_record(huancui(), 70), Ok(Some(shorter)));
    assert_eq!(reader.pension_record(huancui(), 71), Ok(None));
    assert_eq!(reader.book_version(huancui(), Party::person(70)), Ok(2));
}

fn the_account_set_last_and_the_longest_certification_hold(world: &World) {
    let party = Party::person(70);
    let mut act = opening(huancui(), 1, "first");
    for change in [
        RegistryChange::SetPayeeAccount { party, account: account(1) },
        RegistryChange::SetPayeeAccount { party, account: account(2) },
        RegistryChange::RecordCertification(certification(70, "2020-03-01", "2021-02-28")),
        RegistryChange::RecordCertification(certification(70, "2019-03-01", "2020-02-28")),
    ] {
        act.effects.registry.push(change);
    }
    world.store.commit(&act).unwrap();
    let mut reader = world.store.reader().unwrap();
    assert_eq!(reader.payee_account(huancui(), party), Ok(Some(account(2))));
    assert_eq!(reader.payee_account(huancui(), Party::employer(70)), Ok(None));
    assert_eq!(reader.certification(huancui(), 70), Ok(Some(certification(70, "2020-03-01", "2021-02-28"))));
    assert_eq!(reader.certification(huancui(), 71), Ok(None));
}

fn a_city_with_pensioners_is_loaded(world: &World) {
    let area = huancui();
    let with_pause = |id| {
        let mut entitlement = pension(id, "2019-11", 300_000 + id);
        if id % 10 == 0 {
            entitlement.suspensions.push(suspension("2020-03"));
        }
        entitlement
    };
    let mut rows = (1..=300_i64).flat_map(|id| {
        [
            CityRow::Person(person(area, id * 10, id as u16)),
            CityRow::PensionRecord(record(id * 10, id)),
            CityRow::Entitlement(with_pause(id)),
            CityRow::PayeeAccount(area, Party::person(id * 10), account(id)),
            CityRow::Certification(area, certification(id * 10, "2020-01-01", "2020-12-31")),
        ]
    });
    world.store.load_city(&mut rows).unwrap();
    assert_eq!(world.store.reserve(area, "entitlement", 1), Ok(301), "numbers go on behind the loaded ones");
    let mut reader = world.store.reader().unwrap();
    assert_eq!(reader.entitlement(area, 20), Ok(Some(with_pause(20))));
    assert_eq!(reader.pension_record(area, 3000), Ok(Some(record(3000, 300))));
    assert_eq!(reader.payee_account(area, Party::person(2000)), Ok(Some(account(200))));
    assert_eq!(reader.certification(area, 10), Ok(Some(certification(10, "2020-01-01", "2020-12-31"))));
}

fn rights_and_records_are_read_many_at_once(world: &World) {
    let mut act = opening(huancui(), 1, "grants");
    for id in 1..=40 {
        let mut right = pension(id, "2020-01", 100_000 + id);
        right.amounts[0].provisional = id % 2 == 0;
        act.effects.benefits.push(BenefitChange::Grant(right));
        act.effects.registry.push(RegistryChange::RecordCareer(record(id * 10, 1_000 + id)));
    }
    world.store.commit(&act).unwrap();
    let mut reader = world.store.reader().unwrap();
    let mut page = |provisional, after, limit| {
        let found = reader.entitlements_of_kind(huancui(), BenefitKind::EmployeePension, provisional, after, limit).unwrap();
        found.iter().map(|right| (right.id, right.amounts.len())).collect::<Vec<_>>()
    };
    assert_eq!(page(false, 0, 3), [(1, 1), (2, 1), (3, 1)]);
    assert_eq!(page(false, 38, 10), [(39, 1), (40, 1)]);
    assert_eq!(page(true, 2, 2), [(4, 1), (6, 1)]);
    assert!(reader.entitlements_of_kind(huancui(), BenefitKind::ResidentPension, false, 0, 10).unwrap().is_empty());
    let ids: Vec<i64> = (1..=41).map(|id| id * 10).collect();
    let mut records = reader.pension_records(huancui(), &ids).unwrap();
    records.sort_by_key(|record| record.person_id);
    assert_eq!(records.len(), 40);
    assert_eq!((records[39].person_id, records[39].opening_balance, records[39].born), (400, Fen(1_040), Some(month("1960-02"))));
    assert!(reader.contributions_of_persons(huancui(), &ids).unwrap().is_empty());
}
