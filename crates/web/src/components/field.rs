//! One question of a form: label, hint, error, input.

use maud::{Markup, html};
use values::{Language, Text};

/// The id of the input of a field; the error summary links to it.
///
/// A field's name may hold dots or brackets; an id keeps only what an address fragment carries unchanged.
pub fn field_id(name: &str) -> String {
    let safe: String = name.chars().map(|character| if character.is_ascii_alphanumeric() { character } else { '-' }).collect();
    format!("field-{safe}")
}

/// One answer among several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: Text,
    pub hint: Option<Text>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: Text) -> Choice {
        Choice { value: value.into(), label, hint: None }
    }

    pub fn hint(mut self, hint: Text) -> Choice {
        self.hint = Some(hint);
        self
    }
}

/// How long an answer is expected to be; the input is as wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    #[default]
    Full,
    /// About twenty characters: identifiers, telephone numbers.
    Medium,
    /// About ten characters: amounts, dates.
    Short,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Password,
    Number,
    Money,
    Date,
    Month,
    Select,
    Radios,
    Checkboxes,
    TextArea,
    File,
}

/// A field under construction; splice it with `(…)` when finished.
///
/// Made by [`super::FormView`], which brings the language, what was typed before and the error of this field.
#[derive(Debug, Clone)]
pub struct Field {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) label: Text,
    pub(super) language: Language,
    pub(super) hint: Option<Text>,
    pub(super) error: Option<Text>,
    pub(super) values: Vec<String>,
    pub(super) choices: Vec<Choice>,
    pub(super) unit: Option<Text>,
    pub(super) width: Width,
    pub(super) autocomplete: Option<&'static str>,
    pub(super) input_mode: Option<&'static str>,
    pub(super) accept: Option<&'static str>,
    pub(super) max_length: Option<usize>,
    pub(super) rows: usize,
    pub(super) optional: bool,
    pub(super) question: bool,
    pub(super) multiple: bool,
}

impl Field {
    pub(super) fn new(kind: Kind, name: &str, label: Text, language: Language) -> Field {
        let width = match kind {
            Kind::Money | Kind::Date | Kind::Month | Kind::Number => Width::Short,
            _ => Width::Full,
        };
        let input_mode = match kind {
            Kind::Money => Some("decimal"),
            Kind::Number => Some("numeric"),
            _ => None,
        };
        Field {
            kind,
            name: name.to_owned(),
            label,
            language,
            hint: None,
            error: None,
            values: Vec::new(),
            choices: Vec::new(),
            unit: (kind == Kind::Money).then(|| Text::new("元", "yuan")),
            width,
            autocomplete: None,
            input_mode,
            accept: None,
            max_length: None,
            rows: 5,
            optional: false,
            question: false,
            multiple: false,
        }
    }

    /// What to write and where to find it, under the label.
    pub fn hint(mut self, hint: Text) -> Field {
        self.hint = Some(hint);
        self
    }

    /// Shown only when nothing was typed yet.
    pub fn value(mut self, value: impl Into<String>) -> Field {
        if self.values.is_empty() {
            self.values.push(value.into());
        }
        self
    }

    /// The HTML autofill token of data about the reader, such as `name`, `tel`, `email` (WCAG 1.3.5).
    pub fn autocomplete(mut self, token: &'static str) -> Field {
        self.autocomplete = Some(token);
        self
    }

    /// The keyboard a phone opens, such as `numeric`, `tel`, `email`.
    pub fn input_mode(mut self, mode: &'static str) -> Field {
        self.input_mode = Some(mode);
        self
    }

    pub fn width(mut self, width: Width) -> Field {
        self.width = width;
        self
    }

    /// The unit written behind the input, such as 个月.
    pub fn unit(mut self, unit: Text) -> Field {
        self.unit = Some(unit);
        self
    }

    /// The reader may leave it empty, and is told so.
    pub fn optional(mut self) -> Field {
        self.optional = true;
        self
    }

    /// The only question of its page: its label becomes the `h1`.
    pub fn question(mut self) -> Field {
        self.question = true;
        self
    }

    /// Counted in characters.
    pub fn max_length(mut self, characters: usize) -> Field {
        self.max_length = Some(characters);
        self
    }

    /// The height of a text area in lines.
    pub fn rows(mut self, rows: usize) -> Field {
        self.rows = rows;
        self
    }

    /// File types the browser offers first, such as `.xlsx,.csv`. The server checks what it gets all the same.
    pub fn accept(mut self, types: &'static str) -> Field {
        self.accept = Some(types);
        self
    }

    /// Several files may be chosen.
    pub fn multiple(mut self) -> Field {
        self.multiple = true;
        self
    }

    pub(super) fn choices(mut self, choices: Vec<Choice>) -> Field {
        self.choices = choices;
        self
    }
}

/// Several fields that belong together, under one legend.
pub fn fieldset(legend: &Text, hint: Option<&Text>, body: Markup, language: Language) -> Markup {
    html! {
        fieldset.fieldset {
            legend { (legend.in_language(language)) }
            @if let Some(hint) = hint { p.hint { (hint.in_language(language)) } }
            (body)
        }
    }
}
