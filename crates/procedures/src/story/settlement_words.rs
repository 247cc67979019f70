//! The words of stories about bills and editions.

use casework::{BenefitFund, CaseTarget, Entitlement};
use injuries::injury_settlement::{InjurySettlement, State};
use ledger::Account;
use rules::injury::Coverage;
use rules::injury::catalogue::CSV_COLUMNS;
use serde_json::{Value, json};
use values::{Fen, Party};

use super::Answer;
use super::injury_words::{case_of, contains, lacks, material, record, worker};
use super::parse::Row;
use super::replay::Door;
use super::world::World;

/// Plays a row about a bill or an edition; `None` when it is about something else.
pub(super) fn play(world: &mut World, door: &mut dyn Door, row: &Row) -> Result<Option<Answer>, String> {
    let words: Vec<&str> = row.does.split_whitespace().collect();
    let who = row.who.as_str();
    Ok(Some(match words.as_slice() {
        ["bill", case, "for", injury, rest @ ..] => bill(world, door, who, case, injury, rest)?,
        ["benefit", case, "for", injury, rest @ ..] => benefit(world, door, who, case, injury, rest)?,
        ["propose", case] => again(world, door, who, case, "propose_readjudication")?,
        ["judge-again", case] => again(world, door, who, case, "readjudicate")?,
        ["repay", case, amount] => {
            let (area, id) = case_of(world, case)?;
            let command = json!({
                "command": "record_repayment", "amount": amount, "received_on": row.on.to_string(), "reference": format!("退款{}", row.line),
            });
            door.give(world, who, "injury_settlement", CaseTarget::Existing { area, id }, command)
        }
        ["end-benefit", end, "of", case, whose, kind, ground, "last", month] => {
            let (person_id, entitlement_id) = (party_of(world, whose)?.id, found_right(world, case, whose, kind)?.id);
            let form = json!({
                "person_id": person_id, "entitlement_id": entitlement_id, "ground": ground, "last_month": month, "found": "复查鉴定结论",
            });
            let command = json!({ "command": "submit", "form": form });
            let answer = door.give(world, who, "injury_benefit_end", CaseTarget::New(world.area), command);
            if let Ok(id) = &answer {
                world.cases.insert((*end).to_owned(), (world.area, *id));
            }
            answer
        }
        ["dismiss", month] => dismiss(world, door, who, month)?,
        ["edition", catalogue, label, rest @ ..] => edition(world, door, who, catalogue, label, rest),
        _ => return Ok(None),
    }))
}

fn option<'w>(words: &[&'w str], name: &str) -> &'w str {
    words.iter().position(|word| *word == name).and_then(|position| words.get(position + 1)).copied().unwrap_or("")
}

/// `bill B for C [payee person] [hospital NAME] number N stay FROM..[UNTIL] lines DAY:ITEM:QUANTITY:PRICE:AMOUNT,…`: for the worker of the first
/// employer, by that employer as the hospital, or by whoever is named where the account speaks for another.
fn bill(world: &mut World, door: &mut dyn Door, who: &str, case: &str, injury: &str, rest: &[&str]) -> Result<Answer, String> {
    let (from, until) = option(rest, "stay").split_once("..").ok_or("write: stay FROM..UNTIL")?;
    let line = |text: &str| {
        let mut fields = text.split(':').map(str::to_owned);
        let mut next = || fields.next().unwrap_or_default();
        json!({ "row": 0, "service_on": next(), "item": next(), "quantity": next(), "unit_price": next(), "amount": next() })
    };
    let lines: Vec<Value> = option(rest, "lines").split(',').map(line).collect();
    let of_person = option(rest, "payee") == "person";
    let hospital_id = if of_person { 0 } else { world.employers.values().min().copied().unwrap_or(0) };
    let (_, injury_id) = case_of(world, injury)?;
    let hospital = Some(option(rest, "hospital")).filter(|name| !name.is_empty()).unwrap_or("故事医院");
    let form = json!({
        "payee": if of_person { "person" } else { "hospital" }, "hospital_id": hospital_id, "hospital": hospital,
        "worker_id_number": worker(world)?.1, "recognition_case_id": injury_id, "bill_number": option(rest, "number"),
        "stay_from": from, "stay_until": until, "lines": lines,
    });
    let materials = if of_person { vec![material(world, injuries::injury_settlement::BILL)?] } else { Vec::new() };
    let command = json!({ "command": "submit", "form": form, "materials": materials });
    let answer = door.give(world, who, "injury_settlement", CaseTarget::New(world.area), command);
    if let Ok(id) = &answer {
        world.cases.insert(case.to_owned(), (world.area, *id));
    }
    Ok(answer)
}

