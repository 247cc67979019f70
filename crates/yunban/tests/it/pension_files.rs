//! The files people really send: spreadsheets' marks and line ends, other encodings, Parquet, and the oracles of others.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use columnar::{Column, ColumnKind, Reader, Writer};

use crate::program::{Answer, run};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn bytes(&self, name: &str, bytes: &[u8]) -> PathBuf {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    fn run(&self, command: &[&str], input: &Path, output: &Path) -> Answer {
        run(&[command, &["--input", input.to_str().unwrap(), "--output", output.to_str().unwrap()]].concat())
    }
}

#[test]
fn every_kind_of_file_gets_a_result_or_a_clear_answer() {
    let folder = Folder::new();
    let out = folder.path("out.csv");
    let result = "retirement_month,age_years,age_months,delay_months,min_contribution_months\n";
    for text in [
        "\u{feff}category,birth_month\nmale,1965-07\n",
        "\"category\",\"birth_month\"\r\n\"male\",\"1965-07\"\r\n",
        "category,birth_month\r\n male , 196507",
        "\u{feff}\"category\",birth_month\n\n\nmale,1965-07",
    ] {
        folder.run(&["retirement"], &folder.bytes("in.csv", text.as_bytes()), &out).good();
        let written = fs::read_to_string(&out).unwrap();
        assert!(written.starts_with("category,birth_month,") && written.contains(result), "{text:?}: {written}");
        assert!(written.trim_end().ends_with(",2025-09,60,2,2,180"), "{text:?}: {written}");
    }
    let gbk = b"\xd0\xd5\xc3\xfb,category,birth_month\n\xd5\xc5\xc8\xfd,male,1965-07\n";
    let utf16: Vec<u8> = "\u{feff}category,birth_month\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, saying) in [
        (gbk.as_slice(), "GBK"),
        (utf16.as_slice(), "UTF-16"),
        (b"".as_slice(), "is empty"),
        (b"\n\n\n".as_slice(), "is empty"),
        (b"PK\x03\x04rest".as_slice(), "Excel workbook"),
        (b"PAR1rest".as_slice(), "Parquet"),
        (b"category,birth\0month\n".as_slice(), "is no text"),
        (b"category;birth_month\nmale;1965-07\n".as_slice(), "separated by commas"),
        (b"category,birth_month,birth_month\nmale,1965-07,1966-07\n".as_slice(), "`birth_month` stands there twice"),
        (b"category,birth_month\nmale,1965-07,1\n".as_slice(), "line 2: 3 fields where the header names 2"),
        (b"category,birth_month\n\"male,1965-07\n".as_slice(), "1 fields where the header names 2"),
        (b"category,birth_month\nmale,9999-12\n".as_slice(), "1900 to 2199"),
        (b"category,birth_month\r\nmale,1965-07\r\n\r\nmale,1965-00\r\n".as_slice(), "line 4, birth_month: `1965-00`"),
    ] {
        fs::remove_file(&out).ok();
        folder.run(&["retirement"], &folder.bytes("in.csv", bytes), &out).refused(saying);
        assert!(!folder.path("out.csv.partial").exists());
    }
    folder.run(&["retirement"], folder.0.path(), &out).refused("Is a directory");
    let nowhere = folder.path("nowhere/out.csv");
    folder.run(&["retirement"], &folder.bytes("in.csv", b"category,birth_month\nmale,1965-07\n"), &nowhere).refused("nowhere");
}

const PEOPLE: i64 = 20_000;
const YEARS: std::ops::RangeInclusive<i32> = 2016..=2022;

/// Somebody, made from a number, so that every outcome occurs.
fn person(row: i64) -> Vec<i64> {
    let born = |months: i64| (months.div_euclid(12)) * 100 + months.rem_euclid(12) + 1;
    let mut cells = vec![born(1963 * 12 + row % 20), 0, born(2023 * 12 + row % 36), row % 200, 5_000_000 + row * 37];
    for year in YEARS {
        let months = if (row + i64::from(year)) % 7 == 0 { 6 } else { 12 };
        cells.extend([months * (6000 + row % 20_000), months, months * (30_000 + row)]);
    }
    if row % 997 == 0 {
        cells[6] = 13;
    }
    cells
}

