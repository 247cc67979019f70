//! Word to the worker and the employer beside the letters of every application.

use casework::Notification;
use casework::procedure::CaseRef;
use values::{Party, PartyKind, Text};

use super::facts::Facts;
use super::form::Form;

/// The worker and the employer, as far as they are known.
pub(super) fn concerned(form: &Form, facts: &Facts) -> Vec<Party> {
    let worker = facts.worker.as_ref().map(|worker| Party::person(worker.id));
    let employer = facts.employer.as_ref().map(|_| Party::employer(form.employer_id));
    worker.into_iter().chain(employer).collect()
}

/// The same word to both sides.
pub(super) fn to_both(form: &Form, facts: &Facts, case: CaseRef<'_>, subject: Text, body: &Text) -> Vec<Notification> {
    let subject =
        Text::new(format!("工伤认定：{}（{}）", subject.zh, case.number), format!("Work injury: {} ({})", subject.en, case.number));
    concerned(form, facts).into_iter().map(|to| Notification { to, subject: subject.clone(), body: body.clone() }).collect()
}

/// What went to the worker goes to the employer as well, which has to know of every station (工伤认定办法 第22条). Word between the
/// agency's own desks is nobody else's.
pub(super) fn copied_to_employer(form: &Form, facts: &Facts, letters: &[Notification]) -> Vec<Notification> {
    let Some(employer) = facts.employer.as_ref().map(|_| Party::employer(form.employer_id)) else { return Vec::new() };
    letters
        .iter()
        .filter(|letter| letter.to != employer && letter.to.kind != PartyKind::Agency)
        .map(|letter| Notification { to: employer, ..letter.clone() })
        .collect()
}

/// The limit of the decision is another one.
pub(super) fn clock_moved(
    form: &Form,
    facts: &Facts,
    case: CaseRef<'_>,
    before: Option<&Text>,
    after: &Text,
    because: &Text,
) -> Vec<Notification> {
    let Some(before) = before else { return Vec::new() };
    let body = Text::new(
        format!("原期限：{}。现期限：{}。理由：{}。", before.zh, after.zh, because.zh),
        format!("Before: {}. Now: {}. Why: {}.", before.en, after.en, because.en),
    );
    to_both(form, facts, case, Text::new("决定期限改变", "the limit of the decision changed"), &body)
}
