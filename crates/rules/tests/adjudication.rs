//! A bill line tells its reason, obeys a price limit, and is judged anew under an imported edition.

#![expect(clippy::unwrap_used, reason = "a wrong fixture should stop the test where it stands")]

use rules::injury::catalogue::{Catalogues, EditionHead, Recorded, import_csv};
use rules::injury::{BillContext, BillLine, Coverage, Quantity, Stay, adjudicate, readjudication};
use rules::{EmergencyState, Law, LawSource};
use values::{Citation, Date, Explanation, Fen, Silent, Text};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn law() -> Law {
    Law::load(&LawSource::embedded(), "cn-3710").unwrap()
}

fn emergency() -> EmergencyState {
    EmergencyState { notice_id: "2020-6".into(), declared_on: day("2020-02-02"), ended_on: None }
}

fn context<'c>(law: &'c Law, catalogues: &'c Catalogues, emergencies: &'c [EmergencyState]) -> BillContext<'c> {
    BillContext {
        law,
        catalogues,
        emergencies,
        area: "371002".parse().unwrap(),
        stay: Stay { first: day("2020-02-01"), last: None },
        infected_on_duty: true,
        today: day("2026-11-20"),
    }
}

fn line(service_on: &str, item: &str, quantity: &str, unit_price: i64) -> BillLine {
    let quantity: Quantity = quantity.parse().unwrap();
    BillLine { service_on: day(service_on), item: item.into(), quantity, unit_price: Fen(unit_price), amount: quantity.at(Fen(unit_price)) }
}

#[test]
fn the_reason_names_the_edition_and_the_later_one_that_lists_the_item() {
    let (law, emergencies) = (law(), [emergency()]);
    let context = context(&law, law.catalogues(), &emergencies);
    let mut explanation = Explanation::default();
    let missing = adjudicate(&context, &line("2020-02-03", "利巴韦林", "2", 1250), &mut explanation).unwrap();
    assert!(missing.reason.en.contains("edition 5 lists it, valid from 2020-02-04"), "{}", missing.reason.en);
    assert!(missing.reason.zh.contains("（试行第五版）（自 2020-02-04 起有效）才列入"), "{}", missing.reason.zh);
    assert_eq!(explanation.steps.len(), 1);
    let unknown = adjudicate(&context, &line("2020-02-03", "龙涎香", "1", 1250), &mut Silent).unwrap();
    assert!(unknown.reason.en.contains("is not complete: show the text if you disagree"), "{}", unknown.reason.en);
    let paid = adjudicate(&context, &line("2020-02-09", "利巴韦林", "1", 1250), &mut Silent).unwrap();
    assert!(paid.reason.zh.contains("修正") && paid.reason.zh.contains("（按修正后的用法用量）"), "{}", paid.reason.zh);
    assert_eq!(paid.citation.document, "威人社函〔2020〕6号");
}

#[test]
fn an_imported_edition_caps_a_price_and_shows_which_settled_line_it_would_change() {
    let (law, emergencies) = (law(), [emergency()]);
    let head = EditionHead {
        catalogue: "covid_treatment_plan".into(),
        number: 13,
        label: "11".into(),
        title: Text::new("第十一版（假想）", "edition 11 (made up)"),
        citation: Citation::new("假想文件", ""),
        valid_from: day("2026-11-01"),
        known_from: day("2026-11-02"),
        recorded: Recorded::Everything,
    };
    let table = "code,name_zh,name_en,kind,unit_price_max\nX-1,甲药,drug A,drug,10.00\n";
    let plan = law.catalogues().get("covid_treatment_plan").unwrap().with_edition(import_csv(head, table).unwrap()).unwrap();
    let with_import = law.catalogues().clone().with(plan);
    let line = line("2026-11-03", "甲药", "1.5", 1333);
    let settled = adjudicate(&context(&law, law.catalogues(), &emergencies), &line, &mut Silent).unwrap();
    assert_eq!(settled.coverage, Coverage::NotCovered);
    let anew = adjudicate(&context(&law, &with_import, &emergencies), &line, &mut Silent).unwrap();
    // 1.5 × 13.33 = 19.995, so 20.00 is billed; 1.5 × 10.00 = 15.00 is paid.
    assert_eq!((line.amount, anew.fund_pays, anew.not_paid), (Fen(2000), Fen(1500), Fen(500)));
    assert!(anew.reason.en.contains("each unit up to its limit of 10.00"), "{}", anew.reason.en);
    assert_eq!(readjudication(&settled, &anew).map(|change| change.fund_pays_more), Some(Fen(1500)));
    assert_eq!(readjudication(&anew, &anew), None);
}

#[test]
fn an_edition_nobody_wrote_down_judges_nothing() {
    // A service of January could meet edition 1 or 2 only under a notice of that month; the made-up one says so.
    let text = LawSource::embedded().text("regions/cn-3710/notices/2020-6.toml").unwrap().to_owned();
    let early = text
        .replace("issued_on = 2020-02-02", "issued_on = 2020-01-15")
        .replace("effective_from = 2020-02-02", "effective_from = 2020-01-15");
    let source = LawSource::embedded().with_file("regions/cn-3710/notices/2020-6.toml", early);
    let law = Law::load(&source, "cn-3710").unwrap();
    let emergencies = [EmergencyState { declared_on: day("2020-01-15"), ..emergency() }];
    let context = BillContext { stay: Stay { first: day("2020-01-15"), last: None }, ..context(&law, law.catalogues(), &emergencies) };
    let refused = adjudicate(&context, &line("2020-01-17", "利巴韦林", "1", 100), &mut Silent).unwrap_err();
    assert!(refused.text().en.contains("are not recorded"), "{}", refused.text().en);
    let ordinary = adjudicate(&context, &line("2020-01-17", "CT", "1", 100), &mut Silent).unwrap();
    assert_eq!(ordinary.fund_pays, Fen(100));
}
