//! Whether a document is issued. Pure: the press needs neither clock nor storage.

use agency::DocumentOffice;
use agency::common::fields::Fields;
use agency::common::on_request;
use casework::procedure::CaseRef;
use casework::{Effects, Given, Outcome, Refusal, Refusals, Stage};
use documents::Document;
use values::{Month, Text};

use super::compose::{self, Span};
use super::{Command, Event, Facts, Records};

/// 社会保险法 第74条: persons and employers are given what they ask about their contributions and rights, free of charge. To nobody else.
pub(super) fn decide(
    office: &DocumentOffice,
    case: CaseRef<'_>,
    command: &Command,
    facts: &Facts,
    given: &Given,
) -> Result<Outcome<Event>, Refusals> {
    let party = command.party();
    on_request::refuse(case, party, facts.issued_today, given)?;
    let Some(records) = &facts.records else {
        return Err(Refusal::new("unknown_party", "没有找到该参保人或单位", "there is no such person or employer here").into());
    };
    let document = document(command, records, given)?;
    let issued = office.issue(document.as_ref(), party, facts.code, case, given)?;
    let title = issued.shown.title.clone();
    let event = Event::Issued { document: issued.reference(), party };
    let effects = Effects {
        party: Some(party),
        subject: Some(Text::new(format!("{} · {}", subject(records), title.zh), format!("{} · {}", subject(records), title.en))),
        stage: Some(Stage::Completed),
        awaiting: Some(None),
        notifications: on_request::letter(party, &title, &issued.code.to_string(), given),
        documents: vec![issued],
        ..Effects::default()
    };
    Ok(Outcome { events: vec![event], effects })
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

#[cfg(test)]
mod tests;
