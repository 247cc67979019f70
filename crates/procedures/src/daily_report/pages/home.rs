//! Every daily report: where today stands, and the days before.

use agency::Agency;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use casework::EmergencyRecord;
use maud::{Markup, html};
use rules::ReportDefinition;
use values::{Date, Text};
use web::components::{ButtonStyle, Column, Table, Tone, date, empty_state, heading, link_button, section, tag};
use web::{FormErrors, PageError, SignedIn, blocking};

use super::{HOME, address, framed, is_of_the_city};
use crate::daily_report::day::{AreaDay, DayState};
use crate::daily_report::{is_asked, register_of};

/// So many days are listed, today first.
const DAYS: i64 = 7;

pub(super) async fn show(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    let reader = signed_in.clone();
    match blocking(move || page(&agency, &reader)).await {
        Ok(page) => page.into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

fn page(agency: &Agency, signed_in: &SignedIn) -> Result<Markup, PageError> {
    let language = signed_in.language;
    let title = Text::new("每日报告", "Daily reports");
    let declared = agency.store.reader()?.emergencies()?;
    let mut sections = Vec::new();
    for definition in agency.law.reports() {
        let body = topic(agency, signed_in, definition, &declared)?;
        sections.push(section(&definition.title, body, language));
    }
    let none = empty_state(
        &Text::new("没有需要每日报送的事项", "Nothing is reported every day"),
        &Text::new(
            "日报由地区的文件定义，应急通知施行期间报送。",
            "Reports are defined in the region's files and asked for while a notice is in force.",
        ),
        None,
        language,
    );
    let body = html! {
        (heading(&title, None, language))
        @if sections.is_empty() { (none) }
        @for section in &sections { (section) }
    };
    Ok(framed(signed_in, title, &FormErrors::new(), body))
}

fn topic(agency: &Agency, signed_in: &SignedIn, definition: &ReportDefinition, declared: &[EmergencyRecord]) -> Result<Markup, PageError> {
    let (language, today) = (signed_in.language, signed_in.today);
    let city = agency.law.city().ok_or(PageError::NotFound)?;
    let of_the_city = is_of_the_city(&agency.law, &signed_in.actor);
    let own = [signed_in.actor.area];
    let areas: Vec<_> = if of_the_city { city.areas.iter().map(|area| area.code).collect() } else { own.to_vec() };
    let first = days_before(today, DAYS - 1);
    let mut by_area = Vec::new();
    let mut reader = agency.store.reader()?;
    for area in &areas {
        by_area.push((*area, reader.register_between(*area, &register_of(&definition.topic), first, today)?));
    }
    drop(reader);
    let mut rows = Vec::new();
    for back in 0..DAYS {
        let day = days_before(today, back);
        let mut states = Vec::new();
        for (area, records) in &by_area {
            if is_asked(&agency.law, declared, &definition.topic, day, *area).map_err(casework::Failure::from)? {
                let of_day: Vec<_> = records.iter().filter(|record| record.day == day).cloned().collect();
                states.push(AreaDay::of(&of_day));
            }
        }
        if !states.is_empty() {
            rows.push(vec![
                html! { a href=(address(&definition.topic, day)) { (date(day, language)) } },
                standing(&states, of_the_city, signed_in),
            ]);
        }
    }
    let columns = vec![Column::text(Text::new("日期", "Day")), Column::text(Text::new("状态", "State"))];
    let words = if of_the_city { Text::new("今天的汇总", "Today's sum") } else { Text::new("填报今天", "Report today") };
    let not_asked = Text::new("目前没有应急通知要求报送。", "No notice in force asks for it now.");
    Ok(html! {
        @if rows.is_empty() { p { (not_asked.in_language(language)) } }
        @else {
            p { (link_button(&address(&definition.topic, today), &words, ButtonStyle::Primary, language)) }
            (Table::new(definition.title.clone(), columns, language).hide_caption().rows(rows))
        }
        p { a href={ (HOME) "/" (definition.topic) "/calendar" } { (language.pick("完整与及时情况日历", "Calendar: complete and in time")) } }
    })
}

fn days_before(today: Date, days: i64) -> Date {
    today.saturating_sub(jiff::Span::new().days(days))
}

/// One area's state, or how many of the areas have reported.
fn standing(states: &[AreaDay], of_the_city: bool, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    if let (false, Some(own)) = (of_the_city, states.first()) {
        return state_tag(own, signed_in);
    }
    let reported = states.iter().filter(|day| day.state() != DayState::Missing).count();
    let (tone, count) = (if reported == states.len() { Tone::Good } else { Tone::Warning }, states.len());
    tag(&Text::new(format!("已报 {reported} / {count}"), format!("{reported} of {count} reported")), tone, language)
}

/// The state of an area's day as a tag: a zero is a report, silence is none.
pub(super) fn state_tag(day: &AreaDay, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let state = day.state();
    let tone = match state {
        DayState::Cases => Tone::Information,
        DayState::Zero => Tone::Good,
        DayState::Missing => Tone::Bad,
    };
    html! {
        (tag(&state.name(), tone, language))
        @if day.is_late() { " " (tag(&Text::new("迟报", "late"), Tone::Warning, language)) }
        @if day.corrections() > 0 { " " (tag(&Text::new("已更正", "corrected"), Tone::Neutral, language)) }
    }
}
