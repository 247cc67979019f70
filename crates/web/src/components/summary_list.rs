//! Names and values side by side: check your answers, the facts of a case.

use maud::{Markup, Render, html};
use values::{Language, Text};

use super::safe_href;

#[derive(Debug, Clone)]
pub struct SummaryRow {
    name: Text,
    value: Markup,
    change: Option<String>,
}

/// A list of rows; splice it with `(…)`.
#[derive(Debug, Clone)]
pub struct SummaryList {
    rows: Vec<SummaryRow>,
    language: Language,
}

impl SummaryList {
    pub fn new(language: Language) -> SummaryList {
        SummaryList { rows: Vec::new(), language }
    }

    pub fn row(mut self, name: Text, value: Markup) -> SummaryList {
        self.rows.push(SummaryRow { name, value, change: None });
        self
    }

    /// A row whose value is plain words.
    pub fn words(self, name: Text, value: &str) -> SummaryList {
        self.row(name, html! { (value) })
    }

    /// A row that can be changed at `href`.
    pub fn changeable(mut self, name: Text, value: Markup, href: impl Into<String>) -> SummaryList {
        self.rows.push(SummaryRow { name, value, change: Some(href.into()) });
        self
    }
}

impl Render for SummaryList {
    fn render(&self) -> Markup {
        html! {
            dl.summary-list {
                @for row in &self.rows {
                    div.summary-row {
                        dt { (row.name.in_language(self.language)) }
                        dd.summary-value { (row.value) }
                        @if let Some(href) = &row.change {
                            dd.summary-action {
                                a href=(safe_href(href)) {
                                    (self.language.pick("修改", "Change"))
                                    span.visually-hidden { " " (row.name.in_language(self.language)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
