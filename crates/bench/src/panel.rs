//! The employees and employers of rule B: declared wages month by month and the day each employer paid.

use jiff::civil::{Date, date};

use crate::parameters::{Parameters, month_index, month_number};
use crate::random::draw;

const FIRST_MONTH: i32 = 201_805;
const LAST_MONTH: i32 = 202_412;

/// A balanced panel: rows stand month after month, inside a month by employee.
#[derive(Debug, Clone)]
pub struct Panel {
    pub employees: usize,
    /// Ascending, `yyyymm`.
    pub months: Vec<i32>,
    /// By employee.
    pub employer: Vec<usize>,
    /// By row; 0 where nobody was insured.
    pub declared_wage_fen: Vec<i32>,
    /// By employer, 1 to 8.
    pub industry_class: Vec<u8>,
    /// By month and employer, in days since 1970-01-01.
    pub paid_epoch_day: Vec<i32>,
}

impl Panel {
    pub fn employers(&self) -> usize {
        self.industry_class.len()
    }

    pub fn rows(&self) -> usize {
        self.declared_wage_fen.len()
    }
}

/// Days since 1970-01-01.
pub fn epoch_day(day: Date) -> i32 {
    (day.duration_since(date(1970, 1, 1)).as_hours() / 24) as i32
}

/// The day on which the contributions of a month are due.
pub fn due_on(parameters: &Parameters, month: i32) -> Date {
    let next = month_number(month_index(month) + 1);
    date((next / 100) as i16, (next % 100) as i8, parameters.due_day)
}

const CLASSES: [u8; 16] = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 3];
const STREAM: u64 = 100;

/// The panel of the format with so many employees over eighty months.
pub fn generate(parameters: &Parameters, employees: usize) -> Panel {
    let employers = (employees * 64 / 1250).max(7);
    let months: Vec<i32> = (month_index(FIRST_MONTH)..=month_index(LAST_MONTH)).map(month_number).collect();
    let employer = (0..employees as u64)
        .map(|row| {
            // Two draws multiplied: few employers are large, many are small.
            let product = draw(STREAM + 1, row, 0, 65_536) * draw(STREAM + 1, row, 1, 65_536);
            ((product as u64 * employers as u64) >> 32) as usize
        })
        .collect();
    let declared_wage_fen = months
        .iter()
        .enumerate()
        .flat_map(|(position, month)| (0..employees as u64).map(move |row| wage(row, position as u64, *month)))
        .collect();
    let paid_epoch_day = months
        .iter()
        .enumerate()
        .flat_map(|(position, month)| {
            let due = epoch_day(due_on(parameters, *month));
            (0..employers as u64).map(move |row| due + lateness(row * 128 + position as u64))
        })
        .collect();
    Panel {
        employees,
        months,
        employer,
        declared_wage_fen,
        industry_class: (0..employers as u64).map(|row| CLASSES[draw(STREAM, row, 0, 16) as usize]).collect(),
        paid_epoch_day,
    }
}

fn wage(row: u64, position: u64, month: i32) -> i32 {
    let bonus = if draw(STREAM + 2, row, 1, 100) < 12 { draw(STREAM + 2, row, 2, 1_800_000) } else { 0 };
    let base = 280_000 + draw(STREAM + 2, row, 0, 500_000) + bonus;
    let year = i64::from(month / 100);
    let counter = row * 128 + position;
    let mut wage = base * (1000 + 40 * (year - 2018)) / 1000 + draw(STREAM + 4, counter, 0, 40_001) - 20_000;
    if draw(STREAM + 3, row, 0, 100) < 40 {
        wage = (wage + 250) / 500 * 500;
    }
    if draw(STREAM + 5, counter, 0, 1000) < 15 { 0 } else { wage as i32 }
}

fn lateness(counter: u64) -> i32 {
    let days = match draw(STREAM + 6, counter, 0, 100) {
        0..80 => -draw(STREAM + 7, counter, 0, 15),
        80..95 => 1 + draw(STREAM + 7, counter, 0, 30),
        _ => 31 + draw(STREAM + 7, counter, 0, 370),
    };
    days as i32
}
