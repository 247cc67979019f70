//! Retirement months, previews and determinations from tables, good and bad.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{Answer, run};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("out.csv")
    }

    fn run(&self, command: &[&str], input: &Path) -> Answer {
        let out = self.out();
        let files = ["--input", input.to_str().unwrap(), "--output", out.to_str().unwrap()];
        run(&[command, files.as_slice()].concat())
    }

    /// What was written, and that nothing half written was left beside it.
    fn written(&self) -> String {
        assert!(!self.0.path().join("out.csv.partial").exists());
        fs::read_to_string(self.out()).unwrap()
    }
}

#[test]
fn a_retirement_month_is_printed_and_explained() {
    let answer = run(&["retirement", "--born", "1965-07", "--category", "M60", "--explain"]).good();
    for part in ["2025-09", "2025-10", "180", "2025-07 – 2028-09", "国务院关于渐进式延迟法定退休年龄的办法"] {
        assert!(answer.contains(part), "{part} is not in {answer}");
    }
    run(&["retirement", "--born", "1965-13", "--category", "M60"]).refused("1965-13");
    run(&["retirement", "--born", "1965-07", "--category", "M61"]).refused("M55S");
    run(&["retirement", "--born", "1905-07", "--category", "M60"]).refused("1965-07-01");
    run(&["retirement"]).refused("required");
}

#[test]
fn a_table_of_births_gets_its_months() {
    let folder = Folder::new();
    let good = folder.file("in.csv", "category,birth_month\nmale,1965-07\nF50,1984-11\nfemale55,1969-12\n");
    folder.run(&["retirement"], &good).good();
    assert_eq!(
        folder.written(),
        "category,birth_month,retirement_month,age_years,age_months,delay_months,min_contribution_months\n\
         male,1965-07,2025-09,60,2,2,180\nF50,1984-11,2039-11,55,0,60,240\nfemale55,1969-12,2024-12,55,0,0,180\n"
    );
    let bad = folder.file("bad.csv", "category,birth_month\nmale,1965-02-30\nmale,1965-07\nchild,1965-07\n");
    let errors = folder.run(&["retirement"], &bad).refused("2 rows have no result");
    assert!(errors.contains("line 2, birth_month: `1965-02-30`") && errors.contains("line 4, category: `child`"), "{errors}");
    assert!(folder.written().contains("male,1965-07,2025-09,60,2,2,180\n"));
    folder.run(&["retirement"], &folder.file("bad.csv", "category\nmale\n")).refused("`birth_month` is missing");
    folder.run(&["retirement"], &folder.file("bad.csv", "category,birth_month\nmale\n")).refused("line 2");
    folder.run(&["retirement"], &folder.0.path().join("nowhere.csv")).refused("nowhere.csv");
}

const SHEET: &str = "case_id,retirement_month,age_years,age_months,base,average_index,total_months,pre_account_months,account_balance\n";

#[test]
fn a_sheet_is_reckoned_to_the_fen_and_explained() {
    let folder = Folder::new();
    let input = folder.file("in.csv", &format!("{SHEET}SD-05,2025-09,60,2,7678,0.6820,492,169,95061.63\n"));
    let answer = folder.run(&["pension", "preview", "--explain", "SD-05"], &input).good();
    assert!(folder.written().ends_with(",137.8,2647.45,689.85,958.47,4295.77\n"), "{}", folder.written());
    assert!(answer.contains("5,236.40") && answer.contains("国发〔2005〕38号"), "{answer}");
    folder.run(&["pension", "preview", "--explain", "SD-06"], &input).refused("SD-06");
}

#[test]
fn what_no_sheet_can_hold_is_named_by_line_and_column() {
    let folder = Folder::new();
    for (row, saying) in [
        ("A,2025-13,60,0,7678,0.5,300,0,1", "line 2, retirement_month"),
        ("A,2012-03,60,0,7678,0.5,300,0,1", "pension/transition"),
        ("A,2025-03,39,0,7678,0.5,300,0,1", "line 2, age_years"),
        ("A,2025-03,60,12,7678,0.5,300,0,1", "line 2, age_months"),
        ("A,2025-03,60,0,-1,0.5,300,0,1", "line 2, base"),
        ("A,2025-03,60,0,99999999999999999999,0.5,300,0,1", "line 2, base"),
        ("A,2025-03,60,0,7678,3.0001,300,0,1", "line 2, average_index"),
        ("A,2025-03,60,0,7678,NaN,300,0,1", "line 2, average_index"),
        ("A,2025-03,60,0,7678,0.5,-1,0,1", "line 2, total_months"),
        ("A,2025-03,60,0,7678,0.5,300,301,1", "years before the account"),
        ("A,2025-03,60,0,7678,0.5,300,0,1.234", "line 2, account_balance"),
        ("A,2025-03,60,0,7678,0.5,300,0,", "line 2, account_balance"),
    ] {
        let input = folder.file("in.csv", &format!("{SHEET}{row}\n"));
        folder.run(&["pension", "preview"], &input).refused(saying);
    }
}

