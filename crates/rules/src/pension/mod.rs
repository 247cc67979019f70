//! The pension of enterprise employees and of residents: the parts, what they rest on, and the yearly adjustment.

mod account;
mod account_left;
mod adjustment;
mod average_index;
mod base;
pub mod certification;
mod columns;
mod components;
mod determination;
pub mod end_of_payment;
mod formula;
mod law_of_determination;
mod life_certification;
mod payment_months;
mod quantities;
mod recalculation;
mod reference_wage;
mod refusal;
mod resident;
mod survivor_benefit;

pub use account::{CreditingRate, CreditingYear, RateUsed, rate_used};
pub use account_left::{AccountInPayment, AccountRule, account_left};
pub use adjustment::{Adjustment, AdjustmentStep, AgeSupplement, adjust};
pub use average_index::{IndexError, IndexYear, average_index};
pub use base::{BaseUsed, PensionBase, base_used};
pub use columns::{DeterminationColumns, DeterminationPlan, PeopleColumns, ROWS_PER_BLOCK};
pub use components::{
    ACCOUNT_MAX, BASE_MAX, ComponentInputs, ComponentRules, Components, account_pension, basic_pension, indexed_wage, transitional_pension,
};
pub use determination::{AccountOpening, CareerYear, Determination, PensionClaim, account_at, determine};
pub use formula::{PensionFormula, Transition};
pub use law_of_determination::{DeterminationLaw, LawOn};
pub use life_certification::{CertifiedUntil, LifeCertification, certified_until, reminded_from};
pub use payment_months::{BetweenWholeAges, PaymentMonthsError, PaymentMonthsTable, payment_months};
pub use quantities::{AverageIndex, ContributionYears, PaymentMonths, QuantityError};
pub use recalculation::{MonthlyDifference, Recalculation, recalculate};
pub use reference_wage::{ReferenceWage, month_index};
pub use refusal::Refusal;
pub use resident::{ResidentAccount, ResidentBasic, ResidentPension, ResidentRefusal, resident_pension};
pub use survivor_benefit::{Deceased, SurvivorBenefit, SurvivorGrants, UrbanIncome, survivor_grants};

pub(crate) use account_left::example as account_left_example;
pub(crate) use determination::example as determination_example;
pub(crate) use life_certification::example as life_certification_example;
pub(crate) use survivor_benefit::example as survivor_benefit_example;
