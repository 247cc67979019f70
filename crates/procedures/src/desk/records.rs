//! The record of a person or an employer, numbers masked. Each look is recorded, and each number shown in full with its reason.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use casework::worklist::CaseFilter;
use casework::{CaseHead, Employer, Employment, Person, Role};
use maud::{Markup, html};
use values::{AreaCode, Party, Telephone, Text};
use web::components::{Column, Reveal, SummaryList, Table, Tone, date, heading, masked, money, month, notification_banner, section};
use web::{CheckedForm, FormReader, PageError, SignedIn, Surface, blocking};

use super::answered;
use super::list::{QueueTags, queue_tags, table};
use agency::Agency;
use agency::case_parts::look;
use agency::shell::shell;

const CASES_LISTED: u32 = 30;

/// Numbers shown in full on this one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shown(bool);

fn within_reach(signed_in: &SignedIn, area: &str) -> Result<AreaCode, PageError> {
    let area: AreaCode = area.parse().map_err(|_| PageError::NotFound)?;
    if signed_in.actor.reaches(area) { Ok(area) } else { Err(PageError::NotFound) }
}

/// The reason given for seeing numbers in full; without one they stay masked.
fn reason(form: &CheckedForm) -> Result<String, PageError> {
    let mut reader = FormReader::new(&form.data);
    let label = Text::new("查看理由", "Reason");
    let given = reader.text("reason", &label, 200);
    given.ok_or_else(|| {
        PageError::Unprocessable(Text::new("请填写查看理由后再查看完整号码。", "Write the reason before a number is shown in full."))
    })
}

pub(super) async fn person(State(agency): State<Agency>, signed_in: SignedIn, Path((area, id)): Path<(String, i64)>) -> Response {
    let page = person_page(agency, signed_in.clone(), area, id, None).await;
    answered(&signed_in, page)
}

pub(super) async fn reveal_person(State(agency): State<Agency>, Path((area, id)): Path<(String, i64)>, form: CheckedForm) -> Response {
    let signed_in = form.signed_in.clone();
    let page = match reason(&form) {
        Ok(reason) => person_page(agency, signed_in.clone(), area, id, Some(reason)).await,
        Err(error) => Err(error),
    };
    answered(&signed_in, page)
}

async fn person_page(agency: Agency, signed_in: SignedIn, area: String, id: i64, reason: Option<String>) -> Result<Response, PageError> {
    let area = within_reach(&signed_in, &area)?;
    let shown = Shown(reason.is_some());
    let (reader, office) = (signed_in.clone(), agency.clone());
    let (person, employments, cases) = blocking(move || {
        let mut records = office.store.reader()?;
        let person = records.person(area, id)?.ok_or(PageError::NotFound)?;
        let employments = records.employments_of_person(area, id)?;
        drop(records);
        recorded_look(&office, &reader, area, Party::person(id), reason.as_deref())?;
        Ok::<_, PageError>((person, employments, cases_of(&office, area, Party::person(id))?))
    })
    .await?;
    Ok(person_markup(&agency, &signed_in, &person, &employments, &cases, shown).into_response())
}

fn recorded_look(agency: &Agency, signed_in: &SignedIn, area: AreaCode, party: Party, reason: Option<&str>) -> Result<(), PageError> {
    let what = if reason.is_some() { "numbers_revealed" } else { "looked_at" };
    let detail = reason.map(|reason| format!("reason: {reason}")).unwrap_or_default();
    look(agency, &signed_in.actor, area, signed_in.now, &format!("{}.{what}", party.kind.as_str()), party.to_string(), &detail)
}

/// The cases of a record, and what the queue says beside them.
type Cases = (Vec<CaseHead>, QueueTags);

fn cases_of(agency: &Agency, area: AreaCode, party: Party) -> Result<Cases, PageError> {
    let filter = CaseFilter { areas: vec![area], party: Some(party), limit: CASES_LISTED, ..CaseFilter::default() };
    let mut views = agency.store.views()?;
    let heads = views.cases(&filter)?;
    let tags = queue_tags(agency, views.as_mut(), &heads)?;
    Ok((heads, tags))
}

