//! 欠费管理: the nightly look at deferrals whose make-up window has closed unpaid.
//!
//! What such an employer owes follows from the dates alone, with or without this act. The act makes it visible: the mark is
//! taken off, the money stands again among what is due, and the employer is told.

mod decide;
pub mod describe;

use casework::procedure::{CaseRef, Procedure};
use casework::{CaseHead, EventStamp, Failure, Gathering, Given, Outcome, Refusals};
use ledger::Obligation;
use serde::{Deserialize, Serialize};
use values::{Date, Fen, Month};

/// What may be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Ends the deferrals of an area whose window has closed unpaid.
    EndLapsedDeferrals,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    DeferralsLapsed { lapsed: Vec<Lapsed> },
}

/// A deferral that lapsed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lapsed {
    pub obligation_id: i64,
    pub employer_id: i64,
    pub month: Month,
    pub open: Fen,
    /// The last day of the window.
    pub until: Date,
    /// The day from which the late fee counts.
    pub fee_counts_from: Date,
    pub deferral_case_id: Option<i64>,
}

/// How many deferrals one act ends; an area with more takes several acts.
pub const ENDED_AT_ONCE: usize = 500;

/// A case of this procedure folded from its events.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub lapsed: Vec<Lapsed>,
}

/// The nightly look at deferrals.
#[derive(Debug, Clone, Copy, Default)]
pub struct ContributionArrears;

impl Procedure for ContributionArrears {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Vec<Obligation>;

    fn name(&self) -> &'static str {
        "contribution_arrears"
    }

    fn apply(&self, state: &mut State, event: &Event, _stamp: &EventStamp) {
        let Event::DeferralsLapsed { lapsed } = event;
        state.lapsed.extend(lapsed.iter().cloned());
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        _head: Option<&CaseHead>,
        _state: &State,
        _command: &Command,
        given: &Given,
    ) -> Result<Vec<Obligation>, Failure> {
        let area = gathering.area();
        let mut lapsed = gathering.reader().obligations_deferred(area)?;
        lapsed.retain(|obligation| obligation.deferral_has_lapsed(given.today));
        lapsed.truncate(ENDED_AT_ONCE);
        for obligation in &lapsed {
            gathering.rest_on(obligation.debtor)?;
        }
        Ok(lapsed)
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        _state: &State,
        _command: &Command,
        facts: &Vec<Obligation>,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        decide::end_lapsed(case, facts, given)
    }
}
