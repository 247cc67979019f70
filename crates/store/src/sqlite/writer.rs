//! The one writer: takes whatever work waits, runs it in one transaction, syncs once, then answers everybody.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

use casework::store::{StoreError, StoreResult};

use super::{InTransaction, failure};
use crate::engine::{Weight, Work};

/// At most this many acts share one commit, so that none waits long for its answer.
const GROUP_LIMIT: usize = 128;

pub struct Writer {
    /// `None` once closing.
    queue: Option<Mutex<Sender<Job>>>,
    thread: Option<JoinHandle<()>>,
}

struct Job {
    weight: Weight,
    work: Work,
    answer: SyncSender<StoreResult<()>>,
}

impl Writer {
    /// `lock` is held as long as the writer lives.
    pub fn start(connection: rusqlite::Connection, lock: File) -> StoreResult<Writer> {
        let (sender, receiver) = channel();
        let thread = std::thread::Builder::new()
            .name("store writer".into())
            .spawn(move || {
                write_until_closed(&connection, &receiver);
                drop(connection);
                drop(lock);
            })
            .map_err(|error| StoreError::Unavailable(format!("the writer thread cannot be started: {error}")))?;
        Ok(Writer { queue: Some(Mutex::new(sender)), thread: Some(thread) })
    }

    /// Waits until the work is durable, or has failed.
    pub fn run(&self, weight: Weight, work: Work) -> StoreResult<()> {
        let (answer, answered) = sync_channel(1);
        let queue = self.queue.as_ref().and_then(|queue| queue.lock().ok()).ok_or_else(closed)?;
        queue.send(Job { weight, work, answer }).map_err(|_| closed())?;
        drop(queue);
        answered.recv().unwrap_or(Err(StoreError::Unknown))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has already answered nobody; there is nothing left to save.
            drop(thread.join());
        }
    }
}

fn closed() -> StoreError {
    StoreError::Unavailable("the database is closed".into())
}

fn write_until_closed(connection: &rusqlite::Connection, queue: &Receiver<Job>) {
    let mut set_aside = None;
    while let Some(job) = set_aside.take().or_else(|| queue.recv().ok()) {
        match job.weight {
            Weight::Bulk => write_alone(connection, job),
            Weight::Act => set_aside = write_group(connection, job, queue),
        }
    }
}

/// Bulk work needs no savepoint: the transaction is its own.
fn write_alone(connection: &rusqlite::Connection, mut job: Job) {
    let outcome = begin(connection).and_then(|()| {
        let outcome = run(connection, &mut job.work).and_then(|()| commit(connection));
        if outcome.is_err() {
            roll_back(connection);
        }
        outcome
    });
    tell(&job.answer, outcome);
}

/// Runs `first` and whatever else waits; returns bulk work it met, which comes next.
fn write_group(connection: &rusqlite::Connection, first: Job, queue: &Receiver<Job>) -> Option<Job> {
    if let Err(error) = begin(connection) {
        tell(&first.answer, Err(error));
        return None;
    }
    let mut waiting = Vec::new();
    let mut set_aside = None;
    let mut next = Some(first);
    while let Some(mut job) = next.take() {
        match run_in_savepoint(connection, &mut job.work) {
            Ok(()) => waiting.push(job.answer),
            Err(error) => tell(&job.answer, Err(error)),
        }
        if connection.is_autocommit() {
            // A full disk or a failed read ends the whole transaction: nobody of this group is in.
            for answer in waiting.drain(..) {
                tell(&answer, Err(StoreError::Unknown));
            }
            return None;
        }
        if waiting.len() < GROUP_LIMIT {
            next = queue.try_recv().ok();
        }
        if next.as_ref().is_some_and(|job| job.weight == Weight::Bulk) {
            set_aside = next.take();
        }
    }
    let outcome = commit(connection);
    if outcome.is_err() {
        roll_back(connection);
    }
    for answer in waiting {
        tell(&answer, outcome.clone());
    }
    set_aside
}

fn begin(connection: &rusqlite::Connection) -> StoreResult<()> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| failure(&error))
}

/// A commit that failed is "unknown", never "not done".
fn commit(connection: &rusqlite::Connection) -> StoreResult<()> {
    connection.prepare_cached("COMMIT").and_then(|mut statement| statement.execute([])).map(|_| ()).map_err(|error| {
        tracing::error!(%error, "a commit failed");
        StoreError::Unknown
    })
}

fn roll_back(connection: &rusqlite::Connection) {
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a rollback failed");
    }
}

fn run_in_savepoint(connection: &rusqlite::Connection, work: &mut Work) -> StoreResult<()> {
    let control = |sql: &str| {
        let done = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
        done.map(|_| ()).map_err(|error| failure(&error))
    };
    control("SAVEPOINT act")?;
    let outcome = run(connection, work);
    if outcome.is_err() && !connection.is_autocommit() {
        control("ROLLBACK TO act")?;
    }
    if !connection.is_autocommit() {
        control("RELEASE act")?;
    }
    outcome
}

/// A panic of one piece of work must not take the writer of all others with it.
fn run(connection: &rusqlite::Connection, work: &mut Work) -> StoreResult<()> {
    catch_unwind(AssertUnwindSafe(|| work(&mut InTransaction(connection))))
        .unwrap_or_else(|_| Err(StoreError::Damaged("the work panicked and was rolled back".into())))
}

fn tell(answer: &SyncSender<StoreResult<()>>, outcome: StoreResult<()>) {
    // Who asked may have gone away; the outcome stands all the same.
    drop(answer.send(outcome));
}
