//! The officer's page of one case: what is established, the limit and its pauses, and the delivery.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::{CaseHead, CaseTarget, Channel};
use rules::injury::{Fact, Ground, Paper, grounds_on};
use serde_json::{Value, json};
use values::Text;
use web::{CheckedForm, FormData, FormErrors, FormReader, PageError, SignedIn, blocking};

use super::desk_view::{self, Shown};
use super::filled::FACT;
use crate::injury_recognition::{InjuryRecognition, State as CaseState};
use agency::Agency;
use agency::case_parts::{LoadedCase, look};
use agency::common::refused::{Unsuccessful, sort};
use agency::registry::{CommandFailure, folded};

/// What is done from this page; each is the path segment and the prefix of its fields.
pub(super) const ACTS: [&str; 5] = ["establish", "pause", "resume", "extend", "deliver"];

#[derive(serde::Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

/// Staff see the cases of their area.
fn reaches(signed_in: &SignedIn) -> impl Fn(&CaseHead) -> bool + use<> {
    let actor = signed_in.actor.clone();
    move |head| actor.reaches(head.area) && head.procedure == "injury_recognition"
}

pub(super) async fn show(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path(number): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    page(agency, signed_in, number, None, FormErrors::new(), ACTS.contains(&done.done.as_str())).await
}

/// The page; `typed` is what was refused, `None` for the case as it stands.
async fn page(agency: Agency, signed_in: SignedIn, number: String, typed: Option<FormData>, errors: FormErrors, done: bool) -> Response {
    let reading = signed_in.clone();
    let loaded = blocking(move || {
        let case = LoadedCase::load(&agency, &number, reaches(&reading))?;
        look(&agency, &reading.actor, case.head.area, reading.now, "case.looked_at", format!("case:{}", case.head.id), "")?;
        let state: CaseState = folded(&InjuryRecognition::new(agency.law.clone(), agency.documents.clone()), &case.record)?;
        let facts = facts_in_question(&agency, &state);
        Ok::<_, PageError>((case, state, facts))
    });
    match loaded.await {
        Ok((case, state, facts)) => {
            let data = typed.unwrap_or_else(|| as_it_stands(&state, &facts));
            let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            let shown = Shown { case: &case, state: &state, facts: &facts, signed_in: &signed_in, done };
            (status, desk_view::markup(&shown, &data, &errors)).into_response()
        }
        Err(error) => signed_in.refuse(&error),
    }
}

/// The facts the claimed ground needs, those anybody has spoken of, and what shuts recognition out.
fn facts_in_question(agency: &Agency, state: &CaseState) -> Vec<Fact> {
    let form = state.application.form.clone().unwrap_or_default();
    let mut facts = vec![Fact::EmploymentRelationship];
    let claimed = Ground::of(form.ground.trim());
    let in_force = values::parse_date(&form.injured_on).ok().and_then(|on| grounds_on(&agency.law, on).ok()).unwrap_or_default();
    for ground in in_force.iter().filter(|ground| claimed.is_none_or(|claimed| claimed == ground.rule.ground)) {
        facts.extend(ground.rule.needs.iter().flatten());
    }
    facts.extend(form.facts.keys().filter_map(|word| Fact::of(word)));
    facts.extend(state.established.keys());
    facts.extend([Fact::IntentionalCrime, Fact::DrunkOrOnDrugs, Fact::SelfHarmOrSuicide]);
    let mut once: Vec<Fact> = Vec::new();
    for fact in facts {
        if !once.contains(&fact) {
            once.push(fact);
        }
    }
    once
}

/// The word for how a fact stands: as established, else as the applicant stated it, else nothing.
fn standing(state: &CaseState, fact: Fact) -> &'static str {
    let stated = state.application.form.as_ref().and_then(|form| form.facts.get(fact.as_str())).copied();
    match state.established.get(&fact) {
        Some(Some(true)) => "yes",
        Some(Some(false)) => "no",
        Some(None) => "doubt",
        None => match stated {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        },
    }
}

fn as_it_stands(state: &CaseState, facts: &[Fact]) -> FormData {
    let mut data = FormData::new();
    for fact in facts {
        data = data.with(&format!("{FACT}{}", fact.as_str()), standing(state, *fact));
    }
    for paper in &state.papers_missing {
        data = data.with("papers_missing", paper.as_str());
    }
    if state.disputed {
        data = data.with("disputed", "yes");
    }
    data
}

