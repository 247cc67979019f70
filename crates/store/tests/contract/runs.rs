//! Runs: leased by one, written once, counted twice.

use casework::registry::{ContributionRow, Employment};
use casework::run::{Chunk, Lease};
use casework::store::{ChunkResult, CityRow, StoreError};
use values::{Fen, Party};

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(
    a_lease_is_taken_over_after_its_holders_death_and_not_before,
    ten_workers_never_hold_the_same_chunk,
    a_chunk_is_never_doubled,
);

const RUN: i64 = 40;

fn chunk(number: i64) -> Chunk {
    let first_party_id = number * 10;
    Chunk { area: huancui(), run_id: RUN, number, month: month("2020-02"), first_party_id, last_party_id: first_party_id + 9 }
}

fn lease(holder: &str, seconds: i64) -> Lease {
    Lease { holder: holder.into(), now: at(seconds), until: at(seconds + 60) }
}

fn a_lease_is_taken_over_after_its_holders_death_and_not_before(world: &World) {
    let area = huancui();
    world.store.plan_run(area, RUN, &[chunk(1)]).unwrap();
    world.store.plan_run(area, RUN, &[chunk(1), chunk(2)]).unwrap();
    assert_eq!(world.store.reader().unwrap().run_progress(area, RUN).unwrap().chunks, 1, "planned once");
    assert_eq!(world.store.lease_chunk(area, RUN, &lease("dies", 0)), Ok(Some(chunk(1))));
    assert_eq!(world.store.lease_chunk(area, RUN, &lease("waits", 59)), Ok(None));
    assert_eq!(world.store.lease_chunk(area, RUN, &lease("takes over", 60)), Ok(Some(chunk(1))));
    assert_eq!(world.store.lease_chunk(area, RUN, &lease("waits", 61)), Ok(None));
    assert_eq!(world.store.views().unwrap().unfinished_runs(), Ok(vec![(area, RUN, month("2020-02"))]));
    assert_eq!(world.store.write_chunk(&chunk(1), &result(1), at(70)), Ok(true));
    assert_eq!(world.store.lease_chunk(area, RUN, &lease("too late", 1000)), Ok(None));
    assert_eq!(world.store.views().unwrap().unfinished_runs(), Ok(vec![]));
    assert_eq!(world.store.reader().unwrap().assessed_months(area), Ok(vec![(month("2020-02"), RUN)]));
}

fn ten_workers_never_hold_the_same_chunk(world: &World) {
    let chunks: Vec<Chunk> = (1..=40).map(chunk).collect();
    world.store.plan_run(huancui(), RUN, &chunks).unwrap();
    let mut taken: Vec<i64> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..10)
            .map(|worker| {
                scope.spawn(move || {
                    let mut mine = Vec::new();
                    // With every free chunk locked by others at one moment, a worker may be told "none" too early: it asks again.
                    for _ in 0..60 {
                        let leased = world.store.lease_chunk(huancui(), RUN, &lease(&format!("worker {worker}"), 0)).unwrap();
                        mine.extend(leased.map(|chunk| chunk.number));
                    }
                    mine
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    taken.sort_unstable();
    assert_eq!(taken, (1..=40).collect::<Vec<_>>());
}

/// Ten employers with two people each.
fn result(number: i64) -> ChunkResult {
    let employers = number * 10..number * 10 + 10;
    let mut result = ChunkResult { obligations: vec![], contributions: vec![], transfers: vec![], total_fen: 0 };
    for employer_id in employers {
        let mut obligation = obligation(employer_id, employer_id, month("2020-02"));
        obligation.owed.contribution = parts() + parts();
        for person_id in [employer_id * 2, employer_id * 2 + 1] {
            result.contributions.push(ContributionRow {
                month: month("2020-02"),
                employer_id,
                person_id,
                obligation_id: employer_id,
                base: Fen(400_000),
                parts: parts(),
            });
        }
        result.total_fen += obligation.owed.total().0;
        result.obligations.push(obligation);
    }
    result.transfers.push(assessment(month("2020-02"), 20));
    result
}

fn a_chunk_is_never_doubled(world: &World) {
    let area = huancui();
    let employments = (10..30).map(|employer_id| Employment {
        employer_id,
        person_id: employer_id * 2,
        from_month: month("2020-01"),
        until_month: None,
        declared_wage: Fen(400_000),
    });
    let rows = (10..30).map(|id| CityRow::Employer(employer(area, id)));
    world.store.load_city(&mut rows.chain(employments.map(|employment| CityRow::Employment(area, employment)))).unwrap();
    world.store.plan_run(area, RUN, &[chunk(1), chunk(2)]).unwrap();
    let inputs = world.store.reader().unwrap().chunk_inputs(&chunk(1)).unwrap();
    assert_eq!((inputs.employers.len(), inputs.employers[0], inputs.employments[9]), (10, (10, 3, 1000), (19, 38, 400_000)));
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..6).map(|_| scope.spawn(|| world.store.write_chunk(&chunk(1), &result(1), at(1)))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(true)).count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(false)).count(), 5, "{outcomes:?}");
    assert!(matches!(world.store.write_chunk(&chunk(3), &result(3), at(1)), Err(StoreError::Damaged(_))), "never planned");

    let mut reader = world.store.reader().unwrap();
    let progress = reader.run_progress(area, RUN).unwrap();
    assert_eq!((progress.chunks, progress.chunks_done, progress.items, progress.total_fen), (2, 1, 20, result(1).total_fen));
    assert_eq!(reader.book_version(area, Party::employer(10)), Ok(1));
    assert_eq!(reader.book_version(area, Party::employer(20)), Ok(0));
    assert_eq!(reader.contributions_of_employer(area, 11, month("2020-02")).unwrap(), &result(1).contributions[2..4]);
    let (row, obligation) = reader.contributions_of_person(area, 22).unwrap().remove(0);
    assert_eq!((row.person_id, obligation.id, obligation.owed.total()), (22, 11, parts().total() + parts().total()));
    drop(reader);
    let totals = world.store.views().unwrap().control_totals(area).unwrap();
    assert_eq!(totals.postings, totals.balances);
    for (account, amount) in totals.obligations.iter().filter(|(_, amount)| *amount != 0) {
        assert!(totals.balances.contains(&(account.clone(), *amount)), "{account} {amount}");
    }
    assert_eq!((totals.rows_that_differ, totals.unbalanced_transfers), (vec![], vec![]));
    let audit = world.store.views().unwrap().audit(area, None, 1).unwrap();
    assert_eq!(audit[0].entry.what, "run.chunk_written");
}
