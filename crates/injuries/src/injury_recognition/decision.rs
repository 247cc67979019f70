//! The decision on recognition, with its grounds and what can be done against it. Pure.

use casework::application::{Granted, Step};
use casework::procedure::CaseRef;
use casework::register::COUNTED;
use casework::{Effects, Given, Paper, Refusal, Refusals, RegisterEntry, RegistryChange};
use rules::Law;
use rules::injury::Recognition;
use values::{Date, Explanation, Party, Step as ExplainedStep, Text};

use super::check::filing;
use super::clock::{is_infected_on_duty, judged, reckon};
use super::decision_paper;
use super::facts::Facts;
use super::form::{Claim, Form};
use crate::remedies::remedies;
use agency::DocumentOffice;

/// The register of recognitions of persons infected on duty, by the day of the decision; the daily report is filled from it.
const RECOGNISED_OF_INFECTED: &str = "injury_recognitions_of_infected";

/// 工伤保险条例 第20条: while another authority's conclusion is awaited nothing is decided.
pub(super) fn refuse_while_paused(facts: &Facts) -> Result<(), Refusals> {
    let Some(pause) = facts.state.pauses.last().filter(|_| facts.state.is_paused()) else { return Ok(()) };
    Err(Refusal::new(
        "limit_paused",
        format!("自 {} 起{}，期限中止，暂不作出决定", pause.from, pause.reason.zh),
        format!("since {} the limit stands still ({}): nothing is decided now", pause.from, pause.reason.en),
    )
    .hint("收到结论后由工伤岗恢复期限", "the officer lets the limit go on once the conclusion is there")
    .citing(pause.citation.clone())
    .into())
}

/// 工伤保险条例 第14至16条: recognised when the established facts meet a ground and no exclusion.
pub(super) fn grant(
    law: &Law,
    documents: &DocumentOffice,
    case: CaseRef<'_>,
    form: &Form,
    facts: &Facts,
    given: &Given,
) -> Result<Granted, Refusals> {
    refuse_while_paused(facts)?;
    let claim = form.read()?;
    let mut explanation = Explanation::default();
    let recognition = judged(law, form, &claim, facts, Some(&mut explanation))?;
    if !recognition.is_work_injury() {
        let text = recognition.text();
        let code = if matches!(recognition, Recognition::NotEnoughFacts { .. }) { "facts_missing" } else { "facts_say_otherwise" };
        return Err(Refusal::new(code, text.zh, text.en)
            .hint("请由工伤岗查明并记录事实，或者作出不予认定的决定", "the officer establishes the facts first, or recognition is refused")
            .into());
    }
    if let Some(accepted_on) = facts.state.accepted_on {
        explanation.steps.push(clock_step(law, form, facts, accepted_on)?);
    }
    let mut result = recognition.text();
    if let Some(Ok(filing)) = filing(law, &claim, facts, given)
        && let Some(borne) = filing.borne_by_employer
    {
        result = Text::new(
            format!("{}。{}（{}）", result.zh, borne.reason.zh, borne.citation),
            format!("{}. {} ({})", result.en, borne.reason.en, borne.citation),
        );
    }
    let says = decision_paper::compose(law, form, &claim, facts, (&recognition, result.clone(), explanation.clone()), given)?;
    let paper = documents.issue_or_keep(&says, whose(facts), facts.code, case, given)?;
    let remedies = remedies(law, given.today)?;
    let result = Text::new(format!("{}。{}", result.zh, remedies.zh), format!("{}. {}", result.en, remedies.en));
    let registry = vec![once(case, facts, &claim)];
    let registers = if is_infected_on_duty(form, &claim, facts) { vec![counted(given)] } else { Vec::new() };
    Ok(Granted { result, explanation, paper: Some(paper), effects: Effects { registry, registers, ..Effects::default() } })
}

/// The decision is the worker's; the employer, whom the case concerns, may fetch it as well.
fn whose(facts: &Facts) -> Party {
    facts.worker.as_ref().map_or(Party::AGENCY, |worker| Party::person(worker.id))
}

