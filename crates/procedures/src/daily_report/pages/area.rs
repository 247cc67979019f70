//! An area's day: the form filled from the cases, or what was reported and the way to correct it.

use agency::Agency;
use agency::case_parts::at_words;
use maud::{Markup, html};
use values::{Language, Text, day_in_language};
use web::components::breadcrumbs;
use web::components::{
    ButtonStyle, Choice, FormView, SummaryList, Tone, Width, details, error_summary, heading, inset, notification_banner,
};
use web::{FormData, FormErrors, PageError, SignedIn};

use super::home::state_tag;
use super::{HOME, Place, act_form, framed, in_words};
use crate::daily_report::day::{AreaDay, CityDay};
use crate::daily_report::decide::{reporter, short};
use crate::daily_report::{Figures, in_figures, is_asked};
use casework::Role;

/// The page's name of a figure's field.
pub(super) fn figure_field(name: &str) -> String {
    format!("figure_{name}")
}

pub(super) fn page(
    agency: &Agency,
    signed_in: &SignedIn,
    place: &Place,
    data: &FormData,
    errors: &FormErrors,
) -> Result<Markup, PageError> {
    let language = signed_in.language;
    let area = signed_in.actor.area;
    let (own, city, derived) = in_figures(agency, &place.definition, area, place.day)?;
    let declared = agency.store.reader()?.emergencies()?;
    let asked = is_asked(&agency.law, &declared, &place.definition.topic, place.day, area).map_err(casework::Failure::from)?;
    let may_report = signed_in.actor.has_any(&[reporter(&place.definition), Role::AreaLeader]);
    let view = FormView::new(language, data, errors);
    let title = place.definition.title.clone();
    let caption = Text::new(
        format!("{} · {}", day_in_language(place.day, Language::Chinese), signed_in.site.area_name(area).zh),
        format!("{} · {}", day_in_language(place.day, Language::English), signed_in.site.area_name(area).en),
    );
    let body = html! {
        (breadcrumbs(&[(Text::new("每日报告", "Daily reports"), HOME.to_owned())], language))
        (error_summary(errors, language))
        @if data.get("done") == "yes" { (done(signed_in)) }
        (heading(&title, Some(&caption), language))
        p { (state_tag(&own, signed_in)) }
        @if let Some(reason) = city.reopened.get(&area) { (let_in(reason, signed_in)) }
        @if !asked { (inset(html! { p { (language.pick("该日没有应急通知要求报送。", "No notice in force asks for this day.")) } })) }
        @else if city.locks(area) { (locked(&city, signed_in)) (reported(place, &own, signed_in)) }
        @else if own.report().is_some() {
            (reported(place, &own, signed_in))
            (differs(place, &own, &derived, signed_in))
            @if may_report { (correction(place, &own, &derived, signed_in, &view, !errors.is_empty())) }
        }
        @else if may_report { (question(place, &derived, signed_in, &view)) }
        @else { p { (language.pick("本区域该日尚未报送。", "The area has not reported the day yet.")) } }
    };
    Ok(framed(signed_in, title, errors, body))
}

fn done(signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let words = html! { p { (language.pick("已报送市局并记入登记簿。数字有误时可在本页更正并说明理由。", "It is with the city and on the register. If a figure is wrong, correct it here and say why.")) } };
    notification_banner(&Text::new("已报送", "Reported"), words, Tone::Good, language)
}

/// The city let the area in again after the sum was drawn.
fn let_in(reason: &str, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    inset(html! { p {
        (language.pick("市局已汇总该日，现重新向本区域开放，请更正后等待重新汇总。理由：", "The city has summed the day up and lets the area in again: correct it, and it will be summed up anew. Why: "))
        (reason)
    } })
}

fn locked(city: &CityDay, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let words = if city.seal.is_some() {
        Text::new(
            "市局已汇总并封存该日。如数字有误，请联系市局说明理由，由市局重新开放。",
            "The city has summed up and sealed the day. If a figure is wrong, tell the city why; it can let you in again.",
        )
    } else {
        Text::new(
            "市局已汇总该日。如数字有误，请联系市局说明理由，由市局重新开放。",
            "The city has summed the day up. If a figure is wrong, tell the city why; it can let you in again.",
        )
    };
    inset(html! { p { (words.in_language(language)) } })
}

