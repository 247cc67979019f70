//! The store: hands work to the engine and numbers to the work.

use std::sync::Arc;

use casework::act::Act;
use casework::audit::AuditEntry;
use casework::identity::{Session, User};
use casework::payroll::PayrollChunkResult;
use casework::run::{Chunk, Lease};
use casework::store::{ChunkResult, CityRow, Reader, Store, StoreError, StoreResult, Views};
use values::{AreaCode, Instant};

use crate::commit::{ActNumbers, write_act};
use crate::document::DocumentFolder;
use crate::engine::{Connection, Engine, Weight, write};
use crate::keys::Sealer;
use crate::number_block::NumberBlocks;
use crate::reader::SqlReader;
use crate::tables::{area, audit, run_chunk, session, user};
use crate::{payroll, run};

pub struct SqlStore {
    engine: Box<dyn Engine>,
    sealer: Arc<Sealer>,
    documents: DocumentFolder,
    numbers: NumberBlocks,
}

/// Counters only the store itself uses.
const TRANSFER: &str = "transfer";
const NOTIFICATION: &str = "notification";
const ISSUED_DOCUMENT: &str = "issued_document";

impl SqlStore {
    pub fn new(engine: Box<dyn Engine>, sealer: Sealer, documents: DocumentFolder) -> SqlStore {
        SqlStore { engine, sealer: Arc::new(sealer), documents, numbers: NumberBlocks::default() }
    }

    fn look(&self) -> StoreResult<SqlReader<'_>> {
        Ok(SqlReader { connection: self.engine.read()?, sealer: &self.sealer, documents: &self.documents })
    }

    fn write<T: Send + 'static>(&self, work: impl FnMut(&mut dyn Connection) -> StoreResult<T> + Send + 'static) -> StoreResult<T> {
        write(self.engine.as_ref(), Weight::Act, work)
    }

    /// Numbers for `count` things, or anything at all when there are none.
    fn numbers_for(&self, area: AreaCode, counter: &str, count: usize) -> StoreResult<i64> {
        if count == 0 { Ok(0) } else { self.reserve(area, counter, i64::try_from(count).unwrap_or(i64::MAX)) }
    }
}

impl Drop for SqlStore {
    fn drop(&mut self) {
        self.numbers.give_back(self.engine.as_ref());
    }
}

impl Store for SqlStore {
    fn reader(&self) -> StoreResult<Box<dyn Reader + '_>> {
        Ok(Box::new(self.look()?))
    }

    fn views(&self) -> StoreResult<Box<dyn Views + '_>> {
        Ok(Box::new(self.look()?))
    }

    fn commit(&self, act: &Act) -> StoreResult<()> {
        let area = act.head.area;
        let numbers = ActNumbers {
            first_transfer_id: self.numbers_for(area, TRANSFER, act.effects.transfers.len())?,
            first_notification_id: self.numbers_for(area, NOTIFICATION, act.effects.notifications.len())?,
            first_document_id: self.numbers_for(area, ISSUED_DOCUMENT, act.effects.documents.len())?,
        };
        // What is issued is on disk before the register says so; an act that then fails leaves a file nobody names.
        let kept = act.effects.documents.iter().map(|document| self.documents.keep(&document.pdf));
        let kept: Vec<String> = kept.collect::<StoreResult<_>>()?;
        let act = act.clone();
        let sealer = Arc::clone(&self.sealer);
        self.write(move |connection| write_act(connection, &sealer, &act, numbers, &kept))
    }

    fn reserve(&self, area: AreaCode, counter: &str, count: i64) -> StoreResult<i64> {
        if count < 1 {
            return Err(StoreError::Unavailable(format!("{count} numbers of {counter} were asked for; at least one is needed")));
        }
        self.numbers.reserve(self.engine.as_ref(), area, counter, count)
    }

    fn record(&self, entry: &AuditEntry) -> StoreResult<()> {
        let entry = entry.clone();
        self.write(move |connection| audit::append(connection, &entry))
    }

    fn keep_document(&self, content: &[u8]) -> StoreResult<String> {
        self.documents.keep(content)
    }

    fn plan_run(&self, area: AreaCode, run_id: i64, chunks: &[Chunk]) -> StoreResult<()> {
        let chunks = chunks.to_vec();
        self.write(move |connection| run_chunk::plan(connection, area, run_id, &chunks))
    }

    fn lease_chunk(&self, area: AreaCode, run_id: i64, lease: &Lease) -> StoreResult<Option<Chunk>> {
        let lease = lease.clone();
        self.write(move |connection| run_chunk::lease(connection, area, run_id, &lease))
    }

    fn write_chunk(&self, chunk: &Chunk, result: &ChunkResult, now: Instant) -> StoreResult<bool> {
        let first_transfer_id = self.numbers_for(chunk.area, TRANSFER, result.transfers.len())?;
        let (chunk, result) = (chunk.clone(), result.clone());
        write(self.engine.as_ref(), Weight::Bulk, move |connection| run::write_chunk(connection, &chunk, &result, first_transfer_id, now))
    }

    fn write_payroll_chunk(&self, chunk: &Chunk, result: &PayrollChunkResult, now: Instant) -> StoreResult<bool> {
        let first_transfer_id = self.numbers_for(chunk.area, TRANSFER, result.transfers.len())?;
        let (chunk, result) = (chunk.clone(), result.clone());
        write(self.engine.as_ref(), Weight::Bulk, move |connection| {
            payroll::write_chunk(connection, &chunk, &result, first_transfer_id, now)
        })
    }

    fn add_user(&self, user: &User) -> StoreResult<()> {
        let user = user.clone();
        self.write(move |connection| user::add(connection, &user))
    }

    fn set_sign_in_state(&self, area: AreaCode, user_id: i64, failed_count: i64, locked_until: Option<Instant>) -> StoreResult<()> {
        self.write(move |connection| user::set_sign_in_state(connection, area, user_id, failed_count, locked_until))
    }

    fn set_password(&self, area: AreaCode, user_id: i64, password_hash: &str) -> StoreResult<()> {
        let password_hash = password_hash.to_owned();
        self.write(move |connection| user::set_password(connection, area, user_id, &password_hash))
    }

    fn open_session(&self, session: &Session) -> StoreResult<()> {
        let session = session.clone();
        self.write(move |connection| session::open(connection, &session))
    }

    fn close_session(&self, token_sha256: &str) -> StoreResult<()> {
        let token_sha256 = token_sha256.to_owned();
        self.write(move |connection| session::close(connection, &token_sha256))
    }

    fn load_city(&self, city: &mut dyn Iterator<Item = CityRow>) -> StoreResult<()> {
        run::load_city(self.engine.as_ref(), &self.sealer, city)
    }

    fn add_area(&self, area: AreaCode) -> StoreResult<()> {
        self.write(move |connection| area::add(connection, area))
    }
}
