//! Which limit the decision has, the green channel, and what changes it. Pure.

use casework::{Deadline, Given, Refusal, Refusals, STANDS_STILL};
use rules::injury::{
    CaseStanding, DecisionLimit, Fact, Ground, Paper, Recognition, decision_limit, papers_asked, papers_missing, recognise,
};
use rules::time_limit::PausedDue;
use rules::{Law, MeasureKind};
use values::{Date, Explanation, Language, Silent, Text, day_in_language};

use super::command::OwnEvent;
use super::facts::Facts;
use super::form::{Claim, Form};
use agency::common::emergency::states;
use agency::common::not_covered;

/// Names of the limits, each unique among all procedures, so that they can be measured by name.
pub const ACCEPTANCE: &str = "injury_acceptance";
pub const SUPPLEMENT: &str = "injury_supplement";
pub const DECISION: &str = "injury_decision";
pub const DELIVERY: &str = "injury_delivery";

/// Where a case of the green channel stands in every queue, before everything that has no priority.
pub const GREEN_CHANNEL_PRIORITY: i32 = 100;

/// What the facts come to.
pub(super) fn judged(
    law: &Law,
    form: &Form,
    claim: &Claim,
    facts: &Facts,
    explanation: Option<&mut Explanation>,
) -> Result<Recognition, Refusals> {
    let established = facts.established(form, &claim.facts, claim.injured_on);
    let judged = match explanation {
        Some(explanation) => recognise(law, claim.injured_on, claim.ground, &established, explanation),
        None => recognise(law, claim.injured_on, claim.ground, &established, &mut Silent),
    };
    judged.map_err(|gap| not_covered(gap.text()).into())
}

/// The papers asked for that are not there.
pub(super) fn lacking(law: &Law, form: &Form, claim: &Claim, facts: &Facts, filed_on: Date) -> Result<Vec<Paper>, Refusals> {
    let asked = papers_asked(law, filed_on, claim.ground, form.has_died).map_err(|gap| not_covered(gap.text()))?;
    let mut missing = papers_missing(&asked, &facts.papers(form, claim.injured_on));
    for paper in &facts.state.papers_missing {
        if !missing.contains(paper) {
            missing.push(*paper);
        }
    }
    Ok(missing)
}

/// 人社部函〔2020〕11号: medical and related workers infected through their duties. Claimed, or stated in its facts.
pub(super) fn is_infected_on_duty(form: &Form, claim: &Claim, facts: &Facts) -> bool {
    let established = facts.established(form, &claim.facts, claim.injured_on);
    let stated = established.is_true(Fact::MedicalOrRelatedWorker) && established.is_true(Fact::InfectedInPreventionOrTreatment);
    let refuted = established.is_false(Fact::MedicalOrRelatedWorker) || established.is_false(Fact::InfectedInPreventionOrTreatment);
    (claim.ground == Some(Ground::InfectedOnDuty) || stated) && !refuted
}

/// The limit of the decision on a case accepted on `accepted_on`, as everything stands.
pub(super) fn reckon(law: &Law, form: &Form, facts: &Facts, accepted_on: Date) -> Result<DecisionLimit, Refusals> {
    let claim = form.read()?;
    let Some(area) = facts.area else { return Err(Refusal::new("no_area", "缺少区域", "the area is not known").into()) };
    let recognition = judged(law, form, &claim, facts, None)?;
    let missing_facts = match recognition {
        Recognition::NotEnoughFacts { missing, .. } => missing.into_iter().map(|missing| missing.any_of).collect(),
        _ => Vec::new(),
    };
    let filed_on = facts.state.submitted_on.unwrap_or(accepted_on);
    let standing = CaseStanding {
        accepted_on,
        changed_on: facts.state.changed_on,
        infected_on_duty: is_infected_on_duty(form, &claim, facts),
        missing_facts,
        missing_papers: lacking(law, form, &claim, facts, filed_on)?,
        disputed: facts.state.disputed,
    };
    let ledger = facts.state.ledger().map_err(|error| {
        let text = error.text();
        Refusal::new("pauses", text.zh, text.en)
    })?;
    decision_limit(law, &states(&facts.emergencies), area, &standing, &ledger, &mut Silent)
        .map_err(|error| not_covered(error.text()).into())
}

