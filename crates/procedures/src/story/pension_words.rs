//! What stories of the pension insurance say: people with a record of earlier years, and what must be due to them.
//!
//! ```text
//! person P born 1960-03-15 as M60 paid 1996-01..2020-03 at 1.0000 crediting 500.00 opening 2018 60000.00 deemed 24
//! ```
//!
//! A pensioner goes on with `drawing 3000.00 since 2015-04 settled 2020-06 certified 2020-01-31 banked`: the pension, the last month
//! paid, the last day of the certification, and that an account is on record.
//!
//! `verified` says that a pre-review verified the record, `works for A` that the person is an employee of A.

use casework::store::CityRow;
use casework::{
    BenefitAmount, BenefitKind, CareerYear, CaseTarget, Certification, CertificationWay, Employment, Entitlement, Gathering, PayeeAccount,
    PensionRecord, Person, Role,
};
use serde_json::{Value, json};
use values::{AccountNumber, Date, Fen, IdNumber, Month, Party, PersonName, Sex};

use super::Answer;
use super::replay::Door;
use super::world::World;

/// A person as a story sets them up.
#[derive(Debug, Default)]
struct Told<'a> {
    name: &'a str,
    born_on: &'a str,
    category: Option<&'a str>,
    is_female: bool,
    paid: Option<(&'a str, &'a str)>,
    index: &'a str,
    crediting: &'a str,
    opening: (&'a str, &'a str),
    deemed: &'a str,
    works_for: Option<&'a str>,
    is_verified: bool,
    drawing: Option<&'a str>,
    since: &'a str,
    settled: &'a str,
    certified_until: Option<&'a str>,
    is_banked: bool,
}

fn told(words: &str) -> Option<Told<'_>> {
    let mut words = words.split_whitespace();
    let mut told =
        Told { name: words.next()?, index: "1.0000", crediting: "0.00", opening: ("2018", "0.00"), deemed: "0", ..Told::default() };
    while let Some(word) = words.next() {
        match word {
            "born" => told.born_on = words.next()?,
            "as" => told.category = Some(words.next()?),
            "female" => told.is_female = true,
            "paid" => told.paid = Some(words.next()?.split_once("..")?),
            "at" => told.index = words.next()?,
            "crediting" => told.crediting = words.next()?,
            "opening" => told.opening = (words.next()?, words.next()?),
            "deemed" => told.deemed = words.next()?,
            "works" => told.works_for = (words.next()? == "for").then(|| words.next()).flatten(),
            "verified" => told.is_verified = true,
            "drawing" => told.drawing = Some(words.next()?),
            "since" => told.since = words.next()?,
            "settled" => told.settled = words.next()?,
            "certified" => told.certified_until = Some(words.next()?),
            "banked" => told.is_banked = true,
            _ => return None,
        }
    }
    Some(told)
}

/// Puts a person into a world that is being set up.
pub(super) fn add_person(world: &mut World, words: &str, password_hash: &str, rows: &mut Vec<CityRow>) -> Result<(), String> {
    let told =
        told(words).ok_or_else(|| format!("write `person P born 1960-03-15 as M60 paid 1996-01..2020-03 at 1.0000`, not: {words}"))?;
    let born_on: Date = told.born_on.parse().map_err(|_| format!("{} is no day", told.born_on))?;
    let is_female = told.is_female || told.category.is_some_and(|category| category.starts_with('F'));
    let id = world.agency.store.reserve(world.area, "person", 1).map_err(|error| error.to_string())?;
    let sex = if is_female { Sex::Female } else { Sex::Male };
    let sequence = u16::try_from(2 * id % 1000).unwrap_or(0) + u16::from(sex == Sex::Male);
    let person = Person {
        area: world.area,
        id,
        name: PersonName::parse("于海洋").map_err(|error| error.to_string())?,
        id_number: IdNumber::from_parts("379902", born_on, sequence).map_err(|error| error.to_string())?,
        telephone: None,
        registered_on: jiff::civil::date(1996, 1, 1),
    };
    rows.push(CityRow::Person(person));
    if told.paid.is_some() {
        rows.push(CityRow::PensionRecord(record(world, id, &told)?));
    }
    add_pension(world, id, &told, rows)?;
    if let Some(employer) = told.works_for {
        let employer_id = *world.employers.get(employer).ok_or_else(|| format!("there is no employer {employer}"))?;
        let from_month = Month::new(2015, 1).map_err(|error| error.to_string())?;
        let employment = Employment { employer_id, person_id: id, from_month, until_month: None, declared_wage: Fen(600_000) };
        rows.push(CityRow::Employment(world.area, employment));
    }
    world.people.insert(told.name.to_owned(), id);
    world.add_user(told.name, world.area, Role::Person, Some(Party::person(id)), password_hash)
}

