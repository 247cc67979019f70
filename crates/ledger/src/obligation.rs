//! What an employer owes for a month, and by when.
//!
//! Deferral moves the due date and nothing else; "no late fee", "the month counts as paid in time" and the snap-back when
//! the window closes unpaid all follow from the dates kept here.

use serde::{Deserialize, Serialize};
use values::{ContributionPart, ContributionParts, Date, Fen, Month, Party};

use crate::account::Account;

/// Until when an obligation may be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    On(Date),
    /// Deferred while the emergency lasts; the day is reckoned when its end is declared.
    WhenEmergencyEnds,
}

/// A component of an obligation: one part of the contribution, or the late fee assessed on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    Contribution(ContributionPart),
    LateFee,
}

/// Amounts by component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ObligationAmounts {
    pub contribution: ContributionParts,
    pub late_fee: Fen,
}

/// An employer's obligation for one contribution month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    pub id: i64,
    pub debtor: Party,
    pub month: Month,
    /// The ordinary day, never changed.
    pub original_due_on: Date,
    pub due: Due,
    /// The case whose approval moved the due day.
    pub deferral_case_id: Option<i64>,
    /// Whether the fee counts from the original day again when the moved day passes unpaid.
    pub snaps_back: bool,
    /// Assessed so far; the late fee grows when principal is settled late.
    pub owed: ObligationAmounts,
    pub paid: ObligationAmounts,
    /// The day the principal was paid in full.
    pub settled_on: Option<Date>,
}

impl ObligationAmounts {
    pub fn total(&self) -> Fen {
        self.contribution.total() + self.late_fee
    }

    pub fn of(&self, component: Component) -> Fen {
        match component {
            Component::Contribution(part) => self.contribution.of(part),
            Component::LateFee => self.late_fee,
        }
    }
}

impl Obligation {
    /// Contributions still to pay, without late fee.
    pub fn open_principal(&self) -> Fen {
        self.owed.contribution.total() - self.paid.contribution.total()
    }

    /// Late fee assessed and not paid.
    pub fn open_late_fee(&self) -> Fen {
        self.owed.late_fee - self.paid.late_fee
    }

    pub fn open_part(&self, part: ContributionPart) -> Fen {
        self.owed.contribution.of(part) - self.paid.contribution.of(part)
    }

    pub fn is_settled(&self) -> bool {
        self.open_principal().is_zero() && self.open_late_fee().is_zero()
    }

    pub fn is_deferred(&self) -> bool {
        self.deferral_case_id.is_some()
    }

    /// The account the open part of the contribution stands on.
    pub fn receivable(&self, part: ContributionPart) -> Account {
        if self.is_deferred() { Account::ReceivableDeferred(part) } else { Account::ReceivableDue(part) }
    }

    /// Whether the deferral no longer protects on `day`: its moved due day has passed.
    pub fn deferral_has_lapsed(&self, day: Date) -> bool {
        match self.due {
            Due::On(due_on) => self.is_deferred() && day > due_on,
            Due::WhenEmergencyEnds => false,
        }
    }

    /// Whether the month counts as paid in time: paid in full not later than the due day in force.
    pub fn paid_in_time(&self) -> bool {
        match (self.settled_on, self.due) {
            (Some(on), Due::On(due_on)) => on <= due_on,
            (Some(_), Due::WhenEmergencyEnds) => true,
            (None, _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn obligation(due: Due, deferral_case_id: Option<i64>) -> Obligation {
        Obligation {
            id: 1,
            debtor: Party::employer(1),
            month: "2020-02".parse().unwrap(),
            original_due_on: day("2020-02-25"),
            due,
            deferral_case_id,
            snaps_back: deferral_case_id.is_some(),
            owed: ObligationAmounts::default(),
            paid: ObligationAmounts::default(),
            settled_on: None,
        }
    }

    #[test]
    fn a_month_counts_as_paid_in_time_by_the_due_date_in_force() {
        for (due, deferral, settled, in_time, lapsed_by_august) in [
            (Due::On(day("2020-02-25")), None, Some("2020-02-25"), true, false),
            (Due::On(day("2020-02-25")), None, Some("2020-02-26"), false, false),
            (Due::On(day("2020-08-06")), Some(7), Some("2020-08-06"), true, true),
            (Due::On(day("2020-08-06")), Some(7), None, false, true),
            (Due::WhenEmergencyEnds, Some(7), Some("2020-12-31"), true, false),
            (Due::WhenEmergencyEnds, Some(7), None, false, false),
        ] {
            let mut obligation = obligation(due, deferral);
            obligation.settled_on = settled.map(day);
            assert_eq!(obligation.paid_in_time(), in_time, "{due:?} {settled:?}");
            assert_eq!(obligation.deferral_has_lapsed(day("2020-08-07")), lapsed_by_august, "{due:?}");
        }
    }
}
