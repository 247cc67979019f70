//! A case of recognition folded from its events.

use std::collections::{BTreeMap, BTreeSet};

use casework::application::{ApplicationEvent, ApplicationState, fold};
use casework::{EventStamp, Stage};
use rules::injury::{Fact, Ground, Paper};
use rules::time_limit::{Pause, PauseError, PauseLedger};
use values::{Citation, Date, Text};

use super::command::{DeliveryMethod, Event, OwnEvent, Recipient};
use super::form::Form;

/// Where a case stands.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub application: ApplicationState<Form>,
    pub submitted_on: Option<Date>,
    pub accepted_on: Option<Date>,
    /// The day facts or papers last changed after acceptance.
    pub changed_on: Option<Date>,
    pub decided_on: Option<Date>,
    /// What the officer has written down over what the applicant stated; `None` is in doubt.
    pub established: BTreeMap<Fact, Option<bool>>,
    /// Papers found wanting after they were handed in.
    pub papers_missing: BTreeSet<Paper>,
    pub disputed: bool,
    pub pauses: Vec<Pause>,
    pub extended_until: Option<Date>,
    pub flag: Option<Flag>,
    /// Changes of the limit of the decision, the oldest first.
    pub clocks: Vec<ClockMove>,
    pub deliveries: Vec<Delivery>,
}

/// Why a case is in the green channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    pub notice_id: String,
    pub measure_id: String,
    pub who: Text,
    pub why: Text,
    pub citation: Citation,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockMove {
    pub on: Date,
    pub before: Option<Text>,
    pub after: Text,
    pub because: Text,
    pub fast_track: bool,
    /// What keeps the case from the green channel, or what brought it back; `None` where an older event does not say.
    pub reason: Option<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub to: Recipient,
    pub method: DeliveryMethod,
    pub on: Date,
    pub receiver: String,
}

impl State {
    /// Folds one event.
    pub fn apply(&mut self, event: &Event, stamp: &EventStamp) {
        let event = match event {
            Event::Own(event) => return self.apply_own(event, stamp.on),
            Event::Application(event) => event.as_ref(),
        };
        fold(&mut self.application, event, stamp);
        match event {
            ApplicationEvent::Submitted { .. } => self.submitted_on = Some(stamp.on),
            ApplicationEvent::Accepted => self.accepted_on = Some(stamp.on),
            ApplicationEvent::Granted { .. } | ApplicationEvent::Refused { .. } => self.decided_on = Some(stamp.on),
            _ => {}
        }
    }

    /// Accepted and not yet decided.
    pub fn is_being_examined(&self) -> bool {
        matches!(self.application.stage, Stage::Accepted | Stage::Reviewed)
    }

    /// Papers are wanting after acceptance: the applicant may hand them in.
    pub fn takes_papers(&self) -> bool {
        self.is_being_examined() && !self.papers_missing.is_empty()
    }

    pub fn is_paused(&self) -> bool {
        self.pauses.last().is_some_and(|pause| pause.until.is_none())
    }

    pub fn is_decided(&self) -> bool {
        matches!(self.application.stage, Stage::Granted | Stage::Refused)
    }

    pub fn ledger(&self) -> Result<PauseLedger, PauseError> {
        PauseLedger::new(self.pauses.clone())
    }

    /// The ground the applicant claims.
    pub fn claimed(&self) -> Option<Ground> {
        self.application.form.as_ref().and_then(|form| Ground::of(form.ground.trim()))
    }

    /// Folds one event of a business date.
    pub(super) fn apply_own(&mut self, event: &OwnEvent, on: Date) {
        match event.clone() {
            OwnEvent::Flagged { notice_id, measure_id, who, reason_words, citation } => {
                self.flag = Some(Flag { notice_id, measure_id, who, why: reason_words, citation });
            }
            OwnEvent::Established { facts, papers_missing, disputed, .. } => {
                self.established.extend(facts);
                self.papers_missing = papers_missing.into_iter().collect();
                self.disputed = disputed;
                self.changed(on);
            }
            OwnEvent::PapersSupplied { materials, .. } => {
                for material in &materials {
                    self.papers_missing.retain(|paper| paper.as_str() != material.kind);
                }
                self.application.materials.extend(materials);
                self.changed(on);
            }
            OwnEvent::Paused { authority, reason, from } => {
                let words = if reason.is_empty() { authority } else { format!("{authority}：{reason}") };
                let reason = Text::new(format!("等待{words}"), format!("awaiting {words}"));
                self.pauses.push(Pause { from, until: None, reason, citation: Citation::new("工伤保险条例", "第20条") });
            }
            OwnEvent::Resumed { until, .. } => {
                // Resumed before a day was lost: nothing stood still.
                if self.pauses.last().is_some_and(|pause| pause.from > until) {
                    self.pauses.pop();
                } else if let Some(pause) = self.pauses.last_mut() {
                    pause.until = Some(until);
                }
            }
            OwnEvent::FilingExtended { until, .. } => self.extended_until = Some(until),
            OwnEvent::ClockMoved { before, after, because, fast_track, reason } => {
                self.clocks.push(ClockMove { on, before, after, because, fast_track, reason });
            }
            OwnEvent::Delivered { to, method, on, receiver } => self.deliveries.push(Delivery { to, method, on, receiver }),
        }
    }

    /// Facts or papers are another way: what was reviewed is reviewed again, and fast limits run from the day.
    fn changed(&mut self, on: Date) {
        if self.is_being_examined() {
            self.changed_on = Some(on);
            self.application.stage = Stage::Accepted;
            self.application.reviewed_by = None;
        }
    }
}
