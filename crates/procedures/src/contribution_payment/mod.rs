//! 社会保险费缴纳: money arrives at the collection account and settles what is owed.
//!
//! The case is one receipt of money. It is recorded once, under the bank's reference; repeating it changes nothing.

pub mod account;
mod decide;
pub mod describe;
mod desk_pages;
mod employer_pages;
pub mod routes;

use std::sync::Arc;

use casework::procedure::{CaseRef, Procedure};
use casework::{CaseHead, Employer, EventStamp, Failure, Gathering, Given, Outcome, Refusals, Store};
use ledger::{Account, Obligation};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, Explanation, Fen, Month, Party};

pub use agency::common::owed::{DueToday, due_today};

/// What may be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Money of an employer arrived.
    Receive {
        employer_id: i64,
        /// Yuan, such as `100000.00`.
        amount: String,
        /// The day it arrived, `YYYY-MM-DD`; not after today.
        received_on: String,
        /// The bank's reference of the receipt.
        reference: String,
    },
    /// Money received in advance is set against what is owed by now.
    ApplyAdvance { employer_id: i64 },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Received {
        employer_id: i64,
        amount: Fen,
        received_on: Date,
        reference: String,
    },
    AdvanceApplied {
        employer_id: i64,
        amount: Fen,
    },
    /// How the money was divided, and why there.
    Allocated {
        lines: Vec<AllocatedLine>,
        unallocated: Fen,
        explanation: Explanation,
    },
}

/// What a payment settled of one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocatedLine {
    pub month: Month,
    pub obligation_id: i64,
    pub principal: Fen,
    pub late_fee: Fen,
}

/// A payment folded from its events.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub employer_id: i64,
    pub amount: Fen,
    /// The day the money arrived; `None` where money in advance was set against what was owed.
    pub received_on: Option<Date>,
    /// The bank's reference; empty where money in advance was set against what was owed.
    pub reference: String,
    pub lines: Vec<AllocatedLine>,
    pub unallocated: Fen,
    pub explanation: Option<Explanation>,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub employer: Option<Employer>,
    pub obligations: Vec<Obligation>,
    /// Money received earlier that answered no obligation, in fen.
    pub advance: Fen,
}

/// What money would settle if it were recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub employer: Employer,
    pub amount: Fen,
    pub received_on: Date,
    pub lines: Vec<AllocatedLine>,
    pub unallocated: Fen,
    pub explanation: Explanation,
}

/// Receipt of contributions.
pub struct ContributionPayment {
    law: Arc<Law>,
}

impl ContributionPayment {
    pub fn new(law: Arc<Law>) -> ContributionPayment {
        ContributionPayment { law }
    }

    /// What recording a receipt would settle, read and divided like the receipt itself; nothing is recorded.
    pub fn preview(&self, store: &dyn Store, area: AreaCode, command: &Command, given: &Given) -> Result<Preview, Failure> {
        let mut reader = store.reader()?;
        let mut gathering = Gathering::new(store, reader.as_mut(), area);
        let facts = self.gather(&mut gathering, None, &State::default(), command, given)?;
        Ok(decide::preview(&self.law, area, command, &facts, given)?)
    }
}

impl Procedure for ContributionPayment {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Facts;

    fn name(&self) -> &'static str {
        "contribution_payment"
    }

    fn apply(&self, state: &mut State, event: &Event, _stamp: &EventStamp) {
        match event {
            Event::Received { employer_id, amount, received_on, reference } => {
                state.employer_id = *employer_id;
                state.amount = *amount;
                state.received_on = Some(*received_on);
                state.reference = reference.clone();
            }
            Event::AdvanceApplied { employer_id, amount } => {
                state.employer_id = *employer_id;
                state.amount = *amount;
            }
            Event::Allocated { lines, unallocated, explanation } => {
                state.lines = lines.clone();
                state.unallocated = *unallocated;
                state.explanation = Some(explanation.clone());
            }
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
        let (Command::Receive { employer_id, .. } | Command::ApplyAdvance { employer_id }) = command;
        let party = Party::employer(*employer_id);
        Ok(Facts {
            employer: gathering.employer(*employer_id)?,
            obligations: gathering.obligations(party, true)?,
            // The account stands on the credit side: what is in advance is a negative balance.
            advance: -gathering.balance(Account::Unallocated, party)?,
        })
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
