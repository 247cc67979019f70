//! Catalogues edition by edition: which one holds on a day, what changes between two, and what is refused.

#![expect(clippy::unwrap_used, reason = "a wrong fixture should stop the test where it stands")]

use rules::injury::catalogue::{Catalogue, EditionHead, Recorded, diff, import_csv, import_toml, to_toml};
use rules::{Law, LawSource};
use values::{Basis, Citation, Date, Text};

const EDITION_5: &str = "regions/cn/injury/catalogue/covid_treatment_plan/edition-5.toml";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn plan() -> Catalogue {
    let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
    law.catalogues().get("covid_treatment_plan").unwrap().clone()
}

#[test]
fn twelve_editions_follow_each_other_without_gap() {
    let plan = plan();
    let labels: Vec<&str> = plan.editions().iter().map(|edition| edition.label.as_str()).collect();
    assert_eq!(labels, ["1", "2", "3", "4", "5", "5r", "6", "7", "8", "8r", "9", "10"]);
    assert_eq!(plan.next_number(), 13);
    // What was never read is said to be so, and lists nothing.
    for label in ["1", "2"] {
        assert_eq!(plan.edition(label).unwrap().recorded, Recorded::Nothing);
    }
    assert!(plan.edition("3").unwrap().items.iter().all(|item| item.basis == Basis::Memory));
}

#[test]
fn the_edition_is_that_of_the_day_of_service_as_far_as_known() {
    let plan = plan();
    let on = |service: &str, known: &str| plan.edition_on(day(service), day(known)).map(|edition| edition.label.clone());
    assert_eq!(on("2020-02-03", "2020-06-01").as_deref(), Ok("4"));
    assert_eq!(on("2020-02-05", "2020-06-01").as_deref(), Ok("5"));
    // Edition 5 is of the 4th and was published on the 5th: judged on the 4th itself, edition 4 was all one could know.
    assert_eq!(on("2020-02-04", "2020-02-04").as_deref(), Ok("4"));
    assert_eq!(on("2020-02-04", "2020-02-05").as_deref(), Ok("5"));
    assert_eq!(on("2020-02-08", "2020-02-09").as_deref(), Ok("5r"));
    assert_eq!(on("2026-01-01", "2026-01-01").as_deref(), Ok("10"));
    let none = on("2020-01-15", "2020-06-01").unwrap_err();
    assert!(none.text().en.contains("no edition valid on 2020-01-15"), "{none}");
}

#[test]
fn editions_are_compared_item_by_item() {
    let plan = plan();
    let codes = |items: &[&rules::injury::catalogue::Item]| items.iter().map(|item| item.code.clone()).collect::<Vec<_>>();
    let compared = |before: &str, after: &str| {
        let (before, after) = (plan.edition(before).unwrap(), plan.edition(after).unwrap());
        let found = diff(before, after);
        let changed = found.changed.iter().map(|pair| pair.after.code.clone()).collect::<Vec<_>>();
        (codes(&found.added), codes(&found.removed), changed)
    };
    let none = Vec::<String>::new;
    assert_eq!(compared("4", "5"), (vec!["CTP-AV-03".to_owned()], none(), none()));
    // The correction is of the dosage of ribavirin alone.
    assert_eq!(compared("5", "5r"), (none(), none(), vec!["CTP-AV-03".to_owned()]));
    let (added, removed, _) = compared("7", "8");
    assert_eq!(added, ["CTP-AB-02"]);
    assert!(removed.contains(&"CTP-AV-02".to_owned()), "lopinavir/ritonavir alone is no longer recommended");
    let seven = plan.edition("7").unwrap();
    let with_itself = diff(seven, seven);
    assert!(with_itself.is_empty() && with_itself.records_incomplete);
}

#[test]
fn items_are_found_by_code_name_and_alias_however_written() {
    let plan = plan();
    let seven = plan.edition("7").unwrap();
    for wanted in ["ctp-av-02", "洛匹那韦 / 利托那韦", "洛匹那韦／利托那韦", "Lopinavir/Ritonavir", "洛匹那韦利托那韦片"]
    {
        assert_eq!(seven.item(wanted).map(|item| item.code.as_str()), Some("CTP-AV-02"), "{wanted}");
    }
    assert!(seven.item("阿兹夫定").is_none());
    assert_eq!(plan.first_listing("阿兹夫定").map(|edition| edition.label.as_str()), Some("10"));
}

/// Law errors of a changed or added edition: place of the first one and all of them in words.
fn refused(file: &str, text: &str) -> (String, usize, String) {
    let errors = Law::load(&LawSource::embedded().with_file(file, text), "cn-3710").unwrap_err();
    let first = errors.0.first().unwrap();
    (first.file.clone(), first.line, errors.to_string())
}

