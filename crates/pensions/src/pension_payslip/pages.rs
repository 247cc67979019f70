//! The page of payslips: the months in which a pension arrived, a payslip of each, and those issued.

use agency::case_parts::issued;
use agency::common::page::{hidden, key_field};
use casework::IssuedRecord;
use maud::{Markup, html};
use values::{DocumentKind, Text, VerificationCode};
use web::components::{
    ButtonStyle, Column, FormView, Table, Tone, Width, back_link, button_style, date, empty_state, error_summary, form, heading, inset,
    money, month, notification_banner, section,
};
use web::{FormData, FormErrors, SignedIn};

use super::load::PaidMonth;
use super::title;

/// Everything the page shows.
pub struct PayslipsPage<'a> {
    pub name: &'a str,
    /// Its own address, and that of the pension above it.
    pub address: &'a str,
    pub above: &'a str,
    pub months: &'a [PaidMonth],
    pub records: &'a [IssuedRecord],
    pub just_issued: Option<VerificationCode>,
    pub data: &'a FormData,
    pub errors: &'a FormErrors,
}

pub fn page(page: &PayslipsPage<'_>, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, page.data, page.errors);
    let payslips: Vec<IssuedRecord> = page.records.iter().filter(|record| record.kind == DocumentKind::PensionPayslip).cloned().collect();
    html! {
        (back_link(page.above, language))
        (error_summary(page.errors, language))
        @if let Some(record) = payslips.iter().find(|record| Some(record.code) == page.just_issued) { (just_issued(record, signed_in)) }
        (heading(&title(), Some(&Text::same(page.name)), language))
        (section(&Text::new("已到账的月份", "Months that have arrived"), html! {
            @if page.months.is_empty() {
                (empty_state(
                    &Text::new("还没有到账的养老金", "No pension has arrived yet"),
                    &Text::new("每月发放并经银行确认到账后，会列在这里。", "Each month is listed here once the bank has confirmed it."),
                    None,
                    language,
                ))
            } @else { (months(page, signed_in)) }
        }, language))
        (section(&Text::new("其他月份", "Another month"), form(page.address, &signed_in.csrf_token, html! {
            (key_field(&format!("{}e", signed_in.fresh_key)))
            (view.month("month", Text::new("发放月份", "Month of the payroll")).width(Width::Short))
            (button_style(&Text::new("出具发放明细", "Issue the payslip"), ButtonStyle::Secondary, language))
        }), language))
        @if !payslips.is_empty() { (section(&Text::new("已出具的发放明细", "Payslips issued"), issued(&payslips, language), language)) }
        (inset(html! { p { (language.pick(
            "发放明细列出当月待遇和逐月补发，印有验证码，任何人都可以在“文书验证”页核对真伪。",
            "A payslip lists what was due for the month and arrears month by month. It bears a code by which anybody can verify it.",
        )) " " a href="/verify" { (language.pick("文书验证", "Verify a document")) } } }))
    }
}

fn just_issued(record: &IssuedRecord, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let words = html! {
        p { a href={ "/documents/" (record.code.compact()) } { (language.pick("下载 PDF", "Download the PDF")) } }
        p { (language.pick("验证码 ", "Verification code ")) strong.figure { (record.code) } }
    };
    notification_banner(&Text::new("发放明细已出具", "The payslip is issued"), words, Tone::Good, language)
}

fn months(page: &PayslipsPage<'_>, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let columns = vec![
        Column::text(Text::new("发放月份", "Month")),
        Column::figures(Text::new("实发", "Paid")),
        Column::text(Text::new("到账日期", "Arrived on")),
        Column::text(Text::new("发放明细", "Payslip")),
    ];
    let rows = page.months.iter().map(|paid| {
        let issue = form(
            page.address,
            &signed_in.csrf_token,
            html! {
                // Each row is an act of its own and has a key of its own.
                (key_field(&format!("{}{}", signed_in.fresh_key, paid.month.to_string().replace('-', ""))))
                (hidden("month", &paid.month.to_string()))
                (button_style(
                    &Text::new(format!("出具 {}", paid.month), format!("Issue {}", paid.month)), ButtonStyle::Secondary, language))
            },
        );
        vec![month(paid.month, language), money(paid.amount, language), date(paid.paid_on, language), issue]
    });
    let title = Text::new("已到账的月份", "Months that have arrived");
    html! { (Table::new(title, columns, language).hide_caption().rows(rows)) }
}
