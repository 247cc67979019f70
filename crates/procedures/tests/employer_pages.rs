//! The pages of registration and of personnel changes over the router, on an embedded database.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use axum::http::StatusCode;
use rust_xlsxwriter::Workbook;
use support::Site;
use values::{IdNumber, Language, Month, Party, SocialCreditCode};

const BOTH: [Language; 2] = [Language::Chinese, Language::English];
const FORM: &str = "/employer/employer-registration/form";

fn credit_code() -> String {
    SocialCreditCode::from_parts("91379900", "MA3T0001").unwrap().to_string()
}

fn id_number(serial: u16) -> String {
    IdNumber::from_parts("379901", jiff::civil::date(1985, 3, 15), serial).unwrap().as_str().to_owned()
}

/// A form that is right in every field.
fn registration(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("name", "威海新叶机械有限公司"),
        ("credit_code", code),
        ("address", "威海市环翠区文化西路1号"),
        ("contact_name", "王晓梅"),
        ("telephone", "13800001234"),
        ("injury_class", "3"),
        ("founded_on", "2020-01-15"),
        ("idempotency_key", "registration1"),
    ]
}

fn changed<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(field, old)| (*field, if *field == name { value } else { *old })).collect()
}

/// Whether a page tells an error beside a field and links to it from the summary.
fn tells_error(text: &str, field: &str) -> bool {
    let id = field.replace('_', "-");
    text.contains(&format!("id=\"field-{id}-error\"")) && text.contains(&format!("href=\"#field-{id}\""))
}

#[tokio::test]
async fn every_wrong_field_of_a_registration_is_answered_beside_it_with_what_was_typed() {
    let site = Site::new();
    let code = credit_code();
    let wrong = [
        ("name", "", "请填写单位名称", "write the name of the employer"),
        ("credit_code", "91379900MA3T00<x>", "", ""),
        ("address", " ", "请填写地址", "write the address"),
        ("contact_name", "", "请填写联系人", "write the contact"),
        ("telephone", "12", "", ""),
        ("injury_class", "9", "请填写 1 到 8 之间的整数", "write a whole number from 1 to 8"),
        ("founded_on", "2020-02-30", "2020年没有2月30日这一天", "There is no day 30 of month 2 in 2020"),
        ("founded_on", "2020-03-01", "成立日期不能晚于今天", "the day of foundation cannot lie in the future"),
    ];
    for language in BOTH {
        for (field, value, chinese, english) in wrong {
            let page = site.post("newcomer", language, FORM, &changed(&registration(&code), field, value)).await;
            let text = page.text();
            assert!(tells_error(&text, field), "{field}={value}: {text}");
            assert!(text.contains(language.pick(chinese, english)), "{field}={value}: {text}");
            // Everything else is still there as typed, and so is the wrong value where an input can show it.
            assert_eq!(page.value("name"), if field == "name" { value } else { "威海新叶机械有限公司" });
            if !matches!(field, "injury_class" | "address") {
                assert_eq!(page.value(field), value);
            }
        }
    }
}

#[tokio::test]
async fn a_registration_sent_twice_is_registered_once() {
    let site = Site::new();
    let code = credit_code();
    let start = site.get("newcomer", Language::Chinese, "/employer/employer-registration").await;
    assert!(start.status.is_success() && start.text().contains("统一社会信用代码"));
    let check = site.post("newcomer", Language::Chinese, FORM, &registration(&code)).await;
    assert!(check.text().contains("核对后提交"), "{}", check.text());
    let mut fields = registration(&code);
    fields.push(("step", "submit"));
    let scan = Some(("business_licence", "执照.pdf", b"%PDF-1.7 scan".as_slice()));
    let first = site.post_with_file("newcomer", Language::Chinese, FORM, &fields, scan).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
    let again = site.post_with_file("newcomer", Language::Chinese, FORM, &fields, scan).await;
    assert_eq!(again.location, first.location);
    for language in BOTH {
        let done = site.get("newcomer", language, &first.location).await;
        assert!(done.text().contains(language.pick("接下来会怎样", "What happens next")));
    }
    // The same code under another key is the same employer, which is not registered yet: only the decision registers it.
    let cases = site.world.agency.store.views().unwrap().cases_after(site.world.area, 0, 100).unwrap();
    assert_eq!(cases.len(), 1);
    let other = site.get("A", Language::Chinese, &first.location).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "another's case");
}

#[tokio::test]
async fn a_scan_of_the_wrong_type_is_refused_beside_its_field_and_nothing_is_handed_in() {
    let site = Site::new();
    let code = credit_code();
    let mut fields = registration(&code);
    fields.push(("step", "submit"));
    for language in BOTH {
        let scan = Some(("business_licence", "virus.pdf", b"MZ\x90".as_slice()));
        let page = site.post_with_file("newcomer", language, FORM, &fields, scan).await;
        assert!(tells_error(&page.text(), "business_licence"), "{}", page.text());
        assert!(page.text().contains(language.pick("只能上传 PDF、JPEG 或 PNG 文件", "only PDF, JPEG and PNG files are taken")));
        assert_eq!(page.value("name"), "威海新叶机械有限公司");
    }
    assert!(site.world.agency.store.views().unwrap().cases_after(site.world.area, 0, 10).unwrap().is_empty());
}

