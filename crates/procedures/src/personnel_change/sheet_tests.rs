//! Files nobody should upload, and the one they should.

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use values::{Date, Language};

use super::sheet::{Column, Layout, Sheet, read};
use super::sheet_file::{self, RefusedRow};
use super::{ROWS_MAX, Row};

const HEADER: [&str; 6] = ["变动类型", "姓名", "身份证号码", "月份", "月工资（元）", "手机号码"];
const ROW: [&str; 6] = ["增加", "张三", "37100019900101001X", "2020-02", "5200.00", ""];

fn today() -> Date {
    Date::new(2020, 2, 10).unwrap()
}

/// A workbook with the header and whatever else the test writes.
fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, HEADER).unwrap();
    fill(sheet);
    workbook.save_to_buffer().unwrap()
}

fn codes(bytes: &[u8]) -> Vec<String> {
    read(bytes).unwrap_err().0.into_iter().map(|refusal| refusal.code).collect()
}

fn one_row(bytes: &[u8]) -> (Row, Vec<String>) {
    let Sheet { rows, .. } = read(bytes).unwrap();
    assert_eq!(rows.len(), 1);
    let codes = rows[0].refusals.0.iter().map(|refusal| format!("{}:{}", refusal.code, refusal.field.as_deref().unwrap_or(""))).collect();
    (rows[0].row.clone(), codes)
}

#[test]
fn a_filled_template_is_read_with_its_row_numbers() {
    let bytes = workbook(|sheet| {
        sheet.write_row(2, 0, ROW).unwrap();
        sheet.write_row(6, 0, ["减少", "李四", "370602197801011239", "2020年1月", "", ""]).unwrap();
    });
    let sheet = read(&bytes).unwrap();
    assert_eq!(sheet.layout, Layout::of_template());
    assert_eq!(sheet.notices, []);
    let rows: Vec<_> = sheet.rows.iter().map(|read| (read.row.sheet_row, read.row.name.as_str(), read.row.month.as_str())).collect();
    assert_eq!(rows, [(Some(3), "张三", "2020-02"), (Some(7), "李四", "2020-01")]);
    assert_eq!(sheet.layout.place(7, Column::of_field("id_number")).zh, "第 7 行 C 列（身份证号码）");
}

#[test]
fn the_template_itself_is_empty_and_otherwise_in_order() {
    let bytes = sheet_file::template(Language::Chinese, today()).unwrap();
    assert_eq!(codes(&bytes), ["sheet_empty"]);
    assert_eq!(codes(sheet_file::template_comma_separated().as_bytes()), ["sheet_empty"]);
}

#[test]
fn a_report_of_refused_rows_can_be_uploaded_again_and_computes_nothing() {
    let row = Row { name: "=HYPERLINK(\"http://x\")".into(), action: "增加".into(), month: "2020-02".into(), ..Row::default() };
    let refused = RefusedRow { row, place: "第 7 行".into(), reason: "@SUM(1)".into() };
    let bytes = sheet_file::report(&[refused], today()).unwrap();
    let (row, problems) = one_row(&bytes);
    assert_eq!(problems, [""; 0]);
    assert_eq!(row.name, "=HYPERLINK(\"http://x\")");
}

#[test]
fn columns_may_stand_in_another_order_with_remarks_beside_them() {
    let bytes = "备注,身份证号,姓名,类型,工资,月份\r\n,37100019900101001X,张三,增加,5200,2020/2\r\n".as_bytes();
    let sheet = read(bytes).unwrap();
    assert_eq!(sheet.layout.place(2, Some(Column::IdNumber)).zh, "第 2 行 B 列（身份证号码）");
    assert_eq!(Layout::decoded(&sheet.layout.encoded()), sheet.layout);
    assert_eq!(sheet.rows[0].row.month, "2020-02");
}

#[test]
fn wrong_missing_and_repeated_columns_are_named() {
    let refusals = read("变动类型,姓名,姓名,奖金\n增加,张三,张三,1\n".as_bytes()).unwrap_err();
    let told: Vec<&str> = refusals.0.iter().map(|refusal| refusal.text.zh.as_str()).collect();
    assert_eq!(told[0], "第 1 行 C 列：“姓名”列出现了两次");
    assert_eq!(told[1], "第 1 行 D 列：不认识的列“奖金”");
    assert_eq!(told[2], "第 1 行是表头，缺少列：身份证号码、月份、月工资（元）");
}

#[test]
fn a_formula_refuses_its_row_and_names_its_cell() {
    let bytes = workbook(|sheet| {
        sheet.write_row(1, 0, ROW).unwrap();
        sheet.write_formula(1, 4, Formula::new("=5000+200").set_result("5200")).unwrap();
    });
    assert_eq!(one_row(&bytes).1, ["formula:wage"]);
    let text = format!("{}\n增加,张三,\"=\"\"37100019900101001X\"\"\",2020-02,5200,\n", HEADER.join(","));
    assert_eq!(one_row(text.as_bytes()).1, ["formula:id_number"]);
}

