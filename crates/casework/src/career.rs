//! A person's record of the pension insurance: what earlier years left behind, and what a pre-review has verified.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Fen, Month};

/// The record, replaced whole by each verification; earlier ones stay readable in the cases that made them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PensionRecord {
    pub area: AreaCode,
    pub person_id: i64,
    /// The month of birth where the personnel file was found to prevail; that of the ID number without it.
    #[serde(default)]
    pub born: Option<Month>,
    /// The word of the retirement category, such as `M60`; `None` until it is established.
    pub category: Option<String>,
    pub first_employment: Option<Month>,
    /// Months that count as paid although nothing was (视同缴费).
    pub deemed_months: u32,
    /// Months of work that allows earlier retirement (特殊工种).
    pub special_work_months: u32,
    /// The person's own account start; the province's without it.
    pub account_start: Option<Month>,
    /// Months paid before the account; reckoned from the years without it.
    pub paid_months_before_account: Option<u32>,
    /// The account at the end of `opening_year`.
    pub opening_year: i32,
    pub opening_balance: Fen,
    /// Ascending, each year once. Months assessed by this program are not in it.
    pub years: Vec<CareerYear>,
    /// The case of the pre-review that verified it.
    pub verified_case_id: Option<i64>,
}

/// What one year left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CareerYear {
    pub year: i32,
    /// Months paid, 0 to 12.
    pub months: i64,
    /// Sum of the monthly indices in ten-thousandths.
    pub index_sum: i64,
    /// Credited to the personal account in the year.
    pub credits: Fen,
}