const ADD: &str = "/employer/personnel-change/one/add";

fn addition(id_number: &str) -> Vec<(&str, &str)> {
    vec![
        ("name", "李明"),
        ("id_number", id_number),
        ("month", "2020-02"),
        ("wage", "5200.00"),
        ("telephone", "13800001234"),
        ("idempotency_key", "addition1"),
    ]
}

#[tokio::test]
async fn every_wrong_field_of_a_change_is_answered_beside_it_with_what_was_typed() {
    let site = Site::new();
    let id_number = id_number(401);
    let wrong = [
        ("name", "", ""),
        ("id_number", "379901198503154013", ""),
        ("month", "2020-13", "月份应写成四位年份和两位月份|write a month as year and month"),
        ("month", "2020-09", "最晚可申报到|changes can be declared up to"),
        ("wage", "-1", "金额应|amount"),
        ("wage", "12.345", "最多两位小数|at most two decimals"),
        ("telephone", "1", ""),
    ];
    for language in BOTH {
        for (field, value, words) in wrong {
            let page = site.post("A", language, ADD, &changed(&addition(&id_number), field, value)).await;
            let text = page.text();
            assert!(tells_error(&text, field), "{field}={value}: {text}");
            let (chinese, english) = words.split_once('|').unwrap_or_default();
            assert!(text.contains(language.pick(chinese, english)), "{field}={value}: {text}");
            assert_eq!(page.value(field), value);
            assert!(!page.value("idempotency_key").is_empty());
        }
    }
}

#[tokio::test]
async fn one_person_is_added_once_however_often_the_form_is_sent() {
    let site = Site::new();
    let id_number = id_number(401);
    let check = site.post("A", Language::English, ADD, &addition(&id_number)).await;
    assert!(check.text().contains("Check and hand in"), "{}", check.text());
    let mut fields = addition(&id_number);
    fields.push(("step", "submit"));
    let first = site.post("A", Language::Chinese, ADD, &fields).await;
    let again = site.post("A", Language::Chinese, ADD, &fields).await;
    assert_eq!((first.status, &first.location), (StatusCode::SEE_OTHER, &again.location), "{}", first.text());
    let done = site.get("A", Language::Chinese, &first.location).await.text();
    assert!(done.contains("人员变动已生效") && done.contains("1 行人员变动已生效"), "{done}");
    let employments = site.world.agency.store.reader().unwrap().employments_of_employer(site.world.area, site.world.employers["A"], None);
    let added = employments.unwrap().into_iter().filter(|period| period.declared_wage.0 == 520_000).count();
    assert_eq!(added, 1);
    let list = site.get("A", Language::Chinese, "/employer/personnel-change/people?name=%E6%9D%8E%E6%98%8E").await.text();
    assert!(list.contains("李明") && !list.contains(&id_number), "the list masks identity numbers: {list}");
    let person = list.split("person=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let remove = format!("/employer/personnel-change/one/remove?person={person}");
    let asked = site.get("A", Language::Chinese, &remove).await.text();
    assert!(asked.contains("李明") && !asked.contains("name=\"id_number\""));
    let fields = [("person", person.as_str()), ("month", "2020-02"), ("step", "submit"), ("idempotency_key", "removal1")];
    let removed = site.post("A", Language::Chinese, &remove, &fields).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.text());
}

#[tokio::test]
async fn staff_act_for_an_employer_only_on_a_stated_authorisation() {
    let site = Site::new();
    let (id_number, employer) = (id_number(402), site.world.employers["A"].to_string());
    let mut fields = addition(&id_number);
    fields.extend([("employer", employer.as_str()), ("step", "submit")]);
    let refused = site.post("clerk", Language::Chinese, ADD, &fields).await.text();
    assert!(tells_error(&refused, "on_behalf_authorisation") && tells_error(&refused, "on_behalf_channel"), "{refused}");
    fields.extend([("on_behalf_channel", "telephone"), ("on_behalf_authorisation", "录音 20200210-17")]);
    let done = site.post("clerk", Language::Chinese, ADD, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert!(site.get("clerk", Language::English, &done.location).await.status.is_success());
}

/// A sheet of three: right, wrong in its ID number, and a formula.
fn sheet() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["变动类型", "姓名", "身份证号码", "月份", "月工资（元）", "手机号码"]).unwrap();
    sheet.write_row(1, 0, ["增加", "李明", &id_number(401), "2020-02", "5200", ""]).unwrap();
    sheet.write_row(2, 0, ["增加", "王五", "379901198503154013", "2020-02", "5200", ""]).unwrap();
    sheet.write_row(3, 0, ["增加", "赵六", &id_number(403), "2020-02", "", ""]).unwrap();
    sheet.write_formula(3, 4, rust_xlsxwriter::Formula::new("=5000+1").set_result("5001")).unwrap();
    workbook.save_to_buffer().unwrap()
}

