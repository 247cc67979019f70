//! The city's day: who has reported, who is missing, the sum; summing up, sealing and handing up.

use agency::Agency;
use agency::case_parts::at_words;
use maud::{Markup, html};
use values::{AreaCode, Language, Text, day_in_language, days_in_words};
use web::components::{
    ButtonStyle, Choice, Column, FormView, SummaryList, Table, Tone, breadcrumbs, details, error_summary, heading, inset,
    notification_banner, section, tag,
};
use web::{FormData, FormErrors, PageError, SignedIn};

use super::home::state_tag;
use super::{HOME, Place, act_form, framed};
use crate::daily_report::day::{AreaDay, DayState};
use crate::daily_report::{CityView, Figures};
use casework::Role;

pub(super) fn page(
    agency: &Agency,
    signed_in: &SignedIn,
    place: &Place,
    data: &FormData,
    errors: &FormErrors,
) -> Result<Markup, PageError> {
    let language = signed_in.language;
    let city = CityView::load(agency, &place.definition, place.day)?;
    let view = FormView::new(language, data, errors);
    let title = place.definition.title.clone();
    let caption = Text::new(
        format!("{} · 全市", day_in_language(place.day, Language::Chinese)),
        format!("{} · the city", day_in_language(place.day, Language::English)),
    );
    let may_act = signed_in.actor.has(Role::CitySupervisor);
    let missing: Vec<AreaCode> = city.areas.iter().filter(|(_, day)| day.state() == DayState::Missing).map(|(area, _)| *area).collect();
    let body = html! {
        (breadcrumbs(&[(Text::new("每日报告", "Daily reports"), HOME.to_owned())], language))
        (error_summary(errors, language))
        @if let Some(done) = done(data.get("done")) { (notification_banner(&done, html! {}, Tone::Good, language)) }
        (heading(&title, Some(&caption), language))
        (lead(&city, &missing, signed_in))
        (areas(place, &city, signed_in))
        (standing(place, &city, signed_in))
        @if may_act { (acts(place, &city, &missing, signed_in, &view)) }
        p { a href={ (HOME) "/" (place.definition.topic) "/calendar?month=" (values::Month::of(place.day)) } { (language.pick("完整与及时情况日历", "Calendar: complete and in time")) } }
    };
    Ok(framed(signed_in, title, errors, body))
}

/// What the city has just done.
fn done(act: &str) -> Option<Text> {
    Some(match act {
        "consolidate" => Text::new("已汇总并锁定；核对无误后请封存。", "Summed up and locked. Check the sum, then seal it."),
        "seal" => Text::new("已封存；下一步生成上报文件。", "Sealed. Next, make the files to hand up."),
        "export" => Text::new("上报文件已生成；收到省级回执后请登记。", "The files are made. Record the province's receipt when it comes."),
        "acknowledge" => Text::new("回执已登记，该日办结。", "The receipt is recorded; the day is done."),
        "reopen" => Text::new(
            "已重新开放，并已通知该区市；更正后请重新汇总、封存。原封存仍在册。",
            "The area is let in again and has been told. Sum up and seal anew once it has corrected; the seal before stays on record.",
        ),
        _ => return None,
    })
}

fn lead(city: &CityView, missing: &[AreaCode], signed_in: &SignedIn) -> Markup {
    let (reported, count) = (city.areas.len() - missing.len(), city.areas.len());
    let names = |pick: fn(&Text) -> &str, mark: &str| {
        missing.iter().map(|area| pick(&signed_in.site.area_name(*area)).to_owned()).collect::<Vec<_>>().join(mark)
    };
    let words = if missing.is_empty() {
        Text::new(format!("{count} 个区市全部报送。"), format!("All {count} areas have reported."))
    } else {
        let (zh, en) = (names(|text| &text.zh, "、"), names(|text| &text.en, ", "));
        Text::new(
            format!("已报 {reported} 个，未报 {} 个：{zh}。", missing.len()),
            format!("{reported} reported, {} missing: {en}.", missing.len()),
        )
    };
    html! { p.lead { (words.in_language(signed_in.language)) } }
}

fn areas(place: &Place, city: &CityView, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let mut columns = vec![Column::text(Text::new("区市", "Area")), Column::text(Text::new("状态", "State"))];
    columns.extend(place.definition.fields.iter().map(|field| Column::figures(field.title.clone())));
    columns.push(Column::text(Text::new("报送", "Reported")));
    let rows = city.areas.iter().zip(&city.derived).map(|((area, day), derived)| {
        let mut cells = vec![
            html! { (signed_in.site.area_name(*area).in_language(language)) },
            html! {
                (state_tag(day, signed_in))
                @if city.city.reopened.contains_key(area) { " " (tag(&Text::new("已重新开放", "let in again"), Tone::Warning, language)) }
            },
        ];
        cells.extend(place.definition.fields.iter().map(|field| figure(day, derived, &field.name, signed_in)));
        cells.push(when(day, signed_in));
        cells
    });
    let mut footer = vec![html! { (language.pick("合计", "Sum")) }, html! {}];
    footer.extend(place.definition.fields.iter().map(|field| {
        let sum: i64 = city.areas.iter().filter_map(|(_, day)| day.report()?.figures.get(&field.name).copied()).sum();
        html! { (sum) }
    }));
    footer.push(html! {});
    html! { (Table::new(Text::new("各区市", "Areas"), columns, language).hide_caption().rows(rows).footer(footer)) }
}

fn figure(day: &AreaDay, derived: &Figures, field: &str, signed_in: &SignedIn) -> Markup {
    let Some(report) = day.report() else { return html! { "—" } };
    let figure = report.figures.get(field).copied().unwrap_or(0);
    let now = derived.get(field).filter(|now| **now != figure);
    html! {
        (figure)
        @if let Some(now) = now { br; span.hint { (signed_in.language.pick("案件 ", "cases ")) (now) } }
    }
}

