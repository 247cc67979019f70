//! Replays a story through a door: the pure one here, the one over HTTP in the integration tests.

use casework::application::ApplicationCommand;
use casework::{CaseTarget, Failure};
use serde_json::{Value, json};

use super::Answer;
use super::follows::check;
use super::injury_words;
use super::parse::{Row, Story};
use super::world::{World, given_by};
use agency::registry::CommandFailure;

/// How commands reach the agency.
pub trait Door {
    /// Gives `command` of `procedure` as the account `who`; `on` is the case it is for, or the area it opens one in.
    fn give(&mut self, world: &World, who: &str, procedure: &str, on: CaseTarget, command: Value) -> Answer;
}

/// Straight to the case machine.
#[derive(Debug, Default)]
pub struct PureDoor {
    given: u64,
}

impl PureDoor {
    /// A door whose commands are numbered from `given` on, so that it does not repeat the keys of another.
    pub fn starting_at(given: u64) -> PureDoor {
        PureDoor { given }
    }
}

impl Door for PureDoor {
    fn give(&mut self, world: &World, who: &str, procedure: &str, on: CaseTarget, command: Value) -> Answer {
        self.given += 1;
        let actor = world.account(who).map_err(|reason| vec![reason])?.actor();
        let given = given_by(world, actor, format!("story:{}", self.given));
        if procedure == pensions::benefit_payroll::NAME {
            return super::benefit_words::give(world, on, command, &given);
        }
        let surface = world.agency.registry.named(procedure).ok_or_else(|| vec![format!("there is no procedure {procedure}")])?;
        match surface.perform(world.agency.store.as_ref(), on, command, &given) {
            Ok(performed) => Ok(performed.case_id),
            Err(CommandFailure::Malformed(text)) => Err(vec![text.en]),
            Err(CommandFailure::Failed(failure)) => Err(codes(failure)),
        }
    }
}

pub(super) fn codes(failure: Failure) -> Vec<String> {
    match failure {
        Failure::Refused(refusals) => refusals.0.into_iter().map(|refusal| refusal.code).collect(),
        other => vec![other.to_string()],
    }
}

/// Replays every row; the error names the line and what was different.
pub fn replay(world: &mut World, door: &mut dyn Door, story: &Story) -> Result<(), String> {
    for row in &story.rows {
        match row.time {
            Some(time) => world.clock.set_at(row.on, time),
            None => world.clock.set(row.on),
        }
        let answer = play(world, door, row).map_err(|reason| format!("line {}: {reason}", row.line))?;
        let wanted: Vec<&str> = row.follows.iter().filter_map(|words| words.strip_prefix("refused ")).collect();
        match &answer {
            Ok(_) if wanted.is_empty() => {}
            Ok(_) => return Err(format!("line {}: {} should have been refused: {}", row.line, row.does, wanted.join(", "))),
            Err(codes) => {
                if wanted.is_empty() || !wanted.iter().all(|code| codes.iter().any(|got| got == code)) {
                    return Err(format!("line {}: {} was refused: {}", row.line, row.does, codes.join(", ")));
                }
            }
        }
        for words in row.follows.iter().filter(|words| !words.starts_with("refused ")) {
            check(world, words).map_err(|reason| format!("line {}: {reason}", row.line))?;
        }
    }
    Ok(())
}

/// The words of the `does` column, as the field speaks them.
fn play(world: &mut World, door: &mut dyn Door, row: &Row) -> Result<Answer, String> {
    let words: Vec<&str> = row.does.split_whitespace().collect();
    let who = row.who.as_str();
    let new = CaseTarget::New(world.area);
    if let Some(rest) = row.does.strip_prefix("submit ") {
        return submit(world, door, who, rest);
    }
    if let Some(answer) = super::benefit_words::play(world, door, who, &row.does) {
        return answer;
    }
    if let Some(answer) = super::pension_words::play(world, door, who, &row.does) {
        return answer;
    }
    if let Some(answer) = injury_words::play(world, door, row)? {
        return Ok(answer);
    }
    Ok(match words.as_slice() {
        [] => Ok(0),
        ["declare", notice] => {
            let command = json!({ "command": "declare", "notice_id": notice, "on": row.on.to_string() });
            let declared = door.give(world, who, "emergency", CaseTarget::New(world.city), command);
            declared.and_then(|case| carry(world, who).map(|()| case))
        }
        ["end", notice, on] => end_emergency(world, door, who, notice, on),
        ["assess", month] => {
            let started = door.give(world, who, "contribution_assessment", new, json!({ "command": "start", "month": month }));
            started.and_then(|run_id| work_off(world, who, month).map(|()| run_id))
        }
        ["receive", amount, "from", employer] => {
            let reference = format!("{}-{employer}", row.line);
            receive(world, door, who, amount, employer, &reference)?
        }
        ["receive", amount, "from", employer, "under", reference] => receive(world, door, who, amount, employer, reference)?,
        ["end-lapsed"] => door.give(world, who, "contribution_arrears", new, json!({ "command": "end_lapsed_deferrals" })),
        ["defer", months, "as", case] => submit_months(world, door, who, "contribution_deferral", months, case)?,
        ["make-up", months, "as", case] => submit_months(world, door, who, "contribution_makeup", months, case)?,
        ["day", ..] => super::report_words::play(world, door, row)?,
        [step, case] => take_step(world, door, who, step, case)?,
        other => return Err(format!("a story cannot say: {}", other.join(" "))),
    })
}

