//! The application to make up after the emergency: months left unpaid, people left out, check, send.

use casework::{Material, Refusal};
use ledger::Obligation;
use maud::{Markup, html};
use values::{Fen, IdNumber, Language, Month, Text};
use web::components::{
    ButtonStyle, Choice, Column, FormView, SummaryList, Table, Tone, Width, back_link, button, button_value, citation, date, details,
    error_summary, fieldset, form, heading, inset, link_button, money_words, month, month_words, notification_banner, section, sentence,
    upload_form,
};
use web::{FormData, FormErrors};

use super::decide::{MakeupWindow, refuse_month};
use super::{Facts, Form, LATE_REGISTRATIONS_MAX};
use agency::common::applicant::{Applicant, EMPLOYER};
use agency::common::page::{hidden, key_field};
use agency::common::{on_behalf, paper, refused};

pub const ADDRESS: &str = "/employer/contribution-makeup";
/// The papers that may go with the application.
pub const PAPERS: [&str; 2] = ["labour_contract", "hardship_statement"];
/// How many rows of people the page shows; hidden in the form.
pub const ROWS: &str = "rows";
/// The answers about one person, in the order asked.
pub const PERSON: [&str; 4] = ["name", "id_number", "from_month", "wage"];

pub fn title() -> Text {
    Text::new("补办延缓参保缴费手续", "Make up registration and contributions")
}

/// The name of a field about the person at `position`, as the decision names it.
pub fn person_field(position: usize, name: &str) -> String {
    format!("late_registrations.{position}.{name}")
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
    html! {
        (back_link("/employer/contributions", language))
        (heading(&title(), None, language))
        (notification_banner(&refused::words(refusal), html! {}, Tone::Information, language))
        @if refusal.code == "emergency_lasts" {
            (link_button("/employer/contribution-deferral", &Text::new("申请缓缴", "Apply to pay later"), ButtonStyle::Primary, language))
        }
    }
}

/// The form.
pub fn fill_in(facts: &Facts, open: &MakeupWindow<'_>, data: &FormData, errors: &FormErrors, frame: &Frame<'_>) -> Markup {
    let language = frame.language;
    let (may, may_not): (Vec<Month>, Vec<Month>) = unpaid(facts).into_iter().partition(|month| refuse_month(open, facts, *month).is_none());
    html! {
        (back_link("/employer/contributions", language))
        (error_summary(errors, language))
        (heading(&title(), Some(&Text::same(frame.applicant.employer.name.clone())), language))
        (window(open, language))
        (upload_form(ADDRESS, frame.csrf_token, fields(facts, &may, data, errors, frame)))
        (left_out(facts, open, &may_not, language))
    }
}

/// Until when, and how that day was reckoned.
fn window(open: &MakeupWindow<'_>, language: Language) -> Markup {
    inset(html! {
        p {
            (language.pick("补办和缴费的最后一天：", "Last day to make up and to pay: "))
            strong { (date(open.until, language)) }
        }
        p { (language.pick("期内不加收滞纳金，不影响职工个人权益记录；超过这一天仍未缴的，从原缴费期限起加收滞纳金。", "No late fee until then and nobody's record suffers; what is unpaid afterwards owes the fee from its original due day.")) }
        (details(
            &Text::new("这一天是怎样算出的", "How this day was worked out"),
            html! {
                p { (sentence(&open.derivation, language)) }
                p { (language.pick("依据：", "Under ")) (citation(&open.window.terms.citation, language)) }
            },
            language,
        ))
    })
}

fn unpaid(facts: &Facts) -> Vec<Month> {
    let open = facts.obligations.iter().filter(|obligation| !obligation.open_principal().is_zero());
    let mut months: Vec<Month> = open.map(|obligation| obligation.month).collect();
    months.sort();
    months.dedup();
    months
}

