//! The words of stories about work injuries.

use casework::{Clock, Material};
use rules::injury::{Fact, Ground, papers_asked};
use serde_json::{Map, Value, json};
use values::{AreaCode, Date, Party, Text};

use super::Answer;
use super::parse::Row;
use super::replay::Door;
use super::settlement_words;
use super::world::{World, given_by};

/// Plays a row about injuries; `None` when it is about something else.
pub(super) fn play(world: &mut World, door: &mut dyn Door, row: &Row) -> Result<Option<Answer>, String> {
    let words: Vec<&str> = row.does.split_whitespace().collect();
    let who = row.who.as_str();
    if let Some(answer) = settlement_words::play(world, door, row)? {
        return Ok(Some(answer));
    }
    let command = match words.as_slice() {
        ["report", case, "on", day, "ground", ground, rest @ ..] => {
            return report(world, door, who, case, day, ground, rest).map(Some);
        }
        ["appraise", case, rest @ ..] => return appraise(world, door, who, "submit", case, rest).map(Some),
        ["enlist", case, rest @ ..] => return appraise(world, door, who, "enlist", case, rest).map(Some),
        ["ask-exception", case] => (*case, json!({ "command": "ask_exception", "reason": "伤情恶化，急需配置辅助器具" })),
        ["decide-exception", case, admit] => {
            (*case, json!({ "command": "decide_exception", "admit": *admit == "yes", "reason": "情况属实" }))
        }
        ["draw", case, count, "of", pool, "seed", seed] => {
            let pool: Vec<&str> = pool.split(',').collect();
            (*case, json!({ "command": "draw_experts", "pool": pool, "count": count.parse::<u8>().unwrap_or(0), "seed": seed }))
        }
        ["expert", name, specialty, hospital] => {
            let expert = json!({ "name": name, "specialty": specialty, "hospital": hospital, "title": "主任医师" });
            return experts(world, door, who, json!({ "command": "register", "expert": expert })).map(Some);
        }
        ["take-off", number] => {
            let command = json!({ "command": "remove", "number": number.parse::<u32>().unwrap_or(0), "reason": "退休" });
            return experts(world, door, who, command).map(Some);
        }
        ["pick", case, count, "of", fields, rest @ ..] => {
            let option = |name: &str| rest.iter().position(|word| *word == name).and_then(|position| rest.get(position + 1)).copied();
            let fields: Vec<&str> = fields.split(',').filter(|field| *field != "-").collect();
            let recused: Vec<u32> = option("recusing").unwrap_or("").split(',').filter_map(|number| number.parse().ok()).collect();
            let count = count.parse::<u8>().unwrap_or(0);
            let command = json!({
                "command": "draw_from_pool", "specialties": fields, "count": count, "recused": recused, "recusal_reason": "职工的近亲属",
                "seed": option("seed").unwrap_or(""),
            });
            (*case, command)
        }
        ["extend-conclusion", case] => (*case, json!({ "command": "extend", "reason": "伤情复杂" })),
        ["conclude", case, grade, rest @ ..] => {
            let care = rest.get(1).map_or(Value::Null, |care| Value::from(*care));
            let grade = grade.parse::<u8>().ok();
            (*case, json!({ "command": "conclude", "grade": grade, "care": care, "opinion": "专家组意见一致" }))
        }
        ["hand-over", case, on] => (*case, json!({ "command": "deliver", "on": on, "receiver": "EMS 1002" })),
        ["watch-by-hand", case] => (*case, json!({ "command": "watch" })),
        ["watch"] => return watch(world).map(Some),
        ["establish", case, facts, rest @ ..] => (*case, establish(facts, rest)),
        ["supply", case, paper] => (*case, json!({ "command": "supplement", "materials": [material(world, paper)?], "note": "" })),
        ["pause", case, authority] => (*case, json!({ "command": "pause", "authority": authority, "reason": "" })),
        ["resume", case, conclusion] => (*case, json!({ "command": "resume", "conclusion": conclusion })),
        ["extend-filing", case, until] => (*case, json!({ "command": "extend_filing", "until": until, "reason": "不可抗力" })),
        ["deliver", case, to, on] => (*case, json!({ "command": "deliver", "to": to, "method": "post", "on": on, "receiver": "EMS 1001" })),
        _ => return Ok(None),
    };
    let (case, command) = command;
    let (area, id) = *world.cases.get(case).ok_or_else(|| format!("there is no case {case}"))?;
    let procedure = head(world, area, id)?.procedure;
    Ok(Some(door.give(world, who, &procedure, casework::CaseTarget::Existing { area, id }, command)))
}

