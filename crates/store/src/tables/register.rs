//! Registers by area and day: entries are added, and a decision that rests on a day is refused when it has grown.

use std::collections::BTreeMap;

use casework::act::{Act, SeenEntry};
use casework::register::RegisterRecord;
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Date};

use crate::engine::{Connection, Row};
use crate::statement::statements;

macro_rules! columns {
    () => {
        "area, register_name, on_day, sequence, case_id, kind, payload, actor_id, actor_name, at"
    };
}

statements! {
    /// A row to lock where nothing was ever added.
    START = "INSERT INTO register_day (area, register_name, on_day, entries) VALUES ($1, $2, $3, 0) ON CONFLICT (area, register_name, on_day) DO NOTHING";
    /// Held to the commit, so that nobody adds to the day between this check and it.
    LOCK = "SELECT entries FROM register_day WHERE area = $1 AND register_name = $2 AND on_day = $3 /*postgres FOR UPDATE*/";
    GROW = "UPDATE register_day SET entries = $4 WHERE area = $1 AND register_name = $2 AND on_day = $3";
    ADD = concat!("INSERT INTO register_entry (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    BETWEEN = concat!("SELECT ", columns!(), " FROM register_entry WHERE area = $1 AND register_name = $2 AND on_day BETWEEN $3 AND $4 ORDER BY on_day, sequence");
    LAST = concat!("SELECT ", columns!(), " FROM register_entry WHERE area = $1 AND register_name = $2 ORDER BY on_day DESC, sequence DESC LIMIT 1");
}

/// A register on a day in an area.
type Day = (AreaCode, String, Date);

/// What an act has to do with a day.
#[derive(Default)]
struct Touch {
    seen: Option<i64>,
    adds: Vec<usize>,
}

/// Checks the days that were seen and adds the act's entries, in the order of their keys, which keeps two acts from waiting for
/// each other in a circle.
pub fn check_and_add(connection: &mut dyn Connection, act: &Act) -> StoreResult<()> {
    let mut days: BTreeMap<Day, Touch> = BTreeMap::new();
    for entry in &act.seen {
        if let SeenEntry::Register { area, register, day, entries } = entry {
            days.entry((*area, register.clone(), *day)).or_default().seen = Some(*entries);
        }
    }
    for (position, entry) in act.effects.registers.iter().enumerate() {
        days.entry((act.head.area, entry.register.clone(), entry.day)).or_default().adds.push(position);
    }
    for (day, touch) in &days {
        let last = locked(connection, day)?;
        if touch.seen.is_some_and(|seen| seen != last) {
            return Err(StoreError::Conflict);
        }
        for (sequence, position) in (last + 1..).zip(&touch.adds) {
            add(connection, act, *position, sequence)?;
        }
        if !touch.adds.is_empty() {
            let (area, register, on) = day;
            let entries = last + touch.adds.len() as i64;
            connection.execute(&GROW, &[area.into(), register.into(), (*on).into(), entries.into()])?;
        }
    }
    Ok(())
}

fn locked(connection: &mut dyn Connection, (area, register, day): &Day) -> StoreResult<i64> {
    let key = [area.into(), register.into(), (*day).into()];
    connection.execute(&START, &key)?;
    Ok(connection.first(&LOCK, &key, |row| row.int(0))?.unwrap_or(0))
}

fn add(connection: &mut dyn Connection, act: &Act, position: usize, sequence: i64) -> StoreResult<()> {
    let Some(entry) = act.effects.registers.get(position) else { return Ok(()) };
    let actor = &act.given.actor;
    let values = [
        (&act.head.area).into(),
        (&entry.register).into(),
        entry.day.into(),
        sequence.into(),
        act.head.id.into(),
        (&entry.kind).into(),
        entry.payload.to_string().into(),
        actor.user_id.into(),
        (&actor.name).into(),
        act.given.now.into(),
    ];
    connection.execute(&ADD, &values).map(|_| ())
}

pub fn between(
    connection: &mut dyn Connection,
    area: AreaCode,
    register: &str,
    from: Date,
    until: Date,
) -> StoreResult<Vec<RegisterRecord>> {
    connection.rows(&BETWEEN, &[(&area).into(), register.into(), from.into(), until.into()], read)
}

pub fn last(connection: &mut dyn Connection, area: AreaCode, register: &str) -> StoreResult<Option<RegisterRecord>> {
    connection.first(&LAST, &[(&area).into(), register.into()], read)
}

fn read(row: &dyn Row) -> StoreResult<RegisterRecord> {
    let payload = serde_json::from_str(&row.text(6)?);
    Ok(RegisterRecord {
        area: row.parsed(0)?,
        day: row.parsed(2)?,
        sequence: row.int(3)?,
        case_id: row.int(4)?,
        kind: row.text(5)?,
        payload: payload.map_err(|error| StoreError::Damaged(format!("an entry of a register: {error}")))?,
        actor_id: row.int(7)?,
        actor_name: row.text(8)?,
        at: row.parsed(9)?,
    })
}
