//! A refusal is a value: what, for which input, by which text, and what to do next.

use std::fmt;

use serde::{Deserialize, Serialize};
use values::{Citation, Text};

/// Why one thing was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Refusal {
    /// A stable word for programs, such as `not_registered`.
    pub code: String,
    /// The field of the form it belongs to, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    pub text: Text,
    /// What to do next. Boxed, like the citation, so that a refusal stays cheap to return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Box<Text>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citation: Option<Box<Citation>>,
}

impl Refusal {
    pub fn new(code: impl Into<String>, chinese: impl Into<String>, english: impl Into<String>) -> Refusal {
        Refusal { code: code.into(), field: None, text: Text::new(chinese, english), hint: None, citation: None }
    }

    pub fn on_field(mut self, field: impl Into<String>) -> Refusal {
        self.field = Some(field.into());
        self
    }

    pub fn hint(mut self, chinese: impl Into<String>, english: impl Into<String>) -> Refusal {
        self.hint = Some(Box::new(Text::new(chinese, english)));
        self
    }

    pub fn citing(mut self, citation: Citation) -> Refusal {
        self.citation = Some(Box::new(citation));
        self
    }
}

/// One or more reasons; never empty where it is returned as an error.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Refusals(pub Vec<Refusal>);

impl Refusals {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn push(&mut self, refusal: Refusal) {
        self.0.push(refusal);
    }

    /// `Ok` when nothing was refused.
    pub fn into_result(self) -> Result<(), Refusals> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    pub fn has(&self, code: &str) -> bool {
        self.0.iter().any(|refusal| refusal.code == code)
    }
}

impl From<Refusal> for Refusals {
    fn from(refusal: Refusal) -> Refusals {
        Refusals(vec![refusal])
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, refusal) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(formatter, "{separator}{} [{}]", refusal.text.en, refusal.code)?;
        }
        Ok(())
    }
}
