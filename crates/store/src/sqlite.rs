//! SQLite, embedded: one writer that groups commits, readers on snapshots of their own.

mod writer;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use casework::store::{StoreError, StoreResult};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, ErrorCode, OpenFlags, ToSql};

use crate::engine::{BulkTable, Connection, Dialect, Engine, Row, RowSink, Value, Weight, Work};
use crate::statement::Statement;
use writer::Writer;

/// Statements kept prepared on each connection; more than the program has.
const PREPARED_STATEMENTS: usize = 300;
/// Read connections kept for the next reader.
const IDLE_READERS: usize = 16;

pub struct Sqlite {
    path: PathBuf,
    /// `None` when opened for reading only.
    writer: Option<Writer>,
    idle: Mutex<Vec<rusqlite::Connection>>,
}

impl Sqlite {
    /// Opens the database file in `directory`, making both. A second process that wants to write is refused.
    pub fn open(directory: &Path) -> StoreResult<Sqlite> {
        std::fs::create_dir_all(directory).map_err(|error| unusable(directory, &error))?;
        let lock = lock(directory)?;
        let path = database_path(directory);
        let connection = rusqlite::Connection::open(&path).map_err(|error| failure(&error))?;
        prepare_writer(&connection).map_err(|error| failure(&error))?;
        let writer = Writer::start(connection, lock)?;
        Ok(Sqlite { path, writer: Some(writer), idle: Mutex::new(Vec::new()) })
    }

    /// Opens an existing database for reading, beside whoever writes it.
    pub fn open_read_only(directory: &Path) -> StoreResult<Sqlite> {
        let path = database_path(directory);
        if !path.exists() {
            return Err(StoreError::Unavailable(format!("there is no database in {}", directory.display())));
        }
        Ok(Sqlite { path, writer: None, idle: Mutex::new(Vec::new()) })
    }

    fn reader(&self) -> StoreResult<rusqlite::Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(connection) = idle {
            return Ok(connection);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(&self.path, flags).map_err(|error| failure(&error))?;
        connection.execute_batch("PRAGMA busy_timeout = 10000; PRAGMA cache_size = -8192;").map_err(|error| failure(&error))?;
        connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
        Ok(connection)
    }
}

/// The database file of a data directory.
pub fn database_path(directory: &Path) -> PathBuf {
    directory.join(crate::backup::database_file_name())
}

/// How often, and with what pause between, a lock is asked for before it counts as another's.
const LOCK_ATTEMPTS: u32 = 20;
const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(25);

/// Only one process may write: two would each believe to know the numbers handed out and the end of the chain.
fn lock(directory: &Path) -> StoreResult<File> {
    let path = directory.join("writer.lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(|error| unusable(&path, &error))?;
    for attempt in 1.. {
        match file.try_lock() {
            Ok(()) => break,
            // A lock just given back is still held for a moment by a process that was being started meanwhile: it has a copy of
            // every open file until it becomes another program.
            Err(TryLockError::WouldBlock) if attempt < LOCK_ATTEMPTS => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Unavailable(format!(
                    "another process is already writing to {}; stop it first, or use PostgreSQL for several processes",
                    directory.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(unusable(&path, &error)),
        }
    }
    Ok(file)
}

fn prepare_writer(connection: &rusqlite::Connection) -> rusqlite::Result<()> {
    // A journal of statements in memory: savepoints of a group need no temporary file.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;",
    )?;
    connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
    Ok(())
}

impl Engine for Sqlite {
    fn write(&self, weight: Weight, work: Work) -> StoreResult<()> {
        match &self.writer {
            Some(writer) => writer.run(weight, work),
            None => Err(StoreError::Unavailable("the database was opened for reading only".into())),
        }
    }

    fn read(&self) -> StoreResult<Box<dyn Connection + '_>> {
        let connection = self.reader()?;
        connection.execute_batch("BEGIN DEFERRED").map_err(|error| failure(&error))?;
        Ok(Box::new(Snapshot { engine: self, connection: Some(connection) }))
    }
}

/// A read transaction on a connection of its own.
struct Snapshot<'e> {
    engine: &'e Sqlite,
    /// Taken when dropped.
    connection: Option<rusqlite::Connection>,
}

impl Snapshot<'_> {
    fn inside(&self) -> StoreResult<InTransaction<'_>> {
        self.connection.as_ref().map(InTransaction).ok_or(StoreError::Unknown)
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        if connection.execute_batch("COMMIT").is_err() {
            return;
        }
        let mut idle = self.engine.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(connection);
        }
    }
}

