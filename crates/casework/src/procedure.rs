//! What a procedure is to the case machine: a typed command, a typed event, and two functions of which one is pure.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::act::Outcome;
use crate::actor::Given;
use crate::case::{CaseHead, EventStamp};
use crate::deadline::DeadlineRecord;
use crate::emergency::EmergencyRecord;
use crate::gathering::Gathering;
use crate::office::Failure;
use crate::refusal::Refusals;

/// One procedure of the agency. `self` carries the law the procedure asks.
pub trait Procedure: Send + Sync {
    type Command: Serialize + DeserializeOwned + schemars::JsonSchema;
    /// An internally tagged enum: its tag `kind` names the event in the case's history. Fields are only ever added.
    type Event: Serialize + DeserializeOwned;
    type State: Default;
    type Facts;

    /// The folder, the route and the stored name: `contribution_deferral`.
    fn name(&self) -> &'static str;

    /// Folds one event into the state. Must accept every event ever stored.
    fn apply(&self, state: &mut Self::State, event: &Self::Event, stamp: &EventStamp);

    /// Reads what the decision needs; the only step that waits for storage.
    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        head: Option<&CaseHead>,
        state: &Self::State,
        command: &Self::Command,
        given: &Given,
    ) -> Result<Self::Facts, Failure>;

    /// Decides. Pure: everything it knows is in its arguments.
    fn decide(
        &self,
        case: CaseRef<'_>,
        state: &Self::State,
        command: &Self::Command,
        facts: &Self::Facts,
        given: &Given,
    ) -> Result<Outcome<Self::Event>, Refusals>;

    /// The command by which a case takes over what the declared emergencies now say, when one of the limits `open` on it would
    /// come to another day; `None` where nothing moves. Asked of every case with an open limit whenever an emergency is declared,
    /// ended or moved; the command itself decides again, on what it gathers. Its event is tagged
    /// [`crate::reprojection::LIMITS_MOVED`]; when nothing is left to move it refuses with `nothing_to_move`.
    fn reproject(
        &self,
        _head: &CaseHead,
        _state: &Self::State,
        _open: &[DeadlineRecord],
        _declared: &[EmergencyRecord],
    ) -> Result<Option<Self::Command>, Refusals> {
        Ok(None)
    }
}

/// The case a decision is about. A new case already has its number when it is decided.
#[derive(Debug, Clone, Copy)]
pub struct CaseRef<'a> {
    pub area: values::AreaCode,
    pub id: i64,
    pub number: &'a values::CaseNumber,
    /// `None` when the command opens the case.
    pub head: Option<&'a CaseHead>,
}
