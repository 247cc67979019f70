//! Payments of payroll runs, what happened to them, and what the checks found.

use casework::benefit::BenefitFund;
use casework::payroll::{
    BenefitPayment, PaymentMark, PaymentMarkKind, PaymentRow, PayrollBatch, PayrollFinding, PayrollFindingKind, PayrollFindingRow,
    PayrollTotals,
};
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Date};

use super::payee_account;
use crate::engine::{BulkTable, Connection, Row, insert};
use crate::keys::Sealer;
use crate::statement::{Statement, statements};

macro_rules! rows {
    () => {
        "SELECT p.entitlement_id, p.fund, p.payee_kind, p.payee_id, p.account_sequence, p.amount_fen, m.kind, m.reason, m.on_day,
           CASE WHEN EXISTS (SELECT 1 FROM benefit_payment AS l WHERE l.area = p.area AND l.run_id = p.run_id AND l.batch > p.batch
                             AND l.entitlement_id = p.entitlement_id) THEN 1 ELSE 0 END,
           a.holder, a.bank_name, a.bank_code, a.number_sealed
         FROM benefit_payment AS p
         LEFT JOIN benefit_payment_mark AS m
           ON m.area = p.area AND m.run_id = p.run_id AND m.batch = p.batch AND m.entitlement_id = p.entitlement_id
         LEFT JOIN payee_account AS a
           ON a.area = p.area AND a.party_kind = p.payee_kind AND a.party_id = p.payee_id AND a.sequence = p.account_sequence
         WHERE p.area = $1 AND p.run_id = $2 AND p.batch = $3"
    };
}

macro_rules! findings {
    () => {
        "SELECT f.entitlement_id, f.kind, f.amount_fen, e.beneficiary_kind, e.beneficiary_id,
           CASE WHEN EXISTS (SELECT 1 FROM benefit_payment AS p WHERE p.area = f.area AND p.run_id = f.run_id AND p.batch = 1
                             AND p.entitlement_id = f.entitlement_id) THEN 1 ELSE 0 END
         FROM payroll_finding AS f JOIN entitlement AS e ON e.area = f.area AND e.id = f.entitlement_id
         WHERE f.area = $1 AND f.run_id = $2"
    };
}

statements! {
    PAGE = concat!(rows!(), " AND p.entitlement_id > $4 ORDER BY p.entitlement_id LIMIT $5");
    FIND = concat!(rows!(), " AND p.entitlement_id = $4");
    RETURNED = concat!(rows!(), " AND p.entitlement_id IN (SELECT r.entitlement_id FROM benefit_payment_mark AS r
                WHERE r.area = $1 AND r.run_id = $2 AND r.batch = $3 AND r.kind = 'returned' AND r.entitlement_id > $4
                ORDER BY r.entitlement_id LIMIT $5) ORDER BY p.entitlement_id");
    TOTALS = "SELECT p.fund, COUNT(*), CAST(SUM(p.amount_fen) AS BIGINT) FROM benefit_payment AS p
              WHERE p.area = $1 AND p.run_id = $2 AND p.batch = $3 AND NOT EXISTS (
                SELECT 1 FROM benefit_payment_mark AS m WHERE m.area = p.area AND m.run_id = p.run_id AND m.batch = p.batch
                  AND m.entitlement_id = p.entitlement_id AND m.kind = 'held_out')
              GROUP BY p.fund ORDER BY p.fund";
    MARK = "INSERT INTO benefit_payment_mark (area, run_id, batch, entitlement_id, kind, reason, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (area, run_id, batch, entitlement_id) DO NOTHING";
    SETTLE_BATCH = "INSERT INTO payroll_batch_result (area, run_id, batch, on_day) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (area, run_id, batch) DO NOTHING";
    /// A run cancelled whole, in three statements however many payments it has. First the rights, while the items still say from which
    /// month on they were paid: a month is yyyymm, and before January comes the December of the year before.
    CANCEL_REOPEN = "UPDATE entitlement AS e SET version = e.version + 1, settled_through = CASE
                       WHEN e.settled_through < o.earliest THEN e.settled_through
                       WHEN o.earliest % 100 = 1 THEN o.earliest - 89 ELSE o.earliest - 1 END
                     FROM (SELECT i.entitlement_id AS id, MIN(i.month) AS earliest FROM benefit_payment AS p
                           JOIN benefit_item AS i ON i.area = p.area AND i.entitlement_id = p.entitlement_id AND i.case_id = p.run_id
                           WHERE p.area = $1 AND p.run_id = $2 AND p.batch = 1 AND NOT EXISTS (
                             SELECT 1 FROM benefit_payment_mark AS m WHERE m.area = p.area AND m.run_id = p.run_id AND m.batch = p.batch
                               AND m.entitlement_id = p.entitlement_id)
                           GROUP BY i.entitlement_id) AS o
                     WHERE e.area = $1 AND e.id = o.id";
    /// What was held out before sums to nothing and is left alone.
    CANCEL_ITEMS = "INSERT INTO benefit_item (area, entitlement_id, month, case_id, sequence, amount_fen)
                    SELECT i.area, i.entitlement_id, i.month, i.case_id, MAX(i.sequence) + 1, CAST(-SUM(i.amount_fen) AS BIGINT)
                    FROM benefit_payment AS p
                    JOIN benefit_item AS i ON i.area = p.area AND i.entitlement_id = p.entitlement_id AND i.case_id = p.run_id
                    WHERE p.area = $1 AND p.run_id = $2 AND p.batch = 1
                    GROUP BY i.area, i.entitlement_id, i.month, i.case_id HAVING SUM(i.amount_fen) <> 0";
    CANCEL_PAYMENTS = "INSERT INTO benefit_payment_mark (area, run_id, batch, entitlement_id, kind, reason, on_day)
                       SELECT p.area, p.run_id, p.batch, p.entitlement_id, 'held_out', CAST($3 AS TEXT), CAST($4 AS TEXT)
                       FROM benefit_payment AS p WHERE p.area = $1 AND p.run_id = $2 AND p.batch = 1 AND NOT EXISTS (
                         SELECT 1 FROM benefit_payment_mark AS m WHERE m.area = p.area AND m.run_id = p.run_id AND m.batch = p.batch
                           AND m.entitlement_id = p.entitlement_id)";
    FINDINGS = concat!(findings!(), " AND f.entitlement_id > $3 ORDER BY f.entitlement_id, f.kind LIMIT $4");
    FINDINGS_OF = concat!(findings!(), " AND f.entitlement_id = $3 ORDER BY f.kind");
}