pub(super) async fn act(State(agency): State<Agency>, Path((number, act)): Path<(String, String)>, form: CheckedForm) -> Response {
    let signed_in = form.signed_in.clone();
    if !ACTS.contains(&act.as_str()) {
        return signed_in.refuse(&PageError::NotFound);
    }
    let (working, sent, of, wanted) = (agency.clone(), form.clone(), number.clone(), act.clone());
    let done = blocking(move || Ok::<_, PageError>(perform(&working, &sent, &of, &wanted))).await;
    match done.and_then(|done| match done {
        Ok(()) => Ok(None),
        Err(Unsuccessful::Again(errors)) => Ok(Some(errors)),
        Err(Unsuccessful::Page(error)) => Err(error),
    }) {
        Ok(None) => Redirect::to(&format!("/desk/injury-recognition/{number}?done={act}")).into_response(),
        Ok(Some(errors)) => page(agency, signed_in, number, Some(form.data), errors, false).await,
        Err(error) => signed_in.refuse(&error),
    }
}

fn perform(agency: &Agency, form: &CheckedForm, number: &str, act: &str) -> Result<(), Unsuccessful> {
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let case = LoadedCase::load(agency, number, reaches(&form.signed_in)).map_err(Unsuccessful::Page)?;
    let state: CaseState = folded(&InjuryRecognition::new(agency.law.clone(), agency.documents.clone()), &case.record)
        .map_err(|error| Unsuccessful::Page(error.into()))?;
    let command = command(act, &form.data, &state).map_err(Unsuccessful::Again)?;
    let surface = agency.registry.named(&case.head.procedure).ok_or(Unsuccessful::Page(PageError::NotFound))?;
    let target = CaseTarget::Existing { area: case.head.area, id: case.head.id };
    match surface.perform(agency.store.as_ref(), target, command, &given) {
        Ok(_) => Ok(()),
        Err(CommandFailure::Malformed(text)) => Err(Unsuccessful::Page(PageError::Unprocessable(text))),
        Err(CommandFailure::Failed(failure)) => Err(sort(failure, |field| page_field(act, field))),
    }
}

/// The page's name of a field the decision names: several forms stand on one page.
fn page_field(act: &str, field: &str) -> String {
    match (act, field) {
        ("establish", "papers_missing" | "facts") => field.to_owned(),
        _ => format!("{act}_{field}"),
    }
}

/// The command of a form of this page.
fn command(act: &str, data: &FormData, state: &CaseState) -> Result<Value, FormErrors> {
    let words = |name: &str| data.trimmed(&format!("{act}_{name}")).to_owned();
    let mut reader = FormReader::new(data);
    let command = match act {
        "establish" => {
            let papers: Vec<&str> = data.all("papers_missing").filter(|word| Paper::of(word).is_some()).collect();
            json!({
                "command": "establish", "facts": changed_facts(data, state), "papers_missing": papers,
                "disputed": data.get("disputed") == "yes", "note": words("note"),
            })
        }
        "pause" => json!({ "command": "pause", "authority": words("authority"), "reason": words("reason") }),
        "resume" => json!({ "command": "resume", "conclusion": words("conclusion") }),
        "extend" => {
            let until = reader.date("extend_until", &Text::new("延长至", "Extended to"));
            json!({ "command": "extend_filing", "until": until.map(|day| day.to_string()), "reason": words("reason") })
        }
        _ => {
            let to = reader.choice("deliver_to", &Text::new("送达对象", "Delivered to"), &["worker_side", "employer"]);
            let methods = ["in_person", "post", "electronic", "left_at_address", "public_notice"];
            let method = reader.choice("deliver_method", &Text::new("送达方式", "How"), &methods);
            let on = reader.date("deliver_on", &Text::new("送达日期", "Day of delivery"));
            json!({ "command": "deliver", "to": to, "method": method, "on": on.map(|day| day.to_string()), "receiver": words("receiver") })
        }
    };
    let errors = reader.into_errors();
    if errors.is_empty() { Ok(command) } else { Err(errors) }
}

/// The facts whose answer is another one than before.
fn changed_facts(data: &FormData, state: &CaseState) -> BTreeMap<String, Option<bool>> {
    let mut changed = BTreeMap::new();
    for fact in Fact::ALL {
        let answer = data.get(&format!("{FACT}{}", fact.as_str()));
        let truth = match answer {
            "yes" => Some(true),
            "no" => Some(false),
            "doubt" => None,
            _ => continue,
        };
        if answer != standing(state, *fact) {
            changed.insert(fact.as_str().to_owned(), truth);
        }
    }
    changed
}
