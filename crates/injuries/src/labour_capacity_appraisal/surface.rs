//! Appraisals as the desk and the interface see them.

use std::sync::Arc;

use agency::registry::{CaseSurface, CaseView, CommandFailure, folded, read_command, reprojected, schema_of};
use casework::{
    CaseRecord, CaseTarget, DeadlineRecord, Declaration, EmergencyRecord, Given, Performed, Procedure, Stage, Store, StoreError, perform,
};
use rules::Law;
use serde_json::Value;
use values::Text;

use super::{Command, LabourCapacityAppraisal, State, describe};

/// The procedure behind the common questions.
pub struct AppraisalSurface {
    procedure: LabourCapacityAppraisal,
}

impl AppraisalSurface {
    pub fn new(law: Arc<Law>) -> AppraisalSurface {
        AppraisalSurface { procedure: LabourCapacityAppraisal::new(law) }
    }
}

impl CaseSurface for AppraisalSurface {
    fn name(&self) -> &'static str {
        self.procedure.name()
    }

    fn title(&self) -> Text {
        self.procedure.declaration().title.clone()
    }

    fn declaration(&self) -> Option<&Declaration> {
        Some(self.procedure.declaration())
    }

    fn command_schema(&self) -> Value {
        schema_of::<Command>()
    }

    fn perform(&self, store: &dyn Store, target: CaseTarget, command: Value, given: &Given) -> Result<Performed, CommandFailure> {
        let command = read_command(command)?;
        Ok(perform(store, &self.procedure, target, &command, given)?)
    }

    fn view(&self, record: &CaseRecord) -> Result<CaseView, StoreError> {
        let state: State = folded(&self.procedure, record)?;
        let mut view = describe::view(&self.procedure, &state);
        let number = record.head.number;
        view.desk_links.push((
            Text::new("鉴定：专家、结论、一事一议", "Appraisal: experts, conclusion, single case"),
            format!("/desk/labour-capacity-appraisal/{number}"),
        ));
        if state.stage == Stage::Waiting && state.exception_asked.is_none() {
            let words = Text::new("确属急需，申请一事一议", "It cannot wait: ask for a decision in the single case");
            view.own_links.push((words, format!("/labour-capacity-appraisal/{number}/exception")));
        }
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
}