/// 工伤认定办法 第19条: also a refusal is a written decision, with its reason and articles. `reason` is the one [`refusal_words`] worded.
pub(super) fn refusal_paper(
    law: &Law,
    documents: &DocumentOffice,
    case: CaseRef<'_>,
    form: &Form,
    facts: &Facts,
    reason: &Text,
    given: &Given,
) -> Result<Paper, Refusals> {
    let claim = form.read()?;
    let mut explanation = Explanation::default();
    let recognition = judged(law, form, &claim, facts, Some(&mut explanation))?;
    if let Some(accepted_on) = facts.state.accepted_on {
        explanation.steps.push(clock_step(law, form, facts, accepted_on)?);
    }
    // What can be done against it stands in a section of its own.
    let told = remedies(law, given.today)?;
    let without = |reason: &str, told: &str| reason.strip_suffix(told).unwrap_or(reason).trim_end().to_owned();
    let grounds = Text::new(without(&reason.zh, &told.zh), without(&reason.en, &told.en));
    let says = decision_paper::compose(law, form, &claim, facts, (&recognition, grounds, explanation), given)?;
    Ok(documents.issue_or_keep(&says, whose(facts), facts.code, case, given)?)
}

/// 威人社函〔2020〕6号 一（二）: what the areas report every day is counted as it is decided.
fn counted(given: &Given) -> RegisterEntry {
    RegisterEntry::new(RECOGNISED_OF_INFECTED, given.today, COUNTED, serde_json::json!({}))
}

/// An injury of a day is recognised once, whoever applied: a second case about it is refused when it would be granted.
fn once(case: CaseRef<'_>, facts: &Facts, claim: &Claim) -> RegistryChange {
    let worker = facts.worker.as_ref().map_or(0, |worker| worker.id);
    RegistryChange::ClaimReference { kind: "injury_recognition".into(), reference: format!("{}:{worker}:{}", case.area, claim.injured_on) }
}

fn clock_step(law: &Law, form: &Form, facts: &Facts, accepted_on: Date) -> Result<ExplainedStep, Refusals> {
    let limit = reckon(law, form, facts, accepted_on)?;
    let considered = limit.considered.iter().find(|considered| considered.applies);
    Ok(ExplainedStep {
        name: Text::new("决定期限", "limit of the decision"),
        formula: limit.due.text().clone(),
        inputs: vec![(Text::new("受理", "accepted"), accepted_on.to_string())],
        result: limit.due.due_on().map_or_else(|| "—".to_owned(), |day| day.to_string()),
        citation: considered
            .map(|considered| considered.citation.clone())
            .unwrap_or_else(|| values::Citation::new("工伤保险条例", "第20条")),
    })
}

/// A refusal says what the facts come to, the words of who decides, and what can be done against it (工伤保险条例 第55条).
pub(super) fn refusal_words(law: &Law, form: &Form, facts: &Facts, step: Step, words: &str, given: &Given) -> Result<Text, Refusals> {
    let way_on = remedies(law, given.today)?;
    if step == Step::RefuseAcceptance {
        return Ok(Text::new(format!("{words}。{}", way_on.zh), format!("{words}. {}", way_on.en)));
    }
    refuse_while_paused(facts)?;
    let recognition = judged(law, form, &form.read()?, facts, None)?;
    if recognition.is_work_injury() {
        let text = recognition.text();
        return Err(Refusal::new(
            "facts_say_recognise",
            format!("已查明的事实{}，不能不予认定", text.zh),
            format!("the established facts make it a work injury ({}): it cannot be refused", text.en),
        )
        .hint("事实有误的，先由工伤岗更正后再决定", "where a fact is wrong, the officer corrects it first")
        .into());
    }
    let found = recognition.text();
    Ok(Text::new(format!("{}。{words}。{}", found.zh, way_on.zh), format!("{}. {words}. {}", found.en, way_on.en)))
}
