//! What stories of benefits say: a payroll from its start to the bank's answer, certifications, and what a death leaves.
//!
//! ```text
//! payroll 2020-07 as R     starts the payroll of a month and computes it
//! review R, approve R, request-funds R, confirm-funds R, make-file R, reissue R, close R
//! answer R returning P     the bank paid everything but what was sent to P
//! propose-cancel R, cancel R, keep-going R
//! release R P, hold-out R P, account R P 6217…
//! ```

use casework::payroll::PayrollBatch;
use casework::{CaseTarget, Clock, Gathering};
use ledger::Account;
use pensions::benefit_payroll::{self, BenefitPayroll, Command, State, payment_reference};
use serde_json::{Value, json};
use values::{AreaCode, Fen, Month, Party};

use super::Answer;
use super::replay::Door;
use super::world::{World, given_by};

/// More payments than a story has.
const PAYMENTS: u32 = 1_000;

/// Plays a row about payrolls; `None` when it is about something else.
pub(super) fn play(world: &mut World, door: &mut dyn Door, who: &str, does: &str) -> Option<Result<Answer, String>> {
    let words: Vec<&str> = does.split_whitespace().collect();
    if let ["payroll", month, "as", case] = words.as_slice() {
        return Some(start(world, door, who, month, case));
    }
    let (_, id) = run_of(world, words.get(1)?)?;
    Some(command_of(world, &words).map(|command| {
        let target = CaseTarget::Existing { area: world.area, id };
        door.give(world, who, benefit_payroll::NAME, target, command)
    }))
}

/// The case of a name, where it is a payroll.
fn run_of(world: &World, case: &str) -> Option<(AreaCode, i64)> {
    let (area, id) = *world.cases.get(case)?;
    let record = world.agency.store.reader().ok()?.case(area, id).ok()??;
    (record.head.procedure == benefit_payroll::NAME).then_some((area, id))
}

/// Starts the payroll and works it off; the office it was started in does not matter to that.
fn start(world: &mut World, door: &mut dyn Door, who: &str, month: &str, case: &str) -> Result<Answer, String> {
    let command = json!({ "command": "start", "month": month, "funds": ["employee_pension", "resident_pension", "work_injury"] });
    if let Err(codes) = door.give(world, who, benefit_payroll::NAME, CaseTarget::New(world.area), command) {
        return Ok(Err(codes));
    }
    let of: Month = month.parse().map_err(|_| format!("{month} is no month"))?;
    let runs = benefit_payroll::runs_of(&world.agency, world.area, Some(of)).map_err(|error| error.to_string())?;
    let id = runs.first().map(|(head, _)| head.id).ok_or("the payroll was not started")?;
    let given = given_by(world, world.account(who)?.actor(), format!("story:payroll:{id}"));
    benefit_payroll::resume(&world.agency, world.area, id, &given, "story", &mut |_| {}).map_err(|error| error.to_string())?;
    world.cases.insert(case.to_owned(), (world.area, id));
    Ok(Ok(id))
}

fn command_of(world: &World, words: &[&str]) -> Result<Value, String> {
    let right = |person: &str| right_of(world, person);
    Ok(match words {
        [step @ ("review" | "approve" | "reissue" | "close"), _] => json!({ "command": step }),
        ["propose-cancel", _] => json!({ "command": "propose_cancel", "reason": "基数录入有误" }),
        ["cancel", _] => json!({ "command": "cancel" }),
        ["keep-going", _] => json!({ "command": "keep_going", "reason": "已核对无误" }),
        ["request-funds", _] => json!({ "command": "request_funds" }),
        ["confirm-funds", case] => {
            let amount = state_of(world, case)?.amount().plain();
            let received_on = world.clock.today().to_string();
            json!({ "command": "confirm_funds", "received_on": received_on, "reference": format!("CZ-{case}"), "amount": amount })
        }
        ["make-file", _] => json!({ "command": "make_bank_file" }),
        ["release", _, person] => json!({ "command": "release", "entitlement_id": right(person)?, "reason": "已核对" }),
        ["hold-out", _, person] => json!({ "command": "hold_out", "entitlement_id": right(person)?, "reason": "暂缓" }),
        ["account", _, person, number] => json!({
            "command": "correct_account", "entitlement_id": right(person)?, "holder": "于海洋", "bank_name": "中国银行",
            "bank_code": "104465000017", "number": number,
        }),
        ["answer", case, rest @ ..] => answer(world, case, rest)?,
        other => return Err(format!("a payroll has no step {}", other.join(" "))),
    })
}

