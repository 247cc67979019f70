//! Where a rule, a figure or a fact was read.

use std::fmt;

use serde::{Deserialize, Serialize};

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
        Citation { document: document.into(), article: article.into(), basis: Basis::Seen, note: String::new() }
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
