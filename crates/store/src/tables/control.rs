//! The same money counted in different tables.

use casework::store::{ControlTotals, StoreResult};
use ledger::{Account, BenefitFund};
use values::{AreaCode, ContributionPart};

use crate::engine::Connection;
use crate::statement::{Statement, statements};

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
    /// What was paid and recovered is expense, but for months taken over from elsewhere.
    EXPENSE = "SELECT e.fund, CAST(SUM(i.amount_fen) AS BIGINT) FROM benefit_item AS i
               JOIN entitlement AS e ON e.area = i.area AND e.id = i.entitlement_id WHERE i.area = $1 AND i.case_id <> 0 GROUP BY e.fund ORDER BY e.fund";
    /// Payable until the bank has told what became of the batch.
    PAYABLE = "SELECT p.fund, CAST(-SUM(p.amount_fen) AS BIGINT) FROM benefit_payment AS p WHERE p.area = $1
                 AND NOT EXISTS (SELECT 1 FROM payroll_batch_result AS r WHERE r.area = p.area AND r.run_id = p.run_id AND r.batch = p.batch)
                 AND NOT EXISTS (SELECT 1 FROM benefit_payment_mark AS m WHERE m.area = p.area AND m.run_id = p.run_id AND m.batch = p.batch
                                 AND m.entitlement_id = p.entitlement_id)
               GROUP BY p.fund ORDER BY p.fund";
    RETURNED = "SELECT p.fund, CAST(-SUM(p.amount_fen) AS BIGINT) FROM benefit_payment_mark AS m
                JOIN benefit_payment AS p ON p.area = m.area AND p.run_id = m.run_id AND p.batch = m.batch AND p.entitlement_id = m.entitlement_id
                WHERE m.area = $1 AND m.kind = 'returned' AND NOT EXISTS (
                  SELECT 1 FROM benefit_payment AS l WHERE l.area = p.area AND l.run_id = p.run_id AND l.batch > p.batch
                    AND l.entitlement_id = p.entitlement_id)
                GROUP BY p.fund ORDER BY p.fund";
    /// The first batch of a run against the items of the run; what was held out has items that sum to nothing.
    PAYMENTS_THAT_DIFFER = "SELECT run_id, entitlement_id, CAST(SUM(paid) AS BIGINT), CAST(SUM(counted) AS BIGINT) FROM (
                              SELECT p.run_id, p.entitlement_id, p.amount_fen AS paid, 0 AS counted FROM benefit_payment AS p
                              WHERE p.area = $1 AND p.batch = 1 AND NOT EXISTS (
                                SELECT 1 FROM benefit_payment_mark AS m WHERE m.area = p.area AND m.run_id = p.run_id AND m.batch = 1
                                  AND m.entitlement_id = p.entitlement_id AND m.kind = 'held_out')
                              UNION ALL
                              SELECT case_id, entitlement_id, 0, CAST(SUM(amount_fen) AS BIGINT) FROM benefit_item
                              WHERE area = $1 AND case_id IN (SELECT run_id FROM run_chunk WHERE area = $1) GROUP BY case_id, entitlement_id
                            ) AS both_sides GROUP BY run_id, entitlement_id HAVING SUM(paid) <> SUM(counted)
                            ORDER BY run_id, entitlement_id LIMIT 1000";
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
        benefits: benefits_by_account(connection, area)?,
        payments_that_differ: connection
            .rows(&PAYMENTS_THAT_DIFFER, &area_only, |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?)))?,
        unbalanced_transfers: connection.rows(&UNBALANCED, &area_only, |row| row.int(0))?,
    })
}

fn benefits_by_account(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<Vec<(String, i64)>> {
    let mut totals = of_funds(connection, area, &EXPENSE, Account::BenefitExpense)?;
    totals.extend(of_funds(connection, area, &PAYABLE, Account::BenefitPayable)?);
    totals.extend(of_funds(connection, area, &RETURNED, Account::BenefitReturned)?);
    Ok(totals)
}

fn of_funds(
    connection: &mut dyn Connection,
    area: AreaCode,
    statement: &Statement,
    account: impl Fn(BenefitFund) -> Account,
) -> StoreResult<Vec<(String, i64)>> {
    connection.rows(statement, &[(&area).into()], |row| Ok((account(row.word(0, BenefitFund::of)?).code(), row.int(1)?)))
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
