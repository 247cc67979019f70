//! What a lawyer does: a new rate is one block in one file, and no Rust.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a wrong fixture should stop the test where it stands")]

use std::fs;

use rules::contribution::{ContributionRates, late_fee};
use rules::{Law, LawSource, NotCovered};
use values::{Fen, Month, Silent};

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// A folder of law files as a lawyer has it; removed when the test ends.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("yunban-rules-{name}-{}", std::process::id()));
        LawSource::embedded().write_to(&path).unwrap();
        Folder(path)
    }

    fn append(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        fs::write(&path, fs::read_to_string(&path).unwrap() + text).unwrap();
    }

    fn law(&self) -> Law {
        match Law::load(&LawSource::directory(&self.0).unwrap(), "cn-3710") {
            Ok(law) => law,
            Err(errors) => panic!("{errors}"),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

#[test]
fn limits_of_the_next_year_are_one_block() {
    let folder = Folder::new("limits");
    let refused = ContributionRates::for_month(&folder.law(), month("2027-01")).unwrap_err();
    assert_eq!(refused.on.to_string(), "2027-01-01");
    folder.append(
        "regions/cn-37/contribution/base_limits.toml",
        r#"
[[in_force]]
from = 2027-01-01
until = 2027-12-31
value = { floor = "4700.00", ceiling = "23500.00" }
cite = { document = "a notice to come", article = "", basis = "seen" }
"#,
    );
    folder.append(
        "regions/cn-37/contribution/rates.toml",
        r#"
[[in_force]]
from = 2027-01-01
value = { pension_employer = "0.17", pension_employee = "0.08", unemployment_employer = "0.007", unemployment_employee = "0.003" }
cite = { document = "a notice to come", article = "", basis = "seen" }
"#,
    );
    let law = folder.law();
    let assess =
        |text: &str| ContributionRates::for_month(&law, month(text)).unwrap().assess(Fen(1_000_000), 1, 1000, &mut Silent).unwrap();
    assert_eq!(assess("2027-01").parts.pension_employer, Fen(170_000));
    assert_eq!(assess("2026-12").parts.pension_employer, Fen(160_000));
    assert_eq!(assess("2027-01").parts.injury_employer, Fen(2_000), "the national injury rates answer again");
}

#[test]
fn a_new_late_fee_is_summed_by_segment() {
    let folder = Folder::new("fee");
    folder.append(
        "rules/contribution/late_fee.toml",
        r#"
[[in_force]]
from = 2026-03-01
value = { late_fee_per_day = "0.001" }
cite = { document = "a law to come", article = "1", basis = "seen" }
"#,
    );
    let day = |text: &str| text.parse::<values::Date>().unwrap();
    let fee = |law: &Law| late_fee(law, Fen(10_000_000), day("2026-02-25"), day("2026-03-10"), &mut Silent);
    // Three days of February at 0.05%, ten days of March at 0.1%.
    assert_eq!(fee(&folder.law()), Ok::<Fen, NotCovered>(Fen(15_000 + 100_000)));
}

#[test]
fn a_checkout_and_the_built_in_files_are_the_same_law() {
    let checkout = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let law = Law::load(&LawSource::directory(checkout).unwrap(), "cn-3710").unwrap();
    let built_in = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
    assert_eq!(law.rules(), built_in.rules());
    let broken = Folder::new("not-utf-8");
    let rates = broken.0.join("rules/contribution/late_fee.toml");
    fs::write(&rates, [b"# one\ntitle = \"".as_slice(), &[0xD6, 0xD0], b"\"\n"].concat()).unwrap();
    let said = LawSource::directory(&broken.0).unwrap_err().to_string();
    assert!(said.contains("late_fee.toml: line 2, byte 10 (0xD6) is not UTF-8"), "{said}");
    assert!(LawSource::directory(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).is_err());
}

#[test]
fn a_rule_is_shown_with_its_file_line_and_layer() {
    let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
    let day: values::Date = "2025-03-01".parse().unwrap();
    let shown = law.show("contribution/injury_rates", day).unwrap();
    assert_eq!((shown.in_force.region.as_str(), shown.in_force.line), ("cn-37", 6));
    assert_eq!(shown.in_force.file, "regions/cn-37/contribution/injury_rates.toml");
    assert!(shown.in_force.values.contains("\"0.0016\""), "{}", shown.in_force.values);
    assert_eq!(shown.versions.len(), 3);
    let limit = law.show("time_limit/person_registration", "2020-02-10".parse().unwrap()).unwrap();
    assert_eq!(limit.in_force.region, "cn-3710");
    assert!(law.show("contribution/unknown", day).unwrap_err().to_string().contains("no rule `contribution/unknown`"));
    assert!(law.show("contribution/rates", "2017-01-01".parse().unwrap()).is_err());
    assert!(law.rules().len() > 30 && law.summary().zh.contains("cn-3710"));
}
