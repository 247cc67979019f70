//! How a field is written as HTML.

use maud::{Markup, Render, html};

use super::field::{Field, Kind, Width, field_id};

impl Render for Field {
    fn render(&self) -> Markup {
        match self.kind {
            Kind::Radios | Kind::Checkboxes => self.group(),
            Kind::Text
            | Kind::Password
            | Kind::Number
            | Kind::Money
            | Kind::Date
            | Kind::Month
            | Kind::Select
            | Kind::TextArea
            | Kind::File => self.single(),
        }
    }
}

impl Field {
    fn id(&self) -> String {
        field_id(&self.name)
    }

    fn first_value(&self) -> &str {
        self.values.first().map(String::as_str).unwrap_or("")
    }

    fn class(&self) -> &'static str {
        if self.error.is_some() { "field field-refused" } else { "field" }
    }

    /// The ids of hint and error, so that a screen reader reads them with the input.
    fn described_by(&self) -> Option<String> {
        let id = self.id();
        let hint = self.hint.as_ref().map(|_| format!("{id}-hint"));
        let error = self.error.as_ref().map(|_| format!("{id}-error"));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    fn label_words(&self) -> Markup {
        html! {
            (self.label.in_language(self.language))
            @if self.optional { span.optional { (self.language.pick("（选填）", " (optional)")) } }
        }
    }

    fn hint_and_error(&self) -> Markup {
        let id = self.id();
        html! {
            @if let Some(hint) = &self.hint { p.hint id={ (id) "-hint" } { (hint.in_language(self.language)) } }
            @if let Some(error) = &self.error {
                p.field-error id={ (id) "-error" } {
                    span.visually-hidden { (self.language.pick("错误：", "Error: ")) }
                    (error.in_language(self.language))
                }
            }
        }
    }

    fn single(&self) -> Markup {
        let label = html! { label for=(self.id()) { (self.label_words()) } };
        html! {
            div class=(self.class()) {
                @if self.question { h1.question { (label) } } @else { (label) }
                (self.hint_and_error())
                @match self.kind {
                    Kind::Select => (self.select()),
                    Kind::TextArea => (self.text_area()),
                    Kind::File => (self.file()),
                    _ => (self.input()),
                }
            }
        }
    }

    fn input(&self) -> Markup {
        let kind = match self.kind {
            Kind::Password => "password",
            Kind::Date => "date",
            Kind::Month => "month",
            _ => "text",
        };
        let width = match self.width {
            Width::Full => "input",
            Width::Medium => "input input-medium",
            Width::Short => "input input-short",
        };
        html! {
            div.input-row {
                input class=(width) id=(self.id()) name=(self.name) type=(kind) value=(self.first_value())
                    autocomplete=(self.autocomplete.unwrap_or("off")) inputmode=[self.input_mode] maxlength=[self.max_length]
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
                @if let Some(unit) = &self.unit { span.unit { (unit.in_language(self.language)) } }
            }
        }
    }

    fn select(&self) -> Markup {
        html! {
            select.input id=(self.id()) name=(self.name) aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] {
                option value="" { (self.language.pick("请选择", "Please choose")) }
                @for choice in &self.choices {
                    option value=(choice.value) selected[self.values.contains(&choice.value)] { (choice.label.in_language(self.language)) }
                }
            }
        }
    }

    fn text_area(&self) -> Markup {
        html! {
            // HTML drops one line break right after the opening tag; writing one keeps a typed first line break.
            textarea.input id=(self.id()) name=(self.name) rows=(self.rows) maxlength=[self.max_length]
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] { "\n" (self.first_value()) }
        }
    }

    fn file(&self) -> Markup {
        html! {
            input.file id=(self.id()) name=(self.name) type="file" accept=[self.accept] multiple[self.multiple]
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
        }
    }

    /// Radios or checkboxes. The first carries the field's own id, so the error summary leads to it.
    fn group(&self) -> Markup {
        html! {
            fieldset class=(self.class()) aria-describedby=[self.described_by()] {
                legend { @if self.question { h1.question { (self.label_words()) } } @else { (self.label_words()) } }
                (self.hint_and_error())
                div.choices { @for position in 0..self.choices.len() { (self.choice(position)) } }
            }
        }
    }

    fn choice(&self, position: usize) -> Markup {
        let Some(choice) = self.choices.get(position) else { return html! {} };
        let kind = if self.kind == Kind::Radios { "radio" } else { "checkbox" };
        let id = if position == 0 { self.id() } else { format!("{}-{}", self.id(), position + 1) };
        let hint_id = choice.hint.as_ref().map(|_| format!("{id}-choice-hint"));
        html! {
            div.choice {
                input id=(id) name=(self.name) type=(kind) value=(choice.value) checked[self.values.contains(&choice.value)]
                    aria-describedby=[hint_id.as_deref()];
                label for=(id) { (choice.label.in_language(self.language)) }
                @if let (Some(hint), Some(hint_id)) = (&choice.hint, &hint_id) {
                    p.hint id=(hint_id) { (hint.in_language(self.language)) }
                }
            }
        }
    }
}
