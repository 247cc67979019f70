//! What a change of an emergency moved, for as long as the cases are kept: paged, by area, and as a file.

use agency::Agency;
use agency::case_parts::day_or_still;
use agency::shell::shell;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use casework::Actor;
use ledger::Due;
use maud::{Markup, html};
use rules::Law;
use values::{AreaCode, Text};
use web::components::{
    Choice, Column, Filter, SummaryList, Table, Tone, back_link, citation, date, empty_state, filter_bar, heading, notification_banner,
    pagination, sentence,
};
use web::language::encoded;
use web::{FormData, PageError, SignedIn, Surface, blocking};

use super::list::areas_of;
use super::moved_file::{Format, file_of};
use crate::emergency::{Change, MovedClock, MovedPage, Place, change, moved_page};

/// Clocks on one page.
const PAGE: usize = 50;

/// A change and the areas of it the reader asked for, among those the reader may see; none named stands for every area.
pub(super) struct Wanted {
    pub change: Change,
    pub area: Option<AreaCode>,
    pub areas: Vec<AreaCode>,
}

impl Wanted {
    pub(super) fn load(agency: &Agency, actor: &Actor, number: &str, asked: &FormData) -> Result<Wanted, PageError> {
        let number = number.parse().map_err(|_| PageError::NotFound)?;
        let change = change(agency, &number)?.ok_or(PageError::NotFound)?;
        let (area, areas) = areas_asked(&agency.law, actor, asked.trimmed("area"))?;
        Ok(Wanted { change, area, areas })
    }
}

/// The area asked for, if any, and the areas to read.
pub(crate) fn areas_asked(law: &Law, actor: &Actor, asked: &str) -> Result<(Option<AreaCode>, Vec<AreaCode>), PageError> {
    if asked.is_empty() {
        return Ok((None, areas_of(actor)));
    }
    let area: AreaCode = asked.parse().map_err(|_| PageError::NotFound)?;
    let is_known = law.city().is_some_and(|city| city.area(area).is_some() || city.code == area);
    if !is_known || !actor.reaches(area) {
        return Err(PageError::NotFound);
    }
    Ok((Some(area), vec![area]))
}

