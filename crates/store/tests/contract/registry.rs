//! People and employers: unique in the city, sealed at rest.

use casework::act::{CaseReference, SeenEntry};
use casework::registry::{Employment, RegistryChange};
use casework::store::{CityRow, StoreError};
use values::{Fen, Party};

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(
    an_identifier_is_registered_once_in_the_city,
    a_reference_is_claimed_once_in_the_city,
    cases_about_the_same_thing_are_found_in_their_area,
    one_of_ten_races_for_an_identifier_wins,
    a_city_is_loaded_whole_and_once,
    employments_begin_change_and_end,
);

fn an_identifier_is_registered_once_in_the_city(world: &World) {
    let mut first = opening(huancui(), 1, "first");
    first.effects.registry.push(RegistryChange::AddPerson(person(huancui(), 1, 1)));
    first.effects.registry.push(RegistryChange::AddEmployer(employer(huancui(), 1)));
    world.store.commit(&first).unwrap();
    for (key, change) in [
        ("person", RegistryChange::AddPerson(person(rushan(), 5, 1))),
        ("employer", RegistryChange::AddEmployer(casework::Employer { area: rushan(), id: 5, ..employer(huancui(), 1) })),
    ] {
        let mut again = opening(rushan(), 1, key);
        again.effects.registry.push(change);
        assert_eq!(world.store.commit(&again), Err(StoreError::DuplicateIdentifier), "{key}");
        assert_eq!(shape(world, rushan(), 1), Ok(None));
    }
    let mut reader = world.store.reader().unwrap();
    let registered = person(huancui(), 1, 1);
    assert_eq!(reader.person_by_id_number(&registered.id_number), Ok(Some(registered.clone())));
    assert_eq!(reader.employer_by_credit_code(&employer(huancui(), 1).credit_code), Ok(Some(employer(huancui(), 1))));
    let asked = [person(huancui(), 9, 9).id_number, registered.id_number, registered.id_number];
    let mut located = reader.locate_persons(&asked).unwrap();
    located.sort();
    assert_eq!(located, [(1, huancui(), 1), (2, huancui(), 1)]);
}

fn a_reference_is_claimed_once_in_the_city(world: &World) {
    let claim = |area, id, kind: &str| {
        let mut act = opening(area, id, &format!("{id}"));
        act.effects.registry.push(RegistryChange::ClaimReference { kind: kind.into(), reference: "BANK-77".into() });
        world.store.commit(&act)
    };
    assert_eq!(claim(huancui(), 1, "bank_reference"), Ok(()));
    assert_eq!(claim(rushan(), 2, "bank_reference"), Err(StoreError::DuplicateIdentifier));
    assert_eq!(claim(rushan(), 3, "other_reference"), Ok(()));
}

fn cases_about_the_same_thing_are_found_in_their_area(world: &World) {
    let book = |area| world.store.reader().unwrap().book_version(area, Party::person(7)).unwrap();
    let about = |area, id, kind: &str, reference: &str| {
        let mut act = opening(area, id, &format!("about {id}"));
        let one = CaseReference { kind: kind.into(), reference: reference.into(), party: Party::person(7) };
        // Said twice it is kept once.
        act.effects.references = vec![one.clone(), one];
        act.seen = vec![SeenEntry::Book { area, party: Party::person(7), version: book(area) }];
        world.store.commit(&act).unwrap();
    };
    about(huancui(), 2, "bill", "A-1");
    about(huancui(), 1, "bill", "A-1");
    about(huancui(), 3, "bill", "A-2");
    about(huancui(), 4, "letter", "A-1");
    about(rushan(), 5, "bill", "A-1");
    let found = |area, kind: &str, reference: &str| -> Vec<i64> {
        world.store.reader().unwrap().cases_about(area, kind, reference).unwrap().into_iter().map(|head| head.id).collect()
    };
    assert_eq!(found(huancui(), "bill", "A-1"), [1, 2]);
    assert_eq!(found(huancui(), "letter", "A-1"), [4]);
    assert_eq!(found(rushan(), "bill", "A-1"), [5]);
    assert_eq!(found(huancui(), "bill", "A-3"), [0_i64; 0]);
    // Each moved the book it counts in, so whoever decided on the book before is refused.
    assert_eq!(book(huancui()), 4);
}