/// The pension somebody draws already, with account and certification.
fn add_pension(world: &World, id: i64, told: &Told<'_>, rows: &mut Vec<CityRow>) -> Result<(), String> {
    let (area, party) = (world.area, Party::person(id));
    if told.is_banked {
        let account = PayeeAccount {
            holder: "于海洋".into(),
            bank_name: "中国银行威海分行".into(),
            bank_code: "104465000017".parse().map_err(|_| "the bank of a story has a number")?,
            number: AccountNumber::card(&format!("6217000{id:011}")).map_err(|error| error.text().en)?,
        };
        rows.push(CityRow::PayeeAccount(area, party, account));
    }
    if let Some(until) = told.certified_until {
        let valid_until: Date = until.parse().map_err(|_| format!("{until} is no day"))?;
        let certified_on = jiff::civil::date(valid_until.year() - 1, 1, 1);
        let certification = Certification { person_id: id, certified_on, valid_until, way: CertificationWay::Web };
        rows.push(CityRow::Certification(area, certification));
    }
    let Some(drawing) = told.drawing else { return Ok(()) };
    let month = |text: &str| text.parse::<Month>().map_err(|_| format!("{text} is no month"));
    let monthly: Fen = drawing.parse().map_err(|_| format!("{drawing} is no amount"))?;
    let first_month = month(told.since)?;
    rows.push(CityRow::Entitlement(Entitlement {
        area,
        id: world.agency.store.reserve(area, "entitlement", 1).map_err(|error| error.to_string())?,
        kind: BenefitKind::EmployeePension,
        beneficiary: party,
        payee: party,
        first_month,
        last_month: None,
        granted_case_id: 0,
        settled_through: month(told.settled)?,
        amounts: vec![BenefitAmount { from_month: first_month, monthly, provisional: false, case_id: 0 }],
        suspensions: Vec::new(),
    }));
    Ok(())
}

fn record(world: &World, person_id: i64, told: &Told<'_>) -> Result<PensionRecord, String> {
    let (from, until) = told.paid.unwrap_or_default();
    let month = |text: &str| text.parse::<Month>().map_err(|_| format!("{text} is no month"));
    let amount = |text: &str| text.parse::<Fen>().map_err(|_| format!("{text} is no amount"));
    let (from, until, credit, balance) = (month(from)?, month(until)?, amount(told.crediting)?, amount(told.opening.1)?);
    let index = told.index.replace('.', "").parse::<i64>().map_err(|_| format!("{} is no index of four decimals", told.index))?;
    let years = (from.year()..=until.year()).map(|year| {
        let months = from.through(until).filter(|month| month.year() == year).count() as i64;
        CareerYear { year, months, index_sum: index * months, credits: Fen(credit.0 * months) }
    });
    Ok(PensionRecord {
        area: world.area,
        person_id,
        born: None,
        category: told.category.map(str::to_owned),
        first_employment: Some(from),
        deemed_months: told.deemed.parse().map_err(|_| format!("{} are no months", told.deemed))?,
        special_work_months: 0,
        account_start: None,
        paid_months_before_account: None,
        opening_year: told.opening.0.parse().map_err(|_| format!("{} is no year", told.opening.0))?,
        opening_balance: balance,
        years: years.collect(),
        verified_case_id: told.is_verified.then_some(0),
    })
}

