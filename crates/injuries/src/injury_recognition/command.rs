//! What may be done with a case of recognition, and what happened to it.

use std::collections::BTreeMap;

use casework::Material;
use casework::application::{ApplicationCommand, ApplicationEvent};
use rules::injury::{Fact, Paper};
use serde::{Deserialize, Serialize};
use values::{Citation, Date, Text};

use super::form::Form;
use super::state::State;

/// What may be done. The first ten are the stations of every application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "made once for each act and passed by reference; a box would only show in every pattern")]
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
    /// Answers the supplement notice; after acceptance, papers that were found wanting.
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
    /// The document of the decision is printed that could not be printed with it.
    Print,
    /// The officer writes down what is established (true or false) or in doubt (null), which papers are wanting, and whether
    /// rights or duties are disputed.
    Establish {
        #[serde(default)]
        facts: BTreeMap<String, Option<bool>>,
        #[serde(default)]
        papers_missing: Vec<String>,
        #[serde(default)]
        disputed: bool,
        note: String,
    },
    /// The conclusion of a court or another authority is awaited: the limit of the decision stands still from today on.
    Pause {
        /// Whose conclusion.
        authority: String,
        reason: String,
    },
    /// The conclusion is there: the limit goes on from today.
    Resume {
        conclusion: String,
    },
    /// The authority agrees to a longer period for the employer's application.
    ExtendFiling {
        #[schemars(with = "String")]
        until: Date,
        reason: String,
    },
    /// The decision reached somebody.
    Deliver {
        to: Recipient,
        method: DeliveryMethod,
        #[schemars(with = "String")]
        on: Date,
        /// Who took it, or the number under which it was sent.
        receiver: String,
    },
    /// The nightly look: warns before a limit ends and reports one that has passed.
    Watch,
    /// Reckons the limit anew after an emergency was declared, ended or extended.
    Reproject,
}

/// Whom a decision is delivered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The worker or a near relative.
    WorkerSide,
    Employer,
}

impl Recipient {
    pub const ALL: [Recipient; 2] = [Recipient::WorkerSide, Recipient::Employer];

    pub fn as_str(self) -> &'static str {
        match self {
            Recipient::WorkerSide => "worker_side",
            Recipient::Employer => "employer",
        }
    }

    pub fn name(self) -> Text {
        match self {
            Recipient::WorkerSide => Text::new("职工或其近亲属", "the worker or a near relative"),
            Recipient::Employer => Text::new("用人单位", "the employer"),
        }
    }
}

/// How a decision is delivered, as the law of civil procedure lists it (工伤认定办法 第22条 refers to it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryMethod {
    InPerson,
    Post,
    Electronic,
    LeftAtAddress,
    PublicNotice,
}

impl DeliveryMethod {
    pub const ALL: [DeliveryMethod; 5] = [
        DeliveryMethod::InPerson,
        DeliveryMethod::Post,
        DeliveryMethod::Electronic,
        DeliveryMethod::LeftAtAddress,
        DeliveryMethod::PublicNotice,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            DeliveryMethod::InPerson => "in_person",
            DeliveryMethod::Post => "post",
            DeliveryMethod::Electronic => "electronic",
            DeliveryMethod::LeftAtAddress => "left_at_address",
            DeliveryMethod::PublicNotice => "public_notice",
        }
    }

    pub fn name(self) -> Text {
        match self {
            DeliveryMethod::InPerson => Text::new("直接送达", "handed over"),
            DeliveryMethod::Post => Text::new("邮寄送达", "by post"),
            DeliveryMethod::Electronic => Text::new("电子送达", "electronically"),
            DeliveryMethod::LeftAtAddress => Text::new("留置送达", "left at the address"),
            DeliveryMethod::PublicNotice => Text::new("公告送达", "by public notice"),
        }
    }
}

impl Command {
    /// The station of an application this is; `None` for the acts of this procedure alone. Papers that come after acceptance are
    /// no answer to the supplement notice.
    pub fn as_application(&self, state: &State) -> Option<ApplicationCommand<Form>> {
        Some(match self.clone() {
            Command::Submit { form, materials } => ApplicationCommand::Submit { form, materials },
            Command::Accept => ApplicationCommand::Accept,
            Command::RequestSupplement { missing, note } => ApplicationCommand::RequestSupplement { missing, note },
            Command::Supplement { .. } if state.takes_papers() => return None,
            Command::Supplement { materials, note } => ApplicationCommand::Supplement { materials, note },
            Command::RefuseAcceptance { reason } => ApplicationCommand::RefuseAcceptance { reason },
            Command::Review { opinion, recommend } => ApplicationCommand::Review { opinion, recommend },
            Command::Grant { note } => ApplicationCommand::Grant { note },
            Command::Refuse { reason } => ApplicationCommand::Refuse { reason },
            Command::Withdraw { reason } => ApplicationCommand::Withdraw { reason },
            Command::Print => ApplicationCommand::Print,
            Command::Establish { .. }
            | Command::Pause { .. }
            | Command::Resume { .. }
            | Command::ExtendFiling { .. }
            | Command::Deliver { .. }
            | Command::Watch
            | Command::Reproject => return None,
        })
    }

    /// The papers that come with it.
    pub fn materials(&self) -> &[Material] {
        match self {
            Command::Submit { materials, .. } | Command::Supplement { materials, .. } => materials,
            _ => &[],
        }
    }
}

/// What happened. Stored flat: the tag `kind` names the event, whichever of the two it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "made once for each act and passed by reference; a box would only show in every pattern")]
pub enum Event {
    Application(Box<ApplicationEvent<Form>>),
    Own(OwnEvent),
}

/// What happens to a case of recognition beside the stations of every application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OwnEvent {
    /// The rule of a measure put the case into the green channel: who, under which measure, and why.
    Flagged {
        notice_id: String,
        measure_id: String,
        who: Text,
        reason_words: Text,
        citation: Citation,
    },
    Established {
        facts: BTreeMap<Fact, Option<bool>>,
        papers_missing: Vec<Paper>,
        disputed: bool,
        note: String,
    },
    PapersSupplied {
        materials: Vec<Material>,
        note: String,
    },
    /// The limit stands still from `from` on.
    Paused {
        authority: String,
        reason: String,
        from: Date,
    },
    /// The last day that did not count.
    Resumed {
        until: Date,
        conclusion: String,
    },
    FilingExtended {
        until: Date,
        reason: String,
    },
    /// The limit of the decision is another one, or has begun.
    ClockMoved {
        before: Option<Text>,
        after: Text,
        because: Text,
        fast_track: bool,
        /// In a few words: what keeps the case from the green channel, or what brought it back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text>,
    },
    Warned {
        deadline: String,
        due_on: Date,
    },
    Escalated {
        deadline: String,
        due_on: Date,
    },
    Delivered {
        to: Recipient,
        method: DeliveryMethod,
        on: Date,
        receiver: String,
    },
}
