//! The work queue: a page is read from one ascending index for each area, state and role; those of an area in one statement, the areas
//! merged here.
//!
//! Merging outside the database keeps every statement inside one area, and lets each use its index to the end.

use casework::case::CaseHead;
use casework::store::StoreResult;
use casework::worklist::CaseFilter;
use values::{AreaCode, CaseNumber};

use super::{area, case_file};
use crate::engine::{Connection, Value};
use crate::statement::Statement;

/// The narrowing conditions beside area and state, each with the column it compares.
const NARROWINGS: usize = 7;

/// A page of the queue: priority down, then due day up, then area and number up.
pub fn page(connection: &mut dyn Connection, filter: &CaseFilter) -> StoreResult<Vec<CaseHead>> {
    let areas = if filter.areas.is_empty() { area::list(connection)? } else { filter.areas.clone() };
    if let Some(number) = filter.text.as_deref().and_then(|text| text.parse::<CaseNumber>().ok()) {
        let found = case_file::find_number(connection, &number)?;
        return Ok(found.into_iter().filter(|head| areas.contains(&head.area) && admits(filter, head)).collect());
    }
    let roles: Vec<Option<&str>> =
        if filter.awaiting.is_empty() { vec![None] } else { filter.awaiting.iter().map(|role| Some(role.as_str())).collect() };
    let mut heads = Vec::new();
    for area in areas {
        for role in &roles {
            heads.extend(part(connection, filter, area, *role)?);
        }
    }
    heads.sort_by_key(|head: &CaseHead| {
        (case_file::queue_rank(head.priority), head.due_on.unwrap_or(case_file::NO_DEADLINE), head.area, head.id)
    });
    heads.truncate(filter.limit as usize);
    Ok(heads)
}

/// The page as far as one area and one role contribute to it.
fn part(connection: &mut dyn Connection, filter: &CaseFilter, area: AreaCode, role: Option<&str>) -> StoreResult<Vec<CaseHead>> {
    let mut parameters: Vec<Value<'_>> = vec![(&area).into()];
    match &filter.after {
        None => parameters.extend([i64::MIN.into(), "".into(), 0.into()]),
        Some(cursor) => {
            // Rows that tie with the cursor come after it when their area does, or their number in the same area.
            let id = match area.cmp(&cursor.area) {
                std::cmp::Ordering::Less => i64::MAX,
                std::cmp::Ordering::Equal => cursor.id,
                std::cmp::Ordering::Greater => 0,
            };
            parameters.extend([case_file::queue_rank(cursor.priority).into(), cursor.due_on.into(), id.into()]);
        }
    }
    parameters.push(i64::from(filter.limit).into());
    let mut present = [false; NARROWINGS];
    let mut narrow = |position: usize, value: Option<Value<'_>>| {
        if let Some(value) = value {
            present[position] = true;
            parameters.push(match value {
                Value::Text(text) => Value::from(text.into_owned()),
                Value::Int(number) => Value::Int(number),
                Value::Null => Value::Null,
            });
        }
    };
    narrow(0, role.map(Value::from));
    narrow(1, filter.party.map(|party| party.kind.as_str().into()));
    narrow(2, filter.party.map(|party| party.id.into()));
    narrow(3, filter.opened_by.map(Value::from));
    narrow(4, filter.procedure.as_ref().map(Value::from));
    narrow(5, filter.stage.map(|stage| stage.as_str().into()));
    narrow(6, filter.due_by.map(Value::from));
    for word in words(filter) {
        parameters.push(word.into());
    }
    let statement = statement(present, words(filter).len(), filter.only_open);
    connection.rows(&statement, &parameters, case_file::read)
}

/// The statement for a combination of narrowings and a count of words, over open cases alone or over all.
fn statement(present: [bool; NARROWINGS], word_count: usize, only_open: bool) -> Statement {
    let columns = ["awaiting =", "party_kind =", "party_id =", "opened_by =", "procedure_name =", "stage =", "due_on <="];
    let mut conditions = String::new();
    let mut next = 6;
    for (comparison, _) in columns.iter().zip(present).filter(|(_, is_present)| *is_present) {
        conditions.push_str(&format!(" AND {comparison} ${next}"));
        next += 1;
    }
    for _ in 0..word_count {
        conditions.push_str(&format!(" AND subject_search LIKE ${next} ESCAPE '!'"));
        next += 1;
    }
    let of_state = |is_open: i64| {
        format!(
            "SELECT id FROM (SELECT id FROM case_file WHERE area = $1 AND is_open = {is_open}
               AND (queue_rank, due_on, id) > ($2, $3, $4){conditions}
               ORDER BY queue_rank, due_on, id LIMIT $5) AS of_state_{is_open}"
        )
    };
    let ids = if only_open { of_state(1) } else { format!("{} UNION ALL {}", of_state(1), of_state(0)) };
    // The page is found by its numbers alone: what an index answers whole is answered without a look at the cases it passes over.
    Statement::built(format!(
        "SELECT {} FROM case_file WHERE area = $1 AND id IN ({ids}) ORDER BY queue_rank, due_on, id LIMIT $5",
        case_file::COLUMNS
    ))
}

/// Every statement this module can make with up to two words, for the test that prepares them.
#[cfg(any(test, feature = "testing"))]
pub fn catalogue() -> Vec<Statement> {
    let mut all = Vec::new();
    for combination in 0..1_usize << NARROWINGS {
        let present = std::array::from_fn(|position| combination & (1 << position) != 0);
        all.extend((0..=2).flat_map(|word_count| [true, false].map(|only_open| statement(present, word_count, only_open))));
    }
    all
}

/// The words of the search as patterns; what LIKE would read as a joker is taken literally.
fn words(filter: &CaseFilter) -> Vec<String> {
    /// More words than this narrow nothing further.
    const WORDS_MAX: usize = 8;
    let text = filter.text.as_deref().unwrap_or("").to_lowercase();
    let escaped = |word: &str| word.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    text.split_whitespace().take(WORDS_MAX).map(|word| format!("%{}%", escaped(word))).collect()
}

fn admits(filter: &CaseFilter, head: &CaseHead) -> bool {
    filter.party.is_none_or(|party| party == head.party)
        && filter.opened_by.is_none_or(|user| user == head.opened_by)
        && filter.procedure.as_ref().is_none_or(|procedure| *procedure == head.procedure)
        && filter.stage.is_none_or(|stage| stage == head.stage)
        && (filter.awaiting.is_empty() || head.awaiting.is_some_and(|role| filter.awaiting.contains(&role)))
        && (!filter.only_open || head.stage.is_open())
        && filter.due_by.is_none_or(|day| head.due_on.unwrap_or(case_file::NO_DEADLINE) <= day)
        && filter.after.is_none()
}
