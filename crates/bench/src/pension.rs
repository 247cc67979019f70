//! Rule A over columns, through the machinery of the law: tables made from dated rules, exact reciprocals, and steps that are only built
//! when somebody asks.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use values::{Explain, Silent};

use crate::parameters::{month_index, month_number};
use crate::pension_explained as explained;
use crate::pension_tables::PensionTables;
use crate::population::{FIRST_YEAR, People, YEARS};
use crate::results::{Block, Results};

/// Work space of a block stays inside the first-level cache.
pub const ROWS_PER_BLOCK: usize = 1024;

/// Between the passes over the columns of a block.
#[derive(Debug)]
struct Work {
    birth: [i32; ROWS_PER_BLOCK],
    reference: [i32; ROWS_PER_BLOCK],
    start_year: [i32; ROWS_PER_BLOCK],
    paid: [i32; ROWS_PER_BLOCK],
    index_sum: [i32; ROWS_PER_BLOCK],
}

/// Reasons not to pay, as numbers of the format.
const GRANTED: i32 = 0;
const TOO_FEW_MONTHS: i32 = 1;
const APPLIED_TOO_EARLY: i32 = 2;

/// Determines the people of one block of results. With [`Silent`] the steps vanish.
pub fn determine_block<E: Explain>(tables: &PensionTables<'_>, people: &People, block: &mut Block<'_>, explain: &mut E) {
    let rows = block.first..block.first + block.status.len();
    let mut work = Work {
        birth: [0; ROWS_PER_BLOCK],
        reference: [0; ROWS_PER_BLOCK],
        start_year: [0; ROWS_PER_BLOCK],
        paid: [0; ROWS_PER_BLOCK],
        index_sum: [0; ROWS_PER_BLOCK],
    };
    take_dates(tables, people, rows.clone(), &mut work, block, explain);
    add_years(tables, people, rows.clone(), &mut work);
    close_accounts(tables, people, rows.clone(), &work, block, explain);
    take_amounts(tables, people, rows, &work, block, explain);
}

fn take_dates<E: Explain>(
    tables: &PensionTables<'_>,
    people: &People,
    rows: Range<usize>,
    work: &mut Work,
    block: &mut Block<'_>,
    explain: &mut E,
) {
    let birth_month = &people.birth_month[rows.clone()];
    let category = &people.category[rows.clone()];
    let application_month = &people.application_month[rows.clone()];
    for at in 0..rows.len() {
        let category = category[at] as usize;
        let birth = month_index(birth_month[at]);
        let statutory = tables.statutory(category, birth);
        let reference = if tables.special[category] { month_index(application_month[at]) } else { statutory };
        work.birth[at] = birth;
        work.reference[at] = reference;
        work.start_year[at] = (reference + 1) / 12;
        block.statutory_month[at] = month_number(statutory);
        explained::dates(tables, birth, category, reference, explain);
    }
}

fn add_years(tables: &PensionTables<'_>, people: &People, rows: Range<usize>, work: &mut Work) {
    for position in 0..YEARS {
        let months = &people.year(&people.months_paid, position)[rows.clone()];
        let sums = &people.year(&people.index_sum_e4, position)[rows.clone()];
        let (paid, index_sum) = (&mut work.paid[..months.len()], &mut work.index_sum[..months.len()]);
        for at in 0..months.len() {
            let month = months[at];
            paid[at] += month;
            index_sum[at] += sums[at].max(tables.index_floor * month).min(tables.index_ceiling * month);
        }
    }
}

