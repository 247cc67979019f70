//! What may be done with a case of recognition, and what happened to it.

use std::collections::BTreeMap;

use casework::Material;
use casework::application::{CommandWith, EventWith};
use rules::injury::{Fact, Paper};
use serde::{Deserialize, Serialize};
use values::{Citation, Date, Text};

use super::form::Form;

/// What may be done: the stations of every application, and what this procedure alone knows. Papers that come after acceptance are a
/// supplement too, although no notice asks for them.
pub type Command = CommandWith<Form, OwnCommand>;

/// What happened.
pub type Event = EventWith<Form, OwnEvent>;

/// What may be done beside the stations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum OwnCommand {
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
    Resume { conclusion: String },
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
    Delivered {
        to: Recipient,
        method: DeliveryMethod,
        on: Date,
        receiver: String,
    },
}
