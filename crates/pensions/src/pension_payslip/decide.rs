//! Whether a payslip is issued. Pure: the press needs neither clock nor storage.

use agency::DocumentOffice;
use agency::common::on_request;
use casework::procedure::CaseRef;
use casework::{Effects, Given, Outcome, Refusal, Refusals, Stage};
use values::{Month, Party, Text};

use super::compose::payslip;
use super::{Command, Event, Facts};

/// 社会保险法 第74条. In order: who asks, whose it is, the month, whether anything arrived in it.
pub(super) fn decide(
    office: &DocumentOffice,
    case: CaseRef<'_>,
    command: &Command,
    facts: &Facts,
    given: &Given,
) -> Result<Outcome<Event>, Refusals> {
    let Command::IssuePayslip { person_id, month } = command;
    let party = Party::person(*person_id);
    on_request::refuse(case, party, facts.issued_today, given)?;
    let Some(person) = &facts.person else {
        return Err(Refusal::new("unknown_person", "没有找到该参保人", "there is no such person here").into());
    };
    let month: Month = month.trim().parse().map_err(|_| {
        Refusals::from(Refusal::new("month", "年月应写成例如 2020-07", "write the month such as 2020-07").on_field("month"))
    })?;
    let Some(document) = payslip(person, month, &facts.paid) else {
        return Err(Refusal::new(
            "nothing_paid",
            format!("{month} 没有已到账的养老金"),
            format!("no pension has arrived with the payroll of {month}"),
        )
        .on_field("month")
        .hint("银行回盘后才能出具；请核对月份", "a payslip is there once the bank has answered; look at the month again")
        .into());
    };
    let issued = office.issue(&document, party, facts.code, case, given)?;
    let title = issued.shown.title.clone();
    let effects = Effects {
        party: Some(party),
        subject: Some(Text::new(format!("{} · {}", person.name, title.zh), format!("{} · {}", person.name, title.en))),
        stage: Some(Stage::Completed),
        awaiting: Some(None),
        notifications: on_request::letter(party, &title, &issued.code.to_string(), given),
        documents: vec![issued.clone()],
        ..Effects::default()
    };
    Ok(Outcome { events: vec![Event::Issued { document: issued.reference(), party, month }], effects })
}
