//! The nightly look at the limits of every injury case of an area.

use std::collections::BTreeSet;

use agency::Agency;
use agency::registry::CommandFailure;
use casework::{CaseTarget, Failure, Given, Standing};
use jiff::ToSpan;
use serde_json::json;
use values::AreaCode;

use crate::{injury_benefit, injury_recognition, injury_settlement, labour_capacity_appraisal};

/// Names of the limits that are looked after. Each belongs to one procedure of this crate.
pub const WATCHED: &[&str] = &[
    injury_recognition::ACCEPTANCE,
    injury_recognition::SUPPLEMENT,
    injury_recognition::DECISION,
    injury_recognition::DELIVERY,
    labour_capacity_appraisal::MATERIAL_CHECK,
    labour_capacity_appraisal::CONCLUSION,
    labour_capacity_appraisal::DELIVERY,
    injury_settlement::DECISION,
    injury_benefit::DECISION,
];

/// A limit is at risk in its last quarter; none of those looked after is longer than four times this.
const HORIZON_DAYS: i32 = 31;
/// The most limits of one name looked at in a night; the oldest come first.
const LOOKED_AT: u32 = 10_000;

/// Warns of limits that are nearly over and reports those that have passed; gives how many cases were spoken of. Looking twice on
/// one day does it once: each case is looked at under a key of the day.
pub fn watch(agency: &Agency, area: AreaCode, given: &Given) -> Result<usize, Failure> {
    let today = given.today;
    let until = today.checked_add(HORIZON_DAYS.days()).unwrap_or(today);
    let mut reader = agency.store.reader()?;
    let mut cases = BTreeSet::new();
    for name in WATCHED {
        let due = reader.deadlines_due_by(area, name, until, LOOKED_AT)?;
        let urgent = |standing: Standing| matches!(standing, Standing::AtRisk | Standing::Breached);
        cases.extend(due.into_iter().filter(|record| urgent(record.standing(today))).map(|record| record.case_id));
    }
    let mut found = Vec::with_capacity(cases.len());
    for id in cases {
        found.extend(reader.case(area, id)?.map(|record| record.head));
    }
    drop(reader);
    let mut spoken_of = 0;
    for head in found {
        let Some(surface) = agency.registry.named(&head.procedure) else { continue };
        let key = format!("{}:watch:{}:{today}", given.idempotency_key, head.id);
        let given = Given { idempotency_key: key, ..given.clone() };
        let target = CaseTarget::Existing { area, id: head.id };
        match surface.perform(agency.store.as_ref(), target, json!({ "command": "watch" }), &given) {
            Ok(performed) => spoken_of += usize::from(!performed.was_replayed),
            Err(CommandFailure::Failed(Failure::Refused(refusals))) if refusals.has("nothing_to_report") => {}
            Err(CommandFailure::Failed(failure)) => return Err(failure),
            Err(CommandFailure::Malformed(_)) => {}
        }
    }
    Ok(spoken_of)
}