#[test]
fn merged_cells_are_named() {
    let bytes = workbook(|sheet| {
        sheet.write_row(1, 0, ROW).unwrap();
        sheet.merge_range(2, 0, 4, 0, "增加", &Format::new()).unwrap();
    });
    let refusals = read(&bytes).unwrap_err();
    assert_eq!(refusals.0[0].code, "merged_cells");
    assert!(refusals.0[0].text.zh.contains("A3:A5"), "{}", refusals.0[0].text.zh);
}

#[test]
fn an_id_number_stored_as_a_number_has_lost_digits() {
    let bytes = workbook(|sheet| {
        sheet.write_row(1, 0, ROW).unwrap();
        sheet.write_number(1, 2, 370_602_197_801_011_239.0).unwrap();
    });
    assert_eq!(one_row(&bytes).1, ["digits_lost:id_number"]);
    let text = format!("{}\n增加,张三,3.70602E+17,2020-02,5200,\n", HEADER.join(","));
    assert_eq!(one_row(text.as_bytes()).1, ["digits_lost:id_number"]);
}

#[test]
fn months_as_dates_and_wages_as_numbers_are_fine_and_names_as_numbers_are_not() {
    let bytes = workbook(|sheet| {
        sheet.write_row(1, 0, ROW).unwrap();
        let day = ExcelDateTime::from_ymd(2020, 2, 1).unwrap();
        sheet.write_datetime_with_format(1, 3, &day, &Format::new().set_num_format("yyyy\"年\"m\"月\"")).unwrap();
        sheet.write_number(1, 4, 5200.1).unwrap();
        sheet.write_number(1, 5, 13_800_001_234.0).unwrap();
    });
    let (row, problems) = one_row(&bytes);
    assert_eq!(problems, [""; 0]);
    assert_eq!((row.month.as_str(), row.wage.as_str(), row.telephone.as_str()), ("2020-02", "5200.1", "13800001234"));
    let bytes = workbook(|sheet| {
        sheet.write_row(1, 0, ROW).unwrap();
        sheet.write_number(1, 1, 3.0).unwrap();
        sheet.write_number(1, 3, 202_002.0).unwrap();
    });
    let (row, problems) = one_row(&bytes);
    assert_eq!((row.month.as_str(), problems), ("2020-02", vec!["not_text:name".to_owned()]));
}

#[test]
fn a_sheet_used_down_to_its_last_corner_is_refused_and_told_where() {
    let rows = workbook(|sheet| {
        sheet.write_row(1_048_575, 0, ROW).unwrap();
    });
    let refusals = read(&rows).unwrap_err();
    assert_eq!(refusals.0[0].code, "too_many_rows");
    assert!(refusals.0[0].text.zh.contains("1048576"), "{}", refusals.0[0].text.zh);
    let columns = workbook(|sheet| {
        sheet.write(1, 16_383, "x").unwrap();
    });
    assert!(read(&columns).unwrap_err().0[0].text.zh.contains("XFD"));
    let text = format!("{}\n{}", HEADER.join(","), "增加,张三,x,2020-02,1,\n".repeat(ROWS_MAX + 1));
    assert_eq!(codes(text.as_bytes()), ["too_many_rows"]);
}

