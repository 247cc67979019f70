//! Where the data are, and how they are opened.

use std::path::PathBuf;
use std::sync::Arc;

use casework::store::{Store, StoreResult};

use crate::document::DocumentFolder;
use crate::engine::Engine;
use crate::keys::{Keys, Sealer};
use crate::migration;
use crate::postgres::Postgres;
use crate::sql_store::SqlStore;
use crate::sqlite::Sqlite;

/// Where the data are.
#[derive(Debug, Clone)]
pub enum Location {
    /// SQLite in a directory of this machine, written by one process; documents lie beside it.
    Embedded { directory: PathBuf },
    /// PostgreSQL under an address such as `postgres://yunban@db.internal/yunban`; documents lie in a folder every program reaches.
    Postgres { url: String, documents: PathBuf },
}

impl Location {
    pub(crate) fn engine(&self) -> StoreResult<Box<dyn Engine>> {
        match self {
            Location::Embedded { directory } => Ok(Box::new(Sqlite::open(directory)?)),
            Location::Postgres { url, .. } => Ok(Box::new(Postgres::open(url)?)),
        }
    }

    pub(crate) fn read_only_engine(&self) -> StoreResult<Box<dyn Engine>> {
        match self {
            Location::Embedded { directory } => Ok(Box::new(Sqlite::open_read_only(directory)?)),
            Location::Postgres { url, .. } => Ok(Box::new(Postgres::open_read_only(url)?)),
        }
    }

    fn documents(&self) -> DocumentFolder {
        DocumentFolder::new(match self {
            Location::Embedded { directory } => directory.join("documents"),
            Location::Postgres { documents, .. } => documents.clone(),
        })
    }
}

/// Makes the schema or brings it up to date; does nothing when it is.
pub fn migrate(location: &Location) -> StoreResult<()> {
    migration::migrate(location.engine()?.as_ref())
}

/// Whether no area was ever added to a migrated database.
pub fn is_empty(location: &Location) -> StoreResult<bool> {
    let engine = location.read_only_engine()?;
    let mut connection = engine.read()?;
    migration::is_empty(connection.as_mut())
}

/// Opens a migrated database for reading and writing.
///
/// `Unavailable` when the schema is not the one this program was written for, or when another process already writes to
/// an embedded database.
pub fn open(location: &Location, keys: Keys) -> StoreResult<Arc<dyn Store>> {
    with_engine(location, location.engine()?, &keys)
}

/// Opens a migrated database for reading, beside whoever writes it. Every attempt to write is answered with `Unavailable`.
pub fn open_read_only(location: &Location, keys: Keys) -> StoreResult<Arc<dyn Store>> {
    with_engine(location, location.read_only_engine()?, &keys)
}

fn with_engine(location: &Location, engine: Box<dyn Engine>, keys: &Keys) -> StoreResult<Arc<dyn Store>> {
    migration::check(engine.read()?.as_mut())?;
    Ok(Arc::new(SqlStore::new(engine, Sealer::new(keys), location.documents())))
}
