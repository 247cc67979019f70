//! The chain never forks, and tampering is found.

use casework::audit::{FIRST_PREVIOUS_HASH, chain_hash};
use values::Fen;

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(the_chain_never_forks,);

fn the_chain_never_forks(world: &World) {
    const WORKERS: i64 = 8;
    const ACTS: i64 = 50;
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            scope.spawn(move || {
                for turn in 0..ACTS {
                    let id = worker * ACTS + turn + 1;
                    // No money: acts that touch the same balance wait for each other before they come to the chain.
                    world.store.commit(&opening(huancui(), id, &format!("{id}"))).unwrap();
                }
            });
        }
    });
    let (mut after, mut previous, mut count) = (0, FIRST_PREVIOUS_HASH.to_owned(), 0);
    loop {
        let page = world.store.views().unwrap().audit_after(huancui(), after, 150).unwrap();
        let Some(last) = page.last() else { break };
        after = last.sequence;
        for record in page {
            count += 1;
            assert_eq!((record.sequence, &record.previous_hash), (count, &previous));
            assert_eq!(record.hash, chain_hash(&previous, record.sequence, &record.entry));
            previous = record.hash;
        }
    }
    assert_eq!(count, WORKERS * ACTS);
}

/// Edits one row behind the store's back.
fn tamper(world: &World, sql: &str) {
    let connection = rusqlite::Connection::open(world.directory.path().join("yunban.sqlite3")).unwrap();
    assert_eq!(connection.execute(sql, []).unwrap(), 1, "{sql}");
}

#[test]
fn a_tampered_row_is_found() {
    let world = World::sqlite();
    let area = huancui();
    let mut act = opening(area, 1, "assessed");
    let opened = obligation(11, 1, month("2020-02"));
    act.effects.contributions.push(casework::ContributionRow {
        month: month("2020-02"),
        employer_id: 1,
        person_id: 1,
        obligation_id: 11,
        base: Fen(400_000),
        parts: parts(),
    });
    act.effects.obligations.push(casework::ObligationChange::Open(opened));
    act.effects.transfers.push(receipt(1, Fen(100)));
    world.store.commit(&act).unwrap();
    let totals = || world.store.views().unwrap().control_totals(area).unwrap();
    let honest = totals();
    assert_eq!((&honest.rows_that_differ, &honest.unbalanced_transfers), (&vec![], &vec![]));

    let total = parts().total().0;
    tamper(&world, "UPDATE contribution_month SET pension_employee_fen = pension_employee_fen - 1");
    assert_eq!(totals().rows_that_differ, [(11, total, total - 1)]);
    tamper(&world, "UPDATE contribution_month SET pension_employer_fen = pension_employer_fen + 1");
    assert_eq!(totals().rows_that_differ, [(11, total, total)], "moved from one part to another");
    tamper(&world, "UPDATE posting SET amount_fen = amount_fen + 1 WHERE account = 'bank'");
    assert_eq!(totals().unbalanced_transfers.len(), 1);
    assert_ne!(totals().postings, totals().balances);
    tamper(&world, "UPDATE audit_entry SET what = 'nothing'");
    let record = world.store.views().unwrap().audit(area, None, 1).unwrap().remove(0);
    assert_ne!(record.hash, chain_hash(&record.previous_hash, record.sequence, &record.entry));
    tamper(&world, "UPDATE case_event SET payload_sealed = replace(payload_sealed, substr(payload_sealed, 30, 4), 'abcd')");
    assert!(matches!(world.store.reader().unwrap().case(area, 1), Err(casework::StoreError::Damaged(_))));
}
