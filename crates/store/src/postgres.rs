//! PostgreSQL: pools of connections, one transaction for each piece of work, errors told apart by SQLSTATE.
//!
//! Statements are sent with their parameters' types and leave nothing prepared behind, so that a pooler which hands
//! connections on after every transaction loses nothing. Time limits are set inside each transaction for the same reason.

mod connection;

use std::time::Duration;

use casework::store::{StoreError, StoreResult};
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls};

use crate::engine::{Connection, Engine, Weight, Work};
use connection::InTransaction;

pub struct Postgres {
    readers: r2d2::Pool<Manager>,
    /// Apart from the readers: who writes while holding a snapshot must never wait for a connection that only another such
    /// holder can give back.
    /// `None` when opened for reading only.
    writers: Option<r2d2::Pool<Manager>>,
}

const READERS_MAX: u32 = 24;
const WRITERS_MAX: u32 = 12;
/// How long somebody waits for a free connection.
const POOL_WAIT: Duration = Duration::from_secs(20);
/// How often work is done again that the database rolled back to let others pass.
const ATTEMPTS_MAX: usize = 5;

const BEGIN_ACT: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on; \
                         SET LOCAL statement_timeout = '60s'; SET LOCAL lock_timeout = '15s'";
const BEGIN_BULK: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on; \
                          SET LOCAL statement_timeout = '60min'; SET LOCAL lock_timeout = '60s'";
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '60s'";

impl Postgres {
    /// `url` such as `postgres://yunban@db.internal/yunban`.
    pub fn open(url: &str) -> StoreResult<Postgres> {
        Postgres::connect(url, true)
    }

    pub fn open_read_only(url: &str) -> StoreResult<Postgres> {
        Postgres::connect(url, false)
    }

    fn connect(url: &str, may_write: bool) -> StoreResult<Postgres> {
        let mut config: Config = url.parse().map_err(|error| StoreError::Unavailable(format!("the address of the database: {error}")))?;
        config.application_name("yunban").connect_timeout(Duration::from_secs(10));
        let pool = |size| {
            r2d2::Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .test_on_check_out(false)
                .connection_timeout(POOL_WAIT)
                .error_handler(Box::new(LogErrors))
                .build(Manager(config.clone()))
                .map_err(|error| StoreError::Unavailable(format!("PostgreSQL does not answer: {error}")))
        };
        // Tried once outside the pool, which would only repeat a wrong password until its time is over.
        let tried = config.connect(NoTls).map_err(|error| unavailable(&error))?;
        drop(tried);
        let writers = if may_write { Some(pool(WRITERS_MAX)?) } else { None };
        Ok(Postgres { readers: pool(READERS_MAX)?, writers })
    }
}

/// How an attempt ended that did not commit.
enum Stopped {
    /// Rolled back for sure, and worth another try.
    RolledBack(StoreError),
    /// For good.
    Failed(StoreError),
}

impl Engine for Postgres {
    fn write(&self, weight: Weight, mut work: Work) -> StoreResult<()> {
        let mut last = StoreError::Conflict;
        for _ in 0..ATTEMPTS_MAX {
            match self.attempt(weight, &mut work) {
                Ok(()) => return Ok(()),
                Err(Stopped::Failed(error)) => return Err(error),
                Err(Stopped::RolledBack(error)) => last = error,
            }
        }
        Err(last)
    }

    fn read(&self) -> StoreResult<Box<dyn Connection + '_>> {
        begin(&self.readers, BEGIN_READ).map(|client| Box::new(InTransaction::new(client)) as Box<dyn Connection>)
    }
}

/// A connection on which a transaction has begun. After a restart of the server every connection of the pool is dead and is only
/// noticed when it is used; each is dropped in turn until the pool makes a new one.
fn begin(pool: &r2d2::Pool<Manager>, sql: &str) -> StoreResult<r2d2::PooledConnection<Manager>> {
    for _ in 0..=pool.max_size() {
        let mut client =
            pool.get().map_err(|error| StoreError::Unavailable(format!("no connection to PostgreSQL became free: {error}")))?;
        match client.batch_execute(sql) {
            Ok(()) => return Ok(client),
            // Told that it is being closed, or found closed.
            Err(error) if error.is_closed() || client.is_closed() || error.code().is_some_and(is_shutting_down) => {}
            Err(error) => return Err(unavailable(&error)),
        }
    }
    Err(StoreError::Unavailable("PostgreSQL closes every connection".into()))
}

fn is_shutting_down(code: &SqlState) -> bool {
    [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW].contains(code)
}

impl Postgres {
    fn attempt(&self, weight: Weight, work: &mut Work) -> Result<(), Stopped> {
        let writers = self.writers.as_ref().ok_or_else(|| StoreError::Unavailable("the database was opened for reading only".into()));
        let begin_sql = if weight == Weight::Bulk { BEGIN_BULK } else { BEGIN_ACT };
        let client = writers.and_then(|writers| begin(writers, begin_sql)).map_err(Stopped::Failed)?;
        let mut inside = InTransaction::new(client);
        let outcome = work(&mut inside);
        // A statement that failed has ended the transaction even where the work went on without it.
        let outcome = outcome.and_then(|()| inside.failure().map_or(Ok(()), Err));
        match outcome {
            Ok(()) => inside.commit(),
            Err(error) if inside.may_be_tried_again() => Err(Stopped::RolledBack(error)),
            Err(error) => Err(Stopped::Failed(error)),
        }
    }
}

/// Makes connections for the pool.
pub(super) struct Manager(Config);

impl r2d2::ManageConnection for Manager {
    type Connection = Client;
    type Error = postgres::Error;

    fn connect(&self) -> Result<Client, postgres::Error> {
        self.0.connect(NoTls)
    }

    fn is_valid(&self, client: &mut Client) -> Result<(), postgres::Error> {
        client.batch_execute("")
    }

    fn has_broken(&self, client: &mut Client) -> bool {
        client.is_closed()
    }
}

#[derive(Debug)]
struct LogErrors;

impl r2d2::HandleError<postgres::Error> for LogErrors {
    fn handle_error(&self, error: postgres::Error) {
        tracing::warn!(%error, "a connection to PostgreSQL failed");
    }
}

/// What an error of PostgreSQL means to the caller.
fn meaning(error: &postgres::Error) -> StoreError {
    let Some(code) = error.code() else { return unavailable(error) };
    if *code == SqlState::UNIQUE_VIOLATION || is_worth_another_try(code) {
        StoreError::Conflict
    } else if code.code().starts_with("22") || code.code().starts_with("23") || code.code().starts_with("XX") {
        StoreError::Damaged(describe(error))
    } else {
        unavailable(error)
    }
}

/// The database rolled the transaction back only to let others pass.
fn is_worth_another_try(code: &SqlState) -> bool {
    *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED
}

fn unavailable(error: &postgres::Error) -> StoreError {
    StoreError::Unavailable(describe(error))
}

fn describe(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(answer) => format!("{} (SQLSTATE {})", answer.message(), answer.code().code()),
        None => error.to_string(),
    }
}
