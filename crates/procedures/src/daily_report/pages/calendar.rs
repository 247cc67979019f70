//! The calendar: every area's month at a glance, with how many days were complete and in time.

use agency::Agency;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use values::{Language, Month, Text, day_in_language};
use web::components::{Column, Table, Tone, breadcrumbs, heading, section, tag};
use web::{FormData, FormErrors, PageError, SignedIn, blocking};

use super::{HOME, address, framed, is_of_the_city};
use crate::daily_report::calendar::{AreaMonth, Kept, month as month_of_areas};
use crate::daily_report::day::DayState;

pub(super) async fn show(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path(topic): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let asked = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let month = asked.trimmed("month").parse().unwrap_or(Month::of(signed_in.today));
    let reader = signed_in.clone();
    match blocking(move || page(&agency, &reader, &topic, month)).await {
        Ok(page) => page.into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

fn page(agency: &Agency, signed_in: &SignedIn, topic: &str, month: Month) -> Result<Markup, PageError> {
    let language = signed_in.language;
    let definition = agency.law.report(topic).ok_or(PageError::NotFound)?;
    let city = agency.law.city().ok_or(PageError::NotFound)?;
    let areas: Vec<_> = if is_of_the_city(&agency.law, &signed_in.actor) {
        city.areas.iter().map(|area| area.code).collect()
    } else {
        vec![signed_in.actor.area]
    };
    let is_past_cut_off = signed_in.now.in_china().time() > definition.cut_off;
    let (days, months) = month_of_areas(agency, definition, &areas, month, signed_in.today, is_past_cut_off)?;
    let title = Text::new("完整与及时情况", "Complete and in time");
    let caption = Text::new(
        format!("{} · {}", definition.title.zh, month.in_language(Language::Chinese)),
        format!("{} · {}", definition.title.en, month.in_language(Language::English)),
    );
    let other = |month: Month| format!("{HOME}/{topic}/calendar?month={month}");
    let body = html! {
        (breadcrumbs(&[(Text::new("每日报告", "Daily reports"), HOME.to_owned())], language))
        (heading(&title, Some(&caption), language))
        (counts(&months, signed_in))
        (section(&Text::new("逐日", "Day by day"), grid(topic, &days, &months, signed_in), language))
        nav.pagination aria-label=(language.pick("翻月", "Months")) {
            a.previous rel="prev" href=(other(month.previous())) { (language.pick("上个月", "The month before")) }
            @if month < Month::of(signed_in.today) { a.next rel="next" href=(other(month.next())) { (language.pick("下个月", "The next month")) } }
        }
    };
    Ok(framed(signed_in, title, &FormErrors::new(), body))
}

fn counts(months: &[AreaMonth], signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let columns = vec![
        Column::text(Text::new("区市", "Area")),
        Column::figures(Text::new("应报天数", "Days asked for")),
        Column::figures(Text::new("已报", "Reported")),
        Column::figures(Text::new("及时", "In time")),
        Column::figures(Text::new("未报", "Missing")),
    ];
    let rows = months.iter().map(|month| {
        let (asked, reported, in_time) = month.counts();
        let cells = [asked, reported, in_time, asked - reported];
        let name = html! { (signed_in.site.area_name(month.area).in_language(language)) };
        std::iter::once(name).chain(cells.map(|count| html! { (count) })).collect()
    });
    html! { (Table::new(Text::new("各区市", "Areas"), columns, language).hide_caption().rows(rows)) }
}

/// One row a day: on a phone each day is a card.
fn grid(topic: &str, days: &[values::Date], months: &[AreaMonth], signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let mut columns = vec![Column::text(Text::new("日", "Day"))];
    columns.extend(months.iter().map(|month| Column::text(signed_in.site.area_name(month.area).clone())));
    let asked =
        days.iter().enumerate().filter(|(position, _)| months.iter().any(|month| month.days.get(*position).is_some_and(Option::is_some)));
    let rows = asked.map(|(position, day)| {
        let first = html! { a href=(address(topic, *day)) { (day_in_language(*day, language)) } };
        let cells = months.iter().map(|month| cell(month.days.get(position).copied().flatten(), signed_in));
        std::iter::once(first).chain(cells).collect()
    });
    let legend = Text::new(
        "“零”是零报告，“—”是尚未到时或者不要求报送；“迟”迟报，“更”已更正。",
        "“Zero” is a report of zero; “—” is not due yet or not asked for; “late”, “corr.” corrected.",
    );
    html! {
        (Table::new(Text::new("逐日", "Day by day"), columns, language).hide_caption().rows(rows))
        p.hint { (legend.in_language(language)) }
    }
}

fn cell(kept: Option<Kept>, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let Some(kept) = kept else { return html! { "—" } };
    let (words, tone) = match kept.state {
        DayState::Cases => (Text::new("有病例", "cases"), Tone::Information),
        DayState::Zero => (Text::new("零", "zero"), Tone::Good),
        DayState::Missing => (Text::new("未报", "missing"), Tone::Bad),
    };
    html! {
        (tag(&words, tone, language))
        @if kept.late { " " span.hint { (language.pick("迟", "late")) } }
        @if kept.corrected { " " span.hint { (language.pick("更", "corr.")) } }
    }
}
