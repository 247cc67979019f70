//! What the generator promises.

use std::collections::{HashMap, HashSet};

use casework::store::CityRow;
use casework::{Employment, Person};
use rules::{Law, LawSource};
use values::{AreaCode, Month};

use super::generate;

fn law() -> Law {
    Law::load(&LawSource::embedded(), "cn-3710").expect("the built-in law")
}

fn rows(people: u64, seed: u64) -> Vec<CityRow> {
    generate(law().city().expect("a city"), people, seed).collect()
}

fn persons(rows: &[CityRow]) -> Vec<&Person> {
    rows.iter().filter_map(|row| if let CityRow::Person(person) = row { Some(person) } else { None }).collect()
}

#[test]
fn the_same_seed_gives_the_same_city_and_a_larger_one_begins_with_it() {
    let small = rows(1_000, 7);
    let large = rows(3_000, 7);
    assert_eq!(format!("{small:?}"), format!("{:?}", rows(1_000, 7)));
    assert_eq!(persons(&small), persons(&large)[..1_000]);
    assert_ne!(persons(&small), persons(&rows(1_000, 8)));
}

#[test]
fn identifiers_are_unique_and_belong_to_nobody() {
    let rows = rows(120_000, 1);
    let people = persons(&rows);
    assert_eq!(people.len(), 120_000);
    let numbers: HashSet<&str> = people.iter().map(|person| person.id_number.as_str()).collect();
    assert_eq!(numbers.len(), people.len());
    assert!(numbers.iter().all(|number| number.starts_with("3799")));
    let mut codes = HashSet::new();
    for row in &rows {
        if let CityRow::Employer(employer) = row {
            assert!(employer.credit_code.as_str().starts_with("91379999"));
            assert!(employer.credit_code.organisation_check_holds());
            assert!(codes.insert(employer.credit_code));
        }
    }
    assert!((2_000..12_000).contains(&codes.len()), "{}", codes.len());
}

#[test]
fn distributions_are_believable() {
    let rows = rows(50_000, 1);
    let people = persons(&rows);
    let without_telephone = people.iter().filter(|person| person.telephone.is_none()).count();
    assert!((700..1_300).contains(&without_telephone), "{without_telephone}");
    let today = jiff::civil::date(2020, 2, 10);
    for person in &people {
        let age = (today - person.id_number.born_on()).get_days() / 366;
        assert!((17..60).contains(&age), "{age}");
    }
    let mut sizes: HashMap<(AreaCode, i64), u64> = HashMap::new();
    for row in &rows {
        if let CityRow::Employment(area, employment) = row {
            *sizes.entry((*area, employment.employer_id)).or_default() += 1;
        }
    }
    let small = sizes.values().filter(|size| **size <= 8).count();
    assert!(small * 2 > sizes.len(), "most employers are small: {small} of {}", sizes.len());
    assert!(sizes.values().any(|size| *size > 1_000));
    assert_eq!(sizes.keys().map(|(area, _)| *area).collect::<HashSet<_>>().len(), 8);
}

#[test]
fn employment_periods_follow_one_another_and_name_earlier_rows() {
    let rows = rows(20_000, 5);
    let mut employers: HashMap<(AreaCode, i64), Month> = HashMap::new();
    let mut periods: HashMap<(AreaCode, i64), Vec<Employment>> = HashMap::new();
    for row in &rows {
        match row {
            CityRow::Employer(employer) => {
                employers.insert((employer.area, employer.id), Month::of(employer.registered_on));
            }
            CityRow::Person(person) => {
                periods.insert((person.area, person.id), Vec::new());
            }
            CityRow::Employment(area, employment) => {
                let since = employers.get(&(*area, employment.employer_id)).expect("the employer comes first");
                assert!(*since <= employment.from_month);
                periods.get_mut(&(*area, employment.person_id)).expect("the person comes first").push(employment.clone());
            }
            _ => {}
        }
    }
    let several = periods.values().filter(|of_person| of_person.len() > 1).count();
    assert!(several > 2_000, "{several}");
    for of_person in periods.values() {
        assert!(!of_person.is_empty());
        for pair in of_person.windows(2) {
            assert!(pair[0].until_month.is_some_and(|until| until >= pair[0].from_month && until < pair[1].from_month), "{pair:?}");
        }
    }
}
