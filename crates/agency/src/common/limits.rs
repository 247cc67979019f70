//! Time limits of the law put on a case.

use casework::{Deadline, DeadlineChange, Refusals};
use rules::Law;
use values::{Date, Text};

use super::not_covered;

/// Starts the limit `rule` of the law under the name `name` on a case, counted from `started_on`.
pub fn start(law: &Law, rule: &str, name: &str, title: Text, started_on: Date) -> Result<DeadlineChange, Refusals> {
    let limit = law.time_limit(rule, started_on).map_err(|gap| not_covered(gap.text()))?;
    let derivation = limit.due(started_on, law.calendar()).map_err(|gap| not_covered(gap.text()))?;
    Ok(DeadlineChange::Set(Deadline {
        name: name.to_owned(),
        title,
        started_on,
        due_on: derivation.due_on,
        derivation: derivation.text,
        citation: derivation.citation,
    }))
}

/// A limit in words, such as `15 calendar days`; nothing where the law does not cover the day.
pub fn days(law: &Law, rule: &str, on: Date) -> Option<Text> {
    let limit = law.time_limit(rule, on).ok()?;
    let unit = limit.unit.name();
    Some(Text::new(format!("{} {}", limit.value, unit.zh), format!("{} {}", limit.value, unit.en)))
}
