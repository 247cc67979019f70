//! Rights to benefits, with the amounts and pauses decided on them.

use std::collections::HashMap;

use casework::benefit::{BenefitAmount, BenefitChange, BenefitKind, Entitlement, Suspension, TAKEN_OVER_CASE_ID};
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Month, Party};

use super::{LIST_LENGTH, benefit_item, list_from_2, with_list};
use crate::engine::{BulkTable, Connection, Row, RowSink, insert};
use crate::statement::{Statement, statements};

macro_rules! columns {
    () => {
        "id, kind, fund, beneficiary_kind, beneficiary_id, payee_kind, payee_id, first_month, last_month, end_reason, granted_case_id, settled_through, version"
    };
}

statements! {
    FIND = concat!("SELECT ", columns!(), " FROM entitlement WHERE area = $1 AND id = $2");
    OF_BENEFICIARY = concat!("SELECT ", columns!(), " FROM entitlement WHERE area = $1 AND beneficiary_kind = $2 AND beneficiary_id = $3 ORDER BY id");
    OF_KIND = concat!("SELECT ", columns!(), " FROM entitlement WHERE area = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4");
    PROVISIONAL = concat!("SELECT ", columns!(), " FROM entitlement WHERE area = $1 AND kind = $2 AND id > $3
               AND id IN (SELECT entitlement_id FROM benefit_amount WHERE area = $1 AND provisional = 1 AND entitlement_id > $3)
               ORDER BY id LIMIT $4");
    AMOUNTS = concat!("SELECT entitlement_id, from_month, monthly_fen, provisional, case_id FROM benefit_amount
               WHERE area = $1 AND entitlement_id IN (", list_from_2!(), ") ORDER BY entitlement_id, sequence");
    SUSPENSIONS = concat!("SELECT entitlement_id, from_month, until_month, reason, case_id, is_void FROM benefit_suspension
                   WHERE area = $1 AND entitlement_id IN (", list_from_2!(), ") ORDER BY entitlement_id, sequence");
    VERSION = "SELECT version FROM entitlement WHERE area = $1 AND id = $2";
    /// Held to the commit, so that no run pays between this check and it.
    LOCK = "SELECT version FROM entitlement WHERE area = $1 AND id = $2 /*postgres FOR UPDATE*/";
    CHANGE = "UPDATE entitlement SET last_month = $5, end_reason = COALESCE($6, end_reason), settled_through = $7, version = version + 1
              WHERE area = $1 AND id = $2 AND beneficiary_kind = $3 AND beneficiary_id = $4";
    ADD_AMOUNT = "INSERT INTO benefit_amount (area, entitlement_id, sequence, from_month, monthly_fen, provisional, case_id)
                  SELECT $1, $2, COALESCE(MAX(sequence), 0) + 1, $3, $4, $5, $6 FROM benefit_amount WHERE area = $1 AND entitlement_id = $2";
    ADD_SUSPENSION = "INSERT INTO benefit_suspension (area, entitlement_id, sequence, from_month, until_month, reason, case_id, is_void)
                      SELECT $1, $2, COALESCE(MAX(sequence), 0) + 1, $3, $4, $5, $6, $7
                      FROM benefit_suspension WHERE area = $1 AND entitlement_id = $2";
    END_SUSPENSION = "UPDATE benefit_suspension SET until_month = $3, is_void = $4 WHERE area = $1 AND entitlement_id = $2
                      AND sequence = (SELECT MAX(sequence) FROM benefit_suspension WHERE area = $1 AND entitlement_id = $2)";
}

pub static BULK: BulkTable = BulkTable {
    table: "entitlement",
    columns: concat!("area, ", columns!()),
    insert: Statement::new(concat!(
        "INSERT INTO entitlement (area, ",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    )),
};

pub static AMOUNT_BULK: BulkTable = BulkTable {
    table: "benefit_amount",
    columns: "area, entitlement_id, sequence, from_month, monthly_fen, provisional, case_id",
    insert: Statement::new(
        "INSERT INTO benefit_amount (area, entitlement_id, sequence, from_month, monthly_fen, provisional, case_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    ),
};

pub static SUSPENSION_BULK: BulkTable = BulkTable {
    table: "benefit_suspension",
    columns: "area, entitlement_id, sequence, from_month, until_month, reason, case_id, is_void",
    insert: Statement::new(
        "INSERT INTO benefit_suspension (area, entitlement_id, sequence, from_month, until_month, reason, case_id, is_void)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    ),
};

pub fn change(connection: &mut dyn Connection, area: AreaCode, case_id: i64, change: &BenefitChange) -> StoreResult<()> {
    if let BenefitChange::Grant(entitlement) = change {
        return grant(connection, entitlement);
    }
    let (id, beneficiary) = (change.entitlement_id(), change.beneficiary());
    let unexpected = || StoreError::Damaged(format!("entitlement {id} of {beneficiary} of {area} is not what a change of it expects"));
    // One meaning of each change for all engines: the type says what becomes of the right, the rows follow it.
    let mut entitlement = find(connection, area, id)?.filter(|found| found.beneficiary == beneficiary).ok_or_else(unexpected)?;
    let before = entitlement.clone();
    if !entitlement.apply(change) {
        return Err(unexpected());
    }
    if entitlement.settled_through < before.settled_through {
        let items = benefit_item::of(connection, area, id)?;
        for (month, amount) in before.taken_over(entitlement.settled_through, &items) {
            benefit_item::add(connection, area, id, month, TAKEN_OVER_CASE_ID, amount)?;
        }
    }
    match change {
        BenefitChange::Grant(_) | BenefitChange::End { .. } => {}
        BenefitChange::Amount { amount, .. } => {
            let BenefitAmount { from_month, monthly, provisional, case_id } = amount;
            let parameters = [(&area).into(), id.into(), (*from_month).into(), (*monthly).into(), (*provisional).into(), (*case_id).into()];
            connection.execute(&ADD_AMOUNT, &parameters)?;
        }
        BenefitChange::Suspend { suspension, .. } => {
            let Suspension { from_month, until_month, reason, case_id, is_void } = suspension;
            let parameters = [
                (&area).into(),
                id.into(),
                (*from_month).into(),
                (*until_month).into(),
                reason.into(),
                (*case_id).into(),
                (*is_void).into(),
            ];
            connection.execute(&ADD_SUSPENSION, &parameters)?;
        }
        BenefitChange::Resume { .. } => {
            let last = entitlement.suspensions.last().ok_or_else(unexpected)?;
            connection.execute(&END_SUSPENSION, &[(&area).into(), id.into(), last.until_month.into(), last.is_void.into()])?;
        }
        BenefitChange::Recover { month, amount, .. } => benefit_item::add(connection, area, id, *month, case_id, -*amount)?,
        BenefitChange::SetOff { month, amount, .. } => benefit_item::add(connection, area, id, *month, case_id, *amount)?,
    }
    let end_reason = match change {
        BenefitChange::End { reason, .. } => Some(reason.as_str()),
        _ => None,
    };
    let parameters = [
        (&area).into(),
        id.into(),
        beneficiary.kind.as_str().into(),
        beneficiary.id.into(),
        entitlement.last_month.into(),
        end_reason.into(),
        entitlement.settled_through.into(),
    ];
    if connection.execute(&CHANGE, &parameters)? == 1 { Ok(()) } else { Err(unexpected()) }
}

fn grant(connection: &mut dyn Connection, entitlement: &Entitlement) -> StoreResult<()> {
    let one = std::slice::from_ref(entitlement);
    insert(connection, &BULK, 1, |sink| put_all(sink, one))?;
    insert(connection, &AMOUNT_BULK, entitlement.amounts.len(), |sink| put_amounts(sink, one))?;
    insert(connection, &SUSPENSION_BULK, entitlement.suspensions.len(), |sink| put_suspensions(sink, one))
}

/// Adds many entitlements with their amounts and pauses, for a city that is loaded.
pub fn add_all(connection: &mut dyn Connection, entitlements: &[Entitlement]) -> StoreResult<()> {
    connection.bulk(&BULK, &mut |sink| put_all(sink, entitlements))?;
    connection.bulk(&AMOUNT_BULK, &mut |sink| put_amounts(sink, entitlements))?;
    connection.bulk(&SUSPENSION_BULK, &mut |sink| put_suspensions(sink, entitlements))
}

fn put_all(sink: &mut dyn RowSink, entitlements: &[Entitlement]) -> StoreResult<()> {
    entitlements.iter().try_for_each(|entitlement| {
        sink.row(&[
            (&entitlement.area).into(),
            entitlement.id.into(),
            entitlement.kind.as_str().into(),
            entitlement.kind.fund().as_str().into(),
            entitlement.beneficiary.kind.as_str().into(),
            entitlement.beneficiary.id.into(),
            entitlement.payee.kind.as_str().into(),
            entitlement.payee.id.into(),
            entitlement.first_month.into(),
            entitlement.last_month.into(),
            Option::<&str>::None.into(),
            entitlement.granted_case_id.into(),
            entitlement.settled_through.into(),
            1_i64.into(),
        ])
    })
}

fn put_amounts(sink: &mut dyn RowSink, entitlements: &[Entitlement]) -> StoreResult<()> {
    for entitlement in entitlements {
        for (sequence, amount) in (1_i64..).zip(&entitlement.amounts) {
            sink.row(&[
                (&entitlement.area).into(),
                entitlement.id.into(),
                sequence.into(),
                amount.from_month.into(),
                amount.monthly.into(),
                amount.provisional.into(),
                amount.case_id.into(),
            ])?;
        }
    }
    Ok(())
}

fn put_suspensions(sink: &mut dyn RowSink, entitlements: &[Entitlement]) -> StoreResult<()> {
    for entitlement in entitlements {
        for (sequence, suspension) in (1_i64..).zip(&entitlement.suspensions) {
            sink.row(&[
                (&entitlement.area).into(),
                entitlement.id.into(),
                sequence.into(),
                suspension.from_month.into(),
                suspension.until_month.into(),
                (&suspension.reason).into(),
                suspension.case_id.into(),
                suspension.is_void.into(),
            ])?;
        }
    }
    Ok(())
}

pub fn find(connection: &mut dyn Connection, area: AreaCode, id: i64) -> StoreResult<Option<Entitlement>> {
    let heads = connection.rows(&FIND, &[(&area).into(), id.into()], |row| read(row, area))?;
    Ok(complete(connection, area, heads)?.pop())
}

pub fn of_beneficiary(connection: &mut dyn Connection, area: AreaCode, beneficiary: Party) -> StoreResult<Vec<Entitlement>> {
    let parameters = [(&area).into(), beneficiary.kind.as_str().into(), beneficiary.id.into()];
    let heads = connection.rows(&OF_BENEFICIARY, &parameters, |row| read(row, area))?;
    complete(connection, area, heads)
}

/// The rights of a kind behind `after`, a page at a time; with `only_provisional`, those that ever had an amount to be determined again.
pub fn of_kind(
    connection: &mut dyn Connection,
    area: AreaCode,
    kind: BenefitKind,
    only_provisional: bool,
    after: i64,
    limit: u32,
) -> StoreResult<Vec<Entitlement>> {
    let parameters = [(&area).into(), kind.as_str().into(), after.into(), i64::from(limit).into()];
    let heads = connection.rows(if only_provisional { &PROVISIONAL } else { &OF_KIND }, &parameters, |row| read(row, area))?;
    complete(connection, area, heads)
}

/// Adds the amounts and pauses to entitlements read without them.
fn complete(connection: &mut dyn Connection, area: AreaCode, mut heads: Vec<Entitlement>) -> StoreResult<Vec<Entitlement>> {
    let ids: Vec<i64> = heads.iter().map(|head| head.id).collect();
    let mut amounts: HashMap<i64, Vec<BenefitAmount>> = HashMap::new();
    let mut suspensions: HashMap<i64, Vec<Suspension>> = HashMap::new();
    for ids in ids.chunks(LIST_LENGTH) {
        for (id, amount) in connection.rows(&AMOUNTS, &with_list((&area).into(), ids), |row| Ok((row.int(0)?, read_amount(row)?)))? {
            amounts.entry(id).or_default().push(amount);
        }
        let found = connection.rows(&SUSPENSIONS, &with_list((&area).into(), ids), |row| Ok((row.int(0)?, read_suspension(row)?)))?;
        for (id, suspension) in found {
            suspensions.entry(id).or_default().push(suspension);
        }
    }
    for head in &mut heads {
        head.amounts = amounts.remove(&head.id).unwrap_or_default();
        head.suspensions = suspensions.remove(&head.id).unwrap_or_default();
    }
    Ok(heads)
}

pub fn version(connection: &mut dyn Connection, area: AreaCode, id: i64) -> StoreResult<i64> {
    Ok(connection.first(&VERSION, &[(&area).into(), id.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Refuses with `Conflict` when an entitlement has changed, or was paid, since it was seen.
pub fn check(connection: &mut dyn Connection, area: AreaCode, id: i64, version: i64) -> StoreResult<()> {
    let now = connection.first(&LOCK, &[(&area).into(), id.into()], |row| row.int(0))?.unwrap_or(0);
    if now == version { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Without its amounts and pauses, which stand in tables of their own.
pub fn read(row: &dyn Row, area: AreaCode) -> StoreResult<Entitlement> {
    Ok(Entitlement {
        area,
        id: row.int(0)?,
        kind: row.word(1, BenefitKind::of)?,
        beneficiary: row.party(3)?,
        payee: row.party(5)?,
        first_month: row.month(7)?,
        last_month: optional_month(row, 8)?,
        granted_case_id: row.int(10)?,
        settled_through: row.month(11)?,
        amounts: Vec::new(),
        suspensions: Vec::new(),
    })
}

pub fn read_amount(row: &dyn Row) -> StoreResult<BenefitAmount> {
    Ok(BenefitAmount { from_month: row.month(1)?, monthly: row.fen(2)?, provisional: row.flag(3)?, case_id: row.int(4)? })
}

pub fn read_suspension(row: &dyn Row) -> StoreResult<Suspension> {
    Ok(Suspension {
        from_month: row.month(1)?,
        until_month: optional_month(row, 2)?,
        reason: row.text(3)?,
        case_id: row.int(4)?,
        is_void: row.flag(5)?,
    })
}

pub fn optional_month(row: &dyn Row, column: usize) -> StoreResult<Option<Month>> {
    match row.optional_int(column)? {
        None => Ok(None),
        Some(_) => row.month(column).map(Some),
    }
}
