//! Life certification by the operator: matched data are taken in once, and reminders are written once.

use std::collections::HashSet;
use std::fs;

use casework::Person;
use casework::store::CityRow;
use rules::{Law, LawSource};

use crate::program::Demo;

pub const PEOPLE: u32 = 300;
/// The demonstration's own seed, and the last month it has paid.
const SEED: u64 = 2020;
const PAID_THROUGH: &str = "2020-01";

/// The same people as the demonstration has: pensioners, and the others.
pub fn people() -> (Vec<Person>, Vec<Person>) {
    let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
    let city = law.city().unwrap();
    let rows: Vec<CityRow> =
        yunban::city::with_pensioners(city, u64::from(PEOPLE), u64::from(PEOPLE) / 10, PAID_THROUGH.parse().unwrap(), SEED).collect();
    let receiving: HashSet<_> = rows
        .iter()
        .filter_map(|row| match row {
            CityRow::Entitlement(right) => Some((right.area, right.beneficiary.id)),
            _ => None,
        })
        .collect();
    let persons = rows.into_iter().filter_map(|row| match row {
        CityRow::Person(person) => Some(person),
        _ => None,
    });
    persons.partition(|person| receiving.contains(&(person.area, person.id)))
}

#[test]
fn matched_people_are_certified_once_and_the_others_are_reminded_once() {
    let demo = Demo::of(PEOPLE);
    demo.run(&["demo", "date", "set", "2020-10-15"]).good();
    let (pensioners, others) = people();
    assert!(pensioners.len() == 30 && others.len() > 100);
    let written = |answer: &str| answer.lines().filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).sum::<u64>();
    let letters = written(&demo.run(&["certification", "remind"]).good());
    assert!(letters > 3, "{letters} letters");
    assert_eq!(written(&demo.run(&["certification", "remind"]).good()), 0, "nobody is written twice");

    let file = demo.directory.path().join("matched.csv");
    let row = |person: &Person, seen: &str| format!("{},{seen},医保结算\n", person.id_number.as_str());
    let good = row(&pensioners[0], "2020-10-10") + &row(&pensioners[1], "2020-10-11") + &row(&others[0], "2020-10-11");
    fs::write(&file, format!("id_number,seen_on,source\n{good}")).unwrap();
    let path = file.to_str().unwrap();
    assert_eq!(demo.run(&["certification", "match", path]).good().trim(), "2 certified, 0 already taken in, 1 not receiving here");
    assert_eq!(demo.run(&["certification", "match", path]).good().trim(), "0 certified, 2 already taken in, 1 not receiving here");

    let bad = row(&pensioners[2], "2020-10-16")
        + "371002,2020-10-10,x\n"
        + &row(&pensioners[3], "2020-13-01")
        + &row(&pensioners[4], "2019-01-01");
    fs::write(&file, format!("\u{feff}id_number,seen_on,source\r\n{bad}")).unwrap();
    let errors = demo.run(&["certification", "match", path]).refused("4 rows have no result");
    for saying in ["line 2, seen_on", "line 3, id_number", "line 4, seen_on", "line 5, seen_on"] {
        assert!(errors.contains(saying), "{saying}: {errors}");
    }
    fs::write(&file, "id_number,seen_on\n").unwrap();
    demo.run(&["certification", "match", path]).refused("`source` is missing");
    demo.run(&["verify"]).good();
}
