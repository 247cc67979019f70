//! The pages of contributions as their readers meet them, in both languages.

mod browser;

use axum::http::StatusCode;
use browser::{Browser, Page};
use casework::Clock;
use values::Language;

/// Assessed, and the emergency lasts.
const FEBRUARY: &str = "story 二月
employer A owes 100000.00 for 2020-02
employer B owes 30000.00 for 2020-02
date       | who        | does           | follows
2020-02-03 | city       | declare 2020-6 |
2020-02-10 | accountant | assess 2020-02 | owed A 2020-02 100000.00
";

/// A's month was deferred and the emergency is over; B did nothing and is late.
const AFTERWARDS: &str = "story 疫情之后
employer A owes 100000.00 for 2020-02
employer B owes 30000.00 for 2020-02
date       | who        | does                      | follows
2020-02-03 | city       | declare 2020-6            |
2020-02-10 | accountant | assess 2020-02            |
2020-02-11 | A          | defer 2020-02 as c        |
           | clerk      | accept c                  |
           | reviewer   | review c                  |
           | decider    | grant c                   |
2020-03-20 | accountant | receive 1000.00 from B    |
2020-05-07 | city       | end 2020-6 2020-05-06     |
";

fn shows(page: &Page, words: &[&str]) {
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for wanted in words {
        assert!(page.body.contains(wanted), "the page does not say {wanted}:\n{}", page.body);
    }
}

