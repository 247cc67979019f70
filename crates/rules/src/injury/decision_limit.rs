//! 工伤认定决定时限: which of the limits a case has, and why not a faster one.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, Date, Explain, Step, Text};

use super::fact::Fact;
use super::papers::Paper;
use super::recognition::Missing;
use crate::derivation::DateError;
use crate::law::Law;
use crate::notice::{ActiveMeasure, EmergencyState, MeasureKind};
use crate::time_limit::{PauseLedger, PausedDue, TimeLimit};

/// The statutory limit, and the one for clear cases for which a measure may stand in.
const ORDINARY: &str = "injury_recognition_decision";
const CLEAR: &str = "injury_recognition_decision_clear";

/// Words a measure may use, and what they mean of a case of recognition.
pub const GROUP_INFECTED_ON_DUTY: &str = "infected_on_duty";
pub const FACT_FACTS_CLEAR: &str = "facts_clear";
pub const FACT_MATERIALS_COMPLETE: &str = "materials_complete";

/// How a case stands when its limit is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseStanding {
    pub accepted_on: Date,
    /// The day from which facts and papers have been as they are, where that is after acceptance.
    pub changed_on: Option<Date>,
    /// A medical or related worker infected through their duties.
    pub infected_on_duty: bool,
    /// Facts still to be established; one of each list.
    pub missing_facts: Vec<Vec<Fact>>,
    pub missing_papers: Vec<Paper>,
    /// Employer and worker disagree on rights or duties.
    pub disputed: bool,
}

impl CaseStanding {
    /// A case accepted with everything clear and complete.
    pub fn clear(accepted_on: Date, infected_on_duty: bool) -> CaseStanding {
        CaseStanding {
            accepted_on,
            changed_on: None,
            infected_on_duty,
            missing_facts: Vec::new(),
            missing_papers: Vec::new(),
            disputed: false,
        }
    }
}

/// One limit that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsideredLimit {
    /// The name of the ordinary limit, or the id of the measure that stands in for it.
    pub name: String,
    pub title: Text,
    /// `3 日`.
    pub length: Text,
    /// A measure of a notice, and not a limit of the law itself.
    #[serde(default)]
    pub is_measure: bool,
    pub applies: bool,
    /// Why it applies, or which fact or paper is missing.
    pub reason: Text,
    pub citation: Citation,
}

/// A measure by its notice and its id, such as `2020-6` and `1.2a`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureId {
    pub notice_id: String,
    pub measure_id: String,
}

impl MeasureId {
    pub(super) fn of(active: &ActiveMeasure<'_>) -> MeasureId {
        MeasureId { notice_id: active.notice.id.clone(), measure_id: active.measure.id.clone() }
    }
}

/// The limit of a case with its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionLimit {
    /// The name of the ordinary limit it is, or stands in for.
    pub limit: String,
    /// Where an emergency measure set it.
    pub measure: Option<MeasureId>,
    pub due: PausedDue,
    /// Every limit looked at, fastest kind first; the one that applies stands among them.
    pub considered: Vec<ConsideredLimit>,
}

impl DecisionLimit {
    /// Whether the green channel has the case.
    pub fn is_fast_track(&self) -> bool {
        self.measure.is_some()
    }
}

