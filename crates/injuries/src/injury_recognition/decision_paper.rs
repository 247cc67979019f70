//! 工伤认定决定书: the decision as both sides get it on paper, with facts, evidence, grounds and articles. Pure.

use documents::kinds::{Holder, InjuryConclusion, InjuryDecision};
use rules::Law;
use rules::injury::Recognition;
use values::{Citation, Explanation, Text};

use agency::common::not_covered;
use casework::{Given, Refusals};
use rules::injury::diagnosis_on;

use super::facts::Facts;
use super::form::{Claim, Form};

/// 工伤认定办法 第19条: worker, employer, injury and diagnosis, the facts found, the articles, and what can be done against it.
pub(super) fn compose(
    law: &Law,
    form: &Form,
    claim: &Claim,
    facts: &Facts,
    decided: (&Recognition, Text, Explanation),
    given: &Given,
) -> Result<InjuryDecision, Refusals> {
    let (recognition, grounds, explanation) = decided;
    let state = &facts.state;
    let employer = facts.employer.as_ref().map_or_else(|| format!("单位编号 {}", form.employer_id), |employer| employer.name.clone());
    Ok(InjuryDecision {
        holder: Holder::new(&claim.worker_name, &claim.worker_id_number),
        employer,
        occupation: form.occupation.trim().to_owned(),
        injured_on: claim.injured_on,
        place: form.place.trim().to_owned(),
        applicant: applicant(form),
        applied_on: state.submitted_on.unwrap_or(given.today),
        accepted_on: state.accepted_on.unwrap_or(given.today),
        findings: findings(form, claim, facts),
        diagnosis: diagnosis(law, form, claim)?,
        evidence: facts.papers(form, claim.injured_on).iter().map(|paper| paper.name()).collect(),
        conclusion: conclusion(recognition),
        grounds,
        citations: citations(recognition),
        explanation,
    })
}

fn applicant(form: &Form) -> Text {
    let (name, relation) = (form.applicant_name(), form.relation.trim());
    if relation.is_empty() {
        return name;
    }
    Text::new(format!("{}（{relation}）", name.zh), format!("{} ({relation})", name.en))
}

/// What happened in the applicant's words, then each fact: as the officer found it, or as stated where nothing speaks against it.
fn findings(form: &Form, claim: &Claim, facts: &Facts) -> Vec<Text> {
    let account = form.account.trim();
    let mut findings = vec![Text::new(format!("申请人陈述：{account}"), String::new())];
    let established = facts.established(form, &claim.facts, claim.injured_on);
    for (fact, truth) in &established.0 {
        let name = fact.name();
        let (zh, en) = if *truth { ("是", "yes") } else { ("否", "no") };
        let (how_zh, how_en) = if facts.state.established.contains_key(fact) {
            ("经查明", "established by the agency")
        } else if claim.facts.contains_key(fact) {
            ("申请人陈述，无相反证据", "as stated; nothing speaks against it")
        } else {
            ("参保登记或材料证明", "shown by the register or a paper")
        };
        findings.push(Text::new(format!("{}：{zh}（{how_zh}）", name.zh), format!("{}: {en} ({how_en})", name.en)));
    }
    findings
}

fn diagnosis(law: &Law, form: &Form, claim: &Claim) -> Result<String, Refusals> {
    let (words, code) = (form.diagnosis.trim(), form.diagnosis_code.trim());
    let known = diagnosis_on(law, code, claim.injured_on).map_err(|gap| not_covered(gap.text()))?;
    Ok(known.map_or_else(|| words.to_owned(), |known| format!("{words}（{} {}）", known.code, known.zh)))
}

fn conclusion(recognition: &Recognition) -> InjuryConclusion {
    match recognition {
        Recognition::Recognised { .. } => InjuryConclusion::Recognised,
        Recognition::Deemed { .. } => InjuryConclusion::TreatedAsRecognised,
        Recognition::Excluded { .. } | Recognition::NotRecognised { .. } | Recognition::NotEnoughFacts { .. } => {
            InjuryConclusion::NotRecognised
        }
    }
}

/// The articles it was decided under, each once.
fn citations(recognition: &Recognition) -> Vec<Citation> {
    let all: Vec<&Citation> = match recognition {
        Recognition::Recognised { citation, .. }
        | Recognition::Deemed { citation, .. }
        | Recognition::Excluded { citation, .. }
        | Recognition::NotEnoughFacts { citation, .. } => vec![citation],
        Recognition::NotRecognised { refuted } => refuted.iter().map(|refuted| &refuted.citation).collect(),
    };
    let mut citations: Vec<Citation> = Vec::new();
    for citation in all {
        if !citations.contains(citation) {
            citations.push(citation.clone());
        }
    }
    citations
}
