//! Verifying a document (文书验证): anybody who holds one asks whether the agency issued it, and compares what is shown with the paper.
//!
//! A code is the only key. It holds 75 random bits, so guessing finds nothing; whoever has a right one holds the document already, and is
//! shown no more than stands on it, names masked.

use agency::Agency;
use agency::shell::public_shell;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::IssuedRecord;
use maud::{Markup, html};
use values::{Language, Text, VerificationCode};
use web::components::{FormView, SummaryList, Tone, Width, button, date, details, error_summary, heading, inset, notification_banner};
use web::{FormData, FormErrors, Visitor, blocking};

const CODE: &str = "code";

fn title() -> Text {
    Text::new("文书验证", "Verify a document")
}

/// `/verify`: the code is asked for, and with a code the answer has its own address.
pub(super) async fn ask(visitor: Visitor, RawQuery(query): RawQuery) -> Response {
    let data = FormData::from_urlencoded(query.as_deref().unwrap_or("")).unwrap_or_default();
    if !data.contains(CODE) {
        return form_page(&visitor, &data, FormErrors::new());
    }
    match VerificationCode::parse(data.trimmed(CODE)) {
        Ok(code) => Redirect::to(&format!("/verify/{}", code.compact())).into_response(),
        Err(error) => {
            let mut errors = FormErrors::new();
            errors.push(CODE, error.text());
            form_page(&visitor, &data, errors)
        }
    }
}

fn form_page(visitor: &Visitor, data: &FormData, errors: FormErrors) -> Response {
    let language = visitor.language;
    let body = html! {
        (error_summary(&errors, language))
        (heading(&title(), None, language))
        p.lead { (language.pick(
            "本机构出具的证明、决定书和核定表，每页下方都印有验证码和二维码。扫描二维码，或在这里输入验证码，就能核对真伪。",
            "Each page of a certificate or decision of this agency bears a code and a QR code. Scan the QR code, or enter the code here, to verify it.",
        )) }
        (code_form(&FormView::new(language, data, &errors), language))
    };
    let mut shell = public_shell(visitor, title());
    shell.has_errors = !errors.is_empty();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, shell.page(body)).into_response()
}

/// Asked by GET: nothing is changed, and the answer can be reloaded and passed on.
fn code_form(view: &FormView<'_>, language: Language) -> Markup {
    html! {
        form method="get" action="/verify" {
            (view.text(CODE, Text::new("验证码", "Verification code"))
                .hint(Text::new("16位字母和数字，例如 7KT3-M8XD-2VRA-9YC9；大小写和横线都可以不管", "16 letters and digits, such as 7KT3-M8XD-2VRA-9YC9; small letters and missing hyphens do no harm"))
                .width(Width::Medium).max_length(40).autocomplete("off"))
            (button(&Text::new("验证", "Verify"), language))
        }
    }
}

/// `/verify/{code}`: the answer, also what the QR code leads to.
pub(super) async fn answer(State(agency): State<Agency>, visitor: Visitor, Path(code): Path<String>) -> Response {
    let Ok(code) = VerificationCode::parse(&code) else {
        return not_known(&agency, &visitor, &code);
    };
    let store = agency.store.clone();
    match blocking(move || store.reader()?.issued_document(&code)).await {
        Ok(Some(record)) => genuine(&agency, &visitor, &record),
        Ok(None) => not_known(&agency, &visitor, &code.to_string()),
        Err(error) => visitor.refuse(&error),
    }
}

fn genuine(agency: &Agency, visitor: &Visitor, record: &IssuedRecord) -> Response {
    let language = visitor.language;
    let shown = &record.shown;
    let mut list = SummaryList::new(language)
        .words(Text::new("文书", "Document"), shown.title.in_language(language))
        .words(Text::new("持有人", "Issued to"), &shown.subject)
        .row(Text::new("出具日期", "Issued on"), date(record.issued_on, language))
        .words(Text::new("出具机构", "Issued by"), shown.agency.in_language(language));
    for (name, value) in &shown.figures {
        list = list.words(name.clone(), value);
    }
    list = list.row(Text::new("验证码", "Verification code"), html! { span.figure { (record.code) } });
    let words = html! { p { (language.pick("请把下面的内容与您手中的文书逐项核对；有一项不一致，就不是原件。", "Compare what stands below with the paper you hold; if anything differs, it is not the original.")) } };
    let body = html! {
        @if agency.demonstration { (inset(html! { p { (language.pick("这是演示系统出具的文书，不具效力。", "Issued by a demonstration: without effect.")) } })) }
        (notification_banner(&Text::new("本文书由本机构出具", "This document was issued by this agency"), words, Tone::Good, language))
        (heading(&title(), None, language))
        (list)
        (details(&Text::new("核对电子文件", "Compare the file"), html! {
            p { (language.pick("电子文件的 SHA-256 指纹应为：", "The SHA-256 fingerprint of the file is: ")) }
            p { code { (record.sha256) } }
        }, language))
        p { a href="/verify" { (language.pick("验证另一份文书", "Verify another document")) } }
    };
    public_shell(visitor, title()).page(body).into_response()
}

fn not_known(agency: &Agency, visitor: &Visitor, typed: &str) -> Response {
    let language = visitor.language;
    let hotline = agency.hotline();
    let shown: String = typed.chars().take(40).collect();
    let data = FormData::new().with(CODE, &shown);
    let errors = FormErrors::new();
    let words = html! { p { (language.pick("没有用这个验证码出具过文书。", "No document was issued under this code.")) } };
    let body = html! {
        (notification_banner(&Text::new("没有查到这份文书", "This document is not known"), words, Tone::Bad, language))
        (heading(&title(), None, language))
        ul {
            li { (language.pick("请先对照文书核对验证码，逐组检查有没有抄错。", "First compare the code with the paper, group by group.")) }
            li { (language.pick("确认没有抄错仍查不到的，这份文书不是本机构出具的，请不要采信。", "If it is copied rightly and still not known, this agency did not issue the document: do not rely on it.")) }
            li { (language.pick("怀疑伪造的，请拨打 ", "If you suspect a forgery, call ")) (hotline) (language.pick(" 告诉我们。", " and tell us.")) }
        }
        (code_form(&FormView::new(language, &data, &errors), language))
    };
    (StatusCode::NOT_FOUND, public_shell(visitor, title()).page(body)).into_response()
}
