//! Makes fields that remember what was typed and what was wrong with it.

use values::{Language, Text};

use super::field::{Choice, Field, Kind};
use crate::form::{FormData, FormErrors};

/// What a form shows: its language, what was typed, what was refused.
#[derive(Debug, Clone, Copy)]
pub struct FormView<'a> {
    pub language: Language,
    pub data: &'a FormData,
    pub errors: &'a FormErrors,
}

impl<'a> FormView<'a> {
    pub fn new(language: Language, data: &'a FormData, errors: &'a FormErrors) -> FormView<'a> {
        FormView { language, data, errors }
    }

    fn field(&self, kind: Kind, name: &str, label: Text) -> Field {
        let mut field = Field::new(kind, name, label, self.language);
        field.error = self.errors.for_field(name).cloned();
        // A password is never sent back to the page.
        if kind != Kind::Password {
            field.values = self.data.all(name).map(str::to_owned).collect();
        }
        field
    }

    pub fn text(&self, name: &str, label: Text) -> Field {
        self.field(Kind::Text, name, label)
    }

    pub fn password(&self, name: &str, label: Text) -> Field {
        self.field(Kind::Password, name, label)
    }

    /// A whole number. A text input with a numeric keyboard: spinners change answers by accident.
    pub fn number(&self, name: &str, label: Text) -> Field {
        self.field(Kind::Number, name, label)
    }

    /// An amount in yuan.
    pub fn money(&self, name: &str, label: Text) -> Field {
        self.field(Kind::Money, name, label)
    }

    pub fn date(&self, name: &str, label: Text) -> Field {
        self.field(Kind::Date, name, label)
    }

    /// A month as `2020-02`; browsers without a month picker show a text input, so the hint says the shape.
    pub fn month(&self, name: &str, label: Text) -> Field {
        self.field(Kind::Month, name, label).hint(Text::new("例如 2020-02", "For example 2020-02"))
    }

    pub fn select(&self, name: &str, label: Text, choices: Vec<Choice>) -> Field {
        self.field(Kind::Select, name, label).choices(choices)
    }

    pub fn radios(&self, name: &str, label: Text, choices: Vec<Choice>) -> Field {
        self.field(Kind::Radios, name, label).choices(choices)
    }

    pub fn checkboxes(&self, name: &str, label: Text, choices: Vec<Choice>) -> Field {
        self.field(Kind::Checkboxes, name, label).choices(choices)
    }

    pub fn text_area(&self, name: &str, label: Text) -> Field {
        self.field(Kind::TextArea, name, label)
    }

    /// Needs [`super::upload_form`] around it. A browser does not keep a chosen file, so after a refusal it is chosen again.
    pub fn file(&self, name: &str, label: Text) -> Field {
        self.field(Kind::File, name, label)
    }
}
