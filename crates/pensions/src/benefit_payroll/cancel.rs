//! A run is cancelled whole (整批作废): asked for with the reason, decided by somebody else, before its file for the bank is out. Pure.

use casework::payroll::PayrollChange;
use casework::{DeadlineChange, Effects, Outcome, Refusal, Refusals, Role, Stage};

use super::decide::{Asked, PAYDAY, month_of};
use super::pay::reason_of;
use super::state::CancelAsked;
use super::{Event, Step, letters, postings};

/// Everybody who has to do with the run may find that it must not go out.
pub const MAY_PROPOSE: &[Role] = &[Role::BenefitOfficer, Role::Reviewer, Role::FundAccountant, Role::DecisionMaker];

pub fn propose(asked: &Asked<'_>, reason: &str) -> Result<Outcome<Event>, Refusals> {
    let reason = reason_of(reason)?;
    if asked.state.cancel.is_some() {
        return Err(Refusal::new(
            "already_proposed",
            "已经提出整批作废，等待决定",
            "cancelling is proposed already and waits for a decision",
        )
        .into());
    }
    let effects = Effects { awaiting: Some(Some(Role::DecisionMaker)), ..Effects::default() };
    Ok(Outcome { events: vec![Event::CancelProposed { reason }], effects })
}

/// The proposal, for whoever did not make it.
fn proposal<'a>(asked: &Asked<'a>) -> Result<&'a CancelAsked, Refusals> {
    let proposed = asked.state.cancel.as_ref().ok_or_else(|| {
        Refusal::new("not_proposed", "没有人提出整批作废", "nobody proposed to cancel it")
            .hint("先提出并写明理由", "propose it first, with the reason")
    })?;
    if proposed.by == asked.given.actor.user_id {
        return Err(Refusal::new("same_person", "提出与决定不得为同一人", "who proposed it does not decide on it").into());
    }
    Ok(proposed)
}

/// Books are put back by adding: what was computed is no expense any more, and what the finance bureau sent goes back to it. Every month of
/// the run is open again, so that the next run pays it once.
pub fn cancel(asked: &Asked<'_>) -> Result<Outcome<Event>, Refusals> {
    let reason = proposal(asked)?.reason.clone();
    let (month, totals, on) = (month_of(asked.state)?, asked.state.totals().to_vec(), asked.given.today);
    let mut transfers: Vec<_> = postings::held_out(on, month, &totals)?.into_iter().collect();
    if asked.state.step == Step::Funded {
        transfers.extend(postings::sent_back_to_finance(on, month, &totals)?);
    }
    let effects = Effects {
        stage: Some(Stage::Withdrawn),
        awaiting: Some(None),
        deadlines: vec![DeadlineChange::Ended { name: PAYDAY.into() }],
        payroll: vec![PayrollChange::Cancel { run_id: asked.case.id, reason: reason.clone(), on }],
        transfers,
        notifications: vec![letters::cancelled(asked, &totals, &reason)],
        ..Effects::default()
    };
    Ok(Outcome { events: vec![Event::Cancelled { totals, reason }], effects })
}

/// The run goes on where it stood.
pub fn keep_going(asked: &Asked<'_>, reason: &str) -> Result<Outcome<Event>, Refusals> {
    proposal(asked)?;
    let reason = reason_of(reason)?;
    let next = match asked.state.step {
        Step::Computed => Some(Role::Reviewer),
        Step::Reviewed => Some(Role::DecisionMaker),
        _ => Some(Role::FundAccountant),
    };
    let effects = Effects { awaiting: Some(next), ..Effects::default() };
    Ok(Outcome { events: vec![Event::CancelTurnedDown { reason }], effects })
}
