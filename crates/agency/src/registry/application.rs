//! An application procedure behind the common questions.

use casework::application::{Application, ApplicationProcedure};
use casework::{
    CaseHead, CaseRecord, CaseTarget, DeadlineRecord, Declaration, EmergencyRecord, Given, Performed, Procedure, Store, StoreError, perform,
};
use serde_json::Value;
use values::Text;

use super::strict::{read_command, schema_of};
use super::{ApplicationView, CaseSurface, CaseView, CommandFailure, Described, unprinted};

/// An application with the words for its form.
pub struct ApplicationSurface<P: ApplicationProcedure> {
    procedure: Application<P>,
    describe: fn(&P::Form) -> Described,
    officer_page: Option<fn(&CaseHead) -> String>,
}

impl<P: ApplicationProcedure> ApplicationSurface<P> {
    pub fn new(procedure: P, describe: fn(&P::Form) -> Described) -> ApplicationSurface<P> {
        ApplicationSurface { procedure: Application(procedure), describe, officer_page: None }
    }

    /// The address of the page where an officer sees what the case rests on.
    pub fn with_officer_page(mut self, address: fn(&CaseHead) -> String) -> ApplicationSurface<P> {
        self.officer_page = Some(address);
        self
    }
}

impl<P: ApplicationProcedure> CaseSurface for ApplicationSurface<P> {
    fn name(&self) -> &'static str {
        self.procedure.name()
    }

    fn title(&self) -> Text {
        self.procedure.0.declaration().title.clone()
    }

    fn declaration(&self) -> Option<&Declaration> {
        Some(self.procedure.0.declaration())
    }

    fn officer_page(&self, head: &CaseHead) -> Option<String> {
        self.officer_page.map(|address| address(head))
    }

    fn command_schema(&self) -> Value {
        schema_of::<<Application<P> as Procedure>::Command>()
    }

    fn perform(&self, store: &dyn Store, target: CaseTarget, command: Value, given: &Given) -> Result<Performed, CommandFailure> {
        let command = read_command(command)?;
        Ok(perform(store, &self.procedure, target, &command, given)?)
    }

    fn view(&self, record: &CaseRecord) -> Result<CaseView, StoreError> {
        let state = super::plain::folded(&self.procedure, record)?;
        Ok(CaseView {
            described: state.form.as_ref().map(self.describe).unwrap_or_default(),
            result: state.result.clone(),
            reason: state.reason.clone(),
            explanation: state.explanation.clone(),
            unprinted: unprinted(state.unprinted.as_ref()),
            application: Some(ApplicationView::of(&state, self.procedure.0.declaration(), self.procedure.0.accepting_role())),
            ..CaseView::default()
        })
    }

    fn reproject(
        &self,
        record: &CaseRecord,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Option<Value>, CommandFailure> {
        super::plain::reprojected(&self.procedure, record, open, declared)
    }
}
