//! A settled bill judged again by editions published since: an officer proposes, a decision maker decides. Pure.

use casework::procedure::CaseRef;
use casework::{BenefitChange, Effects, Given, Notification, Refusal, Refusals, Role};
use rules::Law;
use values::{Date, Fen, Party, Text};

use super::adjudication::{difference, judge_again};
use super::command::{ChangedLine, OwnEvent};
use super::facts::Facts;
use super::form::Form;
use super::state::State;
use super::{grant, recovery};
use crate::remedies::remedies;

/// The lines judged again, when that changes something.
fn changes(law: &Law, form: &Form, state: &State, facts: &Facts, given: &Given) -> Result<Vec<ChangedLine>, Refusals> {
    if !state.is_settled() {
        return Err(Refusal::new(
            "not_settled",
            "该票据尚未结算，不能重新审核",
            "the bill is not settled; there is nothing to judge again",
        )
        .into());
    }
    let Some(circumstances) = facts.circumstances() else {
        return Err(Refusal::new("not_recognised", "没有找到该职工的工伤认定决定", "the decision on recognition was not found").into());
    };
    let changes = judge_again(law, &state.lines, form.read(given.today)?.stay, &circumstances, given.today)?;
    if changes.is_empty() {
        return Err(Refusal::new(
            "nothing_changes",
            "按今天已公布的版本重新审核，结果不变",
            "judged by the editions published by today, nothing changes",
        )
        .into());
    }
    Ok(changes)
}

/// An officer proposes; who decides is somebody else.
pub(super) fn propose(
    law: &Law,
    case: CaseRef<'_>,
    form: &Form,
    state: &State,
    facts: &Facts,
    note: &str,
    given: &Given,
) -> Result<(OwnEvent, Effects), Refusals> {
    refuse_others(case, given, Role::InjuryOfficer)?;
    let changes = changes(law, form, state, facts, given)?;
    let fund_pays_more = difference(&changes);
    let effects = Effects { awaiting: Some(Some(Role::DecisionMaker)), ..Effects::default() };
    Ok((OwnEvent::ReadjudicationProposed { changes, fund_pays_more, note: note.trim().to_owned() }, effects))
}

/// Judged anew on the day of the decision: an addition is a right of its own, and what was paid too much is taken back.
pub(super) fn readjudicate(
    law: &Law,
    case: CaseRef<'_>,
    form: &Form,
    state: &State,
    facts: &Facts,
    note: &str,
    given: &Given,
) -> Result<(OwnEvent, Effects), Refusals> {
    refuse_others(case, given, Role::DecisionMaker)?;
    let Some(proposed) = &state.proposed else {
        return Err(Refusal::new("not_proposed", "请先由工伤岗提出重新审核", "an officer proposes it first").into());
    };
    if proposed.by == given.actor.user_id {
        return Err(Refusal::new("separation_of_duties", "提出和决定不得为同一人", "who proposes does not decide").into());
    }
    let changes = changes(law, form, state, facts, given)?;
    let more = difference(&changes);
    let mut effects = Effects { awaiting: Some(None), ..Effects::default() };
    let right = grant::right(case, form, facts, more, given.today);
    let entitlement_id = right.as_ref().map(|right| right.id);
    let mut came = Came { more, ..Came::default() };
    if let Some(right) = right {
        effects.benefits.push(BenefitChange::Grant(right.clone()));
        came.set_off = recovery::set_off(&mut effects, &right, facts.owed, given.today)?;
    }
    if !more.is_positive() {
        came.to_recover = recovery::lower(&mut effects, case, form, facts, -more, given)?;
    }
    let body = letter(law, state, &changes, came, given.today)?;
    let subject = Text::new(format!("工伤医疗费重新审核（{}）", case.number), format!("Treatment judged again ({})", case.number));
    let mut to = told(form, facts);
    if came.to_recover.is_positive() {
        to.push(Role::FundAccountant.desk());
    }
    effects.notifications.extend(to.into_iter().map(|to| Notification { to, subject: subject.clone(), body: body.clone() }));
    let Came { set_off, to_recover, .. } = came;
    let note = note.trim().to_owned();
    Ok((OwnEvent::Readjudicated { changes, fund_pays_more: more, entitlement_id, note, to_recover, set_off }, effects))
}