/// What was reported, the latest first.
fn reported(place: &Place, own: &AreaDay, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let Some(report) = own.report() else { return html! {} };
    let mut list = SummaryList::new(language);
    for field in &place.definition.fields {
        let figure = report.figures.get(&field.name).copied().unwrap_or(0);
        list = list.row(field.title.clone(), html! { strong { (figure) } });
    }
    list = list.words(Text::new("报送人", "Reported by"), &report.by).words(Text::new("报送时间", "At"), &at_words(report.at));
    let before = own.reports.iter().rev().skip(1);
    html! {
        (list)
        @if own.corrections() > 0 {
            (details(&Text::new("更正前的报告", "What was reported before"), html! {
                @for earlier in before { p { (in_words(&place.definition, &earlier.figures, signed_in)) br; span.hint { (earlier.by) " · " (at_words(earlier.at)) } } }
            }, language))
        }
    }
}

/// The cases have gone on since the report.
fn differs(place: &Place, own: &AreaDay, derived: &Figures, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let Some(report) = own.report() else { return html! {} };
    let moved = place
        .definition
        .fields
        .iter()
        .filter(|field| derived.get(&field.name).is_some_and(|now| report.figures.get(&field.name) != Some(now)));
    html! {
        @for field in moved {
            (inset(html! { p {
                (language.pick("系统案件现为 ", "The cases now say ")) strong { (derived.get(&field.name).copied().unwrap_or(0)) }
                (language.pick("，与已报数字不同：", ", other than reported: ")) (field.title.in_language(language))
            } }))
        }
    }
}

fn question(place: &Place, derived: &Figures, signed_in: &SignedIn, view: &FormView<'_>) -> Markup {
    let language = signed_in.language;
    let cut_off = short(place.definition.cut_off);
    let cite = &place.definition.cite;
    let until = Text::new(
        format!("请在当日 {cut_off} 前报送。没有病例也要报零，未报不等于零。依据{cite}。"),
        format!("Report by {cut_off}. A day without cases is reported as zero; silence is not zero. {cite}."),
    );
    let body = html! { (fields(place, derived, None, view)) };
    html! {
        p { (until.in_language(language)) }
        (act_form(place, "report", signed_in, body, &Text::new("下一步：核对", "Continue to check"), ButtonStyle::Primary))
    }
}

/// The fields, filled from what was reported or from the cases.
fn fields(place: &Place, derived: &Figures, before: Option<&Figures>, view: &FormView<'_>) -> Markup {
    html! {
        @for field in &place.definition.fields {
            @let filled = before.or(Some(derived)).and_then(|figures| figures.get(&field.name));
            @let from_cases = derived.get(&field.name).map(|figure| Text::new(format!("系统案件：{figure}"), format!("The cases say {figure}")));
            @let hint = from_cases.map_or(field.hint.clone(), |cases| Text::new(format!("{}。{}", field.hint.zh, cases.zh), format!("{}. {}", field.hint.en, cases.en)));
            @let input = view.number(&figure_field(&field.name), field.title.clone()).hint(hint).width(Width::Short);
            @if let Some(figure) = filled { (input.value(figure.to_string())) } @else { (input) }
        }
        (view.checkboxes("zero", Text::new("今日没有病例", "No cases today"), vec![
            Choice::new("yes", Text::new("今日无病例，零报告", "Nothing today: report zero")),
        ]).optional())
        (view.text_area("note", Text::new("说明", "Note")).rows(2).max_length(500).optional()
            .hint(Text::new("所填数字与系统案件不一致时必须填写", "Needed when a figure differs from the cases")))
    }
}

fn correction(place: &Place, own: &AreaDay, derived: &Figures, signed_in: &SignedIn, view: &FormView<'_>, open: bool) -> Markup {
    let language = signed_in.language;
    let before = own.report().map(|report| &report.figures);
    let body = html! {
        (fields(place, derived, before, view))
        (view.text_area("reason", Text::new("更正理由", "Why it is corrected")).rows(2).max_length(500))
    };
    let words = Text::new("更正", "Correct");
    let form = act_form(place, "correct", signed_in, body, &words, ButtonStyle::Secondary);
    let title = Text::new("更正已报数字", "Correct what was reported");
    if open {
        html! { h2 { (title.in_language(language)) } (form) }
    } else {
        details(&title, form, language)
    }
}
