//! Rule B: contributions assessed by the very functions of the law, on the benchmark's parameters; and a plain loop beside them.

use std::sync::{Mutex, PoisonError};

use jiff::ToSpan;
use jiff::civil::date;
use rules::Law;
use rules::contribution::{ContributionRates, late_fee};
use sha2::{Digest, Sha256};
use values::{Date, Fen, Month, Silent};

use crate::panel::{Panel, due_on, epoch_day};
use crate::parameters::{Parameters, dated};

/// Base and the five parts of one row, fen.
pub type Row = [i32; 6];

/// Sums of one employer's month: insured, five parts, total, days late, late fee.
pub type EmployerMonth = [i64; 9];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessments {
    pub rows: Vec<Row>,
    pub employer_months: Vec<EmployerMonth>,
}

/// The rows of one month and its employers' sums.
struct MonthBlock<'a> {
    position: usize,
    rows: &'a mut [Row],
    employer_months: &'a mut [EmployerMonth],
}

impl Assessments {
    pub fn new(panel: &Panel) -> Assessments {
        Assessments { rows: vec![[0; 6]; panel.rows()], employer_months: vec![[0; 9]; panel.months.len() * panel.employers()] }
    }

    fn blocks(&mut self, panel: &Panel) -> Vec<MonthBlock<'_>> {
        let rows = self.rows.chunks_mut(panel.employees);
        let employer_months = self.employer_months.chunks_mut(panel.employers());
        rows.zip(employer_months)
            .enumerate()
            .map(|(position, (rows, employer_months))| MonthBlock { position, rows, employer_months })
            .collect()
    }

    /// SHA-256 over the columns of the rows, then those of the employers' months.
    pub fn checksum(&self) -> String {
        let mut digest = Sha256::new();
        for column in 0..6 {
            self.rows.iter().for_each(|row| digest.update(i64::from(row[column]).to_le_bytes()));
        }
        for column in 0..9 {
            self.employer_months.iter().for_each(|sums| digest.update(sums[column].to_le_bytes()));
        }
        hex::encode(digest.finalize())
    }
}

/// Why the benchmark stops: its parameters do not cover its own population.
#[derive(Debug)]
pub struct AssessmentStopped(pub String);

/// Assesses the panel by the functions of the law, each worker taking the next month.
pub fn assess(
    law: &Law,
    parameters: &Parameters,
    panel: &Panel,
    assessments: &mut Assessments,
    workers: usize,
) -> Result<(), AssessmentStopped> {
    let blocks = Mutex::new(assessments.blocks(panel).into_iter());
    let stopped = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let next = blocks.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(block) = next else { return };
                    if let Err(reason) = assess_month(law, parameters, panel, block) {
                        *stopped.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason);
                        return;
                    }
                }
            });
        }
    });
    stopped.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), |reason| Err(AssessmentStopped(reason)))
}

fn assess_month(law: &Law, parameters: &Parameters, panel: &Panel, block: MonthBlock<'_>) -> Result<(), String> {
    let number = panel.months[block.position];
    let month = Month::from_number(i64::from(number)).map_err(|error| error.to_string())?;
    let rates = ContributionRates::for_month(law, month).map_err(|error| error.to_string())?;
    let factor = dated(&parameters.injury_factor_permille, number).and_then(|factor| u16::try_from(factor).ok()).unwrap_or(1000);
    let wages = &panel.declared_wage_fen[block.position * panel.employees..][..panel.employees];
    block.employer_months.fill([0; 9]);
    for ((row, wage), employer) in block.rows.iter_mut().zip(wages).zip(&panel.employer) {
        *row = [0; 6];
        // Nobody is insured that month: the law raises a wage to the floor, but no wage is no row.
        if *wage == 0 {
            continue;
        }
        let class = panel.industry_class[*employer];
        let assessed = rates.assess(Fen(i64::from(*wage)), class, factor, &mut Silent).map_err(|error| error.to_string())?;
        let parts = assessed.parts;
        *row = [
            assessed.base,
            parts.pension_employer,
            parts.pension_employee,
            parts.unemployment_employer,
            parts.unemployment_employee,
            parts.injury_employer,
        ]
        .map(|fen| fen.0 as i32);
        add(&mut block.employer_months[*employer], row);
    }
    let deferred = is_deferred(parameters, number);
    let due = due_on(parameters, number);
    for (employer, sums) in block.employer_months.iter_mut().enumerate() {
        let paid = panel.paid_epoch_day[block.position * panel.employers() + employer];
        close(sums, paid, due);
        if !deferred {
            let paid_on = day(paid).map_err(|error| error.to_string())?;
            sums[8] = late_fee(law, Fen(sums[6]), due, paid_on, &mut Silent).map_err(|error| error.to_string())?.0;
        }
    }
    Ok(())
}

