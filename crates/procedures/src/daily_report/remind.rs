//! Reminding who is silent: an hour before the cut-off, and at it. Called again and again; each reminder is sent once.

use agency::Agency;
use casework::{Failure, Given, StoreError};
use jiff::civil::Time;
use rules::ReportDefinition;
use values::{AreaCode, Date};

use super::day::AreaDay;
use super::gather::is_asked;
use super::{Act, ChaseMoment, Command, give, register_of};

/// What has to be asked for at an hour of today: today's report once its hour has come, and yesterday's if it never came.
pub fn moments(definition: &ReportDefinition, today: Date, time: Time) -> Vec<(Date, ChaseMoment)> {
    let mut due: Vec<(Date, ChaseMoment)> = today.yesterday().ok().map(|day| (day, ChaseMoment::AtCutOff)).into_iter().collect();
    if time >= definition.cut_off {
        due.push((today, ChaseMoment::AtCutOff));
    } else if time >= definition.reminded_at {
        due.push((today, ChaseMoment::BeforeCutOff));
    }
    due
}

/// Reminds every area that is silent; gives how many reminders were sent. `given` makes the operator's command for an area under a
/// key that names the reminder.
pub fn remind(agency: &Agency, given: impl Fn(AreaCode, String) -> Given) -> Result<usize, Failure> {
    let declared = agency.store.reader()?.emergencies()?;
    let Some(city) = agency.law.city().filter(|_| !declared.is_empty()) else { return Ok(0) };
    let (today, time) = (agency.clock.today(), agency.clock.now().in_china().time());
    let mut sent = 0;
    for definition in agency.law.reports() {
        for (day, moment) in moments(definition, today, time) {
            for area in city.areas.iter().map(|area| area.code) {
                if is_asked(&agency.law, &declared, &definition.topic, day, area)? && is_silent(agency, definition, area, day, moment)? {
                    let command = Command { topic: definition.topic.clone(), day, act: Act::Chase { moment } };
                    let key = format!("chase:{}:{area}:{day}:{}", definition.topic, moment.as_str());
                    sent += usize::from(sent_once(give(agency, area, &command, &given(area, key)))?);
                }
            }
        }
    }
    Ok(sent)
}

fn is_silent(agency: &Agency, definition: &ReportDefinition, area: AreaCode, day: Date, moment: ChaseMoment) -> Result<bool, StoreError> {
    let records = agency.store.reader()?.register_between(area, &register_of(&definition.topic), day, day)?;
    let own = AreaDay::of(&records);
    Ok(own.report().is_none() && !own.was_chased(moment))
}

/// Between the look and the act the area may have reported, or another process may have reminded it.
fn sent_once(answer: Result<casework::Performed, Failure>) -> Result<bool, Failure> {
    match answer {
        Ok(performed) => Ok(!performed.was_replayed),
        Err(Failure::Refused(refusals)) if refusals.has("not_missing") || refusals.has("already_chased") => Ok(false),
        Err(failure) => Err(failure),
    }
}
