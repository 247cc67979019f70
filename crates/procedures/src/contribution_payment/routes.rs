//! The addresses of payments: an employer's account, and receipts at the desk.

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::procedure::Procedure;
use casework::{Actor, CaseTarget, Channel, Failure, Given, Role, perform};
use values::{AreaCode, CaseNumber, Text};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use super::account::{EmployerAccount, Receipt};
use super::employer_pages::{Paying, overview};
use super::{Command, ContributionPayment, Preview, desk_pages};
use agency::Agency;
use agency::common::applicant::find_employer;
use agency::common::page::own_employer;
use agency::common::refused::{Unsuccessful, sort};
use agency::shell::shell;

/// Every address of this procedure.
pub fn routes() -> Router<Agency> {
    Router::new()
        .route("/employer/contributions", get(account))
        .route("/employer/contributions/demonstration-receipt", post(play_the_bank))
        .route("/desk/contribution-payments/new", get(new).post(check_or_record))
        .route("/desk/contribution-payments/{number}", get(recorded))
}

async fn account(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    match load_account(&agency, &signed_in).await {
        Ok(account) => {
            let language = signed_in.language;
            let paying = Paying {
                account: agency.collection_account.as_deref(),
                hotline: agency.hotline(),
                bank_played: agency.demonstration.then_some((signed_in.csrf_token.as_str(), signed_in.fresh_key.as_str())),
            };
            let title = Text::new("应缴社会保险费", "Contributions to pay");
            shell(&signed_in, Surface::Employer, title, "/employer/contributions")
                .page(overview(&account, &paying, language))
                .into_response()
        }
        Err(error) => signed_in.refuse(&error),
    }
}

async fn load_account(agency: &Agency, signed_in: &SignedIn) -> Result<EmployerAccount, PageError> {
    let employer_id = own_employer(&signed_in.actor)?;
    let (agency, area, today) = (agency.clone(), signed_in.actor.area, signed_in.today);
    blocking(move || EmployerAccount::load(&agency, area, employer_id, today)).await
}

/// In a demonstration the employer's page plays the bank: everything that is to pay arrives today, through the same command the
/// bank's interface gives. Anywhere else there is no such page.
async fn play_the_bank(State(agency): State<Agency>, form: CheckedForm) -> Response {
    if !agency.demonstration {
        return form.signed_in.refuse(&PageError::NotFound);
    }
    let account = match load_account(&agency, &form.signed_in).await {
        Ok(account) => account,
        Err(error) => return form.signed_in.refuse(&error),
    };
    let total = account.played_receipt();
    if !total.is_positive() {
        return Redirect::to("/employer/contributions").into_response();
    }
    let (area, key) = (form.signed_in.actor.area, form.idempotency_key());
    let reference = format!("DEMO-{}", key.rsplit('-').next().unwrap_or(&key));
    let command = Command::Receive {
        employer_id: account.employer.id,
        amount: total.plain(),
        received_on: form.signed_in.today.to_string(),
        reference,
    };
    let given = Given { actor: Actor::system(area), ..form.signed_in.given(Channel::System, None, key) };
    let performed = blocking(move || {
        let procedure = ContributionPayment::new(agency.law.clone());
        perform(agency.store.as_ref(), &procedure, CaseTarget::New(area), &command, &given)
    });
    match performed.await {
        Ok(_) => Redirect::to("/employer/contributions").into_response(),
        Err(error) => form.signed_in.refuse(&error),
    }
}

/// Receipts are the fund accountant's; nobody else sees the form.
fn refuse_others(actor: &Actor) -> Result<(), PageError> {
    if actor.has(Role::FundAccountant) {
        return Ok(());
    }
    Err(PageError::Forbidden {
        what: Text::new("登记银行到账（由基金会计办理）", "recording receipts (the fund accountant does it)")
    })
}

fn desk_page(signed_in: &SignedIn, title: Text, has_errors: bool, body: maud::Markup) -> Response {
    let mut shell = shell(signed_in, Surface::Desk, title, "/desk/contribution-payments/new");
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}

fn form_page(signed_in: &SignedIn, data: &FormData, errors: &FormErrors) -> Response {
    let area_name = signed_in.site.area_name(signed_in.actor.area);
    let body = desk_pages::new(data, errors, &signed_in.csrf_token, &area_name, signed_in.language);
    desk_page(signed_in, Text::new("登记银行到账", "Record money received"), !errors.is_empty(), body)
}

