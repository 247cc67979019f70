//! Words of the daily reports. Every one begins with `day` and is about the day of the row, or `day of 2020-02-10 …`.

use casework::CaseTarget;
use serde_json::{Value, json};
use values::{AreaCode, Date};

use super::Answer;
use super::parse::Row;
use super::replay::Door;
use super::world::{World, given_by};
use crate::daily_report::day::AreaDay;
use crate::daily_report::{CityView, NAME, register_of, remind};

/// `day report recognised=0,applications=0 zero note 说明`, `day correct … reason 理由`, `day look` (the server's clock), `day consolidate
/// without 理由`, `day reopen 理由`, `day seal`, `day export`, `day acknowledge 编号`.
pub(super) fn play(world: &World, door: &mut dyn Door, row: &Row) -> Result<Answer, String> {
    let (on, words) = about(row.on, &row.does)?;
    let who = row.who.as_str();
    let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
    let act = match verb {
        "look" => return look(world, who),
        "report" => reported("report", rest),
        "correct" => reported("correct", rest),
        "consolidate" => json!({ "command": "consolidate", "without": rest.strip_prefix("without ").unwrap_or("") }),
        "reopen" => json!({ "command": "reopen", "area": world.area, "reason": rest }),
        "seal" => json!({ "command": "seal" }),
        "export" => json!({ "command": "export" }),
        "acknowledge" => json!({ "command": "acknowledge", "receipt_number": rest, "acknowledged_on": row.on.to_string() }),
        other => return Err(format!("a day has no {other}")),
    };
    let area = if matches!(verb, "report" | "correct") { world.area } else { world.city };
    Ok(door.give(world, who, NAME, target(world, area, on)?, with_topic(world, on, act)?))
}

fn about(on: Date, words: &str) -> Result<(Date, &str), String> {
    let words = words.trim().strip_prefix("day ").ok_or("write: day …")?;
    let Some(rest) = words.strip_prefix("of ") else { return Ok((on, words)) };
    let (day, rest) = rest.split_once(' ').ok_or("write: day of 2020-02-10 …")?;
    Ok((day.parse().map_err(|_| format!("{day} is no day"))?, rest))
}

fn topic(world: &World) -> Result<&str, String> {
    world.agency.law.reports().first().map(|report| report.topic.as_str()).ok_or_else(|| "no report is defined".to_owned())
}

fn with_topic(world: &World, on: Date, mut act: Value) -> Result<Value, String> {
    act["topic"] = json!(topic(world)?);
    act["day"] = json!(on);
    Ok(act)
}

fn target(world: &World, area: AreaCode, on: Date) -> Result<CaseTarget, String> {
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let records = reader.register_between(area, &register_of(topic(world)?), on, on).map_err(|error| error.to_string())?;
    Ok(records.first().map_or(CaseTarget::New(area), |record| CaseTarget::Existing { area, id: record.case_id }))
}

/// `recognised=1,applications=2 [zero] [note …] [reason …]`.
fn reported(command: &str, words: &str) -> Value {
    let (words, reason) = words.split_once(" reason ").unwrap_or((words, ""));
    let (words, note) = words.split_once(" note ").unwrap_or((words, ""));
    let mut parts = words.split_whitespace();
    let pairs = parts.next().unwrap_or("").split(',').filter_map(|pair| pair.split_once('='));
    let figures: serde_json::Map<String, Value> = pairs.map(|(name, figure)| (name.to_owned(), json!(figure))).collect();
    let zero = parts.any(|word| word == "zero");
    let mut act = json!({ "command": command, "figures": figures, "zero": zero, "note": note });
    if command == "correct" {
        act["reason"] = json!(reason);
    }
    act
}

/// The server looks at the clock; it is nobody's form.
fn look(world: &World, _who: &str) -> Result<Answer, String> {
    let given = |area, key| given_by(world, casework::Actor::system(area), key);
    remind(&world.agency, given).map_err(|failure| failure.to_string())?;
    Ok(Ok(0))
}

/// `day missing`, `day zero late`, `day cases corrected`; `day reminded 2`; `day sum recognised 3`; `day version 2`; `day sealed 1`;
/// `day receipt 鲁-1`; each may be `day of 2020-02-10 …`.
pub(super) fn check(world: &World, words: &str) -> Result<(), String> {
    let today = casework::Clock::today(world.clock.as_ref());
    let (on, asked) = about(today, words)?;
    let definition = world.agency.law.report(topic(world)?).ok_or("no report is defined")?;
    let view = CityView::load(&world.agency, definition, on).map_err(|error| error.to_string())?;
    let own = view.areas.iter().find(|(area, _)| *area == world.area).map(|(_, day)| day).ok_or("the area is gone")?;
    let city = &view.city;
    let parts: Vec<&str> = asked.split_whitespace().collect();
    let (found, wanted) = match parts.as_slice() {
        ["reminded", count] => (own.chased.len().to_string(), (*count).to_owned()),
        ["sum", field, sum] => {
            let drawn = city.consolidation.as_ref().and_then(|drawn| drawn.sum.get(*field).copied());
            (drawn.map_or("none".to_owned(), |sum| sum.to_string()), (*sum).to_owned())
        }
        ["version", version] => (city.consolidation.as_ref().map_or(0, |drawn| drawn.version).to_string(), (*version).to_owned()),
        ["sealed", number] => (city.seal.as_ref().map_or(0, |seal| seal.number).to_string(), (*number).to_owned()),
        ["receipt", number] => (city.receipt.as_ref().map_or("none", |(number, _)| number.as_str()).to_owned(), (*number).to_owned()),
        state => (standing(own), state.join(" ")),
    };
    if found == wanted { Ok(()) } else { Err(format!("{words}: found {found}")) }
}

fn standing(own: &AreaDay) -> String {
    let late = if own.is_late() { " late" } else { "" };
    let corrected = if own.corrections() > 0 { " corrected" } else { "" };
    format!("{}{late}{corrected}", own.state().as_str())
}
