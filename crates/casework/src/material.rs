//! Papers a procedure asks for, and papers handed in.

use serde::{Deserialize, Serialize};
use values::{Instant, Text};

/// Whether a paper must be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Requirement {
    Required,
    /// Needed only when the condition in words holds; the procedure says when.
    Conditional(Text),
}

/// A paper a procedure asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MaterialRequirement {
    /// A stable word, such as `business_licence`.
    pub kind: &'static str,
    pub name: Text,
    pub requirement: Requirement,
}

impl MaterialRequirement {
    pub fn required(kind: &'static str, chinese: &str, english: &str) -> MaterialRequirement {
        MaterialRequirement { kind, name: Text::new(chinese, english), requirement: Requirement::Required }
    }

    pub fn conditional(kind: &'static str, name: (&str, &str), condition: (&str, &str)) -> MaterialRequirement {
        MaterialRequirement {
            kind,
            name: Text::new(name.0, name.1),
            requirement: Requirement::Conditional(Text::new(condition.0, condition.1)),
        }
    }
}

/// A paper handed in. Its bytes are kept under their SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Material {
    /// Which requirement it answers.
    pub kind: String,
    /// The name of the file as handed in, for people; never used as a path.
    pub file_name: String,
    pub media_type: String,
    pub size_bytes: i64,
    /// Hexadecimal SHA-256 of the content.
    pub sha256: String,
    #[schemars(with = "String")]
    pub received_at: Instant,
}
