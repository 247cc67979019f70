//! Deferred contributions: the due date moves, and everything else follows from it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Text};

use crate::derivation::{DateError, Derivation};
use crate::in_force::Dated;
use crate::law::Law;
use crate::load::RuleValue;
use crate::time_limit::{LastDay, TimeLimitUnit, counted};
use crate::workday::WorkdayCalendar;

/// 社会保险法 第60条: contributions are neither deferred nor reduced except for force majeure and like reasons fixed by law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeferralGrounds {
    pub grounds: Vec<DeferralGround>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeferralGround {
    /// 不可抗力.
    ForceMajeure,
}

impl RuleValue for DeferralGrounds {
    const STEM: &'static str = "contribution/deferral";
    const UNIT: &'static str = "grounds";
}

/// From which day a fee counts when a deferral ends unpaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SnapBack {
    /// From the due date before it was moved: the waiver is lost as a whole.
    OriginalDueDate,
    /// Only from the last day of the make-up window.
    MovedDueDate,
}

/// What a notice grants to an employer that pays later than due: the payload of its `late_fee` measure.
#[derive(Debug, Clone)]
pub struct DeferralTerms {
    pub notice_id: String,
    pub clause: String,
    pub late_fee_waived: bool,
    /// The make-up window in months after the end of the emergency.
    pub months_after_end: u32,
    pub snap_back_from: SnapBack,
    /// The month counts in the insured persons' records as if paid in time.
    pub rights_kept: bool,
    pub approval_required: bool,
    pub citation: Citation,
    pub(crate) last_day: Arc<Dated<LastDay>>,
}

impl DeferralTerms {
    /// The last day of the make-up window when the emergency ended on `ended_on`.
    ///
    /// 威人社函〔2020〕6号 一（三）: making up is to be completed within three months after the epidemic is over. A last day
    /// that is a day off moves to the next working day, as the general rule on time limits has it.
    pub fn makeup_until(&self, ended_on: Date, calendar: &WorkdayCalendar) -> Result<Derivation, DateError> {
        let event = Text::new("应急状态解除于", "emergency ended");
        counted(&event, ended_on, self.months_after_end, TimeLimitUnit::Months, &self.citation, &self.last_day, calendar)
    }
}

/// The due dates of one obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationDue {
    pub original_due_on: Date,
    /// Where a granted deferral moved it; `None` without deferral.
    pub moved_due_on: Option<MovedDueDate>,
    pub snap_back: SnapBack,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovedDueDate {
    /// The emergency lasts: no last day is known yet.
    Open,
    /// The last day of the make-up window.
    On(Date),
}

/// The one place that says from which due date a late fee counts for a payment on `paid_on`.
///
/// Inside the window the moved date counts, so the fee is nothing without anybody asking whether there was a deferral. After
/// the window the terms decide: the notice waives the fee for those who make up inside the window, so who does not
/// owes it from the original date (威人社函〔2020〕6号 一（三） with 社会保险法 第86条).
pub fn settle_due_on(due: ObligationDue, paid_on: Date) -> Date {
    match (due.moved_due_on, due.snap_back) {
        (None, _) => due.original_due_on,
        (Some(MovedDueDate::Open), _) => due.original_due_on.max(paid_on),
        // A window that ends before the original date takes nothing away.
        (Some(MovedDueDate::On(moved)), _) if paid_on <= moved => moved.max(due.original_due_on),
        (Some(MovedDueDate::On(moved)), SnapBack::MovedDueDate) => moved.max(due.original_due_on),
        (Some(MovedDueDate::On(_)), SnapBack::OriginalDueDate) => due.original_due_on,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    original_due_on: Date,
    #[serde(default, with = "crate::scalar::optional_day")]
    ended_on: Option<Date>,
    deferred: bool,
    #[serde(with = "crate::scalar::day")]
    paid_on: Date,
    #[serde(with = "crate::scalar::yuan")]
    unpaid: values::Fen,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::day")]
    fee_counts_from_due_on: Date,
    #[serde(with = "crate::scalar::yuan")]
    late_fee: values::Fen,
}

/// The terms are those of the first notice of the law that waives the fee.
pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let terms = law.notices().iter().find_map(|notice| notice.deferral_terms()).ok_or("no notice of this region waives a late fee")?;
        let window = |ended_on| terms.makeup_until(ended_on, law.calendar()).map_err(|error| error.to_string());
        let moved = match (input.deferred, input.ended_on) {
            (false, _) => None,
            (true, None) => Some(MovedDueDate::Open),
            (true, Some(ended_on)) => Some(MovedDueDate::On(window(ended_on)?.due_on)),
        };
        let due = ObligationDue { original_due_on: input.original_due_on, moved_due_on: moved, snap_back: terms.snap_back_from };
        let due_on = settle_due_on(due, input.paid_on);
        let late_fee = super::late_fee(law, input.unpaid, due_on, input.paid_on, &mut values::Silent).map_err(|error| error.to_string())?;
        Ok(ExampleOutput { fee_counts_from_due_on: due_on, late_fee })
    })
}
