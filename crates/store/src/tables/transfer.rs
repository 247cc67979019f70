//! Transfers, their postings, and the balances kept beside them in the same commit.

use std::collections::BTreeMap;

use casework::store::{StoreError, StoreResult};
use ledger::{Account, Posting, Transfer};
use values::{AreaCode, Fen, Month, Party, Text};

use crate::engine::{Connection, Row};
use crate::statement::statements;

macro_rules! lines {
    () => {
        "SELECT t.id, t.on_day, t.text_zh, t.text_en, p.account, p.party_kind, p.party_id, p.month, p.amount_fen
         FROM transfer AS t JOIN posting AS p ON p.area = t.area AND p.transfer_id = t.id WHERE t.area = $1"
    };
}

statements! {
    ADD = "INSERT INTO transfer (area, id, case_id, on_day, text_zh, text_en) VALUES ($1, $2, $3, $4, $5, $6)";
    ADD_POSTING = "INSERT INTO posting (area, transfer_id, position, account, party_kind, party_id, month, amount_fen)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ADD_TO_BALANCE = "INSERT INTO account_balance (area, party_kind, party_id, account, month, balance_fen) VALUES ($1, $2, $3, $4, $5, $6)
                      ON CONFLICT (area, party_kind, party_id, account, month)
                      DO UPDATE SET balance_fen = account_balance.balance_fen + excluded.balance_fen";
    BALANCE = "SELECT CAST(COALESCE(SUM(balance_fen), 0) AS BIGINT) FROM account_balance
               WHERE area = $1 AND party_kind = $2 AND party_id = $3 AND account = $4";
    AFTER = concat!(lines!(), " AND t.id IN (SELECT id FROM transfer WHERE area = $1 AND id > $2 ORDER BY id LIMIT $3) ORDER BY t.id, p.position");
    OF_PARTY = concat!(lines!(), " AND t.id IN (SELECT DISTINCT transfer_id FROM posting WHERE area = $1 AND party_kind = $2 AND party_id = $3
               ORDER BY transfer_id DESC LIMIT $4) ORDER BY t.id DESC, p.position");
}

/// The month of a posting that is about no month.
const NO_MONTH: i64 = 0;

/// Writes transfers under the numbers from `first_id` on.
pub fn add_all(connection: &mut dyn Connection, area: AreaCode, case_id: i64, first_id: i64, transfers: &[Transfer]) -> StoreResult<()> {
    let mut balances: BTreeMap<(Party, String, i64), Fen> = BTreeMap::new();
    for (id, transfer) in (first_id..).zip(transfers) {
        connection.execute(
            &ADD,
            &[(&area).into(), id.into(), case_id.into(), transfer.on.into(), (&transfer.text.zh).into(), (&transfer.text.en).into()],
        )?;
        for (position, posting) in (1_i64..).zip(transfer.postings()) {
            let account = posting.account.code();
            let month = posting.month.map_or(NO_MONTH, Month::number);
            connection.execute(
                &ADD_POSTING,
                &[
                    (&area).into(),
                    id.into(),
                    position.into(),
                    (&account).into(),
                    posting.party.kind.as_str().into(),
                    posting.party.id.into(),
                    month.into(),
                    posting.amount.into(),
                ],
            )?;
            *balances.entry((posting.party, account, month)).or_default() += posting.amount;
        }
    }
    // In the order of their keys, so that two acts never wait for each other in a circle.
    for ((party, account, month), amount) in balances.iter().filter(|(_, amount)| !amount.is_zero()) {
        connection.execute(
            &ADD_TO_BALANCE,
            &[(&area).into(), party.kind.as_str().into(), party.id.into(), account.into(), (*month).into(), (*amount).into()],
        )?;
    }
    Ok(())
}

/// Debits less credits of an account in a party's book.
pub fn balance(connection: &mut dyn Connection, area: AreaCode, account: Account, party: Party) -> StoreResult<Fen> {
    let parameters = [(&area).into(), party.kind.as_str().into(), party.id.into(), account.code().into()];
    Ok(connection.first(&BALANCE, &parameters, |row| row.fen(0))?.unwrap_or_default())
}

/// In order of their numbers, after `after`.
pub fn after(connection: &mut dyn Connection, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<(i64, Transfer)>> {
    let lines = connection.rows(&AFTER, &[(&area).into(), after.into(), i64::from(limit).into()], read_line)?;
    gather(lines)
}

/// Those that touch a party's book, newest first.
pub fn of_party(connection: &mut dyn Connection, area: AreaCode, party: Party, limit: u32) -> StoreResult<Vec<(i64, Transfer)>> {
    let parameters = [(&area).into(), party.kind.as_str().into(), party.id.into(), i64::from(limit).into()];
    let lines = connection.rows(&OF_PARTY, &parameters, read_line)?;
    gather(lines)
}

/// A posting with what its transfer says.
struct Line {
    id: i64,
    on: values::Date,
    text: Text,
    posting: Posting,
}

fn read_line(row: &dyn Row) -> StoreResult<Line> {
    let month = match row.int(7)? {
        NO_MONTH => None,
        _ => Some(row.month(7)?),
    };
    Ok(Line {
        id: row.int(0)?,
        on: row.parsed(1)?,
        text: Text { zh: row.text(2)?, en: row.text(3)? },
        posting: Posting { account: row.word(4, Account::of_code)?, party: row.party(5)?, month, amount: row.fen(8)? },
    })
}

/// Lines of one transfer stand together.
fn gather(lines: Vec<Line>) -> StoreResult<Vec<(i64, Transfer)>> {
    let mut transfers = Vec::new();
    let mut lines = lines.into_iter().peekable();
    while let Some(first) = lines.next() {
        let mut postings = vec![first.posting];
        while let Some(line) = lines.next_if(|line| line.id == first.id) {
            postings.push(line.posting);
        }
        let transfer = Transfer::balanced(first.on, first.text, postings)
            .map_err(|error| StoreError::Damaged(format!("transfer {}: {error}", first.id)))?;
        transfers.push((first.id, transfer));
    }
    Ok(transfers)
}
