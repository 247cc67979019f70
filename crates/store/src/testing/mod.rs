//! For tests of this crate and of those above it.

mod cluster;

use casework::store::StoreResult;

use crate::location::Location;
use crate::tables;

pub use cluster::PostgresCluster;

/// Parses and plans every statement of the program on an engine; the answer names those that failed, with the reason.
pub fn statements_that_fail(location: &Location) -> StoreResult<Vec<String>> {
    let engine = location.read_only_engine()?;
    let mut failures = Vec::new();
    let mut try_one = |name: &str, statement: &crate::statement::Statement| -> StoreResult<()> {
        // A snapshot each: on some engines a failed statement ends its transaction.
        if let Err(error) = engine.read()?.prepare(statement) {
            failures.push(format!("{name}: {error}"));
        }
        Ok(())
    };
    for (name, statement) in tables::catalogue() {
        try_one(name, statement)?;
    }
    for statement in tables::queue::catalogue() {
        try_one("queue", &statement)?;
    }
    Ok(failures)
}