/// The limit for the decision on a case as it stands, with the pauses of its ledger.
///
/// 工伤保险条例 第20条: 60 days from acceptance, 15 where facts, rights and duties are clear; standing still while a court's or
/// another authority's conclusion is awaited. A declared emergency may put a faster one in place of the 15 days: 威人社函〔2020〕6号
/// 一（二） has the infected decided within 3 days of acceptance where the facts are clear and the papers complete. A measure counts
/// when it holds on the day from which the limit runs. When what was missing comes after acceptance, the fast limits run from that
/// day (`changed_on`, practice), but never past the day the slower one ends.
pub fn decision_limit<E: Explain>(
    law: &Law,
    emergencies: &[EmergencyState],
    area: AreaCode,
    standing: &CaseStanding,
    pauses: &PauseLedger,
    explain: &mut E,
) -> Result<DecisionLimit, DateError> {
    let runs_from = standing.changed_on.map_or(standing.accepted_on, |changed_on| changed_on.max(standing.accepted_on));
    let mut considered = Vec::new();
    let mut chosen: Option<(TimeLimit, Date, Option<MeasureId>)> = None;
    let is_limit = |kind: &MeasureKind| matches!(kind, MeasureKind::TimeLimit(limit) if limit.name == CLEAR || limit.name == ORDINARY);
    for active in law.measures_on(is_limit, emergencies, runs_from, area)? {
        let MeasureKind::TimeLimit(limit) = &active.measure.kind else { continue };
        let refusal = why_not_measure(&active, standing);
        considered.push(measure_considered(&active, limit, refusal.as_ref()));
        if refusal.is_none() && chosen.as_ref().is_none_or(|(faster, ..)| limit.value < faster.value) {
            chosen = Some((limit.clone(), runs_from, Some(MeasureId::of(&active))));
        }
    }
    let clear = law.time_limit(CLEAR, standing.accepted_on)?;
    let ordinary = law.time_limit(ORDINARY, standing.accepted_on)?;
    let refusal = why_not_clear(standing);
    considered.push(statutory_considered(clear, refusal.as_ref()));
    considered.push(statutory_considered(ordinary, None));
    let (limit, from, measure) = match (chosen, refusal) {
        (Some(chosen), _) => chosen,
        (None, None) => (clear.clone(), runs_from, None),
        (None, Some(_)) => (ordinary.clone(), standing.accepted_on, None),
    };
    let due = no_later_than(limit.due_with_pauses(from, pauses, law.calendar())?, ordinary, standing.accepted_on, pauses, law)?;
    explain.step(|| step(&considered, &due));
    Ok(DecisionLimit { limit: limit.name, measure, due, considered })
}

/// A limit that began late does not outlast the statutory one.
fn no_later_than(due: PausedDue, ordinary: &TimeLimit, from: Date, pauses: &PauseLedger, law: &Law) -> Result<PausedDue, DateError> {
    let outer = ordinary.due_with_pauses(from, pauses, law.calendar())?;
    Ok(match (due.due_on(), outer.due_on()) {
        (Some(own), Some(statutory)) if own > statutory => outer,
        _ => due,
    })
}

/// What keeps a measure's limit from a case; `None` when it applies.
fn why_not_measure(active: &ActiveMeasure<'_>, standing: &CaseStanding) -> Option<Text> {
    let scope = &active.measure.scope;
    if !scope.groups.is_empty() && !scope.groups.iter().any(|group| group == GROUP_INFECTED_ON_DUTY && standing.infected_on_duty) {
        return Some(Text::new(format!("仅适用于{}", scope.who.zh), format!("only for {}", scope.who.en)));
    }
    let facts = active.measure.condition.iter().flat_map(|condition| &condition.facts);
    facts.map(String::as_str).find_map(|word| match word {
        FACT_FACTS_CLEAR => facts_missing(standing),
        FACT_MATERIALS_COMPLETE => papers_lacking(standing),
        // A condition that this procedure cannot test is not met: the notice would otherwise reach further than it says.
        unknown => Some(Text::new(
            format!("措施要求“{unknown}”，本业务无法核实"),
            format!("the measure asks for `{unknown}`, which this procedure cannot test"),
        )),
    })
}

fn why_not_clear(standing: &CaseStanding) -> Option<Text> {
    let disputed = || Text::new("双方对权利义务有争议", "rights or duties are disputed");
    facts_missing(standing).or_else(|| standing.disputed.then(disputed))
}

fn facts_missing(standing: &CaseStanding) -> Option<Text> {
    if standing.missing_facts.is_empty() {
        return None;
    }
    let names: Vec<Text> = standing.missing_facts.iter().map(|any_of| Missing { any_of: any_of.clone() }.name()).collect();
    Some(listed("事实尚未查清：", "facts not yet clear: ", &names))
}

fn papers_lacking(standing: &CaseStanding) -> Option<Text> {
    if standing.missing_papers.is_empty() {
        return None;
    }
    let names: Vec<Text> = standing.missing_papers.iter().map(|paper| paper.name()).collect();
    Some(listed("材料不完整，缺：", "papers missing: ", &names))
}

fn listed(zh: &str, en: &str, names: &[Text]) -> Text {
    let chinese: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
    let english: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
    Text::new(format!("{zh}{}", chinese.join("；")), format!("{en}{}", english.join("; ")))
}

