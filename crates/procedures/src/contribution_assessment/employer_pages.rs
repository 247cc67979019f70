//! A month as the employer sees it: the five parts, until when, and every person in it.

use maud::{Markup, html};
use values::{ContributionPart, Language, Month, Text};
use web::components::{
    Column, SummaryList, Table, back_link, heading, link, masked, money, month, month_words, pagination, print_button, section,
};

use super::month::{AssessedMonth, AssessedPerson, ExplainedPerson, PEOPLE_A_PAGE};
use agency::common::explained_row::worked_out;
use agency::common::owed_month::OwedMonth;

/// The title of the page of a month.
pub fn title(of: Month) -> Text {
    Text::new(
        format!("{}社会保险费", month_words(of, Language::Chinese)),
        format!("Contributions of {}", month_words(of, Language::English)),
    )
}

/// The body of `/employer/contributions/{month}`.
pub fn assessed_month(view: &AssessedMonth, language: Language) -> Markup {
    let several = view.owed.len() > 1;
    html! {
        (back_link("/employer/contributions", language))
        (heading(&title(view.month), Some(&Text::same(view.employer.name.clone())), language))
        @for (position, owed) in view.owed.iter().enumerate() {
            @if several { h2 { (obligation_name(position).in_language(language)) } }
            (standing(owed, language))
        }
        (parts(view, language))
        (people(view, language))
    }
}

/// People registered late make an obligation of their own in a month.
fn obligation_name(position: usize) -> Text {
    if position == 0 {
        Text::new("按月核定", "Monthly assessment")
    } else {
        Text::new(format!("补登记核定（{position}）"), format!("Registered late ({position})"))
    }
}

fn standing(owed: &OwedMonth, language: Language) -> Markup {
    let obligation = &owed.obligation;
    let mut list = SummaryList::new(language)
        .row(Text::new("状态", "Standing"), owed.standing(language))
        .row(Text::new("缴费期限", "Due day"), owed.due(language))
        .row(Text::new("核定应缴", "Assessed"), money(obligation.owed.contribution.total(), language))
        .row(Text::new("已缴", "Paid"), money(obligation.paid.contribution.total() + obligation.paid.late_fee, language))
        .row(Text::new("未缴本金", "Contributions open"), money(owed.cost.principal, language))
        .row(Text::new("滞纳金（截至今日）", "Late fee as of today"), owed.late_fee(language));
    if let Some(number) = owed.deferral_number {
        let number = number.to_string();
        list = list.row(Text::new("缓缴标识", "Marked as deferred by"), link(&format!("/cases/{number}"), &number));
    }
    html! { (list) }
}

fn parts(view: &AssessedMonth, language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("项目", "Part")),
        Column::figures(Text::new("核定", "Assessed")),
        Column::figures(Text::new("已缴", "Paid")),
        Column::figures(Text::new("未缴", "Open")),
    ];
    let row = |name: &Text, assessed, paid| {
        vec![html! { (name.in_language(language)) }, money(assessed, language), money(paid, language), money(assessed - paid, language)]
    };
    let rows = ContributionPart::ALL.iter().map(|part| row(&part.name(), view.parts.of(*part), view.paid.of(*part)));
    let total = row(&Text::new("合计", "Total"), view.parts.total(), view.paid.total());
    let title = Text::new("五项费用", "The five parts");
    let table = Table::new(title.clone(), columns, language).hide_caption().rows(rows).footer(total);
    section(&title, html! { (table) }, language)
}

fn people(view: &AssessedMonth, language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("姓名", "Name")),
        Column::text(Text::new("身份证号", "ID number")),
        Column::figures(Text::new("缴费基数", "Base")),
        Column::figures(Text::new("单位缴费", "Employer pays")),
        Column::figures(Text::new("个人缴费", "Employee pays")),
        Column::text(Text::new("明细", "Details")),
    ];
    let rows = view.listed.iter().map(|assessed| person_row(view.month, assessed, language));
    let title = Text::new(format!("参保人员（{}人）", view.people), format!("People ({})", view.people));
    let previous = (view.page > 1).then(|| format!("?page={}", view.page - 1));
    let next = (view.page * PEOPLE_A_PAGE < view.people).then(|| format!("?page={}", view.page + 1));
    section(
        &title,
        html! {
            (Table::new(title.clone(), columns, language).hide_caption().rows(rows))
            (pagination(previous.as_deref(), next.as_deref(), language))
        },
        language,
    )
}

fn person_row(of: Month, assessed: &AssessedPerson, language: Language) -> Vec<Markup> {
    let AssessedPerson { person, row } = assessed;
    let href = format!("/employer/contributions/{of}/people/{}", person.id);
    vec![
        html! { (person.name.as_str()) },
        masked(&person.id_number.masked(), None, language),
        money(row.base, language),
        money(row.parts.employer_share(), language),
        money(row.parts.employee_share(), language),
        html! { a href=(href) { (language.pick("怎样算出", "How it was worked out")) span.visually-hidden { " " (person.name.as_str()) } } },
    ]
}

/// The body of `/employer/contributions/{month}/people/{person}`.
pub fn explained_person(view: &ExplainedPerson, language: Language) -> Markup {
    let AssessedPerson { person, row } = &view.assessed;
    let title = Text::same(person.name.as_str());
    let mut list = SummaryList::new(language)
        .row(Text::new("身份证号", "ID number"), masked(&person.id_number.masked(), None, language))
        .row(Text::new("月份", "Month"), month(row.month, language))
        .row(Text::new("缴费基数", "Base"), money(row.base, language));
    for (part, amount) in row.parts.iter() {
        list = list.row(part.name(), money(amount, language));
    }
    list = list.row(Text::new("合计", "Total"), html! { strong { (money(row.parts.total(), language)) } });
    html! {
        (back_link(&format!("/employer/contributions/{}", row.month), language))
        (heading(&title, Some(&self::title(row.month)), language))
        (list)
        (worked_out(view.explanation.as_ref(), language))
        (print_button(language))
    }
}
