//! Giving a command on a day: the case of the day is found, or opened by whoever is first.

use agency::Agency;
use casework::office::load;
use casework::procedure::{CaseRef, Procedure};
use casework::{CaseTarget, Failure, Gathering, Given, Performed, StoreError, perform, register};
use rules::ReportDefinition;
use values::{AreaCode, CaseNumber, Date};

use super::day::{AreaDay, CityDay};
use super::gather::counted_fields;
use super::{Command, DailyReport, Figures, register_of};

/// Somebody may open the day between the look and the act.
const ATTEMPTS: usize = 3;

/// Performs a command on the day of an area, or of the city.
pub fn give(agency: &Agency, area: AreaCode, command: &Command, given: &Given) -> Result<Performed, Failure> {
    let procedure = DailyReport::new(agency.law.clone());
    let mut answer = Err(Failure::Store(StoreError::Conflict));
    for _ in 0..ATTEMPTS {
        let records = agency.store.reader()?.register_between(area, &register_of(&command.topic), command.day, command.day)?;
        let target = match records.first() {
            Some(record) => CaseTarget::Existing { area, id: record.case_id },
            None => CaseTarget::New(area),
        };
        answer = perform(agency.store.as_ref(), &procedure, target, command, given);
        match &answer {
            Err(Failure::Refused(refusals)) if refusals.has("already_opened") => {}
            _ => break,
        }
    }
    answer
}

/// The day of every area and of the city.
#[derive(Debug, Clone)]
pub struct CityView {
    pub areas: Vec<(AreaCode, AreaDay)>,
    pub city: CityDay,
    /// What the cases of each area say now, in the order of `areas`.
    pub derived: Vec<Figures>,
}

impl CityView {
    pub fn load(agency: &Agency, definition: &ReportDefinition, day: Date) -> Result<CityView, StoreError> {
        let mut reader = agency.store.reader()?;
        let register = register_of(&definition.topic);
        let Some(city) = agency.law.city() else { return Err(StoreError::Unavailable("the region is no city".to_owned())) };
        let mut view = CityView { areas: Vec::new(), city: CityDay::default(), derived: Vec::new() };
        view.city = CityDay::of(&reader.register_between(city.code, &register, day, day)?);
        for area in &city.areas {
            view.areas.push((area.code, AreaDay::of(&reader.register_between(area.code, &register, day, day)?)));
            let mut figures = Figures::new();
            for (field, counted) in counted_fields(definition) {
                figures.insert(field.to_owned(), register::count(&reader.register_between(area.code, counted, day, day)?));
            }
            view.derived.push(figures);
        }
        Ok(view)
    }
}

/// The figures of an area's day, as the cases give them and as they were reported.
pub fn in_figures(
    agency: &Agency,
    definition: &ReportDefinition,
    area: AreaCode,
    day: Date,
) -> Result<(AreaDay, CityDay, Figures), StoreError> {
    let mut reader = agency.store.reader()?;
    let register = register_of(&definition.topic);
    let own = AreaDay::of(&reader.register_between(area, &register, day, day)?);
    let city = match agency.law.city() {
        Some(city) => CityDay::of(&reader.register_between(city.code, &register, day, day)?),
        None => CityDay::default(),
    };
    let mut derived = Figures::new();
    for (field, counted) in counted_fields(definition) {
        derived.insert(field.to_owned(), register::count(&reader.register_between(area, counted, day, day)?));
    }
    Ok((own, city, derived))
}

/// Whether a command would be accepted now, without giving it: for the page on which the answers are checked.
pub fn try_out(agency: &Agency, area: AreaCode, command: &Command, given: &Given) -> Result<(), Failure> {
    let procedure = DailyReport::new(agency.law.clone());
    let mut reader = agency.store.reader()?;
    let records = reader.register_between(area, &register_of(&command.topic), command.day, command.day)?;
    let target = records.first().map_or(CaseTarget::New(area), |record| CaseTarget::Existing { area, id: record.case_id });
    let loaded = load(&procedure, reader.as_mut(), target)?;
    let mut gathering = Gathering::new(agency.store.as_ref(), reader.as_mut(), area);
    let facts = procedure.gather(&mut gathering, loaded.head.as_ref(), &loaded.state, command, given)?;
    // A new case has no number before it is opened; any of its year stands in for it here.
    let number = CaseNumber::new(area, given.today.year(), 1).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let number = loaded.head.as_ref().map_or(number, |head| head.number);
    let case = CaseRef { area, id: loaded.head.as_ref().map_or(0, |head| head.id), number: &number, head: loaded.head.as_ref() };
    procedure.decide(case, &loaded.state, command, &facts, given)?;
    Ok(())
}
