//! Who is insured through an employer now, a page at a time.

use std::collections::HashMap;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use casework::{Employment, Person};
use maud::{Markup, html};
use values::{Language, Month, Text};
use web::components::{Column, Filter, Table, back_link, empty_state, filter_bar, heading, money, month, pagination};
use web::{FormData, PageError, SignedIn, blocking};

use super::{ForEmployer, for_employer, page};
use agency::Agency;

const PAGE_ROWS: usize = 50;
/// People whose names are looked at in one read while searching.
const READ_ROWS: usize = 500;

/// One page of the list.
struct Insured {
    rows: Vec<(Employment, Person)>,
    total: usize,
    /// The person the next page begins after.
    next_after: Option<i64>,
    name: String,
}

pub(super) async fn list(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let query = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let reader = signed_in.clone();
    let read = blocking(move || {
        let found = for_employer(&agency, &reader, &query)?;
        let insured = read_page(&agency, &found, Month::of(reader.today), &query)?;
        Ok::<_, PageError>((found, insured))
    });
    match read.await {
        Ok((found, insured)) => page(&signed_in, list_title(), false, list_page(&found, &insured, signed_in.language)),
        Err(error) => signed_in.refuse(&error),
    }
}

fn list_title() -> Text {
    Text::new("参保人员", "Insured employees")
}

/// Walks the employer's present employments in order of the person's number.
fn read_page(agency: &Agency, found: &ForEmployer, now: Month, query: &FormData) -> Result<Insured, PageError> {
    let mut reader = agency.store.reader()?;
    let name: String = query.trimmed("name").chars().take(50).collect();
    let after: i64 = query.trimmed("after").parse().unwrap_or(0);
    let mut employments = reader.employments_of_employer(found.area(), found.employer.id, None)?;
    employments.retain(|period| period.until_month.is_none_or(|until| until >= now.max(period.from_month)));
    employments.sort_by_key(|period| (period.person_id, period.from_month));
    // A wage that changes next month is a second period of the same person; the earlier one is the present one.
    employments.dedup_by_key(|period| period.person_id);
    let total = employments.len();
    let mut rows = Vec::new();
    let coming: Vec<Employment> = employments.into_iter().filter(|period| period.person_id > after).collect();
    for part in coming.chunks(READ_ROWS) {
        let ids: Vec<i64> = part.iter().map(|period| period.person_id).collect();
        let persons: HashMap<i64, Person> = reader.persons(found.area(), &ids)?.into_iter().map(|person| (person.id, person)).collect();
        let named = part.iter().filter_map(|period| Some((period.clone(), persons.get(&period.person_id)?.clone())));
        rows.extend(named.filter(|(_, person)| person.name.as_str().contains(&name)));
        if rows.len() > PAGE_ROWS {
            break;
        }
    }
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next_after = rows.last().filter(|_| has_more).map(|(period, _)| period.person_id);
    Ok(Insured { rows, total, next_after, name })
}

fn list_page(found: &ForEmployer, insured: &Insured, language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("姓名", "Name")),
        Column::text(Text::new("身份证号码", "ID number")),
        Column::text(Text::new("参保起始", "Insured from")),
        Column::figures(Text::new("月工资（元）", "Monthly wage (yuan)")),
        Column::text(Text::new("办理", "Change")),
    ];
    let rows = insured.rows.iter().map(|(period, person)| row(found, period, person, language));
    let next =
        insured.next_after.map(|after| found.address(&format!("/people?name={}&after={after}", web::language::encoded(&insured.name))));
    let caption = Text::new(format!("目前在保 {} 人", insured.total), format!("{} people are insured now", insured.total));
    html! {
        (back_link(&found.address(""), language))
        (heading(&list_title(), Some(&Text::same(found.employer.name.clone())), language))
        (search(found, insured, language))
        @if insured.rows.is_empty() {
            (empty_state(
                &Text::new("没有找到在保人员", "Nobody was found"),
                &Text::new("可以换一个姓名查找，或为新员工办理增加。", "Search another name, or add an employee."),
                Some((&found.address("/one/add"), &Text::new("增加一人", "Add one person"))),
                language,
            ))
        } @else {
            (Table::new(caption, columns, language).rows(rows))
            (pagination(None, next.as_deref(), language))
        }
    }
}

fn search(found: &ForEmployer, insured: &Insured, language: Language) -> Markup {
    let filter = Filter::Words("name".to_owned(), Text::new("姓名包含", "Name contains"), insured.name.clone());
    if !found.by_staff {
        return filter_bar(&found.address("/people"), &[filter], language);
    }
    let employer = Filter::Words("employer".to_owned(), Text::new("单位编号", "Employer number"), found.employer.id.to_string());
    filter_bar(&found.address("/people"), &[employer, filter], language)
}

fn row(found: &ForEmployer, period: &Employment, person: &Person, language: Language) -> Vec<Markup> {
    let link = |kind: &str, words: Text| {
        let href = found.address(&format!("/one/{kind}?person={}", person.id));
        html! { a href=(href) { (words.in_language(language)) span.visually-hidden { " " (person.name) } } }
    };
    vec![
        html! { (person.name) },
        html! { span.figure { (person.id_number.masked()) } },
        month(period.from_month, language),
        money(period.declared_wage, language),
        html! { (link("remove", Text::new("减少", "Remove"))) " " (link("wage", Text::new("工资", "Wage"))) },
    ]
}
