//! Every case folded from its events again, and its open deadlines reckoned anew.

use agency::common::limits::{self, Circumstances};
use casework::CaseRecord;
use casework::procedure::Procedure;

use super::Findings;
use crate::commands::import::RegistryImport;
use crate::failure::CommandResult;
use crate::place::Open;

/// Reads every event of a case into its type and folds them.
pub fn fold(open: &Open, record: &CaseRecord) -> Result<(), String> {
    let name = record.head.procedure.as_str();
    if name == RegistryImport.name() {
        return fold_import(record);
    }
    let surface = open.agency.registry.named(name).ok_or_else(|| format!("no procedure is named {name}"))?;
    surface.view(record).map(|_| ()).map_err(|error| error.to_string())
}

fn fold_import(record: &CaseRecord) -> Result<(), String> {
    let mut state = <RegistryImport as Procedure>::State::default();
    for stored in &record.events {
        let event = serde_json::from_value(stored.payload.clone());
        let event = event.map_err(|error| format!("event {} cannot be read: {error}", stored.sequence))?;
        RegistryImport.apply(&mut state, &event, &stored.stamp);
    }
    Ok(())
}

/// A deadline named `decision` follows from the one limit for decisions that the procedure declares, counted from the day it began.
/// Limits with other names are not derived here.
pub fn check_deadlines(open: &Open, record: &CaseRecord, findings: &mut Findings) -> CommandResult {
    let (head, law) = (&record.head, &open.agency.law);
    let declaration = open.agency.registry.named(&head.procedure).and_then(|surface| surface.declaration());
    let Some(declaration) = declaration else { return Ok(()) };
    let mut limits = declaration.time_limits.iter().map(|(rule, _)| *rule).filter(|rule| rule.ends_with("_decision"));
    let (Some(rule), None) = (limits.next(), limits.next()) else { return Ok(()) };
    let mut reader = open.store().reader()?;
    let deadlines = reader.deadlines(head.area, head.id)?;
    let circumstances = Circumstances { area: Some(head.area), declared: reader.emergencies()? };
    drop(reader);
    for open_one in deadlines.iter().filter(|deadline| deadline.closed_on.is_none() && deadline.deadline.name == "decision") {
        let deadline = &open_one.deadline;
        let title = deadline.title.clone();
        let Ok(derived) = limits::reckon(law, rule, "decision", title, deadline.started_on, &circumstances) else { continue };
        findings.deadlines += 1;
        if derived.due_on != deadline.due_on {
            let (kept, reckoned) = (deadline.due_on, derived.due_on);
            findings.note(head.area, format_args!("case {}: the decision is due on {kept} and reckons to {reckoned}", head.number));
        }
    }
    Ok(())
}
