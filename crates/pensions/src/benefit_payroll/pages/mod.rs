//! The payrolls at the desk: where each stands, what is late and why, and the step that comes next.

mod cancel;
mod entitlement;
mod files;
mod list;
mod load;
mod overview;
mod rows;
mod steps;

use agency::Agency;
use agency::common::refused::{Unsuccessful, sort};
use agency::routes::PAYROLL_READERS;
use agency::shell::shell;
use axum::Router;
use axum::extract::{Path, RawQuery, State as From};
use axum::http::header::REFRESH;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::{Actor, CaseHead, Channel};
use ledger::BenefitFund;
use maud::Markup;
use values::{Month, Text};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use self::load::Payroll;
use super::{Command, Step, start_run};

pub const LIST: &str = "/desk/benefit-payrolls";

/// Where staff see a payroll.
pub fn officer_page(head: &CaseHead) -> String {
    format!("{LIST}/{}", head.number)
}

pub fn routes() -> Router<Agency> {
    Router::new()
        .route(LIST, get(list).post(start))
        .route("/desk/benefit-payrolls/{number}", get(overview).post(step))
        .route("/desk/benefit-payrolls/{number}/findings", get(findings))
        .route("/desk/benefit-payrolls/{number}/payments", get(payments))
        .route("/desk/benefit-payrolls/{number}/returned", get(returned))
        .route("/desk/benefit-payrolls/{number}/funds-request", get(funds_request))
        .route("/desk/benefit-payrolls/{number}/bank-file", get(files::download))
        .route("/desk/benefit-payrolls/{number}/bank-result", post(files::bank_result))
        .route("/desk/benefit-payrolls/{number}/entitlements/{id}", get(entitlement::show).post(entitlement::act))
}

fn refuse_others(actor: &Actor) -> Result<(), PageError> {
    if actor.has_any(PAYROLL_READERS) {
        return Ok(());
    }
    Err(PageError::Forbidden { what: Text::new("待遇发放", "the benefit payroll") })
}

/// A page of the desk below the list of payrolls.
fn page(signed_in: &SignedIn, title: Text, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, Surface::Desk, title, LIST);
    shell.has_errors = has_errors;
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, shell.page(body)).into_response()
}

fn query_of(query: Option<&str>) -> FormData {
    FormData::from_urlencoded(query.unwrap_or("")).unwrap_or_default()
}

async fn list(From(agency): From<Agency>, signed_in: SignedIn) -> Response {
    list_page(&agency, &signed_in, &FormData::new(), FormErrors::new()).await
}

async fn list_page(agency: &Agency, signed_in: &SignedIn, data: &FormData, errors: FormErrors) -> Response {
    if let Err(error) = refuse_others(&signed_in.actor) {
        return signed_in.refuse(&error);
    }
    let (loading, asking) = (agency.clone(), signed_in.clone());
    match blocking(move || load::areas(&loading, &asking)).await {
        Ok(areas) => {
            let body = list::page(signed_in, &areas, data, &errors);
            page(signed_in, Text::new("待遇发放", "Benefit payrolls"), !errors.is_empty(), body)
        }
        Err(error) => signed_in.refuse(&error),
    }
}

/// Opens a payroll and hands it to whoever carries runs out; the page that follows shows how far it is.
async fn start(From(agency): From<Agency>, form: CheckedForm) -> Response {
    let mut errors = FormErrors::new();
    let month: Option<Month> = form.data.trimmed("month").parse().ok();
    let funds: Vec<BenefitFund> = form.data.all("funds").filter_map(BenefitFund::of).collect();
    let Some(month) = month else {
        errors.push("month", Text::new("请填写月份，例如 2020-07", "write a month, such as 2020-07"));
        return list_page(&agency, &form.signed_in, &form.data, errors).await;
    };
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let (starting, area) = (agency.clone(), form.signed_in.actor.area);
    match blocking(move || Ok::<_, PageError>(start_run(&starting, area, month, &funds, &given))).await {
        Ok(Ok(run)) => Redirect::to(&format!("{LIST}/{}", run.number)).into_response(),
        Ok(Err(failure)) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(errors) => list_page(&agency, &form.signed_in, &form.data, errors).await,
            Unsuccessful::Page(error) => form.signed_in.refuse(&error),
        },
        Err(error) => form.signed_in.refuse(&error),
    }
}

async fn overview(From(agency): From<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    overview_page(&agency, &signed_in, &number, &FormData::new(), FormErrors::new()).await
}

