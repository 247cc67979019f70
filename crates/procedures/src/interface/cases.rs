//! Opening cases, giving commands, reading and listing.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use casework::worklist::CaseFilter;
use casework::{CaseHead, CaseTarget, Performed, Stage};
use serde_json::{Value, json};
use values::Text;
use web::{FormData, PageError, blocking};

use super::body::{JsonBody, OnCase, OpenCase};
use super::caller::Caller;
use super::documents::settle;
use super::problem::Problem;
use crate::{applicant, desk};
use agency::Agency;
use agency::case_parts::{LoadedCase, look};

/// Cases in one answer.
const PAGE_MOST: u32 = 100;
const PAGE_USUAL: u32 = 20;

/// Staff see what the desk shows them, applicants what is theirs.
fn may_see(caller: &Caller, head: &CaseHead) -> bool {
    desk::may_see(&caller.actor, head) || applicant::may_see(&caller.actor, head)
}

/// Runs work that fails with a problem on a thread that may wait.
async fn working<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    blocking(move || Ok::<_, PageError>(work())).await?
}

pub(super) async fn open(
    State(agency): State<Agency>,
    Path(procedure): Path<String>,
    caller: Caller,
    JsonBody(mut body): JsonBody<OpenCase>,
) -> Result<Response, Problem> {
    let given = caller.given(body.on_behalf_of.take())?;
    let performed = working(move || {
        let surface = agency.registry.routed(&procedure).filter(|surface| surface.is_in_interface()).ok_or_else(Problem::not_found)?;
        settle(agency.store.as_ref(), &mut body.command, given.now)?;
        let target = CaseTarget::New(body.area.unwrap_or(given.actor.area));
        if agency.law.city().is_none_or(|city| city.area(target.area()).is_none()) {
            return Err(Problem::bad_request(&Text::new("没有这个统筹区。", "There is no such pooling area.")));
        }
        Ok(surface.perform(agency.store.as_ref(), target, body.command, &given)?)
    })
    .await?;
    Ok(performed_response(&performed, true))
}

pub(super) async fn command(
    State(agency): State<Agency>,
    Path(number): Path<String>,
    caller: Caller,
    JsonBody(mut body): JsonBody<OnCase>,
) -> Result<Response, Problem> {
    let given = caller.given(body.on_behalf_of.take())?;
    let performed = working(move || {
        let case = LoadedCase::load(&agency, &number, |head| may_see(&caller, head))?;
        let surface =
            agency.registry.named(&case.head.procedure).filter(|surface| surface.is_in_interface()).ok_or_else(Problem::not_found)?;
        settle(agency.store.as_ref(), &mut body.command, given.now)?;
        let target = CaseTarget::Existing { area: case.head.area, id: case.head.id };
        Ok(surface.perform(agency.store.as_ref(), target, body.command, &given)?)
    })
    .await?;
    Ok(performed_response(&performed, false))
}

fn performed_response(performed: &Performed, opened: bool) -> Response {
    let body = Json(json!({
        "area": performed.area,
        "number": performed.number,
        "version": performed.version,
        "was_replayed": performed.was_replayed,
    }));
    let status = if opened && !performed.was_replayed { StatusCode::CREATED } else { StatusCode::OK };
    (status, [(LOCATION, format!("/api/v1/cases/{}", performed.number))], body).into_response()
}

pub(super) async fn read(State(agency): State<Agency>, Path(number): Path<String>, caller: Caller) -> Result<Json<Value>, Problem> {
    working(move || {
        let visible = applicant::visible_to(&agency, &caller.actor);
        let mut case = LoadedCase::load(&agency, &number, |head| may_see(&caller, head) || visible(head))?;
        if !may_see(&caller, &case.head) {
            // Whom a case only concerns sees where it stands, not the papers.
            case.materials.clear();
        }
        if caller.actor.is_staff() {
            look(
                &agency,
                &caller.actor,
                case.head.area,
                caller.now,
                "case.looked_at",
                format!("case:{}", case.head.id),
                "by the interface",
            )?;
        }
        Ok(Json(written(&case, &caller)))
    })
    .await
}

