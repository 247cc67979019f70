//! Chunks of runs: planned once, leased, written once.

use casework::run::{Chunk, Lease, RunProgress};
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Instant, Month};

use crate::engine::{Connection, Row};
use crate::statement::statements;

statements! {
    PLAN = "INSERT INTO run_chunk (area, run_id, number, month, first_party_id, last_party_id, items, total_fen)
            VALUES ($1, $2, $3, $4, $5, $6, 0, 0) ON CONFLICT (area, run_id, number) DO NOTHING";
    PLANNED = "SELECT number FROM run_chunk WHERE area = $1 AND run_id = $2 LIMIT 1";
    /// One chunk at most: the number is found once, and the row is checked again when it is locked.
    LEASE = "UPDATE run_chunk SET lease_holder = $3, lease_until = $4
             WHERE area = $1 AND run_id = $2 AND done_at IS NULL AND number = (
               SELECT number FROM run_chunk WHERE area = $1 AND run_id = $2 AND done_at IS NULL AND (lease_until IS NULL OR lease_until <= $5)
               ORDER BY number LIMIT 1 /*postgres FOR UPDATE SKIP LOCKED*/)
             RETURNING area, run_id, number, month, first_party_id, last_party_id";
    FINISH = "UPDATE run_chunk SET done_at = $4, items = $5, total_fen = $6 WHERE area = $1 AND run_id = $2 AND number = $3 AND done_at IS NULL";
    EXISTS = "SELECT number FROM run_chunk WHERE area = $1 AND run_id = $2 AND number = $3";
    PROGRESS = "SELECT COUNT(*), COUNT(done_at), CAST(COALESCE(SUM(items), 0) AS BIGINT), CAST(COALESCE(SUM(total_fen), 0) AS BIGINT)
                FROM run_chunk WHERE area = $1 AND run_id = $2";
    /// Runs of another procedure have chunks too.
    ASSESSED_MONTHS = "SELECT DISTINCT month, run_id FROM run_chunk WHERE area = $1 AND NOT EXISTS (
                         SELECT 1 FROM case_file WHERE case_file.area = run_chunk.area AND case_file.id = run_chunk.run_id
                           AND case_file.procedure_name <> 'contribution_assessment')
                       ORDER BY month, run_id";
    UNFINISHED = "SELECT DISTINCT run_id, month FROM run_chunk WHERE area = $1 AND done_at IS NULL ORDER BY run_id";
}

/// Plans the chunks of a run unless it is planned already.
pub fn plan(connection: &mut dyn Connection, area: AreaCode, run_id: i64, chunks: &[Chunk]) -> StoreResult<()> {
    if connection.first(&PLANNED, &[(&area).into(), run_id.into()], |row| row.int(0))?.is_some() {
        return Ok(());
    }
    for chunk in chunks {
        connection.execute(
            &PLAN,
            &[
                (&area).into(),
                run_id.into(),
                chunk.number.into(),
                chunk.month.into(),
                chunk.first_party_id.into(),
                chunk.last_party_id.into(),
            ],
        )?;
    }
    Ok(())
}

pub fn lease(connection: &mut dyn Connection, area: AreaCode, run_id: i64, lease: &Lease) -> StoreResult<Option<Chunk>> {
    let parameters = [(&area).into(), run_id.into(), (&lease.holder).into(), lease.until.into(), lease.now.into()];
    connection.first(&LEASE, &parameters, read)
}

/// Marks a chunk as written; `false` when it already was.
pub fn finish(connection: &mut dyn Connection, chunk: &Chunk, items: i64, total_fen: i64, now: Instant) -> StoreResult<bool> {
    let Chunk { area, run_id, number, .. } = chunk;
    let parameters = [area.into(), (*run_id).into(), (*number).into(), now.into(), items.into(), total_fen.into()];
    if connection.execute(&FINISH, &parameters)? == 1 {
        return Ok(true);
    }
    match connection.first(&EXISTS, &[area.into(), (*run_id).into(), (*number).into()], |row| row.int(0))? {
        Some(_) => Ok(false),
        None => Err(StoreError::Damaged(format!("chunk {number} of run {run_id} of {area} was never planned"))),
    }
}

pub fn progress(connection: &mut dyn Connection, area: AreaCode, run_id: i64) -> StoreResult<RunProgress> {
    let found = connection.first(&PROGRESS, &[(&area).into(), run_id.into()], |row| {
        Ok(RunProgress { chunks: row.int(0)?, chunks_done: row.int(1)?, items: row.int(2)?, total_fen: row.int(3)? })
    })?;
    Ok(found.unwrap_or_default())
}

pub fn assessed_months(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<Vec<(Month, i64)>> {
    connection.rows(&ASSESSED_MONTHS, &[(&area).into()], |row| Ok((row.month(0)?, row.int(1)?)))
}

/// (run, month) of the runs of an area with chunks not yet written.
pub fn unfinished(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<Vec<(i64, Month)>> {
    connection.rows(&UNFINISHED, &[(&area).into()], |row| Ok((row.int(0)?, row.month(1)?)))
}

fn read(row: &dyn Row) -> StoreResult<Chunk> {
    Ok(Chunk {
        area: row.parsed(0)?,
        run_id: row.int(1)?,
        number: row.int(2)?,
        month: row.month(3)?,
        first_party_id: row.int(4)?,
        last_party_id: row.int(5)?,
    })
}
