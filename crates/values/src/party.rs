//! Somebody the agency has a book with: a person, an employer, or the agency itself.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    Person,
    Employer,
    /// The agency of the area: acts that concern nobody else, such as a run or a declared emergency.
    Agency,
}

impl PartyKind {
    pub fn as_str(self) -> &'static str {
        match self {
            PartyKind::Person => "person",
            PartyKind::Employer => "employer",
            PartyKind::Agency => "agency",
        }
    }

    pub fn of(word: &str) -> Option<PartyKind> {
        match word {
            "person" => Some(PartyKind::Person),
            "employer" => Some(PartyKind::Employer),
            "agency" => Some(PartyKind::Agency),
            _ => None,
        }
    }
}

/// A party inside its area. The agency of an area has the number 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Party {
    pub kind: PartyKind,
    pub id: i64,
}

impl Party {
    pub const AGENCY: Party = Party { kind: PartyKind::Agency, id: 0 };

    pub fn person(id: i64) -> Party {
        Party { kind: PartyKind::Person, id }
    }

    pub fn employer(id: i64) -> Party {
        Party { kind: PartyKind::Employer, id }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.kind.as_str(), self.id)
    }
}
