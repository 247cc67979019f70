//! Rights of one kind in an area, page by page in the order they were granted.

use agency::Agency;
use agency::case_parts::look;
use agency::shell::shell;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use casework::benefit::BenefitKind;
use casework::{CaseHead, Entitlement, Person};
use maud::{Markup, html};
use values::{AreaCode, Language, Month, PartyKind, Text};
use web::components::{Choice, Column, Filter, Table, Tone, citation, empty_state, filter_bar, heading, link, masked, money, month, tag};
use web::{FormData, PageError, SignedIn, Surface, blocking};

use super::{LIST, article, kinds, title};

/// Rights on a page.
const PAGE: u32 = 50;

struct Page {
    area: AreaCode,
    kind: BenefitKind,
    rights: Vec<Entitlement>,
    people: Vec<Person>,
    decided: Vec<CaseHead>,
    /// Behind which right the next page begins.
    next: Option<i64>,
}

pub(super) async fn show(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let asked = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let areas = areas(&agency, &signed_in);
    let area = asked.trimmed("area").parse().ok().filter(|area| areas.contains(area)).or(areas.first().copied());
    let kind = BenefitKind::of(asked.trimmed("kind")).filter(|kind| kinds().any(|of| of == *kind));
    let kind = kind.unwrap_or(BenefitKind::InjuryDisabilityAllowance);
    let after = asked.trimmed("after").parse().unwrap_or(0);
    let Some(area) = area else { return signed_in.refuse(&PageError::NotFound) };
    let reading = signed_in.clone();
    match blocking(move || read(&agency, &reading, area, kind, after)).await {
        Ok(page) => shell(&signed_in, Surface::Desk, title(), LIST).page(markup(&page, &areas, &signed_in)).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

/// The areas somebody may look into.
fn areas(agency: &Agency, signed_in: &SignedIn) -> Vec<AreaCode> {
    let actor = &signed_in.actor;
    let sees_city = actor.roles.iter().any(|role| role.sees_city());
    let all = agency.law.city().filter(|_| sees_city).map(|city| city.areas.iter().map(|area| area.code).collect());
    all.unwrap_or_else(|| vec![actor.area])
}

fn read(agency: &Agency, signed_in: &SignedIn, area: AreaCode, kind: BenefitKind, after: i64) -> Result<Page, PageError> {
    let mut reader = agency.store.reader()?;
    let mut rights = reader.entitlements_of_kind(area, kind, false, after, PAGE + 1)?;
    let next = (rights.len() > PAGE as usize).then(|| {
        rights.truncate(PAGE as usize);
        rights.last().map_or(0, |right| right.id)
    });
    let ids: Vec<i64> =
        rights.iter().filter(|right| right.beneficiary.kind == PartyKind::Person).map(|right| right.beneficiary.id).collect();
    let people = reader.persons(area, &ids)?;
    drop(reader);
    let cases: Vec<i64> = rights.iter().map(|right| right.granted_case_id).collect();
    let decided = if cases.is_empty() { Vec::new() } else { agency.store.views()?.cases_by_id(area, &cases)? };
    look(agency, &signed_in.actor, area, signed_in.now, "injury_benefits.looked_at", format!("{}:{after}", kind.as_str()), "")?;
    Ok(Page { area, kind, rights, people, decided, next })
}

fn markup(page: &Page, areas: &[AreaCode], signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let mut filters = Vec::new();
    if areas.len() > 1 {
        let choices = areas.iter().map(|area| Choice::new(area.to_string(), signed_in.site.area_name(*area))).collect();
        filters.push(Filter::Choice("area".into(), Text::new("区市", "Area"), choices, page.area.to_string()));
    }
    let choices = kinds().map(|kind| Choice::new(kind.as_str(), kind.name())).collect();
    filters.push(Filter::Choice("kind".into(), Text::new("待遇", "Benefit"), choices, page.kind.as_str().into()));
    let nothing = Text::new("没有核定过这项待遇", "This benefit was never granted here");
    let advice = Text::new("批准“工伤待遇核定”或者“工伤医疗费结算”后出现在这里。", "It appears here once an application is granted.");
    html! {
        (heading(&title(), None, language))
        p.lead { (language.pick("谁在领取、每月多少、自何月起、依据哪一条。", "Who receives what, since when and by which article.")) " " (citation(&article(page.kind), language)) }
        (filter_bar(LIST, &filters, language))
        @if page.rights.is_empty() { (empty_state(&nothing, &advice, None, language)) } @else { (table(page, signed_in)) }
        @if let Some(after) = page.next {
            @let address = format!("{LIST}?area={}&kind={}&after={after}", page.area, page.kind.as_str());
            p { (link(&address, language.pick("下一页", "Next page"))) }
        }
    }
}

fn table(page: &Page, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let now = Month::of(signed_in.today);
    let amount = if page.kind.is_monthly() { Text::new("每月", "A month") } else { Text::new("一次性", "Once") };
    let columns = vec![
        Column::text(Text::new("领取人", "Beneficiary")),
        Column::figures(amount),
        Column::text(Text::new("自", "Since")),
        Column::text(Text::new("状态", "State")),
        Column::text(Text::new("核定", "Decided by")),
    ];
    let rows = page.rights.iter().map(|right| {
        let person = page.people.iter().find(|person| person.id == right.beneficiary.id);
        let case = page.decided.iter().find(|head| head.id == right.granted_case_id);
        let who = html! {
            @if let Some(person) = person {
                (link(&format!("{LIST}/{}/{}", page.area, person.id), person.name.as_str()))
                br; (masked(&person.id_number.masked(), None, language))
            } @else { "—" }
        };
        let decided = html! {
            @if let Some(head) = case { (link(&format!("/desk/cases/{}", head.number), &head.number.to_string())) }
            @else { (language.pick("由原系统转入", "taken over")) }
        };
        let due = if page.kind.is_monthly() { right.monthly(now.max(right.first_month)) } else { right.monthly(right.first_month) };
        vec![who, money(due, language), month(right.first_month, language), state(right, now, language), decided]
    });
    html! { (Table::new(page.kind.name(), columns, language).hide_caption().rows(rows)) }
}

/// In a word: being paid, stopped, ended, or paid up to when.
fn state(right: &Entitlement, now: Month, language: Language) -> Markup {
    let ended = right.last_month.filter(|last| *last < now && right.kind.is_monthly());
    let (words, tone) = if let Some(last) = ended {
        (Text::new(format!("发放至 {last}"), format!("ended with {last}")), Tone::Neutral)
    } else if right.suspensions.iter().any(|suspension| suspension.covers(now)) {
        (Text::new("暂停发放", "suspended"), Tone::Warning)
    } else if right.settled_through < right.first_month {
        (Text::new("待发放", "to be paid"), Tone::Information)
    } else if right.kind.is_monthly() {
        let through = right.settled_through;
        (Text::new(format!("已发至 {through}"), format!("paid through {through}")), Tone::Good)
    } else {
        (Text::new("已支付", "paid"), Tone::Good)
    };
    tag(&words, tone, language)
}