fn one_of_ten_races_for_an_identifier_wins(world: &World) {
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = (1..=10_i64)
            .map(|racer| {
                scope.spawn(move || {
                    let area = if racer % 2 == 0 { huancui() } else { rushan() };
                    let mut act = opening(area, racer, &format!("{racer}"));
                    act.effects.registry.push(RegistryChange::AddPerson(person(area, racer, 3)));
                    world.store.commit(&act)
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let refused = outcomes.iter().filter(|outcome| **outcome == Err(StoreError::DuplicateIdentifier)).count();
    assert_eq!((refused, outcomes.iter().filter(|outcome| outcome.is_ok()).count()), (9, 1), "{outcomes:?}");
}

fn a_city_is_loaded_whole_and_once(world: &World) {
    let area = huancui();
    let rows = || {
        let employers = (1..=3).map(move |id| CityRow::Employer(employer(area, id)));
        let people = (1..=900).map(move |id: i64| CityRow::Person(person(area, id, id as u16)));
        let employments = (1..=900).map(move |id: i64| {
            let employer_id = id % 3 + 1;
            let employment =
                Employment { employer_id, person_id: id, from_month: month("2019-01"), until_month: None, declared_wage: Fen(400_000) };
            CityRow::Employment(area, employment)
        });
        employers.chain(people).chain(employments)
    };
    world.store.load_city(&mut rows()).unwrap();
    let mut reader = world.store.reader().unwrap();
    assert_eq!(reader.employers_to_assess(area, month("2020-02")), Ok(vec![(1, 300), (2, 300), (3, 300)]));
    assert_eq!(reader.employers_to_assess(area, month("2018-12")), Ok(vec![]));
    let ids: Vec<i64> = (1..=100).chain([5_000]).collect();
    assert_eq!(reader.persons(area, &ids).unwrap().len(), 100);
    assert_eq!(reader.person(area, 7), Ok(Some(person(area, 7, 7))));
    assert_eq!(reader.open_employments_of_persons(area, &[3, 4]).unwrap().len(), 2);
    drop(reader);
    assert_eq!(world.store.reserve(area, "person", 1), Ok(901), "numbers go on behind the loaded ones");
    assert!(matches!(world.store.load_city(&mut rows()), Err(StoreError::Unavailable(_))));
    let mut views = world.store.views().unwrap();
    assert_eq!(views.employers_by_name(&[rushan(), area], "威海第2", 5).unwrap(), [employer(area, 2)]);
    assert_eq!(views.persons_by_name(&[area], "于", 5).unwrap().len(), 5);
    assert_eq!(views.persons_by_name(&[], "于", 5).unwrap().len(), 5, "no area named is every area");
    assert_eq!(views.employers_by_name(&[], "威海第2", 5).unwrap(), [employer(area, 2)]);
    assert_eq!(views.persons_by_name(&[area], "丛", 5).unwrap().len(), 0);
}

fn employments_begin_change_and_end(world: &World) {
    let area = huancui();
    let employment =
        Employment { employer_id: 1, person_id: 1, from_month: month("2020-02"), until_month: None, declared_wage: Fen(400_000) };
    let mut act = opening(area, 1, "begin");
    act.effects.registry.push(RegistryChange::StartEmployment(employment.clone()));
    world.store.commit(&act).unwrap();
    let steps = [
        ("twice", RegistryChange::StartEmployment(employment.clone()), Err(StoreError::Conflict)),
        (
            "wage",
            RegistryChange::ReplaceWage { employer_id: 1, person_id: 1, from_month: month("2020-02"), declared_wage: Fen(500_000) },
            Ok(()),
        ),
        (
            "withdrawn",
            RegistryChange::EndEmployment { employer_id: 1, person_id: 1, from_month: month("2020-02"), until_month: month("2020-01") },
            Ok(()),
        ),
        (
            "ended twice",
            RegistryChange::EndEmployment { employer_id: 1, person_id: 1, from_month: month("2020-02"), until_month: month("2020-03") },
            Err(StoreError::Conflict),
        ),
        ("again", RegistryChange::StartEmployment(employment.clone()), Ok(())),
    ];
    for (key, change, expected) in steps {
        let mut step = following(&act, key);
        step.effects.registry.push(change);
        assert_eq!(world.store.commit(&step), expected, "{key}");
        if expected.is_ok() {
            act = step;
        }
    }
    let mut reader = world.store.reader().unwrap();
    assert_eq!(reader.employments_of_employer(area, 1, Some(month("2020-05"))), Ok(vec![employment.clone()]));
    assert_eq!(reader.employments_of_employer(area, 1, Some(month("2020-01"))), Ok(vec![]));
    assert_eq!(reader.employments_of_person(area, 1), Ok(vec![employment]));
}

#[test]
fn the_database_file_holds_no_identifier_in_clear() {
    let world = World::sqlite();
    let mut act = opening(huancui(), 1, "first");
    act.effects.registry.push(RegistryChange::AddPerson(person(huancui(), 1, 1)));
    let account = crate::benefits::account(1);
    let number = account.number.as_str().to_owned();
    act.effects.registry.push(RegistryChange::SetPayeeAccount { party: values::Party::person(1), account });
    world.store.commit(&act).unwrap();
    let secrets = [person(huancui(), 1, 1).id_number.as_str().to_owned(), "13806310123".to_owned(), number];
    let mut scanned = 0;
    for entry in std::fs::read_dir(world.directory.path()).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_file() {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        scanned += bytes.len();
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{} holds {secret}", path.display());
        }
    }
    assert!(scanned > 10_000, "the database was not where it was looked for");
}
