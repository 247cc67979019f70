//! The daily reports behind the first day: most areas in time, one late, one silent on the last day, and the days before that summed
//! up, sealed and handed up.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use agency::Agency;
use casework::identity::User;
use casework::{Actor, Channel, Given, Role};
use procedures::daily_report::{Act, Command, give, in_figures};
use rules::ReportDefinition;
use values::{AreaCode, Date, Instant, Language};

use super::accounts::DEMO_PASSWORD;
use super::{FIRST_DAY, in_the_past};
use crate::clock::HistoryClock;
use crate::commands::users::{Account, add};
use crate::failure::{CommandError, CommandResult};
use crate::place::Open;

/// The first day the notice asks for, and the last before the demonstration begins, in February 2020.
const DAYS: std::ops::RangeInclusive<i8> = 2..=9;
/// The day on which the last area reports after the hour.
const LATE_ON: i8 = 5;
/// Applications of infected workers the first area received, by day: the cases say only what was decided.
const APPLICATIONS: [(i8, i64); 3] = [(3, 1), (7, 1), (8, 1)];

/// The log-in of the work-injury officer of an area other than the first.
pub fn officer_login(area: AreaCode) -> String {
    format!("injury-{}", area.to_string().to_lowercase())
}

pub fn play(open: &Open, users: &HashMap<&'static str, User>) -> CommandResult {
    let agency = in_the_past(open, Arc::new(HistoryClock::new(FIRST_DAY)));
    let user = |login: &str| users.get(login).ok_or_else(|| CommandError::new(format!("the demonstration has no account {login}")));
    let (first, supervisor) = (user("injury")?.actor(), user("supervisor")?.actor());
    let mut officers = vec![first];
    for area in open.city.areas.iter().skip(1) {
        let account = Account {
            area: area.code,
            login: officer_login(area.code),
            name: format!("{}工伤员", area.short_name.zh),
            roles: vec![Role::InjuryOfficer],
            party: None,
            language: Language::Chinese,
        };
        officers.push(add(open, account, DEMO_PASSWORD)?.actor());
    }
    let law = Arc::clone(&agency.law);
    for definition in law.reports() {
        let story = Story { agency: &agency, definition, officers: &officers, supervisor: &supervisor };
        DAYS.clone().try_for_each(|day| story.day(day))?;
    }
    Ok(())
}

struct Story<'a> {
    agency: &'a Agency,
    definition: &'a ReportDefinition,
    officers: &'a [Actor],
    supervisor: &'a Actor,
}

impl Story<'_> {
    fn day(&self, day: i8) -> CommandResult {
        let is_last = day == *DAYS.end();
        for (place, officer) in self.officers.iter().enumerate() {
            let is_last_area = place + 1 == self.officers.len();
            if is_last_area && is_last {
                continue;
            }
            let (hour, minute) = if is_last_area && day == LATE_ON { (17, 20) } else { (16, 30) };
            let report = self.report(officer.area, place == 0, day)?;
            self.give(officer, officer.area, (day, hour, minute), report)?;
        }
        if is_last {
            return Ok(());
        }
        let mut acts = vec![(40, Act::Consolidate { without: String::new() }), (45, Act::Seal), (50, Act::Export)];
        // The receipt of the day before the last is still awaited.
        if day + 1 < *DAYS.end() {
            let on = Date::constant(2020, 2, day);
            acts.push((
                55,
                Act::Acknowledge { receipt_number: format!("鲁社-{}", on.strftime("%Y%m%d")), acknowledged_on: on.to_string() },
            ));
        }
        acts.into_iter().try_for_each(|(minute, act)| self.give(self.supervisor, self.supervisor.area, (day, 17, minute), act))
    }

    /// What the cases of the day say, and beside it what was received.
    fn report(&self, area: AreaCode, is_first_area: bool, day: i8) -> CommandResult<Act> {
        let (_, _, derived) = in_figures(self.agency, self.definition, area, Date::constant(2020, 2, day))?;
        let received = APPLICATIONS.iter().find(|(on, _)| is_first_area && *on == day).map_or(0, |(_, received)| *received);
        let figures: BTreeMap<String, i64> = self
            .definition
            .fields
            .iter()
            .map(|field| (field.name.clone(), derived.get(&field.name).copied().unwrap_or(received)))
            .collect();
        let zero = figures.values().all(|figure| *figure == 0);
        let figures = figures.into_iter().map(|(name, figure)| (name, figure.to_string())).collect();
        Ok(Act::Report { figures, zero, note: String::new() })
    }

    fn give(&self, actor: &Actor, area: AreaCode, (day, hour, minute): (i8, i8, i8), act: Act) -> CommandResult {
        let today = Date::constant(2020, 2, day);
        let now = Instant::from_china(today.at(hour, minute, 0, 0)).map_err(|error| CommandError::new(error.to_string()))?;
        let command = Command { topic: self.definition.topic.clone(), day: today, act };
        let idempotency_key = format!("demo:daily_report:{}:{area}:{day}:{hour}:{minute}", self.definition.topic);
        let given = Given { actor: actor.clone(), channel: Channel::Web, on_behalf_of: None, cause: None, today, now, idempotency_key };
        give(self.agency, area, &command, &given)?;
        Ok(())
    }
}
