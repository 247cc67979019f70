//! Statements, the schema, snapshots, and who may open what.

use casework::store::StoreError;
use store::{Keys, Location};

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(every_statement_prepares, migrating_again_changes_nothing, a_reader_sees_one_moment, who_only_reads_never_writes);

fn every_statement_prepares(world: &World) {
    assert_eq!(store::testing::statements_that_fail(&world.location).unwrap(), Vec::<String>::new());
}

fn migrating_again_changes_nothing(world: &World) {
    world.store.commit(&opening(huancui(), 1, "before")).unwrap();
    if matches!(world.location, Location::Postgres { .. }) {
        store::migrate(&world.location).unwrap();
    }
    assert_eq!(shape(world, huancui(), 1), Ok(Some((1, 1))));
    assert_eq!(store::is_empty(&world.location), Ok(false));
}

fn a_reader_sees_one_moment(world: &World) {
    world.store.commit(&opening(huancui(), 1, "before")).unwrap();
    let mut reader = world.store.reader().unwrap();
    assert!(reader.case(huancui(), 1).unwrap().is_some());
    world.store.commit(&opening(huancui(), 2, "meanwhile")).unwrap();
    assert_eq!(reader.case(huancui(), 2), Ok(None), "committed after the snapshot");
    drop(reader);
    assert!(world.store.reader().unwrap().case(huancui(), 2).unwrap().is_some());
}

fn who_only_reads_never_writes(world: &World) {
    world.store.commit(&opening(huancui(), 1, "before")).unwrap();
    let beside = store::open_read_only(&world.location, world.keys.clone()).unwrap();
    assert_eq!(beside.reader().unwrap().case(huancui(), 1).unwrap().unwrap().events.len(), 1);
    assert!(matches!(beside.commit(&opening(huancui(), 2, "beside")), Err(StoreError::Unavailable(_))));
    let other_keys = store::open_read_only(&world.location, Keys::generate().unwrap()).unwrap();
    assert!(matches!(other_keys.reader().unwrap().case(huancui(), 1), Err(StoreError::Damaged(_))));
}

#[test]
fn a_second_writing_process_is_refused() {
    let world = World::sqlite();
    let second = store::open(&world.location, world.keys.clone());
    assert!(second.is_err_and(|error| error.to_string().contains("already writing")));
    let World { store, location, keys, directory, .. } = world;
    drop(store);
    assert!(store::open(&location, keys).is_ok());
    drop(directory);
}

#[test]
fn numbers_not_used_are_given_back_at_an_orderly_stop() {
    let world = World::sqlite();
    assert_eq!(world.store.reserve(huancui(), "case_number.2020", 1), Ok(1));
    let World { store, location, keys, directory, .. } = world;
    drop(store);
    let again = store::open(&location, keys).unwrap();
    assert_eq!(again.reserve(huancui(), "case_number.2020", 1), Ok(2));
    drop((again, directory));
}

#[test]
fn an_unknown_schema_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Embedded { directory: directory.path().to_owned() };
    let keys = Keys::generate().unwrap();
    assert!(matches!(store::open(&location, keys.clone()), Err(StoreError::Unavailable(_))), "never migrated");
    store::migrate(&location).unwrap();
    let connection = rusqlite::Connection::open(directory.path().join("yunban.sqlite3")).unwrap();
    connection.execute("INSERT INTO schema_migration (version, name, sha256) VALUES (99, 'future', '')", []).unwrap();
    drop(connection);
    let refused = store::open(&location, keys.clone()).err().map(|error| error.to_string());
    assert!(refused.is_some_and(|reason| reason.contains("newer version")));
    assert!(store::migrate(&location).is_err());
}

/// A server that was restarted has closed every connection of the pool; nobody who comes next may notice.
#[test]
fn lost_connections_are_replaced() {
    let Some(world) = World::postgres() else { return };
    let Location::Postgres { url, .. } = &world.location else { return };
    for round in 1..=5_i64 {
        world.store.commit(&opening(huancui(), round, &format!("before {round}"))).unwrap();
        assert_eq!(shape(&world, huancui(), round), Ok(Some((1, 1))));
        let mut other = postgres::Client::connect(url, postgres::NoTls).unwrap();
        let closed =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert!(!other.query(closed, &[]).unwrap().is_empty());
        // The next snapshot and the next act each meet connections that are gone.
        assert_eq!(shape(&world, huancui(), round), Ok(Some((1, 1))));
        world.store.commit(&opening(huancui(), 100 + round, &format!("after {round}"))).unwrap();
    }
}
