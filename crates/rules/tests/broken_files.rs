//! A law file that is not complete, dated, cited and in order is refused with its file, line and reason.

#![expect(clippy::expect_used, reason = "a wrong fixture should stop the test where it stands")]

use rules::{Law, LawErrors, LawSource};

const RATES: &str = "regions/cn-37/contribution/rates.toml";

const HEAD: &str = r#"rule = "contribution/rates"
title = { zh = "费率", en = "Rates" }
unit = "share of the contribution base"
"#;

/// A whole block that starts on the given day.
fn block(from: &str, more: &str) -> String {
    format!(
        r#"[[in_force]]
from = {from}
{more}value = {{ pension_employer = "0.16", pension_employee = "0.08", unemployment_employer = "0.007", unemployment_employee = "0.003" }}
cite = {{ document = "d", article = "1", basis = "seen" }}
"#
    )
}

fn load(name: &str, text: &str) -> Result<Law, LawErrors> {
    Law::load(&LawSource::embedded().with_file(name, text), "cn-3710")
}

/// The first error stands at `place` (line and column) and its reason contains `part`.
fn check(text: &str, place: &str, part: &str) {
    let errors = load(RATES, text).expect_err(part);
    let message = errors.to_string();
    let first = &errors.0[0];
    assert_eq!((first.file.as_str(), format!("{}:{}", first.line, first.column).as_str()), (RATES, place), "{message}");
    assert!(first.reason.en.contains(part), "{message}");
    assert!(!first.reason.zh.is_empty());
}

#[test]
fn the_block_itself_is_accepted() {
    assert!(load(RATES, &format!("{HEAD}{}", block("2019-05-01", ""))).is_ok());
}

#[test]
fn each_kind_of_fault_has_its_line() {
    let one = block("2019-05-01", "");
    check(&format!("{HEAD}{}", block("2019-05-01", "colour = 1\n")), "6:1", "unknown field `colour`");
    check(&format!("{HEAD}{}", one.replace("pension_employer =", "pension_boss =")), "6:11", "unknown field `pension_boss`");
    check(&format!("{HEAD}{}", one.replace("cite = ", "# cite = ")), "4:1", "missing field `cite`");
    check(&format!("{HEAD}{}", one.replace("document = \"d\", ", "")), "7:8", "missing field `document`");
    check(&format!("{HEAD}{}", one.replace("from = 2019-05-01", "")), "4:1", "missing field `from`");
    check(&format!("{HEAD}{}", one.replace("2019-05-01", "\"2019-05-01\"")), "5:8", "invalid type");
    check(&format!("{HEAD}{}", one.replace("2019-05-01", "2019-05-01T00:00:00Z")), "5:8", "not a day");
    check(&format!("{HEAD}{}", one.replace("2019-05-01", "2019-02-30")), "5:8", "");
    check(&format!("{HEAD}{}", one.replace("\"0.16\"", "0.16")), "6:30", "invalid type");
    check(&format!("{HEAD}{}", one.replace("\"0.16\"", "\"16%\"")), "6:30", "not a ratio");
    check(&format!("{HEAD}{}", one.replace("\"seen\"", "\"rumour\"")), "7:49", "unknown variant `rumour`");
    check(&format!("{}{one}", HEAD.replace("unit", "units")), "3:1", "unknown field `units`");
    check(&format!("{}{one}", HEAD.replace("unit = \"share of the contribution base\"\n", "")), "1:1", "missing field `unit`");
    check(&format!("{}{one}", HEAD.replace("share of the", "percent of the")), "3:8", "the unit is `percent of the");
    check(&format!("{}{one}", HEAD.replace("contribution/rates", "contribution/rate")), "1:8", "the file stands at");
    check(&format!("{}{one}", HEAD.replace(", en = \"Rates\"", "")), "2:9", "missing field `en`");
    check(HEAD, "1:1", "missing field `in_force`");
    check(&format!("{HEAD}in_force = 5\n"), "1:1", "expected blocks");
    check(&format!("{HEAD}{one}x = = 1\n"), "8:5", "");
    check(&format!("{HEAD}rule = \"again\"\n"), "4:1", "duplicate key");
}

#[test]
fn dates_must_follow_each_other() {
    let both = |one: &str, other: &str| format!("{HEAD}{one}{other}");
    let (early, late) = (block("2019-05-01", ""), block("2026-01-01", ""));
    check(&both(&late, &early), "8:1", "blocks stand in the order of their days");
    check(&both(&early, &early), "8:1", "blocks stand in the order of their days");
    check(&both(&block("2019-05-01", "until = 2026-01-01\n"), &late), "9:1", "overlaps");
    check(&both(&block("2019-05-01", "until = 2019-04-30\n"), ""), "4:1", "lies before from");
    assert!(load(RATES, &both(&block("2019-05-01", "until = 2025-12-31\n"), &late)).is_ok());
}

#[test]
fn a_floor_above_its_ceiling_is_refused() {
    let name = "regions/cn-37/contribution/base_limits.toml";
    let text = LawSource::embedded().text(name).unwrap().replace("floor = \"4416.00\"", "floor = \"44160.00\"");
    let errors = load(name, &text).unwrap_err();
    assert!(errors.0[0].reason.en.contains("not above the ceiling"), "{errors}");
}

#[test]
fn a_file_no_rule_reads_is_refused() {
    for name in ["regions/cn-37/contribution/rats.toml", "regions/cn-3710/new.toml", "crates/rules/src/contribution/other.toml"] {
        let errors = load(name, "").unwrap_err();
        assert_eq!((errors.0.len(), errors.0[0].file.as_str(), errors.0[0].line), (1, name, 1), "{errors}");
        assert!(errors.0[0].reason.en.contains("no rule reads this file"), "{errors}");
    }
    // Another province's folder is not part of this law.
    assert!(load("regions/cn-42/contribution/anything.toml", "").is_ok());
}

#[test]
fn every_fault_of_every_file_is_listed_at_once() {
    let broken = block("2019-05-01", "").replace("\"0.16\"", "\"16\"");
    let source = LawSource::embedded()
        .with_file(RATES, format!("{HEAD}{broken}{}", block("2020-01-01", "a = 1\n")))
        .with_file("regions/cn-37/contribution/rats.toml", "");
    let errors = Law::load(&source, "cn-3710").unwrap_err();
    let places: Vec<(String, usize)> = errors.0.iter().map(|error| (error.file.clone(), error.line)).collect();
    let rats = "regions/cn-37/contribution/rats.toml".to_owned();
    assert_eq!(places, [(RATES.to_owned(), 6), (RATES.to_owned(), 10), (rats, 1)], "{errors}");
}

#[test]
fn a_limit_or_region_nobody_knows_is_refused() {
    let name = "regions/cn-3710/time_limit/limits.toml";
    let text = LawSource::embedded().text(name).unwrap().replace("name = \"pension_application\"", "name = \"pension_aplication\"");
    let errors = load(name, &text).unwrap_err();
    assert!(errors.0[0].reason.en.contains("no limit `pension_aplication`") && errors.0[0].line > 10, "{errors}");
    assert!(Law::load(&LawSource::embedded(), "weihai").unwrap_err().to_string().contains("not a region"));
}
