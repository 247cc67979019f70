//! The pages on which documents are asked for and fetched: a person's, an employer's, and both at the desk.

use agency::case_parts::issued;
use agency::common::page::{hidden, key_field};
use casework::IssuedRecord;
use maud::{Markup, html};
use values::{DocumentKind, Language, Month, PartyKind, Text, VerificationCode};
use web::components::{FormView, Tone, Width, button, empty_state, error_summary, form, heading, inset, notification_banner, section};
use web::{FormData, FormErrors};

/// The field that says which document is asked for.
pub const DOCUMENT: &str = "document";

pub fn title() -> Text {
    Text::new("证明和文书", "Certificates and documents")
}

/// Everything the page shows.
pub struct DocumentsPage<'a> {
    pub kind: PartyKind,
    /// The name of whose documents these are.
    pub name: &'a str,
    /// Its own address.
    pub address: &'a str,
    pub records: &'a [IssuedRecord],
    /// Issued a moment ago.
    pub just_issued: Option<VerificationCode>,
    pub data: &'a FormData,
    pub errors: &'a FormErrors,
    pub csrf_token: &'a str,
    pub fresh_key: &'a str,
    pub language: Language,
}

/// What the forms show before anything is typed: the twelve months up to this one.
pub fn suggested(this_month: Month) -> FormData {
    FormData::new().with("from", &this_month.plus(-11).to_string()).with("until", &this_month.to_string())
}

pub fn page(page: &DocumentsPage<'_>) -> Markup {
    let language = page.language;
    html! {
        (error_summary(page.errors, language))
        @if let Some(record) = page.records.iter().find(|record| Some(record.code) == page.just_issued) { (just_issued(record, language)) }
        (heading(&title(), Some(&Text::same(page.name)), language))
        @if page.kind == PartyKind::Person { (rights_statement(page)) }
        (certificate(page))
        (section(&Text::new("已出具的文书", "Documents issued"), list(page.records, language), language))
        (inset(html! { p { (language.pick(
            "每份文书印有验证码和二维码，任何人都可以在“文书验证”页核对真伪，不必到大厅盖章。",
            "Each document bears a code and a QR code by which anybody can verify it; no stamp at a counter is needed.",
        )) " " a href="/verify" { (language.pick("文书验证", "Verify a document")) } } }))
    }
}

fn just_issued(record: &IssuedRecord, language: Language) -> Markup {
    let title = &record.shown.title;
    let words = html! {
        p { a href={ "/documents/" (record.code.compact()) } { (language.pick("下载 PDF", "Download the PDF")) } }
        p { (language.pick("验证码 ", "Verification code ")) strong.figure { (record.code) } }
    };
    notification_banner(&Text::new(format!("{}已出具", title.zh), format!("{} issued", title.en)), words, Tone::Good, language)
}

fn rights_statement(page: &DocumentsPage<'_>) -> Markup {
    let language = page.language;
    let kind = DocumentKind::RightsStatement;
    let words =
        Text::new("截至今天的全部缴费记录，逐月列出是否计入。", "All contributions up to today, month by month, and whether each counts.");
    section(
        &kind.title(),
        html! {
            p { (words.in_language(language)) }
            (form(page.address, page.csrf_token, html! {
                (key_field(page.fresh_key))
                (hidden(DOCUMENT, kind.as_str()))
                (button(&Text::new("出具权益记录单", "Issue the statement"), language))
            }))
        },
        language,
    )
}

fn certificate(page: &DocumentsPage<'_>) -> Markup {
    let language = page.language;
    let view = FormView::new(language, page.data, page.errors);
    let (kind, words) = match page.kind {
        PartyKind::Person => (
            DocumentKind::ContributionCertificate,
            Text::new(
                "证明在哪些单位参保、缴了多少个月，用于购房、落户、入学等。",
                "With whom you were insured and for how many months, for whoever asks you for proof.",
            ),
        ),
        _ => (
            DocumentKind::EmployerCertificate,
            Text::new(
                "证明单位逐月应缴、已缴和缓缴的社会保险费，用于招投标、贷款等。",
                "What the employer owed, paid and deferred month by month, for tenders or loans.",
            ),
        ),
    };
    section(
        &kind.title(),
        html! {
            p { (words.in_language(language)) }
            (form(page.address, page.csrf_token, html! {
                // The two forms of the page are two acts: each has a key of its own.
                (key_field(&format!("{}c", page.fresh_key)))
                (hidden(DOCUMENT, kind.as_str()))
                (view.month("from", Text::new("起始月份", "First month")).width(Width::Short))
                (view.month("until", Text::new("截止月份", "Last month")).width(Width::Short))
                (button(&Text::new("出具缴费证明", "Issue the certificate"), language))
            }))
        },
        language,
    )
}

fn list(records: &[IssuedRecord], language: Language) -> Markup {
    if records.is_empty() {
        return empty_state(
            &Text::new("还没有文书", "No documents yet"),
            &Text::new("出具的文书会列在这里，可以随时再次下载。", "What is issued is listed here and can be fetched again at any time."),
            None,
            language,
        );
    }
    issued(records, language)
}
