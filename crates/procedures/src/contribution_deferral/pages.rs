//! The application to pay later: choose months, say why, check, send.

use casework::{Material, Refusal};
use ledger::Obligation;
use maud::{Markup, html};
use values::{Fen, Language, Month, Text};
use web::components::{
    ButtonStyle, Choice, Column, FormView, SummaryList, Table, Tone, back_link, button, date_words, details, error_summary, form, heading,
    link_button, money, money_words, month, month_words, notification_banner, upload_form,
};
use web::{FormData, FormErrors};

use super::decide::refuse_month;
use super::{Facts, Form};
use agency::common::applicant::{Applicant, EMPLOYER};
use agency::common::emergency::DeferralWindow;
use agency::common::page::{hidden, key_field};
use agency::common::{on_behalf, paper, refused};

pub const ADDRESS: &str = "/employer/contribution-deferral";
/// The paper that may go with the application.
pub const PAPER: &str = "hardship_statement";

pub fn title() -> Text {
    Text::new("申请缓缴社会保险费", "Apply to pay contributions later")
}

/// What the pages need of the request.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    pub applicant: &'a Applicant,
    pub csrf_token: &'a str,
    pub fresh_key: &'a str,
    pub language: Language,
}

/// Said instead of the form when no application would be looked at: why, and what to do.
pub fn closed(refusal: &Refusal, language: Language) -> Markup {
    let ended = refusal.code == "emergency_ended";
    html! {
        (back_link("/employer/contributions", language))
        (heading(&title(), None, language))
        (notification_banner(&refused::words(refusal), html! {}, Tone::Information, language))
        @if ended {
            (link_button("/employer/contribution-makeup", &Text::new("补办手续", "Make up"), ButtonStyle::Primary, language))
        }
    }
}

/// The form.
pub fn fill_in(facts: &Facts, window: &DeferralWindow, data: &FormData, errors: &FormErrors, frame: &Frame<'_>) -> Markup {
    let language = frame.language;
    let open: Vec<&Obligation> = facts.obligations.iter().filter(|obligation| !obligation.is_settled()).collect();
    let (may_wait, may_not): (Vec<Month>, Vec<Month>) =
        months(&open).into_iter().partition(|month| refuse_month(window, &facts.obligations, *month).is_none());
    html! {
        (back_link("/employer/contributions", language))
        (error_summary(errors, language))
        (heading(&title(), Some(&Text::same(frame.applicant.employer.name.clone())), language))
        p.lead { (promise(window).in_language(language)) }
        @if may_wait.is_empty() {
            (notification_banner(
                &Text::new("目前没有可以缓缴的月份", "There is no month that could wait now"),
                html! { p { (language.pick("月份核定后，缴费期限在疫情防控期内的才能申请缓缴。", "A month can wait once it is assessed and its due day falls in the emergency.")) } },
                Tone::Information,
                language,
            ))
        } @else {
            (upload_form(ADDRESS, frame.csrf_token, fields(&open, &may_wait, data, errors, frame)))
        }
        (cannot_wait(facts, window, &may_not, language))
    }
}

fn promise(window: &DeferralWindow) -> Text {
    let months = window.terms.months_after_end;
    Text::new(
        format!(
            "批准后不加收滞纳金，不影响职工个人权益记录；疫情解除后 {months} 个月内补缴即可。超过这个期限仍未缴的，从原缴费期限起加收滞纳金。"
        ),
        format!(
            "Once granted there is no late fee and nobody's record suffers; pay within {months} months after the emergency ends. What is \
             still unpaid then owes the fee from its original due day."
        ),
    )
}

fn months(open: &[&Obligation]) -> Vec<Month> {
    let mut months: Vec<Month> = open.iter().map(|obligation| obligation.month).collect();
    months.sort();
    months.dedup();
    months
}

