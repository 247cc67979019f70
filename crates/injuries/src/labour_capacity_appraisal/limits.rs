//! The limits of an appraisal, and what a suspension makes of them. Pure.

use casework::{Deadline, EmergencyRecord, Refusals, STANDS_STILL};
use rules::Law;
use rules::injury::appraisal;
use rules::notice::ServiceMeasure;
use rules::time_limit::{PauseLedger, PausedDue};
use values::{AreaCode, Date, Text};

use super::state::State;
use agency::common::emergency::states;
use agency::common::not_covered;

/// Names of the limits.
pub const INTAKE: &str = "appraisal_intake";
pub const MATERIAL_CHECK: &str = "appraisal_material_check";
pub const CONCLUSION: &str = "appraisal_conclusion";
pub const DELIVERY: &str = "appraisal_delivery";

/// The days that do not count for a case.
pub(super) fn pauses(law: &Law, state: &State, area: Option<AreaCode>, declared: &[EmergencyRecord]) -> Result<PauseLedger, Refusals> {
    match area.filter(|_| !state.is_exempt) {
        None => Ok(PauseLedger::default()),
        Some(area) => appraisal::suspended_days(law, &states(declared), area).map_err(|error| not_covered(error.text()).into()),
    }
}

/// The two limits of a case received on a day.
pub(super) fn limits(law: &Law, received_on: Date, extended: bool, pauses: &PauseLedger) -> Result<Vec<Deadline>, Refusals> {
    let check = appraisal::material_check_due(law, received_on, pauses).map_err(|error| not_covered(error.text()))?;
    let conclusion = appraisal::conclusion_due(law, received_on, extended, pauses).map_err(|error| not_covered(error.text()))?;
    Ok(vec![
        limit(MATERIAL_CHECK, Text::new("材料审核", "check of the papers"), received_on, check),
        limit(CONCLUSION, Text::new("鉴定结论", "conclusion"), received_on, conclusion),
    ])
}

pub(super) fn limit(name: &str, title: Text, started_on: Date, due: PausedDue) -> Deadline {
    let (due_on, derivation, citation) = match due {
        PausedDue::Due(derivation) => (derivation.due_on, derivation.text, derivation.citation),
        PausedDue::StandsStill { text, citation, .. } => (STANDS_STILL, text, citation),
    };
    Deadline { name: name.into(), title, started_on, due_on, derivation, citation }
}

/// While an application waits there is no day, only what it waits for.
pub(super) fn waiting_limit(measure: &ServiceMeasure, listed_on: Date) -> Deadline {
    Deadline {
        name: INTAKE.into(),
        title: Text::new("恢复受理", "intake resumes"),
        started_on: listed_on,
        due_on: STANDS_STILL,
        derivation: Text::new(
            format!("自 {} 起暂停受理（{}），{listed_on} 登记等候，恢复受理时通知", measure.from, measure.citation),
            format!(
                "suspended since {} ({}), on the list since {listed_on}; you are told when intake resumes",
                measure.from, measure.citation
            ),
        ),
        citation: measure.citation.clone(),
    }
}

/// The limits of a case as the declared emergencies now have them.
pub(super) fn anew(
    law: &Law,
    state: &State,
    area: Option<AreaCode>,
    declared: &[EmergencyRecord],
    today: Date,
) -> Result<Vec<Deadline>, Refusals> {
    let Some(waited) = state.waited.as_ref().filter(|_| state.is_waiting()) else {
        let Some(received_on) = state.received_on else { return Ok(Vec::new()) };
        return limits(law, received_on, state.extended, &pauses(law, state, area, declared)?);
    };
    let Some(area) = area else { return Ok(Vec::new()) };
    let suspended = appraisal::intake_suspended(law, &states(declared), area, today).map_err(|error| not_covered(error.text()))?;
    Ok(match suspended {
        Some(measure) => vec![waiting_limit(&measure, waited.listed_on)],
        None => vec![Deadline {
            name: INTAKE.into(),
            title: Text::new("恢复受理", "intake resumes"),
            started_on: waited.listed_on,
            due_on: today,
            derivation: Text::new(
                format!("劳动能力鉴定恢复受理；{} 登记的申请自 {today} 起接着办理，不需要重新申请", waited.listed_on),
                format!(
                    "intake has resumed; the application listed on {} goes on from {today} and need not be made again",
                    waited.listed_on
                ),
            ),
            citation: waited.citation.clone(),
        }],
    })
}
