//! Ways from page to page.

use maud::{Markup, html};
use values::{Language, Text};

use super::field::{Choice, field_id};
use super::safe_href;

/// Where the reader is: the pages above this one, outermost first.
pub fn breadcrumbs(above: &[(Text, String)], language: Language) -> Markup {
    html! {
        nav.breadcrumbs aria-label=(language.pick("当前位置", "You are here")) {
            ol { @for (words, href) in above { li { a href=(safe_href(href)) { (words.in_language(language)) } } } }
        }
    }
}

pub fn back_link(href: &str, language: Language) -> Markup {
    html! { p.back { a href=(safe_href(href)) { (language.pick("返回", "Back")) } } }
}

/// The pages before and after in a long list. The list is walked by key, so there are no page numbers.
pub fn pagination(previous: Option<&str>, next: Option<&str>, language: Language) -> Markup {
    html! {
        @if previous.is_some() || next.is_some() {
            nav.pagination aria-label=(language.pick("翻页", "Pages")) {
                @if let Some(href) = previous { a.previous rel="prev" href=(safe_href(href)) { (language.pick("上一页", "Previous page")) } }
                @if let Some(href) = next { a.next rel="next" href=(safe_href(href)) { (language.pick("下一页", "Next page")) } }
            }
        }
    }
}

/// One view of a list or a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub href: String,
    pub text: Text,
    pub current: bool,
    /// How many stand behind it.
    pub count: Option<u64>,
}

/// Views of the same thing, each with its own address.
pub fn tabs(name: &Text, tabs: &[Tab], language: Language) -> Markup {
    html! {
        nav.tabs aria-label=(name.in_language(language)) {
            ul {
                @for tab in tabs {
                    li {
                        a href=(safe_href(&tab.href)) aria-current=[tab.current.then_some("page")] {
                            (tab.text.in_language(language))
                            @if let Some(count) = tab.count { " " span.count { (count) } }
                        }
                    }
                }
            }
        }
    }
}

/// One condition of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Free words: name, label, present value.
    Words(String, Text, String),
    /// One of several: name, label, choices, present value.
    Choice(String, Text, Vec<Choice>, String),
}

/// The conditions of a list, sent by GET so that a filtered list has an address.
pub fn filter_bar(action: &str, filters: &[Filter], language: Language) -> Markup {
    html! {
        form.filter-bar method="get" action=(safe_href(action)) role="search" {
            @for filter in filters { div.filter { (filter_input(filter, language)) } }
            button.button.button-secondary type="submit" { (language.pick("筛选", "Filter")) }
        }
    }
}

fn filter_input(filter: &Filter, language: Language) -> Markup {
    match filter {
        Filter::Words(name, label, value) => html! {
            label for=(field_id(name)) { (label.in_language(language)) }
            input.input id=(field_id(name)) name=(name) type="search" value=(value) autocomplete="off";
        },
        Filter::Choice(name, label, choices, value) => html! {
            label for=(field_id(name)) { (label.in_language(language)) }
            select.input id=(field_id(name)) name=(name) {
                option value="" { (language.pick("全部", "All")) }
                @for choice in choices {
                    option value=(choice.value) selected[choice.value == *value] { (choice.label.in_language(language)) }
                }
            }
        },
    }
}

/// The services of a start page: address, name, one sentence.
pub fn service_cards(services: &[(String, Text, Text)], language: Language) -> Markup {
    html! {
        ul.service-cards {
            @for (href, name, sentence) in services {
                li {
                    a href=(safe_href(href)) { (name.in_language(language)) }
                    p { (sentence.in_language(language)) }
                }
            }
        }
    }
}