/// `report C on DAY ground G [lacking PAPER,…] [doubting FACT,…] [late WORDS]`: the worker of the first employer was injured. Every
/// paper of the ground is handed in and every fact of it stated, but for those named.
fn report(world: &mut World, door: &mut dyn Door, who: &str, case: &str, day: &str, ground: &str, rest: &[&str]) -> Result<Answer, String> {
    let option = |name: &str| rest.iter().position(|word| *word == name).and_then(|position| rest.get(position + 1)).copied();
    let listed = |name: &str| option(name).unwrap_or("").split(',').filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let (lacking, doubting) = (listed("lacking"), listed("doubting"));
    let claimed = Ground::of(ground);
    let today = world.clock.today();
    let asked: Vec<&str> = papers_asked(&world.agency.law, today, claimed, false)
        .map_err(|error| error.to_string())?
        .iter()
        .map(|asked| asked.paper.as_str())
        .filter(|paper| !matches!(*paper, "application_form" | "employment_relationship") && !lacking.contains(paper))
        .collect();
    let mut materials = asked.into_iter().map(|paper| material(world, paper)).collect::<Result<Vec<_>, _>>()?;
    let applicant = match who {
        "worker" => "worker",
        "relative" => "near_relative",
        _ => "employer",
    };
    if applicant == "near_relative" {
        materials.push(material(world, injuries::injury_recognition::PROOF_OF_RELATION)?);
    }
    let facts: Map<String, Value> = facts_of(world, claimed, day)
        .into_iter()
        .filter(|fact| !doubting.contains(&fact.as_str()))
        .map(|fact| (fact.as_str().to_owned(), Value::Bool(true)))
        .collect();
    let (name, id_number) = worker(world)?;
    let employer_id = world.employers.values().min().copied().unwrap_or(0);
    let form = json!({
        "applicant": applicant, "employer_id": employer_id, "worker_name": name, "worker_id_number": option("person").unwrap_or(&id_number),
        "relation": if applicant == "near_relative" { "丙，配偶" } else { "" }, "telephone": "", "occupation": "护士", "ground": ground,
        "injured_on": day, "injured_at": "", "place": "发热门诊", "account": "工作中受到伤害", "injured_part": "肺",
        "diagnosis_code": option("code").unwrap_or(""), "diagnosis": "诊断证明所列", "has_died": false, "facts": facts,
        "delay_reason": option("late").unwrap_or(""),
    });
    let command = json!({ "command": "submit", "form": form, "materials": materials });
    let answer = door.give(world, who, "injury_recognition", casework::CaseTarget::New(world.area), command);
    if let Ok(id) = &answer {
        world.cases.insert(case.to_owned(), (world.area, *id));
    }
    Ok(answer)
}

