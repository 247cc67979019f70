//! 应急状态: putting a notice into force, ending it, extending it, and carrying the change to everything that hangs on it.
//!
//! Declaring and ending happen once, in the city's own area. Each pooling area then reckons its open obligations anew, in acts
//! of its own that list what moved and why; repeating that finds nothing left to move.

mod carry;
mod changes;
mod decide;
pub mod describe;
mod moved;
mod notice_pages;
pub mod notice_routes;

pub use carry::{Carried, CaseMoved, read_moved, reproject_all, reproject_area};
pub use changes::{Change, ChangeKind, change, newest_change_number, newest_changes};
pub use moved::{MovedClock, MovedPage, Place, moved_page};

use std::sync::Arc;

use casework::procedure::{CaseRef, Procedure};
use casework::{CaseHead, EmergencyRecord, EventStamp, Failure, Gathering, Given, Outcome, Refusals};
use ledger::{Due, Obligation};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{Date, Month, Text};

/// What may be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Puts a notice into force from a day on.
    Declare {
        notice_id: String,
        #[schemars(with = "String")]
        on: Date,
    },
    /// The emergency is over; `on` is its last day. Said again with another day, it is extended or shortened.
    End {
        notice_id: String,
        #[schemars(with = "String")]
        on: Date,
    },
    /// Reckons what an area's obligations hang on anew.
    Reproject,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Declared { notice_id: String, on: Date, title: Text },
    Ended { notice_id: String, on: Date, before: Option<Date> },
    Reprojected { moved: Vec<Moved> },
}

/// A due day that moved, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub obligation_id: i64,
    pub employer_id: i64,
    pub month: Month,
    pub before: Due,
    pub after: Due,
    pub derivation: Text,
}

/// How many obligations one act reckons anew; an area with more takes several acts.
pub const REPROJECTED_AT_ONCE: usize = 500;

/// A case of this procedure folded from its events.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub moved: Vec<Moved>,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub declared: Vec<EmergencyRecord>,
    pub deferred: Vec<Obligation>,
}

/// Declaring and ending emergencies.
pub struct Emergency {
    law: Arc<Law>,
}

impl Emergency {
    pub fn new(law: Arc<Law>) -> Emergency {
        Emergency { law }
    }
}

impl Procedure for Emergency {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Facts;

    fn name(&self) -> &'static str {
        "emergency"
    }

    fn apply(&self, state: &mut State, event: &Event, _stamp: &EventStamp) {
        if let Event::Reprojected { moved } = event {
            state.moved.extend(moved.iter().cloned());
        }
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        _head: Option<&CaseHead>,
        _state: &State,
        command: &Command,
        _given: &Given,
    ) -> Result<Facts, Failure> {
        let declared = gathering.emergencies()?;
        let mut deferred = Vec::new();
        if *command == Command::Reproject {
            let area = gathering.area();
            let all = gathering.reader().obligations_deferred(area)?;
            deferred = decide::to_move(&self.law, &declared, all).map_err(Failure::from)?;
            deferred.truncate(REPROJECTED_AT_ONCE);
            for obligation in &deferred {
                gathering.rest_on(obligation.debtor)?;
            }
        }
        Ok(Facts { declared, deferred })
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        _state: &State,
        command: &Command,
        facts: &Facts,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        decide::decide(&self.law, case, command, facts, given)
    }
}
