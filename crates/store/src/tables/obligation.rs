//! What debtors owe for a month, and by when.

use casework::act::ObligationChange;
use casework::store::{StoreError, StoreResult};
use ledger::{Due, Obligation, ObligationAmounts};
use values::{AreaCode, Date, Party};

use super::contribution::parts;
use crate::engine::{BulkTable, Connection, Row, RowSink, Value, insert};
use crate::statement::{Statement, statements};

macro_rules! columns {
    () => {
        "id, debtor_kind, debtor_id, month, original_due_on, due_kind, due_on, deferral_case_id, snaps_back, settled_on, owed_pension_employer_fen, owed_pension_employee_fen, owed_unemployment_employer_fen, owed_unemployment_employee_fen, owed_injury_employer_fen, owed_late_fee_fen, paid_pension_employer_fen, paid_pension_employee_fen, paid_unemployment_employer_fen, paid_unemployment_employee_fen, paid_injury_employer_fen, paid_late_fee_fen"
    };
}

/// Something of it is still to be paid, late fee included.
macro_rules! unsettled {
    () => {
        "owed_pension_employer_fen + owed_pension_employee_fen + owed_unemployment_employer_fen + owed_unemployment_employee_fen + owed_injury_employer_fen + owed_late_fee_fen <> paid_pension_employer_fen + paid_pension_employee_fen + paid_unemployment_employer_fen + paid_unemployment_employee_fen + paid_injury_employer_fen + paid_late_fee_fen"
    };
}

statements! {
    OF_DEBTOR = concat!("SELECT ", columns!(), " FROM obligation WHERE area = $1 AND debtor_kind = $2 AND debtor_id = $3 ORDER BY month, id");
    OPEN_OF_DEBTOR = concat!("SELECT ", columns!(), " FROM obligation WHERE area = $1 AND debtor_kind = $2 AND debtor_id = $3 AND ", unsettled!(), " ORDER BY month, id");
    DEFERRED = concat!("SELECT ", columns!(), " FROM obligation WHERE area = $1 AND deferral_case_id IS NOT NULL AND ", unsettled!(), " ORDER BY id");
    MOVE = "UPDATE obligation SET due_kind = $5, due_on = $6, deferral_case_id = $7, snaps_back = $8
            WHERE area = $1 AND id = $2 AND debtor_kind = $3 AND debtor_id = $4";
    SETTLE = "UPDATE obligation SET settled_on = COALESCE($5, settled_on),
                owed_pension_employer_fen = owed_pension_employer_fen + $6, owed_pension_employee_fen = owed_pension_employee_fen + $7,
                owed_unemployment_employer_fen = owed_unemployment_employer_fen + $8, owed_unemployment_employee_fen = owed_unemployment_employee_fen + $9,
                owed_injury_employer_fen = owed_injury_employer_fen + $10, owed_late_fee_fen = owed_late_fee_fen + $11,
                paid_pension_employer_fen = paid_pension_employer_fen + $12, paid_pension_employee_fen = paid_pension_employee_fen + $13,
                paid_unemployment_employer_fen = paid_unemployment_employer_fen + $14, paid_unemployment_employee_fen = paid_unemployment_employee_fen + $15,
                paid_injury_employer_fen = paid_injury_employer_fen + $16, paid_late_fee_fen = paid_late_fee_fen + $17
              WHERE area = $1 AND id = $2 AND debtor_kind = $3 AND debtor_id = $4";
}

pub static BULK: BulkTable = BulkTable {
    table: "obligation",
    columns: concat!("area, ", columns!()),
    insert: Statement::new(concat!(
        "INSERT INTO obligation (area, ",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)"
    )),
};

/// Stored words for the two kinds of due day.
const DUE_ON: &str = "on";
const DUE_WHEN_EMERGENCY_ENDS: &str = "when_emergency_ends";