fn day(epoch_day: i32) -> Result<Date, jiff::Error> {
    date(1970, 1, 1).checked_add(epoch_day.days())
}

#[inline(always)]
fn add(sums: &mut EmployerMonth, row: &Row) {
    sums[0] += 1;
    for part in 1..6 {
        sums[part] += i64::from(row[part]);
    }
}

fn close(sums: &mut EmployerMonth, paid: i32, due: Date) {
    sums[6] = sums[1..6].iter().sum();
    sums[7] = i64::from((paid - epoch_day(due)).max(0));
}

fn is_deferred(parameters: &Parameters, month: i32) -> bool {
    parameters.deferral.iter().any(|(first, last)| (*first..=*last).contains(&month))
}

/// The limit: the same with the rates of the month as plain numbers.
pub fn assess_plainly(parameters: &Parameters, panel: &Panel, assessments: &mut Assessments, workers: usize) {
    let mut blocks = assessments.blocks(panel);
    let share = blocks.len().div_ceil(workers.max(1)).max(1);
    std::thread::scope(|scope| {
        for own in blocks.chunks_mut(share) {
            scope.spawn(move || own.iter_mut().for_each(|block| assess_month_plainly(parameters, panel, block)));
        }
    });
}

fn assess_month_plainly(parameters: &Parameters, panel: &Panel, block: &mut MonthBlock<'_>) {
    let month = panel.months[block.position];
    let at = |table: &std::collections::BTreeMap<i32, i64>| dated(table, month).unwrap_or(0);
    let (floor, ceiling) =
        (dated(&parameters.wage_floor_fen, month / 100).unwrap_or(0), dated(&parameters.wage_ceiling_fen, month / 100).unwrap_or(0));
    let four = [
        at(&parameters.pension_employer_ppm),
        at(&parameters.pension_employee_ppm),
        at(&parameters.unemployment_employer_ppm),
        at(&parameters.unemployment_employee_ppm),
    ];
    let factor = at(&parameters.injury_factor_permille);
    let classes = dated(&parameters.injury_class_ppm, month).unwrap_or([0; 8]).map(|ppm| ppm * factor / 1000);
    let wages = &panel.declared_wage_fen[block.position * panel.employees..][..panel.employees];
    block.employer_months.fill([0; 9]);
    for ((row, wage), employer) in block.rows.iter_mut().zip(wages).zip(&panel.employer) {
        *row = [0; 6];
        if *wage == 0 {
            continue;
        }
        let base = i64::from(*wage).max(floor).min(ceiling);
        let part = |ppm: i64| ((base * ppm + 500_000) as u64 / 1_000_000) as i32;
        let injury = classes[usize::from(panel.industry_class[*employer]) - 1];
        *row = [base as i32, part(four[0]), part(four[1]), part(four[2]), part(four[3]), part(injury)];
        add(&mut block.employer_months[*employer], row);
    }
    let deferred = is_deferred(parameters, month);
    let due = due_on(parameters, month);
    for (employer, sums) in block.employer_months.iter_mut().enumerate() {
        close(sums, panel.paid_epoch_day[block.position * panel.employers() + employer], due);
        if !deferred {
            sums[8] = (sums[6] * parameters.late_fee_per_day_e4 * sums[7] + 5000) / 10_000;
        }
    }
}
