//! Rules as a reader sees them: which values hold on a day, from which file and line, under which text.

use serde::Serialize;
use values::{Citation, Date, Text};

use crate::in_force::{Dated, InForce, NotCovered};

/// One version of a rule, its values as they stand in a law file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownVersion {
    pub from: Date,
    pub until: Option<Date>,
    pub region: String,
    pub file: String,
    pub line: usize,
    /// The values as TOML lines.
    pub values: String,
    pub citation: Citation,
}

/// What holds on a day, and every other version the law knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub rule: String,
    pub title: Text,
    pub unit: String,
    pub on: Date,
    pub in_force: ShownVersion,
    /// Every version of every layer, the most local layer first.
    pub versions: Vec<ShownVersion>,
}

/// One rule in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleEntry {
    pub rule: String,
    pub title: Text,
    pub unit: String,
    /// First day any layer covers.
    pub from: Option<Date>,
    /// Last day the latest version covers; `None` while it goes on or when nothing is covered.
    pub until: Option<Date>,
    pub versions: usize,
}

/// Why a rule cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShowError {
    #[error("there is no rule `{0}`; `yunban rules list` names them all")]
    NoSuchRule(String),
    #[error(transparent)]
    NotCovered(#[from] NotCovered),
}

impl ShowError {
    pub fn text(&self) -> Text {
        match self {
            ShowError::NoSuchRule(name) => {
                Text::new(format!("没有名为“{name}”的规则；用 yunban rules list 查看全部规则"), self.to_string())
            }
            ShowError::NotCovered(not_covered) => not_covered.text(),
        }
    }
}

/// A dated rule without its type.
pub(crate) trait Listed {
    fn entry(&self) -> RuleEntry;
    fn show(&self, on: Date) -> Result<Shown, NotCovered>;
}

impl<T: Serialize> Listed for Dated<T> {
    fn entry(&self) -> RuleEntry {
        let last = self.versions().max_by_key(|version| version.from);
        RuleEntry {
            rule: self.rule.clone(),
            title: self.title.clone(),
            unit: self.unit.clone(),
            from: self.versions().map(|version| version.from).min(),
            until: last.and_then(|version| version.until),
            versions: self.versions().count(),
        }
    }

    fn show(&self, on: Date) -> Result<Shown, NotCovered> {
        Ok(Shown {
            rule: self.rule.clone(),
            title: self.title.clone(),
            unit: self.unit.clone(),
            on,
            in_force: shown(self.on(on)?),
            versions: self.versions().map(shown).collect(),
        })
    }
}

fn shown<T: Serialize>(version: &InForce<T>) -> ShownVersion {
    ShownVersion {
        from: version.from,
        until: version.until,
        region: version.region.clone(),
        file: version.file.clone(),
        line: version.line,
        // Every value came out of TOML, so it goes back into it; should one ever not, the reader sees the reason.
        values: toml::to_string(&version.value).unwrap_or_else(|error| error.to_string()),
        citation: version.citation.clone(),
    }
}
