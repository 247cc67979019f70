//! The same money counted in different tables.

use casework::store::{ControlTotals, StoreResult};
use ledger::Account;
use values::{AreaCode, ContributionPart};

use crate::engine::Connection;
use crate::statement::statements;

statements! {
    POSTINGS = "SELECT account, CAST(SUM(amount_fen) AS BIGINT) FROM posting WHERE area = $1 GROUP BY account ORDER BY account";
    BALANCES = "SELECT account, CAST(SUM(balance_fen) AS BIGINT) FROM account_balance WHERE area = $1 GROUP BY account ORDER BY account";
    /// A deferred obligation stands on other accounts than an ordinary one.
    OBLIGATIONS = "SELECT CASE WHEN deferral_case_id IS NULL THEN 0 ELSE 1 END AS is_deferred,
                     CAST(SUM(owed_pension_employer_fen - paid_pension_employer_fen) AS BIGINT),
                     CAST(SUM(owed_pension_employee_fen - paid_pension_employee_fen) AS BIGINT),
                     CAST(SUM(owed_unemployment_employer_fen - paid_unemployment_employer_fen) AS BIGINT),
                     CAST(SUM(owed_unemployment_employee_fen - paid_unemployment_employee_fen) AS BIGINT),
                     CAST(SUM(owed_injury_employer_fen - paid_injury_employer_fen) AS BIGINT),
                     CAST(SUM(owed_late_fee_fen - paid_late_fee_fen) AS BIGINT)
                   FROM obligation WHERE area = $1 GROUP BY CASE WHEN deferral_case_id IS NULL THEN 0 ELSE 1 END ORDER BY 1";
    /// Compared part by part: money moved from one part to another leaves the totals as they were.
    ROWS_THAT_DIFFER = "SELECT obligation_id, CAST(SUM(owed) AS BIGINT), CAST(SUM(counted) AS BIGINT) FROM (
                          SELECT id AS obligation_id,
                            owed_pension_employer_fen + owed_pension_employee_fen + owed_unemployment_employer_fen
                              + owed_unemployment_employee_fen + owed_injury_employer_fen AS owed, 0 AS counted,
                            owed_pension_employer_fen AS a, owed_pension_employee_fen AS b, owed_unemployment_employer_fen AS c,
                            owed_unemployment_employee_fen AS d, owed_injury_employer_fen AS e
                          FROM obligation WHERE area = $1
                          UNION ALL
                          SELECT obligation_id, 0,
                            CAST(SUM(pension_employer_fen + pension_employee_fen + unemployment_employer_fen + unemployment_employee_fen
                              + injury_employer_fen) AS BIGINT),
                            CAST(-SUM(pension_employer_fen) AS BIGINT), CAST(-SUM(pension_employee_fen) AS BIGINT),
                            CAST(-SUM(unemployment_employer_fen) AS BIGINT), CAST(-SUM(unemployment_employee_fen) AS BIGINT),
                            CAST(-SUM(injury_employer_fen) AS BIGINT)
                          FROM contribution_month WHERE area = $1 GROUP BY obligation_id
                        ) AS both_sides GROUP BY obligation_id
                        HAVING SUM(a) <> 0 OR SUM(b) <> 0 OR SUM(c) <> 0 OR SUM(d) <> 0 OR SUM(e) <> 0 ORDER BY obligation_id LIMIT 1000";
    /// A transfer without postings is as wrong as one that does not sum to nothing.
    UNBALANCED = "SELECT t.id FROM transfer AS t LEFT JOIN posting AS p ON p.area = t.area AND p.transfer_id = t.id
                  WHERE t.area = $1 GROUP BY t.id HAVING COUNT(p.position) < 2 OR SUM(p.amount_fen) <> 0 ORDER BY t.id LIMIT 1000";
}

pub fn totals(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<ControlTotals> {
    let area_only = [(&area).into()];
    let by_account = |row: &dyn crate::engine::Row| Ok((row.text(0)?, row.int(1)?));
    Ok(ControlTotals {
        postings: connection.rows(&POSTINGS, &area_only, by_account)?,
        balances: connection.rows(&BALANCES, &area_only, by_account)?,
        obligations: open_by_account(connection, area)?,
        rows_that_differ: connection.rows(&ROWS_THAT_DIFFER, &area_only, |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)))?,
        unbalanced_transfers: connection.rows(&UNBALANCED, &area_only, |row| row.int(0))?,
    })
}

fn open_by_account(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<Vec<(String, i64)>> {
    let rows = connection.rows(&OBLIGATIONS, &[(&area).into()], |row| {
        let receivable = if row.flag(0)? { Account::ReceivableDeferred } else { Account::ReceivableDue };
        let mut amounts = Vec::new();
        for (part, column) in ContributionPart::ALL.into_iter().zip(1..) {
            amounts.push((receivable(part), row.int(column)?));
        }
        amounts.push((Account::ReceivableLateFee, row.int(6)?));
        Ok(amounts)
    })?;
    let mut totals = std::collections::BTreeMap::new();
    for (account, amount) in rows.into_iter().flatten() {
        *totals.entry(account.code()).or_insert(0) += amount;
    }
    Ok(totals.into_iter().collect())
}
