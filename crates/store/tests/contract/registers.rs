//! Registers are only added to, and a decision on a day that has grown is refused whole.

use casework::act::SeenEntry;
use casework::register::{COUNTED, DISCOUNTED, RegisterEntry, count};
use casework::store::StoreError;
use serde_json::json;

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(
    entries_are_numbered_by_day_and_read_in_order,
    a_decision_on_a_day_that_has_grown_is_refused_whole,
    one_of_many_who_saw_an_empty_day_adds_to_it,
    what_is_counted_blindly_is_counted_once_each,
);

fn entry(on: &str, kind: &str) -> RegisterEntry {
    RegisterEntry::new("daily_report.test", day(on), kind, json!({ "figures": { "a": 1 } }))
}

fn entries_are_numbered_by_day_and_read_in_order(world: &World) {
    let area = huancui();
    for (id, on) in [(1, "2020-02-11"), (2, "2020-02-10"), (3, "2020-02-10")] {
        let mut act = opening(area, id, &format!("key {id}"));
        act.effects.registers = vec![entry(on, "reported"), entry(on, "corrected")];
        world.store.commit(&act).unwrap();
    }
    let mut reader = world.store.reader().unwrap();
    let found = reader.register_between(area, "daily_report.test", day("2020-02-10"), day("2020-02-11")).unwrap();
    let places: Vec<_> = found.iter().map(|record| (record.day.to_string(), record.sequence, record.case_id)).collect();
    let expected = [
        ("2020-02-10", 1, 2),
        ("2020-02-10", 2, 2),
        ("2020-02-10", 3, 3),
        ("2020-02-10", 4, 3),
        ("2020-02-11", 1, 1),
        ("2020-02-11", 2, 1),
    ];
    assert_eq!(places, expected.map(|(on, sequence, id)| (on.to_owned(), sequence, id)));
    assert_eq!(found[0].payload["figures"]["a"], 1);
    let last = reader.register_last(area, "daily_report.test").unwrap().unwrap();
    assert_eq!((last.day, last.sequence), (day("2020-02-11"), 2));
    assert_eq!(reader.register_last(rushan(), "daily_report.test").unwrap(), None);
    assert_eq!(reader.register_between(area, "daily_report.other", day("2020-02-10"), day("2020-02-11")).unwrap(), []);
}

fn saw(entries: i64) -> SeenEntry {
    SeenEntry::Register { area: huancui(), register: "daily_report.test".into(), day: day("2020-02-10"), entries }
}

fn a_decision_on_a_day_that_has_grown_is_refused_whole(world: &World) {
    let mut first = opening(huancui(), 1, "first");
    first.seen.push(saw(0));
    first.effects.registers = vec![entry("2020-02-10", "reported")];
    world.store.commit(&first).unwrap();

    // Another area's act rests on the day without adding to it.
    let mut stale = opening(rushan(), 2, "stale");
    stale.seen.push(saw(0));
    assert_eq!(world.store.commit(&stale), Err(StoreError::Conflict));
    assert_eq!(shape(world, rushan(), 2), Ok(None));
    stale.seen = vec![saw(1)];
    world.store.commit(&stale).unwrap();

    let mut second = opening(huancui(), 3, "second");
    second.seen.push(saw(0));
    second.effects.registers = vec![entry("2020-02-10", "reported")];
    assert_eq!(world.store.commit(&second), Err(StoreError::Conflict));
    second.seen = vec![saw(1)];
    world.store.commit(&second).unwrap();
}

fn one_of_many_who_saw_an_empty_day_adds_to_it(world: &World) {
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (1..=8)
            .map(|id| {
                scope.spawn(move || {
                    let mut act = opening(huancui(), id, &format!("race {id}"));
                    act.seen.push(saw(0));
                    act.effects.registers = vec![entry("2020-02-10", "reported")];
                    world.store.commit(&act)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer| matches!(answer, Ok(()) | Err(StoreError::Conflict))), "{answers:?}");
    let found =
        world.store.reader().unwrap().register_between(huancui(), "daily_report.test", day("2020-02-10"), day("2020-02-10")).unwrap();
    assert_eq!(found.len(), 1);
}

fn what_is_counted_blindly_is_counted_once_each(world: &World) {
    std::thread::scope(|scope| {
        for id in 1..=8 {
            scope.spawn(move || {
                let mut act = opening(huancui(), id, &format!("count {id}"));
                act.effects.registers = vec![entry("2020-02-10", if id == 8 { DISCOUNTED } else { COUNTED })];
                // Acts of one area wait for each other; none has seen the day, so none is stale.
                world.store.commit(&act).unwrap();
            });
        }
    });
    let found =
        world.store.reader().unwrap().register_between(huancui(), "daily_report.test", day("2020-02-10"), day("2020-02-10")).unwrap();
    assert_eq!((found.len(), count(&found)), (8, 6));
    assert!((1..).zip(&found).all(|(sequence, record)| record.sequence == sequence));
}
