//! What moved when an emergency was declared, ended or moved: due days of obligations and limits of cases, each with its reason.

use casework::StoreError;
use ledger::Due;
use maud::{Markup, html};
use values::{AreaCode, Text};
use web::components::{Column, Table, Tone, back_link, date, heading, inset, notification_banner, section};
use web::{PageError, SignedIn, Surface, blocking};

use crate::emergency::{Carried, CaseMoved, Moved};
use agency::Agency;
use agency::case_parts::day_or_still;
use agency::shell::shell;

/// The most rows of each table; the cases themselves and the outbox have the rest.
const SHOWN: usize = 500;

/// The names of the employers whose days moved, in the order shown.
pub(super) async fn employer_names(agency: &Agency, carried: &Carried) -> Result<Vec<String>, PageError> {
    let store = agency.store.clone();
    let wanted: Vec<(AreaCode, i64)> = carried.obligations.iter().take(SHOWN).map(|(area, moved)| (*area, moved.employer_id)).collect();
    blocking(move || {
        let mut reader = store.reader()?;
        let mut names = Vec::with_capacity(wanted.len());
        for (area, id) in wanted {
            names.push(reader.employer(area, id)?.map_or_else(|| id.to_string(), |employer| employer.name));
        }
        Ok::<_, StoreError>(names)
    })
    .await
}

pub(super) fn page_of_carried(signed_in: &SignedIn, done: &Text, carried: &Carried, names: &[String]) -> Markup {
    let language = signed_in.language;
    let title = Text::new("期限变更清单", "What moved");
    let limits: usize = carried.limits.iter().map(|case| case.moved.len()).sum();
    let due_days = carried.obligations.len();
    let words = Text::new(
        format!("已登记；{due_days} 项缴费期限、{limits} 项办理时限变更，已通知有关单位和个人。"),
        format!("Recorded; {due_days} due days and {limits} time limits of cases moved, and those concerned are told."),
    );
    let mut shell = shell(signed_in, Surface::Desk, title.clone(), "/desk/emergencies");
    shell.path = "/desk/emergencies".to_owned();
    shell.page(html! {
        (back_link("/desk/emergencies", language))
        (notification_banner(done, html! { p { (words.in_language(language)) } }, Tone::Good, language))
        (heading(&title, None, language))
        @if carried.count() == 0 && carried.left.is_empty() {
            p { (language.pick("没有期限因此变更。", "No due day and no time limit moved.")) }
        }
        @if !carried.obligations.is_empty() {
            (section(&Text::new("缴费期限", "Due days of contributions"), due_days_table(signed_in, &carried.obligations, names), language))
        }
        @if !carried.limits.is_empty() {
            (section(&Text::new("案件的办理时限", "Time limits of cases"), limits_table(signed_in, &carried.limits), language))
        }
        @if !carried.left.is_empty() {
            (section(&Text::new("未能变更的案件", "Cases left as they were"), left(signed_in, carried), language))
        }
    })
}

fn due_days_table(signed_in: &SignedIn, moved: &[(AreaCode, Moved)], names: &[String]) -> Markup {
    let language = signed_in.language;
    let columns = vec![
        Column::text(Text::new("单位", "Employer")),
        Column::text(Text::new("区域", "Area")),
        Column::text(Text::new("费款月份", "Month")),
        Column::text(Text::new("原期限", "Before")),
        Column::text(Text::new("新期限", "Now")),
        Column::text(Text::new("原因", "Why")),
    ];
    let rows = moved.iter().zip(names).map(|((area, moved), name)| {
        vec![
            html! { a href={ "/desk/employers/" (area) "/" (moved.employer_id) } { (name) } },
            html! { (signed_in.site.area_name(*area).in_language(language)) },
            html! { (moved.month) },
            due(moved.before, signed_in),
            due(moved.after, signed_in),
            html! { (moved.derivation.in_language(language)) },
        ]
    });
    html! {
        (Table::new(Text::new("缴费期限", "Due days"), columns, language).hide_caption().rows(rows))
        (more(moved.len(), signed_in))
    }
}

fn limits_table(signed_in: &SignedIn, cases: &[CaseMoved]) -> Markup {
    let language = signed_in.language;
    let columns = vec![
        Column::text(Text::new("案件", "Case")),
        Column::text(Text::new("区域", "Area")),
        Column::text(Text::new("时限", "Limit")),
        Column::text(Text::new("原期限", "Before")),
        Column::text(Text::new("新期限", "Now")),
        Column::text(Text::new("推算", "How")),
    ];
    let every = || cases.iter().flat_map(|case| case.moved.iter().map(move |moved| (&case.head, moved)));
    let rows = every().take(SHOWN).map(|(head, moved)| {
        vec![
            html! { a href={ "/desk/cases/" (head.number) } { (head.number) } br; (head.subject.in_language(language)) },
            html! { (signed_in.site.area_name(head.area).in_language(language)) },
            html! { (moved.title.in_language(language)) },
            day_or_still(moved.before, language),
            day_or_still(moved.after, language),
            html! { (moved.derivation.in_language(language)) },
        ]
    });
    html! {
        (Table::new(Text::new("办理时限", "Time limits"), columns, language).hide_caption().rows(rows))
        (more(every().count(), signed_in))
    }
}

fn more(count: usize, signed_in: &SignedIn) -> Markup {
    let words = Text::new(
        format!("共 {count} 项，此处列出前 {SHOWN} 项；其余见各案件和通知发件箱。"),
        format!("The first {SHOWN} of {count} are listed; the rest stand on their cases and in the outbox."),
    );
    html! { @if count > SHOWN { p { (words.in_language(signed_in.language)) } } }
}

fn left(signed_in: &SignedIn, carried: &Carried) -> Markup {
    let language = signed_in.language;
    let advice = Text::new("稍后系统会自动再次推算。", "The program takes them up again by itself.");
    html! {
        ul { @for (head, why) in carried.left.iter().take(SHOWN) {
            li { a href={ "/desk/cases/" (head.number) } { (head.number) } " " (why.in_language(language)) }
        } }
        (inset(html! { p { (advice.in_language(language)) } }))
    }
}

fn due(due: Due, signed_in: &SignedIn) -> Markup {
    match due {
        Due::On(day) => date(day, signed_in.language),
        Due::WhenEmergencyEnds => html! { (signed_in.language.pick("疫情解除后", "after the emergency ends")) },
    }
}