pub static BULK: BulkTable = BulkTable {
    table: "benefit_payment",
    columns: "area, run_id, batch, entitlement_id, fund, payee_kind, payee_id, account_sequence, amount_fen",
    insert: Statement::new(
        "INSERT INTO benefit_payment (area, run_id, batch, entitlement_id, fund, payee_kind, payee_id, account_sequence, amount_fen)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    ),
};

pub static FINDING_BULK: BulkTable = BulkTable {
    table: "payroll_finding",
    columns: "area, run_id, entitlement_id, kind, amount_fen",
    insert: Statement::new("INSERT INTO payroll_finding (area, run_id, entitlement_id, kind, amount_fen) VALUES ($1, $2, $3, $4, $5)"),
};

pub fn add_all(connection: &mut dyn Connection, batch: PayrollBatch, payments: &[BenefitPayment]) -> StoreResult<()> {
    insert(connection, &BULK, payments.len(), |sink| {
        payments.iter().try_for_each(|payment| {
            sink.row(&[
                (&batch.area).into(),
                batch.run_id.into(),
                batch.number.into(),
                payment.entitlement_id.into(),
                payment.fund.as_str().into(),
                payment.payee.kind.as_str().into(),
                payment.payee.id.into(),
                payment.account_sequence.into(),
                payment.amount.into(),
            ])
        })
    })
}

pub fn add_findings(connection: &mut dyn Connection, area: AreaCode, run_id: i64, findings: &[PayrollFinding]) -> StoreResult<()> {
    insert(connection, &FINDING_BULK, findings.len(), |sink| {
        findings.iter().try_for_each(|finding| {
            sink.row(&[(&area).into(), run_id.into(), finding.entitlement_id.into(), finding.kind.as_str().into(), finding.amount.into()])
        })
    })
}

/// Takes everything out of the first batch of a run that is still in it: its months are open again, its items are reversed.
pub fn cancel(connection: &mut dyn Connection, area: AreaCode, run_id: i64, reason: &str, on: Date) -> StoreResult<()> {
    connection.execute(&CANCEL_REOPEN, &[(&area).into(), run_id.into()])?;
    connection.execute(&CANCEL_ITEMS, &[(&area).into(), run_id.into()])?;
    connection.execute(&CANCEL_PAYMENTS, &[(&area).into(), run_id.into(), reason.into(), on.into()]).map(|_| ())
}

/// Marks a payment; one that has a mark already is in the way.
pub fn mark(
    connection: &mut dyn Connection,
    batch: PayrollBatch,
    entitlement_id: i64,
    kind: PaymentMarkKind,
    reason: &str,
    on: Date,
) -> StoreResult<()> {
    let parameters = [
        (&batch.area).into(),
        batch.run_id.into(),
        batch.number.into(),
        entitlement_id.into(),
        kind.as_str().into(),
        reason.into(),
        on.into(),
    ];
    if connection.execute(&MARK, &parameters)? == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// The bank told what became of the batch; that it told before is in the way.
pub fn settle_batch(connection: &mut dyn Connection, batch: PayrollBatch, on: Date) -> StoreResult<()> {
    let parameters = [(&batch.area).into(), batch.run_id.into(), batch.number.into(), on.into()];
    if connection.execute(&SETTLE_BATCH, &parameters)? == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

pub fn page(
    connection: &mut dyn Connection,
    sealer: &Sealer,
    batch: PayrollBatch,
    after: i64,
    limit: u32,
    with_accounts: bool,
) -> StoreResult<Vec<PaymentRow>> {
    let parameters = [(&batch.area).into(), batch.run_id.into(), batch.number.into(), after.into(), i64::from(limit).into()];
    connection.rows(&PAGE, &parameters, |row| read(row, sealer, batch.area, with_accounts))
}

pub fn find(connection: &mut dyn Connection, sealer: &Sealer, batch: PayrollBatch, entitlement_id: i64) -> StoreResult<Option<PaymentRow>> {
    let parameters = [(&batch.area).into(), batch.run_id.into(), batch.number.into(), entitlement_id.into()];
    connection.first(&FIND, &parameters, |row| read(row, sealer, batch.area, true))
}

pub fn returned(
    connection: &mut dyn Connection,
    sealer: &Sealer,
    batch: PayrollBatch,
    after: i64,
    limit: u32,
) -> StoreResult<Vec<PaymentRow>> {
    let parameters = [(&batch.area).into(), batch.run_id.into(), batch.number.into(), after.into(), i64::from(limit).into()];
    connection.rows(&RETURNED, &parameters, |row| read(row, sealer, batch.area, true))
}

pub fn totals(connection: &mut dyn Connection, batch: PayrollBatch) -> StoreResult<Vec<PayrollTotals>> {
    connection.rows(&TOTALS, &[(&batch.area).into(), batch.run_id.into(), batch.number.into()], |row| {
        Ok(PayrollTotals { fund: row.word(0, BenefitFund::of)?, payments: row.int(1)?, amount: row.fen(2)? })
    })
}

/// What was found, entitlement by entitlement, behind `after`.
pub fn findings(
    connection: &mut dyn Connection,
    area: AreaCode,
    run_id: i64,
    after: i64,
    limit: u32,
) -> StoreResult<Vec<PayrollFindingRow>> {
    connection.rows(&FINDINGS, &[(&area).into(), run_id.into(), after.into(), i64::from(limit).into()], read_finding)
}

pub fn findings_of(
    connection: &mut dyn Connection,
    area: AreaCode,
    run_id: i64,
    entitlement_id: i64,
) -> StoreResult<Vec<PayrollFindingRow>> {
    connection.rows(&FINDINGS_OF, &[(&area).into(), run_id.into(), entitlement_id.into()], read_finding)
}

fn read_finding(row: &dyn Row) -> StoreResult<PayrollFindingRow> {
    let finding = PayrollFinding { entitlement_id: row.int(0)?, kind: row.word(1, PayrollFindingKind::of)?, amount: row.fen(2)? };
    Ok(PayrollFindingRow { finding, beneficiary: row.party(3)?, is_released: row.flag(5)? })
}

fn read(row: &dyn Row, sealer: &Sealer, area: AreaCode, with_account: bool) -> StoreResult<PaymentRow> {
    let payment = BenefitPayment {
        entitlement_id: row.int(0)?,
        fund: row.word(1, BenefitFund::of)?,
        payee: row.party(2)?,
        account_sequence: row.int(4)?,
        amount: row.fen(5)?,
    };
    let is_reissued = row.flag(9)?;
    let mark = match row.optional_text(6)? {
        None => None,
        Some(_) => Some(PaymentMark { kind: row.word(6, PaymentMarkKind::of)?, reason: row.text(7)?, on: row.parsed(8)?, is_reissued }),
    };
    let place = payee_account::Place { area, party: payment.payee, sequence: payment.account_sequence };
    let account = if with_account { Some(payee_account::read(row, 10, sealer, place)?) } else { None };
    Ok(PaymentRow { payment, account, mark })
}
