//! A decision on something that has moved is refused whole; the books agree with each other, or it is found.

use casework::act::{ObligationChange, SeenEntry};
use casework::emergency::EmergencyRecord;
use casework::store::StoreError;
use ledger::{Account, Due, ObligationAmounts};
use values::{Fen, Party};

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(
    a_decision_on_a_stale_book_is_refused_whole,
    two_decisions_that_each_saw_what_the_other_changes_do_not_both_hold,
    a_decision_rests_on_the_whole_list_of_emergencies,
    obligations_move_and_are_settled,
    balances_agree_with_postings_under_concurrency,
);

fn a_decision_on_a_stale_book_is_refused_whole(world: &World) {
    let (area, party) = (huancui(), Party::employer(1));
    let mut paid = opening(area, 1, "paid");
    paid.seen.push(saw_book(area, party, 0));
    paid.effects.transfers.push(receipt(1, Fen(900)));
    world.store.commit(&paid).unwrap();
    assert_eq!(world.store.reader().unwrap().book_version(area, party), Ok(1));

    let mut stale = opening(area, 2, "stale");
    stale.seen.push(saw_book(area, party, 0));
    stale.effects.transfers.push(receipt(1, Fen(100)));
    assert_eq!(world.store.commit(&stale), Err(StoreError::Conflict));
    assert_eq!(shape(world, area, 2), Ok(None));
    let mut reader = world.store.reader().unwrap();
    assert_eq!(reader.replayed(area, "stale"), Ok(None));
    assert_eq!(reader.balance(area, Account::Unallocated, party), Ok(Fen(-900)));
    assert_eq!(reader.book_version(area, party), Ok(1));
    drop(reader);
    assert_eq!(world.store.views().unwrap().audit(area, None, 10).unwrap().len(), 1);

    let mut only_looked = opening(area, 3, "only looked");
    only_looked.seen.push(saw_book(area, party, 0));
    assert_eq!(world.store.commit(&only_looked), Err(StoreError::Conflict));
    stale.seen = vec![saw_book(area, party, 1)];
    assert_eq!(world.store.commit(&stale), Ok(()));
}

/// Write skew: each act changes one book and rests on the other one. Books never written and books written before are
/// guarded in different ways.
fn two_decisions_that_each_saw_what_the_other_changes_do_not_both_hold(world: &World) {
    let area = huancui();
    for round in 0..40_i64 {
        let (left, right) = (Party::employer(2 * round + 1), Party::employer(2 * round + 2));
        let version = round % 2;
        if version == 1 {
            let mut earlier = opening(area, 1000 + round, &format!("earlier {round}"));
            earlier.effects.books = vec![left, right];
            world.store.commit(&earlier).unwrap();
        }
        let act = |changed: Party| {
            let mut act = opening(area, changed.id, &format!("{changed}"));
            act.seen = vec![saw_book(area, left, version), saw_book(area, right, version)];
            act.effects.books = vec![changed];
            act
        };
        let (one, other) = (act(left), act(right));
        let together = std::sync::Barrier::new(2);
        let commit = |act| {
            together.wait();
            world.store.commit(act)
        };
        let outcomes = std::thread::scope(|scope| {
            let running = [scope.spawn(|| commit(&one)), scope.spawn(|| commit(&other))];
            running.map(|thread| thread.join().unwrap())
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "round {round}: {outcomes:?}");
    }
}

fn a_decision_rests_on_the_whole_list_of_emergencies(world: &World) {
    let area = huancui();
    let mut found_none = opening(area, 1, "found none");
    found_none.seen.push(SeenEntry::Emergencies(Vec::new()));
    let record = EmergencyRecord { notice_id: "2020-6".into(), declared_on: day("2020-02-03"), ended_on: None, version: 0 };
    let mut declared = opening(area, 2, "declared");
    declared.seen.push(SeenEntry::Emergencies(Vec::new()));
    declared.effects.emergencies.push(record.clone());
    world.store.commit(&declared).unwrap();
    assert_eq!(world.store.commit(&found_none), Err(StoreError::Conflict));
    assert_eq!(world.store.reader().unwrap().emergencies(), Ok(vec![EmergencyRecord { version: 1, ..record.clone() }]));

    found_none.seen = vec![SeenEntry::Emergencies(vec![("2020-6".into(), 1)])];
    world.store.commit(&found_none).unwrap();
    let mut ended = opening(area, 3, "ended");
    ended.seen.push(SeenEntry::Emergencies(vec![("2020-6".into(), 1)]));
    ended.effects.emergencies.push(EmergencyRecord { ended_on: Some(day("2020-03-08")), ..record });
    world.store.commit(&ended).unwrap();
    let mut late = opening(area, 4, "late");
    late.seen.push(SeenEntry::Emergencies(vec![("2020-6".into(), 1)]));
    assert_eq!(world.store.commit(&late), Err(StoreError::Conflict));
}

fn obligations_move_and_are_settled(world: &World) {
    let (area, debtor) = (huancui(), Party::employer(1));
    let mut act = opening(area, 1, "open");
    let mut opened = obligation(11, 1, month("2020-02"));
    act.effects.obligations.push(ObligationChange::Open(opened.clone()));
    world.store.commit(&act).unwrap();
    assert_eq!(world.store.reader().unwrap().obligations(area, debtor, true), Ok(vec![opened.clone()]));

    let mut moved = following(&act, "moved");
    let (due, deferral_case_id) = (Due::WhenEmergencyEnds, Some(1));
    moved.effects.obligations.push(ObligationChange::Moved { id: 11, debtor, due, deferral_case_id, snaps_back: true });
    world.store.commit(&moved).unwrap();
    (opened.due, opened.deferral_case_id, opened.snaps_back) = (due, deferral_case_id, true);
    assert_eq!(world.store.reader().unwrap().obligations_deferred(area), Ok(vec![opened.clone()]));

    let mut settled = following(&moved, "settled");
    let (owed_more, paid_more) =
        (ObligationAmounts { late_fee: Fen(5), ..Default::default() }, ObligationAmounts { contribution: parts(), late_fee: Fen(5) });
    let settled_on = Some(day("2020-07-01"));
    settled.effects.obligations.push(ObligationChange::Settled { id: 11, debtor, owed_more, paid_more, settled_on });
    world.store.commit(&settled).unwrap();
    let mut reader = world.store.reader().unwrap();
    opened.owed.late_fee = Fen(5);
    opened.paid = opened.owed;
    opened.settled_on = settled_on;
    assert_eq!(reader.obligations(area, debtor, false), Ok(vec![opened]));
    assert_eq!(reader.obligations(area, debtor, true), Ok(vec![]));
    assert_eq!(reader.obligations_deferred(area), Ok(vec![]));
}

fn balances_agree_with_postings_under_concurrency(world: &World) {
    let area = huancui();
    std::thread::scope(|scope| {
        for worker in 0..4_i64 {
            scope.spawn(move || {
                for turn in 0..25_i64 {
                    let id = worker * 100 + turn + 1;
                    let mut act = opening(area, id, &format!("payment {id}"));
                    act.effects.transfers.push(receipt(turn % 3 + 1, Fen(id)));
                    world.store.commit(&act).unwrap();
                }
            });
        }
    });
    let totals = world.store.views().unwrap().control_totals(area).unwrap();
    let received: i64 = (0..4).flat_map(|worker| (0..25).map(move |turn| worker * 100 + turn + 1)).sum();
    assert_eq!(totals.postings, totals.balances);
    assert_eq!(totals.postings, [("bank".to_owned(), received), ("unallocated".to_owned(), -received)]);
    assert!(totals.unbalanced_transfers.is_empty());
}
