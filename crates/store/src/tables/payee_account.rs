//! Where benefits are paid to. The number is sealed; equal numbers are found by a keyed hash.

use casework::payee::PayeeAccount;
use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Party};

use crate::engine::{BulkTable, Connection, Row, RowSink, insert};
use crate::keys::Sealer;
use crate::statement::{Statement, statements};

macro_rules! columns {
    () => {
        "area, party_kind, party_id, sequence, holder, bank_name, bank_code, number_sealed, number_index, case_id"
    };
}

/// The kind under which account numbers are hashed.
const ACCOUNT: &str = "payee_account";

statements! {
    LATEST = "SELECT sequence, holder, bank_name, bank_code, number_sealed FROM payee_account
              WHERE area = $1 AND party_kind = $2 AND party_id = $3 ORDER BY sequence DESC LIMIT 1";
}

pub static BULK: BulkTable = BulkTable {
    table: "payee_account",
    columns: columns!(),
    insert: Statement::new(concat!("INSERT INTO payee_account (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")),
};

/// Where an account stands: whose it is, and which of theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub area: AreaCode,
    pub party: Party,
    pub sequence: i64,
}

/// Adds an account behind the earlier ones of the party.
pub fn add(
    connection: &mut dyn Connection,
    sealer: &Sealer,
    area: AreaCode,
    party: Party,
    account: &PayeeAccount,
    case_id: i64,
) -> StoreResult<()> {
    let last = latest_sequence(connection, area, party)?.unwrap_or(0);
    insert(connection, &BULK, 1, |sink| put(sink, sealer, Place { area, party, sequence: last + 1 }, account, case_id))
}

pub fn put(sink: &mut dyn RowSink, sealer: &Sealer, place: Place, account: &PayeeAccount, case_id: i64) -> StoreResult<()> {
    let number = sealer.seal(&seal_place(place), account.number.as_str())?;
    sink.row(&[
        (&place.area).into(),
        place.party.kind.as_str().into(),
        place.party.id.into(),
        place.sequence.into(),
        (&account.holder).into(),
        (&account.bank_name).into(),
        account.bank_code.as_str().into(),
        number.into(),
        sealer.blind_index(ACCOUNT, account.number.as_str()).into(),
        case_id.into(),
    ])
}

pub fn latest(connection: &mut dyn Connection, sealer: &Sealer, area: AreaCode, party: Party) -> StoreResult<Option<PayeeAccount>> {
    let parameters = [(&area).into(), party.kind.as_str().into(), party.id.into()];
    connection.first(&LATEST, &parameters, |row| read(row, 1, sealer, Place { area, party, sequence: row.int(0)? }))
}

pub fn latest_sequence(connection: &mut dyn Connection, area: AreaCode, party: Party) -> StoreResult<Option<i64>> {
    connection.first(&LATEST, &[(&area).into(), party.kind.as_str().into(), party.id.into()], |row| row.int(0))
}

/// The holder, bank, bank code and sealed number from `first` on.
pub fn read(row: &dyn Row, first: usize, sealer: &Sealer, place: Place) -> StoreResult<PayeeAccount> {
    let number = sealer.open(&seal_place(place), &row.text(first + 3)?)?;
    let damaged = || StoreError::Damaged(format!("the account number of {} of {}", place.party, place.area));
    Ok(PayeeAccount {
        holder: row.text(first)?,
        bank_name: row.text(first + 1)?,
        bank_code: row.parsed(first + 2)?,
        number: number.parse().map_err(|_| damaged())?,
    })
}

fn seal_place(place: Place) -> String {
    format!("payee_account.number:{}:{}:{}", place.area, place.party, place.sequence)
}
