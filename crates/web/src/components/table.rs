//! Tables that stay readable on a phone, where every row becomes a card.

use maud::{Markup, Render, html};
use values::{Language, Text};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alignment {
    Start,
    /// Figures stand right-aligned under each other.
    End,
}

#[derive(Debug, Clone)]
pub struct Column {
    name: Text,
    alignment: Alignment,
}

impl Column {
    pub fn text(name: Text) -> Column {
        Column { name, alignment: Alignment::Start }
    }

    /// Amounts and counts.
    pub fn figures(name: Text) -> Column {
        Column { name, alignment: Alignment::End }
    }

    fn class(&self) -> Option<&'static str> {
        (self.alignment == Alignment::End).then_some("figures")
    }
}

/// A table with a caption; splice it with `(…)`. The first cell of a row names the row.
#[derive(Debug, Clone)]
pub struct Table {
    caption: Text,
    caption_hidden: bool,
    columns: Vec<Column>,
    rows: Vec<Vec<Markup>>,
    footer: Option<Vec<Markup>>,
    language: Language,
}

impl Table {
    pub fn new(caption: Text, columns: Vec<Column>, language: Language) -> Table {
        Table { caption, caption_hidden: false, columns, rows: Vec::new(), footer: None, language }
    }

    /// The caption is read aloud but not shown, where a heading says the same right above.
    pub fn hide_caption(mut self) -> Table {
        self.caption_hidden = true;
        self
    }

    /// One cell for each column.
    pub fn row(mut self, cells: Vec<Markup>) -> Table {
        self.rows.push(cells);
        self
    }

    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Markup>>) -> Table {
        self.rows.extend(rows);
        self
    }

    /// Totals under the rows.
    pub fn footer(mut self, cells: Vec<Markup>) -> Table {
        self.footer = Some(cells);
        self
    }

    /// The explicit roles keep it a table for screen readers where the style turns rows into cards.
    fn body_row(&self, cells: &[Markup]) -> Markup {
        html! {
            tr role="row" {
                @for (position, (cell, column)) in cells.iter().zip(&self.columns).enumerate() {
                    @let name = column.name.in_language(self.language);
                    @if position == 0 {
                        th scope="row" role="rowheader" class=[column.class()] data-label=(name) { (cell) }
                    } @else {
                        td role="cell" class=[column.class()] data-label=(name) { span.cell { (cell) } }
                    }
                }
            }
        }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        let caption_class = self.caption_hidden.then_some("visually-hidden");
        html! {
            table.table role="table" {
                caption class=[caption_class] { (self.caption.in_language(self.language)) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for column in &self.columns {
                            th scope="col" role="columnheader" class=[column.class()] { (column.name.in_language(self.language)) }
                        }
                    }
                }
                tbody role="rowgroup" { @for row in &self.rows { (self.body_row(row)) } }
                @if let Some(cells) = &self.footer { tfoot role="rowgroup" { (self.body_row(cells)) } }
            }
        }
    }
}
