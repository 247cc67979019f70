//! A copy of a database taken while it is in use.

use std::path::Path;

use casework::store::{StoreError, StoreResult};
use rusqlite::OpenFlags;

use crate::location::Location;
use crate::sqlite::database_path;

/// Writes one consistent copy of an embedded database to `file`, which must not exist. Whoever reads or writes goes on meanwhile.
///
/// `Unavailable` for PostgreSQL, which has programs of its own for this.
pub fn back_up(location: &Location, file: &Path) -> StoreResult<()> {
    let Location::Embedded { directory } = location else {
        return Err(StoreError::Unavailable("PostgreSQL is backed up by its own programs, such as pg_dump or pg_basebackup".into()));
    };
    if file.exists() {
        return Err(StoreError::Unavailable(format!("{} exists already", file.display())));
    }
    let failed = |error: rusqlite::Error| StoreError::Unavailable(format!("{}: {error}", file.display()));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(database_path(directory), flags).map_err(failed)?;
    let name = file.to_str().ok_or_else(|| StoreError::Unavailable(format!("{} is no name SQLite can take", file.display())))?;
    connection.execute("VACUUM INTO ?1", [name]).map_err(failed)?;
    // The copy counts once it is on the disk and not only in memory.
    let synced = std::fs::File::open(file).and_then(|written| written.sync_all());
    synced.map_err(|error| StoreError::Unavailable(format!("{}: {error}", file.display())))
}

/// The name of the database file inside the directory of an embedded store.
pub fn database_file_name() -> &'static str {
    "yunban.sqlite3"
}
