//! Word to somebody, written in the same commit as what it tells.

use serde::{Deserialize, Serialize};
use values::{Party, Text};

/// A notification as decided: both languages, so that the reader's choice at delivery is honoured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    pub to: Party,
    pub subject: Text,
    pub body: Text,
}