async fn new(signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    if let Err(error) = refuse_others(&signed_in.actor) {
        return signed_in.refuse(&error);
    }
    // A page about an employer may bring its number along.
    let query = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let data = FormData::new().with("employer", query.trimmed("employer")).with("received_on", &signed_in.today.to_string());
    form_page(&signed_in, &data, &FormErrors::new())
}

/// Shows what the money would settle, or records it once that was confirmed.
async fn check_or_record(State(agency): State<Agency>, form: CheckedForm) -> Response {
    if let Err(error) = refuse_others(&form.signed_in.actor) {
        return form.signed_in.refuse(&error);
    }
    let CheckedForm { signed_in, data } = &form;
    if data.get("step") == "change" {
        return form_page(signed_in, data, &FormErrors::new());
    }
    let given = signed_in.given(Channel::Web, None, form.idempotency_key());
    let confirmed = data.get("step") == "confirm";
    let (agency, sent, area) = (agency.clone(), data.clone(), signed_in.actor.area);
    let done = blocking(move || Ok::<_, PageError>(receive(&agency, area, &sent, &given, confirmed))).await;
    match done {
        Err(error) => signed_in.refuse(&error),
        Ok(Ok(Received::Recorded(number))) => Redirect::to(&format!("/desk/contribution-payments/{number}?recorded=1")).into_response(),
        Ok(Ok(Received::Checked(preview))) => {
            let body = desk_pages::confirm(&preview, data, &signed_in.csrf_token, &signed_in.fresh_key, signed_in.language);
            desk_page(signed_in, Text::new("核对后入账", "Check, then record"), false, body)
        }
        Ok(Err(failure)) => match sort(failure, |field| if field == "employer_id" { "employer".into() } else { field.to_owned() }) {
            Unsuccessful::Again(errors) => form_page(signed_in, data, &errors),
            Unsuccessful::Page(error) => signed_in.refuse(&error),
        },
    }
}

enum Received {
    Checked(Box<Preview>),
    Recorded(CaseNumber),
}

fn receive(agency: &Agency, area: AreaCode, data: &FormData, given: &Given, confirmed: bool) -> Result<Received, Failure> {
    let employer_id = find_employer(agency.store.reader()?.as_mut(), area, data.trimmed("employer"))?.map_or(0, |employer| employer.id);
    let command = Command::Receive {
        employer_id,
        amount: data.trimmed("amount").to_owned(),
        received_on: data.trimmed("received_on").to_owned(),
        reference: data.trimmed("reference").to_owned(),
    };
    let procedure = ContributionPayment::new(agency.law.clone());
    if confirmed {
        let performed = perform(agency.store.as_ref(), &procedure, CaseTarget::New(area), &command, given)?;
        return Ok(Received::Recorded(performed.number));
    }
    Ok(Received::Checked(Box::new(procedure.preview(agency.store.as_ref(), area, &command, given)?)))
}

async fn recorded(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>, RawQuery(query): RawQuery) -> Response {
    if !signed_in.actor.is_staff() {
        return signed_in.refuse(&PageError::NotFound);
    }
    let (store, law, actor) = (agency.store.clone(), agency.law.clone(), signed_in.actor.clone());
    let found = blocking(move || {
        let number = CaseNumber::parse(&number).map_err(|_| Failure::NotFound)?;
        let head = store.views()?.case_by_number(&number)?.filter(|head| actor.reaches(head.area)).ok_or(Failure::NotFound)?;
        let procedure = ContributionPayment::new(law);
        if head.procedure != procedure.name() {
            return Err(Failure::NotFound);
        }
        let target = CaseTarget::Existing { area: head.area, id: head.id };
        let loaded = casework::office::load(&procedure, store.reader()?.as_mut(), target)?;
        Ok(Receipt { head, state: loaded.state })
    });
    match found.await {
        Ok(receipt) => {
            let just_now = query.is_some_and(|query| query.contains("recorded=1"));
            let title = Text::new(format!("到账 {}", receipt.head.number), format!("Receipt {}", receipt.head.number));
            let body = desk_pages::recorded(&receipt, receipt.head.area, just_now, signed_in.language);
            desk_page(&signed_in, title, false, body)
        }
        Err(error) => signed_in.refuse(&error),
    }
}
