//! The table of results, as CSV or as Parquet by the name of the file.

use std::path::Path;

use columnar::{Column, ColumnKind, Writer};
use rules::pension::{DeterminationColumns, Refusal};

use super::people::People;
use crate::commands::table::{Partial, Written};
use crate::failure::{CommandError, CommandResult};

const COLUMNS: [(&str, ColumnKind); 15] = [
    ("person_id", ColumnKind::Text),
    ("status", ColumnKind::Small),
    ("statutory_month", ColumnKind::Small),
    ("start_month", ColumnKind::Small),
    ("total_months", ColumnKind::Small),
    ("average_index_e4", ColumnKind::Small),
    ("account_balance_fen", ColumnKind::Whole),
    ("basic_fen", ColumnKind::Whole),
    ("account_fen", ColumnKind::Whole),
    ("transitional_fen", ColumnKind::Whole),
    ("total_fen", ColumnKind::Whole),
    ("arrears_months", ColumnKind::Small),
    ("arrears_fen", ColumnKind::Whole),
    ("provisional", ColumnKind::Small),
    ("reason", ColumnKind::Text),
];
/// Columns between the person and the reason.
const NUMBERS: usize = COLUMNS.len() - 2;

pub enum ResultTable {
    Csv(Box<Written>),
    Parquet(Partial, Box<Writer>),
}

impl ResultTable {
    pub fn create(path: &Path) -> CommandResult<ResultTable> {
        if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("parquet")) {
            let mut written = Written::create(path)?;
            written.row(COLUMNS.map(|(name, _)| name))?;
            return Ok(ResultTable::Csv(Box::new(written)));
        }
        let (partial, file) = Partial::create(path)?;
        let writer = Writer::create(file, &COLUMNS).map_err(unwritable)?;
        Ok(ResultTable::Parquet(partial, Box::new(writer)))
    }

    /// Writes the results of a block, one row for each of `people`.
    pub fn block(&mut self, people: &People, results: &DeterminationColumns) -> CommandResult {
        let refusals = by_row(people.len(), results);
        match self {
            ResultTable::Csv(written) => {
                for (at, refusal) in refusals.into_iter().enumerate() {
                    let numbers = numbers(results, at, refusal).map(|number| number.to_string());
                    let reason = refusal.map_or_else(String::new, |refusal| refusal.text().zh);
                    let before = std::iter::once(people.person_id[at].as_str());
                    written.row(before.chain(numbers.iter().map(String::as_str)).chain([reason.as_str()]))?;
                }
                Ok(())
            }
            ResultTable::Parquet(_, writer) => {
                let mut columns: Vec<Vec<Option<i64>>> = vec![Vec::new(); NUMBERS];
                let mut reasons = Vec::with_capacity(people.len());
                for (at, refusal) in refusals.into_iter().enumerate() {
                    for (column, number) in columns.iter_mut().zip(numbers(results, at, refusal)) {
                        column.push(Some(number));
                    }
                    reasons.push(Some(refusal.map_or_else(String::new, |refusal| refusal.text().zh)));
                }
                let mut block = vec![Column::Text(people.person_id.iter().cloned().map(Some).collect())];
                block.extend(columns.into_iter().map(Column::Whole));
                block.push(Column::Text(reasons));
                writer.block(&block).map_err(unwritable)
            }
        }
    }

    pub fn finish(self) -> CommandResult {
        match self {
            ResultTable::Csv(written) => written.finish(),
            ResultTable::Parquet(partial, writer) => {
                writer.finish().map_err(unwritable)?;
                partial.finish()
            }
        }
    }
}

/// The refusal of each row, where there is one.
pub fn by_row(rows: usize, results: &DeterminationColumns) -> Vec<Option<&Refusal>> {
    let mut of_row = vec![None; rows];
    for (row, refusal) in &results.refusals {
        if let Some(place) = of_row.get_mut(*row) {
            *place = Some(refusal);
        }
    }
    of_row
}

/// 0 granted, 1 too few months, 2 applied before the month of retirement, 3 refused for the reason given.
fn status(refusal: Option<&Refusal>) -> i64 {
    match refusal {
        None => 0,
        Some(Refusal::TooFewMonths { .. }) => 1,
        Some(Refusal::AppliedBefore { .. }) => 2,
        Some(_) => 3,
    }
}

fn numbers(results: &DeterminationColumns, at: usize, refusal: Option<&Refusal>) -> [i64; NUMBERS] {
    [
        status(refusal),
        i64::from(results.statutory_month[at]),
        i64::from(results.start_month[at]),
        i64::from(results.total_months[at]),
        i64::from(results.average_index_e4[at]),
        results.account_balance_fen[at],
        results.basic_fen[at],
        results.account_fen[at],
        results.transitional_fen[at],
        results.total_fen[at],
        i64::from(results.arrears_months[at]),
        results.arrears_fen[at],
        i64::from(results.provisional[at]),
    ]
}

fn unwritable(reason: String) -> CommandError {
    CommandError::new(format!("the results cannot be written: {reason}")).hint("check the disk")
}
