//! What the work-injury fund pays, as officers and the people themselves see it, and how it is ended at the desk.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

#[expect(dead_code, reason = "each test uses its own part of it")]
mod support;

use axum::http::StatusCode;
use support::Site;
use values::Language;

const GRANTED: &str = "story pages
employer H owes 30000.00 for 2024-01
2024-02-01 | accountant | assess 2024-01 |
2024-02-20 | H        | report C on 2024-02-19 ground accident_at_work |
           | injury   | accept C |
           | reviewer | review C |
2024-02-21 | decider  | grant C |
2024-08-01 | worker   | appraise A naming C |
           | injury   | accept A |
           | injury   | draw A 3 of 甲一,甲二,甲三,甲四,甲五 seed a1b2c3d4e5 |
2024-08-20 | decider  | conclude A 4 care partly |
2024-08-26 | worker   | benefit N for C cause disability asks disability_lump_sum,disability_allowance,care_allowance appraisal A |
           | injury   | accept N |
           | reviewer | review N |
2024-09-02 | decider  | grant N |
2024-10-08 | benefit  | payroll 2024-10 as R |
";

fn site() -> Site {
    Site::told(GRANTED, &["injury", "reviewer", "decider", "worker", "relative", "H", "clerk", "city"])
}

#[tokio::test]
async fn officers_see_who_receives_what_by_which_article_and_people_see_their_own() {
    let site = site();
    let (area, person) = (site.world.area, site.world.account("worker").unwrap().party.unwrap().id);
    let list = site.get("injury", Language::English, "/desk/injury-benefits?kind=injury_care_allowance").await;
    assert_eq!(list.status, StatusCode::OK);
    for shown in ["2,207.83", "第34条", "paid through 2024-10", &format!("/desk/injury-benefits/{area}/{person}")] {
        assert!(list.text().contains(shown), "{shown}");
    }
    let lump = site.get("city", Language::Chinese, &format!("/desk/injury-benefits?area={area}&kind=injury_disability_lump_sum")).await;
    assert!(lump.text().contains("416,666.25") && lump.text().contains("已支付"));
    let one = site.get("injury", Language::English, &format!("/desk/injury-benefits/{area}/{person}")).await;
    // The allowance of two months, its article, the reckoning, and the way to end it.
    for shown in ["14,880.94", "29,761.88", "第35条", "19,841.25", "/desk/injury-benefit-end/"] {
        assert!(one.text().contains(shown), "{shown}");
    }
    let own = site.get("worker", Language::Chinese, "/my/injury-benefits").await;
    for shown in ["伤残津贴", "14,880.94", "416,666.25", "2,207.83", "第42条"] {
        assert!(own.text().contains(shown), "{shown}");
    }
    assert!(!own.text().contains("/desk/"), "nothing leads to the desk");
    let other = site.get("relative", Language::English, "/my/injury-benefits").await;
    assert!(other.text().contains("Nothing is paid by the work-injury fund"));
    for (who, address) in [("clerk", "/desk/injury-benefits".to_owned()), ("worker", format!("/desk/injury-benefits/{area}/{person}"))] {
        assert_eq!(site.get(who, Language::Chinese, &address).await.status, StatusCode::FORBIDDEN, "{who}");
    }
    assert_eq!(site.get("injury", Language::Chinese, "/desk/injury-benefits/371083/1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_benefit_is_ended_by_three_people_and_a_paid_month_is_refused_beside_its_field() {
    let site = site();
    let person = site.world.account("worker").unwrap().party.unwrap();
    let rights = site.world.agency.store.reader().unwrap().entitlements_of_beneficiary(site.world.area, person).unwrap();
    let care = rights.iter().find(|right| right.kind.as_str() == "injury_care_allowance").unwrap().id.to_string();
    let address = format!("/desk/injury-benefit-end/{}", person.id);
    let page = site.get("injury", Language::English, &address).await;
    assert!(page.text().contains("2,207.83 yuan a month, paid through 2024-10") && !page.text().contains("416,666.25"));
    let key = page.value("idempotency_key");
    let fields = |month| {
        [
            ("idempotency_key", key.as_str()),
            ("entitlement_id", care.as_str()),
            ("ground", "conditions_gone"),
            ("last_month", month),
            ("found", "复查鉴定结论"),
        ]
    };
    let early = site.post("injury", Language::English, &address, &fields("2024-08")).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text().contains("it is paid through 2024-10") && early.text().contains("复查鉴定结论"), "what was typed stays");
    let nothing = site.post("injury", Language::English, &address, &[("idempotency_key", &key)]).await;
    assert!(nothing.text().contains("choose the benefit that ends"));
    let sent = site.post("injury", Language::English, &address, &fields("2024-11")).await;
    assert_eq!((sent.status, sent.location.starts_with("/desk/cases/")), (StatusCode::SEE_OTHER, true));
}