/// What judging again came to in money.
#[derive(Debug, Clone, Copy, Default)]
struct Came {
    /// Below nothing where the fund pays less.
    more: Fen,
    /// What was paid and is to come back; the rest of what is less was not paid yet.
    to_recover: Fen,
    /// What of an addition answers an older debt of the payee.
    set_off: Fen,
}

fn refuse_others(case: CaseRef<'_>, given: &Given, role: Role) -> Result<(), Refusals> {
    if given.actor.has(role) && given.actor.reaches(case.area) {
        return Ok(());
    }
    let name = role.name();
    Err(Refusal::new("not_allowed", format!("此操作须由本区域的{}办理", name.zh), format!("this is done by a {} of the area", name.en))
        .into())
}

/// Whose case it is, and the worker.
fn told(form: &Form, facts: &Facts) -> Vec<Party> {
    let worker = facts.worker.as_ref().map(|worker| Party::person(worker.id));
    let mut told: Vec<Party> = facts.payee(form).into_iter().chain(worker).collect();
    told.dedup();
    told
}

/// 工伤保险条例 第55条 where it takes something away: with the ways against it.
fn letter(law: &Law, state: &State, changes: &[ChangedLine], came: Came, on: Date) -> Result<Text, Refusals> {
    let line = |change: &ChangedLine| {
        let of = state
            .lines
            .get(change.position)
            .map(|settled| format!("{} {}", settled.line.service_on, settled.line.item))
            .unwrap_or_default();
        let (before, after) = (change.before.fund_pays, change.after.fund_pays);
        Text::new(
            format!("{of}：由 {before} 元改为 {after} 元，{}", change.after.reason.zh),
            format!("{of}: {after} instead of {before} yuan, {}", change.after.reason.en),
        )
    };
    let lines: Vec<Text> = changes.iter().map(line).collect();
    let (zh, en): (Vec<&str>, Vec<&str>) = lines.iter().map(|text| (text.zh.as_str(), text.en.as_str())).unzip();
    let sum = sum_words(law, came, on)?;
    Ok(Text::new(
        format!("按新公布的版本重新审核：{}。{}", zh.join("；"), sum.zh),
        format!("Judged by editions published since: {}. {}", en.join("; "), sum.en),
    ))
}

fn sum_words(law: &Law, came: Came, on: Date) -> Result<Text, Refusals> {
    let Came { more, to_recover, set_off } = came;
    let mut told: Vec<Text> = Vec::new();
    if more.is_positive() {
        told.push(Text::new(
            format!("补付 {more} 元，随待遇发放支付。"),
            format!("{more} yuan are added and come with the payment of benefits."),
        ));
        if set_off.is_positive() {
            told.push(recovery::set_off_words(set_off));
        }
    } else if more.is_zero() {
        told.push(Text::new("金额不变。", "The amount stays."));
    } else {
        let not_yet = -more - to_recover;
        if not_yet.is_positive() {
            told.push(Text::new(
                format!("尚未支付的款项减少 {not_yet} 元。"),
                format!("{not_yet} yuan that were not paid yet are not paid."),
            ));
        }
        if to_recover.is_positive() {
            told.push(recovery::owed_words(to_recover));
        }
        let remedies = remedies(law, on)?;
        told.push(Text::new(format!("{}。", remedies.zh), format!("{}.", remedies.en)));
    }
    let joined = |pick: fn(&Text) -> &str, between: &str| told.iter().map(|text| pick(text).trim()).collect::<Vec<_>>().join(between);
    Ok(Text::new(joined(|text| &text.zh, ""), joined(|text| &text.en, " ")))
}
