//! Recording an edition of a catalogue over its pages: what is said to wrong tables, what is kept, and what is recorded.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use common::{Answer, Hall};

const FORM: &str = "/desk/treatment-catalogue/new";
const GOOD: &str = "code,name_zh,name_en,kind,unit_price_max\nT1,甲药,Drug A,drug,12.50\nT2,乙项目,Service B,service,\n";

/// The head of an edition, each answer as the form names it.
fn head() -> Vec<(&'static str, String)> {
    [
        ("catalogue", "work_injury_ordinary"),
        ("label", "2020-2"),
        ("title_zh", "普通目录第二版"),
        ("title_en", "Ordinary catalogue, second"),
        ("document", "威医保发〔2020〕2号"),
        ("valid_from", "2020-02-01"),
        ("known_from", "2020-02-09"),
        ("is_complete", "yes"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

async fn sent(hall: &Hall, fields: &[(&'static str, String)], table: Option<&[u8]>) -> Answer {
    let (cookie, token) = hall.session("city_supervisor");
    let mut body = Vec::new();
    for (name, value) in fields.iter().map(|(name, value)| (*name, value.as_str())).chain([("csrf_token", token.as_str())]) {
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    if let Some(table) = table {
        let place = "--edge\r\nContent-Disposition: form-data; name=\"table\"; filename=\"t.csv\"\r\nContent-Type: text/csv\r\n\r\n";
        body.extend([place.as_bytes(), table, b"\r\n"].concat());
    }
    body.extend(b"--edge--\r\n");
    let request = Request::post(FORM)
        .header(header::COOKIE, format!("{cookie}; language=zh"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap();
    hall.send(request).await
}

fn with(name: &'static str, value: &str) -> Vec<(&'static str, String)> {
    head().into_iter().filter(|(other, _)| *other != name).chain([(name, value.to_owned())]).collect()
}

#[tokio::test]
async fn a_wrong_table_is_told_row_by_row_and_a_wrong_head_field_by_field() {
    let hall = Hall::open();
    let doubled = format!("{GOOD}\nT1,丙药,Drug C,drug,\n\nT4,,Drug D,drug,-3\n");
    let gbk = encoding_rs::GB18030.encode(GOOD).0.to_vec();
    for (table, said) in [
        (doubled.as_bytes().to_vec(), "第 5 行：“T1”重复：第 1 个项目（T1）已经使用"),
        (doubled.as_bytes().to_vec(), "第 7 行“name_zh”：不能为空"),
        (GOOD.replace("name_zh", "名称").into_bytes(), "不认识列“名称”"),
        ([gbk.as_slice(), b"T3,\xFF\n"].concat(), "第 4 行第 4 个字节（0xFF）"),
        (Vec::new(), "文件是空的"),
        (b"code,name_zh,name_en,kind\n".to_vec(), "没有列出任何项目"),
        (GOOD.replace("12.50", "12.345").into_bytes(), "不是金额"),
    ] {
        let page = sent(&hall, &head(), Some(&table)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(said), "{said}: {}", page.body);
        assert!(page.body.contains("普通目录第二版"), "what was typed is kept");
        assert!(!page.body.contains("table.sha256"), "a table with faults is chosen again");
    }
    for (field, value, said) in [
        ("label", "2020", "该目录已有名为“2020”的版本"),
        ("valid_from", "1990-01-02", "有效日期早于上一版本"),
        ("known_from", "2020-02-11", "公布日期晚于今天"),
        ("number", "99", "应接第 2 号"),
    ] {
        let page = sent(&hall, &with(field, value), Some(GOOD.as_bytes())).await;
        assert!(page.body.contains(said), "{said}: {}", page.body);
        assert!(page.body.contains(&format!("href=\"#field-{}\"", field.replace('_', "-"))), "{field}");
        assert!(page.body.contains("name=\"table.sha256\""), "the table need not be chosen again");
    }
}

#[tokio::test]
async fn an_edition_is_checked_recorded_once_and_compared() {
    let hall = Hall::open();
    let check = sent(&hall, &head(), Some(&encoding_rs::GB18030.encode(GOOD).0)).await;
    for words in ["核对新版本", "2020年2月1日", "甲药", "12.50", "删除", "会改变的结算", "还没有已结算的票据"] {
        assert!(check.body.contains(words), "{words}: {}", check.body);
    }
    let start = check.body.find("name=\"table.sha256\" value=\"").unwrap();
    let sha256 = check.body[start..].split('"').nth(3).unwrap().to_owned();
    let mut record = with("step", "record");
    record.extend([("table.sha256", sha256), ("idempotency_key", "once".to_owned())]);
    let done = sent(&hall, &record, None).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let again = sent(&hall, &record, None).await;
    assert_eq!(again.location, done.location, "sent twice it is recorded once");
    let (cookie, _) = hall.session("city_supervisor");
    let home = hall.get(&done.location, &cookie).await.body;
    assert!(home.contains("The edition is recorded") && home.contains("Ordinary catalogue, second"), "{home}");
    let diff = hall.get("/desk/treatment-catalogue/work_injury_ordinary/diff?from=2020&to=2020-2", &cookie).await.body;
    assert!(diff.contains("Added (2)") && diff.contains("Drug A"), "{diff}");
    let table = hall.get("/desk/treatment-catalogue/work_injury_ordinary/table.csv?edition=2020-2", &cookie).await;
    assert!(table.body.contains("T1,甲药,Drug A,drug,,12.50"), "{}", table.body);
    let none = hall.get("/desk/treatment-catalogue/work_injury_ordinary/table.csv?edition=1", &cookie).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
