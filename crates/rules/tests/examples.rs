//! Every worked example beside a rule holds.

use rules::{Law, LawSource, run_examples};

#[test]
fn every_example_holds() {
    match run_examples(&LawSource::embedded()) {
        Ok(count) => assert!(count >= 20, "only {count} examples were found"),
        Err(errors) => panic!("\n{errors}"),
    }
}

#[test]
fn a_wrong_example_is_named_with_its_file_and_line() {
    let source = LawSource::embedded();
    let name = "crates/rules/src/contribution/late_fee.examples.toml";
    let wrong = source.text(name).unwrap().replace("\"1500.00\"", "\"1500.01\"");
    let errors = run_examples(&source.with_file(name, wrong)).unwrap_err();
    assert_eq!(errors.0.len(), 1);
    let message = errors.to_string();
    assert!(message.starts_with("crates/rules/src/contribution/late_fee.examples.toml:3:1"), "{message}");
    assert!(message.contains("is thirty days late") && message.contains("1500.01") && message.contains("1500.00"), "{message}");
}

#[test]
fn every_region_that_ships_loads() {
    for region in ["cn", "cn-37", "cn-3710"] {
        if let Err(errors) = Law::load(&LawSource::embedded(), region) {
            panic!("{region}:\n{errors}");
        }
    }
}
