//! Payrolls of benefits: the promised day, and what is looked at before money goes out.

mod checks;
mod payday;

pub use checks::PayrollChecks;
pub use payday::{Payday, PaydayRule, payday};

pub(crate) use checks::example as checks_example;
pub(crate) use payday::example as payday_example;
