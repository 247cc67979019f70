//! The nightly look at limits that run: a warning before one ends, a report to the area's leader when one has passed. Pure.

use std::collections::BTreeSet;

use values::{CaseNumber, Date, Party, Text};

use crate::actor::{Given, Role};
use crate::case::CaseHead;
use crate::deadline::{DeadlineRecord, Standing};
use crate::notification::Notification;
use crate::refusal::{Refusal, Refusals};

/// What the look found of one limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// It is nearly over.
    AtRisk,
    /// It has passed.
    Breached,
}

/// Limits of a case to speak of today: each is warned of once and reported once for the day it ends on, so that one reckoned anew
/// is spoken of anew.
pub fn alarms<'a>(deadlines: &'a [DeadlineRecord], spoken_of: &SpokenOf, today: Date) -> Vec<(Alarm, &'a DeadlineRecord)> {
    let open = deadlines.iter().filter(|record| record.closed_on.is_none());
    open.filter_map(|record| {
        let key = (record.deadline.name.clone(), record.deadline.due_on);
        match record.standing(today) {
            Standing::AtRisk if !spoken_of.warned.contains(&key) => Some((Alarm::AtRisk, record)),
            Standing::Breached if !spoken_of.escalated.contains(&key) => Some((Alarm::Breached, record)),
            _ => None,
        }
    })
    .collect()
}

/// The letter an alarm sends: to the officer's desk, or to the area leader's.
pub fn letter(alarm: Alarm, record: &DeadlineRecord, number: &CaseNumber, head: Option<&CaseHead>, officer: Party) -> Notification {
    let limit = &record.deadline;
    let subject = head.map(|head| head.subject.clone()).unwrap_or_default();
    let (to, what_zh, what_en) = match alarm {
        Alarm::AtRisk => (officer, "临期提醒", "due soon"),
        Alarm::Breached => (Role::AreaLeader.desk(), "超期上报", "overdue"),
    };
    Notification {
        to,
        subject: Text::new(
            format!("{what_zh}：{}（{number}）期限 {}", limit.title.zh, limit.due_on),
            format!("{what_en}: {} ({number}), limit {}", limit.title.en, limit.due_on),
        ),
        body: Text::new(format!("{}。{}", subject.zh, limit.derivation.zh), format!("{}. {}", subject.en, limit.derivation.en)),
    }
}

/// The limits a case has been spoken of for, each with the day it then ended on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpokenOf {
    pub warned: BTreeSet<(String, Date)>,
    pub escalated: BTreeSet<(String, Date)>,
}

/// Nothing has to be spoken of: the look of the night ends there.
pub fn nothing_to_report() -> Refusals {
    Refusal::new("nothing_to_report", "没有需要提醒的期限", "no limit has to be spoken of").into()
}

/// Only the program itself looks.
pub fn refuse_others(given: &Given) -> Result<(), Refusals> {
    if given.actor.has(Role::System) {
        return Ok(());
    }
    Err(Refusal::new("not_allowed", "这是系统的每日检查", "this is the program's own daily look").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadline::Deadline;
    use values::Citation;

    fn record(name: &str, due_on: &str) -> DeadlineRecord {
        let deadline = Deadline {
            name: name.into(),
            title: Text::same("t"),
            started_on: "2020-02-03".parse().unwrap(),
            due_on: due_on.parse().unwrap(),
            derivation: Text::same("d"),
            citation: Citation::new("a", "b"),
        };
        DeadlineRecord { area: "371002".parse().unwrap(), case_id: 1, deadline, closed_on: None, met: false }
    }

    #[test]
    fn each_limit_is_spoken_of_once_for_its_day() {
        let deadlines = [record("a", "2020-02-06"), record("b", "2020-02-18")];
        let found = |warned: &BTreeSet<_>, escalated: &BTreeSet<_>, today: &str| -> Vec<(Alarm, String)> {
            let spoken_of = SpokenOf { warned: warned.clone(), escalated: escalated.clone() };
            alarms(&deadlines, &spoken_of, today.parse().unwrap())
                .into_iter()
                .map(|(alarm, record)| (alarm, record.deadline.name.clone()))
                .collect()
        };
        let none = BTreeSet::new();
        let of = |name: &str, day: &str| BTreeSet::from([(name.to_owned(), day.parse::<Date>().unwrap())]);
        assert_eq!(found(&none, &none, "2020-02-04"), []);
        assert_eq!(found(&none, &none, "2020-02-05"), [(Alarm::AtRisk, "a".to_owned())]);
        assert_eq!(found(&of("a", "2020-02-06"), &none, "2020-02-06"), []);
        // Reckoned anew to another day, it is warned of anew.
        assert_eq!(found(&of("a", "2020-02-05"), &none, "2020-02-06"), [(Alarm::AtRisk, "a".to_owned())]);
        assert_eq!(found(&of("a", "2020-02-06"), &none, "2020-02-07"), [(Alarm::Breached, "a".to_owned())]);
        assert_eq!(found(&none, &of("a", "2020-02-06"), "2020-02-07"), []);
    }
}