fn fields(facts: &Facts, may: &[Month], data: &FormData, errors: &FormErrors, frame: &Frame<'_>) -> Markup {
    let language = frame.language;
    let view = FormView::new(language, data, errors);
    let rows = rows(data);
    html! {
        // The Enter key presses the first button of a form, which must not be the one that adds a person.
        button.visually-hidden type="submit" tabindex="-1" aria-hidden="true" { (language.pick("核对", "Check your answers")) }
        @if frame.applicant.by_staff {
            (hidden(EMPLOYER, frame.applicant.employer.credit_code.as_str()))
            (on_behalf::fields(&view))
        }
        @if may.is_empty() {
            p { (language.pick("没有需要补缴的月份；只补登记人员的，填写下面的人员即可。", "No month is left to make up; to register people late only, fill in the people below.")) }
        } @else {
            (view.checkboxes("months", Text::new("补缴月份", "Months to make up"), may.iter().map(|month| choice(facts, *month)).collect())
                .optional())
        }
        (section(&Text::new("补登记人员（选填）", "People to register late (optional)"), html! {
            p.hint { (language.pick("疫情期间应当参保而没有登记的职工。没有的，留空即可。", "Employees who should have been registered during the emergency. Leave empty if there are none.")) }
            (hidden(ROWS, &rows.to_string()))
            @for position in 0..rows { (person(&view, position)) }
            @if rows < LATE_REGISTRATIONS_MAX {
                (button_value(&Text::new("再加一人", "Add another person"), "step", "add", ButtonStyle::Secondary, language))
            }
        }, language))
        (section(&Text::new("原因和材料", "Reason and papers"), html! {
        (view.text_area("reason", Text::new("为什么未能按时办理", "What kept you from doing it in time")).max_length(2000)
            .hint(Text::new("不超过2000字", "At most 2,000 characters")))
        (paper::input(&view, PAPERS[0], Text::new("补登记人员的劳动合同（有补登记人员的须上传）", "Labour contracts (needed when people are registered late)")))
        (paper::input(&view, PAPERS[1], Text::new("情况说明", "Statement")))
        }, language))
        (button(&Text::new("核对", "Check your answers"), language))
    }
}

/// How many people the form has room for: what the page said, and always one.
pub fn rows(data: &FormData) -> usize {
    data.trimmed(ROWS).parse().unwrap_or(1).clamp(1, LATE_REGISTRATIONS_MAX)
}

fn choice(facts: &Facts, of: Month) -> Choice {
    let amount: Fen = facts.obligations.iter().filter(|owed| owed.month == of && !owed.is_deferred()).map(Obligation::open_principal).sum();
    let label = |language| format!("{}　{}", month_words(of, language), money_words(amount, language));
    Choice::new(of.to_string(), Text::new(label(Language::Chinese), label(Language::English)))
}

fn person(view: &FormView<'_>, position: usize) -> Markup {
    let [name, id_number, from_month, wage] = PERSON.map(|field| person_field(position, field));
    let legend = Text::new(format!("第 {} 人", position + 1), format!("Person {}", position + 1));
    fieldset(
        &legend,
        None,
        html! {
            (view.text(&name, Text::new("姓名", "Name")).width(Width::Medium))
            (view.text(&id_number, Text::new("身份证号", "ID number")).width(Width::Medium))
            (view.month(&from_month, Text::new("从哪个月起参保", "Insured from")))
            (view.money(&wage, Text::new("月工资", "Monthly wage")))
        },
        view.language,
    )
}

/// Unpaid months that cannot be chosen, each with its reason.
fn left_out(facts: &Facts, open: &MakeupWindow<'_>, months: &[Month], language: Language) -> Markup {
    if months.is_empty() {
        return html! {};
    }
    let columns = vec![Column::text(Text::new("月份", "Month")), Column::text(Text::new("原因", "Reason"))];
    let rows = months.iter().filter_map(|of| {
        let refusal = refuse_month(open, facts, *of)?;
        Some(vec![month(*of, language), html! { (refused::words(&refusal).in_language(language)) }])
    });
    let title = Text::new("不在补办范围的月份", "Months that are not made up here");
    let table = Table::new(title.clone(), columns, language).hide_caption().rows(rows);
    details(&title, html! { (table) }, language)
}

/// The answers before they are sent.
pub fn check(asked: &Form, materials: &[Material], data: &FormData, frame: &Frame<'_>) -> Markup {
    let language = frame.language;
    let months = html! {
        @if asked.months.is_empty() { (language.pick("无", "none")) }
        ul.plain { @for of in &asked.months { li { (month(*of, language)) } } }
    };
    let mut list = SummaryList::new(language)
        .words(Text::new("单位", "Employer"), &frame.applicant.employer.name)
        .row(Text::new("补缴月份", "Months to make up"), months);
    for person in &asked.late_registrations {
        let id_number = IdNumber::parse(&person.id_number).map(|id_number| id_number.masked()).unwrap_or_default();
        let words = Text::new(
            format!("{}　{id_number}　自 {} 起，月工资 {} 元", person.name, person.from_month, person.wage),
            format!("{} {id_number}, from {}, {} yuan a month", person.name, person.from_month, person.wage),
        );
        list = list.words(Text::new("补登记人员", "Registered late"), words.in_language(language));
    }
    list = list
        .words(Text::new("理由", "Reason"), &asked.reason)
        .words(Text::new("材料", "Papers"), paper::names(materials).in_language(language));
    html! {
        (heading(&Text::new("核对您的申请", "Check your application"), Some(&title()), language))
        (list)
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
    matches!(name, "months" | "reason" | ROWS | EMPLOYER) || name.starts_with("on_behalf") || name.starts_with("late_registrations.")
}
