//! Everything wrong with a form, in the order of its fields.

use values::Text;

/// Refusals of single fields, and of the form as a whole under the empty name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormErrors {
    list: Vec<(String, Text)>,
}

impl FormErrors {
    pub fn new() -> FormErrors {
        FormErrors::default()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// `field` is the name of the field as sent.
    pub fn push(&mut self, field: &str, message: Text) {
        self.list.push((field.to_owned(), message));
    }

    /// A refusal that belongs to no single field.
    pub fn push_for_form(&mut self, message: Text) {
        self.list.push((String::new(), message));
    }

    /// The first refusal of a field, shown beside it.
    pub fn for_field(&self, field: &str) -> Option<&Text> {
        self.list.iter().find(|(name, _)| name == field).map(|(_, message)| message)
    }

    /// Every refusal in order: the field's name (empty for the form) and the message.
    pub fn summary(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.list.iter().map(|(field, message)| (field.as_str(), message))
    }
}
