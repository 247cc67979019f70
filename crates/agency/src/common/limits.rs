//! Time limits of the law put on a case, as the emergencies of the day have changed them.

use casework::application::Step;
use casework::application::decide::met;
use casework::{Deadline, DeadlineChange, DeadlineRecord, EmergencyRecord, Gathering, Refusals, StoreError};
use rules::time_limit::TimeLimit;
use rules::{Law, MeasureKind};
use values::{AreaCode, Date, Text};

use super::emergency::states;
use super::not_covered;

/// Where a limit runs, and the emergencies declared by now.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// `None` before anything was gathered: then only the ordinary limits are known.
    pub area: Option<AreaCode>,
    pub declared: Vec<EmergencyRecord>,
}

impl Circumstances {
    /// The decision then rests on no emergency being declared, ended or moved meanwhile.
    pub fn gather(gathering: &mut Gathering<'_>) -> Result<Circumstances, StoreError> {
        Ok(Circumstances { area: Some(gathering.area()), declared: gathering.emergencies()? })
    }
}

/// The limit `rule` for what begins on `on`: the ordinary one, or the one a measure puts in its place for everybody while its
/// emergency lasts. A measure for some group or under some condition is the procedure's to test and does not count here.
fn in_force<'l>(law: &'l Law, rule: &str, circumstances: &Circumstances, on: Date) -> Result<&'l TimeLimit, Refusals> {
    if let Some(area) = circumstances.area {
        let wanted = |kind: &MeasureKind| matches!(kind, MeasureKind::TimeLimit(limit) if limit.name == rule);
        let declared = states(&circumstances.declared);
        let measures = law.measures_on(wanted, &declared, on, area);
        let for_all = measures
            .map_err(|gap| not_covered(gap.text()))?
            .filter(|active| active.measure.scope.groups.is_empty() && active.measure.condition.is_none());
        // Of several notices the one put into force last is the one that holds.
        if let Some(MeasureKind::TimeLimit(limit)) = for_all.max_by_key(|active| active.from).map(|active| &active.measure.kind) {
            return Ok(limit);
        }
    }
    Ok(law.time_limit(rule, on).map_err(|gap| not_covered(gap.text()))?)
}

/// The limit `rule` of the law under the name `name` on a case, counted from `started_on`.
pub fn reckon(
    law: &Law,
    rule: &str,
    name: &str,
    title: Text,
    started_on: Date,
    circumstances: &Circumstances,
) -> Result<Deadline, Refusals> {
    let limit = in_force(law, rule, circumstances, started_on)?;
    let derivation = limit.due(started_on, law.calendar()).map_err(|gap| not_covered(gap.text()))?;
    Ok(Deadline {
        name: name.to_owned(),
        title,
        started_on,
        due_on: derivation.due_on,
        derivation: derivation.text,
        citation: derivation.citation,
    })
}

/// Starts the limit.
pub fn start(
    law: &Law,
    rule: &str,
    name: &str,
    title: Text,
    started_on: Date,
    circumstances: &Circumstances,
) -> Result<DeadlineChange, Refusals> {
    reckon(law, rule, name, title, started_on, circumstances).map(DeadlineChange::Set)
}

/// The limit of an answer that runs from the receipt of an application: it is met by the decision, and ends where nothing is decided.
pub fn from_receipt(
    law: &Law,
    rule: &str,
    (name, title): (&str, Text),
    step: Step,
    today: Date,
    circumstances: &Circumstances,
) -> Result<Vec<DeadlineChange>, Refusals> {
    Ok(match step {
        Step::Submit => vec![start(law, rule, name, title, today, circumstances)?],
        Step::Grant | Step::Refuse => vec![met(name)],
        Step::Withdraw | Step::RefuseAcceptance => vec![DeadlineChange::Ended { name: name.to_owned() }],
        Step::Accept | Step::RequestSupplement | Step::Supplement | Step::Correct | Step::Review => Vec::new(),
        Step::Print | Step::Reproject | Step::Watch => Vec::new(),
    })
}

/// Open limits counted again from the day each began, under the emergencies as they are declared now. `rules` says which rule of
/// the law a limit's name stands for; a limit not named there is left out.
pub fn anew(
    law: &Law,
    rules: &[(&str, &str)],
    area: AreaCode,
    open: &[DeadlineRecord],
    declared: &[EmergencyRecord],
) -> Result<Vec<Deadline>, Refusals> {
    let circumstances = Circumstances { area: Some(area), declared: declared.to_vec() };
    let named = open.iter().filter_map(|record| {
        let (_, rule) = rules.iter().find(|(name, _)| *name == record.deadline.name)?;
        Some((*rule, &record.deadline))
    });
    named.map(|(rule, limit)| reckon(law, rule, &limit.name, limit.title.clone(), limit.started_on, &circumstances)).collect()
}

/// A limit in words, such as `15 calendar days`; nothing where the law does not cover the day.
pub fn days(law: &Law, rule: &str, on: Date) -> Option<Text> {
    let limit = law.time_limit(rule, on).ok()?;
    let unit = limit.unit.name();
    Some(Text::new(format!("{} {}", limit.value, unit.zh), format!("{} {}", limit.value, unit.en)))
}
