//! One act is all or nothing, once.

use casework::deadline::{Deadline, DeadlineChange};
use casework::material::Material;
use casework::notification::Notification;
use casework::store::{Replayed, StoreError};
use values::{Citation, Fen, Party, Text};

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(
    everything_of_an_act_comes_back,
    a_late_writer_is_refused,
    one_of_ten_racing_writers_wins,
    a_repeat_answers_as_the_first_time,
    numbers_are_handed_out_once,
    documents_come_back,
    works_from_the_blocking_threads_of_an_asynchronous_runtime,
);

fn everything_of_an_act_comes_back(world: &World) {
    let area = huancui();
    let mut act = opening(area, 1, "k1");
    act.head.due_on = Some(day("2020-02-13"));
    let deadline = Deadline {
        name: "decision".into(),
        title: Text::new("审批", "decision"),
        started_on: day("2020-02-10"),
        due_on: day("2020-02-13"),
        derivation: Text::new("三个工作日", "three working days"),
        citation: Citation::new("威人社函〔2020〕6号", "第一条第二项"),
    };
    let material = Material {
        kind: "business_licence".into(),
        file_name: "执照.pdf".into(),
        media_type: "application/pdf".into(),
        size_bytes: 4,
        sha256: world.store.keep_document(b"scan").unwrap(),
        received_at: at(0),
    };
    let notification = Notification { to: Party::employer(1), subject: Text::same("a"), body: Text::new("正文\t\\", "body\n") };
    act.effects.deadlines.push(DeadlineChange::Set(deadline.clone()));
    act.effects.materials.push(material.clone());
    act.effects.notifications.push(notification.clone());
    act.effects.transfers.push(receipt(1, Fen(500)));
    world.store.commit(&act).unwrap();

    let mut reader = world.store.reader().unwrap();
    let record = reader.case(area, 1).unwrap().unwrap();
    assert_eq!((record.head, record.events), (act.head.clone(), act.events.clone()));
    assert_eq!(reader.materials(area, 1).unwrap(), [material]);
    let deadlines = reader.deadlines(area, 1).unwrap();
    assert_eq!((deadlines.len(), &deadlines[0].deadline, deadlines[0].closed_on), (1, &deadline, None));
    assert_eq!(reader.balance(area, ledger::Account::Unallocated, Party::employer(1)).unwrap(), Fen(-500));
    drop(reader);
    let mut views = world.store.views().unwrap();
    let outbox = views.outbox(area, Some(Party::employer(1)), None, 10).unwrap();
    assert_eq!((outbox.len(), &outbox[0].notification), (1, &notification));
    assert_eq!(views.transfers_after(area, 0, 10).unwrap()[0].1, receipt(1, Fen(500)));
    assert_eq!(views.case_by_number(&act.head.number).unwrap(), Some(act.head.clone()));
    drop(views);

    let mut next = following(&act, "k2");
    next.effects.deadlines.push(DeadlineChange::Met { name: "decision".into() });
    world.store.commit(&next).unwrap();
    let mut reader = world.store.reader().unwrap();
    let deadlines = reader.deadlines(area, 1).unwrap();
    assert_eq!((deadlines[0].closed_on, deadlines[0].met), (Some(day("2020-02-10")), true));
    assert!(reader.open_deadlines(area).unwrap().is_empty());
}

fn a_late_writer_is_refused(world: &World) {
    let first = opening(huancui(), 1, "open");
    world.store.commit(&first).unwrap();
    world.store.commit(&following(&first, "quick")).unwrap();
    assert_eq!(world.store.commit(&following(&first, "late")), Err(StoreError::Conflict));
    assert_eq!(shape(world, huancui(), 1), Ok(Some((2, 2))));
    assert_eq!(world.store.reader().unwrap().replayed(huancui(), "late"), Ok(None));
}

fn one_of_ten_racing_writers_wins(world: &World) {
    let first = opening(huancui(), 1, "open");
    world.store.commit(&first).unwrap();
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..10).map(|racer| (racer, following(&first, &format!("racer {racer}")))).collect();
        let running: Vec<_> = racers.into_iter().map(|(_, act)| scope.spawn(move || world.store.commit(&act))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(()) | Err(StoreError::Conflict))), "{outcomes:?}");
    assert_eq!(shape(world, huancui(), 1), Ok(Some((2, 2))));
}

fn a_repeat_answers_as_the_first_time(world: &World) {
    let act = opening(huancui(), 1, "the same key");
    world.store.commit(&act).unwrap();
    // Another case under the same key is the same command, sent again by somebody who got no answer.
    assert_eq!(world.store.commit(&opening(huancui(), 2, "the same key")), Err(StoreError::Conflict));
    let replayed = world.store.reader().unwrap().replayed(huancui(), "the same key").unwrap();
    assert_eq!(replayed, Some(Replayed { case_id: 1, version: 1 }));
    assert_eq!(shape(world, huancui(), 2), Ok(None));
    // A key belongs to its area.
    assert_eq!(world.store.commit(&opening(rushan(), 2, "the same key")), Ok(()));
}

fn numbers_are_handed_out_once(world: &World) {
    let mut numbers: Vec<i64> = std::thread::scope(|scope| {
        let taking: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| (0..50).map(|_| world.store.reserve(huancui(), "case", 1).unwrap()).collect::<Vec<_>>()))
            .collect();
        taking.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let first_of_block = world.store.reserve(huancui(), "case", 1000).unwrap();
    numbers.extend(first_of_block..first_of_block + 1000);
    numbers.sort_unstable();
    let count = numbers.len();
    numbers.dedup();
    assert_eq!((numbers.len(), count), (1400, 1400));
    assert_eq!(numbers[0], 1);
    assert!(world.store.reserve(huancui(), "case", 0).is_err());
    assert_eq!(world.store.reserve(rushan(), "case", 1), Ok(1));
}

fn documents_come_back(world: &World) {
    let sha256 = world.store.keep_document("扫描件".as_bytes()).unwrap();
    assert_eq!(world.store.keep_document("扫描件".as_bytes()).unwrap(), sha256);
    assert_eq!(world.store.views().unwrap().document(&sha256).unwrap().as_deref(), Some("扫描件".as_bytes()));
    assert_eq!(world.store.views().unwrap().document(&"0".repeat(64)), Ok(None));
}

fn works_from_the_blocking_threads_of_an_asynchronous_runtime(world: &World) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let store = std::sync::Arc::clone(&world.store);
    let found = runtime.block_on(async move {
        let work = tokio::task::spawn_blocking(move || {
            store.commit(&opening(huancui(), 1, "asynchronous"))?;
            store.reader()?.replayed(huancui(), "asynchronous")
        });
        work.await.unwrap()
    });
    assert_eq!(found, Ok(Some(Replayed { case_id: 1, version: 1 })));
}
