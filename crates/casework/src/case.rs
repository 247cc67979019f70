//! A case and its events. The events are the case; the head is what the queue needs of it.

use serde::{Deserialize, Serialize};
use values::{AreaCode, CaseNumber, Date, Instant, Party, Text};

use crate::actor::{Channel, OnBehalf, Role};

/// Where a case stands, in the words administrative-procedure law gives to every case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Handed in, nobody has looked at it.
    Received,
    /// Something is missing; the one supplement notice was sent.
    AwaitingSupplement,
    Accepted,
    Reviewed,
    /// Kept until something outside the case lets it go on, such as a service that was suspended.
    Waiting,
    /// A run in progress.
    Running,
    Granted,
    Refused,
    NotAccepted,
    Withdrawn,
    /// Carried out in one act, or ended.
    Completed,
    /// What was granted no longer holds because its condition was not kept.
    Lapsed,
}

impl Stage {
    pub const ALL: [Stage; 12] = [
        Stage::Received,
        Stage::AwaitingSupplement,
        Stage::Accepted,
        Stage::Reviewed,
        Stage::Waiting,
        Stage::Running,
        Stage::Granted,
        Stage::Refused,
        Stage::NotAccepted,
        Stage::Withdrawn,
        Stage::Completed,
        Stage::Lapsed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Received => "received",
            Stage::AwaitingSupplement => "awaiting_supplement",
            Stage::Accepted => "accepted",
            Stage::Reviewed => "reviewed",
            Stage::Waiting => "waiting",
            Stage::Running => "running",
            Stage::Granted => "granted",
            Stage::Refused => "refused",
            Stage::NotAccepted => "not_accepted",
            Stage::Withdrawn => "withdrawn",
            Stage::Completed => "completed",
            Stage::Lapsed => "lapsed",
        }
    }

    pub fn of(word: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.as_str() == word)
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            Stage::Received => ("已提交", "received"),
            Stage::AwaitingSupplement => ("待补正", "awaiting supplement"),
            Stage::Accepted => ("已受理", "accepted"),
            Stage::Reviewed => ("已复核", "reviewed"),
            Stage::Waiting => ("等候中", "waiting"),
            Stage::Running => ("进行中", "running"),
            Stage::Granted => ("已批准", "granted"),
            Stage::Refused => ("不予批准", "refused"),
            Stage::NotAccepted => ("不予受理", "not accepted"),
            Stage::Withdrawn => ("已撤回", "withdrawn"),
            Stage::Completed => ("已办结", "completed"),
            Stage::Lapsed => ("已失效", "lapsed"),
        };
        Text::new(chinese, english)
    }

    /// Whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        matches!(self, Stage::Received | Stage::AwaitingSupplement | Stage::Accepted | Stage::Reviewed | Stage::Waiting | Stage::Running)
    }
}

/// What the queue, the search and the status page need of a case, kept beside its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseHead {
    pub area: AreaCode,
    pub id: i64,
    pub number: CaseNumber,
    /// The procedure's name, such as `contribution_deferral`.
    pub procedure: String,
    pub party: Party,
    /// The name of the party and what it asks for, searchable.
    pub subject: Text,
    pub stage: Stage,
    /// The role whose turn it is; `None` when it is the applicant's or nobody's.
    pub awaiting: Option<Role>,
    /// The account that opened it; it may follow the case even before it speaks for a party.
    pub opened_by: i64,
    /// Higher stands in front of the queue.
    pub priority: i32,
    pub opened_on: Date,
    /// The nearest open deadline.
    pub due_on: Option<Date>,
    /// Grows by one with each act on the case.
    pub version: i64,
}

/// One event with everything recorded about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredEvent {
    /// 1, 2, 3 … inside the case.
    pub sequence: i64,
    /// The event's tag, such as `accepted`.
    pub kind: String,
    /// The event as JSON, tag included.
    pub payload: serde_json::Value,
    pub stamp: EventStamp,
}

/// Who, how, for whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventStamp {
    pub actor_id: i64,
    pub actor_name: String,
    pub channel: Channel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OnBehalf>,
    /// The case whose act made this one necessary, such as the end of an emergency that is being carried to every case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<CaseNumber>,
    /// The business date.
    pub on: Date,
    pub at: Instant,
}

/// A case with its whole history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseRecord {
    pub head: CaseHead,
    pub events: Vec<StoredEvent>,
}
