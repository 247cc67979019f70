//! Decisions on emergencies. Pure.

use casework::procedure::CaseRef;
use casework::{Effects, EmergencyRecord, Given, Notification, ObligationChange, Outcome, Refusal, Refusals, Role, Stage};
use ledger::{Due, Obligation};
use rules::Law;
use values::{Date, Language, Party, Text, day_in_language};

use super::{Command, Event, Facts, Moved};
use agency::common::emergency::{DeferralWindow, deferral_windows};
use agency::common::not_covered;

pub(super) fn decide(law: &Law, case: CaseRef<'_>, command: &Command, facts: &Facts, given: &Given) -> Result<Outcome<Event>, Refusals> {
    let may = given.actor.has_any(&[Role::CitySupervisor, Role::System]);
    if !may {
        let text = Text::new("应急状态由市局启动和解除", "emergencies are declared and ended by the city's bureau");
        return Err(Refusal { code: "not_allowed".into(), field: None, text, hint: None, citation: None }.into());
    }
    match command {
        Command::Declare { notice_id, on } => declare(law, case, facts, notice_id, *on),
        Command::End { notice_id, on } => end(law, case, facts, notice_id, *on),
        Command::Reproject => reproject(law, facts),
    }
}

fn in_the_city(law: &Law, case: CaseRef<'_>) -> Result<(), Refusals> {
    if law.city().is_some_and(|city| city.code == case.area) {
        return Ok(());
    }
    Err(Refusal::new("not_the_city", "应急状态在市本级登记", "emergencies are recorded in the city's own area").into())
}

fn unknown_notice(law: &Law, notice_id: &str) -> Refusals {
    let known = law.notices().iter().map(|notice| notice.id.as_str()).collect::<Vec<_>>().join("、");
    Refusal::new("unknown_notice", format!("没有编号为 {notice_id} 的通知文件"), format!("there is no notice file {notice_id}"))
        .hint(format!("已有：{known}"), format!("there are: {known}"))
        .on_field("notice_id")
        .into()
}

fn declare(law: &Law, case: CaseRef<'_>, facts: &Facts, notice_id: &str, on: Date) -> Result<Outcome<Event>, Refusals> {
    in_the_city(law, case)?;
    let Some(notice) = law.notice(notice_id) else { return Err(unknown_notice(law, notice_id)) };
    if let Some(record) = facts.declared.iter().find(|record| record.notice_id == notice_id) {
        return Err(Refusal::new(
            "already_declared",
            format!("该通知已自{}起施行", day_in_language(record.declared_on, Language::Chinese)),
            format!("this notice has been in force since {}", day_in_language(record.declared_on, Language::English)),
        )
        .on_field("notice_id")
        .into());
    }
    let record = EmergencyRecord { notice_id: notice_id.to_owned(), declared_on: on, ended_on: None, version: 0 };
    let effects = Effects { emergencies: vec![record], ..closed(notice.title.clone()) };
    Ok(Outcome { events: vec![Event::Declared { notice_id: notice_id.to_owned(), on, title: notice.title.clone() }], effects })
}

fn end(law: &Law, case: CaseRef<'_>, facts: &Facts, notice_id: &str, on: Date) -> Result<Outcome<Event>, Refusals> {
    in_the_city(law, case)?;
    let Some(notice) = law.notice(notice_id) else { return Err(unknown_notice(law, notice_id)) };
    let Some(record) = facts.declared.iter().find(|record| record.notice_id == notice_id) else {
        return Err(Refusal::new("not_declared", "该通知尚未施行", "this notice was never put into force").on_field("notice_id").into());
    };
    if on < record.declared_on {
        return Err(Refusal::new(
            "ends_before_start",
            format!("解除日期不能早于启动日期{}", day_in_language(record.declared_on, Language::Chinese)),
            format!("it cannot end before it began on {}", day_in_language(record.declared_on, Language::English)),
        )
        .on_field("on")
        .into());
    }
    if record.ended_on == Some(on) {
        return Err(Refusal::new(
            "already_ended",
            format!("已登记于{on}解除", on = day_in_language(on, Language::Chinese)),
            format!("it is already recorded as ended on {on}", on = day_in_language(on, Language::English)),
        )
        .into());
    }
    let ended = EmergencyRecord { ended_on: Some(on), ..record.clone() };
    let effects = Effects { emergencies: vec![ended], ..closed(notice.title.clone()) };
    Ok(Outcome { events: vec![Event::Ended { notice_id: notice_id.to_owned(), on, before: record.ended_on }], effects })
}