pub fn change(connection: &mut dyn Connection, area: AreaCode, change: &ObligationChange) -> StoreResult<()> {
    let touched = match change {
        ObligationChange::Open(obligation) => return add_all(connection, area, std::slice::from_ref(obligation)),
        ObligationChange::Moved { id, debtor, due, deferral_case_id, snaps_back } => {
            let (due_kind, due_on) = due_columns(*due);
            let parameters = [
                (&area).into(),
                (*id).into(),
                debtor.kind.as_str().into(),
                debtor.id.into(),
                due_kind.into(),
                due_on.into(),
                (*deferral_case_id).into(),
                (*snaps_back).into(),
            ];
            connection.execute(&MOVE, &parameters)?
        }
        ObligationChange::Settled { id, debtor, owed_more, paid_more, settled_on } => {
            let mut parameters: Vec<Value<'_>> =
                vec![(&area).into(), (*id).into(), debtor.kind.as_str().into(), debtor.id.into(), (*settled_on).into()];
            parameters.extend(amounts(owed_more));
            parameters.extend(amounts(paid_more));
            connection.execute(&SETTLE, &parameters)?
        }
    };
    // The debtor's book was seen, so an obligation that is not there was never read from here.
    if touched == 1 { Ok(()) } else { Err(StoreError::Damaged(format!("an obligation of {} of {area} is missing", change.debtor()))) }
}

pub fn add_all(connection: &mut dyn Connection, area: AreaCode, obligations: &[Obligation]) -> StoreResult<()> {
    insert(connection, &BULK, obligations.len(), |sink| obligations.iter().try_for_each(|obligation| put(sink, area, obligation)))
}

fn put(sink: &mut dyn RowSink, area: AreaCode, obligation: &Obligation) -> StoreResult<()> {
    let (due_kind, due_on) = due_columns(obligation.due);
    let [owed_1, owed_2, owed_3, owed_4, owed_5, owed_late_fee] = amounts(&obligation.owed);
    let [paid_1, paid_2, paid_3, paid_4, paid_5, paid_late_fee] = amounts(&obligation.paid);
    sink.row(&[
        (&area).into(),
        obligation.id.into(),
        obligation.debtor.kind.as_str().into(),
        obligation.debtor.id.into(),
        obligation.month.into(),
        obligation.original_due_on.into(),
        due_kind.into(),
        due_on.into(),
        obligation.deferral_case_id.into(),
        obligation.snaps_back.into(),
        obligation.settled_on.into(),
        owed_1,
        owed_2,
        owed_3,
        owed_4,
        owed_5,
        owed_late_fee,
        paid_1,
        paid_2,
        paid_3,
        paid_4,
        paid_5,
        paid_late_fee,
    ])
}

pub fn of_debtor(connection: &mut dyn Connection, area: AreaCode, debtor: Party, only_open: bool) -> StoreResult<Vec<Obligation>> {
    let statement = if only_open { &OPEN_OF_DEBTOR } else { &OF_DEBTOR };
    connection.rows(statement, &[(&area).into(), debtor.kind.as_str().into(), debtor.id.into()], |row| read(row, 0))
}

/// Deferred and not settled.
pub fn deferred(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<Vec<Obligation>> {
    connection.rows(&DEFERRED, &[(&area).into()], |row| read(row, 0))
}

/// An obligation whose columns begin at `first`.
pub fn read(row: &dyn Row, first: usize) -> StoreResult<Obligation> {
    let due_on: Option<Date> = row.optional_parsed(first + 6)?;
    let due = match (row.text(first + 5)?.as_str(), due_on) {
        (DUE_ON, Some(day)) => Due::On(day),
        (DUE_WHEN_EMERGENCY_ENDS, None) => Due::WhenEmergencyEnds,
        (word, _) => return Err(StoreError::Damaged(format!("an obligation is due {word}"))),
    };
    Ok(Obligation {
        id: row.int(first)?,
        debtor: row.party(first + 1)?,
        month: row.month(first + 3)?,
        original_due_on: row.parsed(first + 4)?,
        due,
        deferral_case_id: row.optional_int(first + 7)?,
        snaps_back: row.flag(first + 8)?,
        settled_on: row.optional_parsed(first + 9)?,
        owed: ObligationAmounts { contribution: parts(row, first + 10)?, late_fee: row.fen(first + 15)? },
        paid: ObligationAmounts { contribution: parts(row, first + 16)?, late_fee: row.fen(first + 21)? },
    })
}

fn due_columns(due: Due) -> (&'static str, Option<Date>) {
    match due {
        Due::On(day) => (DUE_ON, Some(day)),
        Due::WhenEmergencyEnds => (DUE_WHEN_EMERGENCY_ENDS, None),
    }
}

fn amounts(amounts: &ObligationAmounts) -> [Value<'static>; 6] {
    let parts = &amounts.contribution;
    [
        parts.pension_employer.into(),
        parts.pension_employee.into(),
        parts.unemployment_employer.into(),
        parts.unemployment_employee.into(),
        parts.injury_employer.into(),
        amounts.late_fee.into(),
    ]
}