/// `appraise C [lacking PAPER] [reviewing DAY] [naming CASE]`, or `enlist C …` while intake is suspended: for the worker of the first
/// employer, with the decision on paper unless a case is named.
fn appraise(world: &mut World, door: &mut dyn Door, who: &str, command: &str, case: &str, rest: &[&str]) -> Result<Answer, String> {
    let option = |name: &str| rest.iter().position(|word| *word == name).and_then(|position| rest.get(position + 1)).copied();
    let kinds = ["recognition_decision", "medical_records"];
    let handed_in = kinds.iter().filter(|kind| option("lacking") != Some(**kind));
    let materials = handed_in.map(|kind| material(world, kind)).collect::<Result<Vec<_>, _>>()?;
    let applicant = match who {
        "worker" => "worker",
        "relative" => "near_relative",
        _ => "employer",
    };
    let (name, id_number) = worker(world)?;
    let named = option("naming").map(|named| case_of(world, named)).transpose()?.map(|(_, id)| id);
    let form = json!({
        "applicant": applicant, "employer_id": world.employers.values().min().copied().unwrap_or(0), "worker_name": name,
        "worker_id_number": id_number, "relation": if applicant == "near_relative" { "丙，配偶" } else { "" },
        "recognition_number": "威工认〔2019〕17号", "recognition_case_id": named,
        "previous_concluded_on": option("reviewing").unwrap_or(""), "condition": "右手食指末节缺失",
    });
    let command = json!({ "command": command, "form": form, "materials": materials });
    let answer = door.give(world, who, "labour_capacity_appraisal", casework::CaseTarget::New(world.area), command);
    if let Ok(id) = &answer {
        world.cases.insert(case.to_owned(), (world.area, *id));
    }
    Ok(answer)
}

/// Every fact a ground needs; of alternatives the first.
fn facts_of(world: &World, ground: Option<Ground>, day: &str) -> Vec<Fact> {
    let Ok(day) = day.parse::<Date>() else { return Vec::new() };
    let grounds = rules::injury::grounds_on(&world.agency.law, day).unwrap_or_default();
    let of_ground = grounds.into_iter().filter(|in_force| Some(in_force.rule.ground) == ground);
    of_ground.flat_map(|in_force| in_force.rule.needs.iter().filter_map(|any_of| any_of.first().copied())).collect()
}

pub(super) fn worker(world: &World) -> Result<(String, String), String> {
    let party = world.account("worker")?.party.ok_or("the worker is nobody")?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let person = reader.person(world.area, party.id).map_err(|error| error.to_string())?.ok_or("the worker is gone")?;
    Ok((person.name.as_str().to_owned(), person.id_number.as_str().to_owned()))
}

pub(super) fn material(world: &World, kind: &str) -> Result<Value, String> {
    let sha256 = world.agency.store.keep_document(b"%PDF-1.4 scan").map_err(|error| error.to_string())?;
    let material = Material {
        kind: kind.to_owned(),
        file_name: format!("{kind}.pdf"),
        media_type: "application/pdf".into(),
        size_bytes: 13,
        sha256,
        received_at: world.clock.now(),
    };
    serde_json::to_value(material).map_err(|error| error.to_string())
}

/// `establish C FACT=true,FACT=unknown [papers PAPER,…] [disputed]`; `-` for no fact.
fn establish(facts: &str, rest: &[&str]) -> Value {
    let facts: Map<String, Value> = facts
        .split(',')
        .filter_map(|word| word.split_once('='))
        .map(|(fact, truth)| (fact.to_owned(), truth.parse::<bool>().map_or(Value::Null, Value::Bool)))
        .collect();
    let papers: Vec<&str> = match rest {
        ["papers", papers, ..] => papers.split(',').collect(),
        _ => Vec::new(),
    };
    json!({ "command": "establish", "facts": facts, "papers_missing": papers, "disputed": rest.contains(&"disputed"), "note": "核查笔录" })
}

/// An act on the city's pool of experts, which the first one opens under the name POOL.
fn experts(world: &mut World, door: &mut dyn Door, who: &str, command: Value) -> Result<Answer, String> {
    let target = match world.cases.get("POOL") {
        Some((area, id)) => casework::CaseTarget::Existing { area: *area, id: *id },
        None => casework::CaseTarget::New(world.city),
    };
    let answer = door.give(world, who, "appraisal_experts", target, command);
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let pool = injuries::experts::pool(reader.as_mut(), &world.agency.law).map_err(|error| error.to_string())?;
    drop(reader);
    if let Some((head, _)) = pool {
        world.cases.insert("POOL".to_owned(), (head.area, head.id));
    }
    Ok(answer)
}

