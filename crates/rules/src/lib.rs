//! The law as data: dated, cited parameter files beside the pure functions that obey them.
//!
//! [`Law::load`] reads the files of a region with every layer above it. A rule answers for a day or says
//! [`NotCovered`]; nothing here reads a clock, a database or a network.

pub mod calendar_file;
pub mod city;
pub mod contribution;
mod derivation;
mod error;
mod exact;
mod examples;
mod in_force;
pub mod injury;
mod law;
mod load;
pub mod notice;
pub mod payroll;
pub mod pension;
mod registry;
mod report;
pub mod retirement;
mod scalar;
mod show;
mod source;
pub mod time_limit;
mod workday;

#[cfg(test)]
mod test_law;

pub use city::City;
pub use derivation::{DateError, Derivation};
pub use error::{LawError, LawErrors};
pub use exact::HalfUp;
pub use examples::run_examples;
pub use in_force::{Dated, InForce, NotCovered, Piece, days_between};
pub use law::Law;
pub use load::{NATION, RuleValue, region_chain};
pub use notice::{ActiveMeasure, EmergencyState, Measure, MeasureKind, Notice, check_notice_file};
pub use registry::Registered;
pub use report::{ReportDefinition, ReportField};
pub use scalar::Share;
pub use show::{RuleEntry, ShowError, Shown, ShownVersion};
pub use source::LawSource;
pub use workday::{CalendarGap, WorkdayCalendar};
