//! The interface described for people, from the same document programs read.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde_json::Value;
use values::{Language, Text};
use web::Visitor;
use web::components::{Column, Table, heading, section};

use super::openapi::document;
use agency::Agency;
use agency::shell::public_shell;

pub(super) async fn page(State(agency): State<Agency>, visitor: Visitor) -> Response {
    let language = visitor.language;
    let title = Text::new("开放接口", "Interface for programs");
    let document = document(&agency.registry);
    let body = html! {
        (heading(&title, None, language))
        p.lead { (language.pick("网页能办的业务，程序也能办，规则完全相同。", "What the pages do programs can do too, under the same rules.")) }
        p { a href="/api/v1/openapi.json" { "OpenAPI 3.1 (JSON)" } }
        (section(&Text::new("操作", "Operations"), operations(&document, language), language))
        (section(&Text::new("身份", "Signing in"), html! { p { (language.pick(
            "使用 HTTP Basic（用户名和密码，连续五次错误锁定十五分钟）；或使用浏览器的登录会话，并在 X-CSRF-Token 请求头中给出令牌。",
            "Use HTTP Basic (user name and password; five wrong ones in a row lock for fifteen minutes), or a browser's session with its token in the X-CSRF-Token header."
        )) } }, language))
        (section(&Text::new("重复发送", "Repeating"), html! { p { (language.pick(
            "每个命令都要带 Idempotency-Key 请求头；没有收到答复时用同一个键重发，不会办理两次。",
            "Every command carries an Idempotency-Key header; when no answer came, send it again under the same key: it is done once."
        )) } }, language))
        (section(&Text::new("错误", "Problems"), problems(language), language))
    };
    public_shell(&visitor, title).page(body).into_response()
}

fn operations(document: &Value, language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("操作", "Operation")),
        Column::text(Text::new("地址", "Address")),
        Column::text(Text::new("说明", "What it does")),
    ];
    let paths = document["paths"].as_object().into_iter().flatten();
    let rows = paths.flat_map(|(path, methods)| {
        methods.as_object().into_iter().flatten().map(move |(method, operation)| {
            vec![
                html! { code { (method.to_uppercase()) } },
                html! { code { (path) } },
                html! { (operation["summary"].as_str().unwrap_or("")) },
            ]
        })
    });
    html! { (Table::new(Text::new("操作", "Operations"), columns, language).hide_caption().rows(rows)) }
}

fn problems(language: Language) -> Markup {
    let kinds = [
        ("bad-request", 400, Text::new("请求无法读取，或有不认识的字段", "not readable, or with an unknown field")),
        ("unauthorised", 401, Text::new("未登录", "not signed in")),
        ("forbidden", 403, Text::new("无权办理", "not allowed")),
        ("not-found", 404, Text::new("没有，或不属于您", "not there, or not yours")),
        ("conflict", 409, Text::new("刚被他人更新", "changed by somebody else meanwhile")),
        ("too-large", 413, Text::new("内容太大", "too large")),
        ("media-type", 415, Text::new("内容类型不对", "wrong media type")),
        ("refused", 422, Text::new("依规定不予办理，refusals 列出每一条理由", "refused; each reason is in refusals")),
        ("unavailable", 503, Text::new("暂时不可用", "not available now")),
    ];
    html! {
        ul.plain { @for (id, status, words) in kinds { li id=(id) { code { (status) } " " (words.in_language(language)) } } }
    }
}
