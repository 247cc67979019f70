//! What may be done with a settlement, and what happened to it.

use casework::application::{CommandWith, EventWith};
use rules::injury::{Adjudicated, BillLine};
use serde::{Deserialize, Serialize};
use values::{Date, Fen};

use super::form::Form;

/// What may be done: the stations of every application, and what this procedure alone knows.
pub type Command = CommandWith<Form, OwnCommand>;

/// What happened.
pub type Event = EventWith<Form, OwnEvent>;

/// What may be done beside the stations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum OwnCommand {
    /// An officer has the settled lines judged again by the editions known today, and proposes what that changes.
    ProposeReadjudication { note: String },
    /// A decision maker, another person, decides on it: the difference is added, nothing is edited.
    Readjudicate { note: String },
    /// The fund accountant records money that whoever was paid too much has paid back: amount in yuan, day as `YYYY-MM-DD`.
    RecordRepayment { amount: String, received_on: String, reference: String },
}

/// A line with who pays for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledLine {
    pub line: BillLine,
    pub judged: Adjudicated,
}

/// A line judged again that came out differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedLine {
    /// From 0, as on the bill.
    pub position: usize,
    pub before: Adjudicated,
    pub after: Adjudicated,
}

/// What happened to a settlement beside its stations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OwnEvent {
    Settled {
        lines: Vec<SettledLine>,
        /// As the injury was recognised: decides whether the plan pays.
        infected_on_duty: bool,
        fund_pays: Fen,
        not_paid: Fen,
        /// `None` where the fund pays nothing.
        entitlement_id: Option<i64>,
        /// What of it answers what the payee owed.
        #[serde(default)]
        set_off: Fen,
    },
    ReadjudicationProposed {
        changes: Vec<ChangedLine>,
        fund_pays_more: Fen,
        note: String,
    },
    Readjudicated {
        changes: Vec<ChangedLine>,
        /// Below nothing where the fund pays less.
        fund_pays_more: Fen,
        entitlement_id: Option<i64>,
        note: String,
        /// What was paid and is to come back.
        #[serde(default)]
        to_recover: Fen,
        #[serde(default)]
        set_off: Fen,
    },
    /// Money that was paid too much came back.
    Repaid {
        amount: Fen,
        received_on: Date,
        reference: String,
    },
}
