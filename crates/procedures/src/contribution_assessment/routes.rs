//! The addresses of the assessment: an employer's month, and the runs at the desk.

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderValue;
use axum::http::header::REFRESH;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::procedure::Procedure;
use casework::{Actor, CaseTarget, Channel, Failure, Role};
use values::{AreaCode, CaseNumber, Month, Text};
use web::{CheckedForm, FormErrors, PageError, SignedIn, Surface, blocking};

use super::desk_pages::{AreaRuns, Run};
use super::month::{AssessedMonth, ExplainedPerson};
use super::{ContributionAssessment, desk_pages, employer_pages, start_run};
use agency::Agency;
use agency::common::page::{month_of, own_employer, page_of};
use agency::common::refused::{Unsuccessful, sort};
use agency::shell::shell;

const LIST: &str = "/desk/contribution-assessments";

/// Every address of this procedure.
pub fn routes() -> Router<Agency> {
    Router::new()
        .route("/employer/contributions/{month}", get(assessed_month))
        .route("/employer/contributions/{month}/people/{person}", get(explained_person))
        .route(LIST, get(list).post(start))
        .route("/desk/contribution-assessments/{number}", get(progress))
}

async fn assessed_month(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path(month): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let asked = own_employer(&signed_in.actor).and_then(|employer_id| Ok((employer_id, month_of(&month)?)));
    let (employer_id, month) = match asked {
        Ok(asked) => asked,
        Err(error) => return signed_in.refuse(&error),
    };
    let (area, today, page) = (signed_in.actor.area, signed_in.today, page_of(query.as_deref()));
    match blocking(move || AssessedMonth::load(&agency, area, employer_id, month, page, today)).await {
        Ok(view) => {
            let body = employer_pages::assessed_month(&view, signed_in.language);
            shell(&signed_in, Surface::Employer, employer_pages::title(month), "/employer/contributions").page(body).into_response()
        }
        Err(error) => signed_in.refuse(&error),
    }
}

async fn explained_person(State(agency): State<Agency>, signed_in: SignedIn, Path((month, person_id)): Path<(String, String)>) -> Response {
    let asked = own_employer(&signed_in.actor).and_then(|employer_id| {
        let person_id: i64 = person_id.parse().map_err(|_| PageError::NotFound)?;
        Ok((employer_id, month_of(&month)?, person_id))
    });
    let (employer_id, month, person_id) = match asked {
        Ok(asked) => asked,
        Err(error) => return signed_in.refuse(&error),
    };
    let area = signed_in.actor.area;
    match blocking(move || ExplainedPerson::load(&agency, area, employer_id, month, person_id)).await {
        Ok(view) => {
            let body = employer_pages::explained_person(&view, signed_in.language);
            shell(&signed_in, Surface::Employer, employer_pages::title(month), "/employer/contributions").page(body).into_response()
        }
        Err(error) => signed_in.refuse(&error),
    }
}

fn refuse_others(actor: &Actor) -> Result<(), PageError> {
    if actor.has_any(&[Role::FundAccountant, Role::AreaLeader, Role::CitySupervisor, Role::Auditor]) {
        return Ok(());
    }
    Err(PageError::Forbidden { what: Text::new("月度缴费核定", "the monthly assessment") })
}

async fn list(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    list_page(&agency, &signed_in, FormErrors::new()).await
}

async fn list_page(agency: &Agency, signed_in: &SignedIn, errors: FormErrors) -> Response {
    if let Err(error) = refuse_others(&signed_in.actor) {
        return signed_in.refuse(&error);
    }
    let (loading, asking) = (agency.clone(), signed_in.clone());
    match blocking(move || areas(&loading, &asking)).await {
        Ok(areas) => {
            let body = desk_pages::list(&areas, &errors, &signed_in.csrf_token, &signed_in.fresh_key, signed_in.language);
            let mut shell = shell(signed_in, Surface::Desk, Text::new("月度缴费核定", "Monthly assessment"), LIST);
            shell.has_errors = !errors.is_empty();
            shell.page(body).into_response()
        }
        Err(error) => signed_in.refuse(&error),
    }
}