/// In a form `"$P"` is the number of the person P in the register, `"$P.party"` the party, and `"$P.id_number"` the ID number.
pub(super) fn with_people(world: &World, form: &str) -> String {
    world.people.iter().fold(form.to_owned(), |form, (name, id)| {
        let party = json!(Party::person(*id)).to_string();
        let form = form.replace(&format!("\"${name}\""), &id.to_string()).replace(&format!("\"${name}.party\""), &party);
        let asked = format!("\"${name}.id_number\"");
        if form.contains(&asked) { form.replace(&asked, &json!(id_number(world, *id)).to_string()) } else { form }
    })
}

fn id_number(world: &World, id: i64) -> Option<String> {
    let person = world.agency.store.reader().ok()?.person(world.area, id).ok()??;
    Some(person.id_number.as_str().to_owned())
}

/// Papers handed in with a form: `birth_proof,deemed_proof`.
pub(super) fn papers(world: &World, kinds: &str) -> Result<Vec<Value>, String> {
    let kinds = kinds.split(',').map(str::trim).filter(|kind| !kind.is_empty());
    kinds
        .map(|kind| {
            let content = format!("%PDF-1.7 {kind}");
            let sha256 = world.agency.store.keep_document(content.as_bytes()).map_err(|error| error.to_string())?;
            Ok(json!({
                "kind": kind, "file_name": format!("{kind}.pdf"), "media_type": "application/pdf", "size_bytes": content.len(),
                "sha256": sha256, "received_at": casework::Clock::now(world.clock.as_ref()),
            }))
        })
        .collect()
}

/// The words of the `does` column about pensions; `None` where they are about something else.
pub(super) fn play(world: &mut World, door: &mut dyn Door, who: &str, does: &str) -> Option<Result<Answer, String>> {
    let words: Vec<&str> = does.split_whitespace().collect();
    let (procedure, scope, case) = match words.as_slice() {
        ["recalculate", year, "as", case] if year.parse::<i32>().is_ok() => {
            ("pension_recalculation", json!({ "of": "year", "year": year.parse::<i32>().ok()? }), *case)
        }
        ["recalculate", person, "as", case] => {
            ("pension_recalculation", json!({ "of": "person", "person_id": world.people.get(*person)? }), *case)
        }
        ["adjust", year, "as", case] => ("pension_adjustment", json!({ "year": year.parse::<i32>().ok()? }), *case),
        ["approve", case] => return Some(approve(world, door, who, case)),
        _ => {
            let rest = does.strip_prefix("correct ")?;
            return Some(correct(world, door, who, rest));
        }
    };
    let command = json!({ "command": "propose", "scope": scope, "reason": "故事" });
    let answer = door.give(world, who, procedure, CaseTarget::New(world.area), command);
    if let Ok(id) = &answer {
        world.cases.insert(case.to_owned(), (world.area, *id));
    }
    Some(Ok(answer))
}

/// Approves a run and carries it out, portion by portion, until nothing is left.
fn approve(world: &World, door: &mut dyn Door, who: &str, case: &str) -> Result<Answer, String> {
    let (area, id) = *world.cases.get(case).ok_or_else(|| format!("there is no case {case}"))?;
    let target = CaseTarget::Existing { area, id };
    let procedure = procedure_of(world, case)?;
    let approved = door.give(world, who, &procedure, target, json!({ "command": "approve", "note": "" }));
    if approved.is_err() {
        return Ok(approved);
    }
    loop {
        match door.give(world, who, &procedure, target, json!({ "command": "carry_out" })) {
            Ok(_) => {}
            Err(codes) if codes.iter().any(|code| code == "out_of_turn") => return Ok(approved),
            Err(codes) => return Ok(Err(codes)),
        }
    }
}

