//! Time limits: how long somebody has, in which unit, counted from which event, and the date that follows.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Span;
use serde::{Deserialize, Serialize};
use values::{Citation, Date, Text};

use crate::derivation::{DateError, Derivation};
use crate::in_force::{Dated, InForce};
use crate::load::{Loader, NATION, RuleValue};
use crate::workday::WorkdayCalendar;

mod file;
mod pauses;

pub(crate) use file::load_time_limits;
pub(crate) use pauses::example as pauses_example;
pub use pauses::{Pause, PauseError, PauseLedger, PausedDue};

/// What becomes of a last day that is a day off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOff {
    /// It moves to the next working day.
    RollForward,
    /// It stays.
    Stay,
}

/// A limit whose last day is a statutory holiday or a weekend ends on the first working day after it (民法总则 第203条, since
/// 2021 民法典 第203条, before 民法通则 第154条).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastDay {
    pub day_off: DayOff,
}

impl RuleValue for LastDay {
    const STEM: &'static str = "time_limit/last_day";
    const UNIT: &'static str = "day off";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeLimitUnit {
    WorkingDays,
    CalendarDays,
    Months,
}

impl TimeLimitUnit {
    /// The unit behind a number.
    pub fn name(self) -> Text {
        match self {
            TimeLimitUnit::WorkingDays => Text::new("个工作日", "working days"),
            TimeLimitUnit::CalendarDays => Text::new("日", "days"),
            TimeLimitUnit::Months => Text::new("个月", "months"),
        }
    }
}

/// A time limit as it stands on a day.
#[derive(Debug, Clone, Serialize)]
pub struct TimeLimit {
    pub name: String,
    pub title: Text,
    pub value: u32,
    pub unit: TimeLimitUnit,
    /// The event it is counted from, put so that a date can follow: "受理于", "accepted".
    pub counted_from: Text,
    pub citation: Citation,
    #[serde(skip)]
    pub(crate) last_day: Arc<Dated<LastDay>>,
}

impl TimeLimit {
    /// The last day of the limit for an event on `from`, and how it came about. The day of the event does not count.
    pub fn due(&self, from: Date, calendar: &WorkdayCalendar) -> Result<Derivation, DateError> {
        counted(&self.counted_from, from, self.value, self.unit, &self.citation, &self.last_day, calendar)
    }
}

/// Counts a limit from the day after an event.
///
/// 民法总则 第201条: the day on which a period begins is not counted; 第202条: a period of months ends on the same day of
/// the last month, or on its last day where there is none; 第203条: a last day off moves on.
pub(crate) fn counted(
    event: &Text,
    from: Date,
    value: u32,
    unit: TimeLimitUnit,
    citation: &Citation,
    last_day: &Dated<LastDay>,
    calendar: &WorkdayCalendar,
) -> Result<Derivation, DateError> {
    let (plain, due_on, rule) = last_day_of(from, value, unit, last_day, calendar)?;
    let unit_name = unit.name();
    let (rolled_zh, rolled_en) = if due_on == plain {
        (String::new(), String::new())
    } else {
        (
            format!("，{plain} 为非工作日，按{}顺延", rule.citation),
            format!(", {plain} is a day off and {} moves it to the next working day", rule.citation),
        )
    };
    let text = Text::new(
        format!("{} {from}，{value} {}，依据{citation}{rolled_zh}，期限至 {due_on}", event.zh, unit_name.zh),
        format!("{} {from}, {value} {}, {citation}{rolled_en}, due {due_on}", event.en, unit_name.en),
    );
    let rolled_by = (due_on != plain).then(|| rule.citation.clone());
    Ok(Derivation { due_on, text, citation: citation.clone(), rolled_by })
}

/// The last day before and after a day off has moved it, and the rule that says whether it moves.
pub(crate) fn last_day_of<'l>(
    from: Date,
    value: u32,
    unit: TimeLimitUnit,
    last_day: &'l Dated<LastDay>,
    calendar: &WorkdayCalendar,
) -> Result<(Date, Date, &'l InForce<LastDay>), DateError> {
    let plain = match unit {
        TimeLimitUnit::WorkingDays => calendar.add_working_days(from, value)?,
        TimeLimitUnit::CalendarDays => from.saturating_add(Span::new().days(i64::from(value))),
        TimeLimitUnit::Months => from.saturating_add(Span::new().months(i64::from(value))),
    };
    let rule = last_day.on(plain)?;
    let due_on = match rule.value.day_off {
        DayOff::RollForward => calendar.next_working_day_on_or_after(plain)?,
        DayOff::Stay => plain,
    };
    Ok((plain, due_on, rule))
}

/// The name under which a time limit is listed and shown.
pub fn rule_name(name: &str) -> String {
    format!("time_limit/{name}")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    limit: String,
    #[serde(with = "crate::scalar::day")]
    from: Date,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::day")]
    due_on: Date,
}

pub(crate) fn example(law: &crate::Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let limit = law.time_limit(&input.limit, input.from).map_err(|error| error.to_string())?;
        let derivation = limit.due(input.from, law.calendar()).map_err(|error| error.to_string())?;
        Ok(ExampleOutput { due_on: derivation.due_on })
    })
}
