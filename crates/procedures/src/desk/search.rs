//! Finding a case, a person or an employer. What was looked for travels in the form, not in the address, which logs keep.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use casework::{Employer, Person, StoreError};
use maud::{Markup, html};
use values::{CaseNumber, IdNumber, SocialCreditCode, Text};
use web::components::{Column, FormView, Table, button, empty_state, form, heading, section};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use super::list::areas_of;
use super::{answered, may_see};
use agency::Agency;
use agency::case_parts::look;
use agency::shell::shell;

/// So many people and employers are listed; more says to write more of the name.
const FOUND_MOST: u32 = 30;

/// What a search came to.
#[derive(Debug, Default)]
struct Found {
    persons: Vec<Person>,
    employers: Vec<Employer>,
}

enum Answer {
    Go(String),
    List(Found),
}

pub(super) async fn show(signed_in: SignedIn) -> Response {
    page(&signed_in, &FormData::new(), None).into_response()
}

pub(super) async fn search(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let CheckedForm { signed_in, data } = form;
    let words: String = data.trimmed("words").chars().take(100).collect();
    if words.is_empty() {
        return page(&signed_in, &data, None).into_response();
    }
    let reader = signed_in.clone();
    let found = blocking(move || find(&agency, &reader, &words)).await;
    let response = found.map(|answer| match answer {
        Answer::Go(address) => Redirect::to(&address).into_response(),
        Answer::List(found) => page(&signed_in, &data, Some(&found)).into_response(),
    });
    answered(&signed_in, response)
}

/// A number is looked up exactly; everything else is the beginning of a name.
fn find(agency: &Agency, signed_in: &SignedIn, words: &str) -> Result<Answer, PageError> {
    let actor = &signed_in.actor;
    if let Ok(number) = CaseNumber::parse(words) {
        let head = agency.store.views()?.case_by_number(&number)?.filter(|head| may_see(actor, head));
        return Ok(head.map_or(Answer::List(Found::default()), |head| Answer::Go(format!("/desk/cases/{}", head.number))));
    }
    if let Ok(id_number) = IdNumber::parse(words) {
        let person = agency.store.reader()?.person_by_id_number(&id_number)?.filter(|person| actor.reaches(person.area));
        // Also a search that found nobody is a look.
        let subject = person.as_ref().map_or_else(|| "person:none".to_owned(), |person| format!("person:{}", person.id));
        let area = person.as_ref().map_or(actor.area, |person| person.area);
        look(agency, actor, area, signed_in.now, "person.searched", subject, &format!("by id number {}", id_number.masked()))?;
        return Ok(
            person.map_or(Answer::List(Found::default()), |person| Answer::Go(format!("/desk/persons/{}/{}", person.area, person.id)))
        );
    }
    if let Ok(code) = SocialCreditCode::parse(words) {
        let employer = agency.store.reader()?.employer_by_credit_code(&code)?.filter(|employer| actor.reaches(employer.area));
        return Ok(
            employer.map_or(Answer::List(Found::default()), |found| Answer::Go(format!("/desk/employers/{}/{}", found.area, found.id)))
        );
    }
    let found = by_name(agency, signed_in, words)?;
    look(
        agency,
        actor,
        actor.area,
        signed_in.now,
        "person.searched",
        "person:many".to_owned(),
        &format!("by name, {} found", found.persons.len()),
    )?;
    Ok(Answer::List(found))
}

fn by_name(agency: &Agency, signed_in: &SignedIn, words: &str) -> Result<Found, StoreError> {
    let areas = areas_of(&signed_in.actor);
    let mut views = agency.store.views()?;
    Ok(Found { persons: views.persons_by_name(&areas, words, FOUND_MOST)?, employers: views.employers_by_name(&areas, words, FOUND_MOST)? })
}

fn page(signed_in: &SignedIn, data: &FormData, found: Option<&Found>) -> Markup {
    let language = signed_in.language;
    let errors = FormErrors::new();
    let view = FormView::new(language, data, &errors);
    let title = Text::new("查询", "Search");
    shell(signed_in, Surface::Desk, title.clone(), "/desk/search").page(html! {
        (heading(&title, None, language))
        (form("/desk/search", &signed_in.csrf_token, html! {
            (view.text("words", Text::new("受理编号、姓名、单位名称、身份证号码或统一社会信用代码", "Case number, name, ID number or credit code"))
                .hint(Text::new("姓名和单位名称按开头查找；对个人的查询会被记录。", "Names are found by their beginning; looking for a person is recorded."))
                .max_length(100))
            (button(&title, language))
        }))
        @if let Some(found) = found { (results(found, signed_in)) }
    })
}

fn results(found: &Found, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    html! {
        @if found.persons.is_empty() && found.employers.is_empty() {
            (empty_state(
                &Text::new("没有找到", "Nothing found"),
                &Text::new("请核对号码，或换一个名称。只能查到本区域的档案。", "Check the number or try another name. Only records of your area are found."),
                None,
                language,
            ))
        }
        @if !found.persons.is_empty() { (section(&Text::new("个人", "People"), persons(&found.persons, signed_in), language)) }
        @if !found.employers.is_empty() { (section(&Text::new("单位", "Employers"), employers(&found.employers, signed_in), language)) }
    }
}

fn persons(found: &[Person], signed_in: &SignedIn) -> Markup {
    let columns = vec![
        Column::text(Text::new("姓名", "Name")),
        Column::text(Text::new("身份证号码", "ID number")),
        Column::text(Text::new("区域", "Area")),
    ];
    let rows = found.iter().map(|person| {
        vec![
            html! { a href={ "/desk/persons/" (person.area) "/" (person.id) } { (person.name) } },
            html! { span.figure { (person.id_number.masked()) } },
            html! { (signed_in.site.area_name(person.area).in_language(signed_in.language)) },
        ]
    });
    html! { (Table::new(Text::new("个人", "People"), columns, signed_in.language).hide_caption().rows(rows)) }
}

fn employers(found: &[Employer], signed_in: &SignedIn) -> Markup {
    let columns = vec![
        Column::text(Text::new("名称", "Name")),
        Column::text(Text::new("统一社会信用代码", "Credit code")),
        Column::text(Text::new("区域", "Area")),
    ];
    let rows = found.iter().map(|employer| {
        vec![
            html! { a href={ "/desk/employers/" (employer.area) "/" (employer.id) } { (employer.name) } },
            html! { span.figure { (employer.credit_code) } },
            html! { (signed_in.site.area_name(employer.area).in_language(signed_in.language)) },
        ]
    });
    html! { (Table::new(Text::new("单位", "Employers"), columns, signed_in.language).hide_caption().rows(rows)) }
}