pub(super) async fn show(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path(number): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let asked = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let (office, actor, read) = (agency.clone(), signed_in.actor.clone(), asked.clone());
    let loaded = blocking(move || {
        let wanted = Wanted::load(&office, &actor, &number, &read)?;
        let page = moved_page(&office, &wanted.change, &wanted.areas, Place::read(read.get("after")), PAGE)?;
        Ok::<_, PageError>((wanted, page))
    });
    match loaded.await {
        Ok((wanted, page)) => body(&agency, &signed_in, &asked, &wanted, &page).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

pub(super) async fn workbook(agency: State<Agency>, signed_in: SignedIn, number: Path<String>, query: RawQuery) -> Response {
    download(agency.0, signed_in, number.0, query.0, Format::Excel).await
}

pub(super) async fn comma_separated(agency: State<Agency>, signed_in: SignedIn, number: Path<String>, query: RawQuery) -> Response {
    download(agency.0, signed_in, number.0, query.0, Format::CommaSeparated).await
}

async fn download(agency: Agency, signed_in: SignedIn, number: String, query: Option<String>, format: Format) -> Response {
    let asked = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let reader = signed_in.clone();
    let made = blocking(move || {
        let wanted = Wanted::load(&agency, &reader.actor, &number, &asked)?;
        file_of(&agency, &wanted, format, reader.language)
    });
    match made.await {
        Ok(file) => file.into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

fn body(agency: &Agency, signed_in: &SignedIn, asked: &FormData, wanted: &Wanted, page: &MovedPage) -> Markup {
    let language = signed_in.language;
    let change = &wanted.change;
    let title = Text::new("期限变更清单", "What moved");
    let here = format!("/desk/emergencies/{}", change.number);
    let with = |parts: &[String]| if parts.is_empty() { here.clone() } else { format!("{here}?{}", parts.join("&")) };
    let area = wanted.area.map(|area| format!("area={}", encoded(area.as_str())));
    let of_area: Vec<String> = area.into_iter().collect();
    let next = page.next.map(|place| with(&[of_area.clone(), vec![format!("after={}", place.written())]].concat()));
    let first = asked.contains("after").then(|| with(&of_area));
    let mut shell = shell(signed_in, Surface::Desk, title.clone(), "/desk/emergencies");
    shell.path.clone_from(&here);
    let file = |ending: &str| {
        let address = format!("{here}/moved.{ending}");
        if of_area.is_empty() { address } else { format!("{address}?{}", of_area.join("&")) }
    };
    shell.page(html! {
        (back_link("/desk/emergencies", language))
        @if asked.contains("done") {
            (notification_banner(&change.words(), html! { p { (language.pick(
                "已登记；期限变更的单位和个人均已收到通知。",
                "Recorded; everybody whose day moved has been told."
            )) } }, Tone::Good, language))
        }
        (heading(&title, Some(&change.notice(&agency.law)), language))
        (summary(signed_in, change))
        (filter_bar(&here, &[area_filter(agency, signed_in, wanted)], language))
        @if page.clocks.is_empty() {
            (empty_state(
                &Text::new("没有期限因此变更", "Nothing moved"),
                &Text::new("这次变更没有使所选区域的任何期限改到另一天。", "This change brought no clock of the chosen areas to another day."),
                None,
                language,
            ))
        } @else {
            p { (language.pick("下载全部（按所选区域）：", "Download all of it, for the chosen area: "))
                a href=(file("xlsx")) { "Excel" } " · " a href=(file("csv")) { "CSV" } }
            (table(signed_in, &page.clocks))
        }
        (pagination(first.as_deref(), next.as_deref(), language))
    })
}

fn summary(signed_in: &SignedIn, change: &Change) -> SummaryList {
    let language = signed_in.language;
    SummaryList::new(language)
        .words(Text::new("变更", "Change"), change.words().in_language(language))
        .row(Text::new("登记", "Recorded"), html! { (date(change.stamp.on, language)) " · " (change.by().in_language(language)) })
        .row(Text::new("编号", "Number"), html! { a href={ "/desk/cases/" (change.number) } { (change.number) } })
}

fn area_filter(agency: &Agency, signed_in: &SignedIn, wanted: &Wanted) -> Filter {
    let areas = agency.law.city().map(|city| city.areas.as_slice()).unwrap_or_default();
    let choices = areas.iter().filter(|area| signed_in.actor.reaches(area.code));
    let choices = choices.map(|area| Choice::new(area.code.as_str(), area.name.clone())).collect();
    let value = wanted.area.map(|area| area.to_string()).unwrap_or_default();
    Filter::Choice("area".to_owned(), Text::new("区域", "Area"), choices, value)
}

fn table(signed_in: &SignedIn, clocks: &[MovedClock]) -> Markup {
    let language = signed_in.language;
    let columns = vec![
        Column::text(Text::new("案件或单位", "Case or employer")),
        Column::text(Text::new("区域", "Area")),
        Column::text(Text::new("期限", "Clock")),
        Column::text(Text::new("原为", "From")),
        Column::text(Text::new("改为", "To")),
        Column::text(Text::new("原因", "Why")),
    ];
    let rows = clocks.iter().map(|clock| {
        vec![
            subject(clock, signed_in),
            html! { (signed_in.site.area_name(clock.area).in_language(language)) },
            html! { (clock.clock.in_language(language)) },
            day(clock.before, signed_in),
            day(clock.after, signed_in),
            html! {
                (sentence(&clock.why, language))
                @if let Some(text) = &clock.citation { br; (citation(text, language)) }
            },
        ]
    });
    html! { (Table::new(Text::new("变更的期限", "Clocks that moved"), columns, language).hide_caption().rows(rows)) }
}

fn subject(clock: &MovedClock, signed_in: &SignedIn) -> Markup {
    let words = clock.subject.in_language(signed_in.language);
    match clock.employer_id {
        Some(id) => html! { a href={ "/desk/employers/" (clock.area) "/" (id) } { (words) } },
        None => html! { a href={ "/desk/cases/" (clock.case) } { (clock.case) } br; (words) },
    }
}

fn day(due: Due, signed_in: &SignedIn) -> Markup {
    match due {
        Due::On(day) => day_or_still(day, signed_in.language),
        Due::WhenEmergencyEnds => html! { (signed_in.language.pick("疫情解除后", "after the emergency ends")) },
    }
}