/// The nightly look of the area; behind every door it is the program's own.
fn watch(world: &World) -> Result<Answer, String> {
    let given = given_by(world, casework::Actor::system(world.area), "story".to_owned());
    injuries::nightly::watch(&world.agency, world.area, &given).map_err(|failure| failure.to_string())?;
    Ok(Ok(0))
}

/// What must follow, in words of injuries; `None` when the words are about something else.
pub(super) fn follows(world: &World, words: &[&str]) -> Option<Result<(), String>> {
    if let Some(found) = settlement_words::follows(world, words) {
        return Some(found);
    }
    let compared = |found: Result<String, String>, wanted: &str| {
        found.and_then(|found| if found == wanted { Ok(()) } else { Err(format!("{}: found {found}", words.join(" "))) })
    };
    Some(match words {
        ["limit", case, name, day] => compared(limit_of(world, case, name), day),
        ["channel", case, channel] => compared(channel_of(world, case), channel),
        ["tag", case, part] => contains(tag_of(world, case), part),
        ["derivation", case, name, part] => contains(derivation_of(world, case, name), part),
        ["because", case, part] => contains(last_of(world, case, "clock_moved", |payload| payload["because"]["zh"].clone()), part),
        ["before", case, part] => contains(last_of(world, case, "clock_moved", |payload| payload["before"]["zh"].clone()), part),
        ["drawn", case, count, "of", size] => compared(drawn(world, case), &format!("{count} of {size}")),
        ["left-out", case, name] => contains(left_out(world, case), name),
        ["english", case, part @ ..] => contains(said_of(world, case).map(|text| text.en), &part.join(" ")),
        ["result", case, part] => contains(said_of(world, case).map(|text| text.zh), part),
        ["happened", case, kind, times] => compared(count_of(world, case, kind), times),
        ["concerns", case, party] => compared(concerned(world, case, party), "yes"),
        _ => return None,
    })
}

pub(super) fn contains(found: Result<String, String>, part: &str) -> Result<(), String> {
    found.and_then(|found| if found.contains(part) { Ok(()) } else { Err(format!("{part} is not in: {found}")) })
}

pub(super) fn lacks(found: Result<String, String>, part: &str) -> Result<(), String> {
    found.and_then(|found| if found.contains(part) { Err(format!("{part} is in: {found}")) } else { Ok(()) })
}

fn head(world: &World, area: AreaCode, id: i64) -> Result<casework::CaseHead, String> {
    Ok(record(world, area, id)?.head)
}

pub(super) fn record(world: &World, area: AreaCode, id: i64) -> Result<casework::CaseRecord, String> {
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    reader.case(area, id).map_err(|error| error.to_string())?.ok_or_else(|| "the case is gone".to_owned())
}

pub(super) fn case_of(world: &World, case: &str) -> Result<(AreaCode, i64), String> {
    world.cases.get(case).copied().ok_or_else(|| format!("there is no case {case}"))
}

fn open_limit(world: &World, case: &str, name: &str) -> Result<Option<casework::Deadline>, String> {
    let (area, id) = case_of(world, case)?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let deadlines = reader.deadlines(area, id).map_err(|error| error.to_string())?;
    Ok(deadlines.into_iter().find(|record| record.closed_on.is_none() && record.deadline.name == name).map(|record| record.deadline))
}

fn limit_of(world: &World, case: &str, name: &str) -> Result<String, String> {
    Ok(match open_limit(world, case, name)? {
        None => "none".to_owned(),
        Some(limit) if limit.stands_still() => "still".to_owned(),
        Some(limit) => limit.due_on.to_string(),
    })
}

fn derivation_of(world: &World, case: &str, name: &str) -> Result<String, String> {
    Ok(open_limit(world, case, name)?.map(|limit| limit.derivation.zh).unwrap_or_default())
}

fn channel_of(world: &World, case: &str) -> Result<String, String> {
    let (area, id) = case_of(world, case)?;
    let head = head(world, area, id)?;
    Ok(if head.priority >= injuries::injury_recognition::GREEN_CHANNEL_PRIORITY { "green" } else { "ordinary" }.to_owned())
}

