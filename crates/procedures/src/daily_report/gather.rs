//! What a decision on a daily report rests on.

use agency::common::emergency::states;
use agency::common::not_covered;
use casework::{EmergencyRecord, Failure, Gathering, Refusals, register};
use rules::{Law, MeasureKind, ReportDefinition};
use values::{AreaCode, Date};

use super::day::{AreaDay, CityDay};
use super::seal::{Seal, register_of_seals};
use super::{Command, Figures, register_of};

/// What the decision rests on. Every day read here is guarded: an entry added meanwhile has the decision taken anew.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// A measure of a declared emergency asks for the topic on the day in this area.
    pub is_asked: bool,
    /// In an area.
    pub own: AreaDay,
    pub city: CityDay,
    /// In the city: every area's day.
    pub areas: Vec<(AreaCode, AreaDay)>,
    /// In an area: what the cases say.
    pub derived: Figures,
    /// In the city: the seal set last.
    pub last_seal: Option<Seal>,
}

pub(super) fn gather(law: &Law, gathering: &mut Gathering<'_>, command: &Command) -> Result<Facts, Failure> {
    let mut facts = Facts::default();
    let (Some(definition), Some(city)) = (law.report(&command.topic), law.city()) else { return Ok(facts) };
    let (area, day, register) = (gathering.area(), command.day, register_of(&command.topic));
    let declared = gathering.emergencies()?;
    facts.city = CityDay::of(&gathering.register_day(city.code, &register, day)?);
    if area == city.code {
        for area in &city.areas {
            facts.is_asked |= is_asked(law, &declared, &command.topic, day, area.code).map_err(Failure::from)?;
            let records = gathering.register_day(area.code, &register, day)?;
            facts.areas.push((area.code, AreaDay::of(&records)));
        }
        facts.last_seal = last_seal(gathering, &command.topic)?;
        return Ok(facts);
    }
    facts.is_asked = is_asked(law, &declared, &command.topic, day, area).map_err(Failure::from)?;
    facts.own = AreaDay::of(&gathering.register_day(area, &register, day)?);
    for (field, counted) in counted_fields(definition) {
        let records = gathering.register_day(area, counted, day)?;
        facts.derived.insert(field.to_owned(), register::count(&records));
    }
    Ok(facts)
}

/// The fields that the cases fill, each with its register.
pub fn counted_fields(definition: &ReportDefinition) -> impl Iterator<Item = (&str, &str)> {
    definition.fields.iter().filter_map(|field| Some((field.name.as_str(), field.derived_from.as_deref()?)))
}

/// Read again on the day it was found on, so that the chain cannot fork.
fn last_seal(gathering: &mut Gathering<'_>, topic: &str) -> Result<Option<Seal>, Failure> {
    let (area, register) = (gathering.area(), register_of_seals(topic));
    let Some(last) = gathering.reader().register_last(area, &register)? else { return Ok(None) };
    let records = gathering.register_day(area, &register, last.day)?;
    Ok(records.last().and_then(|record| serde_json::from_value(record.payload.clone()).ok()))
}

/// 威人社函〔2020〕6号 一（二）: the areas report every day while the measure that asks for the topic holds.
pub fn is_asked(law: &Law, declared: &[EmergencyRecord], topic: &str, day: Date, area: AreaCode) -> Result<bool, Refusals> {
    let wanted = |kind: &MeasureKind| matches!(kind, MeasureKind::DailyReport(measure) if measure.subject == topic);
    let declared = states(declared);
    let mut measures = law.measures_on(wanted, &declared, day, area).map_err(|gap| not_covered(gap.text()))?;
    Ok(measures.next().is_some())
}
