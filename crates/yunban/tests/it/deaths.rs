//! A table of deaths taken in by the operator: a case for each pensioner in it, and nobody's payment stops.

use std::fs;

use casework::Person;

use crate::certification::{PEOPLE, people};
use crate::program::Demo;

#[test]
fn each_pensioner_in_the_table_gets_one_case_and_every_line_its_answer() {
    let demo = Demo::of(PEOPLE);
    demo.run(&["demo", "date", "set", "2020-10-15"]).good();
    let (pensioners, others) = people();
    let row = |person: &Person, name: &str, died_on: &str| format!("{},{name},{died_on}\n", person.id_number.as_str());
    let named = |person: &Person, died_on: &str| row(person, person.name.as_str(), died_on);
    let rows = [
        named(&pensioners[0], "2020-09-20"),
        named(&pensioners[0], "2020-09-20"),
        named(&others[0], "2020-09-20"),
        row(&pensioners[1], "无名氏", "2020-09-20"),
        named(&pensioners[2], "2020-10-16"),
        named(&pensioners[3], "2020-13-01"),
        "371002,x,2020-09-20\n".to_owned(),
        format!("{},,2020-09-20\n", values::IdNumber::from_parts("110101", "1940-01-01".parse().unwrap(), 1).unwrap().as_str()),
    ];
    let file = demo.directory.path().join("deaths.csv");
    fs::write(&file, format!("\u{feff}id_number,name,died_on\n{}", rows.concat())).unwrap();
    let path = file.to_str().unwrap();
    let tried = demo.run(&["death", "match", path, "--dry-run"]).good();
    assert!(tried.contains("line 2: would be looked into") && tried.contains("0 cases opened"), "{tried}");
    let answer = demo.run(&["death", "match", path, "--source", "crematorium"]).good();
    for saying in [
        "line 2: opened ",
        "line 3: the same person as in line 2",
        "line 4: this person receives no monthly benefit",
        "line 5: the name is not the registered one",
        "line 6: the day of death lies in the future",
        "line 7: ",
        "line 8: ",
        "line 9: nobody of this number is registered",
        "1 cases opened, 0 already taken in, 7 left",
    ] {
        assert!(answer.contains(saying), "{saying}: {answer}");
    }
    assert!(!answer.contains(pensioners[0].id_number.as_str()), "no number of identity is printed");
    let again = demo.run(&["death", "match", path]).good();
    assert!(again.contains("line 2: taken in before") && again.contains("0 cases opened, 1 already taken in"), "{again}");
    fs::write(&file, "id_number,name\n1,2\n").unwrap();
    demo.run(&["death", "match", path]).refused("names no column `died_on`");
    demo.run(&["verify"]).good();
}
