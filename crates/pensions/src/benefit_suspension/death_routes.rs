//! The addresses of taking in a table of deaths. Staff take in the people of their own area.

use std::collections::HashMap;

use agency::Agency;
use agency::common::refused::errors;
use agency::shell::shell;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use casework::audit::AuditEntry;
use casework::{Channel, Given, Person};
use maud::Markup;
use values::{Text, parse_date};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use super::death_match::{Judged, Match, ROWS_MAX, judge, read, take_in};
use super::death_pages::{self, ADDRESS, Done, ROW};

const SOURCE_LENGTH: usize = 100;

pub fn routes() -> Router<Agency> {
    Router::new().route(ADDRESS, get(begin).post(examine)).route("/desk/death-match/take-in", post(open_cases))
}

fn page(signed_in: &SignedIn, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, Surface::Desk, death_pages::title(), "/desk/life-certification");
    shell.has_errors = has_errors;
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, shell.page(body)).into_response()
}

async fn begin(signed_in: SignedIn) -> Response {
    page(&signed_in, false, death_pages::ask(&FormData::new(), &FormErrors::new(), &signed_in))
}

async fn examine(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let (signed_in, data) = (form.signed_in.clone(), form.data.clone());
    match blocking(move || judged(&agency, &form)).await {
        Ok(Ok(judged)) => page(&signed_in, false, death_pages::check(&judged, &signed_in)),
        Ok(Err(wrong)) => page(&signed_in, true, death_pages::ask(&data, &wrong, &signed_in)),
        Err(error) => signed_in.refuse(&error),
    }
}

/// Whoever reads a table through sees who of it is registered here; that is recorded.
fn judged(agency: &Agency, form: &CheckedForm) -> Result<Result<Vec<Judged>, FormErrors>, PageError> {
    let mut wrong = FormErrors::new();
    let source = form.data.trimmed("source");
    let rows = match form.data.file("file") {
        None => {
            wrong.push("file", Text::new("请选择文件", "choose the file"));
            Vec::new()
        }
        Some(file) => read(&file.bytes).unwrap_or_else(|refusals| {
            for (_, message) in errors(&refusals, str::to_owned).summary() {
                wrong.push("file", message.clone());
            }
            Vec::new()
        }),
    };
    if source.is_empty() || source.chars().count() > SOURCE_LENGTH {
        wrong.push("source", Text::new("请写明数据来源，不超过100字", "say whose data it is, in at most 100 characters"));
    }
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let (actor, today) = (&form.signed_in.actor, form.signed_in.today);
    let mut reader = agency.store.reader()?;
    let judged = judge(reader.as_mut(), &rows, Some(actor.area), source, today)?;
    drop(reader);
    agency.store.record(&AuditEntry {
        area: actor.area,
        at: form.signed_in.now,
        actor_id: actor.user_id,
        what: "death_match.looked_at".into(),
        subject: format!("area:{}", actor.area),
        detail: format!("rows={}", judged.len()),
    })?;
    Ok(Ok(judged))
}

async fn open_cases(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let signed_in = form.signed_in.clone();
    match blocking(move || opened(&agency, &form)).await {
        Ok(done) => page(&signed_in, false, death_pages::done(&done, &signed_in)),
        Err(error) => signed_in.refuse(&error),
    }
}

/// Each row under a key of its own, so that a page sent twice opens nothing twice; what is wrong is refused by the case machine again.
fn opened(agency: &Agency, form: &CheckedForm) -> Result<Vec<Done>, PageError> {
    let area = form.signed_in.actor.area;
    let sent: Vec<(u32, i64, values::Date, String)> = form.data.all(ROW).filter_map(read_row).take(ROWS_MAX as usize).collect();
    let ids: Vec<i64> = sent.iter().map(|(_, id, ..)| *id).collect();
    let people: HashMap<i64, Person> = agency.store.reader()?.persons(area, &ids)?.into_iter().map(|person| (person.id, person)).collect();
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let mut done = Vec::new();
    for (line, person_id, died_on, source) in sent {
        let Some(person) = people.get(&person_id) else { continue };
        let (name, masked) = (person.name.as_str().to_owned(), person.id_number.masked());
        let death = Match { area, person_id, name: name.clone(), died_on, source };
        let given = Given { idempotency_key: format!("{}:{line}", given.idempotency_key), ..given.clone() };
        done.push(Done { line, name, masked, died_on, taken_in: take_in(agency, &death, &given)? });
    }
    Ok(done)
}

/// `line|person|day|source`, as the page before wrote it.
fn read_row(text: &str) -> Option<(u32, i64, values::Date, String)> {
    let mut parts = text.splitn(4, '|');
    let (line, person, day, source) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some((line.parse().ok()?, person.parse().ok()?, parse_date(day).ok()?, source.chars().take(SOURCE_LENGTH).collect()))
}