/// The runs of the reader's area, or of every area for who sees the whole city.
fn areas(agency: &Agency, signed_in: &SignedIn) -> Result<Vec<AreaRuns>, Failure> {
    let actor = &signed_in.actor;
    let codes: Vec<AreaCode> = match agency.law.city() {
        Some(city) if city.code == actor.area => city.areas.iter().map(|area| area.code).collect(),
        _ => vec![actor.area],
    };
    let mut reader = agency.store.reader()?;
    let mut areas = Vec::new();
    for area in codes {
        let mut assessed = reader.assessed_months(area)?;
        assessed.sort_by_key(|(month, _)| std::cmp::Reverse(*month));
        let current = Month::of(signed_in.today);
        let next = assessed.first().map_or(current, |(last, _)| last.next());
        let may_start = actor.has(Role::FundAccountant) && actor.reaches(area) && next <= current;
        let mut runs = Vec::new();
        for (month, run_id) in assessed {
            let record = reader.case(area, run_id)?.ok_or(Failure::NotFound)?;
            runs.push(Run { head: record.head, month, progress: reader.run_progress(area, run_id)? });
        }
        areas.push(AreaRuns { name: signed_in.site.area_name(area), runs, next: may_start.then_some(next) });
    }
    Ok(areas)
}

/// Opens the run and hands it to whoever carries runs out; the page that follows shows how far it is.
async fn start(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let month = match month_of(form.data.trimmed("month")) {
        Ok(month) => month,
        Err(error) => return form.signed_in.refuse(&error),
    };
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let (starting, area) = (agency.clone(), form.signed_in.actor.area);
    match blocking(move || Ok::<_, PageError>(start_run(&starting, area, month, &given))).await {
        Ok(Ok(run)) => Redirect::to(&format!("{LIST}/{}", run.number)).into_response(),
        Ok(Err(failure)) => match sort(failure, |_| String::new()) {
            Unsuccessful::Again(errors) => list_page(&agency, &form.signed_in, errors).await,
            Unsuccessful::Page(error) => form.signed_in.refuse(&error),
        },
        Err(error) => form.signed_in.refuse(&error),
    }
}

async fn progress(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    if let Err(error) = refuse_others(&signed_in.actor) {
        return signed_in.refuse(&error);
    }
    let actor = signed_in.actor.clone();
    match blocking(move || run_of(&agency, &actor, &number)).await {
        Ok(run) => {
            let area_name = signed_in.site.area_name(run.head.area);
            let body = desk_pages::progress(&run, &area_name, signed_in.language);
            let title = Text::new("缴费核定进度", "Progress of the assessment");
            let mut response = shell(&signed_in, Surface::Desk, title, LIST).page(body).into_response();
            if run.is_running() {
                // The browser asks again by itself, without a script.
                response.headers_mut().insert(REFRESH, HeaderValue::from_static("3"));
            }
            response
        }
        Err(error) => signed_in.refuse(&error),
    }
}

fn run_of(agency: &Agency, actor: &Actor, number: &str) -> Result<Run, Failure> {
    let number = CaseNumber::parse(number).map_err(|_| Failure::NotFound)?;
    let head = agency.store.views()?.case_by_number(&number)?.filter(|head| actor.reaches(head.area)).ok_or(Failure::NotFound)?;
    let procedure = ContributionAssessment::new(agency.law.clone());
    if head.procedure != procedure.name() {
        return Err(Failure::NotFound);
    }
    let mut reader = agency.store.reader()?;
    let loaded = casework::office::load(&procedure, reader.as_mut(), CaseTarget::Existing { area: head.area, id: head.id })?;
    let month = loaded.state.month.ok_or(Failure::NotFound)?;
    let progress = reader.run_progress(head.area, head.id)?;
    Ok(Run { head: loaded.head.unwrap_or(head), month, progress })
}