impl Connection for Snapshot<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query(
        &mut self,
        statement: &Statement,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> StoreResult<()>,
    ) -> StoreResult<()> {
        self.inside()?.query(statement, parameters, each)
    }

    fn execute(&mut self, statement: &Statement, parameters: &[Value<'_>]) -> StoreResult<u64> {
        self.inside()?.execute(statement, parameters)
    }

    fn bulk(&mut self, table: &BulkTable, fill: &mut dyn FnMut(&mut dyn RowSink) -> StoreResult<()>) -> StoreResult<()> {
        self.inside()?.bulk(table, fill)
    }

    fn batch(&mut self, sql: &str) -> StoreResult<()> {
        self.inside()?.batch(sql)
    }

    #[cfg(any(test, feature = "testing"))]
    fn prepare(&mut self, statement: &Statement) -> StoreResult<()> {
        self.inside()?.prepare(statement)
    }
}

/// A connection on which a transaction is open.
pub(super) struct InTransaction<'c>(pub &'c rusqlite::Connection);

impl InTransaction<'_> {
    fn prepared(&self, statement: &Statement) -> StoreResult<CachedStatement<'_>> {
        self.0.prepare_cached(statement.sqlite()).map_err(|error| failure(&error))
    }
}

impl Connection for InTransaction<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query(
        &mut self,
        statement: &Statement,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> StoreResult<()>,
    ) -> StoreResult<()> {
        let mut prepared = self.prepared(statement)?;
        bind(&mut prepared, parameters)?;
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().map_err(|error| failure(&error))? {
            each(&SqliteRow(row))?;
        }
        Ok(())
    }

    fn execute(&mut self, statement: &Statement, parameters: &[Value<'_>]) -> StoreResult<u64> {
        let mut prepared = self.prepared(statement)?;
        bind(&mut prepared, parameters)?;
        prepared.raw_execute().map(|count| count as u64).map_err(|error| failure(&error))
    }

    fn bulk(&mut self, table: &BulkTable, fill: &mut dyn FnMut(&mut dyn RowSink) -> StoreResult<()>) -> StoreResult<()> {
        let mut sink = Inserter(self.prepared(&table.insert)?);
        fill(&mut sink)
    }

    fn batch(&mut self, sql: &str) -> StoreResult<()> {
        self.0.execute_batch(sql).map_err(|error| failure(&error))
    }

    #[cfg(any(test, feature = "testing"))]
    fn prepare(&mut self, statement: &Statement) -> StoreResult<()> {
        self.prepared(statement).map(|_| ())
    }
}

/// One prepared insert, run for row after row.
struct Inserter<'c>(CachedStatement<'c>);

impl RowSink for Inserter<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> StoreResult<()> {
        bind(&mut self.0, values)?;
        self.0.raw_execute().map(|_| ()).map_err(|error| failure(&error))
    }
}

fn bind(prepared: &mut CachedStatement<'_>, parameters: &[Value<'_>]) -> StoreResult<()> {
    for (position, value) in parameters.iter().enumerate() {
        prepared.raw_bind_parameter(position + 1, Bound(value)).map_err(|error| failure(&error))?;
    }
    Ok(())
}

struct Bound<'v>(&'v Value<'v>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

struct SqliteRow<'r, 's>(&'r rusqlite::Row<'s>);

impl Row for SqliteRow<'_, '_> {
    fn value(&self, column: usize) -> StoreResult<Value<'_>> {
        match self.0.get_ref(column).map_err(|error| failure(&error))? {
            ValueRef::Null => Ok(Value::Null),
            ValueRef::Integer(number) => Ok(Value::Int(number)),
            ValueRef::Text(bytes) => {
                let text = std::str::from_utf8(bytes).map_err(|error| StoreError::Damaged(format!("column {column}: {error}")))?;
                Ok(Value::from(text))
            }
            ValueRef::Real(_) | ValueRef::Blob(_) => {
                Err(StoreError::Damaged(format!("column {column} holds what this program never writes")))
            }
        }
    }
}

/// What an error of SQLite means to the caller.
pub(super) fn failure(error: &rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(code, _) = error else {
        return StoreError::Unavailable(error.to_string());
    };
    match (code.code, code.extended_code) {
        (
            ErrorCode::ConstraintViolation,
            rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY | rusqlite::ffi::SQLITE_CONSTRAINT_ROWID,
        ) => StoreError::Conflict,
        (ErrorCode::ConstraintViolation | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => {
            StoreError::Damaged(error.to_string())
        }
        _ => StoreError::Unavailable(error.to_string()),
    }
}

fn unusable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("{}: {error}", path.display()))
}
