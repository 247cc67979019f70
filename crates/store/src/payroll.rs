//! Writing of payroll runs: chunks in bulk, and what acts change of single payments.

use casework::audit::AuditEntry;
use casework::benefit::BenefitFund;
use casework::payroll::{BenefitItem, FIRST_BATCH, PaymentMarkKind, PayrollBatch, PayrollChange, PayrollChunkResult};
use casework::run::Chunk;
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Instant};

use crate::engine::Connection;
use crate::tables::{audit, benefit_item, benefit_payment, payroll_input, run_chunk, transfer};

/// Writes the result of a chunk, or nothing when it is already written (`false`). `Conflict` when an entitlement of the chunk has
/// moved since it was read.
pub fn write_chunk(
    connection: &mut dyn Connection,
    chunk: &Chunk,
    result: &PayrollChunkResult,
    first_transfer_id: i64,
    now: Instant,
) -> StoreResult<bool> {
    let (area, run_id) = (chunk.area, chunk.run_id);
    let payments = i64::try_from(result.payments.len()).unwrap_or(i64::MAX);
    if !run_chunk::finish(connection, chunk, payments, result.total_fen, now)? {
        return Ok(false);
    }
    benefit_payment::add_findings(connection, area, run_id, &result.findings)?;
    settle(connection, chunk, result, &result.funds)?;
    benefit_item::add_all(connection, area, run_id, &result.items)?;
    benefit_payment::add_all(connection, PayrollBatch { area, run_id, number: FIRST_BATCH }, &result.payments)?;
    transfer::add_all(connection, area, run_id, first_transfer_id, &result.transfers)?;
    let entry = AuditEntry {
        area,
        at: now,
        actor_id: 0,
        what: "run.chunk_written".into(),
        subject: format!("case:{run_id}"),
        detail: format!("chunk={} month={} items={payments} total_fen={}", chunk.number, chunk.month, result.total_fen),
    };
    audit::append(connection, &entry)?;
    Ok(true)
}

/// Moves the entitlements first, which locks them, and then compares: the versions sum to what was read and one more for each that
/// moved, or somebody else was there in between.
fn settle(connection: &mut dyn Connection, chunk: &Chunk, result: &PayrollChunkResult, funds: &[BenefitFund]) -> StoreResult<()> {
    let moved = payroll_input::settle(connection, chunk, funds)?;
    for (id, through) in &result.settled {
        payroll_input::settle_one(connection, chunk.area, *id, *through)?;
    }
    let moved = i64::try_from(moved).unwrap_or(i64::MAX) + i64::try_from(result.settled.len()).unwrap_or(i64::MAX);
    let now = payroll_input::version_sum(connection, chunk)?;
    if now == result.version_sum + moved { Ok(()) } else { Err(StoreError::Conflict) }
}

/// What an act does to payments.
pub fn change(connection: &mut dyn Connection, area: AreaCode, change: &PayrollChange) -> StoreResult<()> {
    match change {
        PayrollChange::Pay { run_id, items, payment, settled_through, .. } => {
            let batch = PayrollBatch { area, run_id: *run_id, number: FIRST_BATCH };
            benefit_payment::add_all(connection, batch, std::slice::from_ref(payment))?;
            benefit_item::add_all(connection, area, *run_id, items)?;
            payroll_input::settle_one(connection, area, payment.entitlement_id, *settled_through)
        }
        PayrollChange::HoldOut { run_id, entitlement_id, items, reason, on, .. } => {
            let batch = PayrollBatch { area, run_id: *run_id, number: FIRST_BATCH };
            benefit_payment::mark(connection, batch, *entitlement_id, PaymentMarkKind::HeldOut, reason, *on)?;
            for BenefitItem { entitlement_id, month, amount } in items {
                benefit_item::add(connection, area, *entitlement_id, *month, *run_id, -*amount)?;
            }
            let earliest = items.iter().map(|item| item.month).min();
            earliest.map_or(Ok(()), |month| payroll_input::reopen_one(connection, area, *entitlement_id, month.previous()))
        }
        PayrollChange::Settle { run_id, batch, returned, on } => {
            let batch = PayrollBatch { area, run_id: *run_id, number: *batch };
            benefit_payment::settle_batch(connection, batch, *on)?;
            returned.iter().try_for_each(|(entitlement_id, reason)| {
                benefit_payment::mark(connection, batch, *entitlement_id, PaymentMarkKind::Returned, reason, *on)
            })
        }
        PayrollChange::Cancel { run_id, reason, on } => benefit_payment::cancel(connection, area, *run_id, reason, *on),
        PayrollChange::Reissue { run_id, batch, payments } => {
            benefit_payment::add_all(connection, PayrollBatch { area, run_id: *run_id, number: *batch }, payments)
        }
    }
}
