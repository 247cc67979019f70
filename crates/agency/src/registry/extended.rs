//! A procedure with a declaration and a view of its own behind the common questions.

use casework::{
    CaseHead, CaseRecord, CaseTarget, DeadlineRecord, Declaration, EmergencyRecord, Given, Performed, Procedure, Store, StoreError,
    StoredEvent, perform,
};
use serde_json::Value;
use values::Text;
use web::components::Tone;

use super::strict::{read_command, schema_of};
use super::{CaseSurface, CaseView, CommandFailure};

/// A procedure offered to applicants that puts its cases into words itself.
pub trait Offered: Procedure {
    fn declaration(&self) -> &Declaration;

    fn view(&self, head: &CaseHead, state: &Self::State) -> CaseView;

    /// As [`CaseSurface::queue_events`].
    fn queue_events(&self) -> Option<[&'static str; 2]> {
        None
    }

    /// A word for the queue, as [`CaseSurface::queue_tag`].
    fn queue_tag(&self, _head: &CaseHead, _events: &[StoredEvent]) -> Option<(Text, Tone)> {
        None
    }
}

/// It behind the common questions.
pub struct OfferedSurface<P>(pub P);

impl<P: Offered> CaseSurface for OfferedSurface<P> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn title(&self) -> Text {
        self.0.declaration().title.clone()
    }

    fn declaration(&self) -> Option<&Declaration> {
        Some(self.0.declaration())
    }

    fn command_schema(&self) -> Value {
        schema_of::<P::Command>()
    }

    fn perform(&self, store: &dyn Store, target: CaseTarget, command: Value, given: &Given) -> Result<Performed, CommandFailure> {
        let command = read_command(command)?;
        Ok(perform(store, &self.0, target, &command, given)?)
    }

    fn view(&self, record: &CaseRecord) -> Result<CaseView, StoreError> {
        Ok(self.0.view(&record.head, &super::plain::folded(&self.0, record)?))
    }

    fn reproject(
        &self,
        record: &CaseRecord,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Option<Value>, CommandFailure> {
        super::plain::reprojected(&self.0, record, open, declared)
    }

    fn queue_events(&self) -> Option<[&'static str; 2]> {
        self.0.queue_events()
    }

    fn queue_tag(&self, head: &CaseHead, events: &[StoredEvent]) -> Option<(Text, Tone)> {
        self.0.queue_tag(head, events)
    }
}