#[test]
fn a_million_rows_are_refused_with_their_number_long_before_they_are_read() {
    let row = |number: u32| format!(r#"<row r="{number}"><c r="A{number}"><v>1</v></c></row>"#);
    let rows: String = (1..=20_000).map(row).collect();
    let sheet = format!(r#"<worksheet><dimension ref="A1:F1000001"/><sheetData>{rows}"#);
    let refusals = read(&raw_workbook(sheet.as_bytes(), b"<sst/>")).unwrap_err();
    assert_eq!(refusals.0[0].text.zh, "表格用到了第 1000001 行，最多 5000 行（不含表头）");
}

#[test]
fn several_sheets_are_told_and_the_first_is_read() {
    let mut workbook = Workbook::new();
    let first = workbook.add_worksheet();
    first.write_row(0, 0, HEADER).unwrap();
    first.write_row(1, 0, ROW).unwrap();
    workbook.add_worksheet().write(0, 0, "二月").unwrap();
    let sheet = read(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(sheet.rows.len(), 1);
    assert!(sheet.notices[0].zh.contains("多个工作表"));
}

#[test]
fn what_is_no_sheet_is_refused() {
    for (bytes, code) in [
        (b"".to_vec(), "file_empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR".to_vec(), "file_not_a_sheet"),
        (b"%PDF-1.7\n\xff\xfe\x00".to_vec(), "file_not_a_sheet"),
        (b"%PDF-1.7\n1 0 obj".to_vec(), "file_not_a_sheet"),
        (b"PK\x03\x04nothing".to_vec(), "file_damaged"),
        (vec![b','; 10 * 1024 * 1024 + 1], "file_too_large"),
        (b"\n\n  ,, \n".to_vec(), "sheet_empty"),
    ] {
        assert_eq!(codes(&bytes), [code]);
    }
    assert_eq!(codes(&archive(&[("hello.txt", b"hello")])), ["file_not_a_sheet"]);
}

#[test]
fn text_of_chinese_excel_is_read() {
    let text = format!("{}\r\n{}\r\n", HEADER.join(","), ROW.join(","));
    let (chinese, _, _) = encoding_rs::GB18030.encode(&text);
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [chinese.as_ref(), text.as_bytes(), format!("\u{FEFF}{text}").as_bytes(), &wide] {
        assert_eq!(one_row(bytes).0.name, "张三");
    }
}

/// An archive of stated parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The smallest workbook, with a sheet and shared texts of our own making.
fn raw_workbook(sheet: &[u8], shared: &[u8]) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#
        )
    };
    let roots = format!("<Relationships>{}</Relationships>", relation("a", "officeDocument", "xl/workbook.xml"));
    let inner = format!(
        "<Relationships>{}{}</Relationships>",
        relation("b", "worksheet", "/xl/worksheets/sheet1.xml"),
        relation("c", "sharedStrings", "sharedStrings.xml")
    );
    archive(&[
        ("_rels/.rels", roots.as_bytes()),
        ("xl/workbook.xml", br#"<workbook><sheets><sheet name="S" r:id="b"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", inner.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", shared),
    ])
}

#[test]
fn an_archive_that_unpacks_without_end_is_refused() {
    let blanks = vec![b' '; 70 * 1024 * 1024];
    let bomb = raw_workbook(&[b"<worksheet><sheetData>".as_slice(), &blanks].concat(), b"<sst/>");
    assert!(bomb.len() < 1024 * 1024, "the bomb is small: {}", bomb.len());
    assert_eq!(codes(&bomb), ["file_too_large"]);
    let texts = "<si><t>x</t></si>".repeat(1024 * 1024);
    assert_eq!(codes(&raw_workbook(b"<worksheet/>", format!("<sst>{texts}</sst>").as_bytes())), ["file_too_large"]);
}

#[test]
fn counts_a_file_states_about_itself_reserve_nothing() {
    let shared = br#"<sst count="18446744073709551615" uniqueCount="18446744073709551615"><si><t>a</t></si></sst>"#;
    let sheet = br#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>
        <c r="B1"><f t="shared" si="99999999999" ref="A1:XFD1048576">1+1</f><v>2</v></c></row></sheetData></worksheet>"#;
    assert!(codes(&raw_workbook(sheet, shared)).contains(&"column_missing".to_owned()));
}

#[test]
fn sheets_that_contradict_themselves_are_damaged() {
    for sheet in [
        r#"<worksheet><sheetData><row r="2"/><row r="1"/></sheetData></worksheet>"#,
        r#"<worksheet><sheetData><row r="1"><c r="B2"><v>1</v></c></row></sheetData></worksheet>"#,
        r#"<worksheet><sheetData><row r="1"><c t="s"><v>7</v></c></row></sheetData></worksheet>"#,
        r#"<worksheet><sheetData><row r="1"><c r="ZZZZ1"><v>1</v></c></row></sheetData></worksheet>"#,
        r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1"#,
        r#"<worksheet><sheetData></row></worksheet>"#,
    ] {
        assert_eq!(codes(&raw_workbook(sheet.as_bytes(), b"<sst/>")), ["file_damaged"], "{sheet}");
    }
}

#[test]
fn a_file_cut_or_garbled_anywhere_is_answered() {
    let whole = workbook(|sheet| {
        sheet.write_row(1, 0, ROW).unwrap();
    });
    for end in (0..whole.len()).step_by(37) {
        let _ = read(&whole[..end]);
    }
    for position in (0..whole.len()).step_by(11) {
        let mut garbled = whole.clone();
        garbled[position] ^= 0x5A;
        let _ = read(&garbled);
    }
}

proptest! {
    #[test]
    fn no_bytes_at_all_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000), start in 0..4_usize) {
        let magic: &[u8] = [b"".as_slice(), b"PK\x03\x04", b"\xD0\xCF\x11\xE0", b"\xFF\xFE"][start];
        let _ = read(&[magic, &bytes].concat());
    }

    #[test]
    fn no_text_at_all_makes_it_panic(sheet in "(<|>|row|c r=\"|A1|\"|/|v|t=\"s\"|[0-9]|&#x?[0-9a-f]{1,8};| ){0,60}", cells in ".{0,300}") {
        let _ = read(&raw_workbook(format!("<worksheet><sheetData>{sheet}").as_bytes(), format!("<sst><si>{sheet}").as_bytes()));
        let _ = read(format!("{}\n{cells}", HEADER.join(",")).as_bytes());
    }
}
