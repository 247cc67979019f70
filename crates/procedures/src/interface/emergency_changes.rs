//! The changes of emergencies and the clocks each of them moved, for programs.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use casework::Role;
use serde_json::{Value, json};
use values::Text;
use web::{FormData, PageError, blocking};

use super::caller::Caller;
use super::problem::Problem;
use crate::desk::areas_asked;
use crate::emergency::{Change, ChangeKind, Place, change, moved_page, newest_changes};
use agency::Agency;

/// Clocks or changes in one answer.
const PAGE_MOST: usize = 500;
const PAGE_USUAL: usize = 100;

/// Those who may open the page of the same list.
const READERS: [Role; 4] = [Role::CitySupervisor, Role::AreaLeader, Role::DutyOfficer, Role::Auditor];

/// What is asked of a list: each parameter once, nothing else.
struct Asked {
    area: String,
    after: Option<String>,
    limit: usize,
}

impl Asked {
    fn read(query: Option<String>, with_area: bool) -> Result<Asked, Problem> {
        let data = FormData::from_urlencoded(&query.unwrap_or_default()).map_err(|_| unreadable("query"))?;
        let mut asked = Asked { area: String::new(), after: None, limit: PAGE_USUAL };
        for (name, value) in data.fields() {
            match name {
                "area" if with_area => value.clone_into(&mut asked.area),
                "after" => asked.after = Some(value.to_owned()),
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| (1..=PAGE_MOST).contains(limit));
                    asked.limit = limit.ok_or_else(|| unreadable(name))?;
                }
                _ => return Err(unreadable(name)),
            }
        }
        Ok(asked)
    }
}

pub(super) async fn list(State(agency): State<Agency>, caller: Caller, RawQuery(query): RawQuery) -> Result<Json<Value>, Problem> {
    admit(&caller)?;
    let asked = Asked::read(query, false)?;
    let before = asked.after.map(|after| after.parse().map_err(|_| unreadable("after"))).transpose()?;
    working(move || {
        let mut changes = newest_changes(&agency, before, u32::try_from(asked.limit + 1).unwrap_or(u32::MAX))?;
        let has_next = changes.len() > asked.limit;
        changes.truncate(asked.limit);
        let next = changes.last().filter(|_| has_next).map(|change| change.case_id.to_string());
        Ok(Json(json!({ "changes": changes.iter().map(written).collect::<Vec<_>>(), "next": next })))
    })
    .await
}

pub(super) async fn moved(
    State(agency): State<Agency>,
    caller: Caller,
    Path(number): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Problem> {
    admit(&caller)?;
    let asked = Asked::read(query, true)?;
    let from = asked.after.map(|after| Place::read(&after).ok_or_else(|| unreadable("after"))).transpose()?;
    working(move || {
        let number = number.parse().map_err(|_| Problem::not_found())?;
        let change = change(&agency, &number)?.ok_or_else(Problem::not_found)?;
        let (_, areas) = areas_asked(&agency.law, &caller.actor, &asked.area)?;
        let page = moved_page(&agency, &change, &areas, from, asked.limit)?;
        Ok(Json(json!({ "change": written(&change), "moved": page.clocks, "next": page.next.map(|place| place.written()) })))
    })
    .await
}

fn admit(caller: &Caller) -> Result<(), Problem> {
    if caller.actor.has_any(&READERS) {
        return Ok(());
    }
    Err(PageError::Forbidden { what: Text::new("查看应急状态引起的期限变更", "seeing what a change of an emergency moved") }.into())
}

async fn working<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    blocking(move || Ok::<_, PageError>(work())).await?
}

fn written(change: &Change) -> Value {
    let (kind, before) = match change.kind {
        ChangeKind::Declared => ("declared", None),
        ChangeKind::Ended => ("ended", None),
        ChangeKind::EndMoved(before) => ("end_moved", Some(before)),
    };
    json!({
        "number": change.number, "notice_id": change.notice_id, "kind": kind, "on": change.on, "before": before,
        "recorded_on": change.stamp.on, "recorded_at": change.stamp.at, "recorded_by": change.stamp.actor_name,
    })
}

fn unreadable(name: &str) -> Problem {
    Problem::bad_request(&Text::new(
        format!("参数 {name} 无法识别或取值不对。"),
        format!("The parameter {name} is unknown or has a wrong value."),
    ))
}