fn close_accounts<E: Explain>(
    tables: &PensionTables<'_>,
    people: &People,
    rows: Range<usize>,
    work: &Work,
    block: &mut Block<'_>,
    explain: &mut E,
) {
    let start_year = &work.start_year[..rows.len()];
    let first_start = start_year.iter().copied().min().unwrap_or(0);
    let balance = &mut block.account_balance_fen[..rows.len()];
    balance.fill(0);
    for position in 0..YEARS {
        let year = FIRST_YEAR + position as i32;
        let crediting = tables.crediting[position];
        let credits = &people.year(&people.account_credit_fen, position)[rows.clone()];
        if year < first_start {
            // Nobody of the block has retired yet: every account grows by the whole year.
            for (balance, credits) in balance.iter_mut().zip(credits) {
                let opening = *balance;
                *balance = crediting.close(opening, i64::from(*credits));
                explain.step(|| explained::account_year(tables, position, opening, i64::from(*credits), *balance));
            }
            continue;
        }
        for at in 0..credits.len() {
            let (opening, credited) = (balance[at], i64::from(credits[at]));
            let whole_year = crediting.close(opening, credited);
            let last_year = if start_year[at] == year { opening + credited } else { opening };
            balance[at] = if start_year[at] > year { whole_year } else { last_year };
            explain.step(|| explained::account_year(tables, position, opening, credited, balance[at]));
        }
    }
}

fn take_amounts<E: Explain>(
    tables: &PensionTables<'_>,
    people: &People,
    rows: Range<usize>,
    work: &Work,
    block: &mut Block<'_>,
    explain: &mut E,
) {
    let first_contribution = &people.first_contribution_month[rows.clone()];
    let deemed_months = &people.deemed_months[rows.clone()];
    let application_month = &people.application_month[rows.clone()];
    let fractions = &tables.fractions;
    for at in 0..rows.len() {
        let deemed = if first_contribution[at] < tables.cutoff { deemed_months[at] } else { 0 };
        let paid = work.paid[at];
        let months = paid + deemed;
        let average = if paid > 0 { tables.average[paid as usize].of(i64::from(work.index_sum[at])) } else { 0 };
        let statutory_month = block.statutory_month[at];
        let application = month_index(application_month[at]);
        let too_few = if months < tables.minimum_months(statutory_month / 100) { TOO_FEW_MONTHS } else { GRANTED };
        let status = if application_month[at] < statutory_month { APPLIED_TOO_EARLY } else { too_few };
        let granted = i64::from(status == GRANTED);
        let start = work.reference[at] + 1;
        let (payment_months, account_share, total_share) = tables.payment((work.reference[at] - work.birth[at]) / 12);
        let base = tables.base(work.start_year[at]) * granted;
        let balance = block.account_balance_fen[at] * granted;
        let basic = fractions.basic * (base * (10_000 + average) * i64::from(months));
        let transition = fractions.transition * (base * average * i64::from(deemed));
        let total = total_share.of(payment_months * (basic + transition) + fractions.denominator * balance);
        let arrears_months = (application - start).max(0) * granted as i32;
        block.status[at] = status;
        block.total_months[at] = months;
        block.average_index_e4[at] = average as i32;
        block.start_month[at] = month_number(start) * granted as i32;
        block.basic_fen[at] = fractions.basic_alone.of(basic);
        block.transitional_fen[at] = fractions.transition_alone.of(transition);
        block.account_fen[at] = account_share.of(balance);
        block.total_fen[at] = total;
        block.arrears_months[at] = arrears_months;
        block.arrears_fen[at] = i64::from(arrears_months) * total;
        explained::amounts(tables, block, at, base, payment_months, paid, deemed, explain);
    }
}

/// Determines everybody, each worker taking the next block.
pub fn determine(tables: &PensionTables<'_>, people: &People, results: &mut Results, workers: usize) {
    let blocks = Mutex::new(results.blocks(ROWS_PER_BLOCK).into_iter());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    // A worker that panicked poisons nothing: the iterator is whole between two blocks.
                    let next = blocks.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(mut block) = next else { return };
                    determine_block(tables, people, &mut block, &mut Silent);
                }
            });
        }
    });
}

/// Determines one person with every step.
pub fn determine_one<E: Explain>(tables: &PensionTables<'_>, people: &People, row: usize, explain: &mut E) -> Results {
    let mut result = Results::new(1);
    if let Some(mut block) = result.blocks(1).pop() {
        block.first = row;
        determine_block(tables, people, &mut block, explain);
    }
    result
}
