//! The limit: rule A written by hand as a plain loop over the same arrays, its parameters as constants, nothing dated, nothing explained.

use crate::parameters::{Parameters, month_index, month_number};
use crate::population::{FIRST_YEAR, People, YEARS};
use crate::results::{Block, Results};

const ROWS: usize = 1024;

/// Parameters as flat arrays.
#[derive(Debug)]
pub struct Flat {
    rates_bp: [i64; YEARS],
    payment_months: Vec<i64>,
    base: Vec<i64>,
    base_first_year: i32,
    minimum: Vec<i32>,
    minimum_first_year: i32,
    ages: [i32; 5],
    delay_from: [i32; 5],
    step: [i32; 5],
    cap: [i32; 5],
    special: [bool; 5],
}

impl Flat {
    pub fn new(parameters: &Parameters) -> Flat {
        let category = |at: usize| &parameters.categories[at];
        Flat {
            rates_bp: std::array::from_fn(|at| parameters.crediting_rate_bp.get(&(FIRST_YEAR + at as i32)).copied().unwrap_or(0)),
            payment_months: parameters.payout_months.values().copied().collect(),
            base: parameters.calculation_base_fen.values().copied().collect(),
            base_first_year: parameters.calculation_base_fen.keys().next().copied().unwrap_or(0),
            minimum: parameters.minimum_months.values().map(|months| *months as i32).collect(),
            minimum_first_year: parameters.minimum_months.keys().next().copied().unwrap_or(0),
            ages: std::array::from_fn(|at| category(at).base_age_months),
            delay_from: std::array::from_fn(|at| match category(at).delay_birth_from {
                0 => i32::MAX,
                from => month_index(from),
            }),
            step: std::array::from_fn(|at| category(at).births_per_step),
            cap: std::array::from_fn(|at| category(at).delay_cap),
            special: std::array::from_fn(|at| category(at).special == 1),
        }
    }
}

/// Everything in one pass over a block: the years outside, the people inside, as one writes it for a cache.
#[expect(clippy::needless_range_loop, reason = "several columns are walked side by side, as one writes it by hand")]
fn block(flat: &Flat, people: &People, block: &mut Block<'_>) {
    let rows = block.status.len();
    let first = block.first;
    let mut paid = [0_i32; ROWS];
    let mut index_sum = [0_i32; ROWS];
    let mut balance = [0_i64; ROWS];
    let mut reference = [0_i32; ROWS];
    let mut earliest = i32::MAX;
    for at in 0..rows {
        let category = people.category[first + at] as usize;
        let birth = month_index(people.birth_month[first + at]);
        let from = flat.delay_from[category];
        let delay = if birth >= from { ((birth - from) / flat.step[category] + 1).min(flat.cap[category]) } else { 0 };
        let statutory = birth + flat.ages[category] + delay;
        block.statutory_month[at] = month_number(statutory);
        reference[at] = if flat.special[category] { month_index(people.application_month[first + at]) } else { statutory };
        earliest = earliest.min((reference[at] + 1) / 12);
    }
    for position in 0..YEARS {
        let year = FIRST_YEAR + position as i32;
        let rate = flat.rates_bp[position];
        let place = position * people.people + first;
        let months = &people.months_paid[place..place + rows];
        let sums = &people.index_sum_e4[place..place + rows];
        let credits = &people.account_credit_fen[place..place + rows];
        for at in 0..rows {
            paid[at] += months[at];
            index_sum[at] += sums[at].max(6000 * months[at]).min(30_000 * months[at]);
        }
        if year < earliest {
            for at in 0..rows {
                let credited = i64::from(credits[at]);
                let interest = ((2 * balance[at] + credited) * rate + 10_000) as u64 / 20_000;
                balance[at] += credited + interest as i64;
            }
        } else {
            for at in 0..rows {
                let credited = i64::from(credits[at]);
                let interest = ((2 * balance[at] + credited) * rate + 10_000) as u64 / 20_000;
                let start_year = (reference[at] + 1) / 12;
                let whole = balance[at] + credited + interest as i64;
                let part = if start_year == year { balance[at] + credited } else { balance[at] };
                balance[at] = if start_year > year { whole } else { part };
            }
        }
    }
    for at in 0..rows {
        finish(flat, people, block, at, (paid[at], index_sum[at], balance[at], reference[at]));
    }
}

#[inline(always)]
fn finish(flat: &Flat, people: &People, block: &mut Block<'_>, at: usize, (paid, index_sum, balance, reference): (i32, i32, i64, i32)) {
    let row = block.first + at;
    let deemed = if people.first_contribution_month[row] < 199_601 { people.deemed_months[row] } else { 0 };
    let months = paid + deemed;
    let average = if paid > 0 { i64::from((2 * index_sum as u32 + paid as u32) / (2 * paid as u32)) } else { 0 };
    let statutory = block.statutory_month[at];
    let application = people.application_month[row];
    let minimum = flat.minimum[(statutory / 100 - flat.minimum_first_year) as usize];
    let status = if application < statutory { 2 } else { i32::from(months < minimum) };
    block.status[at] = status;
    block.total_months[at] = months;
    block.average_index_e4[at] = average as i32;
    block.account_balance_fen[at] = balance;
    if status != 0 {
        block.start_month[at] = 0;
        block.basic_fen[at] = 0;
        block.account_fen[at] = 0;
        block.transitional_fen[at] = 0;
        block.total_fen[at] = 0;
        block.arrears_months[at] = 0;
        block.arrears_fen[at] = 0;
        return;
    }
    let start = reference + 1;
    let age = ((reference - month_index(people.birth_month[row])) / 12).clamp(40, 70);
    let payment_months = flat.payment_months[(age - 40) as usize];
    let base = flat.base[(start / 12 - flat.base_first_year) as usize];
    let basic = base * (10_000 + average) * i64::from(months);
    let transition = base * average * i64::from(deemed) * 13;
    let denominator = 120_000_000 * payment_months;
    let total =
        ((2 * (payment_months * (5 * basic + transition) + 120_000_000 * balance) + denominator) as u64 / (2 * denominator) as u64) as i64;
    let late = (month_index(application) - start).max(0);
    block.start_month[at] = month_number(start);
    block.basic_fen[at] = ((basic + 12_000_000) as u64 / 24_000_000) as i64;
    block.transitional_fen[at] = ((transition + 60_000_000) as u64 / 120_000_000) as i64;
    block.account_fen[at] = ((2 * balance + payment_months) as u64 / (2 * payment_months) as u64) as i64;
    block.total_fen[at] = total;
    block.arrears_months[at] = late;
    block.arrears_fen[at] = i64::from(late) * total;
}

/// Everybody; the rows are split evenly over the workers.
pub fn determine(flat: &Flat, people: &People, results: &mut Results, workers: usize) {
    let mut blocks = results.blocks(ROWS);
    let share = blocks.len().div_ceil(workers.max(1)).max(1);
    std::thread::scope(|scope| {
        for own in blocks.chunks_mut(share) {
            scope.spawn(move || own.iter_mut().for_each(|rows| block(flat, people, rows)));
        }
    });
}
