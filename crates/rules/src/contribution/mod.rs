//! Contributions: how much is owed for a month, when it is due, what lateness costs and what a payment settles.

mod assessment;
mod base_limits;
mod deferral;
mod due_date;
mod injury_rates;
mod late_fee;
mod payment_allocation;
mod rates;

pub use assessment::{Assessment, AssessmentError, ContributionRates};
pub use base_limits::BaseLimits;
pub use deferral::{DeferralGround, DeferralGrounds, DeferralTerms, MovedDueDate, ObligationDue, SnapBack, settle_due_on};
pub use due_date::{DueDate, DueDateRule, due_on};
pub use injury_rates::{InjuryRates, RatesMissing};
pub use late_fee::{LateFeeRate, late_fee};
pub use payment_allocation::{Allocation, Allocations, MonthOrder, OpenObligation, PaymentComponent, PaymentOrder, allocate};
pub use rates::Rates;

pub(crate) use assessment::example as assessment_example;
pub(crate) use deferral::example as deferral_example;
pub(crate) use due_date::example as due_date_example;
pub(crate) use late_fee::example as late_fee_example;
pub(crate) use payment_allocation::example as payment_allocation_example;