/// What the queue says beside a case. A store in memory serves no lists; there the case itself is asked.
fn tag_of(world: &World, case: &str) -> Result<String, String> {
    let (area, id) = case_of(world, case)?;
    let record = record(world, area, id)?;
    let surface = world.agency.registry.named(&record.head.procedure).ok_or("the procedure is gone")?;
    let Some(kinds) = surface.queue_events() else { return Ok("none".to_owned()) };
    let events = match world.agency.store.views() {
        Ok(mut views) => {
            let found = views.events_of_cases(area, &[id], Some(kinds)).map_err(|error| error.to_string())?;
            found.into_iter().map(|(_, event)| event).collect()
        }
        Err(_) => record.events.iter().filter(|event| kinds.contains(&event.kind.as_str())).cloned().collect::<Vec<_>>(),
    };
    Ok(surface.queue_tag(&record.head, &events).map_or_else(|| "none".to_owned(), |(words, _)| words.zh))
}

fn last_of(world: &World, case: &str, kind: &str, part: impl Fn(&Value) -> Value) -> Result<String, String> {
    let (area, id) = case_of(world, case)?;
    let record = record(world, area, id)?;
    let event = record.events.iter().rev().find(|event| event.kind == kind).ok_or_else(|| format!("{kind} never happened"))?;
    Ok(part(&event.payload).as_str().unwrap_or_default().to_owned())
}

/// The result of a case, or why there is none.
fn said_of(world: &World, case: &str) -> Result<Text, String> {
    let (area, id) = case_of(world, case)?;
    let record = record(world, area, id)?;
    let surface = world.agency.registry.named(&record.head.procedure).ok_or("the procedure is gone")?;
    let view = surface.view(&record).map_err(|error| error.to_string())?;
    Ok(view.result.or(view.reason).unwrap_or_default())
}

/// How many experts were drawn of how many; nobody who was left out is among them.
fn drawn(world: &World, case: &str) -> Result<String, String> {
    let size = last_value(world, case, "experts_drawn", |payload| payload["pool"].as_array().map_or(0, Vec::len).to_string())?;
    let names = last_value(world, case, "experts_drawn", |payload| payload["drawn"].to_string())?;
    let out = last_value(world, case, "experts_drawn", |payload| payload["recused"].to_string())?;
    let recused: Vec<Value> = serde_json::from_str(&out).unwrap_or_default();
    if let Some(name) = recused.iter().filter_map(|one| one["name"].as_str()).find(|name| names.contains(name)) {
        return Err(format!("{name} was left out and drawn"));
    }
    Ok(format!("{} of {size}", serde_json::from_str::<Vec<String>>(&names).map_or(0, |names| names.len())))
}

fn left_out(world: &World, case: &str) -> Result<String, String> {
    last_value(world, case, "experts_drawn", |payload| payload["recused"].to_string())
}

fn last_value(world: &World, case: &str, kind: &str, part: impl Fn(&Value) -> String) -> Result<String, String> {
    let (area, id) = case_of(world, case)?;
    let record = record(world, area, id)?;
    let event = record.events.iter().rev().find(|event| event.kind == kind).ok_or_else(|| format!("{kind} never happened"))?;
    Ok(part(&event.payload))
}

fn count_of(world: &World, case: &str, kind: &str) -> Result<String, String> {
    let (area, id) = case_of(world, case)?;
    Ok(record(world, area, id)?.events.iter().filter(|event| event.kind == kind).count().to_string())
}

/// Whether a case concerns the party an account speaks for; on a store that keeps no views it is taken from the case itself.
fn concerned(world: &World, case: &str, who: &str) -> Result<String, String> {
    let (area, id) = case_of(world, case)?;
    let party: Party = world.account(who)?.party.ok_or_else(|| format!("{who} speaks for nobody"))?;
    let Ok(mut views) = world.agency.store.views() else { return Ok("yes".to_owned()) };
    let concerns = views.is_concerned(area, id, party).map_err(|error| error.to_string())?;
    Ok(if concerns { "yes" } else { "no" }.to_owned())
}
