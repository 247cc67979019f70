//! 时限中止: a limit that stands still while something outside it has to happen first.

use std::fmt;

use jiff::Span;
use serde::{Deserialize, Serialize};
use values::{Citation, Date, Text};

use super::{DayOff, TimeLimit, TimeLimitUnit, last_day_of};
use crate::derivation::{DateError, Derivation};
use crate::in_force::days_between;
use crate::workday::WorkdayCalendar;

/// A stretch of days that do not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// First day that does not count.
    pub from: Date,
    /// Last day that does not count; `None` while the limit stands still.
    pub until: Option<Date>,
    /// What is waited for, put so that it can stand in brackets.
    pub reason: Text,
    pub citation: Citation,
}

/// The pauses of one limit in the order of their days, none touching another's days and only the last one open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct PauseLedger(Vec<Pause>);

/// Why pauses do not make a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PauseError {
    EndsBeforeItBegins { from: Date, until: Date },
    Overlaps { earlier: Date, later: Date },
    AfterAnOpenOne { open_since: Date, from: Date },
}

impl PauseError {
    pub fn text(&self) -> Text {
        match self {
            PauseError::EndsBeforeItBegins { from, until } => Text::new(
                format!("中止的最后一日 {until} 早于第一日 {from}，请核对日期"),
                format!("the pause ends on {until}, before it begins on {from}; check the dates"),
            ),
            PauseError::Overlaps { earlier, later } => Text::new(
                format!("自 {earlier} 起的中止与自 {later} 起的中止重叠，请先结束前一次"),
                format!("the pause from {earlier} overlaps the one from {later}; end the first before the second begins"),
            ),
            PauseError::AfterAnOpenOne { open_since, from } => Text::new(
                format!("自 {open_since} 起的中止尚未结束，不能再自 {from} 起中止"),
                format!("the pause from {open_since} has not ended, so none can begin on {from}"),
            ),
        }
    }
}

impl fmt::Display for PauseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

impl std::error::Error for PauseError {}

impl PauseLedger {
    /// Puts pauses in order; refuses what cannot be a ledger.
    pub fn new(mut pauses: Vec<Pause>) -> Result<PauseLedger, PauseError> {
        pauses.sort_by_key(|pause| pause.from);
        for pause in &pauses {
            if let Some(until) = pause.until.filter(|until| *until < pause.from) {
                return Err(PauseError::EndsBeforeItBegins { from: pause.from, until });
            }
        }
        for pair in pauses.windows(2) {
            match pair[0].until {
                None => return Err(PauseError::AfterAnOpenOne { open_since: pair[0].from, from: pair[1].from }),
                Some(until) if until >= pair[1].from => {
                    return Err(PauseError::Overlaps { earlier: pair[0].from, later: pair[1].from });
                }
                Some(_) => {}
            }
        }
        Ok(PauseLedger(pauses))
    }

    pub fn pauses(&self) -> &[Pause] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pause a day lies in, if any.
    pub fn pause_on(&self, day: Date) -> Option<&Pause> {
        self.0.iter().find(|pause| pause.from <= day && pause.until.is_none_or(|until| day <= until))
    }
}

/// What a limit with pauses comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PausedDue {
    /// It runs, or has run, to a day.
    Due(Derivation),
    /// It stands still: no day is known. The text says since when, why, and what remains.
    StandsStill { since: Date, text: Text, citation: Citation },
}

impl PausedDue {
    /// The day, where there is one.
    pub fn due_on(&self) -> Option<Date> {
        match self {
            PausedDue::Due(derivation) => Some(derivation.due_on),
            PausedDue::StandsStill { .. } => None,
        }
    }

    pub fn text(&self) -> &Text {
        match self {
            PausedDue::Due(derivation) => &derivation.text,
            PausedDue::StandsStill { text, .. } => text,
        }
    }
}