#[tokio::test]
async fn the_valid_rows_of_a_sheet_are_handed_in_and_the_refused_ones_come_back_to_be_mended() {
    let site = Site::new();
    let upload = "/employer/personnel-change/upload";
    let bytes = sheet();
    let result = site.post_with_file("A", Language::Chinese, upload, &[], Some(("file", "人员.xlsx", &bytes))).await;
    let text = result.text();
    assert!(text.contains("1 行可以提交，2 行有误"), "{text}");
    assert!(text.contains("第 3 行 C 列（身份证号码）：") && text.contains("第 4 行 E 列（月工资（元））：单元格中是公式"), "{text}");
    let english = site.post_with_file("A", Language::English, upload, &[], Some(("file", "x.xlsx", &bytes))).await.text();
    assert!(english.contains("row 4, column E (Monthly wage (yuan)): the cell holds a formula"), "{english}");
    let (valid, layout) = (result.value("rows"), result.value("layout"));
    let report = text.split("upload/report").nth(1).unwrap().split("name=\"rows\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mended = site.post("A", Language::Chinese, "/employer/personnel-change/upload/report", &[("rows", report)]).await;
    assert!(mended.bytes.starts_with(b"PK"), "the report is a workbook");
    let again = site.post_with_file("A", Language::Chinese, upload, &[], Some(("file", "r.xlsx", &mended.bytes))).await.text();
    assert!(again.contains("1 行可以提交，1 行有误"), "the formula came back as what it showed, the wrong number as it was: {again}");
    let fields = [("rows", valid.as_str()), ("layout", &layout), ("idempotency_key", "sheet1")];
    let submit = "/employer/personnel-change/upload/submit";
    let first = site.post("A", Language::Chinese, submit, &fields).await;
    let twice = site.post("A", Language::Chinese, submit, &fields).await;
    assert_eq!((first.status, &first.location), (StatusCode::SEE_OTHER, &twice.location), "{}", first.text());
    let anew = [("rows", valid.as_str()), ("layout", &layout), ("idempotency_key", "sheet2")];
    let refused = site.post("A", Language::Chinese, submit, &anew).await;
    assert_eq!(refused.status, StatusCode::OK);
    assert!(refused.text().contains("检查之后情况有了变化") && refused.text().contains("第 2 行 C 列"), "{}", refused.text());
}

#[tokio::test]
async fn rows_changed_in_the_page_are_examined_all_the_same() {
    let site = Site::new();
    let forged = "2\t增加\t李明\t379901198503154013\t2020-02\t5200\t\n3\tadd\t<b>\t\t\t\t";
    let page = site.post("A", Language::Chinese, "/employer/personnel-change/upload/submit", &[("rows", forged)]).await;
    assert!(page.text().contains("0 行可以提交，2 行有误"), "{}", page.text());
    let nothing = site.post("A", Language::Chinese, "/employer/personnel-change/upload/submit", &[("rows", "")]).await.text();
    assert!(nothing.contains("没有可以提交的变动"), "{nothing}");
    let month = Month::new(2020, 3).unwrap();
    let store = &site.world.agency.store;
    let insured = store.reader().unwrap().employments_of_employer(site.world.area, site.world.employers["A"], Some(month)).unwrap();
    assert!(insured.iter().all(|period| Party::person(period.person_id) != Party::AGENCY && period.declared_wage.0 != 520_000));
}

#[tokio::test]
async fn a_file_that_is_no_sheet_is_refused_beside_its_field() {
    let site = Site::new();
    for language in BOTH {
        for (file, chinese, english) in [
            (Some(b"\x89PNG\r\n\x1a\n\x00".as_slice()), "这不是 Excel", "this is not an Excel"),
            (Some(b"PK\x03\x04 cut".as_slice()), "已损坏", "damaged"),
            (Some("姓名,年龄\n李明,3\n".as_bytes()), "不认识的列“年龄”", "is no column of the template"),
            (None, "请选择要上传的表格", "choose the sheet"),
        ] {
            let file = file.map(|bytes| ("file", "x.xlsx", bytes));
            let page = site.post_with_file("A", language, "/employer/personnel-change/upload", &[], file).await;
            assert!(tells_error(&page.text(), "file"), "{}", page.text());
            assert!(page.text().contains(language.pick(chinese, english)), "{}", page.text());
        }
    }
}

#[tokio::test]
async fn templates_are_handed_out_and_other_accounts_are_told_why_they_cannot() {
    let site = Site::new();
    for (address, start) in [("template.xlsx", b"PK".as_slice()), ("template.csv", "\u{FEFF}变动类型".as_bytes())] {
        let file = site.get("A", Language::Chinese, &format!("/employer/personnel-change/{address}")).await;
        assert!(file.bytes.starts_with(start));
    }
    for (who, address) in [("newcomer", "/employer/personnel-change"), ("clerk", "/employer/personnel-change?employer=999")] {
        assert_eq!(site.get(who, Language::Chinese, address).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert!(site.get("clerk", Language::Chinese, "/employer/personnel-change").await.text().contains("单位编号"));
    assert_eq!(site.get("A", Language::Chinese, "/employer/personnel-change/one/dismiss").await.status, StatusCode::NOT_FOUND);
}