#[test]
fn a_faulty_edition_is_refused_with_file_and_line() {
    let text = LawSource::embedded().text(EDITION_5).unwrap().to_owned();
    let second_item = text.lines().enumerate().filter(|(_, line)| *line == "[[item]]").nth(1).unwrap().0 + 1;
    for (before, after, line, part) in [
        ("number = 5", "number = 4", 2, "the number 4 is used by two editions"),
        ("number = 5", "number = 14", 2, "the numbering jumps to 14; 13 is missing"),
        ("label = \"5\"", "label = \"4\"", 2, "two editions are called `4`"),
        ("valid_from = 2020-02-04", "valid_from = 2020-01-20", 2, "valid_from 2020-01-20 of edition 5 lies before"),
        ("valid_from = 2020-02-04\n", "", 1, "missing field `valid_from`"),
        ("known_from = 2020-02-05\n", "", 1, "missing field `known_from`"),
        ("cite = ", "# cite = ", 1, "missing field `cite`"),
        ("catalogue = \"covid_treatment_plan\"", "catalogue = \"covid_plan\"", 1, "stands in the folder `covid_treatment_plan`"),
        ("CTP-AV-02", "CTP-AV-01", second_item, "`CTP-AV-01` is used twice"),
        ("recorded = \"part\"", "recorded = \"nothing\"", 2, "nothing is recorded and lists items"),
        ("kind = \"drug\"", "kind = \"drugs\"", 0, "unknown variant `drugs`"),
    ] {
        assert!(text.contains(before), "{before}");
        let (file, at, message) = refused(EDITION_5, &text.replacen(before, after, 1));
        assert!(message.contains(part), "{message}");
        assert!(line == 0 || (file == EDITION_5 && at == line) || message.contains(&format!("{EDITION_5}:{line}:")), "{before}: {message}");
    }
}

#[test]
fn a_measure_for_a_catalogue_nobody_keeps_is_refused() {
    let notice = "regions/cn-3710/notices/2020-6.toml";
    let text = LawSource::embedded().text(notice).unwrap().replace("catalogue = \"covid_treatment_plan\"", "catalogue = \"sars_plan\"");
    let (file, _, message) = refused(notice, &text);
    assert_eq!(file, notice);
    assert!(message.contains("there is no catalogue `sars_plan`"), "{message}");
}

fn head() -> EditionHead {
    EditionHead {
        catalogue: "covid_treatment_plan".into(),
        number: 13,
        label: "11".into(),
        title: Text::new("第十一版（假想）", "edition 11 (made up)"),
        citation: Citation::new("假想文件", ""),
        valid_from: day("2026-11-01"),
        known_from: day("2026-11-02"),
        recorded: Recorded::Everything,
    }
}

#[test]
fn an_edition_is_imported_from_a_table_and_from_its_own_file() {
    let table = "\u{feff}code,name_zh,name_en,kind,aliases,unit_price_max,condition_zh,condition_en,basis\n\
        X-1,\"甲药,片剂\",drug A,drug,甲；A,\"1,234.50\",住院,in hospital,seen\n\
        \n\
        X-2,乙项目,service B,诊疗项目,,,,,\n";
    let edition = import_csv(head(), table).unwrap();
    assert_eq!(edition.items.len(), 2);
    assert_eq!(edition.item("甲").unwrap().unit_price_max.unwrap().0.plain(), "1234.50");
    let again = import_toml(&to_toml(&edition).unwrap(), "edition-11.toml").unwrap();
    assert_eq!(again, edition);
    let longer = plan().with_edition(edition.clone()).unwrap();
    assert_eq!(longer.edition_on(day("2026-11-05"), day("2026-11-05")).unwrap().label, "11");
    let twice = longer.with_edition(edition).unwrap_err();
    assert!(twice[0].en.contains("the number 13 is used by two editions"), "{twice:?}");
}

#[test]
fn every_faulty_row_of_a_table_is_told_with_row_and_column() {
    let table = "code,name_zh,name_en,kind,unit_price_max,basis\n\
        X-1,甲,A,drug,,seen\n\
        X-1,乙,B,drug,,seen\n\
        X 3,丙,C,medicine,12.345,rumour\n\
        ,,D,service,,\n\
        X-5,甲,E,service,0.00,\n";
    let errors = import_csv(head(), table).unwrap_err();
    let told: Vec<String> = errors.iter().map(|error| error.text().en).collect();
    for part in [
        "row 3: `X-1` is used twice",
        "row 4, column kind: `medicine` is neither",
        "row 4, column unit_price_max: `12.345`",
        "row 4, column basis: `rumour`",
        "row 5, column code: may not be empty",
        "row 5, column name_zh: may not be empty",
        "row 6: `甲` is used twice",
        "row 6: the price limit of X-5 is above zero",
    ] {
        assert!(told.iter().any(|line| line.starts_with(part)), "{part} is not in {told:#?}");
    }
    let heading = import_csv(head(), "code,name,kind\n").unwrap_err();
    assert!(heading.iter().any(|error| error.reason.en.contains("no column `name`")), "{heading:?}");
    assert!(import_csv(head(), "").unwrap_err()[0].reason.en.contains("empty"));
    assert!(import_csv(head(), "code,name_zh,name_en,kind\n").unwrap_err()[0].reason.en.contains("lists no item"));
}
