//! Whether a document is issued. Pure: the press needs neither clock nor storage.

use agency::DocumentOffice;
use agency::common::fields::Fields;
use casework::procedure::CaseRef;
use casework::{Actor, Effects, Given, Notification, Outcome, Refusal, Refusals, Role, Stage};
use documents::Document;
use values::{AreaCode, Basis, Citation, Month, Party, PartyKind, Text};

use super::compose::{self, Span};
use super::{Command, DAILY_MOST, Event, Facts, Records};

/// 社会保险法 第74条: persons and employers are given what they ask about their contributions and rights, free of charge. To nobody else.
pub(super) fn decide(
    office: &DocumentOffice,
    case: CaseRef<'_>,
    command: &Command,
    facts: &Facts,
    given: &Given,
) -> Result<Outcome<Event>, Refusals> {
    let party = command.party();
    refuse_wrong_actor(&given.actor, case.area, party)?;
    if case.head.is_some() {
        let refusal = Refusal::new("already_issued", "该文书已出具，不能重复出具", "this document is already issued");
        return Err(refusal.hint("需要最新的，请重新申请出具", "ask for a new one if the records have moved").into());
    }
    let Some(records) = &facts.records else {
        return Err(Refusal::new("unknown_party", "没有找到该参保人或单位", "there is no such person or employer here").into());
    };
    if facts.issued_today >= DAILY_MOST as usize {
        let refusal =
            Refusal::new("issued_often", format!("今天已出具{DAILY_MOST}份文书"), format!("{DAILY_MOST} documents have been issued today"));
        return Err(refusal.hint("可下载已出具的文书，或明天再申请", "fetch one of those, or ask again tomorrow").into());
    }
    let document = document(command, records, given)?;
    let issued = office.issue(document.as_ref(), party, facts.code, case, given)?;
    let title = issued.shown.title.clone();
    let event = Event::Issued { document: issued.reference(), party };
    let effects = Effects {
        party: Some(party),
        subject: Some(Text::new(format!("{} · {}", subject(records), title.zh), format!("{} · {}", subject(records), title.en))),
        stage: Some(Stage::Completed),
        awaiting: Some(None),
        notifications: letter(party, &title, &issued.code.to_string(), given),
        documents: vec![issued],
        ..Effects::default()
    };
    Ok(Outcome { events: vec![event], effects })
}

/// The person, the employer's clerk, or staff of the area who handle people's affairs.
fn refuse_wrong_actor(actor: &Actor, area: AreaCode, party: Party) -> Result<(), Refusals> {
    let own_role = if party.kind == PartyKind::Person { Role::Person } else { Role::EmployerClerk };
    let is_own = actor.has(own_role) && actor.speaks_for(area, party);
    let handles =
        actor.roles.iter().any(|role| (role.is_staff() && !matches!(role, Role::Administrator | Role::Auditor)) || *role == Role::System);
    if is_own || (handles && actor.reaches(area)) {
        return Ok(());
    }
    let text = Text::new(
        "文书只出具给参保人本人、本单位经办人，或由本区域工作人员代为打印",
        "documents are issued to the person, to the employer's own clerk, or by staff of the area",
    );
    let citation = Citation { basis: Basis::Memory, ..Citation::new("社会保险法", "第74条") };
    Err(Refusal { code: "not_allowed".into(), field: None, text, hint: None, citation: Some(Box::new(citation)) }.into())
}

fn subject(records: &Records) -> String {
    match records {
        Records::Person { person, .. } => person.name.to_string(),
        Records::Employer { employer, .. } => employer.name.clone(),
    }
}

fn document(command: &Command, records: &Records, given: &Given) -> Result<Box<dyn Document>, Refusals> {
    let today = given.today;
    let nothing = || -> Refusals {
        let refusal = Refusal::new("nothing_to_certify", "所选期间没有缴费记录", "there is no contribution in the span");
        refusal.on_field("from").hint("请调整起止月份", "choose other months").into()
    };
    match (command, records) {
        (Command::IssueRightsStatement { .. }, Records::Person { person, rows, employers }) => {
            Ok(Box::new(compose::statement(person, rows, employers, today)))
        }
        (Command::IssueContributionCertificate { from, until, .. }, Records::Person { person, rows, employers }) => {
            let span = span(from, until, given)?;
            let document = compose::certificate(person, rows, employers, span, today).ok_or_else(nothing)?;
            Ok(Box::new(document))
        }
        (Command::IssueEmployerCertificate { from, until, .. }, Records::Employer { employer, obligations }) => {
            let span = span(from, until, given)?;
            let document = compose::employer_certificate(employer, obligations, span, today).ok_or_else(nothing)?;
            Ok(Box::new(document))
        }
        _ => Err(Refusal::new("unknown_party", "没有找到该参保人或单位", "there is no such person or employer here").into()),
    }
}

fn span(from: &str, until: &str, given: &Given) -> Result<Span, Refusals> {
    let mut fields = Fields::default();
    let from = fields.month("from", from);
    let until = fields.month("until", until);
    if let (Some(from), Some(until)) = (from, until) {
        if until < from {
            let refusal = Refusal::new("span_turned", "截止月份不能早于起始月份", "the last month cannot come before the first");
            fields.refusals.push(refusal.on_field("until"));
        }
        if until > Month::of(given.today) {
            let refusal = Refusal::new("span_in_future", "截止月份不能晚于本月", "the last month cannot lie in the future");
            fields.refusals.push(refusal.on_field("until"));
        }
    }
    match (from, until) {
        (Some(from), Some(until)) if fields.refusals.is_empty() => Ok(Span { from, until }),
        _ => Err(fields.refusals),
    }
}

/// Who did not ask in person is told: somebody else had a document of theirs printed.
fn letter(party: Party, title: &Text, code: &str, given: &Given) -> Vec<Notification> {
    if given.actor.party == Some(party) {
        return Vec::new();
    }
    let subject = Text::new(format!("已为您出具{}", title.zh), format!("{} issued", title.en));
    let body = Text::new(
        format!("经办机构于{}为您出具了{}，验证码 {code}。如非本人办理，请拨打12333。", given.today, title.zh),
        format!(
            "The agency issued a {} on {}; its verification code is {code}. If you did not ask for it, call 12333.",
            title.en, given.today
        ),
    );
    vec![Notification { to: party, subject, body }]
}

#[cfg(test)]
mod tests;
