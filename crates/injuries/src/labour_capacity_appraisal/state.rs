//! An appraisal folded from its events.

use std::collections::BTreeSet;

use casework::watch::SpokenOf;
use casework::{EventStamp, Material, Stage};
use rules::injury::{CareLevel, DisabilityGrade};
use values::{Citation, Date, Text};

use super::command::{Event, Form};
use crate::experts::Recused;

#[derive(Debug, Clone)]
pub struct State {
    pub form: Option<Form>,
    pub materials: Vec<Material>,
    pub stage: Stage,
    pub submitted_by: Option<i64>,
    /// Who accepted it or drew the experts; they do not conclude.
    pub handled_by: BTreeSet<i64>,
    /// The day it counts as received: handed in, completed, taken in from the list, or admitted as urgent.
    pub received_on: Option<Date>,
    /// Since when and by which clause it waited.
    pub waited: Option<Waited>,
    pub exception_asked: Option<String>,
    /// Admitted although intake is suspended: the suspension does not stop its limits.
    pub is_exempt: bool,
    pub exception_reason: Option<String>,
    pub supplement_missing: Vec<String>,
    pub supplement_requested: bool,
    pub experts: Option<Drawn>,
    pub extended: bool,
    pub conclusion: Option<Conclusion>,
    pub delivered_on: Option<Date>,
    pub reason: Option<String>,
    pub spoken_of: SpokenOf,
    /// Changes of the limits by emergencies: day and words.
    pub moves: Vec<(Date, Text)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waited {
    pub listed_on: Date,
    pub since: Date,
    pub citation: Citation,
    pub because: Text,
    pub resumed_on: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    pub on: Date,
    pub pool_size: usize,
    pub seed: String,
    pub names: Vec<String>,
    pub recused: Vec<Recused>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    pub on: Date,
    pub grade: Option<DisabilityGrade>,
    pub care: Option<CareLevel>,
    pub opinion: String,
    pub result: Text,
}

impl Default for State {
    fn default() -> State {
        State {
            form: None,
            materials: Vec::new(),
            stage: Stage::Received,
            submitted_by: None,
            handled_by: BTreeSet::new(),
            received_on: None,
            waited: None,
            exception_asked: None,
            is_exempt: false,
            exception_reason: None,
            supplement_missing: Vec::new(),
            supplement_requested: false,
            experts: None,
            extended: false,
            conclusion: None,
            delivered_on: None,
            reason: None,
            spoken_of: SpokenOf::default(),
            moves: Vec::new(),
        }
    }
}

impl State {
    pub fn is_waiting(&self) -> bool {
        self.stage == Stage::Waiting
    }

    pub(super) fn apply(&mut self, event: &Event, stamp: &EventStamp) {
        match event.clone() {
            Event::Submitted { form, materials } => self.handed_in(form, materials, Stage::Received, stamp),
            Event::WaitingListed { form, materials, since, citation, because } => {
                self.handed_in(form, materials, Stage::Waiting, stamp);
                self.received_on = None;
                self.waited = Some(Waited { listed_on: stamp.on, since, citation, because, resumed_on: None });
            }
            Event::ExceptionAsked { reason } => self.exception_asked = Some(reason),
            Event::ExceptionDecided { admit, reason } => {
                self.exception_asked = None;
                self.exception_reason = Some(reason);
                if admit {
                    self.is_exempt = true;
                    self.taken_in(stamp.on);
                }
            }
            Event::SupplementRequested { missing, .. } => {
                (self.supplement_missing, self.supplement_requested) = (missing, true);
                self.stage = Stage::AwaitingSupplement;
            }
            Event::Supplemented { materials, .. } => {
                self.materials.extend(materials);
                self.supplement_missing.clear();
                self.taken_in(stamp.on);
            }
            Event::Accepted => {
                self.handled_by.insert(stamp.actor_id);
                self.stage = Stage::Accepted;
            }
            Event::NotAccepted { reason } => self.ended(Stage::NotAccepted, reason),
            Event::Withdrawn { reason } => self.ended(Stage::Withdrawn, reason),
            Event::ExpertsDrawn { pool, seed, drawn, recused } => {
                self.handled_by.insert(stamp.actor_id);
                self.experts = Some(Drawn { on: stamp.on, pool_size: pool.len(), seed, names: drawn, recused });
            }
            Event::ConclusionExtended { .. } => self.extended = true,
            Event::Concluded { grade, care, opinion, result } => {
                self.conclusion = Some(Conclusion { on: stamp.on, grade, care, opinion, result });
                self.stage = Stage::Granted;
            }
            Event::Delivered { on, .. } => self.delivered_on = Some(on),
            Event::IntakeResumed { resumed_on } => {
                if let Some(waited) = &mut self.waited {
                    waited.resumed_on = Some(resumed_on);
                }
                self.exception_asked = None;
                self.taken_in(stamp.on);
            }
            Event::LimitsMoved { moved } => self.moves.extend(moved.into_iter().map(|limit| (stamp.on, limit.derivation))),
            Event::Warned { deadline, due_on } => {
                self.spoken_of.warned.insert((deadline, due_on));
            }
            Event::Escalated { deadline, due_on } => {
                self.spoken_of.escalated.insert((deadline, due_on));
            }
        }
    }

    fn handed_in(&mut self, form: Form, materials: Vec<Material>, stage: Stage, stamp: &EventStamp) {
        self.form = Some(form);
        self.materials.extend(materials);
        self.submitted_by = Some(stamp.actor_id);
        self.received_on = Some(stamp.on);
        self.stage = stage;
    }

    fn taken_in(&mut self, on: Date) {
        self.received_on = Some(on);
        self.stage = Stage::Received;
    }

    fn ended(&mut self, stage: Stage, reason: String) {
        self.reason = Some(reason);
        self.stage = stage;
    }
}
