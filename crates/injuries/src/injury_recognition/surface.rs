//! Recognition as the desk and the interface see it.

use std::sync::Arc;

use agency::DocumentOffice;
use agency::registry::{CaseSurface, CaseView, CommandFailure, folded, read_command, reprojected, schema_of};
use casework::application::ApplicationProcedure;
use casework::{
    CaseHead, CaseRecord, CaseTarget, DeadlineRecord, Declaration, EmergencyRecord, Given, Performed, Procedure, Store, StoreError,
    StoredEvent, perform,
};
use rules::Law;
use serde_json::Value;
use values::Text;
use web::components::Tone;

use super::{Command, InjuryRecognition, describe};

/// The procedure behind the common questions.
pub struct RecognitionSurface {
    procedure: InjuryRecognition,
}

impl RecognitionSurface {
    pub fn new(law: Arc<Law>, documents: Arc<DocumentOffice>) -> RecognitionSurface {
        RecognitionSurface { procedure: InjuryRecognition::new(law, documents) }
    }
}

impl CaseSurface for RecognitionSurface {
    fn name(&self) -> &'static str {
        self.procedure.name()
    }

    fn title(&self) -> Text {
        self.procedure.application.0.declaration().title.clone()
    }

    fn declaration(&self) -> Option<&Declaration> {
        Some(self.procedure.application.0.declaration())
    }

    fn command_schema(&self) -> Value {
        schema_of::<Command>()
    }

    fn perform(&self, store: &dyn Store, target: CaseTarget, command: Value, given: &Given) -> Result<Performed, CommandFailure> {
        let command = read_command(command)?;
        Ok(perform(store, &self.procedure, target, &command, given)?)
    }

    fn view(&self, record: &CaseRecord) -> Result<CaseView, StoreError> {
        let mut view = describe::view(&self.procedure.application.0, &folded(&self.procedure, record)?);
        let words = Text::new("工伤事实、期限与送达", "Facts, limits and delivery");
        view.desk_links.push((words, format!("/desk/injury-recognition/{}", record.head.number)));
        Ok(view)
    }

    fn reproject(
        &self,
        record: &CaseRecord,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Option<Value>, CommandFailure> {
        reprojected(&self.procedure, record, open, declared)
    }

    fn queue_events(&self) -> Option<[&'static str; 2]> {
        Some(describe::QUEUE_EVENTS)
    }

    fn queue_tag(&self, head: &CaseHead, events: &[StoredEvent]) -> Option<(Text, Tone)> {
        describe::queue_tag(events).filter(|_| head.stage.is_open())
    }
}
