//! The sex on record, which the statutory retirement age depends on.

use serde::{Deserialize, Serialize};

use crate::Text;

/// The sex an ID number states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Male,
    Female,
}

impl Sex {
    /// The word it is stored by.
    pub fn as_str(self) -> &'static str {
        match self {
            Sex::Male => "male",
            Sex::Female => "female",
        }
    }

    pub fn of(word: &str) -> Option<Sex> {
        match word {
            "male" => Some(Sex::Male),
            "female" => Some(Sex::Female),
            _ => None,
        }
    }

    pub fn name(self) -> Text {
        match self {
            Sex::Male => Text::new("男", "male"),
            Sex::Female => Text::new("女", "female"),
        }
    }
}