fn fields(open: &[&Obligation], may_wait: &[Month], data: &FormData, errors: &FormErrors, frame: &Frame<'_>) -> Markup {
    let language = frame.language;
    let view = FormView::new(language, data, errors);
    let choices = may_wait.iter().map(|month| choice(open, *month)).collect();
    html! {
        @if frame.applicant.by_staff {
            (hidden(EMPLOYER, frame.applicant.employer.credit_code.as_str()))
            (on_behalf::fields(&view))
        }
        (view.checkboxes("months", Text::new("哪些月份需要缓缴", "Which months shall wait"), choices))
        (view.text_area("reason", Text::new("疫情怎样影响了按时缴费", "How does the emergency keep you from paying"))
            .hint(Text::new("例如：停工停产、资金未回笼。不超过2000字。", "For example: work stopped, money outstanding. At most 2,000 characters."))
            .max_length(2000))
        (paper::input(&view, PAPER, Text::new("情况说明", "Statement")))
        (button(&Text::new("核对", "Check your answers"), language))
    }
}

fn choice(open: &[&Obligation], of: Month) -> Choice {
    let due: Vec<_> = open.iter().filter(|obligation| obligation.month == of).collect();
    let amount: Fen = due.iter().map(|obligation| obligation.open_principal()).sum();
    let label = |language| format!("{}　{}", month_words(of, language), money_words(amount, language));
    let day = |language| due.first().map(|obligation| date_words(obligation.original_due_on, language)).unwrap_or_default();
    Choice::new(of.to_string(), Text::new(label(Language::Chinese), label(Language::English)))
        .hint(Text::new(format!("原缴费期限 {}", day(Language::Chinese)), format!("Ordinary due day {}", day(Language::English))))
}

/// Open months that cannot be chosen, each with its reason.
fn cannot_wait(facts: &Facts, window: &DeferralWindow, months: &[Month], language: Language) -> Markup {
    if months.is_empty() {
        return html! {};
    }
    let columns = vec![Column::text(Text::new("月份", "Month")), Column::text(Text::new("原因", "Reason"))];
    let rows = months.iter().filter_map(|of| {
        let refusal = refuse_month(window, &facts.obligations, *of)?;
        Some(vec![month(*of, language), html! { (refused::words(&refusal).in_language(language)) }])
    });
    let title = Text::new("不能缓缴的月份", "Months that cannot wait");
    let table = Table::new(title.clone(), columns, language).hide_caption().rows(rows);
    details(&title, html! { (table) }, language)
}

/// The answers before they are sent.
pub fn check(asked: &Form, facts: &Facts, materials: &[Material], data: &FormData, frame: &Frame<'_>) -> Markup {
    let language = frame.language;
    let amount: Fen = facts.asked(&asked.months).map(Obligation::open_principal).sum();
    let months = html! { ul.plain { @for of in &asked.months { li { (month(*of, language)) } } } };
    html! {
        (heading(&Text::new("核对您的申请", "Check your application"), Some(&title()), language))
        (SummaryList::new(language)
            .words(Text::new("单位", "Employer"), &frame.applicant.employer.name)
            .row(Text::new("缓缴月份", "Months to wait"), months)
            .row(Text::new("缓缴金额", "Amount to wait"), money(amount, language))
            .words(Text::new("理由", "Reason"), &asked.reason)
            .words(Text::new("情况说明", "Statement"), paper::names(materials).in_language(language)))
        (form(ADDRESS, frame.csrf_token, html! {
            (key_field(frame.fresh_key))
            @for (name, value) in data.fields().filter(|(name, _)| carried(name)) { (hidden(name, value)) }
            (paper::carried(materials))
            div.button-row {
                button.button type="submit" name="step" value="send" { (language.pick("提交申请", "Send")) }
                button.button.button-secondary type="submit" name="step" value="change" { (language.pick("返回修改", "Go back and change")) }
            }
        }))
    }
}

/// The answers that go on to the next page; papers are carried by their own fields.
fn carried(name: &str) -> bool {
    matches!(name, "months" | "reason") || name == EMPLOYER || name.starts_with("on_behalf")
}
