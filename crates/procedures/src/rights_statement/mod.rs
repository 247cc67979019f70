//! 个人权益记录: what a person's contributions came to, month by month, and whether each counts as paid in time.
//!
//! Nothing is stored for it: whether a month counts follows from the due date of the obligation it belongs to.

mod pages;
pub mod record;
pub mod routes;

use casework::{ContributionRow, Reader, StoreError};
use ledger::{Due, Obligation};
use values::{AreaCode, ContributionParts, Date, Fen, Month};

pub use agency::common::counting::Counting;

/// One month of the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub row: ContributionRow,
    pub counting: Counting,
    pub due: Due,
    pub original_due_on: Date,
    pub settled_on: Option<Date>,
    /// The case that moved the due day: the mark in the information system.
    pub deferral_case_id: Option<i64>,
}

/// A person's statement, newest month first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RightsStatement {
    pub lines: Vec<Line>,
    /// Months that count.
    pub months_counted: i64,
    pub months_in_arrears: i64,
    /// Own contributions to the pension account that count.
    pub own_pension: Fen,
    pub parts_counted: ContributionParts,
}

/// The statement of a person on a day.
pub fn statement(reader: &mut dyn Reader, area: AreaCode, person_id: i64, today: Date) -> Result<RightsStatement, StoreError> {
    Ok(of_rows(reader.contributions_of_person(area, person_id)?, today))
}

/// The statement from the rows themselves. Pure.
pub fn of_rows(rows: Vec<(ContributionRow, Obligation)>, today: Date) -> RightsStatement {
    let mut statement = RightsStatement::default();
    let mut counted: Vec<Month> = Vec::new();
    let mut arrears: Vec<Month> = Vec::new();
    for (row, obligation) in rows {
        let counting = Counting::of(&obligation, today);
        if counting.counts() {
            counted.push(row.month);
            statement.parts_counted += row.parts;
            statement.own_pension += row.parts.pension_employee;
        }
        if counting == Counting::InArrears {
            arrears.push(row.month);
        }
        statement.lines.push(Line {
            row,
            counting,
            due: obligation.due,
            original_due_on: obligation.original_due_on,
            settled_on: obligation.settled_on,
            deferral_case_id: obligation.deferral_case_id,
        });
    }
    statement.lines.sort_by_key(|line| std::cmp::Reverse(line.row.month));
    // A month through two employers is one month.
    for months in [&mut counted, &mut arrears] {
        months.sort();
        months.dedup();
    }
    statement.months_counted = counted.len() as i64;
    statement.months_in_arrears = arrears.len() as i64;
    statement
}
