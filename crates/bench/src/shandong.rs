//! The real law of Shandong over the generated people: the same columns, determined in blocks and one by one.
//!
//! Nobody wrote down Shandong's crediting rates before 2016, so the account starts with a balance at the end of 2015: what was
//! credited until then, as a person's record would show it.

use std::sync::Mutex;

use rules::pension::{AccountOpening, CareerYear, DeterminationColumns, DeterminationPlan, PensionClaim, PeopleColumns, ROWS_PER_BLOCK};
use rules::retirement::RetirementCategory;
use values::{Fen, Month};

use crate::population::{FIRST_YEAR, People, YEARS};

const OPENING_YEAR: i32 = 2015;
const YEARS_BEFORE_OPENING: usize = (OPENING_YEAR - FIRST_YEAR + 1) as usize;

/// What was credited to each person until the opening.
pub fn opening_balances(people: &People) -> Vec<i64> {
    let mut balances = vec![0_i64; people.people];
    for position in 0..YEARS_BEFORE_OPENING {
        for (balance, credits) in balances.iter_mut().zip(people.year(&people.account_credit_fen, position)) {
            *balance += i64::from(*credits);
        }
    }
    balances
}

/// The generated columns as the determination takes them.
pub fn columns<'a>(people: &'a People, opening: &'a [i64]) -> PeopleColumns<'a> {
    let years = |column: &'a [i32]| (0..YEARS).map(|position| people.year(column, position)).collect();
    PeopleColumns {
        birth_month: &people.birth_month,
        category: &people.category,
        application_month: &people.application_month,
        deemed_months: &people.deemed_months,
        chosen_month: None,
        account_start_month: None,
        paid_months_before_account: None,
        opening_year: OPENING_YEAR,
        opening_balance_fen: Some(opening),
        first_year: FIRST_YEAR,
        index_sum_e4: years(&people.index_sum_e4),
        months_paid: years(&people.months_paid),
        account_credit_fen: years(&people.account_credit_fen),
    }
}

/// One person's years, to be put into a claim.
pub fn career(people: &People, row: usize) -> Vec<CareerYear> {
    (0..YEARS)
        .map(|position| CareerYear {
            year: FIRST_YEAR + position as i32,
            months: i64::from(people.year(&people.months_paid, position)[row]),
            index_sum: i64::from(people.year(&people.index_sum_e4, position)[row]),
            credits: Fen(i64::from(people.year(&people.account_credit_fen, position)[row])),
        })
        .collect()
}

/// One person's claim; `None` where the generator made no month of it.
pub fn claim<'a>(people: &People, opening: &[i64], row: usize, years: &'a [CareerYear]) -> Option<PensionClaim<'a>> {
    Some(PensionClaim {
        birth: Month::from_number(i64::from(people.birth_month[row])).ok()?,
        category: *RetirementCategory::ALL.get(usize::try_from(people.category[row]).ok()?)?,
        applied: Month::from_number(i64::from(people.application_month[row])).ok()?,
        chosen: None,
        deemed_months: u32::try_from(people.deemed_months[row]).ok()?,
        account_start: None,
        paid_months_before_account: None,
        opening: AccountOpening { year: OPENING_YEAR, balance: Fen(opening[row]) },
        years,
    })
}

/// Determines everybody in blocks; returns how many were granted and the sum of their pensions, so that nothing is optimised away.
pub fn determine(plan: &DeterminationPlan<'_>, columns: &PeopleColumns<'_>, people: usize, workers: usize) -> (usize, i64) {
    let blocks = people.div_ceil(ROWS_PER_BLOCK);
    let totals = Mutex::new((0, 0));
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let totals = &totals;
            scope.spawn(move || {
                let mut results = DeterminationColumns::default();
                let (mut granted, mut sum) = (0, 0);
                for block in (worker..blocks).step_by(workers) {
                    let first = block * ROWS_PER_BLOCK;
                    plan.determine_block(columns, first..people.min(first + ROWS_PER_BLOCK), &mut results);
                    granted += results.granted.iter().filter(|granted| **granted).count();
                    sum += results.total_fen.iter().sum::<i64>();
                }
                if let Ok(mut totals) = totals.lock() {
                    totals.0 += granted;
                    totals.1 += sum;
                }
            });
        }
    });
    totals.into_inner().unwrap_or_default()
}
