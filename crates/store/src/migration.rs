//! The schema's history: plain SQL, forward only, and a check that what is on disk is what this program expects.

use casework::store::{StoreError, StoreResult};
use sha2::{Digest, Sha256};

use crate::engine::{Connection, Dialect, Engine, Weight, write};
use crate::statement::statements;

/// A step of the schema. A published step is never edited; a new one follows it.
struct Migration {
    version: i64,
    name: &'static str,
    sql: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "foundation", sql: include_str!("../migrations/0001_foundation.sql") },
    Migration { version: 2, name: "benefit", sql: include_str!("../migrations/0002_benefit.sql") },
    Migration { version: 3, name: "payroll", sql: include_str!("../migrations/0003_payroll.sql") },
    Migration { version: 4, name: "issued_document", sql: include_str!("../migrations/0004_issued_document.sql") },
    Migration { version: 5, name: "register", sql: include_str!("../migrations/0005_register.sql") },
    Migration { version: 6, name: "pension_birth", sql: include_str!("../migrations/0006_pension_birth.sql") },
    Migration { version: 7, name: "case_clocks", sql: include_str!("../migrations/0007_case_clocks.sql") },
    Migration { version: 8, name: "queue_filters", sql: include_str!("../migrations/0008_queue_filters.sql") },
    Migration { version: 9, name: "case_reference", sql: include_str!("../migrations/0009_case_reference.sql") },
    Migration { version: 10, name: "event_cause", sql: include_str!("../migrations/0010_event_cause.sql") },
    Migration { version: 11, name: "queue_index", sql: include_str!("../migrations/0011_queue_index.sql") },
];

const CREATE_HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    CONSTRAINT schema_migration_key PRIMARY KEY (version)
) /*keyed*/;";

statements! {
    APPLIED = "SELECT version, sha256 FROM schema_migration ORDER BY version";
    RECORD = "INSERT INTO schema_migration (version, name, sha256) VALUES ($1, $2, $3)";
    ANY_AREA = "SELECT code FROM area LIMIT 1";
}

/// Brings the schema up to date. Does nothing when it is; refuses a schema that is newer or was edited.
pub fn migrate(engine: &dyn Engine) -> StoreResult<()> {
    write(engine, Weight::Bulk, |connection| {
        connection.batch(&in_dialect(CREATE_HISTORY, connection.dialect()))?;
        if connection.dialect() == Dialect::Postgres {
            // Two programs started at once must not both migrate.
            connection.batch("LOCK TABLE schema_migration IN ACCESS EXCLUSIVE MODE")?;
        }
        let applied = applied(connection)?;
        compare(&applied)?;
        for migration in MIGRATIONS.iter().skip(applied.len()) {
            connection.batch(&in_dialect(migration.sql, connection.dialect()))?;
            connection.execute(&RECORD, &[migration.version.into(), migration.name.into(), fingerprint(migration.sql).into()])?;
        }
        Ok(())
    })
}

/// Refuses to work on a schema other than the one this program was written for.
pub fn check(connection: &mut dyn Connection) -> StoreResult<()> {
    let applied = applied(connection).map_err(|error| match error {
        StoreError::Unavailable(reason) => {
            StoreError::Unavailable(format!("the schema cannot be read ({reason}); was this database ever migrated?"))
        }
        other => other,
    })?;
    compare(&applied)?;
    if applied.len() < MIGRATIONS.len() {
        return Err(StoreError::Unavailable(format!(
            "the schema is at step {} and this program needs step {}; migrate it first",
            applied.len(),
            MIGRATIONS.len()
        )));
    }
    Ok(())
}

/// Whether no area was ever added.
pub fn is_empty(connection: &mut dyn Connection) -> StoreResult<bool> {
    Ok(connection.first(&ANY_AREA, &[], |row| row.text(0))?.is_none())
}

fn applied(connection: &mut dyn Connection) -> StoreResult<Vec<(i64, String)>> {
    connection.rows(&APPLIED, &[], |row| Ok((row.int(0)?, row.text(1)?)))
}

fn compare(applied: &[(i64, String)]) -> StoreResult<()> {
    for (position, (version, sha256)) in applied.iter().enumerate() {
        let Some(known) = MIGRATIONS.get(position) else {
            return Err(StoreError::Unavailable(format!(
                "the database has schema step {version}, made by a newer version of this program, which knows steps up to {}; \
                 use the newer version",
                MIGRATIONS.len()
            )));
        };
        if known.version != *version || fingerprint(known.sql) != *sha256 {
            return Err(StoreError::Damaged(format!(
                "schema step {version} in the database is not the step of that number in this program"
            )));
        }
    }
    Ok(())
}

fn fingerprint(sql: &str) -> String {
    hex::encode(Sha256::digest(sql.as_bytes()))
}

/// The words of a dialect for the same table.
fn in_dialect(sql: &str, dialect: Dialect) -> String {
    match dialect {
        // Strict tables know INTEGER only, which is as wide; wide keys are kept without a second copy.
        Dialect::Sqlite => sql.replace("BIGINT", "INTEGER").replace("/*keyed*/", "STRICT, WITHOUT ROWID").replace("/*strict*/", "STRICT"),
        // Texts sort by bytes on every engine, whatever the locale of the cluster.
        Dialect::Postgres => sql.replace(" TEXT", " TEXT COLLATE \"C\""),
    }
}
