//! What a chunk of a payroll run reads, and how it moves the entitlements it pays: each in one statement over a range of ids.

use std::collections::{BTreeMap, HashMap, HashSet};

use casework::benefit::{BenefitAmount, BenefitFund, Suspension};
use casework::payroll::{OpenEntitlement, PayrollInputs};
use casework::run::Chunk;
use casework::store::StoreResult;
use values::{AreaCode, Date, Fen, Month};

use super::entitlement;
use crate::engine::{Connection, Row, Value};
use crate::statement::statements;

/// An entitlement `e` of the range $2 to $3 and the funds $5 to $7 with something open up to the month $4.
macro_rules! open {
    () => {
        "e.area = $1 AND e.id BETWEEN $2 AND $3 AND e.first_month <= $4 AND e.settled_through < $4
         AND (e.last_month IS NULL OR e.settled_through < e.last_month) AND e.fund IN ($5, $6, $7)"
    };
}

statements! {
    PARTS = "SELECT MIN(id), MAX(id) FROM (
               SELECT id, (ROW_NUMBER() OVER (ORDER BY id) - 1) / CAST($6 AS BIGINT) AS part FROM entitlement
               WHERE area = $1 AND first_month <= $2 AND settled_through < $2 AND (last_month IS NULL OR settled_through < last_month)
                 AND fund IN ($3, $4, $5)
             ) AS parted GROUP BY part ORDER BY 1";
    ENTITLEMENTS = concat!("SELECT e.id, e.kind, e.fund, e.beneficiary_kind, e.beneficiary_id, e.payee_kind, e.payee_id, e.first_month,
                     e.last_month, e.end_reason, e.granted_case_id, e.settled_through, e.version FROM entitlement AS e
                    WHERE ", open!(), " ORDER BY e.id");
    AMOUNTS = "SELECT entitlement_id, from_month, monthly_fen, provisional, case_id FROM benefit_amount
               WHERE area = $1 AND entitlement_id BETWEEN $2 AND $3 ORDER BY entitlement_id, sequence";
    SUSPENSIONS = "SELECT entitlement_id, from_month, until_month, reason, case_id, is_void FROM benefit_suspension
                   WHERE area = $1 AND entitlement_id BETWEEN $2 AND $3 ORDER BY entitlement_id, sequence";
    ITEMS = concat!("SELECT i.entitlement_id, i.month, CAST(SUM(i.amount_fen) AS BIGINT) FROM entitlement AS e
             JOIN benefit_item AS i ON i.area = e.area AND i.entitlement_id = e.id AND i.month > e.settled_through
             WHERE ", open!(), " GROUP BY i.entitlement_id, i.month ORDER BY i.entitlement_id, i.month");
    ACCOUNTS = concat!("SELECT e.id, MAX(a.sequence) FROM entitlement AS e
                JOIN payee_account AS a ON a.area = e.area AND a.party_kind = e.payee_kind AND a.party_id = e.payee_id
                WHERE ", open!(), " GROUP BY e.id ORDER BY e.id");
    /// Two payees whose accounts in use have the same number.
    ///
    /// The joins are written as CROSS JOIN because one engine then keeps their order; in another order the accounts are compared each
    /// with each.
    SHARED = concat!("SELECT DISTINCT e.id FROM entitlement AS e CROSS JOIN payee_account AS a CROSS JOIN payee_account AS b
              WHERE ", open!(), "
                AND a.area = e.area AND a.party_kind = e.payee_kind AND a.party_id = e.payee_id
                AND b.area = a.area AND b.number_index = a.number_index AND (b.party_kind <> a.party_kind OR b.party_id <> a.party_id)
                AND NOT EXISTS (SELECT 1 FROM payee_account AS n WHERE n.area = a.area AND n.party_kind = a.party_kind
                                AND n.party_id = a.party_id AND n.sequence > a.sequence)
                AND NOT EXISTS (SELECT 1 FROM payee_account AS n WHERE n.area = b.area AND n.party_kind = b.party_kind
                                AND n.party_id = b.party_id AND n.sequence > b.sequence)");
    CERTIFIED = concat!("SELECT e.id, MAX(c.valid_until) FROM entitlement AS e
                 JOIN certification AS c ON c.area = e.area AND c.person_id = e.beneficiary_id
                 WHERE ", open!(), " AND e.beneficiary_kind = 'person' GROUP BY e.id ORDER BY e.id");
    /// The list of the dead is made once; compared one by one it would be everybody with everybody. A death that was taken back is none:
    /// the right that ended goes on under another grant from the very next month.
    DEAD = concat!("SELECT e.id FROM entitlement AS e
            WHERE ", open!(), " AND (e.beneficiary_kind, e.beneficiary_id) IN (
              SELECT d.beneficiary_kind, d.beneficiary_id FROM entitlement AS d WHERE d.area = $1 AND d.end_reason = 'death'
                AND NOT EXISTS (SELECT 1 FROM entitlement AS g WHERE g.area = d.area AND g.beneficiary_kind = d.beneficiary_kind
                                AND g.beneficiary_id = d.beneficiary_id AND g.kind = d.kind AND g.first_month = CASE WHEN d.last_month % 100 = 12 THEN d.last_month + 89 ELSE d.last_month + 1 END))");
    VERSION_SUM = "SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM entitlement WHERE area = $1 AND id BETWEEN $2 AND $3";
    /// Those with a finding of the run $8 stay as they are.
    SETTLE = concat!("UPDATE entitlement AS e SET settled_through = $4, version = version + 1 WHERE ", open!(), "
              AND NOT EXISTS (SELECT 1 FROM payroll_finding AS f WHERE f.area = e.area AND f.run_id = $8 AND f.entitlement_id = e.id)");
    SETTLE_ONE = "UPDATE entitlement SET settled_through = $3, version = version + 1 WHERE area = $1 AND id = $2";
    REOPEN_ONE = "UPDATE entitlement SET settled_through = CASE WHEN settled_through > $3 THEN $3 ELSE settled_through END,
                  version = version + 1 WHERE area = $1 AND id = $2";
}

/// The funds as the three parameters of a list.
fn three_funds(funds: &[BenefitFund]) -> [Value<'static>; 3] {
    let of = |position: usize| funds.get(position).or(funds.last()).map_or("", |fund| fund.as_str()).into();
    [of(0), of(1), of(2)]
}

fn of_chunk<'a>(chunk: &'a Chunk, funds: &[BenefitFund]) -> Vec<Value<'a>> {
    let mut parameters: Vec<Value<'a>> =
        vec![(&chunk.area).into(), chunk.first_party_id.into(), chunk.last_party_id.into(), chunk.month.into()];
    parameters.extend(three_funds(funds));
    parameters
}

/// (first id, last id) of parts of about `size` entitlements.
pub fn parts(
    connection: &mut dyn Connection,
    area: AreaCode,
    month: Month,
    funds: &[BenefitFund],
    size: i64,
) -> StoreResult<Vec<(i64, i64)>> {
    let [first, second, third] = three_funds(funds);
    let parameters = [(&area).into(), month.into(), first, second, third, size.max(1).into()];
    connection.rows(&PARTS, &parameters, |row| Ok((row.int(0)?, row.int(1)?)))
}

pub fn of_run(connection: &mut dyn Connection, chunk: &Chunk, funds: &[BenefitFund]) -> StoreResult<PayrollInputs> {
    let parameters = of_chunk(chunk, funds);
    let range = &parameters[..3];
    let version_sum = version_sum(connection, chunk)?;
    let mut amounts: HashMap<i64, Vec<BenefitAmount>> = HashMap::new();
    connection.query(&AMOUNTS, range, &mut |row| {
        amounts.entry(row.int(0)?).or_default().push(entitlement::read_amount(row)?);
        Ok(())
    })?;
    let mut suspensions: HashMap<i64, Vec<Suspension>> = HashMap::new();
    connection.query(&SUSPENSIONS, range, &mut |row| {
        suspensions.entry(row.int(0)?).or_default().push(entitlement::read_suspension(row)?);
        Ok(())
    })?;
    let mut items: HashMap<i64, Vec<(Month, Fen)>> = HashMap::new();
    connection.query(&ITEMS, &parameters, &mut |row| {
        items.entry(row.int(0)?).or_default().push((row.month(1)?, row.fen(2)?));
        Ok(())
    })?;
    let accounts: BTreeMap<i64, i64> = connection.rows(&ACCOUNTS, &parameters, |row| Ok((row.int(0)?, row.int(1)?)))?.into_iter().collect();
    let certified: BTreeMap<i64, Date> =
        connection.rows(&CERTIFIED, &parameters, |row| Ok((row.int(0)?, row.parsed(1)?)))?.into_iter().collect();
    let id_of = |row: &dyn Row| row.int(0);
    let shared: HashSet<i64> = connection.rows(&SHARED, &parameters, id_of)?.into_iter().collect();
    let dead: HashSet<i64> = connection.rows(&DEAD, &parameters, id_of)?.into_iter().collect();
    let entitlements = connection.rows(&ENTITLEMENTS, &parameters, |row| {
        let mut head = entitlement::read(row, chunk.area)?;
        let id = head.id;
        head.amounts = amounts.remove(&id).unwrap_or_default();
        head.suspensions = suspensions.remove(&id).unwrap_or_default();
        Ok(OpenEntitlement {
            entitlement: head,
            items: items.remove(&id).unwrap_or_default(),
            account_sequence: accounts.get(&id).copied(),
            shares_account: shared.contains(&id),
            certified_until: certified.get(&id).copied(),
            is_dead: dead.contains(&id),
        })
    })?;
    Ok(PayrollInputs { entitlements, version_sum })
}

pub fn version_sum(connection: &mut dyn Connection, chunk: &Chunk) -> StoreResult<i64> {
    let parameters = [(&chunk.area).into(), chunk.first_party_id.into(), chunk.last_party_id.into()];
    Ok(connection.first(&VERSION_SUM, &parameters, |row| row.int(0))?.unwrap_or(0))
}

/// Settles what the chunk pays up to its month; the answer is how many entitlements moved.
pub fn settle(connection: &mut dyn Connection, chunk: &Chunk, funds: &[BenefitFund]) -> StoreResult<u64> {
    let mut parameters = of_chunk(chunk, funds);
    parameters.push(chunk.run_id.into());
    connection.execute(&SETTLE, &parameters)
}

pub fn settle_one(connection: &mut dyn Connection, area: AreaCode, id: i64, through: Month) -> StoreResult<()> {
    connection.execute(&SETTLE_ONE, &[(&area).into(), id.into(), through.into()]).map(|_| ())
}

/// Opens the months behind `through` again.
pub fn reopen_one(connection: &mut dyn Connection, area: AreaCode, id: i64, through: Month) -> StoreResult<()> {
    connection.execute(&REOPEN_ONE, &[(&area).into(), id.into(), through.into()]).map(|_| ())
}