#[tokio::test]
async fn an_employer_sees_what_it_owes_and_how_it_came_about() {
    let mut browser = Browser::after(FEBRUARY, |agency| agency);
    shows(&browser.get("A", "/employer/contributions").await, &["100,000.00 元", "2020年2月25日", "未到期", "怎样算出"]);
    let month = browser.get("A", "/employer/contributions/2020-02").await;
    shows(&month, &["养老保险单位缴费", "五项费用", "缴费基数"]);
    let start = month.body.find("/employer/contributions/2020-02/people/").unwrap();
    let href: String = month.body[start..].chars().take_while(|character| *character != '"').collect();
    shows(&browser.get("A", &href).await, &["申报工资", "下限", "费率"]);
    browser.reads(Language::English);
    shows(
        &browser.get("A", "/employer/contributions").await,
        &["¥100,000.00", "25 February 2020", "How due day and late fee of February 2020 were worked out"],
    );
    for nowhere in ["/employer/contributions/2019-02", "/employer/contributions/x", "/employer/contributions/2020-02/people/999999"] {
        assert_eq!(browser.get("A", nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
    assert_eq!(browser.get("accountant", "/employer/contributions").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn applying_to_pay_later_asks_checks_and_confirms() {
    let browser = Browser::after(FEBRUARY, |agency| agency);
    let address = "/employer/contribution-deferral";
    shows(&browser.get("A", address).await, &["2020年2月　100,000.00 元", "原缴费期限 2020年2月25日"]);
    let refused = browser.post("A", address, &[("reason", "停工")]).await;
    shows(&refused, &["请至少选择一个月份", "停工", "有误："]);
    let answers = [("months", "2020-02"), ("reason", "停工，资金未回笼")];
    shows(&browser.post("A", address, &answers).await, &["核对您的申请", "100,000.00 元", "停工，资金未回笼", "value=\"send\""]);
    let back = browser.post("A", address, &[answers[0], answers[1], ("step", "change")]).await;
    shows(&back, &["停工，资金未回笼", "value=\"2020-02\" checked"]);
    let key = ("idempotency_key", "a1");
    let sent = browser.post("A", address, &[answers[0], answers[1], key, ("step", "send")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    shows(&browser.get("A", &sent.location).await, &["已提交", "接下来会怎样"]);
    let again = browser.post("A", address, &[answers[0], answers[1], key, ("step", "send")]).await;
    assert_eq!(again.location, sent.location, "sent twice, done once");
    assert_eq!(browser.get("B", &sent.location).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn staff_apply_for_an_employer_on_an_authorisation_only() {
    let browser = Browser::after(FEBRUARY, |agency| agency);
    let address = "/employer/contribution-deferral";
    shows(&browser.get("clerk", address).await, &["代单位办理"]);
    shows(&browser.get("clerk", &format!("{address}?employer=1")).await, &["代办登记", "故事单位A"]);
    let answers = [("employer", "1"), ("months", "2020-02"), ("reason", "停工"), ("step", "send")];
    shows(&browser.post("clerk", address, &answers).await, &["委托依据", "有误："]);
    let authorised =
        [answers[0], answers[1], answers[2], answers[3], ("on_behalf_channel", "telephone"), ("on_behalf_authorisation", "录音 17")];
    assert_eq!(browser.post("clerk", address, &authorised).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn making_up_shows_its_window_and_keeps_the_people_typed() {
    let browser = Browser::after(AFTERWARDS, |agency| agency);
    let address = "/employer/contribution-makeup";
    shows(&browser.get("B", address).await, &["2020年8月6日", "第 1 人", "2020年2月　29,000.00 元"]);
    let mut fields = vec![("rows", "1"), ("late_registrations.0.name", "张三"), ("step", "add")];
    for rows in ["2", "3", "4", "5"] {
        shows(&browser.post("B", address, &[("rows", rows), fields[1], ("late_registrations.1.name", "李四"), fields[2]]).await, &["李四"]);
    }
    fields.push(("reason", "封控"));
    fields[2] = ("step", "");
    let refused = browser.post("B", address, &fields).await;
    shows(&refused, &["张三", "封控", "有误：", "field-late-registrations-0-id-number"]);
    let months = [("months", "2020-02"), ("reason", "封控")];
    shows(&browser.post("B", address, &months).await, &["核对您的申请"]);
    let sent = browser.post("B", address, &[months[0], months[1], ("step", "send")]).await;
    shows(&browser.get("B", &sent.location).await, &["已提交"]);
    // A's month waits already.
    shows(&browser.get("A", address).await, &["已批准缓缴，直接缴费即可"]);
    shows(&browser.get("A", "/employer/contribution-deferral").await, &["疫情防控期已于2020年5月6日结束"]);
}

#[tokio::test]
async fn a_receipt_is_shown_before_it_is_recorded_and_recorded_once() {
    let browser = Browser::after(AFTERWARDS, |agency| agency);
    let address = "/desk/contribution-payments/new";
    assert_eq!(browser.get("clerk", address).await.status, StatusCode::FORBIDDEN);
    shows(&browser.get("accountant", address).await, &["银行流水号"]);
    let wrong = [("employer", "999"), ("amount", "1"), ("received_on", "2020-05-07"), ("reference", "R")];
    shows(&browser.post("accountant", address, &wrong).await, &["没有找到该单位", "有误："]);
    let typed = [("employer", "2"), ("amount", "30000"), ("received_on", "2020-05-07"), ("reference", "BANK-7")];
    // 29,000 open since 2020-02-25; 72 days at 0.05 % on it, and 12.00 assessed on the thousand paid in March.
    let checked = browser.post("accountant", address, &typed).await;
    shows(&checked, &["核对后入账", "29,000.00 元", "1,000.00 元"]);
    let confirmed = [typed[0], typed[1], typed[2], typed[3], ("step", "confirm")];
    let recorded = browser.post("accountant", address, &confirmed).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.body);
    shows(&browser.get("accountant", &recorded.location).await, &["已入账", "BANK-7", "30,000.00 元"]);
    let twice = browser.post("accountant", address, &confirmed).await;
    assert_ne!(twice.status, StatusCode::SEE_OTHER, "the same bank reference is recorded once");
    shows(&browser.get("B", "/employer/contributions").await, &["30,000.00 元", "1,000.00 元", "56.00 元"]);
}

#[tokio::test]
async fn only_a_demonstration_plays_the_bank() {
    let address = "/employer/contributions/demonstration-receipt";
    let browser = Browser::after(FEBRUARY, |agency| agency);
    assert!(!browser.get("A", "/employer/contributions").await.body.contains("模拟银行到账"));
    assert_eq!(browser.post("A", address, &[]).await.status, StatusCode::NOT_FOUND);
    let browser = Browser::after(FEBRUARY, agency::Agency::as_demonstration);
    shows(&browser.get("A", "/employer/contributions").await, &["模拟银行到账"]);
    assert_eq!(browser.post("A", address, &[("idempotency_key", "b2")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.post("A", address, &[("idempotency_key", "b2")]).await.status, StatusCode::SEE_OTHER);
    shows(&browser.get("A", "/employer/contributions").await, &["目前没有待缴费用", "按时缴费"]);
    // What was deferred is made up inside the window without a fee.
    let browser = Browser::after(AFTERWARDS, agency::Agency::as_demonstration);
    assert_eq!(browser.post("A", address, &[("idempotency_key", "b3")]).await.status, StatusCode::SEE_OTHER);
    shows(&browser.get("A", "/employer/contributions").await, &["目前没有待缴费用", "按时缴费"]);
    shows(&browser.get("person", "/my/rights-statement").await, &["按时缴费"]);
}

#[tokio::test]
async fn a_run_is_started_by_the_accountant_and_its_page_comes_back_by_itself() {
    let browser = Browser::after(FEBRUARY, |agency| agency);
    let address = "/desk/contribution-assessments";
    shows(&browser.get("accountant", address).await, &["2020年2月", "已办结"]);
    let early = browser.post("accountant", address, &[("month", "2020-03")]).await;
    shows(&early, &["2020-03 尚未开始", "有误："]);
    browser.world.clock.set("2020-03-02".parse().unwrap());
    // Sessions of February are over in March.
    assert_eq!(browser.get("accountant", address).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.world.clock.today().to_string(), "2020-03-02");
}

#[tokio::test]
async fn a_person_reads_the_statement_and_every_look_of_staff_is_recorded() {
    let mut browser = Browser::after(AFTERWARDS, |agency| agency);
    shows(&browser.get("person", "/my/rights-statement").await, &["累计缴费月数", "缓缴（权益不受影响）", "2020年2月", "1 个月"]);
    shows(&browser.get("person", "/my/rights-statement/2020-02").await, &["申报工资", "缓缴后的期限"]);
    let area = browser.world.area;
    let looks = |browser: &Browser| {
        let mut views = browser.world.agency.store.views().unwrap();
        let records = views.audit(area, None, 100).unwrap();
        records.iter().filter(|record| record.entry.what == "person.rights_statement_looked_at").count()
    };
    let before = looks(&browser);
    shows(&browser.get("clerk", &format!("/desk/persons/{area}/1/rights-statement")).await, &["个人权益记录"]);
    assert_eq!(looks(&browser), before + 1);
    assert_eq!(browser.get("clerk", "/desk/persons/371082/1/rights-statement").await.status, StatusCode::NOT_FOUND);
    browser.reads(Language::English);
    shows(&browser.get("person", "/my/rights-statement").await, &["Months counted", "deferred, rights kept"]);
}

#[tokio::test]
async fn a_notice_is_told_clause_by_clause() {
    let mut browser = Browser::after(FEBRUARY, |agency| agency);
    shows(&browser.get("nobody", "/notices").await, &["威人社函〔2020〕6号", "施行中"]);
    shows(&browser.get("nobody", "/notices/2020-6").await, &["一（三）", "适用对象", "12333"]);
    assert_eq!(browser.get("nobody", "/notices/none").await.status, StatusCode::NOT_FOUND);
    browser.reads(Language::English);
    shows(&browser.get("nobody", "/notices/2020-6").await, &["For whom", "while the emergency lasts"]);
}
