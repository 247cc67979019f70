//! A text in both languages of the pages. Chinese stands first because the users read Chinese.

use serde::{Deserialize, Serialize};

/// The language a reader asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Language {
    #[default]
    #[serde(rename = "zh")]
    Chinese,
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The code used in addresses, cookies and `lang` attributes.
    pub fn code(self) -> &'static str {
        match self {
            Language::Chinese => "zh",
            Language::English => "en",
        }
    }

    /// The language of a code; Chinese for everything unknown.
    pub fn of(code: &str) -> Language {
        if code.eq_ignore_ascii_case("en") { Language::English } else { Language::Chinese }
    }

    /// Picks between two fixed texts.
    pub fn pick<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}

/// The same words in Chinese and in English; neither may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

impl Text {
    pub fn new(chinese: impl Into<String>, english: impl Into<String>) -> Text {
        Text { zh: chinese.into(), en: english.into() }
    }

    /// The same words in both languages, for names and numbers.
    pub fn same(words: impl Into<String>) -> Text {
        let words = words.into();
        Text { zh: words.clone(), en: words }
    }

    pub fn in_language(&self, language: Language) -> &str {
        language.pick(&self.zh, &self.en)
    }
}
