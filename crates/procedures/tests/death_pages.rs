//! A table of deaths taken in at the desk: every line has its answer, and nobody's payment stops.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod browser;

use axum::http::StatusCode;
use browser::Browser;
use values::{Language, Month, Party};

const STORY: &str = "story 死亡信息
person P born 1955-03-15 as M60 paid 1995-01..2014-12 drawing 3000.00 since 2015-04 settled 2021-03 certified 2021-12-31 banked
person N born 1975-03-15 paid 1996-01..2020-03
date       | who  | does | follows
2021-04-01 | city |      | pension P 2021-04 3000.00
";

#[tokio::test]
async fn a_table_opens_cases_to_be_looked_into_and_says_of_every_line_what_became_of_it() {
    let mut browser = Browser::after(STORY, |agency| agency);
    let number = |name: &str| {
        let world = &browser.world;
        let person = world.agency.store.reader().unwrap().person(world.area, world.people[name]).unwrap().unwrap();
        person.id_number.as_str().to_owned()
    };
    let (pensioner, other) = (number("P"), number("N"));
    let table = format!(
        "身份证号码,姓名,死亡日期\n{pensioner},于海洋,2021-03-20\n{pensioner},于海洋,2021-03-20\n{other},于海洋,2021-03-20\n{pensioner}0,于海洋,2021-03-20\n"
    );
    let begin = browser.get("benefit", "/desk/death-match").await;
    assert!(begin.body.contains("谁的待遇都不停") && begin.status == StatusCode::OK, "{}", begin.body);
    let without = browser.upload("benefit", "/desk/death-match", &[("source", "")], ("other", "")).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.body.contains("请选择文件") && without.body.contains("请写明数据来源"), "{}", without.body);
    let wrong = browser.upload("benefit", "/desk/death-match", &[("source", "民政")], ("file", "姓名\n于海洋\n")).await;
    assert!(wrong.body.contains("没有“身份证号码”这一列"), "{}", wrong.body);

    let checked = browser.upload("benefit", "/desk/death-match", &[("source", "民政")], ("file", &table)).await;
    assert!(checked.body.contains("与第 2 行是同一个人") && checked.body.contains("开立 2 件核实案件"), "{}", checked.body);
    assert!(!checked.body.contains(&pensioner), "numbers of identity are masked");
    let row = |name: &str, line: u32| format!("{line}|{}|2021-03-20|民政", browser.world.people[name]);
    let rows = [row("P", 2), row("N", 4), "9|999999|2021-03-20|民政".to_owned(), "nonsense".to_owned()];
    let fields: Vec<(&str, &str)> = [("idempotency_key", "once")].into_iter().chain(rows.iter().map(|row| ("row", row.as_str()))).collect();
    let done = browser.post("benefit", "/desk/death-match/take-in", &fields).await;
    assert!(done.body.contains("开立了 1 件核实案件") && done.body.contains("没有按月领取的待遇"), "{}", done.body);
    let rights = |browser: &Browser| {
        let mut reader = browser.world.agency.store.reader().unwrap();
        reader.entitlements_of_beneficiary(browser.world.area, Party::person(browser.world.people["P"])).unwrap()
    };
    let month: Month = "2021-05".parse().unwrap();
    assert_eq!(rights(&browser)[0].due(month).plain(), "3000.00", "a case stops nothing");
    let again = browser.post("clerk", "/desk/death-match/take-in", &[("idempotency_key", "other"), ("row", &rows[0])]).await;
    assert!(again.body.contains("没有再开案件"), "{}", again.body);
    browser.reads(Language::English);
    let english = browser.get("clerk", "/desk/death-match").await;
    assert!(english.body.contains("nobody&#39;s payment stops") || english.body.contains("nobody's payment stops"), "{}", english.body);
    for nobody in ["P", "accountant"] {
        assert_eq!(browser.get(nobody, "/desk/death-match").await.status, StatusCode::FORBIDDEN, "{nobody}");
    }
}
