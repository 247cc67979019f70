//! One log-in per role. Staff belong to the first pooling area; city roles to the city itself.

use std::collections::HashMap;

use casework::Role;
use casework::identity::User;
use values::{Language, Party};

use super::hospital;
use crate::city::retiring::NAMED;
use crate::commands::users::{Account, add};
use crate::failure::{CommandError, CommandResult};
use crate::place::Open;

/// The password of every account of a demonstration; it is printed, and nothing of a demonstration is secret.
pub const DEMO_PASSWORD: &str = "yunban-demo-2020";

/// An account of the demonstration.
pub struct DemoAccount {
    pub login: &'static str,
    pub name: &'static str,
    pub role: Role,
    party: Option<Party>,
}

const fn staff(login: &'static str, name: &'static str, role: Role) -> DemoAccount {
    DemoAccount { login, name, role, party: None }
}

/// Somebody of the city who is found by their ID number once it is loaded.
const fn retiring(login: &'static str, name: &'static str) -> DemoAccount {
    staff(login, name, Role::Person)
}

/// Every account, in the order of the story.
pub fn demo_accounts() -> Vec<DemoAccount> {
    let clerk_of = |login, name, id| DemoAccount { login, name, role: Role::EmployerClerk, party: Some(Party::employer(id)) };
    vec![
        clerk_of("employer", "单位经办一", 1),
        clerk_of("employer2", "单位经办二", 2),
        clerk_of("employer3", "单位经办三", 3),
        staff("newcomer", "新单位经办", Role::EmployerClerk),
        DemoAccount { login: "person", name: "参保人", role: Role::Person, party: Some(Party::person(1)) },
        // Whoever the city's first pensioner is.
        staff(PENSIONER, "退休人员", Role::Person),
        retiring("retiree", "刚退休的人"),
        retiring("worker60", "到龄的职工"),
        retiring("worker59", "将退休的职工"),
        staff("nurse", "于静怡", Role::Person),
        staff("hospital", "医院经办", Role::EmployerClerk),
        staff("clerk", "受理员", Role::Clerk),
        staff("reviewer", "复核员", Role::Reviewer),
        staff("decider", "审批员", Role::DecisionMaker),
        staff("accountant", "基金会计员", Role::FundAccountant),
        staff("benefit", "待遇员", Role::BenefitOfficer),
        staff("injury", "工伤员", Role::InjuryOfficer),
        staff("hotline", "热线员", Role::HotlineOperator),
        staff("hall", "大厅主任", Role::HallManager),
        staff("duty", "值班员", Role::DutyOfficer),
        staff("leader", "分管领导", Role::AreaLeader),
        staff("supervisor", "市局监管员", Role::CitySupervisor),
        staff("auditor", "审计员", Role::Auditor),
        staff("administrator", "系统管理员", Role::Administrator),
    ]
}

/// Makes the accounts; the answer is by login.
pub fn create(open: &Open) -> CommandResult<HashMap<&'static str, User>> {
    let first = open.city.areas.first().ok_or_else(|| CommandError::new("the city has no pooling area"))?.code;
    let mut users = HashMap::new();
    for DemoAccount { login, name, role, party } in demo_accounts() {
        let party = party.or(of_hospital(open, login)?);
        // A small city may lack the second and third employer; their clerks then speak for nobody yet.
        let party = match party {
            Some(party) if is_registered(open, first, party)? => Some(party),
            _ => named(open, login)?,
        };
        let party = if login == PENSIONER { first_pensioner(open, first)? } else { party };
        let area = if role.sees_city() { open.city.code } else { first };
        let account = Account { area, login: login.into(), name: name.into(), roles: vec![role], party, language: Language::Chinese };
        users.insert(login, add(open, account, DEMO_PASSWORD)?);
    }
    Ok(users)
}

/// The login of somebody who receives a pension.
const PENSIONER: &str = "pensioner";

fn first_pensioner(open: &Open, area: values::AreaCode) -> CommandResult<Option<Party>> {
    let found = open.store().views()?.pensioners_after(area, values::Month::of(super::FIRST_DAY), 0, 1)?;
    Ok(found.first().map(|pensioner| Party::person(pensioner.person_id)))
}

/// The person of the demonstration a log-in speaks for.
fn named(open: &Open, login: &str) -> CommandResult<Option<Party>> {
    let Some(number) = NAMED.iter().find(|named| named.login == login).and_then(|named| named.id_number()) else { return Ok(None) };
    Ok(open.store().reader()?.person_by_id_number(&number)?.map(|person| Party::person(person.id)))
}

/// The hospital's people are found by their identifiers: their numbers depend on the size of the city.
fn of_hospital(open: &Open, login: &str) -> CommandResult<Option<Party>> {
    let mut reader = open.store().reader()?;
    Ok(match login {
        "nurse" => Some(Party::person(hospital::person(reader.as_mut(), "nurse")?.id)),
        "hospital" => Some(Party::employer(hospital::employer(reader.as_mut())?.id)),
        _ => None,
    })
}

fn is_registered(open: &Open, area: values::AreaCode, party: Party) -> CommandResult<bool> {
    let mut reader = open.store().reader()?;
    Ok(match party.kind {
        values::PartyKind::Employer => reader.employer(area, party.id)?.is_some(),
        values::PartyKind::Person => reader.person(area, party.id)?.is_some(),
        values::PartyKind::Agency => true,
    })
}
