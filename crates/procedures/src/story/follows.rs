//! What must follow from a row: asked of the store, whatever door the row went through.

use ledger::{Due, Obligation};
use values::{Date, Fen, Month, Party};

use super::injury_words;
use super::world::World;
use crate::contribution_payment::due_today;
use crate::emergency::{moved_page, newest_changes};
use crate::rights_statement::Counting;

/// Checks one expectation; the error says what was found instead.
pub(super) fn check(world: &World, words: &str) -> Result<(), String> {
    let list: Vec<&str> = words.split_whitespace().collect();
    let about_benefits = super::benefit_words::follows(world, &list);
    if let Some(answer) = super::pension_words::follows(world, &list).or(about_benefits) {
        let (found, wanted) = answer?;
        return if found == wanted { Ok(()) } else { Err(format!("{words}: found {found}")) };
    }
    if let Some(result) = injury_words::follows(world, &list) {
        return result;
    }
    let (found, wanted) = match list.as_slice() {
        ["stage", case, stage] => (stage_of(world, case)?, (*stage).to_owned()),
        ["awaits", case, role] => (awaited(world, case)?, (*role).to_owned()),
        ["deadline", case, day] => (deadline_of(world, case)?, (*day).to_owned()),
        ["owed", employer, month, amount] => {
            (sum(world, employer, month, |obligation| obligation.owed.contribution.total())?.plain(), (*amount).to_owned())
        }
        ["open", employer, month, amount] => (sum(world, employer, month, Obligation::open_principal)?.plain(), (*amount).to_owned()),
        ["late_fee", employer, month, amount] => {
            (sum(world, employer, month, |obligation| obligation.owed.late_fee)?.plain(), (*amount).to_owned())
        }
        ["late_fee_open", employer, month, amount] => {
            (sum(world, employer, month, Obligation::open_late_fee)?.plain(), (*amount).to_owned())
        }
        ["late_fee_today", employer, month, amount] => (late_fee_today(world, employer, month)?.plain(), (*amount).to_owned()),
        ["due", employer, month, day] => (due_of(world, employer, month)?, (*day).to_owned()),
        ["counts", employer, month, counting] => (counting_of(world, employer, month)?, (*counting).to_owned()),
        ["insured", who, month, count] => (insured(world, who, month)?.to_string(), (*count).to_owned()),
        ["advance", employer, amount] => (advance(world, employer)?.plain(), (*amount).to_owned()),
        ["issues", case, kind] => (issued(world, case)?, (*kind).to_owned()),
        // Lists are for pages, which a store in memory does not serve; the same story is told again over HTTP on each engine.
        ["moved", ..] if world.agency.store.views().is_err() => return Ok(()),
        ["moved", moves @ ..] => (moved(world)?, moves.join(" ")),
        ["day", ..] => return super::report_words::check(world, words),
        _ => return Err(format!("a story cannot ask: {words}")),
    };
    if found == wanted { Ok(()) } else { Err(format!("{words}: found {found}")) }
}

/// Every clock the newest change of an emergency moved, as its list has them: the day before and after each.
fn moved(world: &World) -> Result<String, String> {
    let said = |error: casework::StoreError| error.to_string();
    let change = newest_changes(&world.agency, None, 1).map_err(said)?.pop().ok_or("no emergency was ever changed")?;
    let page = moved_page(&world.agency, &change, &[], None, 100).map_err(said)?;
    let day = |due: Due| match due {
        Due::On(day) if day == casework::STANDS_STILL => "still".to_owned(),
        Due::On(day) => day.to_string(),
        Due::WhenEmergencyEnds => "open".to_owned(),
    };
    let moves: Vec<String> = page.clocks.iter().map(|clock| format!("{}>{}", day(clock.before), day(clock.after))).collect();
    Ok(if moves.is_empty() { "nothing".to_owned() } else { moves.join(" ") })
}

