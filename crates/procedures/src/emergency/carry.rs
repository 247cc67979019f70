//! Carrying a changed emergency to every area of the city.

use casework::office::load;
use casework::{CaseTarget, Failure, Given, perform};
use values::AreaCode;

use super::{Command, Emergency, Moved};
use agency::Agency;

/// Reckons every area anew, an act at a time, until nothing is left to move; gives what moved.
///
/// The keys of the acts follow from `given.idempotency_key`, so that repeating the whole finds what was done and goes on.
pub fn reproject_all(agency: &Agency, given: &Given) -> Result<Vec<(AreaCode, Moved)>, Failure> {
    let areas = agency.store.views()?.areas()?;
    let mut moved = Vec::new();
    for area in areas {
        reproject_area(agency, area, given, &mut moved)?;
    }
    Ok(moved)
}

fn reproject_area(agency: &Agency, area: AreaCode, given: &Given, moved: &mut Vec<(AreaCode, Moved)>) -> Result<(), Failure> {
    let procedure = Emergency::new(agency.law.clone());
    for round in 1.. {
        let key = format!("{}:reproject:{area}:{round}", given.idempotency_key);
        let given = Given { idempotency_key: key, ..given.clone() };
        let performed = match perform(agency.store.as_ref(), &procedure, CaseTarget::New(area), &Command::Reproject, &given) {
            Ok(performed) => performed,
            Err(Failure::Refused(refusals)) if refusals.has("nothing_to_move") => break,
            Err(failure) => return Err(failure),
        };
        let mut reader = agency.store.reader()?;
        let target = CaseTarget::Existing { area, id: performed.case_id };
        let state = load(&procedure, reader.as_mut(), target)?.state;
        moved.extend(state.moved.into_iter().map(|moved| (area, moved)));
    }
    Ok(())
}