/// `correct C {form}`: a reviewer puts right what was stated.
fn correct(world: &World, door: &mut dyn Door, who: &str, rest: &str) -> Result<Answer, String> {
    let (case, form) = rest.split_once(' ').ok_or("write: correct CASE {form}")?;
    let form: Value = serde_json::from_str(&with_people(world, form)).map_err(|error| error.to_string())?;
    let (area, id) = *world.cases.get(case).ok_or_else(|| format!("there is no case {case}"))?;
    let command = json!({ "command": "correct", "form": form, "reason": "档案最先记载" });
    Ok(door.give(world, who, &procedure_of(world, case)?, CaseTarget::Existing { area, id }, command))
}

fn procedure_of(world: &World, case: &str) -> Result<String, String> {
    let (area, id) = *world.cases.get(case).ok_or_else(|| format!("there is no case {case}"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let record = reader.case(area, id).map_err(|error| error.to_string())?.ok_or("the case is gone")?;
    Ok(record.head.procedure)
}

/// What must follow about pensions: what was found and what was wanted; `None` where the words are about something else.
pub(super) fn follows(world: &World, words: &[&str]) -> Option<Result<(String, String), String>> {
    let (found, wanted) = match words {
        ["pension", person, month, amount] => (due(world, person, month), (*amount).to_owned()),
        ["starts", person, month] => {
            let first = pension(world, person).map(|right| right.map_or_else(none, |right| right.first_month.to_string()));
            (first, (*month).to_owned())
        }
        ["provisional", person, wanted] => {
            let last = |right: Entitlement| right.amounts.last().is_some_and(|amount| amount.provisional);
            (pension(world, person).map(|right| yes(right.is_some_and(last))), (*wanted).to_owned())
        }
        ["verified", person, wanted] => (verified(world, person), (*wanted).to_owned()),
        ["says", case, rest @ ..] => {
            let rest = rest.join(" ");
            (says(world, case, &rest).map(|is_said| if is_said { rest.clone() } else { none() }), rest)
        }
        _ => return None,
    };
    Some(found.map(|found| (found, wanted)))
}

fn none() -> String {
    "none".to_owned()
}

fn yes(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}

fn party(world: &World, person: &str) -> Result<Party, String> {
    world.people.get(person).map(|id| Party::person(*id)).ok_or_else(|| format!("there is no person {person}"))
}

/// The person's monthly pensions, in order of their grant.
fn pensions(world: &World, person: &str) -> Result<Vec<Entitlement>, String> {
    let party = party(world, person)?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let mut gathering = Gathering::new(world.agency.store.as_ref(), reader.as_mut(), world.area);
    let rights = gathering.entitlements_of_beneficiary(party).map_err(|error| error.to_string())?;
    Ok(rights.into_iter().filter(|right| right.kind.is_monthly()).collect())
}

/// The latest granted of them.
fn pension(world: &World, person: &str) -> Result<Option<Entitlement>, String> {
    Ok(pensions(world, person)?.pop())
}

fn due(world: &World, person: &str, month: &str) -> Result<String, String> {
    let month: Month = month.parse().map_err(|_| format!("{month} is no month"))?;
    Ok(pensions(world, person)?.iter().map(|right| right.due(month)).sum::<Fen>().plain())
}

fn verified(world: &World, person: &str) -> Result<String, String> {
    let id = party(world, person)?.id;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let record = reader.pension_record(world.area, id).map_err(|error| error.to_string())?;
    Ok(yes(record.is_some_and(|record| record.verified_case_id.is_some())))
}

/// Whether anything on the case, such as the result told to the applicant, holds the words.
fn says(world: &World, case: &str, words: &str) -> Result<bool, String> {
    let (area, id) = *world.cases.get(case).ok_or_else(|| format!("there is no case {case}"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let record = reader.case(area, id).map_err(|error| error.to_string())?.ok_or("the case is gone")?;
    Ok(record.events.iter().any(|event| event.payload.to_string().contains(words)))
}
