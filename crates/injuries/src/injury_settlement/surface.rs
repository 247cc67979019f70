//! Settlement as the desk and the interface see it.

use std::sync::Arc;

use agency::registry::{CaseSurface, CaseView, CommandFailure, folded, read_command, reprojected, schema_of};
use casework::application::ApplicationProcedure;
use casework::{
    CaseRecord, CaseTarget, DeadlineRecord, Declaration, EmergencyRecord, Given, Performed, Procedure, Store, StoreError, perform,
};
use rules::Law;
use serde_json::Value;
use values::Text;

use super::{Command, InjurySettlement, describe};

/// The procedure behind the common questions.
pub struct SettlementSurface {
    procedure: InjurySettlement,
}

impl SettlementSurface {
    pub fn new(law: Arc<Law>) -> SettlementSurface {
        SettlementSurface { procedure: InjurySettlement::new(law) }
    }
}

impl CaseSurface for SettlementSurface {
    fn name(&self) -> &'static str {
        self.procedure.name()
    }

    fn title(&self) -> Text {
        self.procedure.application().declaration().title.clone()
    }

    fn declaration(&self) -> Option<&Declaration> {
        Some(self.procedure.application().declaration())
    }

    fn command_schema(&self) -> Value {
        schema_of::<Command>()
    }

    fn perform(&self, store: &dyn Store, target: CaseTarget, command: Value, given: &Given) -> Result<Performed, CommandFailure> {
        let command = read_command(command)?;
        Ok(perform(store, &self.procedure, target, &command, given)?)
    }

    fn view(&self, record: &CaseRecord) -> Result<CaseView, StoreError> {
        let mut view = describe::view(self.procedure.application(), &folded(&self.procedure, record)?);
        let words = Text::new("结算明细（逐行）", "Statement, line by line");
        let address = format!("/injury-settlement/{}", record.head.number);
        view.desk_links.push((words.clone(), address.clone()));
        view.own_links.push((words, address));
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
