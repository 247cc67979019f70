//! Decisions on personnel changes. Pure.

use std::collections::HashSet;

use casework::application::Granted;
use casework::procedure::CaseRef;
use casework::{Effects, Employment, Given, Refusal, Refusals, RegistryChange};
use values::{Citation, Date, Explanation, Fen, IdNumber, Month, PersonName, Telephone, Text};

use super::{Facts, Form, ROWS_MAX, Row};
use agency::common::fields::Fields;
use agency::common::people::{self, Named};

/// What a row asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Add,
    Remove,
    Wage,
}

impl Action {
    fn of(word: &str) -> Option<Action> {
        match word.trim() {
            "add" | "增加" | "增" => Some(Action::Add),
            "remove" | "减少" | "减" => Some(Action::Remove),
            "wage" | "工资" | "变更工资" => Some(Action::Wage),
            _ => None,
        }
    }
}

/// A row read into typed values.
struct Change {
    action: Action,
    name: PersonName,
    id_number: IdNumber,
    month: Month,
    /// Nothing when removing.
    wage: Fen,
    telephone: Option<Telephone>,
}

/// The fate of one row.
#[derive(Debug, Clone)]
pub struct Examined {
    /// Empty when the row is valid.
    pub refusals: Refusals,
    changes: Vec<RegistryChange>,
}

/// Examines every row on its own; the answers stand in the order of the rows.
pub fn examine(form: &Form, facts: &Facts, today: Date) -> Vec<Examined> {
    let mut seen = HashSet::new();
    let mut added = 0;
    form.rows.iter().map(|row| examine_row(form, row, facts, today, &mut seen, &mut added)).collect()
}

fn examine_row(form: &Form, row: &Row, facts: &Facts, today: Date, seen: &mut HashSet<String>, added: &mut i64) -> Examined {
    let answer = read(row).and_then(|change| {
        if !seen.insert(change.id_number.as_str().to_owned()) {
            let refusal =
                Refusal::new("twice_in_form", "同一人员在本次申报中出现多次", "this person stands in the declaration more than once");
            return Err(refusal.on_field("id_number").hint("请只保留一行", "keep one row").into());
        }
        plan(form, &change, facts, today, added)
    });
    match answer {
        Ok(changes) => Examined { refusals: Refusals::default(), changes },
        Err(refusals) => Examined { refusals, changes: Vec::new() },
    }
}

fn read(row: &Row) -> Result<Change, Refusals> {
    let mut fields = Fields::default();
    let action = Action::of(&row.action);
    if action.is_none() {
        let refusal = Refusal::new("action", "请选择“增加”“减少”或“工资”", "choose add, remove or wage");
        fields.refusals.push(refusal.on_field("action"));
    }
    let name = fields.person_name("name", &row.name);
    let id_number = fields.id_number("id_number", &row.id_number);
    let month = fields.month("month", &row.month);
    let wage = if action == Some(Action::Remove) { Some(Fen::ZERO) } else { fields.amount("wage", &row.wage) };
    let telephone = fields.telephone("telephone", &row.telephone);
    match (action, name, id_number, month, wage) {
        (Some(action), Some(name), Some(id_number), Some(month), Some(wage)) if fields.refusals.is_empty() => {
            Ok(Change { action, name, id_number, month, wage, telephone })
        }
        _ => Err(fields.refusals),
    }
}

fn plan(form: &Form, change: &Change, facts: &Facts, today: Date, added: &mut i64) -> Result<Vec<RegistryChange>, Refusals> {
    let named = facts.people.resolve(&change.name, &change.id_number)?;
    let current = match named {
        Named::Registered(id) => facts.employments.iter().find(|period| is_current(period, id)),
        Named::New => None,
    };
    match change.action {
        Action::Add => add(form, change, facts, &named, current, today, added),
        Action::Remove => remove(change, facts, current, today),
        Action::Wage => change_wage(form, change, facts, current, today),
    }
}

/// Open, or ended later than it began: a withdrawn period does not count.
fn is_current(period: &Employment, person_id: i64) -> bool {
    period.person_id == person_id && period.until_month.is_none()
}

/// 社会保险法 第58条: an employer insures an employee within thirty days of the start of work. A month that is already assessed is
/// not opened again; it is made up.
fn add(
    form: &Form,
    change: &Change,
    facts: &Facts,
    named: &Named,
    current: Option<&Employment>,
    today: Date,
    added: &mut i64,
) -> Result<Vec<RegistryChange>, Refusals> {
    if let Some(refusal) = people::refuse_age(&change.id_number, today) {
        return Err(refusal.into());
    }
    if let Some(current) = current {
        return Err(Refusal::new(
            "already_insured",
            format!("该人员自 {} 起已在本单位参保", current.from_month),
            format!("this person has been insured through you since {}", current.from_month),
        )
        .on_field("id_number")
        .into());
    }
    refuse_closed_month(change.month, facts, today)?;
    let mut changes = Vec::new();
    let person_id = match named {
        Named::Registered(id) => {
            if let Some(refusal) = facts.people.insured_elsewhere(*id, form.employer_id, change.month) {
                return Err(refusal.into());
            }
            if let Some(last) = overlapping(facts, *id, change.month) {
                return Err(Refusal::new(
                    "overlaps",
                    format!("该人员在本单位参保至 {last}，增加月份须在其后"),
                    format!("this person was insured through you until {last}; start later"),
                )
                .on_field("month")
                .into());
            }
            *id
        }
        Named::New => {
            let id = facts.people.new_id(*added);
            *added += 1;
            if let Some(area) = facts.people.area {
                let person = people::new_person(area, id, &change.name, &change.id_number, change.telephone.as_ref(), today);
                changes.push(RegistryChange::AddPerson(person));
            }
            id
        }
    };
    changes.push(RegistryChange::StartEmployment(Employment {
        employer_id: form.employer_id,
        person_id,
        from_month: change.month,
        until_month: None,
        declared_wage: change.wage,
    }));
    Ok(changes)
}

