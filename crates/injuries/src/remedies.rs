//! What can be done against a decision.

use agency::common::not_covered;
use casework::Refusals;
use rules::Law;
use values::{Date, Text};

/// 工伤保险条例 第55条: reconsideration, or the court; with the limits of the day of the decision.
pub fn remedies(law: &Law, on: Date) -> Result<Text, Refusals> {
    let limit = |name: &str| law.time_limit(name, on).map_err(|gap| not_covered(gap.text()));
    let (reconsideration, court) = (limit("administrative_reconsideration_application")?, limit("court_action")?);
    let (days, months) = (reconsideration.unit.name(), court.unit.name());
    Ok(Text::new(
        format!(
            "如不服本决定，可以自收到之日起 {} {}内申请行政复议（{}），或者 {} {}内提起行政诉讼（{}）",
            reconsideration.value, days.zh, reconsideration.citation, court.value, months.zh, court.citation
        ),
        format!(
            "Against this decision you may ask for reconsideration within {} {} of its receipt ({}), or go to court within {} {} ({})",
            reconsideration.value, days.en, reconsideration.citation, court.value, months.en, court.citation
        ),
    ))
}
