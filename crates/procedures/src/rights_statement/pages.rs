//! The statement on screen and on paper.

use ledger::Due;
use maud::{Markup, html};
use values::{CaseNumber, Citation, Language, Text};
use web::components::{
    Column, SummaryList, Table, back_link, citation, date, details, empty_state, explanation_details, heading, masked, money, month,
    month_words, print_button, section,
};

use super::record::{ExplainedLine, PersonMonth, PersonStatement};
use super::{Counting, Line};
use agency::common::explained_row::worked_out;
use agency::common::owed_month::standing_tag;

pub fn title() -> Text {
    Text::new("个人权益记录", "Rights statement")
}

/// The body of the statement. `base` is its own address, under which each month has its page; `documents` is the page where it is issued on paper, for who may.
pub fn statement(view: &PersonStatement, base: &str, documents: Option<&str>, language: Language) -> Markup {
    let lines = &view.statement.lines;
    html! {
        (heading(&title(), Some(&Text::same(view.person.name.as_str())), language))
        (totals(view, language))
        @if lines.is_empty() {
            (empty_state(
                &Text::new("还没有缴费记录", "No contributions yet"),
                &Text::new("单位为您参保并核定后，每月的记录会出现在这里。", "Each month appears here once your employer has registered you and the month is assessed."),
                None,
                language,
            ))
        }
        @for (year, of_year) in by_year(lines) { (year_table(view, year, &of_year, base, language)) }
        (what_counts(language))
        @if let Some(address) = documents { p { a href=(address) { (language.pick("出具带验证码的权益记录单或缴费证明（PDF）", "Issue the statement or a certificate as a PDF with a code to verify")) } } }
        (print_button(language))
    }
}

fn totals(view: &PersonStatement, language: Language) -> Markup {
    let statement = &view.statement;
    let months = |count: i64| Text::new(format!("{count} 个月"), format!("{count} months"));
    let mut list = SummaryList::new(language)
        .row(Text::new("身份证号", "ID number"), masked(&view.person.id_number.masked(), None, language))
        .row(Text::new("截至", "As of"), date(view.today, language))
        .row(Text::new("累计缴费月数", "Months counted"), html! { strong { (months(statement.months_counted).in_language(language)) } })
        .row(Text::new("个人缴纳的养老保险费", "Own pension contributions"), money(statement.own_pension, language));
    if statement.months_in_arrears > 0 {
        let words = months(statement.months_in_arrears);
        list = list.words(Text::new("单位欠缴", "In arrears, owed by the employer"), words.in_language(language));
    }
    html! { (list) }
}

/// Years newest first, each with its lines newest first, as they stand.
fn by_year(lines: &[Line]) -> Vec<(i32, Vec<&Line>)> {
    let mut years: Vec<(i32, Vec<&Line>)> = Vec::new();
    for line in lines {
        let year = line.row.month.year();
        match years.last_mut() {
            Some((last, of_year)) if *last == year => of_year.push(line),
            _ => years.push((year, vec![line])),
        }
    }
    years
}

fn year_table(view: &PersonStatement, year: i32, lines: &[&Line], base: &str, language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("月份", "Month")),
        Column::text(Text::new("是否计入", "Counts as")),
        Column::text(Text::new("单位", "Employer")),
        Column::figures(Text::new("缴费基数", "Base")),
        Column::figures(Text::new("单位缴费", "Employer pays")),
        Column::figures(Text::new("个人缴费", "You pay")),
        Column::figures(Text::new("其中养老", "of it pension")),
    ];
    let rows = lines.iter().map(|line| {
        let employer = view.employers.get(&line.row.employer_id).map_or("", |employer| employer.name.as_str());
        let href = format!("{base}/{}", line.row.month);
        vec![
            html! { a href=(href) { (month(line.row.month, language)) } },
            counting(line.counting, view.deferral(line), language),
            html! { (employer) },
            money(line.row.base, language),
            money(line.row.parts.employer_share(), language),
            money(line.row.parts.employee_share(), language),
            money(line.row.parts.pension_employee, language),
        ]
    });
    let title = Text::new(format!("{year}年"), year.to_string());
    let table = Table::new(title.clone(), columns, language).hide_caption().rows(rows);
    section(&title, html! { (table) }, language)
}

/// How a month counts, with the mark of a deferral.
fn counting(counting: Counting, deferral: Option<CaseNumber>, language: Language) -> Markup {
    html! {
        (standing_tag(counting, language))
        @if let Some(number) = deferral { " " span.citation-line { (language.pick("缓缴 ", "deferral ")) span.figure { (number) } } }
    }
}

fn what_counts(language: Language) -> Markup {
    details(
        &Text::new("哪些月份计入", "Which months count"),
        html! {
            p { (language.pick("已缴清的月份计入，逾期缴清的也计入。经批准缓缴的月份，在缓缴期内视同按时缴费，您的权益不受影响。单位欠缴的月份，缴清后计入。", "Months paid count, also when paid late. Months deferred with approval count as paid in time while the deferral runs: no right is lost. Months in arrears count once your employer has paid.")) }
            p {
                (language.pick("依据：", "Under "))
                (citation(&Citation::new("社会保险法", "第60条"), language)) " "
                (citation(&Citation::new("威人社函〔2020〕6号", "一（三）"), language))
            }
        },
        language,
    )
}

/// The body of the page of one month. `back` is the statement.
pub fn explained_month(view: &PersonMonth, back: &str, language: Language) -> Markup {
    let title = Text::new(
        format!("{}缴费记录", month_words(view.month, Language::Chinese)),
        format!("Contributions of {}", month_words(view.month, Language::English)),
    );
    html! {
        (back_link(back, language))
        (heading(&title, Some(&Text::same(view.person.name.as_str())), language))
        @for line in &view.lines { (explained_line(view, line, language)) }
        (print_button(language))
    }
}

fn explained_line(view: &PersonMonth, explained: &ExplainedLine, language: Language) -> Markup {
    let line = &explained.line;
    let deferral = line.deferral_case_id.and_then(|id| view.deferrals.get(&id)).copied();
    let due = html! {
        @match line.due {
            Due::On(day) => (date(day, language)),
            Due::WhenEmergencyEnds => (language.pick("疫情解除后确定", "set when the emergency ends")),
        }
        @if !explained.due.steps.is_empty() {
            (explanation_details(&Text::new("怎样算出", "How it was worked out"), &explained.due, language))
        }
    };
    let mut list = SummaryList::new(language)
        .words(Text::new("单位", "Employer"), explained.employer.as_ref().map_or("—", |employer| employer.name.as_str()))
        .row(Text::new("是否计入", "Counts as"), counting(line.counting, deferral, language))
        .row(Text::new("单位缴费期限", "The employer's due day"), due);
    if let Some(on) = line.settled_on {
        list = list.row(Text::new("缴清日期", "Paid on"), date(on, language));
    }
    list = list.row(Text::new("缴费基数", "Base"), money(line.row.base, language));
    for (part, amount) in line.row.parts.iter() {
        list = list.row(part.name(), money(amount, language));
    }
    html! { (list) (worked_out(explained.amounts.as_ref(), language)) }
}
