//! What one edition adds, drops and changes against another.

use maud::{Markup, html};
use rules::injury::catalogue::{ChangedItem, Edition, Item, diff};
use values::{Language, Text};
use web::components::{Column, Table, inset, money, section};

/// The most items of each table; the whole edition is there as a table to download.
const SHOWN: usize = 300;

pub(super) fn difference(before: &Edition, after: &Edition, language: Language) -> Markup {
    let diff = diff(before, after);
    html! {
        @if diff.records_incomplete {
            (inset(html! { (language.pick("至少一个版本的项目没有全部录入：“新增”“删除”说的是录入的内容，不一定是原文。", "The record of one of them is not complete: “added” and “dropped” speak of the records, not of the texts.")) }))
        }
        @if diff.is_empty() { p { (language.pick("两个版本列出的项目相同。", "Both list the same.")) } }
        @for (title, items) in [(Text::new("新增", "Added"), &diff.added), (Text::new("删除", "Dropped"), &diff.removed)] {
            @if !items.is_empty() { (section(&counted(&title, items.len()), items_table(&title, items, language), language)) }
        }
        @if !diff.changed.is_empty() {
            @let title = Text::new("改变", "Changed");
            (section(&counted(&title, diff.changed.len()), changed_table(&title, &diff.changed, language), language))
        }
    }
}

fn counted(title: &Text, count: usize) -> Text {
    Text::new(format!("{}（{count} 项）", title.zh), format!("{} ({count})", title.en))
}

fn items_table(title: &Text, items: &[&Item], language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("编码", "Code")),
        Column::text(Text::new("名称", "Name")),
        Column::text(Text::new("类别", "Kind")),
        Column::figures(Text::new("限价", "Most it may cost")),
        Column::text(Text::new("条件", "Condition")),
    ];
    let rows = items.iter().take(SHOWN).map(|item| {
        vec![
            html! { (item.code) },
            html! { (item.name.in_language(language)) },
            html! { (item.kind.name().in_language(language)) },
            price(item, language),
            condition(item, language),
        ]
    });
    let table = Table::new(title.clone(), columns, language).hide_caption().rows(rows);
    html! { (table) (more(items.len(), language)) }
}

/// Before and after side by side; what stayed as it was is written once.
fn changed_table(title: &Text, changed: &[ChangedItem<'_>], language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("编码", "Code")),
        Column::text(Text::new("名称", "Name")),
        Column::text(Text::new("类别", "Kind")),
        Column::text(Text::new("限价", "Most it may cost")),
        Column::text(Text::new("条件", "Condition")),
        Column::text(Text::new("别名", "Other names")),
    ];
    let rows = changed.iter().take(SHOWN).map(|pair| {
        let (before, after) = (pair.before, pair.after);
        let name = |item: &Item| html! { (item.name.in_language(language)) };
        let kind = |item: &Item| html! { (item.kind.name().in_language(language)) };
        let aliases = |item: &Item| html! { @if item.aliases.is_empty() { "—" } @else { (item.aliases.join("；")) } };
        vec![
            html! { (after.code) },
            moved(name(before), name(after)),
            moved(kind(before), kind(after)),
            moved(price(before, language), price(after, language)),
            moved(condition(before, language), condition(after, language)),
            moved(aliases(before), aliases(after)),
        ]
    });
    let table = Table::new(title.clone(), columns, language).hide_caption().rows(rows);
    html! { (table) (more(changed.len(), language)) }
}

fn moved(before: Markup, after: Markup) -> Markup {
    if before.0 == after.0 {
        after
    } else {
        html! { del { (before) } " → " ins { (after) } }
    }
}

fn price(item: &Item, language: Language) -> Markup {
    html! { @if let Some(most) = item.unit_price_max { (money(most.0, language)) } @else { "—" } }
}

fn condition(item: &Item, language: Language) -> Markup {
    html! { @if let Some(condition) = &item.condition { (condition.in_language(language)) } @else { "—" } }
}

fn more(count: usize, language: Language) -> Markup {
    let words = Text::new(
        format!("共 {count} 项，此处列出前 {SHOWN} 项；全部项目见该版本的表格。"),
        format!("The first {SHOWN} of {count} are listed; the table of the edition has all."),
    );
    html! { @if count > SHOWN { p { (words.in_language(language)) } } }
}