async fn overview_page(agency: &Agency, signed_in: &SignedIn, number: &str, data: &FormData, errors: FormErrors) -> Response {
    if let Err(error) = refuse_others(&signed_in.actor) {
        return signed_in.refuse(&error);
    }
    let (loading, actor, number) = (agency.clone(), signed_in.actor.clone(), number.to_owned());
    match blocking(move || Payroll::load(&loading, &actor, &number)).await {
        Ok(payroll) => {
            let body = overview::page(signed_in, &payroll, data, &errors);
            let mut response = page(signed_in, Text::new("待遇发放批次", "Benefit payroll"), !errors.is_empty(), body);
            if payroll.state.step == Step::Computing {
                // The browser asks again by itself, without a script.
                response.headers_mut().insert(REFRESH, HeaderValue::from_static("3"));
            }
            response
        }
        Err(error) => signed_in.refuse(&error),
    }
}

/// The step a button of the overview stands for.
fn command_of(data: &FormData) -> Option<Command> {
    match data.trimmed("step") {
        "review" => Some(Command::Review),
        "approve" => Some(Command::Approve),
        "request_funds" => Some(Command::RequestFunds),
        "confirm_funds" => Some(Command::ConfirmFunds {
            received_on: data.trimmed("received_on").to_owned(),
            reference: data.trimmed("reference").to_owned(),
            amount: data.trimmed("amount").to_owned(),
        }),
        "make_bank_file" => Some(Command::MakeBankFile),
        "reissue" => Some(Command::Reissue),
        "close" => Some(Command::Close),
        "propose_cancel" => Some(Command::ProposeCancel { reason: data.trimmed("reason").to_owned() }),
        "cancel" => Some(Command::Cancel),
        "keep_going" => Some(Command::KeepGoing { reason: data.trimmed("reason").to_owned() }),
        _ => None,
    }
}

async fn step(From(agency): From<Agency>, Path(number): Path<String>, form: CheckedForm) -> Response {
    let Some(command) = command_of(&form.data) else { return form.signed_in.refuse(&PageError::NotFound) };
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let (acting, of) = (agency.clone(), number.clone());
    match blocking(move || Ok::<_, PageError>(load::perform_on(&acting, &of, &command, &given))).await {
        Ok(Ok(())) => Redirect::to(&format!("{LIST}/{number}")).into_response(),
        Ok(Err(failure)) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(errors) => overview_page(&agency, &form.signed_in, &number, &form.data, errors).await,
            Unsuccessful::Page(error) => form.signed_in.refuse(&error),
        },
        Err(error) => form.signed_in.refuse(&error),
    }
}

async fn findings(From(agency): From<Agency>, signed_in: SignedIn, Path(number): Path<String>, RawQuery(query): RawQuery) -> Response {
    rows_page(agency, signed_in, number, query, load::Rows::findings, Text::new("核查结果", "What the checks found")).await
}

async fn payments(From(agency): From<Agency>, signed_in: SignedIn, Path(number): Path<String>, RawQuery(query): RawQuery) -> Response {
    rows_page(agency, signed_in, number, query, load::Rows::payments, Text::new("发放明细", "Payments")).await
}

async fn returned(From(agency): From<Agency>, signed_in: SignedIn, Path(number): Path<String>, RawQuery(query): RawQuery) -> Response {
    rows_page(agency, signed_in, number, query, load::Rows::returned, Text::new("退回明细", "Payments that came back")).await
}

async fn rows_page(
    agency: Agency,
    signed_in: SignedIn,
    number: String,
    query: Option<String>,
    read: fn(&Agency, &Payroll, &FormData) -> Result<load::Rows, PageError>,
    title: Text,
) -> Response {
    if let Err(error) = refuse_others(&signed_in.actor) {
        return signed_in.refuse(&error);
    }
    let (actor, data) = (signed_in.actor.clone(), query_of(query.as_deref()));
    let loaded = blocking(move || {
        let payroll = Payroll::load(&agency, &actor, &number)?;
        let rows = read(&agency, &payroll, &data)?;
        Ok::<_, PageError>((payroll, rows))
    })
    .await;
    match loaded {
        Ok((payroll, rows)) => page(&signed_in, title.clone(), false, rows::page(&payroll, &rows, &title, signed_in.language)),
        Err(error) => signed_in.refuse(&error),
    }
}

async fn funds_request(From(agency): From<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    if let Err(error) = refuse_others(&signed_in.actor) {
        return signed_in.refuse(&error);
    }
    let actor = signed_in.actor.clone();
    match blocking(move || Payroll::load(&agency, &actor, &number)).await {
        Ok(payroll) => match overview::funds_request(&signed_in, &payroll) {
            Some(body) => page(&signed_in, Text::new("用款申请", "Request for funds"), false, body),
            None => signed_in.refuse(&PageError::NotFound),
        },
        Err(error) => signed_in.refuse(&error),
    }
}