impl TimeLimit {
    /// The last day of the limit for an event on `from` when the days of `pauses` do not count.
    ///
    /// A pause inside the limit moves its end by the paused days (working days where the limit counts those); a last day that
    /// would be a day off moves on afterwards, and a pause beginning on a day to which it has moved holds it to its end. Pauses after the
    /// limit has run out change nothing. Without pauses this is [`TimeLimit::due`].
    pub fn due_with_pauses(&self, from: Date, pauses: &PauseLedger, calendar: &WorkdayCalendar) -> Result<PausedDue, DateError> {
        if pauses.is_empty() {
            return self.due(from, calendar).map(PausedDue::Due);
        }
        let (mut plain, mut due_on, mut rule) = last_day_of(from, self.value, self.unit, &self.last_day, calendar)?;
        let mut applied = Vec::new();
        for pause in pauses.pauses() {
            // The day of the event does not count, so a pause before the day after it takes nothing.
            let begins = pause.from.max(from.tomorrow().unwrap_or(from));
            if pause.until.is_some_and(|until| until < begins) {
                continue;
            }
            if begins > due_on {
                break;
            }
            let Some(until) = pause.until else {
                return Ok(self.stands_still(from, pause, begins, plain));
            };
            let lost = self.days_lost(begins, until, plain, calendar)?;
            plain = match self.unit {
                _ if begins > plain => until.tomorrow().unwrap_or(until),
                TimeLimitUnit::WorkingDays => calendar.add_working_days(plain, lost)?,
                TimeLimitUnit::CalendarDays | TimeLimitUnit::Months => plain.saturating_add(Span::new().days(i64::from(lost))),
            };
            rule = self.last_day.on(plain)?;
            due_on = match rule.value.day_off {
                DayOff::RollForward => calendar.next_working_day_on_or_after(plain)?,
                DayOff::Stay => plain,
            };
            applied.push((pause, lost));
        }
        let rolled_by = (due_on != plain).then(|| rule.citation.clone());
        let text = self.paused_text(from, &applied, plain, due_on, rolled_by.as_ref());
        Ok(PausedDue::Due(Derivation { due_on, text, citation: self.citation.clone(), rolled_by }))
    }

