//! A settlement folded from its events.

use casework::application::ApplicationState;
use casework::{EventStamp, Stage};
use values::{Date, Fen};

use super::command::{ChangedLine, OwnEvent, SettledLine};
use super::form::Form;

#[derive(Debug, Clone, Default)]
pub struct State {
    pub application: ApplicationState<Form>,
    /// The lines as they now stand; empty until the bill is settled.
    pub lines: Vec<SettledLine>,
    pub infected_on_duty: bool,
    pub proposed: Option<Proposed>,
    pub readjudications: Vec<Readjudication>,
    /// What came back: the day and the amount.
    pub repayments: Vec<(Date, Fen)>,
    /// What was granted under this case, in the order it was granted.
    pub entitlement_ids: Vec<i64>,
}

/// What an officer proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    pub on: Date,
    pub by: i64,
    pub changes: Vec<ChangedLine>,
    pub fund_pays_more: Fen,
}

/// What was judged again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readjudication {
    pub on: Date,
    pub changes: Vec<ChangedLine>,
    pub fund_pays_more: Fen,
    /// What was paid and had to come back.
    pub to_recover: Fen,
}

impl State {
    pub fn is_settled(&self) -> bool {
        self.application.stage == Stage::Granted && !self.lines.is_empty()
    }

    /// What the fund pays by everything decided so far.
    pub fn fund_pays(&self) -> Fen {
        self.lines.iter().map(|settled| settled.judged.fund_pays).sum()
    }

    pub fn not_paid(&self) -> Fen {
        self.lines.iter().map(|settled| settled.judged.not_paid).sum()
    }

    pub(super) fn apply_own(&mut self, event: &OwnEvent, stamp: &EventStamp) {
        match event.clone() {
            OwnEvent::Repaid { amount, received_on, .. } => self.repayments.push((received_on, amount)),
            OwnEvent::Settled { lines, infected_on_duty, entitlement_id, .. } => {
                (self.lines, self.infected_on_duty) = (lines, infected_on_duty);
                self.entitlement_ids.extend(entitlement_id);
            }
            OwnEvent::ReadjudicationProposed { changes, fund_pays_more, .. } => {
                self.proposed = Some(Proposed { on: stamp.on, by: stamp.actor_id, changes, fund_pays_more });
            }
            OwnEvent::Readjudicated { changes, fund_pays_more, entitlement_id, to_recover, .. } => {
                self.proposed = None;
                for change in &changes {
                    if let Some(settled) = self.lines.get_mut(change.position) {
                        settled.judged = change.after.clone();
                    }
                }
                self.entitlement_ids.extend(entitlement_id);
                self.readjudications.push(Readjudication { on: stamp.on, changes, fund_pays_more, to_recover });
            }
        }
    }
}