/// `benefit N for C cause CAUSE asks BENEFIT,… [appraisal A] [on DAY] [dependants WHO:RELATION,…]`: for the worker of the first employer; what
/// is paid once after a death goes to the relative, who is the one dependant where none is named.
fn benefit(world: &mut World, door: &mut dyn Door, who: &str, case: &str, injury: &str, rest: &[&str]) -> Result<Answer, String> {
    let (_, injury_id) = case_of(world, injury)?;
    let appraisal_id = match option(rest, "appraisal") {
        "" => 0,
        named => case_of(world, named)?.1,
    };
    let relative = id_number_of(world, "relative")?;
    let benefits: Vec<&str> = option(rest, "asks").split(',').collect();
    let mut dependants = Vec::new();
    if benefits.contains(&"dependants_allowances") {
        let named = Some(option(rest, "dependants")).filter(|named| !named.is_empty()).unwrap_or("relative:spouse");
        for (who, relation) in named.split(',').filter_map(|dependant| dependant.split_once(':')) {
            let id_number = id_number_of(world, who)?;
            dependants.push(json!({ "id_number": id_number, "relation": relation, "lonely_elder_or_orphan": false }));
        }
    }
    let form = json!({
        "cause": option(rest, "cause"), "benefits": benefits, "worker_id_number": worker(world)?.1, "recognition_case_id": injury_id,
        "appraisal_case_id": appraisal_id, "on": option(rest, "on"), "relative_id_number": relative,
        "dependants": dependants,
    });
    let papers = [material(world, injuries::injury_benefit::DEATH)?, material(world, injuries::injury_benefit::KINSHIP)?];
    let command = json!({ "command": "submit", "form": form, "materials": papers });
    let answer = door.give(world, who, "injury_benefit", CaseTarget::New(world.area), command);
    if let Ok(id) = &answer {
        world.cases.insert(case.to_owned(), (world.area, *id));
    }
    Ok(answer)
}