fn person_markup(
    agency: &Agency,
    signed_in: &SignedIn,
    person: &Person,
    employments: &[Employment],
    cases: &Cases,
    shown: Shown,
) -> Markup {
    let language = signed_in.language;
    let action = format!("/desk/persons/{}/{}/reveal", person.area, person.id);
    let id_number = if shown.0 { person.id_number.as_str().to_owned() } else { person.id_number.masked() };
    let title = Text::same(person.name.as_str());
    shell(signed_in, Surface::Desk, title.clone(), "/desk/search").page(html! {
        (heading(&title, Some(&Text::new("个人档案", "Record of a person")), language))
        (revealed_banner(shown, signed_in))
        (SummaryList::new(language)
            .row(Text::new("身份证号码", "ID number"), number(signed_in, &action, &id_number, "id-number", Text::new("身份证号码", "ID number"), shown))
            .row(Text::new("联系电话", "Telephone"), telephone(signed_in, &action, person.telephone.as_ref(), shown))
            .row(Text::new("出生日期", "Born on"), date(person.id_number.born_on(), language))
            .words(Text::new("区域", "Area"), signed_in.site.area_name(person.area).in_language(language))
            .row(Text::new("登记日期", "Registered on"), date(person.registered_on, language)))
        (documents_link(&format!("/desk/persons/{}/{}/documents", person.area, person.id), signed_in))
        (pension_link(&format!("/desk/persons/{}/{}/pension", person.area, person.id), signed_in))
        (injury_link(&format!("/desk/injury-benefits/{}/{}", person.area, person.id), signed_in))
        (section(&Text::new("参保经历", "Employments"), employment_table(signed_in, person.area, employments), language))
        (section(&Text::new("业务", "Cases"), case_list(agency, signed_in, cases), language))
    })
}

/// The way to the pension of a person, for who may look at it: everybody of the desk but who only runs the system.
fn pension_link(address: &str, signed_in: &SignedIn) -> Markup {
    let looks = signed_in.actor.roles.iter().any(|role| role.is_staff() && *role != Role::Administrator);
    html! { @if looks { p { a href=(address) { (signed_in.language.pick("养老待遇和档案", "Pension and its record")) } } } }
}

/// The way to what the work-injury fund pays a person.
fn injury_link(address: &str, signed_in: &SignedIn) -> Markup {
    let looks = injuries::benefit_pages::OFFICERS.admits(Some(&signed_in.actor));
    html! { @if looks { p { a href=(address) { (signed_in.language.pick("工伤待遇", "Injury benefits")) } } } }
}

/// The way to the documents of a record, for who may print them.
fn documents_link(address: &str, signed_in: &SignedIn) -> Markup {
    let prints = signed_in.actor.roles.iter().any(|role| role.is_staff() && !matches!(role, Role::Administrator | Role::Auditor));
    html! { @if prints { p { a href=(address) { (signed_in.language.pick("证明和文书", "Certificates and documents")) } } } }
}

fn revealed_banner(shown: Shown, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let words = html! { p { (language.pick("本次查看及理由已记入审计日志。", "This look and its reason are in the audit log.")) } };
    html! { @if shown.0 { (notification_banner(&Text::new("显示完整号码", "Numbers shown in full"), words, Tone::Information, language)) } }
}

fn number(signed_in: &SignedIn, action: &str, visible: &str, key: &str, what: Text, shown: Shown) -> Markup {
    let reveal = Reveal { action, csrf_token: &signed_in.csrf_token, what, key };
    masked(visible, (!shown.0).then_some(&reveal), signed_in.language)
}

fn telephone(signed_in: &SignedIn, action: &str, telephone: Option<&Telephone>, shown: Shown) -> Markup {
    let Some(telephone) = telephone else { return html! { "—" } };
    let visible = if shown.0 { telephone.as_str().to_owned() } else { telephone.masked() };
    number(signed_in, action, &visible, "telephone", Text::new("联系电话", "telephone"), shown)
}

