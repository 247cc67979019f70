//! Where a rule, a figure or a fact was read.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::Language;

/// A document and the place in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Title or number of the document, such as `社会保险法` or `威人社函〔2020〕6号`.
    pub document: String,
    /// Article, clause or table in it, such as `第86条`; empty for the whole document.
    #[serde(default)]
    pub article: String,
    /// How it is known.
    #[serde(default)]
    pub basis: Basis,
    /// Where the text was read, and what is not certain about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The note for readers of Chinese; empty where it has not been written.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub note_zh: Box<str>,
}

/// How a figure is known. A figure from memory is said to be so wherever it is shown in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Read in the named source.
    #[default]
    Seen,
    /// Computed from seen figures.
    Derived,
    /// Not confirmed in a text.
    Memory,
    /// Fixed by the agency itself where the law leaves the choice open.
    Practice,
}

impl Citation {
    pub fn new(document: impl Into<String>, article: impl Into<String>) -> Citation {
        Citation { document: document.into(), article: article.into(), basis: Basis::Seen, note: String::new(), note_zh: Box::default() }
    }

    /// The note for a reader, and the language it is written in; nothing where there is none. A note that was written in one
    /// language only is shown in that one: what is uncertain about a figure is not kept from anybody.
    pub fn note_for(&self, language: Language) -> Option<(&str, Language)> {
        let (own, other) = match language {
            Language::Chinese => ((&*self.note_zh, Language::Chinese), (self.note.as_str(), Language::English)),
            Language::English => ((self.note.as_str(), Language::English), (&*self.note_zh, Language::Chinese)),
        };
        [own, other].into_iter().find(|(note, _)| !note.is_empty())
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.article.is_empty() {
            write!(formatter, "《{}》", self.document)
        } else {
            write!(formatter, "《{}》{}", self.document, self.article)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_shown_in_the_readers_language_where_it_is_written() {
        let both = Citation { note: "as quoted".into(), note_zh: "据引用".into(), ..Citation::new("甲", "") };
        assert_eq!(both.note_for(Language::Chinese), Some(("据引用", Language::Chinese)));
        assert_eq!(both.note_for(Language::English), Some(("as quoted", Language::English)));
        let one = Citation { note_zh: Box::default(), ..both };
        assert_eq!(one.note_for(Language::Chinese), Some(("as quoted", Language::English)));
        assert_eq!(Citation::new("甲", "").note_for(Language::Chinese), None);
    }
}
