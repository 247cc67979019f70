//! Retirement: the statutory month, the months one may choose instead, and the contributions it takes.

mod elastic;
mod minimum_contribution;
mod prereview;
mod special_work;
mod statutory_age;

pub use elastic::{Elastic, RetirementWindow, retirement_window};
pub use minimum_contribution::{MinimumContribution, minimum_contribution_months};
pub use prereview::{Prereview, prereview_opens};
pub use special_work::{SpecialWork, SpecialWorkMonths, special_work_months};
pub use statutory_age::{AgeOfCategory, Delay, RetirementCategory, StatutoryAges, StatutoryRetirement, statutory_retirement};

pub(crate) use statutory_age::example as statutory_age_example;

use values::Month;

/// The first month for which a pension is paid: the month after the statutory age is reached, or after the application where a
/// special work type retires early (威人社函〔2020〕6号 一（一） says that late formalities do not change it).
pub fn first_pension_month(month_of_event: Month) -> Month {
    month_of_event.next()
}
