//! 工伤认定: whether the established facts make an injury one of work.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Explain, Step, Text};

use super::fact::{EstablishedFacts, Fact};
use super::grounds::{Exclusion, ExclusionRule, Ground, GroundInForce, at_article, exclusions_on, grounds_on};
use crate::in_force::NotCovered;
use crate::law::Law;

/// What the facts of a case come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    /// 认定工伤.
    Recognised { ground: Ground, citation: Citation },
    /// 视同工伤.
    Deemed { ground: Ground, citation: Citation },
    /// 不得认定: an exclusion is established.
    Excluded { exclusion: Exclusion, citation: Citation },
    /// 不予认定: established facts speak against every ground in question.
    NotRecognised { refuted: Vec<Refuted> },
    /// The facts do not decide it yet.
    NotEnoughFacts { ground: Option<Ground>, missing: Vec<Missing>, citation: Citation },
}

/// A requirement that is not met, and the facts that speak against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refuted {
    /// `None` for what every ground needs.
    pub ground: Option<Ground>,
    pub facts: Vec<Fact>,
    pub citation: Citation,
}

/// One of these facts has to be established.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub any_of: Vec<Fact>,
}

impl Missing {
    pub fn name(&self) -> Text {
        let join = |words: Vec<String>, by: &str| words.join(by);
        let names: Vec<Text> = self.any_of.iter().map(|fact| fact.name()).collect();
        Text::new(
            join(names.iter().map(|name| name.zh.clone()).collect(), "，或者"),
            join(names.iter().map(|name| name.en.clone()).collect(), ", or "),
        )
    }
}

impl Recognition {
    /// Whether benefits follow.
    pub fn is_work_injury(&self) -> bool {
        matches!(self, Recognition::Recognised { .. } | Recognition::Deemed { .. })
    }

    pub fn text(&self) -> Text {
        match self {
            Recognition::Recognised { ground, citation } => {
                let name = ground.name();
                Text::new(format!("属于“{}”，依据{citation}认定为工伤", name.zh), format!("{}: a work injury under {citation}", name.en))
            }
            Recognition::Deemed { ground, citation } => {
                let name = ground.name();
                Text::new(
                    format!("属于“{}”，依据{citation}视同工伤", name.zh),
                    format!("{}: counts as a work injury under {citation}", name.en),
                )
            }
            Recognition::Excluded { exclusion, citation } => {
                let name = exclusion.name();
                Text::new(
                    format!("存在“{}”，依据{citation}不得认定为工伤", name.zh),
                    format!("{}: must not be recognised under {citation}", name.en),
                )
            }
            Recognition::NotRecognised { refuted } => {
                let zh: Vec<String> = refuted.iter().map(|entry| sentence(entry).zh).collect();
                let en: Vec<String> = refuted.iter().map(|entry| sentence(entry).en).collect();
                Text::new(format!("不予认定：{}", zh.join("；")), format!("not recognised: {}", en.join("; ")))
            }
            Recognition::NotEnoughFacts { missing, citation, .. } => {
                let names: Vec<Text> = missing.iter().map(Missing::name).collect();
                let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
                let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
                Text::new(
                    format!("依据{citation}，尚需查明：{}", zh.join("；")),
                    format!("under {citation} it remains to be established: {}", en.join("; ")),
                )
            }
        }
    }
}

fn sentence(refuted: &Refuted) -> Text {
    let names: Vec<Text> = refuted.facts.iter().map(|fact| fact.name()).collect();
    let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
    let citation = &refuted.citation;
    Text::new(
        format!("{citation}要求“{}”，查明不是", zh.join("，或者")),
        format!("{citation} asks that {}, which was found not to be so", en.join(", or ")),
    )
}

