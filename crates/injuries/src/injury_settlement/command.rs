//! What may be done with a settlement, and what happened to it.

use casework::Material;
use casework::application::{ApplicationCommand, ApplicationEvent};
use rules::injury::{Adjudicated, BillLine};
use serde::{Deserialize, Serialize};
use values::{Date, Fen};

use super::form::Form;

/// What may be done. All but the last three are the stations of every application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    Submit {
        form: Form,
        #[serde(default)]
        materials: Vec<Material>,
    },
    Accept,
    RequestSupplement {
        missing: Vec<String>,
        note: String,
    },
    Supplement {
        #[serde(default)]
        materials: Vec<Material>,
        note: String,
    },
    RefuseAcceptance {
        reason: String,
    },
    Review {
        opinion: String,
        recommend: bool,
    },
    Grant {
        note: String,
    },
    Refuse {
        reason: String,
    },
    Withdraw {
        reason: String,
    },
    Reproject,
    /// An officer has the settled lines judged again by the editions known today, and proposes what that changes.
    ProposeReadjudication {
        note: String,
    },
    /// The fund accountant records money that whoever was paid too much has paid back: amount in yuan, day as `YYYY-MM-DD`.
    RecordRepayment {
        amount: String,
        received_on: String,
        reference: String,
    },
    /// A decision maker, another person, decides on it: the difference is added, nothing is edited.
    Readjudicate {
        note: String,
    },
}

impl Command {
    /// The station of an application this is; `None` for the acts of this procedure alone.
    pub fn as_application(&self) -> Option<ApplicationCommand<Form>> {
        Some(match self.clone() {
            Command::Submit { form, materials } => ApplicationCommand::Submit { form, materials },
            Command::Accept => ApplicationCommand::Accept,
            Command::RequestSupplement { missing, note } => ApplicationCommand::RequestSupplement { missing, note },
            Command::Supplement { materials, note } => ApplicationCommand::Supplement { materials, note },
            Command::RefuseAcceptance { reason } => ApplicationCommand::RefuseAcceptance { reason },
            Command::Review { opinion, recommend } => ApplicationCommand::Review { opinion, recommend },
            Command::Grant { note } => ApplicationCommand::Grant { note },
            Command::Refuse { reason } => ApplicationCommand::Refuse { reason },
            Command::Withdraw { reason } => ApplicationCommand::Withdraw { reason },
            Command::Reproject => ApplicationCommand::Reproject,
            Command::ProposeReadjudication { .. } | Command::Readjudicate { .. } | Command::RecordRepayment { .. } => return None,
        })
    }
}

/// What happened. Stored flat: the tag `kind` names the event, whichever of the two it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Event {
    Application(Box<ApplicationEvent<Form>>),
    Own(OwnEvent),
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
