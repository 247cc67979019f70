//! Every seal of a daily report reckoned anew from the sum it seals and the seal before.

use std::str::FromStr;

use procedures::daily_report::consolidation::Consolidation;
use procedures::daily_report::day::CONSOLIDATED;
use procedures::daily_report::{Seal, register_of, register_of_seals, seal_of};
use values::{AreaCode, Date};

use super::Findings;
use crate::failure::CommandResult;
use crate::place::Open;

pub fn check(open: &Open, findings: &mut Findings) -> CommandResult {
    for report in open.agency.law.reports() {
        of_topic(open, &report.topic, findings)?;
    }
    Ok(())
}

fn of_topic(open: &Open, topic: &str, findings: &mut Findings) -> CommandResult {
    let city = open.city.code;
    let always = ["0001-01-01", "9999-12-31"].map(Date::from_str);
    let [Ok(first), Ok(last)] = always else { return Ok(()) };
    let mut reader = open.store().reader()?;
    let mut previous: Option<Seal> = None;
    for record in reader.register_between(city, &register_of_seals(topic), first, last)? {
        let Ok(seal) = serde_json::from_value::<Seal>(record.payload.clone()) else {
            findings.note(city, format_args!("a seal of {topic} set on {} cannot be read", record.day));
            continue;
        };
        findings.seals += 1;
        let drawn = reader.register_between(city, &register_of(topic), seal.day, seal.day)?;
        let sums = drawn.iter().filter(|record| record.kind == CONSOLIDATED);
        let sealed = sums.filter_map(|record| serde_json::from_value::<Consolidation>(record.payload.clone()).ok());
        match sealed.into_iter().find(|sum| sum.version == seal.version) {
            Some(sum) if seal_of(&sum, previous.as_ref()) == seal => {}
            _ => note(city, topic, &seal, findings),
        }
        previous = Some(seal);
    }
    Ok(())
}

fn note(city: AreaCode, topic: &str, seal: &Seal, findings: &mut Findings) {
    findings.note(
        city,
        format_args!("seal {} of {topic} ({}) does not agree with the sum it seals or with the seal before", seal.number, seal.day),
    );
}