/// Judges an injury of `injured_on` (the day of the accident, or of the diagnosis of an occupational disease).
///
/// 工伤保险条例 第14, 15条 list the grounds and 第16条 what shuts every one of them out; 第18条 needs an employment relationship;
/// 人社部函〔2020〕11号 has medical and related workers infected through their duties recognised. An exclusion counts once it is
/// established: what nobody asserts excludes nothing, and an employer who denies the injury has to prove it (第19条). Of several
/// grounds the `claimed` one goes first. A ground is in question when it is claimed, or met but for one requirement: that an
/// accident happened at the workplace does not yet ask whether it was violence.
pub fn recognise<E: Explain>(
    law: &Law,
    injured_on: Date,
    claimed: Option<Ground>,
    facts: &EstablishedFacts,
    explain: &mut E,
) -> Result<Recognition, NotCovered> {
    let regulation = exclusions_on(law, injured_on)?;
    if let Some(rule) = regulation.value.excluded.iter().find(|rule| facts.is_true(rule.fact)) {
        let citation = at_article(&regulation.citation, &rule.article);
        explain.step(|| excluded_step(rule, &citation));
        return Ok(Recognition::Excluded { exclusion: rule.exclusion, citation });
    }
    let employment = at_article(&regulation.citation, "第18条");
    if facts.is_false(Fact::EmploymentRelationship) {
        let refuted = Refuted { ground: None, facts: vec![Fact::EmploymentRelationship], citation: employment };
        return Ok(Recognition::NotRecognised { refuted: vec![refuted] });
    }
    let mut considered = Vec::new();
    for ground in in_question(grounds_on(law, injured_on)?, claimed, facts) {
        let weighed = weigh(ground, facts);
        explain.step(|| ground_step(&weighed, facts));
        considered.push(weighed);
    }
    Ok(conclude(considered, facts, employment))
}

/// A ground against the facts: requirements that are open, and those that are refuted.
struct Weighed<'law> {
    ground: GroundInForce<'law>,
    missing: Vec<Missing>,
    refuted: Vec<Fact>,
}

fn in_question<'law>(grounds: Vec<GroundInForce<'law>>, claimed: Option<Ground>, facts: &EstablishedFacts) -> Vec<GroundInForce<'law>> {
    let near = |ground: &GroundInForce<'_>| {
        let met = ground.rule.needs.iter().filter(|requirement| requirement.iter().any(|fact| facts.is_true(*fact))).count();
        met > 0 && met + 1 >= ground.rule.needs.len()
    };
    let mut asked: Vec<GroundInForce<'law>> =
        grounds.into_iter().filter(|ground| claimed == Some(ground.rule.ground) || near(ground)).collect();
    asked.sort_by_key(|ground| claimed != Some(ground.rule.ground));
    asked
}

fn weigh<'law>(ground: GroundInForce<'law>, facts: &EstablishedFacts) -> Weighed<'law> {
    let mut weighed = Weighed { ground, missing: Vec::new(), refuted: Vec::new() };
    for requirement in &ground.rule.needs {
        if requirement.iter().any(|fact| facts.is_true(*fact)) {
            continue;
        }
        let open: Vec<Fact> = requirement.iter().copied().filter(|fact| facts.is_unknown(*fact)).collect();
        if open.is_empty() {
            weighed.refuted.extend(requirement);
        } else {
            weighed.missing.push(Missing { any_of: open });
        }
    }
    weighed
}

/// What to find out first where no ground is near: how work caused the harm.
const CAUSES: [Fact; 3] = [Fact::CausedByWork, Fact::PerformingDuties, Fact::OccupationalDiseaseDiagnosed];

