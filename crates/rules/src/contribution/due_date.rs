//! When a month's contributions are due.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Language, Month, Text, day_in_language};

use crate::derivation::DateError;
use crate::law::Law;
use crate::load::RuleValue;
use crate::time_limit::DayOff;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueDateRule {
    /// Day of the contribution month itself; the last day where the month is shorter.
    pub day: i8,
    pub day_off: DayOff,
}

impl RuleValue for DueDateRule {
    const STEM: &'static str = "contribution/due_date";
    const UNIT: &'static str = "day of the contribution month";

    fn check(&self) -> Result<(), Text> {
        if (1..=31).contains(&self.day) { Ok(()) } else { Err(Text::new("day 应为 1 至 31", "day is from 1 to 31")) }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueDate {
    pub due_on: Date,
    pub derivation: Text,
    pub citation: Citation,
}

/// The due date of the contributions of `month`.
///
/// 社会保险法 第60条: employers declare by themselves and pay in full and on time. The day itself is set where they are
/// collected; a day off moves it as the rule says.
pub fn due_on(law: &Law, month: Month) -> Result<DueDate, DateError> {
    let in_force = law.rule::<DueDateRule>().in_month(month)?;
    let DueDateRule { day, day_off } = in_force.value;
    let planned = month.day(day);
    let due_on = match day_off {
        DayOff::RollForward => law.calendar().next_working_day_on_or_after(planned)?,
        DayOff::Stay => planned,
    };
    let derivation = if due_on == planned {
        Text::new(
            format!(
                "{month}当月{day}日：{due_on}",
                month = month.in_language(Language::Chinese),
                due_on = day_in_language(due_on, Language::Chinese)
            ),
            format!(
                "day {day} of {month}: {due_on}",
                month = month.in_language(Language::English),
                due_on = day_in_language(due_on, Language::English)
            ),
        )
    } else {
        Text::new(
            format!(
                "{month}当月{day}日（{planned}）为非工作日，顺延至{due_on}",
                month = month.in_language(Language::Chinese),
                planned = day_in_language(planned, Language::Chinese),
                due_on = day_in_language(due_on, Language::Chinese)
            ),
            format!(
                "day {day} of {month} ({planned}) is a day off, so the next working day: {due_on}",
                month = month.in_language(Language::English),
                planned = day_in_language(planned, Language::English),
                due_on = day_in_language(due_on, Language::English)
            ),
        )
    };
    Ok(DueDate { due_on, derivation, citation: in_force.citation.clone() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    month: Month,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::day")]
    due_on: Date,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let due = due_on(law, input.month).map_err(|error| error.to_string())?;
        Ok(ExampleOutput { due_on: due.due_on })
    })
}