fn receive(world: &World, door: &mut dyn Door, who: &str, amount: &str, employer: &str, reference: &str) -> Result<Answer, String> {
    let employer_id = employer_id(world, employer)?;
    let received_on = casework::Clock::today(world.clock.as_ref()).to_string();
    let command = json!({
        "command": "receive", "employer_id": employer_id, "amount": amount, "received_on": received_on, "reference": reference,
    });
    Ok(door.give(world, who, "contribution_payment", CaseTarget::New(world.area), command))
}

fn employer_id(world: &World, name: &str) -> Result<i64, String> {
    world.employers.get(name).copied().ok_or_else(|| format!("there is no employer {name}"))
}

/// `submit PROCEDURE {form} as CASE`: a form as JSON, in which `$self` is the number of the party the account speaks for and
/// `"$P"` that of the person P. `with birth_proof,deemed_proof` before `as` hands in papers.
fn submit(world: &mut World, door: &mut dyn Door, who: &str, words: &str) -> Result<Answer, String> {
    let (procedure, rest) = words.split_once(' ').ok_or("write: submit PROCEDURE {form} as CASE")?;
    let (form, case) = rest.rsplit_once(" as ").ok_or("write: submit PROCEDURE {form} as CASE")?;
    let own = world.account(who)?.party.map_or(0, |party| party.id);
    let (form, kinds) = form.rsplit_once(" with ").unwrap_or((form, ""));
    let form = super::pension_words::with_people(world, &form.replace("$self", &own.to_string()));
    let form: Value = serde_json::from_str(&form).map_err(|error| error.to_string())?;
    let mut command = json!({ "command": "submit", "form": form });
    let papers = super::pension_words::papers(world, kinds)?;
    if !papers.is_empty() {
        command["materials"] = json!(papers);
    }
    let answer = door.give(world, who, procedure, CaseTarget::New(world.area), command);
    if let Ok(id) = &answer {
        world.cases.insert(case.trim().to_owned(), (world.area, *id));
    }
    Ok(answer)
}

fn submit_months(world: &mut World, door: &mut dyn Door, who: &str, procedure: &str, months: &str, case: &str) -> Result<Answer, String> {
    let employer_id = employer_id(world, who)?;
    let months: Vec<&str> = months.split(',').collect();
    let form = json!({ "employer_id": employer_id, "months": months, "reason": "受疫情影响停工，无法按时缴费" });
    let answer = door.give(world, who, procedure, CaseTarget::New(world.area), json!({ "command": "submit", "form": form }));
    if let Ok(id) = &answer {
        world.cases.insert(case.to_owned(), (world.area, *id));
    }
    Ok(answer)
}

/// A station of an application: `accept D1`, `review D1`, `grant D1`, `refuse D1`, `withdraw D1`.
fn take_step(world: &World, door: &mut dyn Door, who: &str, step: &str, case: &str) -> Result<Answer, String> {
    let (area, id) = *world.cases.get(case).ok_or_else(|| format!("there is no case {case}"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let record = reader.case(area, id).map_err(|error| error.to_string())?.ok_or("the case is gone")?;
    drop(reader);
    let command: ApplicationCommand<()> = match step {
        "accept" => ApplicationCommand::Accept,
        "review" => ApplicationCommand::Review { opinion: "情况属实".into(), recommend: true },
        "grant" => ApplicationCommand::Grant { note: String::new() },
        "refuse" => ApplicationCommand::Refuse { reason: "不符合条件".into() },
        "withdraw" => ApplicationCommand::Withdraw { reason: "不再需要".into() },
        "request-supplement" => ApplicationCommand::RequestSupplement { missing: vec!["情况说明".into()], note: String::new() },
        "supplement" => ApplicationCommand::Supplement { materials: Vec::new(), note: "已补充说明".into() },
        other => return Err(format!("an application has no step {other}")),
    };
    let command = serde_json::to_value(&command).map_err(|error| error.to_string())?;
    Ok(door.give(world, who, &record.head.procedure, CaseTarget::Existing { area, id }, command))
}

/// Ends an emergency and has every area reckon what hangs on it.
fn end_emergency(world: &World, door: &mut dyn Door, who: &str, notice: &str, on: &str) -> Answer {
    let command = json!({ "command": "end", "notice_id": notice, "on": on });
    let ended = door.give(world, who, "emergency", CaseTarget::New(world.city), command)?;
    carry(world, who)?;
    Ok(ended)
}

/// What hangs on the emergency; behind a page that has done so by itself nothing is left.
fn carry(world: &World, who: &str) -> Result<(), Vec<String>> {
    let actor = world.account(who).map_err(|reason| vec![reason])?.actor();
    let key = format!("story:carry:{}", casework::Clock::now(world.clock.as_ref()));
    let mut carried = crate::emergency::Carried::default();
    crate::emergency::reproject_area(&world.agency, world.area, &given_by(world, actor, key), &mut carried).map_err(codes)
}

/// The worker's part of a run; the office it was started in does not matter to it.
fn work_off(world: &World, who: &str, month: &str) -> Result<(), Vec<String>> {
    let month = month.parse().map_err(|_| vec![format!("{month} is no month")])?;
    let actor = world.account(who).map_err(|reason| vec![reason])?.actor();
    let mut reader = world.agency.store.reader().map_err(|error| vec![error.to_string()])?;
    let assessed = reader.assessed_months(world.area).map_err(|error| vec![error.to_string()])?;
    drop(reader);
    let run_id = assessed.iter().find(|(of, _)| *of == month).map(|(_, id)| *id).ok_or_else(|| vec!["not started".to_owned()])?;
    let given = given_by(world, actor, format!("story:run:{month}"));
    crate::contribution_assessment::resume(&world.agency, world.area, run_id, month, &given, "story", &mut |_| {}).map_err(codes)?;
    Ok(())
}
