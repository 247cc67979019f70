//! The people of rule A: birth, category, career and account, the same for every program that follows `bench/FORMAT.md`.

use crate::parameters::{Parameters, month_index, month_number};
use crate::random::draw;

pub const FIRST_YEAR: i32 = 1993;
pub const YEARS: usize = 32;

/// Columns of `people` persons; the yearly ones hold year after year.
#[derive(Debug, Clone)]
pub struct People {
    pub people: usize,
    pub birth_month: Vec<i32>,
    pub category: Vec<i32>,
    pub first_contribution_month: Vec<i32>,
    pub deemed_months: Vec<i32>,
    pub application_month: Vec<i32>,
    pub index_sum_e4: Vec<i32>,
    pub months_paid: Vec<i32>,
    pub account_credit_fen: Vec<i32>,
}

impl People {
    /// The column of one year of a yearly field.
    pub fn year<'a>(&self, column: &'a [i32], position: usize) -> &'a [i32] {
        &column[position * self.people..(position + 1) * self.people]
    }
}

/// Generates persons `first` to `first + people - 1`.
pub fn generate(parameters: &Parameters, first: usize, people: usize) -> People {
    let mut columns = People {
        people,
        birth_month: vec![0; people],
        category: vec![0; people],
        first_contribution_month: vec![0; people],
        deemed_months: vec![0; people],
        application_month: vec![0; people],
        index_sum_e4: vec![0; people * YEARS],
        months_paid: vec![0; people * YEARS],
        account_credit_fen: vec![0; people * YEARS],
    };
    for at in 0..people {
        let career = career(parameters, (first + at) as u64);
        columns.birth_month[at] = month_number(career.birth);
        columns.category[at] = career.category as i32;
        columns.first_contribution_month[at] = month_number(career.first);
        columns.deemed_months[at] = career.deemed;
        columns.application_month[at] = month_number(career.application);
        for (position, wage) in AVERAGE_WAGES.iter().enumerate() {
            let (months, index_sum, credits) = career.year(position, *wage);
            let place = position * people + at;
            columns.months_paid[place] = months as i32;
            columns.index_sum_e4[place] = index_sum as i32;
            columns.account_credit_fen[place] = credits as i32;
        }
    }
    columns
}

struct Career {
    row: u64,
    birth: i32,
    category: usize,
    first: i32,
    last: i32,
    deemed: i32,
    application: i32,
    level: i64,
    drift: i64,
}

/// Thresholds in thousandths of the five categories.
const CATEGORIES: [i64; 4] = [480, 630, 930, 980];

fn career(parameters: &Parameters, row: u64) -> Career {
    let drawn = draw(1, row, 0, 1000);
    let category = CATEGORIES.iter().position(|limit| drawn < *limit).unwrap_or(CATEGORIES.len());
    let rule = &parameters.categories[category];
    let birth = month_index(201_701) + draw(2, row, 0, 168) as i32 - rule.base_age_months;
    let delay_from = if rule.delay_birth_from == 0 { i32::MAX } else { month_index(rule.delay_birth_from) };
    let delay = if birth >= delay_from { ((birth - delay_from) / rule.births_per_step + 1).min(rule.delay_cap) } else { 0 };
    let statutory = birth + rule.base_age_months + delay;
    let special = rule.special == 1;
    let application = statutory + filing(row, special);
    let begins_work = birth + 216 + draw(4, row, 0, 144) as i32;
    let early = begins_work < month_index(199_301);
    let first = match (early, draw(5, row, 0, 100) < 85) {
        (false, _) => begins_work,
        (true, true) => month_index(199_301) + draw(5, row, 1, 36) as i32,
        (true, false) => month_index(199_601) + draw(5, row, 1, 60) as i32,
    };
    let claims_deemed = draw(6, row, 0, 100) < 5;
    let deemed = match (early, claims_deemed) {
        (true, _) => first.min(month_index(199_601)) - begins_work,
        (false, true) => 1 + draw(6, row, 1, 36) as i32,
        (false, false) => 0,
    };
    let ends = if special { application.min(statutory + 24) } else { statutory };
    let mut last = month_index(202_412).min(ends - 1);
    if draw(7, row, 0, 100) < 12 {
        last = last.min(first + 24 + draw(7, row, 1, 240) as i32);
    }
    let well_paid = if draw(8, row, 2, 100) < 10 { draw(8, row, 3, 30_000) } else { 0 };
    let level = 4000 + (draw(8, row, 0, 16_000) + draw(8, row, 1, 16_000)) / 2 + well_paid;
    Career { row, birth, category, first, last, deemed, application, level, drift: draw(9, row, 0, 301) - 150 }
}

/// Months between the statutory month and the application: some early, most soon, a few years late.
fn filing(row: u64, special: bool) -> i32 {
    let kind = draw(3, row, 0, 1000);
    let months = match kind {
        0..30 => -1 - draw(3, row, 1, 6),
        _ if special => draw(3, row, 2, 25),
        30..750 => draw(3, row, 1, 2),
        750..950 => 2 + draw(3, row, 1, 11),
        _ => 13 + draw(3, row, 1, 48),
    };
    months as i32
}

impl Career {
    /// Months paid, sum of indices and account credits of the year at `position`.
    fn year(&self, position: usize, wage: i64) -> (i64, i64, i64) {
        let (row, column) = (self.row, position as u64);
        let january = (FIRST_YEAR + position as i32) * 12;
        let mut months = i64::from((self.last.min(january + 11) - self.first.max(january) + 1).clamp(0, 12));
        if draw(10, row, column, 100) < 15 && months > 0 {
            months = (months - (1 + draw(11, row, column, 12) * months / 12)).max(0);
        }
        let index = (self.level + self.drift * position as i64 + draw(12, row, column, 6001) - 3000).clamp(6000, 30_000);
        let odd = if months > 0 { draw(13, row, column, 12) % months } else { 0 };
        let within = (months * index + odd).min(30_000 * months);
        // A few rows lie outside the limits, so that the rule has something to clip.
        let index_sum = match draw(14, row, column, 1000) {
            0..3 => 5000 * months,
            997.. => 35_000 * months,
            _ => within,
        };
        let share_e4 = match position {
            0..3 => 300,
            3..13 => 1100,
            _ => 800,
        };
        let monthly_wage = wage * index / 10_000;
        let credits = if months > 0 { months * monthly_wage * share_e4 / 10_000 + draw(15, row, column, 100) } else { 0 };
        (months, index_sum, credits)
    }
}

/// Average monthly wages in fen, written out: the format computes them with a power of 1.1105, and powers differ between machines.
const AVERAGE_WAGES: [i64; YEARS] = [
    30_000, 33_315, 36_996, 41_084, 45_624, 50_665, 56_264, 62_481, 69_385, 77_052, 85_567, 95_022, 105_522, 117_182, 130_131, 144_510,
    160_479, 178_211, 197_904, 219_772, 244_057, 271_026, 300_974, 334_232, 371_164, 412_178, 457_724, 508_302, 564_470, 626_844, 696_110,
    773_030,
];
