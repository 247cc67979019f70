//! How fast the store is on this machine: acts by clients, and a chunk of a run beside plain inserts of the same rows.
//!
//! `cargo run --release -p store --example measure`; PostgreSQL is measured where it is installed.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]
#![allow(dead_code, reason = "the world of the contract test has more in it than is measured")]

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant as Clock};

use casework::deadline::{Deadline, DeadlineChange};
use casework::notification::Notification;
use casework::registry::{ContributionRow, Employment};
use casework::run::Chunk;
use casework::store::{ChunkResult, CityRow};
use casework::worklist::CaseFilter;
use values::{Citation, Fen, Party, Text};
use world::*;

#[path = "../tests/contract/world.rs"]
mod world;

const PEOPLE: i64 = 100_000;
const EMPLOYERS: i64 = 1_000;

fn main() {
    println!("SQLite");
    measure(&World::sqlite());
    if let Some(world) = World::postgres() {
        println!("PostgreSQL");
        measure(&world);
    }
}

fn measure(world: &World) {
    let next_id = AtomicI64::new(1);
    for clients in [1, 8, 64] {
        acts(world, clients, &next_id);
    }
    queue(world);
    city_and_run(world);
}

/// Case, event, deadline, two postings with balances, notification, audit entry, key: for three seconds.
fn acts(world: &World, clients: usize, next_id: &AtomicI64) {
    let began = Clock::now();
    let done = AtomicI64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                while began.elapsed() < Duration::from_secs(3) {
                    let id = next_id.fetch_add(1, Ordering::Relaxed);
                    world.store.commit(&full_act(id)).unwrap();
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let seconds = began.elapsed().as_secs_f64();
    println!("  {clients:3} clients: {:8.0} acts/s", done.load(Ordering::Relaxed) as f64 / seconds);
}

fn full_act(id: i64) -> casework::Act {
    let mut act = opening(huancui(), id, &format!("key {id}"));
    act.effects.deadlines.push(DeadlineChange::Set(Deadline {
        name: "decision".into(),
        title: Text::new("审批", "decision"),
        started_on: day("2020-02-10"),
        due_on: day("2020-02-13"),
        derivation: Text::new("三个工作日", "three working days"),
        citation: Citation::new("威人社函〔2020〕6号", "第一条第二项"),
    }));
    act.effects.transfers.push(receipt(id % 1000 + 1, Fen(100)));
    let body = Text::new("您的申请已受理", "Your application was accepted");
    act.effects.notifications.push(Notification { to: Party::employer(id % 1000 + 1), subject: body.clone(), body });
    act
}

fn queue(world: &World) {
    let filter = CaseFilter { areas: vec![huancui()], only_open: true, limit: 50, ..CaseFilter::default() };
    let began = Clock::now();
    let mut pages = 0;
    while began.elapsed() < Duration::from_secs(1) {
        assert_eq!(world.store.views().unwrap().cases(&filter).unwrap().len(), 50);
        pages += 1;
    }
    println!("  pages of 50 of the queue: {:6.0} a second", f64::from(pages) / began.elapsed().as_secs_f64());
}

fn city_and_run(world: &World) {
    let area = huancui();
    let began = Clock::now();
    let employers = (1..=EMPLOYERS).map(|id| CityRow::Employer(employer(area, id)));
    let people = (1..=PEOPLE).map(|id| CityRow::Person(citizen(id)));
    let employments = (1..=PEOPLE).map(|id| {
        let employer_id = (id - 1) * EMPLOYERS / PEOPLE + 1;
        CityRow::Employment(
            area,
            Employment { employer_id, person_id: id, from_month: month("2019-01"), until_month: None, declared_wage: Fen(400_000) },
        )
    });
    world.store.load_city(&mut employers.chain(people).chain(employments)).unwrap();
    println!("  a city of {PEOPLE} people loaded in {:.2} s", began.elapsed().as_secs_f64());

    let chunks: Vec<Chunk> = (0..10)
        .map(|number| Chunk {
            area,
            run_id: 1,
            number,
            month: month("2020-02"),
            first_party_id: number * EMPLOYERS / 10 + 1,
            last_party_id: (number + 1) * EMPLOYERS / 10,
        })
        .collect();
    world.store.plan_run(area, 1, &chunks).unwrap();
    let mut results = Vec::new();
    let began = Clock::now();
    for chunk in &chunks {
        results.push(result(world, chunk));
    }
    println!("  inputs of a run read in {:.2} s", began.elapsed().as_secs_f64());
    let began = Clock::now();
    for (chunk, result) in chunks.iter().zip(&results) {
        assert_eq!(world.store.write_chunk(chunk, result, at(1)), Ok(true));
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("  {PEOPLE} contribution rows in 10 chunks: {seconds:.2} s, {:.0} rows/s", PEOPLE as f64 / seconds);
    if let store::Location::Embedded { .. } = world.location {
        plain_inserts(&results);
    }
}

fn citizen(id: i64) -> casework::Person {
    let born_on = day("1950-01-01").checked_add(jiff::Span::new().days(id / 999)).unwrap();
    let sequence = u16::try_from(id % 999).unwrap();
    casework::Person { id_number: values::IdNumber::from_parts("371002", born_on, sequence).unwrap(), ..person(huancui(), id, 1) }
}

fn result(world: &World, chunk: &Chunk) -> ChunkResult {
    let inputs = world.store.reader().unwrap().chunk_inputs(chunk).unwrap();
    let mut result = ChunkResult { obligations: vec![], contributions: vec![], transfers: vec![], total_fen: 0 };
    result.obligations.extend(inputs.employers.iter().map(|(id, _, _)| obligation(*id, *id, chunk.month)));
    result.contributions.extend(inputs.employments.iter().map(|(employer_id, person_id, wage)| ContributionRow {
        month: chunk.month,
        employer_id: *employer_id,
        person_id: *person_id,
        obligation_id: *employer_id,
        base: Fen(*wage),
        parts: parts(),
    }));
    result.transfers.push(assessment(chunk.month, inputs.employments.len() as i64));
    result
}

/// The same contribution rows into the same two indexes by the shortest way there is.
fn plain_inserts(results: &[ChunkResult]) {
    let directory = tempfile::tempdir().unwrap();
    let mut connection = rusqlite::Connection::open(directory.path().join("plain")).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
             CREATE TABLE contribution_month (area TEXT, employer_id INTEGER, month INTEGER, person_id INTEGER, a INTEGER, b INTEGER,
               c INTEGER, d INTEGER, e INTEGER, f INTEGER, g INTEGER, PRIMARY KEY (area, employer_id, month, person_id)) STRICT, WITHOUT ROWID;
             CREATE INDEX by_person ON contribution_month (area, person_id, month);",
        )
        .unwrap();
    let began = Clock::now();
    for result in results {
        let transaction = connection.transaction().unwrap();
        let mut insert = transaction.prepare("INSERT INTO contribution_month VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").unwrap();
        for row in &result.contributions {
            let parts = &row.parts;
            insert
                .execute((
                    "371002",
                    row.employer_id,
                    row.month.number(),
                    row.person_id,
                    row.obligation_id,
                    row.base.0,
                    parts.pension_employer.0,
                    parts.pension_employee.0,
                    parts.unemployment_employer.0,
                    parts.unemployment_employee.0,
                    parts.injury_employer.0,
                ))
                .unwrap();
        }
        drop(insert);
        transaction.commit().unwrap();
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("  the same rows by plain inserts: {seconds:.2} s, {:.0} rows/s", PEOPLE as f64 / seconds);
}