/// Two years are enough for a table; deemed months make up the rest.
fn people(rows: &str) -> String {
    format!(
        "person_id,birth_month,category,application_month,deemed_months,opening_balance_fen,\
         index_sum_e4_2023,months_paid_2023,account_credit_fen_2023,index_sum_e4_2024,months_paid_2024,account_credit_fen_2024\n{rows}"
    )
}

#[test]
fn people_are_determined_refused_and_explained() {
    let folder = Folder::new();
    let years = "120000,12,600000,30000,3,150000";
    let rows = format!(
        "1,1964-03,M60,2024-05,400,5000000,{years}\n2,196403,0,202402,400,5000000,{years}\n3,1964-03,M60,2024-05,100,5000000,{years}\n"
    );
    let input = folder.file("in.csv", &people(&rows));
    let determine = ["pension", "determine", "--opening-year", "2022", "--known-on", "2025-01-31", "--explain", "1"];
    let answer = folder.run(&determine, &input).good();
    let written = folder.written();
    let lines: Vec<&str> = written.lines().collect();
    // 7,678.00 × 34.58 years × 1% and 7,678.00 × 33.33 years × 1.3%; the account by its two years of interest over 139 months.
    assert!(lines[1].starts_with("1,0,202403,202404,415,10000,"), "{written}");
    assert!(lines[1].contains(",265505,") && lines[1].contains(",332680,") && lines[1].ends_with(",0,"), "{written}");
    assert!(lines[2].starts_with("2,2,") && lines[3].starts_with("3,1,"), "{written}");
    assert!(answer.contains("2023 年个人账户") && answer.contains("2,655.05"), "{answer}");

    folder.run(&["pension", "determine"], &input).refused("--opening-year");
    // The base of 2024 counts as known from the end of its year, so in May 2024 the pension stands on that of 2023.
    let early = ["pension", "determine", "--opening-year", "2022", "--known-on", "2024-05-31"];
    folder.run(&early, &input).good();
    assert!(folder.written().lines().nth(1).unwrap().ends_with(",1,"), "{}", folder.written());
}

#[test]
fn a_person_who_cannot_be_is_named_and_the_others_are_determined() {
    let folder = Folder::new();
    let determine = ["pension", "determine", "--opening-year", "2022", "--known-on", "2025-01-31"];
    let good = "9,1964-03,M60,2024-05,400,5000000,120000,12,600000,30000,3,150000\n";
    for (row, saying) in [
        ("1,1964-03,M60,2024-05,400,5000000,360001,12,600000,30000,3,150000\n", "index_of_year"),
        ("1,1964-03,M60,2024-05,400,5000000,120000,13,600000,30000,3,150000\n", "months_of_year"),
        ("1,1964-03,M60,2024-05,400,5000000,120000,,600000,30000,3,150000\n", "months_paid_2023"),
        ("1,1964-14,M60,2024-05,400,5000000,120000,12,600000,30000,3,150000\n", "birth_month"),
        ("1,1964-03,M77,2024-05,400,5000000,120000,12,600000,30000,3,150000\n", "category"),
        ("1,1964-03,M60,2024-05,-400,5000000,120000,12,600000,30000,3,150000\n", "deemed_months"),
        ("1,1968-03,M60,2029-05,400,5000000,120000,12,600000,30000,3,150000\n", "pension/base"),
    ] {
        let input = folder.file("in.csv", &people(&format!("{row}{good}")));
        folder.run(&determine, &input).refused(saying);
        assert!(folder.written().lines().last().unwrap().starts_with("9,0,"), "{}", folder.written());
    }
    let input = folder.file("in.csv", &people(good).replace("account_credit_fen_2024", "credits"));
    folder.run(&determine, &input).refused("account_credit_fen_2024");
}
