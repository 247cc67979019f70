//! Every case folded from its events again, and its open deadlines reckoned anew.

use std::sync::Arc;

use casework::application::{Application, ApplicationProcedure};
use casework::procedure::Procedure;
use casework::{CaseRecord, Declaration};
use procedures::contribution_assessment::ContributionAssessment;
use procedures::contribution_deferral::ContributionDeferral;
use procedures::contribution_makeup::ContributionMakeup;
use procedures::contribution_payment::ContributionPayment;
use procedures::emergency::Emergency;
use procedures::employer_registration::EmployerRegistration;
use procedures::personnel_change::PersonnelChange;
use rules::Law;

use super::Findings;
use crate::failure::CommandResult;
use crate::place::Open;

/// Every procedure that may have left a case.
pub struct Folding {
    law: Arc<Law>,
    registration: Application<EmployerRegistration>,
    personnel: Application<PersonnelChange>,
    deferral: Application<ContributionDeferral>,
    makeup: Application<ContributionMakeup>,
    payment: ContributionPayment,
    assessment: ContributionAssessment,
    emergency: Emergency,
}

impl Folding {
    pub fn new(open: &Open) -> Folding {
        let law = || Arc::clone(&open.agency.law);
        Folding {
            law: law(),
            registration: Application(EmployerRegistration::new(law())),
            personnel: Application(PersonnelChange::new(law())),
            deferral: Application(ContributionDeferral::new(law())),
            makeup: Application(ContributionMakeup::new(law())),
            payment: ContributionPayment::new(law()),
            assessment: ContributionAssessment::new(law()),
            emergency: Emergency::new(law()),
        }
    }

    /// Reads every event of a case into its type and folds them.
    pub fn fold(&self, record: &CaseRecord) -> Result<(), String> {
        match record.head.procedure.as_str() {
            "employer_registration" => fold(&self.registration, record),
            "personnel_change" => fold(&self.personnel, record),
            "contribution_deferral" => fold(&self.deferral, record),
            "contribution_makeup" => fold(&self.makeup, record),
            "contribution_payment" => fold(&self.payment, record),
            "contribution_assessment" => fold(&self.assessment, record),
            "emergency" => fold(&self.emergency, record),
            "registry_import" => fold(&crate::commands::import::RegistryImport, record),
            unknown => Err(format!("no procedure is named {unknown}")),
        }
    }

    fn declaration(&self, procedure: &str) -> Option<&Declaration> {
        match procedure {
            "employer_registration" => Some(self.registration.0.declaration()),
            "personnel_change" => Some(self.personnel.0.declaration()),
            "contribution_deferral" => Some(self.deferral.0.declaration()),
            "contribution_makeup" => Some(self.makeup.0.declaration()),
            _ => None,
        }
    }
}

fn fold<P: Procedure>(procedure: &P, record: &CaseRecord) -> Result<(), String> {
    let mut state = P::State::default();
    for stored in &record.events {
        let event: P::Event =
            serde_json::from_value(stored.payload.clone()).map_err(|error| format!("event {} cannot be read: {error}", stored.sequence))?;
        procedure.apply(&mut state, &event, &stored.stamp);
    }
    Ok(())
}

/// A deadline named `decision` follows from the one limit for decisions that the procedure declares; where a measure of a notice
/// has changed it, the law of the day it began on says so too.
pub fn check_deadlines(open: &Open, record: &CaseRecord, folding: &Folding, findings: &mut Findings) -> CommandResult {
    let head = &record.head;
    let Some(declaration) = folding.declaration(&head.procedure) else { return Ok(()) };
    let mut limits = declaration.time_limits.iter().map(|(rule, _)| *rule).filter(|rule| rule.ends_with("_decision"));
    let (Some(rule), None) = (limits.next(), limits.next()) else { return Ok(()) };
    let deadlines = open.store().reader()?.deadlines(head.area, head.id)?;
    for open_one in deadlines.iter().filter(|deadline| deadline.closed_on.is_none() && deadline.deadline.name == "decision") {
        let deadline = &open_one.deadline;
        let limit = folding.law.time_limit(rule, deadline.started_on);
        let Ok(derived) = limit.map(|limit| limit.due(deadline.started_on, folding.law.calendar())) else { continue };
        let Ok(derived) = derived else { continue };
        findings.deadlines += 1;
        if derived.due_on != deadline.due_on {
            let (kept, reckoned) = (deadline.due_on, derived.due_on);
            findings.note(head.area, format_args!("case {}: the decision is due on {kept} and reckons to {reckoned}", head.number));
        }
    }
    Ok(())
}
