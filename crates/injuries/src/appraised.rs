//! What an appraisal concluded, as the procedures after it see it.

use std::sync::Arc;

use casework::{CaseRecord, Stage, StoreError};
use rules::Law;
use rules::injury::{CareLevel, DisabilityGrade};
use values::{CaseNumber, Date};

use crate::labour_capacity_appraisal::LabourCapacityAppraisal;
use agency::registry::folded;

/// A conclusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appraised {
    pub number: CaseNumber,
    pub concluded_on: Date,
    pub grade: Option<DisabilityGrade>,
    pub care: Option<CareLevel>,
    /// The worker it is about, as the application named them.
    pub worker_id_number: String,
    /// The recognition it rests on, where it was made here.
    pub recognition_case_id: Option<i64>,
}

/// Reads conclusions of appraisals.
pub struct Appraisals(LabourCapacityAppraisal);

impl Appraisals {
    pub fn new(law: Arc<Law>) -> Appraisals {
        Appraisals(LabourCapacityAppraisal::new(law))
    }

    /// The conclusion of a case; `None` while there is none, and for every other case.
    pub fn read(&self, record: &CaseRecord) -> Result<Option<Appraised>, StoreError> {
        appraised(&self.0, record)
    }
}

fn appraised(procedure: &LabourCapacityAppraisal, record: &CaseRecord) -> Result<Option<Appraised>, StoreError> {
    if record.head.procedure != "labour_capacity_appraisal" || record.head.stage != Stage::Granted {
        return Ok(None);
    }
    let state = folded(procedure, record)?;
    Ok(state.conclusion.zip(state.form).map(|(conclusion, form)| Appraised {
        number: record.head.number,
        concluded_on: conclusion.on,
        grade: conclusion.grade,
        care: conclusion.care,
        worker_id_number: form.worker_id_number.trim().to_owned(),
        recognition_case_id: form.recognition_case_id,
    }))
}