fn names() -> Vec<String> {
    let fixed = ["person_id", "birth_month", "category", "application_month", "deemed_months", "opening_balance_fen"];
    let yearly = YEARS.flat_map(|year| ["index_sum_e4_", "months_paid_", "account_credit_fen_"].map(|prefix| format!("{prefix}{year}")));
    fixed.into_iter().map(str::to_owned).chain(yearly).collect()
}

fn write_csv(path: &Path) {
    let mut text = names().join(",") + "\n";
    for row in 0..PEOPLE {
        let cells: Vec<String> = person(row).iter().map(i64::to_string).collect();
        text += &format!("P{row},{}\n", cells.join(","));
    }
    fs::write(path, text).unwrap();
}

fn write_parquet(path: &Path) {
    let names = names();
    let kind = |name: &str| if name == "person_id" { ColumnKind::Text } else { ColumnKind::Whole };
    let columns: Vec<(&str, ColumnKind)> = names.iter().map(|name| (name.as_str(), kind(name))).collect();
    let mut writer = Writer::create(File::create(path).unwrap(), &columns).unwrap();
    let mut block: Vec<Vec<Option<i64>>> = vec![Vec::new(); names.len() - 1];
    for row in 0..PEOPLE {
        for (column, cell) in block.iter_mut().zip(person(row)) {
            column.push(Some(cell));
        }
    }
    let mut columns = vec![Column::Text((0..PEOPLE).map(|row| Some(format!("P{row}"))).collect())];
    columns.extend(block.into_iter().map(Column::Whole));
    writer.block(&columns).unwrap();
    writer.finish().unwrap();
}

/// Every cell of a Parquet file, as CSV would show it.
fn as_csv(path: &Path) -> String {
    let mut reader = Reader::open(path).unwrap();
    let mut text = reader.names().join(",") + "\n";
    reader.choose((0..reader.names().len()).collect()).unwrap();
    let mut block = Vec::new();
    loop {
        let rows = reader.next_block(1000, &mut block).unwrap();
        if rows == 0 {
            return text;
        }
        for row in 0..rows {
            let cells: Vec<String> = block.iter().map(|column| column.shown(row)).collect();
            text += &format!("{}\n", cells.join(","));
        }
    }
}

#[test]
fn csv_and_parquet_give_the_same_results_to_the_fen() {
    let folder = Folder::new();
    let (csv, parquet) = (folder.path("in.csv"), folder.path("in.parquet"));
    write_csv(&csv);
    write_parquet(&parquet);
    let determine = ["pension", "determine", "--opening-year", "2015", "--known-on", "2026-01-31"];
    let from_csv = folder.run(&determine, &csv, &folder.path("out.csv")).refused("months_of_year");
    let from_parquet = folder.run(&determine, &parquet, &folder.path("out.parquet")).refused("months_of_year");
    assert!(from_csv.contains("line 2, months_of_year") && from_parquet.contains("row 1, months_of_year"), "{from_csv}{from_parquet}");
    let written = fs::read_to_string(folder.path("out.csv")).unwrap();
    assert_eq!(written.lines().count() as i64, PEOPLE + 1);
    let statuses: Vec<usize> =
        ["0", "1", "2", "3"].iter().map(|status| written.lines().filter(|line| line.split(',').nth(1) == Some(status)).count()).collect();
    assert!(statuses.iter().all(|count| *count > 10), "every outcome occurs: {statuses:?}");
    let unquoted: String = written.chars().filter(|character| *character != '"').collect();
    let shown = as_csv(&folder.path("out.parquet"));
    for (line, (one, other)) in unquoted.lines().zip(shown.lines()).enumerate() {
        assert_eq!(one, other, "line {line}");
    }
    assert_eq!(unquoted.lines().count(), shown.lines().count());
    // Across: a file of one kind into a result of the other.
    folder.run(&determine, &parquet, &folder.path("across.csv")).refused("months_of_year");
    assert_eq!(fs::read_to_string(folder.path("across.csv")).unwrap(), written);
}