/// The documents a case issued, each of which one of its events has to name.
fn issued(world: &World, case: &str) -> Result<String, String> {
    let (area, id) = *world.cases.get(case).ok_or_else(|| format!("there is no case {case}"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let records = reader.issued_documents_of_case(area, id).map_err(|error| error.to_string())?;
    let told = reader.case(area, id).map_err(|error| error.to_string())?.ok_or("the case is gone")?;
    for record in &records {
        let named = |payload: String| payload.contains(&record.code.to_string()) && payload.contains(&record.sha256);
        if !told.events.iter().any(|event| named(event.payload.to_string())) {
            return Err(format!("no event of {case} names the document {}", record.code));
        }
    }
    Ok(records.iter().map(|record| record.kind.as_str()).collect::<Vec<_>>().join(","))
}

fn party(world: &World, employer: &str) -> Result<Party, String> {
    world.employers.get(employer).map(|id| Party::employer(*id)).ok_or_else(|| format!("there is no employer {employer}"))
}

fn obligations(world: &World, employer: &str, month: &str) -> Result<Vec<Obligation>, String> {
    let month: Month = month.parse().map_err(|_| format!("{month} is no month"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let all = reader.obligations(world.area, party(world, employer)?, false).map_err(|error| error.to_string())?;
    Ok(all.into_iter().filter(|obligation| obligation.month == month).collect())
}

fn sum(world: &World, employer: &str, month: &str, amount: impl Fn(&Obligation) -> Fen) -> Result<Fen, String> {
    Ok(obligations(world, employer, month)?.iter().map(amount).sum())
}

fn today(world: &World) -> Date {
    casework::Clock::today(world.clock.as_ref())
}

fn late_fee_today(world: &World, employer: &str, month: &str) -> Result<Fen, String> {
    let mut fee = Fen::ZERO;
    for obligation in obligations(world, employer, month)? {
        fee += due_today(&world.agency.law, &obligation, today(world)).map_err(|refusals| refusals.to_string())?.late_fee;
    }
    Ok(fee)
}

fn due_of(world: &World, employer: &str, month: &str) -> Result<String, String> {
    let obligations = obligations(world, employer, month)?;
    let obligation = obligations.first().ok_or("nothing is owed")?;
    Ok(match obligation.due {
        Due::On(day) => day.to_string(),
        Due::WhenEmergencyEnds => "open".to_owned(),
    })
}

/// How the month counts for the employer's people: the same for each of them.
fn counting_of(world: &World, employer: &str, month: &str) -> Result<String, String> {
    let obligations = obligations(world, employer, month)?;
    let obligation = obligations.first().ok_or("nothing is owed")?;
    let word = match Counting::of(obligation, today(world)) {
        Counting::PaidInTime => "paid_in_time",
        Counting::PaidLate => "paid_late",
        Counting::Deferred => "deferred",
        Counting::NotYetDue => "not_yet_due",
        Counting::InArrears => "in_arrears",
    };
    Ok(word.to_owned())
}

/// How many people the employer an account speaks for insures in a month.
fn insured(world: &World, who: &str, month: &str) -> Result<usize, String> {
    let month: Month = month.parse().map_err(|_| format!("{month} is no month"))?;
    let party = world.account(who)?.party.ok_or_else(|| format!("{who} speaks for nobody"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let periods = reader.employments_of_employer(world.area, party.id, Some(month)).map_err(|error| error.to_string())?;
    Ok(periods.len())
}

fn advance(world: &World, employer: &str) -> Result<Fen, String> {
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let balance = reader.balance(world.area, ledger::Account::Unallocated, party(world, employer)?).map_err(|error| error.to_string())?;
    Ok(-balance)
}

/// The role at whose desk a case waits, or `nobody`.
fn awaited(world: &World, case: &str) -> Result<String, String> {
    let (area, id) = *world.cases.get(case).ok_or_else(|| format!("there is no case {case}"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let record = reader.case(area, id).map_err(|error| error.to_string())?.ok_or("the case is gone")?;
    Ok(record.head.awaiting.map_or("nobody", casework::Role::as_str).to_owned())
}

fn stage_of(world: &World, case: &str) -> Result<String, String> {
    let (area, id) = *world.cases.get(case).ok_or_else(|| format!("there is no case {case}"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let record = reader.case(area, id).map_err(|error| error.to_string())?.ok_or("the case is gone")?;
    Ok(record.head.stage.as_str().to_owned())
}

fn deadline_of(world: &World, case: &str) -> Result<String, String> {
    let (area, id) = *world.cases.get(case).ok_or_else(|| format!("there is no case {case}"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let deadlines = reader.deadlines(area, id).map_err(|error| error.to_string())?;
    let open = deadlines.iter().find(|record| record.closed_on.is_none());
    Ok(open.map_or_else(|| "none".to_owned(), |record| record.deadline.due_on.to_string()))
}
