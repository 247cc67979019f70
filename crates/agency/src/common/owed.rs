//! What an obligation costs on a day: the principal still open and the late fee that paying it on that day brings.

use casework::Refusals;
use ledger::{Due, Obligation};
use rules::Law;
use rules::contribution::{MovedDueDate, ObligationDue, SnapBack, late_fee, settle_due_on};
use values::{Date, Explain, Explanation, Fen};

use super::not_covered;

/// The late fee on `principal` of an obligation paid on `on`.
pub fn fee_on<E: Explain>(law: &Law, obligation: &Obligation, principal: Fen, on: Date, explain: &mut E) -> Result<Fen, Refusals> {
    let due_on = settle_due_on(due_of(obligation), on);
    Ok(late_fee(law, principal, due_on, on, explain).map_err(|gap| not_covered(gap.text()))?)
}

fn due_of(obligation: &Obligation) -> ObligationDue {
    let moved = match (obligation.is_deferred(), obligation.due) {
        (false, _) => None,
        (true, Due::WhenEmergencyEnds) => Some(MovedDueDate::Open),
        (true, Due::On(until)) => Some(MovedDueDate::On(until)),
    };
    let snap_back = if obligation.snaps_back { SnapBack::OriginalDueDate } else { SnapBack::MovedDueDate };
    ObligationDue { original_due_on: obligation.original_due_on, moved_due_on: moved, snap_back }
}

/// What an obligation would cost if it were paid in full on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueToday {
    pub principal: Fen,
    /// Assessed before and not paid, plus what paying today adds.
    pub late_fee: Fen,
    pub explanation: Explanation,
}

/// For pages: what is to pay for an obligation on `on`, with how the late fee came about.
pub fn due_today(law: &Law, obligation: &Obligation, on: Date) -> Result<DueToday, Refusals> {
    let mut explanation = Explanation::default();
    let principal = obligation.open_principal();
    let late_fee = obligation.open_late_fee() + fee_on(law, obligation, principal, on, &mut explanation)?;
    Ok(DueToday { principal, late_fee, explanation })
}