/// A case for programs. Its events are listed without what they carry: that is in `described`, with personal numbers masked.
fn written(case: &LoadedCase, caller: &Caller) -> Value {
    let described: Vec<Value> = case.view.described.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let deadlines: Vec<Value> = case
        .deadlines
        .iter()
        .map(|record| json!({ "deadline": record.deadline, "closed_on": record.closed_on, "standing": record.standing(caller.today) }))
        .collect();
    let events: Vec<Value> = case
        .record
        .events
        .iter()
        .map(|event| json!({ "sequence": event.sequence, "kind": event.kind, "channel": event.stamp.channel, "on": event.stamp.on, "at": event.stamp.at }))
        .collect();
    let mut written = head(&case.head);
    written["described"] = json!(described);
    written["result"] = json!(case.view.result);
    written["reason"] = json!(case.view.reason);
    written["explanation"] = json!(case.view.explanation);
    written["deadlines"] = json!(deadlines);
    written["materials"] = json!(case.materials);
    written["events"] = json!(events);
    written
}

fn head(head: &CaseHead) -> Value {
    json!({
        "number": head.number,
        "area": head.area,
        "procedure": head.procedure,
        "party": head.party,
        "subject": head.subject,
        "stage": head.stage,
        "awaiting": head.awaiting,
        "opened_on": head.opened_on,
        "due_on": head.due_on,
        "version": head.version,
    })
}

pub(super) async fn list(State(agency): State<Agency>, caller: Caller, RawQuery(query): RawQuery) -> Result<Json<Value>, Problem> {
    let filter = filter_of(&query.unwrap_or_default(), &caller)?;
    let limit = filter.limit as usize;
    working(move || {
        let mut filter = filter;
        filter.limit += 1;
        let mut heads = agency.store.views()?.cases(&filter)?;
        let has_next = heads.len() > limit;
        heads.truncate(limit);
        let next = heads.last().filter(|_| has_next).map(desk::written_cursor);
        Ok(Json(json!({ "cases": heads.iter().map(head).collect::<Vec<_>>(), "next": next })))
    })
    .await
}

fn filter_of(query: &str, caller: &Caller) -> Result<CaseFilter, Problem> {
    let asked = FormData::from_urlencoded(query).map_err(|_| unreadable("query"))?;
    let mut filter = CaseFilter { limit: PAGE_USUAL, ..CaseFilter::default() };
    for (name, value) in asked.fields() {
        let wrong = || unreadable(name);
        match name {
            "procedure" => filter.procedure = Some(value.to_owned()),
            "stage" => filter.stage = Some(Stage::of(value).ok_or_else(wrong)?),
            "only_open" => filter.only_open = value.parse().map_err(|_| wrong())?,
            "due_by" => filter.due_by = Some(values::parse_date(value).map_err(|_| wrong())?),
            "text" => filter.text = Some(value.chars().take(100).collect()),
            "after" => filter.after = Some(desk::read_cursor(value).ok_or_else(wrong)?),
            "limit" => filter.limit = value.parse().ok().filter(|limit| (1..=PAGE_MOST).contains(limit)).ok_or_else(wrong)?,
            _ => return Err(wrong()),
        }
    }
    if caller.actor.is_staff() {
        filter.areas = desk::areas_of(&caller.actor);
    } else {
        filter.areas = vec![caller.actor.area];
        filter.party = caller.actor.party;
        // An account that speaks for nobody yet sees what it opened.
        filter.opened_by = caller.actor.party.is_none().then_some(caller.actor.user_id);
    }
    Ok(filter)
}

fn unreadable(name: &str) -> Problem {
    Problem::bad_request(&Text::new(
        format!("参数 {name} 无法识别或取值不对。"),
        format!("The parameter {name} is unknown or has a wrong value."),
    ))
}
