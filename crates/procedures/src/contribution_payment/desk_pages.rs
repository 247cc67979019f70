//! Receipts of the bank at the desk: recording one, seeing before what it would settle, and the result.

use maud::{Markup, html};
use values::{AreaCode, Fen, Language, Text};
use web::components::{
    ButtonStyle, Column, FormView, SummaryList, Table, Tone, Width, back_link, button, date, error_summary, explanation_details, form,
    heading, inset, link, link_button, money, month, notification_banner, section,
};
use web::{FormData, FormErrors};

use super::account::Receipt;
use super::employer_pages::division;
use super::{AllocatedLine, Preview};
use agency::common::page::{hidden, key_field};

/// The fields of the form that are typed.
pub const FIELDS: [&str; 4] = ["employer", "amount", "received_on", "reference"];

/// The body of `/desk/contribution-payments/new`.
pub fn new(data: &FormData, errors: &FormErrors, csrf_token: &str, area_name: &Text, language: Language) -> Markup {
    let view = FormView::new(language, data, errors);
    html! {
        (error_summary(errors, language))
        (heading(&Text::new("登记银行到账", "Record money received"), Some(area_name), language))
        (form("/desk/contribution-payments/new", csrf_token, html! {
            (view.text("employer", Text::new("单位", "Employer"))
                .hint(Text::new("统一社会信用代码（18位）或单位编号", "Credit code of 18 characters, or the employer's number"))
                .width(Width::Medium))
            (view.money("amount", Text::new("到账金额", "Amount received")))
            (view.date("received_on", Text::new("到账日期", "Received on"))
                .hint(Text::new("银行回单上的日期，例如 2020-02-25", "The day on the bank's slip, such as 2020-02-25")))
            (view.text("reference", Text::new("银行流水号", "Bank reference"))
                .hint(Text::new("同一流水号只能入账一次", "The same reference is recorded once only"))
                .width(Width::Medium).max_length(64))
            (button(&Text::new("查看将抵缴哪些费用", "See what it would settle"), language))
        }))
    }
}

/// Before recording: what the money would settle.
pub fn confirm(preview: &Preview, data: &FormData, csrf_token: &str, fresh_key: &str, language: Language) -> Markup {
    let lines = allocation(&preview.lines, preview.unallocated, language);
    html! {
        (heading(&Text::new("核对后入账", "Check, then record"), Some(&Text::same(preview.employer.name.clone())), language))
        (SummaryList::new(language)
            .words(Text::new("单位", "Employer"), &format!("{}（{}）", preview.employer.name, preview.employer.credit_code))
            .row(Text::new("到账金额", "Amount received"), money(preview.amount, language))
            .row(Text::new("到账日期", "Received on"), date(preview.received_on, language))
            .words(Text::new("银行流水号", "Bank reference"), data.trimmed("reference")))
        (section(&Text::new("将抵缴", "What it settles"), html! {
            (lines)
            (explanation_details(&Text::new("怎样分配", "How it is divided"), &preview.explanation, language))
        }, language))
        (form("/desk/contribution-payments/new", csrf_token, html! {
            (key_field(fresh_key))
            @for field in FIELDS { (hidden(field, data.get(field))) }
            div.button-row {
                button.button type="submit" name="step" value="confirm" { (language.pick("确认入账", "Record it")) }
                button.button.button-secondary type="submit" name="step" value="change" { (language.pick("返回修改", "Go back and change")) }
            }
        }))
        (inset(html! { p { (language.pick("入账后不能修改；登记有误的，用另一笔调整。", "Once recorded it is never edited; a mistake is answered by another entry.")) } }))
    }
}

fn allocation(lines: &[AllocatedLine], unallocated: Fen, language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("月份", "Month")),
        Column::figures(Text::new("本金", "Contributions")),
        Column::figures(Text::new("滞纳金", "Late fee")),
        Column::figures(Text::new("合计", "Total")),
    ];
    let rows = lines.iter().map(|line| {
        vec![
            month(line.month, language),
            money(line.principal, language),
            money(line.late_fee, language),
            money(line.principal + line.late_fee, language),
        ]
    });
    html! {
        @if lines.is_empty() {
            p { (language.pick("该单位目前没有欠费，全部留作预收款。", "The employer owes nothing now; all of it is kept in advance.")) }
        } @else {
            (Table::new(Text::new("抵缴明细", "What is settled"), columns, language).hide_caption().rows(rows))
        }
        p { (language.pick("留作预收款：", "Kept in advance: ")) (money(unallocated, language)) }
    }
}

/// The body of `/desk/contribution-payments/{number}`.
pub fn recorded(receipt: &Receipt, area: AreaCode, just_now: bool, language: Language) -> Markup {
    let state = &receipt.state;
    let number = receipt.head.number.to_string();
    html! {
        @if just_now {
            (notification_banner(
                &Text::new("已入账", "Recorded"),
                html! { p { (language.pick("单位会收到通知。", "The employer is told.")) } },
                Tone::Good,
                language,
            ))
        }
        (heading(&Text::new(format!("到账 {number}"), format!("Receipt {number}")), Some(&receipt.head.subject), language))
        (SummaryList::new(language)
            .row(Text::new("金额", "Amount"), money(state.amount, language))
            .row(Text::new("到账日期", "Received on"), match state.received_on {
                Some(on) => date(on, language),
                None => html! { (language.pick("预收款抵缴", "from money in advance")) },
            })
            .words(Text::new("银行流水号", "Bank reference"), if state.reference.is_empty() { "—" } else { &state.reference })
            .words(Text::new("单位编号", "Employer number"), &format!("{area}-{}", state.employer_id))
            .row(Text::new("抵缴", "Settled"), division(receipt, language))
            .row(Text::new("案卷", "Case"), link(&format!("/desk/cases/{number}"), &number)))
        p { (link_button("/desk/contribution-payments/new", &Text::new("登记下一笔", "Record the next one"), ButtonStyle::Secondary, language)) }
        (back_link("/desk", language))
    }
}