#[test]
fn a_parquet_file_that_is_no_table_of_people_is_refused_by_name() {
    let folder = Folder::new();
    let parquet = folder.path("in.parquet");
    write_parquet(&parquet);
    let good = fs::read(&parquet).unwrap();
    let cut = folder.bytes("cut.parquet", &good[..good.len() / 2]);
    let out = folder.path("out.parquet");
    let determine = ["pension", "determine", "--opening-year", "2013"];
    folder.run(&determine, &cut, &out).refused("cut.parquet");
    let mut writer = Writer::create(File::create(folder.path("other.parquet")).unwrap(), &[("person_id", ColumnKind::Text)]).unwrap();
    writer.block(&[Column::Text(vec![Some("1".into())])]).unwrap();
    writer.finish().unwrap();
    folder.run(&determine, &folder.path("other.parquet"), &out).refused("months_paid_YEAR");
    assert!(!out.exists() && !folder.path("out.parquet.partial").exists());
}

/// 02_oracles_shandong and the worked examples whose basic and account parts the national formula explains, figures only:
/// month, age, base, index, months, months before the account, balance; payment months, basic, account.
const SHEETS: [(&str, &str); 12] = [
    ("2026-01,55,4,7831,1.7350,289,29,160413.01", "168,2578.70,954.84,427.44,3960.98"),
    ("2025-09,60,2,7678,0.6820,492,169,95061.63", "137.8,2647.45,689.85,958.47,4295.77"),
    ("2024-05,50,0,7468,0.8560,364,88,111694.39", "195,2101.96,572.79,609.15,3283.90"),
    ("2024-12,60,0,7678,0.6101,495,163,80614.70", "139,2549.73,579.96,826.98,3956.67"),
    ("2022-01,50,0,6893,0.6270,325,18,60286.13", "195,1518.50,309.16,84.28,1911.94"),
    ("2024-08,60,0,7528,1.012,492,0,131737.16", "139,3105.00,947.75,"),
    ("2024-07,55,0,7359,2.2157,439,0,288368.65", "170,4328.21,1696.29,"),
    ("2023-04,60,0,6797.5,1.2357,508,0,139534.42", "139,3216.48,1003.84,"),
    ("2024-04,60,0,7953,0.7382,491,0,95751.34", "139,2828.37,688.86,"),
    ("2022-10,60,0,8309,1.0514,504,0,145842.29", "139,3579.47,1049.23,"),
    ("2025-10,60,9,7678,1,180,0,1000.00", "133.8,"),
    ("2025-02,60,1,7678,1,180,0,1000.00", "138.4,"),
];

#[test]
fn sheets_of_others_are_reproduced_to_the_fen() {
    let folder = Folder::new();
    let header = "case_id,retirement_month,age_years,age_months,base,average_index,total_months,pre_account_months,account_balance\n";
    let rows: String = SHEETS.iter().enumerate().map(|(at, (row, _))| format!("{at},{row}\n")).collect();
    let out = folder.path("out.csv");
    folder.run(&["pension", "preview"], &folder.bytes("in.csv", (header.to_owned() + &rows).as_bytes()), &out).good();
    let written = fs::read_to_string(&out).unwrap();
    for (at, (line, (row, expected))) in written.lines().skip(1).zip(SHEETS).enumerate() {
        assert!(line.starts_with(&format!("{at},{row},{expected}")), "{line} where {expected} was expected");
    }
    assert_eq!(written.lines().count(), SHEETS.len() + 1);
}
