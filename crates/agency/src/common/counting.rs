//! How a contribution month stands: paid in time, paid late, waiting with approval, not yet due, in arrears.

use ledger::{Due, Obligation};
use values::{Date, Text};

/// How a month counts, for the employer that owes it and for each person in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    PaidInTime,
    PaidLate,
    /// Approved to wait: counts as if paid in time while the window is open.
    Deferred,
    NotYetDue,
    InArrears,
}

impl Counting {
    /// How the month of an obligation counts on `today`.
    pub fn of(obligation: &Obligation, today: Date) -> Counting {
        if obligation.settled_on.is_some() {
            return if obligation.paid_in_time() { Counting::PaidInTime } else { Counting::PaidLate };
        }
        match obligation.due {
            Due::WhenEmergencyEnds => Counting::Deferred,
            Due::On(due_on) if today > due_on => Counting::InArrears,
            Due::On(_) if obligation.is_deferred() => Counting::Deferred,
            Due::On(_) => Counting::NotYetDue,
        }
    }

    /// 社会保险法 第60条 with 威人社函〔2020〕6号 一（三）: a month that is paid, or waits with approval, is on the person's record.
    pub fn counts(self) -> bool {
        matches!(self, Counting::PaidInTime | Counting::PaidLate | Counting::Deferred)
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            Counting::PaidInTime => ("按时缴费", "paid in time"),
            Counting::PaidLate => ("逾期补缴", "paid late"),
            Counting::Deferred => ("缓缴（权益不受影响）", "deferred, rights kept"),
            Counting::NotYetDue => ("未到期", "not yet due"),
            Counting::InArrears => ("欠缴", "in arrears"),
        };
        Text::new(chinese, english)
    }
}