/// The first ground that is met decides; then the open one that lacks least; then all are refuted.
fn conclude(considered: Vec<Weighed<'_>>, facts: &EstablishedFacts, employment: Citation) -> Recognition {
    let employed = facts.is_true(Fact::EmploymentRelationship);
    let met = considered.iter().find(|weighed| weighed.missing.is_empty() && weighed.refuted.is_empty());
    if let Some(met) = met.filter(|_| employed) {
        let (ground, citation) = (met.ground.rule.ground, met.ground.citation());
        return if ground.is_deemed() { Recognition::Deemed { ground, citation } } else { Recognition::Recognised { ground, citation } };
    }
    let employment_missing = (!employed).then(|| Missing { any_of: vec![Fact::EmploymentRelationship] });
    let open = considered.iter().filter(|weighed| weighed.refuted.is_empty()).min_by_key(|weighed| weighed.missing.len());
    match open {
        Some(open) => Recognition::NotEnoughFacts {
            ground: Some(open.ground.rule.ground),
            missing: employment_missing.into_iter().chain(open.missing.iter().cloned()).collect(),
            citation: open.ground.citation(),
        },
        None if considered.is_empty() => {
            let citation = Citation { article: "第14、15条".to_owned(), ..employment };
            let (open, refuted): (Vec<Fact>, Vec<Fact>) = CAUSES.into_iter().partition(|fact| facts.is_unknown(*fact));
            if open.is_empty() {
                return Recognition::NotRecognised { refuted: vec![Refuted { ground: None, facts: refuted, citation }] };
            }
            let missing = employment_missing.into_iter().chain([Missing { any_of: open }]).collect();
            Recognition::NotEnoughFacts { ground: None, missing, citation }
        }
        None => Recognition::NotRecognised {
            refuted: considered
                .into_iter()
                .map(|weighed| Refuted {
                    ground: Some(weighed.ground.rule.ground),
                    citation: weighed.ground.citation(),
                    facts: weighed.refuted,
                })
                .collect(),
        },
    }
}

fn excluded_step(rule: &ExclusionRule, citation: &Citation) -> Step {
    Step {
        name: Text::new("不得认定的情形", "exclusion"),
        formula: Text::new("有第16条所列情形之一的，不得认定", "one of the cases of article 16 shuts recognition out"),
        inputs: vec![(rule.fact.name(), "是 / yes".to_owned())],
        result: rule.exclusion.name().zh,
        citation: citation.clone(),
    }
}

fn ground_step(weighed: &Weighed<'_>, facts: &EstablishedFacts) -> Step {
    let standing = |fact: Fact| match (facts.is_true(fact), facts.is_false(fact)) {
        (true, _) => "是 / yes",
        (_, true) => "否 / no",
        _ => "尚未查明 / not known",
    };
    let result = match (weighed.refuted.is_empty(), weighed.missing.is_empty()) {
        (true, true) => "符合 / met",
        (true, false) => "事实不足 / open",
        (false, _) => "不符合 / not met",
    };
    Step {
        name: weighed.ground.rule.ground.name(),
        formula: Text::new("每项要求至少有一项事实成立", "of each requirement at least one fact is established"),
        inputs: weighed.ground.rule.needs.iter().flatten().map(|fact| (fact.name(), standing(*fact).to_owned())).collect(),
        result: result.to_owned(),
        citation: weighed.ground.citation(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    injured_on: Date,
    #[serde(default)]
    claimed: Option<Ground>,
    facts: EstablishedFacts,
}

#[derive(Serialize, Default)]
struct ExampleOutput {
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<Ground>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exclusion: Option<Exclusion>,
    #[serde(skip_serializing_if = "String::is_empty")]
    article: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<Vec<Fact>>,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let recognition = recognise(law, input.injured_on, input.claimed, &input.facts, &mut values::Silent);
        Ok(match recognition.map_err(|error| error.to_string())? {
            Recognition::Recognised { ground, citation } => {
                ExampleOutput { result: "recognised", ground: Some(ground), article: place(&citation), ..ExampleOutput::default() }
            }
            Recognition::Deemed { ground, citation } => {
                ExampleOutput { result: "deemed", ground: Some(ground), article: place(&citation), ..ExampleOutput::default() }
            }
            Recognition::Excluded { exclusion, citation } => {
                ExampleOutput { result: "excluded", exclusion: Some(exclusion), article: place(&citation), ..ExampleOutput::default() }
            }
            Recognition::NotRecognised { refuted } => ExampleOutput {
                result: "not_recognised",
                missing: refuted.into_iter().map(|entry| entry.facts).collect(),
                ..ExampleOutput::default()
            },
            Recognition::NotEnoughFacts { ground, missing, .. } => ExampleOutput {
                result: "not_enough_facts",
                ground,
                missing: missing.into_iter().map(|missing| missing.any_of).collect(),
                ..ExampleOutput::default()
            },
        })
    })
}

fn place(citation: &Citation) -> String {
    if citation.article.is_empty() { citation.document.clone() } else { citation.article.clone() }
}