/// The ID number of the person an account speaks for.
fn id_number_of(world: &World, who: &str) -> Result<String, String> {
    let party = world.account(who)?.party.ok_or_else(|| format!("{who} is nobody"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let person = reader.person(world.area, party.id).map_err(|error| error.to_string())?.ok_or_else(|| format!("{who} is gone"))?;
    Ok(person.id_number.as_str().to_owned())
}

/// `dismiss MONTH`: the employer ends the employment of its first worker with that month.
fn dismiss(world: &World, door: &mut dyn Door, who: &str, month: &str) -> Result<Answer, String> {
    let employer_id = world.account(who)?.party.ok_or_else(|| format!("{who} is nobody"))?.id;
    let (name, id_number) = worker(world)?;
    let row = json!({ "action": "remove", "name": name, "id_number": id_number, "month": month });
    let form = json!({ "employer_id": employer_id, "rows": [row] });
    let command = json!({ "command": "submit", "form": form });
    Ok(door.give(world, who, "personnel_change", CaseTarget::New(world.area), command))
}

fn again(world: &World, door: &mut dyn Door, who: &str, case: &str, command: &str) -> Result<Answer, String> {
    let (area, id) = case_of(world, case)?;
    let command = json!({ "command": command, "note": "新版本公布" });
    Ok(door.give(world, who, "injury_settlement", CaseTarget::Existing { area, id }, command))
}

/// `edition CATALOGUE LABEL [number N] valid DAY known DAY item CODE:NAME,…`: a table of drugs, recorded by the city.
fn edition(world: &World, door: &mut dyn Door, who: &str, catalogue: &str, label: &str, rest: &[&str]) -> Answer {
    let header = CSV_COLUMNS[..4].to_vec();
    let items = option(rest, "item").split(',').map(|item| item.split_once(':').unwrap_or((item, item)));
    let rows = items.map(|(code, name)| vec![code, name, name, "service"]);
    let rows: Vec<Value> =
        [header].into_iter().chain(rows).enumerate().map(|(at, cells)| json!({ "row": at + 1, "cells": cells })).collect();
    let form = json!({
        "catalogue": catalogue, "number": option(rest, "number"), "label": label, "title_zh": "故事目录", "title_en": "catalogue of a story",
        "document": "故事文号", "article": "", "valid_from": option(rest, "valid"), "known_from": option(rest, "known"),
        "is_complete": false,
    });
    door.give(world, who, "treatment_catalogue", CaseTarget::New(world.city), json!({ "command": "record", "form": form, "rows": rows }))
}

/// What must follow, in words of bills; `None` when the words are about something else.
pub(super) fn follows(world: &World, words: &[&str]) -> Option<Result<(), String>> {
    let compared = |found: Result<String, String>, wanted: String| {
        found.and_then(|found| if found == wanted { Ok(()) } else { Err(format!("{}: found {found}", words.join(" "))) })
    };
    Some(match words {
        ["line", case, position, coverage @ ..] => compared(line_of(world, case, position), coverage.join(" ")),
        ["pays", case, amount] => compared(state_of(world, case).map(|state| state.fund_pays().plain()), (*amount).to_owned()),
        ["granted", case, amount] => compared(granted(world, case, "worker"), (*amount).to_owned()),
        ["right", case, who, kind, amount @ ..] => compared(right(world, case, who, kind), amount.join(" ")),
        ["step", case, figure] => contains(steps(world, case), figure),
        ["granted", case, "to", who, amount] => compared(granted(world, case, who), (*amount).to_owned()),
        ["paid-out", case, who, amount] => compared(paid(world, case, who), (*amount).to_owned()),
        ["owes", who, amount] => compared(owes(world, who), (*amount).to_owned()),
        // A store that keeps no views keeps no letters that could be read.
        ["told" | "untold", ..] if world.agency.store.views().is_err() => Ok(()),
        ["untold", who, part @ ..] => lacks(letters(world, who), &part.join(" ")),
        ["told", who, part @ ..] => contains(letters(world, who), &part.join(" ")),
        _ => return None,
    })
}

fn state_of(world: &World, case: &str) -> Result<State, String> {
    let (area, id) = case_of(world, case)?;
    let procedure = InjurySettlement::new(world.agency.law.clone());
    agency::registry::folded(&procedure, &record(world, area, id)?).map_err(|error| error.to_string())
}

fn line_of(world: &World, case: &str, position: &str) -> Result<String, String> {
    let state = state_of(world, case)?;
    let position: usize = position.parse().map_err(|_| format!("{position} is no position"))?;
    let settled = state.lines.get(position).ok_or_else(|| format!("{case} has no line {position}"))?;
    Ok(match &settled.judged.coverage {
        Coverage::Plan { edition, .. } => format!("plan {edition}"),
        Coverage::OrdinaryCatalogue { edition, .. } => format!("ordinary {edition}"),
        Coverage::NotCovered => "none".to_owned(),
    })
}

/// What the rights of somebody granted under a case come to, in the first month of each.
fn granted(world: &World, case: &str, who: &str) -> Result<String, String> {
    let (area, id) = case_of(world, case)?;
    let party = party_of(world, who)?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let rights = reader.entitlements_of_beneficiary(area, party).map_err(|error| error.to_string())?;
    let of_case = rights.iter().filter(|right| right.granted_case_id == id);
    Ok(of_case.map(|right| right.due(right.first_month)).sum::<Fen>().plain())
}

/// One right granted under a case: what a month or the one payment comes to, and from which month on.
fn right(world: &World, case: &str, who: &str, kind: &str) -> Result<String, String> {
    let right = found_right(world, case, who, kind)?;
    let until = right.last_month.map_or_else(String::new, |month| format!("..{month}"));
    Ok(format!("{} {}{until}", right.due(right.first_month).plain(), right.first_month))
}

fn found_right(world: &World, case: &str, who: &str, kind: &str) -> Result<Entitlement, String> {
    let (area, id) = case_of(world, case)?;
    let party = party_of(world, who)?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let rights = reader.entitlements_of_beneficiary(area, party).map_err(|error| error.to_string())?;
    let found = rights.into_iter().find(|right| right.granted_case_id == id && right.kind.as_str() == kind);
    found.ok_or_else(|| format!("{case} granted no {kind}"))
}

fn party_of(world: &World, who: &str) -> Result<Party, String> {
    world.account(who)?.party.ok_or_else(|| format!("{who} speaks for nobody"))
}

/// The results of the steps by which a case came to its figures.
fn steps(world: &World, case: &str) -> Result<String, String> {
    let (area, id) = case_of(world, case)?;
    let record = record(world, area, id)?;
    let surface = world.agency.registry.named(&record.head.procedure).ok_or("the procedure is gone")?;
    let view = surface.view(&record).map_err(|error| error.to_string())?;
    let steps = view.explanation.unwrap_or_default().steps;
    Ok(steps.iter().map(|step| format!("{}={}", step.name.zh, step.result)).collect::<Vec<_>>().join("；"))
}

/// What was paid on the rights of somebody granted under a case, less what was taken back.
fn paid(world: &World, case: &str, who: &str) -> Result<String, String> {
    let (area, id) = case_of(world, case)?;
    let party = party_of(world, who)?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let rights = reader.entitlements_of_beneficiary(area, party).map_err(|error| error.to_string())?;
    let mut sum = Fen::ZERO;
    for right in rights.iter().filter(|right| right.granted_case_id == id) {
        let items = reader.benefit_paid(area, right.id).map_err(|error| error.to_string())?;
        sum += right.paid(&items).into_iter().map(|(_, amount)| amount).sum();
    }
    Ok(sum.plain())
}

/// What somebody owes the work-injury fund of what was paid too much.
fn owes(world: &World, who: &str) -> Result<String, String> {
    let party = party_of(world, who)?;
    let account = Account::ReceivableOverpayment(BenefitFund::WorkInjury);
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    reader.balance(world.area, account, party).map(|balance| balance.plain()).map_err(|error| error.to_string())
}

/// The letters of a party, one after another, each in both languages.
fn letters(world: &World, who: &str) -> Result<String, String> {
    let party: Party = party_of(world, who)?;
    let mut views = world.agency.store.views().map_err(|error| error.to_string())?;
    let letters = views.outbox(world.area, Some(party), None, 100).map_err(|error| error.to_string())?;
    Ok(letters
        .into_iter()
        .map(|letter| [letter.notification.body.zh, letter.notification.body.en].join("\n"))
        .collect::<Vec<_>>()
        .join("\n"))
}