fn closed(subject: Text) -> Effects {
    Effects {
        party: Some(Party::AGENCY),
        subject: Some(subject),
        stage: Some(Stage::Completed),
        awaiting: Some(None),
        ..Effects::default()
    }
}

/// Of the deferred obligations those whose due day is no longer what the declared emergencies say.
pub(super) fn to_move(law: &Law, declared: &[EmergencyRecord], deferred: Vec<Obligation>) -> Result<Vec<Obligation>, Refusals> {
    let windows = deferral_windows(law, declared);
    let mut moving = Vec::new();
    for obligation in deferred {
        if let Some((due, _)) = due_now(law, &windows, &obligation)?
            && due != obligation.due
        {
            moving.push(obligation);
        }
    }
    Ok(moving)
}

/// 威人社函〔2020〕6号 一（三）: what was deferred is made up within three months after the end; while there is no end, there is no day.
fn due_now(law: &Law, windows: &[DeferralWindow], obligation: &Obligation) -> Result<Option<(Due, Text)>, Refusals> {
    // The emergency an obligation waits for is the one its ordinary day fell in; an emergency that was shortened to before
    // that day no longer covers it, but what was granted under it keeps its window.
    let covering = windows.iter().find(|window| window.covers(obligation.original_due_on));
    let window = covering.or_else(|| windows.iter().find(|window| window.record.declared_on <= obligation.original_due_on));
    let Some(window) = window else { return Ok(None) };
    let Some(ended_on) = window.record.ended_on else {
        let text = Text::new("应急状态延续，缓缴期限待定", "the emergency goes on; the day is open");
        return Ok(Some((Due::WhenEmergencyEnds, text)));
    };
    let until = window.terms.makeup_until(ended_on, law.calendar()).map_err(|gap| not_covered(gap.text()))?;
    Ok(Some((Due::On(until.due_on), until.text)))
}

fn reproject(law: &Law, facts: &Facts) -> Result<Outcome<Event>, Refusals> {
    let windows = deferral_windows(law, &facts.declared);
    let mut moved = Vec::new();
    let subject = Text::new("应急状态变更后重新推算缴费期限", "due days reckoned anew after the emergency changed");
    let mut effects = closed(subject);
    for obligation in &facts.deferred {
        let Some((after, derivation)) = due_now(law, &windows, obligation)? else { continue };
        effects.obligations.push(ObligationChange::Moved {
            id: obligation.id,
            debtor: obligation.debtor,
            due: after,
            deferral_case_id: obligation.deferral_case_id,
            snaps_back: obligation.snaps_back,
        });
        effects.notifications.push(letter(obligation, after, &derivation));
        moved.push(Moved {
            obligation_id: obligation.id,
            employer_id: obligation.debtor.id,
            month: obligation.month,
            before: obligation.due,
            after,
            derivation,
        });
    }
    if moved.is_empty() {
        return Err(Refusal::new("nothing_to_move", "没有需要重新推算的期限", "no due day has to move").into());
    }
    Ok(Outcome { events: vec![Event::Reprojected { moved }], effects })
}

fn letter(obligation: &Obligation, after: Due, derivation: &Text) -> Notification {
    let month = obligation.month;
    let subject = match after {
        Due::On(day) => Text::new(
            format!(
                "{month}缓缴的社会保险费请于{day}前补缴",
                month = month.in_language(Language::Chinese),
                day = day_in_language(day, Language::Chinese)
            ),
            format!(
                "Make up the deferred contributions of {month} by {day}",
                month = month.in_language(Language::English),
                day = day_in_language(day, Language::English)
            ),
        ),
        Due::WhenEmergencyEnds => Text::new(
            format!("{month}社会保险费继续缓缴", month = month.in_language(Language::Chinese)),
            format!("The contributions of {month} go on waiting", month = month.in_language(Language::English)),
        ),
    };
    Notification { to: obligation.debtor, subject, body: derivation.clone() }
}