/// The limit as the deadline of the case: a day, or none while it stands still.
pub(super) fn deadline(limit: &DecisionLimit, accepted_on: Date) -> Deadline {
    let title = Text::new("工伤认定决定", "decision on recognition");
    match &limit.due {
        PausedDue::Due(derivation) => Deadline {
            name: DECISION.into(),
            title,
            started_on: accepted_on,
            due_on: derivation.due_on,
            derivation: derivation.text.clone(),
            citation: derivation.citation.clone(),
        },
        PausedDue::StandsStill { text, citation, .. } => Deadline {
            name: DECISION.into(),
            title,
            started_on: accepted_on,
            due_on: STANDS_STILL,
            derivation: text.clone(),
            citation: citation.clone(),
        },
    }
}

/// Why this limit and no faster one, in a sentence.
pub(super) fn because(limit: &DecisionLimit) -> Text {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    for considered in &limit.considered {
        if considered.applies {
            zh.push(format!("适用{}（{}，{}）", considered.length.zh, considered.reason.zh, considered.citation));
            en.push(format!("{} apply: {} ({})", considered.length.en, considered.reason.en, considered.citation));
            break;
        }
        zh.push(format!("不适用{}（{}）", considered.length.zh, considered.reason.zh));
        en.push(format!("not {}: {}", considered.length.en, considered.reason.en));
    }
    Text::new(zh.join("；"), en.join("; "))
}

/// What keeps a case from the measure's limit, or what the measure asked for and found.
fn in_short(limit: &DecisionLimit) -> Text {
    let measure = limit.considered.iter().find(|considered| considered.applies == limit.is_fast_track() && considered.is_measure);
    measure.map_or_else(|| Text::new("措施当日未施行", "the measure was not in force on the day"), |considered| considered.reason.clone())
}

/// What an act makes of the limit: its event, the deadline and the place in the queue. Nothing when the day and the way to it stay.
pub(super) fn moved(law: &Law, form: &Form, facts: &Facts, accepted_on: Date) -> Result<Option<(OwnEvent, Deadline, i32)>, Refusals> {
    let limit = reckon(law, form, facts, accepted_on)?;
    let before = facts.state.clocks.last().map(|clock| clock.after.clone());
    let after = limit.due.text().clone();
    if before.as_ref() == Some(&after) {
        return Ok(None);
    }
    let fast_track = limit.is_fast_track();
    let event = OwnEvent::ClockMoved { before, after, because: because(&limit), fast_track, reason: Some(in_short(&limit)) };
    let priority = if fast_track { GREEN_CHANNEL_PRIORITY } else { 0 };
    Ok(Some((event, deadline(&limit, accepted_on), priority)))
}

/// The measure that puts an application into the green channel while it waits for acceptance: who, where, and why.
pub(super) fn flag(law: &Law, form: &Form, facts: &Facts, given: &Given) -> Result<Option<OwnEvent>, Refusals> {
    let claim = form.read()?;
    let Some(area) = facts.area else { return Ok(None) };
    if !is_infected_on_duty(form, &claim, facts) {
        return Ok(None);
    }
    let group = Ground::InfectedOnDuty.as_str();
    let is_limit = |kind: &MeasureKind| matches!(kind, MeasureKind::TimeLimit(_));
    let declared = states(&facts.emergencies);
    let mut active = law
        .measures_on(is_limit, &declared, given.today, area)
        .map_err(|error| not_covered(error.text()))?
        .filter(|active| active.measure.scope.groups.iter().any(|named| named == group));
    Ok(active.next().map(|active| {
        let (scope, notice) = (&active.measure.scope, active.notice);
        let since = |language: Language| day_in_language(active.from, language);
        let where_in = law.city().and_then(|city| city.areas.iter().find(|of| of.code == area)).map(|of| of.name.clone());
        let place = where_in.unwrap_or_else(|| Text::same(area.to_string()));
        OwnEvent::Flagged {
            notice_id: notice.id.clone(),
            measure_id: active.measure.id.clone(),
            who: scope.who.clone(),
            reason_words: Text::new(
                format!("{}；自{}起在{}施行：{}", scope.who.zh, since(Language::Chinese), place.zh, active.measure.summary.zh),
                format!("{}; in force in {} since {}: {}", scope.who.en, place.en, since(Language::English), active.measure.summary.en),
            ),
            citation: active.measure.citation.clone(),
        }
    }))
}