fn overlapping(facts: &Facts, person_id: i64, month: Month) -> Option<Month> {
    let periods = facts.employments.iter().filter(|period| period.person_id == person_id);
    periods.filter_map(|period| period.until_month.filter(|until| *until >= period.from_month && *until >= month)).max()
}

fn remove(change: &Change, facts: &Facts, current: Option<&Employment>, today: Date) -> Result<Vec<RegistryChange>, Refusals> {
    let current = current.ok_or_else(not_insured)?;
    // The last insured month may be the last assessed one: only later months are given up.
    refuse_closed_month(change.month.next(), facts, today)?;
    if change.month < current.from_month.previous() {
        return Err(Refusal::new(
            "before_start",
            format!("该人员自 {} 起参保，停保月份不能更早", current.from_month),
            format!("this person is insured from {}; the last month cannot be earlier", current.from_month),
        )
        .on_field("month")
        .into());
    }
    Ok(vec![RegistryChange::EndEmployment {
        employer_id: current.employer_id,
        person_id: current.person_id,
        from_month: current.from_month,
        until_month: change.month,
    }])
}

fn change_wage(
    form: &Form,
    change: &Change,
    facts: &Facts,
    current: Option<&Employment>,
    today: Date,
) -> Result<Vec<RegistryChange>, Refusals> {
    let current = current.ok_or_else(not_insured)?;
    refuse_closed_month(change.month, facts, today)?;
    let (employer_id, person_id, from_month) = (form.employer_id, current.person_id, current.from_month);
    if change.month < from_month {
        return Err(Refusal::new(
            "before_start",
            format!("该人员自 {from_month} 起参保，新工资不能更早起算"),
            format!("this person is insured from {from_month}; the new wage cannot start earlier"),
        )
        .on_field("month")
        .into());
    }
    if change.month == from_month {
        return Ok(vec![RegistryChange::ReplaceWage { employer_id, person_id, from_month, declared_wage: change.wage }]);
    }
    let next = Employment { employer_id, person_id, from_month: change.month, until_month: None, declared_wage: change.wage };
    Ok(vec![
        RegistryChange::EndEmployment { employer_id, person_id, from_month, until_month: change.month.previous() },
        RegistryChange::StartEmployment(next),
    ])
}

fn not_insured() -> Refusals {
    Refusal::new("not_insured", "该人员目前未在本单位参保", "this person is not insured through you").on_field("id_number").into()
}

/// A month takes changes until it is assessed, and not earlier than the month before it begins.
fn refuse_closed_month(month: Month, facts: &Facts, today: Date) -> Result<(), Refusals> {
    if let Some(assessed) = facts.assessed_until.filter(|assessed| month <= *assessed) {
        return Err(Refusal::new(
            "month_assessed",
            format!("{assessed} 及以前月份已核定，不能直接变更"),
            format!("months up to {assessed} are assessed and take no changes"),
        )
        .on_field("month")
        .hint("漏报的月份请办理“补办补缴”", "apply for making up the months left out")
        .citing(Citation::new("社会保险法", "第58条"))
        .into());
    }
    let latest = Month::of(today).next();
    if month > latest.next() {
        return Err(Refusal::new("month_too_late", format!("最晚可申报到 {latest}"), format!("changes can be declared up to {latest}"))
            .on_field("month")
            .into());
    }
    Ok(())
}

pub(super) fn check(form: &Form, facts: &Facts, given: &Given) -> Refusals {
    if facts.employer.is_none() {
        return Refusal::new("unknown_employer", "没有找到该单位", "there is no such employer").on_field("employer_id").into();
    }
    if form.rows.is_empty() {
        return Refusal::new("no_rows", "没有可以提交的变动", "there is nothing to hand in").into();
    }
    if form.rows.len() > ROWS_MAX {
        return Refusal::new(
            "too_many_rows",
            format!("一次最多申报 {ROWS_MAX} 行"),
            format!("at most {ROWS_MAX} rows may be handed in at once"),
        )
        .hint("请分次提交", "hand them in in several parts")
        .into();
    }
    let mut refusals = Refusals::default();
    for (position, examined) in examine(form, facts, given.today).into_iter().enumerate() {
        for mut refusal in examined.refusals.0 {
            let field = refusal.field.unwrap_or_default();
            refusal.field = Some(format!("rows.{position}.{field}"));
            refusals.push(refusal);
        }
    }
    refusals
}

pub(super) fn grant(_case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
    let registry: Vec<RegistryChange> = examine(form, facts, given.today).into_iter().flat_map(|examined| examined.changes).collect();
    let rows = form.rows.len();
    let result = Text::new(format!("{rows} 行人员变动已生效。"), format!("{rows} changes took effect."));
    let effects = Effects { registry, ..Effects::default() };
    Ok(Granted { result, explanation: Explanation::default(), paper: None, effects })
}