    fn days_lost(&self, begins: Date, until: Date, plain: Date, calendar: &WorkdayCalendar) -> Result<u32, DateError> {
        if begins > plain {
            return Ok(1);
        }
        if self.unit != TimeLimitUnit::WorkingDays {
            return Ok(u32::try_from(days_between(begins, until) + 1).unwrap_or(0));
        }
        let mut lost = 0;
        let mut day = begins;
        while day <= until {
            lost += u32::from(calendar.next_working_day_on_or_after(day)? == day);
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        Ok(lost)
    }

    fn stands_still(&self, from: Date, pause: &Pause, begins: Date, plain: Date) -> PausedDue {
        let Pause { reason, citation, .. } = pause;
        let left = days_between(begins, plain).max(0) + 1;
        let text = Text::new(
            format!(
                "{} {from}，{} {}，依据{}；自 {begins} 起中止（{}，{citation}），恢复后尚余 {left} 日（自然日）",
                self.counted_from.zh,
                self.value,
                self.unit.name().zh,
                self.citation,
                reason.zh
            ),
            format!(
                "{} {from}, {} {}, {}; stands still since {begins} ({}, {citation}); {left} calendar days remain when it goes on",
                self.counted_from.en,
                self.value,
                self.unit.name().en,
                self.citation,
                reason.en
            ),
        );
        PausedDue::StandsStill { since: begins, text, citation: citation.clone() }
    }

    fn paused_text(&self, from: Date, applied: &[(&Pause, u32)], plain: Date, due_on: Date, rolled_by: Option<&Citation>) -> Text {
        let (mut zh, mut en) = (String::new(), String::new());
        for (pause, lost) in applied {
            let Pause { from: first, until, reason, citation } = pause;
            let until = until.unwrap_or(*first);
            zh.push_str(&format!("，{first} 至 {until} 中止，不计 {lost} 日（{}，{citation}）", reason.zh));
            en.push_str(&format!(", {first} to {until} do not count, {lost} days ({}, {citation})", reason.en));
        }
        if let Some(rolled_by) = rolled_by {
            zh.push_str(&format!("，{plain} 为非工作日，按{rolled_by}顺延"));
            en.push_str(&format!(", {plain} is a day off and {rolled_by} moves it to the next working day"));
        }
        let (unit, value, citation) = (self.unit.name(), self.value, &self.citation);
        Text::new(
            format!("{} {from}，{value} {}，依据{citation}{zh}，期限至 {due_on}", self.counted_from.zh, unit.zh),
            format!("{} {from}, {value} {}, {citation}{en}, due {due_on}", self.counted_from.en, unit.en),
        )
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    limit: String,
    #[serde(with = "crate::scalar::day")]
    from: Date,
    pauses: Vec<ExamplePause>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExamplePause {
    #[serde(with = "crate::scalar::day")]
    from: Date,
    #[serde(default, with = "crate::scalar::optional_day")]
    until: Option<Date>,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::optional_day", skip_serializing_if = "Option::is_none")]
    due_on: Option<Date>,
    stands_still: bool,
}

pub(crate) fn example(law: &crate::Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let limit = law.time_limit(&input.limit, input.from).map_err(|error| error.to_string())?;
        let reason = Text::new("等待其他机关的结论", "another authority's conclusion is awaited");
        let citation = Citation::new("工伤保险条例", "第20条");
        let pauses = input.pauses.into_iter().map(|pause| Pause {
            from: pause.from,
            until: pause.until,
            reason: reason.clone(),
            citation: citation.clone(),
        });
        let ledger = PauseLedger::new(pauses.collect()).map_err(|error| error.to_string())?;
        let due = limit.due_with_pauses(input.from, &ledger, law.calendar()).map_err(|error| error.to_string())?;
        Ok(ExampleOutput { due_on: due.due_on(), stands_still: due.due_on().is_none() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;
    use proptest::prelude::*;

    fn pause(from: Date, until: Option<Date>) -> Pause {
        Pause {
            from, until, reason: Text::new("等待法院判决", "a judgment is awaited"), citation: Citation::new("工伤保险条例", "第20条")
        }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_derivation_tells_every_pause() {
        let limit = weihai().time_limit("injury_recognition_decision_clear", day("2020-02-03")).unwrap();
        let ledger = PauseLedger::new(vec![pause(day("2020-02-10"), Some(day("2020-02-20")))]).unwrap();
        let due = limit.due_with_pauses(day("2020-02-03"), &ledger, weihai().calendar()).unwrap();
        // Fifteen days from the 3rd end on the 18th; eleven more on the 29th, a Saturday: Monday 2 March.
        assert_eq!(
            due.text().en,
            "accepted 2020-02-03, 15 days, 《工伤保险条例》第20条, 2020-02-10 to 2020-02-20 do not count, 11 days (a judgment is awaited, 《工伤保险条例》第20条), 2020-02-29 is a day off and 《民法总则》第203条 moves it to the next working day, due 2020-03-02"
        );
        let open = PauseLedger::new(vec![pause(day("2020-02-10"), None)]).unwrap();
        let due = limit.due_with_pauses(day("2020-02-03"), &open, weihai().calendar()).unwrap();
        assert!(due.text().en.ends_with("9 calendar days remain when it goes on"), "{}", due.text().en);
    }

    #[test]
    fn what_is_no_ledger_is_refused() {
        let made = |pauses| PauseLedger::new(pauses).map(|_| ());
        let (one, two, three) = (day("2020-02-10"), day("2020-02-12"), day("2020-02-14"));
        assert_eq!(made(vec![pause(two, Some(one))]), Err(PauseError::EndsBeforeItBegins { from: two, until: one }));
        let overlapping = vec![pause(two, Some(three)), pause(one, Some(two))];
        assert_eq!(made(overlapping), Err(PauseError::Overlaps { earlier: one, later: two }));
        let after_open = vec![pause(one, None), pause(two, Some(three))];
        assert_eq!(made(after_open), Err(PauseError::AfterAnOpenOne { open_since: one, from: two }));
    }

    proptest! {
        /// Counting day by day, skipping paused days, comes to the same as moving the end.
        #[test]
        fn moving_the_end_is_counting_the_days(start in 0..300_i64, first in 1..80_i64, length in 0..60_i64, gap in 1..20_i64, second in 0..20_i64) {
            let from = day("2020-01-02").saturating_add(Span::new().days(start));
            let at = |days: i64| from.saturating_add(Span::new().days(days));
            let one = pause(at(first), Some(at(first + length)));
            let two = pause(at(first + length + gap), Some(at(first + length + gap + second)));
            let ledger = PauseLedger::new(vec![one, two]).unwrap();
            for name in ["injury_recognition_decision", "appraisal_material_check"] {
                let limit = weihai().time_limit(name, from).unwrap();
                let counts = |day: Date| limit.unit != TimeLimitUnit::WorkingDays || weihai().calendar().next_working_day_on_or_after(day).unwrap() == day;
                let mut left = limit.value;
                let mut last = from;
                while left > 0 {
                    last = last.tomorrow().unwrap();
                    left -= u32::from(ledger.pause_on(last).is_none() && counts(last));
                }
                // A last day off moves on, and may move into a pause.
                loop {
                    let rolled = weihai().calendar().next_working_day_on_or_after(last).unwrap();
                    match ledger.pause_on(rolled) {
                        Some(pause) => last = pause.until.unwrap().tomorrow().unwrap(),
                        None => { last = rolled; break; }
                    }
                }
                let due = limit.due_with_pauses(from, &ledger, weihai().calendar()).unwrap();
                prop_assert_eq!(due.due_on(), Some(last), "{} from {}", name, from);
            }
        }
    }
}