fn length(limit: &TimeLimit) -> Text {
    let unit = limit.unit.name();
    Text::new(format!("{} {}", limit.value, unit.zh), format!("{} {}", limit.value, unit.en))
}

fn measure_considered(active: &ActiveMeasure<'_>, limit: &TimeLimit, refusal: Option<&Text>) -> ConsideredLimit {
    let met = active.measure.condition.as_ref().map(|condition| condition.text.clone());
    let applies = met.unwrap_or_else(|| Text::new("措施正在施行", "the measure is in force"));
    ConsideredLimit {
        name: active.measure.id.clone(),
        title: active.measure.summary.clone(),
        length: length(limit),
        is_measure: true,
        applies: refusal.is_none(),
        reason: refusal.cloned().unwrap_or(applies),
        citation: active.measure.citation.clone(),
    }
}

fn statutory_considered(limit: &TimeLimit, refusal: Option<&Text>) -> ConsideredLimit {
    let applies = match limit.name.as_str() {
        CLEAR => Text::new("事实清楚、权利义务明确", "facts, rights and duties are clear"),
        _ => Text::new("法定期限，适用于每一件申请", "the statutory limit of every application"),
    };
    ConsideredLimit {
        name: limit.name.clone(),
        title: limit.title.clone(),
        length: length(limit),
        is_measure: false,
        applies: refusal.is_none(),
        reason: refusal.cloned().unwrap_or(applies),
        citation: limit.citation.clone(),
    }
}

fn step(considered: &[ConsideredLimit], due: &PausedDue) -> Step {
    let chosen = considered.iter().find(|limit| limit.applies);
    Step {
        name: Text::new("工伤认定决定时限", "limit for the decision on recognition"),
        formula: Text::new("适用的时限中取最快的一种", "of the limits that apply, the fastest"),
        inputs: considered
            .iter()
            .map(|limit| {
                let mark = if limit.applies { "适用 / applies" } else { "不适用 / does not apply" };
                (limit.length.clone(), format!("{mark}：{} / {}", limit.reason.zh, limit.reason.en))
            })
            .collect(),
        result: due.due_on().map_or_else(|| due.text().zh.clone(), |day| day.to_string()),
        citation: chosen.map(|limit| limit.citation.clone()).unwrap_or_else(|| Citation::new("工伤保险条例", "第20条")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    accepted_on: Date,
    #[serde(default, with = "crate::scalar::optional_day")]
    changed_on: Option<Date>,
    infected_on_duty: bool,
    #[serde(default)]
    missing_facts: Vec<Vec<Fact>>,
    #[serde(default)]
    missing_papers: Vec<Paper>,
    #[serde(default)]
    disputed: bool,
    /// The notice of the emergency; nothing is declared without it.
    #[serde(default)]
    declared: Option<String>,
    #[serde(default, with = "crate::scalar::optional_day")]
    ended_on: Option<Date>,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::optional_day", skip_serializing_if = "Option::is_none")]
    due_on: Option<Date>,
    limit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    measure: Option<String>,
    /// Why the first limit looked at does not apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    fastest_refused: Option<String>,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let emergencies: Vec<EmergencyState> = input
            .declared
            .iter()
            .filter_map(|id| law.notice(id))
            .map(|notice| EmergencyState { notice_id: notice.id.clone(), declared_on: notice.effective_from, ended_on: input.ended_on })
            .collect();
        let standing = CaseStanding {
            accepted_on: input.accepted_on,
            changed_on: input.changed_on,
            infected_on_duty: input.infected_on_duty,
            missing_facts: input.missing_facts,
            missing_papers: input.missing_papers,
            disputed: input.disputed,
        };
        let area = "371002".parse().map_err(|error: values::area::AreaCodeError| error.to_string())?;
        let decided = decision_limit(law, &emergencies, area, &standing, &PauseLedger::default(), &mut values::Silent);
        let decided = decided.map_err(|error| error.to_string())?;
        let first = decided.considered.first().filter(|limit| !limit.applies);
        Ok(ExampleOutput {
            due_on: decided.due.due_on(),
            limit: decided.limit,
            measure: decided.measure.map(|measure| measure.measure_id),
            fastest_refused: first.map(|limit| limit.reason.en.clone()),
        })
    })
}