fn employment_table(signed_in: &SignedIn, area: AreaCode, employments: &[Employment]) -> Markup {
    let language = signed_in.language;
    let columns = vec![
        Column::text(Text::new("单位编号", "Employer")),
        Column::text(Text::new("起始月份", "From")),
        Column::text(Text::new("终止月份", "Until")),
        Column::figures(Text::new("申报工资", "Declared wage")),
    ];
    let rows = employments.iter().map(|employment| {
        vec![
            html! { a href={ "/desk/employers/" (area) "/" (employment.employer_id) } { (employment.employer_id) } },
            month(employment.from_month, language),
            employment.until_month.map_or_else(|| html! { "—" }, |until| month(until, language)),
            money(employment.declared_wage, language),
        ]
    });
    html! {
        @if employments.is_empty() { p { (language.pick("没有参保经历。", "No employment on record.")) } }
        @else { (Table::new(Text::new("参保经历", "Employments"), columns, language).hide_caption().rows(rows)) }
    }
}

fn case_list(agency: &Agency, signed_in: &SignedIn, cases: &Cases) -> Markup {
    let language = signed_in.language;
    html! {
        @if cases.0.is_empty() { p { (language.pick("没有业务。", "No cases.")) } }
        @else { (table(agency, Text::new("业务", "Cases"), &cases.0, &cases.1, signed_in.today, language)) }
    }
}

pub(super) async fn employer(State(agency): State<Agency>, signed_in: SignedIn, Path((area, id)): Path<(String, i64)>) -> Response {
    let page = employer_page(agency, signed_in.clone(), area, id, None).await;
    answered(&signed_in, page)
}

pub(super) async fn reveal_employer(State(agency): State<Agency>, Path((area, id)): Path<(String, i64)>, form: CheckedForm) -> Response {
    let signed_in = form.signed_in.clone();
    let page = match reason(&form) {
        Ok(reason) => employer_page(agency, signed_in.clone(), area, id, Some(reason)).await,
        Err(error) => Err(error),
    };
    answered(&signed_in, page)
}

async fn employer_page(agency: Agency, signed_in: SignedIn, area: String, id: i64, reason: Option<String>) -> Result<Response, PageError> {
    let area = within_reach(&signed_in, &area)?;
    let shown = Shown(reason.is_some());
    let (reader, office) = (signed_in.clone(), agency.clone());
    let (employer, cases) = blocking(move || {
        let employer = office.store.reader()?.employer(area, id)?.ok_or(PageError::NotFound)?;
        recorded_look(&office, &reader, area, Party::employer(id), reason.as_deref())?;
        Ok::<_, PageError>((employer, cases_of(&office, area, Party::employer(id))?))
    })
    .await?;
    Ok(employer_markup(&agency, &signed_in, &employer, &cases, shown).into_response())
}

fn employer_markup(agency: &Agency, signed_in: &SignedIn, employer: &Employer, cases: &Cases, shown: Shown) -> Markup {
    let language = signed_in.language;
    let action = format!("/desk/employers/{}/{}/reveal", employer.area, employer.id);
    let title = Text::same(employer.name.clone());
    shell(signed_in, Surface::Desk, title.clone(), "/desk/search").page(html! {
        (heading(&title, Some(&Text::new("单位档案", "Record of an employer")), language))
        (revealed_banner(shown, signed_in))
        (SummaryList::new(language)
            .words(Text::new("单位编号", "Number"), &employer.id.to_string())
            .words(Text::new("统一社会信用代码", "Social credit code"), employer.credit_code.as_str())
            .words(Text::new("地址", "Address"), &employer.address)
            .words(Text::new("联系人", "Contact"), &employer.contact_name)
            .row(Text::new("联系电话", "Telephone"), telephone(signed_in, &action, employer.telephone.as_ref(), shown))
            .words(Text::new("工伤行业类别", "Work-injury class"), &employer.injury_class.to_string())
            .row(Text::new("成立日期", "Founded on"), date(employer.founded_on, language))
            .row(Text::new("登记日期", "Registered on"), date(employer.registered_on, language)))
        (documents_link(&format!("/desk/employers/{}/{}/documents", employer.area, employer.id), signed_in))
        (section(&Text::new("业务", "Cases"), case_list(agency, signed_in, cases), language))
    })
}