fn state_of(world: &World, case: &str) -> Result<State, String> {
    let (area, id) = run_of(world, case).ok_or_else(|| format!("there is no payroll {case}"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let target = CaseTarget::Existing { area, id };
    let loaded = casework::office::load(&BenefitPayroll::of(&world.agency), reader.as_mut(), target);
    loaded.map(|loaded| loaded.state).map_err(|error| error.to_string())
}

/// What the bank says became of the batch sent last: everything was paid but what was sent to those named.
fn answer(world: &World, case: &str, rest: &[&str]) -> Result<Value, String> {
    let (area, run_id) = run_of(world, case).ok_or_else(|| format!("there is no payroll {case}"))?;
    let state = state_of(world, case)?;
    let last = state.last_batch().ok_or("there is no batch")?;
    let file = last.file.as_ref().ok_or("no file was made")?;
    let returning = match rest {
        ["returning", people] => people.split(',').map(|person| right_of(world, person)).collect::<Result<Vec<_>, _>>()?,
        _ => Vec::new(),
    };
    let batch = PayrollBatch { area, run_id, number: last.number };
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let rows = reader.payments(batch, 0, PAYMENTS, false).map_err(|error| error.to_string())?;
    let sent = rows.into_iter().filter(|row| row.mark.is_none()).map(|row| row.payment);
    let lines = sent.map(|payment| {
        let is_back = returning.contains(&payment.entitlement_id);
        json!({
            "end_to_end_id": payment_reference(batch, payment.entitlement_id), "status": if is_back { "RJCT" } else { "ACSC" },
            "reason": if is_back { "AC04" } else { "" }, "amount": payment.amount,
        })
    });
    let result = json!({
        "message_id": file.message_id, "settled_on": world.clock.today().to_string(), "payments": file.payments,
        "amount": file.amount, "lines": lines.collect::<Vec<_>>(), "file_sha256": format!("{} {returning:?}", file.message_id),
    });
    Ok(json!({ "command": "read_bank_result", "result": result }))
}

fn person(world: &World, name: &str) -> Result<Party, String> {
    world.people.get(name).map(|id| Party::person(*id)).ok_or_else(|| format!("there is no person {name}"))
}

/// The monthly right of a person, the latest granted.
fn right_of(world: &World, name: &str) -> Result<i64, String> {
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let rights = reader.entitlements_of_beneficiary(world.area, person(world, name)?).map_err(|error| error.to_string())?;
    let last = rights.into_iter().rfind(|right| right.kind.is_monthly());
    last.map(|right| right.id).ok_or_else(|| format!("{name} has no monthly right"))
}

/// What must follow about benefits: what was found and what was wanted; `None` where the words are about something else.
pub(super) fn follows(world: &World, words: &[&str]) -> Option<Result<(String, String), String>> {
    let (found, wanted) = match words {
        ["certified", name, until] => (certified(world, name), (*until).to_owned()),
        ["paid", name, month, amount] => (paid(world, name, month), (*amount).to_owned()),
        ["receives", name, kind, amount] => (receives(world, name, kind), (*amount).to_owned()),
        ["run", case, payments, amount, step @ ..] => {
            let found =
                state_of(world, case).map(|state| format!("{} {} {}", state.payments(), state.amount().plain(), state.step.name().en));
            (found, format!("{payments} {amount} {}", step.join(" ")))
        }
        ["held", case, kinds] => (held(world, case), (*kinds).to_owned()),
        ["in-time", case, share] => {
            let share_of = |(paid, due): (i64, i64)| format!("{paid}/{due}");
            (state_of(world, case).map(|state| state.in_time().map_or_else(|| "none".to_owned(), share_of)), (*share).to_owned())
        }
        ["book", account, whose, amount] => (book(world, account, whose), (*amount).to_owned()),
        _ => return None,
    };
    Some(found.map(|found| (found, wanted)))
}

fn certified(world: &World, name: &str) -> Result<String, String> {
    let id = person(world, name)?.id;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let found = reader.certification(world.area, id).map_err(|error| error.to_string())?;
    Ok(found.map_or_else(|| "none".to_owned(), |certification| certification.valid_until.to_string()))
}

/// What payrolls paid somebody for a month, less what was taken back.
fn paid(world: &World, name: &str, month: &str) -> Result<String, String> {
    let month: Month = month.parse().map_err(|_| format!("{month} is no month"))?;
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let mut gathering = Gathering::new(world.agency.store.as_ref(), reader.as_mut(), world.area);
    let mut sum = Fen::ZERO;
    for right in gathering.entitlements_of_beneficiary(person(world, name)?).map_err(|error| error.to_string())? {
        let items = gathering.benefit_paid(right.id).map_err(|error| error.to_string())?;
        sum += items.into_iter().filter(|(of, _)| *of == month).map(|(_, amount)| amount).sum::<Fen>();
    }
    Ok(sum.plain())
}

/// What the rights of a kind come to in their first month.
fn receives(world: &World, name: &str, kind: &str) -> Result<String, String> {
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    let rights = reader.entitlements_of_beneficiary(world.area, person(world, name)?).map_err(|error| error.to_string())?;
    Ok(rights.iter().filter(|right| right.kind.as_str() == kind).map(|right| right.due(right.first_month)).sum::<Fen>().plain())
}

/// The kinds of finding of a run, each with its number: `not_certified:1,no_account:2`, or `nothing`.
fn held(world: &World, case: &str) -> Result<String, String> {
    let found = state_of(world, case)?.found;
    let words: Vec<String> = found.iter().map(|(kind, count)| format!("{}:{count}", kind.as_str())).collect();
    Ok(if words.is_empty() { "nothing".to_owned() } else { words.join(",") })
}

/// What stands on an account: of the agency itself, or of a person.
fn book(world: &World, code: &str, whose: &str) -> Result<String, String> {
    let account = Account::of_code(code).ok_or_else(|| format!("there is no account {code}"))?;
    let party = if whose == "agency" { Party::AGENCY } else { person(world, whose)? };
    let mut reader = world.agency.store.reader().map_err(|error| error.to_string())?;
    reader.balance(world.area, account, party).map(Fen::plain).map_err(|error| error.to_string())
}

/// Gives a command of a payroll straight to the case machine, with the account money is paid from.
pub(super) fn give(world: &World, on: CaseTarget, command: Value, given: &casework::Given) -> Answer {
    let command: Command = serde_json::from_value(command).map_err(|error| vec![error.to_string()])?;
    let procedure = BenefitPayroll::of(&world.agency);
    let done = casework::perform(world.agency.store.as_ref(), &procedure, on, &command, given);
    done.map(|performed| performed.case_id).map_err(super::replay::codes)
}
