//! A procedure that is not an application behind the common questions.

use casework::{
    CaseHead, CaseRecord, CaseTarget, DeadlineRecord, Declaration, EmergencyRecord, EventStamp, Failure, Given, Performed, Procedure,
    Store, StoreError, perform,
};
use serde_json::Value;
use values::Text;

use super::strict::{read_command, schema_of};
use super::{CaseSurface, CaseView, CommandFailure};

/// How the state of a case is put into words.
type InWords<State> = Box<dyn Fn(&State) -> CaseView + Send + Sync>;

/// A procedure with its title and the words for its state.
pub struct PlainSurface<P: Procedure> {
    procedure: P,
    title: Text,
    view: InWords<P::State>,
    in_interface: bool,
    officer_page: Option<fn(&CaseHead) -> String>,
}

impl<P: Procedure> PlainSurface<P> {
    pub fn new(procedure: P, title: Text, view: impl Fn(&P::State) -> CaseView + Send + Sync + 'static) -> PlainSurface<P> {
        PlainSurface { procedure, title, view: Box::new(view), in_interface: true, officer_page: None }
    }

    /// The address of the page where an officer sees the case.
    pub fn with_officer_page(mut self, address: fn(&CaseHead) -> String) -> PlainSurface<P> {
        self.officer_page = Some(address);
        self
    }

    /// Keeps its commands from programs.
    pub fn only_at_the_desk(mut self) -> PlainSurface<P> {
        self.in_interface = false;
        self
    }
}

impl<P: Procedure> CaseSurface for PlainSurface<P> {
    fn name(&self) -> &'static str {
        self.procedure.name()
    }

    fn title(&self) -> Text {
        self.title.clone()
    }

    fn declaration(&self) -> Option<&Declaration> {
        None
    }

    fn officer_page(&self, head: &CaseHead) -> Option<String> {
        self.officer_page.map(|address| address(head))
    }

    fn is_in_interface(&self) -> bool {
        self.in_interface
    }

    fn command_schema(&self) -> Value {
        schema_of::<P::Command>()
    }

    fn perform(&self, store: &dyn Store, target: CaseTarget, command: Value, given: &Given) -> Result<Performed, CommandFailure> {
        let command = read_command(command)?;
        Ok(perform(store, &self.procedure, target, &command, given)?)
    }

    fn view(&self, record: &CaseRecord) -> Result<CaseView, StoreError> {
        Ok((self.view)(&folded(&self.procedure, record)?))
    }

    fn reproject(
        &self,
        record: &CaseRecord,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Option<Value>, CommandFailure> {
        reprojected(&self.procedure, record, open, declared)
    }
}

/// The procedure's own answer to a changed emergency, as JSON.
pub fn reprojected<P: Procedure>(
    procedure: &P,
    record: &CaseRecord,
    open: &[DeadlineRecord],
    declared: &[EmergencyRecord],
) -> Result<Option<Value>, CommandFailure> {
    let state = folded(procedure, record).map_err(Failure::from)?;
    let command = procedure.reproject(&record.head, &state, open, declared).map_err(Failure::from)?;
    let written = command.map(serde_json::to_value).transpose();
    Ok(written.map_err(|error| Failure::from(StoreError::Damaged(format!("a command cannot be written: {error}"))))?)
}

/// The state of a case from its events.
pub fn folded<P: Procedure>(procedure: &P, record: &CaseRecord) -> Result<P::State, StoreError> {
    folded_by(record, |state, event, stamp| procedure.apply(state, event, stamp))
}

/// The state of a case from its events by a function that folds one, for whoever only reads cases of a procedure.
pub fn folded_by<State: Default, Event: serde::de::DeserializeOwned>(
    record: &CaseRecord,
    apply: impl Fn(&mut State, &Event, &EventStamp),
) -> Result<State, StoreError> {
    let mut state = State::default();
    for stored in &record.events {
        let event: Event = serde_json::from_value(stored.payload.clone())
            .map_err(|error| StoreError::Damaged(format!("event {} of case {}: {error}", stored.sequence, record.head.number)))?;
        apply(&mut state, &event, &stored.stamp);
    }
    Ok(state)
}