fn when(day: &AreaDay, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    if let Some(report) = day.report() {
        return html! { (report.by) br; span.hint { (at_words(report.at)) } };
    }
    match day.chased.last() {
        Some((_, at)) => html! { span.hint { (language.pick("已催报 ", "reminded ")) (at_words(*at)) } },
        None => html! { "—" },
    }
}

/// The sum that was drawn, its seal and its receipt.
fn standing(place: &Place, city: &CityView, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let Some(drawn) = &city.city.consolidation else { return html! {} };
    let mut list = SummaryList::new(language).words(Text::new("版本", "Version"), &drawn.version.to_string());
    for field in &place.definition.fields {
        let sum = drawn.sum.get(&field.name).copied().unwrap_or(0);
        list = list.row(field.title.clone(), html! { strong { (sum) } });
    }
    if !city.city.without.is_empty() {
        list = list.words(Text::new("不等待未报区市的理由", "Why the missing areas were not waited for"), &city.city.without);
    }
    if let Some(seal) = &city.city.seal {
        list = list.words(Text::new("封存号", "Seal number"), &seal.number.to_string());
        list = list.row(Text::new("封存值", "Seal"), html! { code { (seal.hash) } });
    }
    if let Some((number, on)) = &city.city.receipt {
        list = list.words(Text::new("省级回执", "Receipt of the province"), &format!("{number} · {}", days_in_words(on, language)));
    }
    let changed = drawn.areas.iter().filter(|line| {
        let now = city.areas.iter().find(|(area, _)| *area == line.area);
        now.and_then(|(_, day)| day.report()).is_some_and(|report| report.figures != line.figures)
    });
    let changed: Vec<_> = changed.map(|line| signed_in.site.area_name(line.area).in_language(language).to_owned()).collect();
    let body = html! {
        (list)
        @for (area, reason) in &city.city.reopened {
            (inset(html! { p {
                (signed_in.site.area_name(*area).in_language(language))
                (language.pick("已重新开放，等待更正：", " is let in again, to correct: ")) (reason)
            } }))
        }
        @if !changed.is_empty() {
            (inset(html! { p { (language.pick("汇总之后又有更正，请重新汇总：", "Corrected after the sum was drawn, sum up again: ")) (changed.join(", ")) } }))
        }
        @if city.city.exported {
            p {
                a href={ (place.address()) "/report.xlsx" } { "Excel" } " · "
                a href={ (place.address()) "/report.json" } { "JSON" }
            }
        }
    };
    section(&Text::new("汇总结果", "The sum"), body, language)
}

fn acts(place: &Place, city: &CityView, missing: &[AreaCode], signed_in: &SignedIn, view: &FormView<'_>) -> Markup {
    let language = signed_in.language;
    let act = |act: &str, body: Markup, words: Text, style: ButtonStyle| act_form(place, act, signed_in, body, &words, style);
    let day = &city.city;
    html! {
        @if day.consolidation.is_none() || !day.reopened.is_empty() {
            (section(&Text::new("汇总并锁定", "Sum up and lock"), act("consolidate", consolidation(missing, view), Text::new("汇总", "Sum up"), ButtonStyle::Primary), language))
        } @else if day.seal.is_none() {
            (section(&Text::new("封存", "Seal"), act("seal", html! { p { (language.pick("封存后汇总数不可更改；更正须重新汇总并另行封存。", "A sealed sum is never changed; a correction is summed up and sealed anew.")) } }, Text::new("封存", "Seal"), ButtonStyle::Primary), language))
        } @else if !day.exported {
            (section(&Text::new("上报", "Hand up"), act("export", html! { p { (language.pick("生成 Excel 和 JSON 文件，上报省级。", "Makes the Excel and JSON files to hand up to the province.")) } }, Text::new("生成上报文件", "Make the files"), ButtonStyle::Primary), language))
        } @else if day.receipt.is_none() {
            (section(&Text::new("登记回执", "Record the receipt"), act("acknowledge", receipt(signed_in, view), Text::new("登记", "Record"), ButtonStyle::Primary), language))
        }
        @if day.consolidation.is_some() {
            (details(&Text::new("向区市重新开放", "Let an area in again"), act("reopen", reopening(city, signed_in, view), Text::new("重新开放", "Let in again"), ButtonStyle::Warning), language))
        }
    }
}

fn consolidation(missing: &[AreaCode], view: &FormView<'_>) -> Markup {
    let words = Text::new("汇总后各区市不能再自行报送或更正。", "Afterwards the areas can no longer report or correct by themselves.");
    html! {
        p { (words.in_language(view.language)) }
        @if !missing.is_empty() {
            (view.text_area("without", Text::new("不等待未报区市的理由", "Why the missing areas are not waited for")).rows(2).max_length(500))
        }
    }
}

fn receipt(signed_in: &SignedIn, view: &FormView<'_>) -> Markup {
    html! {
        (view.text("receipt_number", Text::new("回执编号", "Number of the receipt")).max_length(60))
        (view.date("acknowledged_on", Text::new("回执日期", "Acknowledged on")).value(signed_in.today.to_string()))
    }
}

fn reopening(city: &CityView, signed_in: &SignedIn, view: &FormView<'_>) -> Markup {
    let areas = city.areas.iter().filter(|(area, _)| city.city.locks(*area));
    let choices = areas.map(|(area, _)| Choice::new(area.to_string(), signed_in.site.area_name(*area).clone())).collect();
    html! {
        (view.select("area", Text::new("区市", "Area"), choices))
        (view.text_area("reason", Text::new("理由", "Why")).rows(2).max_length(500))
    }
}
