//! The parameters of the benchmark: values of plausible shape, not law.

use std::collections::BTreeMap;

use serde::Deserialize;

const TEXT: &str = include_str!("../../../bench/params.json");

#[derive(Debug, Clone, Deserialize)]
pub struct Parameters {
    pub crediting_rate_bp: BTreeMap<i32, i64>,
    pub payout_months: BTreeMap<i32, i64>,
    pub calculation_base_fen: BTreeMap<i32, i64>,
    pub transition_coefficient_e4: i64,
    pub accrual_per_year_e4: i64,
    pub transition_cutoff_month: i32,
    pub index_floor_e4: i64,
    pub index_ceiling_e4: i64,
    pub categories: Vec<Category>,
    pub minimum_months: BTreeMap<i32, i64>,
    pub wage_floor_fen: BTreeMap<i32, i64>,
    pub wage_ceiling_fen: BTreeMap<i32, i64>,
    pub pension_employer_ppm: BTreeMap<i32, i64>,
    pub pension_employee_ppm: BTreeMap<i32, i64>,
    pub unemployment_employer_ppm: BTreeMap<i32, i64>,
    pub unemployment_employee_ppm: BTreeMap<i32, i64>,
    pub injury_class_ppm: BTreeMap<i32, [i64; 8]>,
    pub injury_factor_permille: BTreeMap<i32, i64>,
    pub deferral: Vec<(i32, i32)>,
    pub due_day: i8,
    pub late_fee_per_day_e4: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Category {
    pub base_age_months: i32,
    /// Birth month `yyyymm` from which the delay holds; 0 for none.
    pub delay_birth_from: i32,
    pub births_per_step: i32,
    pub delay_cap: i32,
    pub special: i32,
}

impl Parameters {
    pub fn read() -> Result<Parameters, serde_json::Error> {
        serde_json::from_str(TEXT)
    }
}

/// Months since the year 0 of a number `yyyymm`.
#[inline(always)]
pub fn month_index(number: i32) -> i32 {
    number / 100 * 12 + number % 100 - 1
}

/// The number `yyyymm` of a month index.
#[inline(always)]
pub fn month_number(index: i32) -> i32 {
    index / 12 * 100 + index % 12 + 1
}

/// The value of the largest key not above `month`; the first one before all of them.
pub fn dated<T: Copy>(table: &BTreeMap<i32, T>, month: i32) -> Option<T> {
    table.range(..=month).next_back().or_else(|| table.iter().next()).map(|(_, value)| *value)
}
