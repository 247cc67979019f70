//! A city taken over from CSV and from Excel: valid rows are in, refused ones are named, and saying it twice does it once.

use std::fs;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;

use crate::program::run;

const EMPLOYERS: &str = "统筹区,单位名称,统一社会信用代码,地址,联系人,联系电话,工伤行业类别,成立日期,登记日期\n\
371002,威海甲有限公司,91371000MA0XXXX156,环翠区1号,张三,,2,2010-05-01,2010-06-01\n\
371082,威海乙有限公司,91371000MA0XXXX231,荣成市2号,李四,0631-5201234,9,2011-05-01,2011-06-01\n\
999999,威海丙有限公司,913710001234567888,无处3号,王五,,1,2012-05-01,2012-06-01\n";

const PEOPLE: &str = "area,name,id_number,telephone,registered_on\n\
371002,赵一,371002209912310015,,2015-01-01\n\
371002,钱二,371002209912310023,16100000000,2015-01-01\n\
371002,孙三,371002209912310010,,2015-01-01\n\
371002,赵一,371002209912310015,,2015-01-01\n";

const EMPLOYMENTS: &str = "credit_code,id_number,from_month,until_month,declared_wage\n\
91371000MA0XXXX156,371002209912310015,2015-01,,5200.00\n\
91371000MA0XXXX156,371002209912310023,2015-01,2018-12,4100.5\n\
91371000MA0XXXX156,371002209912310023,2018-06,,4100.5\n\
91371000MA0XXXX231,371003209912310011,2015-01,,4100\n";

struct Office {
    directory: tempfile::TempDir,
}

impl Office {
    fn new() -> Office {
        let office = Office { directory: tempfile::tempdir().unwrap() };
        run(&["init", "--data", &office.data()]).is_good();
        office
    }

    fn data(&self) -> String {
        self.directory.path().join("data").to_string_lossy().into_owned()
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.directory.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    }

    fn report(&self) -> PathBuf {
        self.directory.path().join("refused.csv")
    }

    fn import(&self, files: &[&str]) -> crate::program::Answer {
        let (report, data) = (self.report().to_string_lossy().into_owned(), self.data());
        let arguments: Vec<&str> =
            ["import"].into_iter().chain(files.iter().copied()).chain(["--report", &report, "--data", &data]).collect();
        run(&arguments)
    }
}

fn places(report: &Path) -> Vec<(String, String, String)> {
    let mut rows = csv::Reader::from_path(report).unwrap();
    let row = |row: csv::StringRecord| {
        let file = Path::new(&row[0]).file_name().unwrap().to_string_lossy().into_owned();
        let sheet = if row[1].is_empty() { file } else { row[1].to_owned() };
        assert!(!row[4].is_empty(), "every refusal has its reason");
        (sheet, row[2].to_owned(), row[3].to_owned())
    };
    rows.records().map(|record| row(record.unwrap())).collect()
}

fn expected_places(names: [&str; 3], first_row_is_header: bool) -> Vec<(String, String, String)> {
    assert!(first_row_is_header);
    let place = |table: usize, row: u32, column: &str| (names[table].to_owned(), row.to_string(), column.to_owned());
    vec![
        place(0, 3, "injury_class"),
        place(0, 4, "area"),
        place(1, 4, "id_number"),
        place(1, 5, "id_number"),
        place(2, 4, "from_month"),
        place(2, 5, "credit_code"),
    ]
}

#[test]
fn a_city_in_csv_keeps_its_valid_rows_and_names_the_others() {
    let office = Office::new();
    let files = [office.file("employers.csv", EMPLOYERS), office.file("people.csv", PEOPLE), office.file("employments.csv", EMPLOYMENTS)];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let first = office.import(&files);
    assert!(first.output.contains("added 1 employers, 2 people, 2 employments; 0 rows were there already"), "{}", first.output);
    first.is_refused("6 of 11 rows were refused");
    assert_eq!(places(&office.report()), expected_places(["employers.csv", "people.csv", "employments.csv"], true));
    let second = office.import(&files);
    assert!(second.output.contains("added 0 employers, 0 people, 0 employments; 5 rows were there already"), "{}", second.output);
    assert!(run(&["verify", "--data", &office.data()]).is_good().contains("everything holds"));
}

#[test]
fn the_same_city_in_one_workbook() {
    let office = Office::new();
    let mut workbook = Workbook::new();
    for (name, table) in [("单位", EMPLOYERS), ("人员", PEOPLE), ("参保", EMPLOYMENTS)] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        for (row, line) in table.lines().enumerate() {
            for (column, cell) in line.split(',').enumerate() {
                sheet.write_string(row as u32, column as u16, cell).unwrap();
            }
        }
    }
    let path = office.directory.path().join("city.xlsx");
    workbook.save(&path).unwrap();
    let first = office.import(&[path.to_str().unwrap()]);
    assert!(first.output.contains("added 1 employers, 2 people, 2 employments"), "{}{}", first.output, first.errors);
    assert_eq!(places(&office.report()), expected_places(["单位", "人员", "参保"], true));
    assert!(run(&["verify", "--data", &office.data()]).is_good().contains("everything holds"));
}

#[test]
fn files_that_are_no_tables_are_refused_whole() {
    let office = Office::new();
    for (name, text, saying) in [
        ("empty.csv", "", "is empty"),
        ("other.csv", "a,b\n1,2\n", "is none of the three tables"),
        ("fake.xlsx", "PK\u{3}\u{4} and nothing more", "cannot be read as an Excel workbook"),
    ] {
        office.import(&[&office.file(name, text)]).is_refused(saying);
    }
    let latin = office.directory.path().join("latin.csv");
    fs::write(&latin, b"area,name\n371002,\xC0\xEE\n").unwrap();
    office.import(&[latin.to_str().unwrap()]).is_refused("is not UTF-8");
    office.import(&["nowhere.csv"]).is_refused("nowhere.csv");
    let far = office.directory.path().join("far.xlsx");
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write_string(1_048_575, 16_383, "x").unwrap();
    workbook.save(&far).unwrap();
    office.import(&[far.to_str().unwrap()]).is_refused("column 16384");
}

#[test]
fn templates_are_what_the_import_reads() {
    let office = Office::new();
    let to = office.directory.path().join("templates");
    run(&["export", "template", "--to", to.to_str().unwrap()]).is_good();
    let files: Vec<String> =
        ["employers.csv", "people.csv", "employments.csv"].iter().map(|name| to.join(name).to_string_lossy().into_owned()).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    assert!(office.import(&files).is_good().contains("added 0 employers"));
    run(&["export", "template", "--to", to.to_str().unwrap()]).is_refused("exist");
}
