//! 月度缴费核定: what every employer of an area owes for a month, as a run.
//!
//! The case opens the run and closes it; in between the area is worked off in chunks of employers, each all or nothing. From
//! the moment the run is opened the month takes no more personnel changes.

mod decide;
pub mod describe;
mod desk_pages;
mod employer_pages;
pub mod month;
pub mod routes;
mod run;

use std::sync::Arc;

use casework::procedure::{CaseRef, Procedure};
use casework::run::RunProgress;
use casework::{CaseHead, EventStamp, Failure, Gathering, Given, Outcome, Refusals};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{Fen, Month};

pub use agency::common::explained_row::explain_row;
pub use run::{Assessed, assess_area, resume, start_run};

/// What may be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Opens the run of a month and closes the month for changes.
    Start { month: Month },
    /// Closes a run whose chunks are all done.
    Finish,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Started { month: Month },
    Finished { people: i64, total: Fen },
}

/// A run folded from its events.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub month: Option<Month>,
    pub finished: bool,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub assessed: Vec<(Month, i64)>,
    pub progress: RunProgress,
}

/// The monthly assessment of an area.
pub struct ContributionAssessment {
    law: Arc<Law>,
}

impl ContributionAssessment {
    pub fn new(law: Arc<Law>) -> ContributionAssessment {
        ContributionAssessment { law }
    }
}

impl Procedure for ContributionAssessment {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Facts;

    fn name(&self) -> &'static str {
        "contribution_assessment"
    }

    fn apply(&self, state: &mut State, event: &Event, _stamp: &EventStamp) {
        match event {
            Event::Started { month } => state.month = Some(*month),
            Event::Finished { .. } => state.finished = true,
        }
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        head: Option<&CaseHead>,
        _state: &State,
        _command: &Command,
        _given: &Given,
    ) -> Result<Facts, Failure> {
        let area = gathering.area();
        let progress = match head {
            Some(head) => gathering.reader().run_progress(area, head.id)?,
            None => RunProgress::default(),
        };
        Ok(Facts { assessed: gathering.assessed_months()?, progress })
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        state: &State,
        command: &Command,
        facts: &Facts,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        decide::decide(&self.law, case, state, command, facts, given)
    }
}
