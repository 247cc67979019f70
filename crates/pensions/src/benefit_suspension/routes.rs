//! The desk's address of the proposal.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::Channel;
use values::{Month, Text};
use web::{CheckedForm, FormData, FormErrors, FormReader, SignedIn, Surface, blocking};

use super::pages::{self, Frame};
use super::{BenefitSuspension, Form, SuspensionAction, SuspensionReason};
use agency::Agency;
use agency::common::hand_in::{HandedIn, hand_in};
use agency::common::rights::beneficiary_at_desk;
use agency::shell::shell;

pub fn routes() -> Router<Agency> {
    Router::new().route("/desk/benefit-suspension/persons/{id}", get(begin).post(answer)).merge(super::death_routes::routes())
}

async fn begin(State(agency): State<Agency>, signed_in: SignedIn, Path(id): Path<i64>) -> Response {
    show(agency, &signed_in, id, FormData::new(), FormErrors::new()).await
}

async fn show(agency: Agency, signed_in: &SignedIn, id: i64, data: FormData, errors: FormErrors) -> Response {
    let asking = signed_in.clone();
    let found = blocking(move || beneficiary_at_desk(&agency, &asking, id, "benefit_suspension"));
    match found.await {
        Err(error) => signed_in.refuse(&error),
        Ok((person, rights)) => {
            let frame = Frame {
                csrf_token: &signed_in.csrf_token,
                fresh_key: &signed_in.fresh_key,
                language: signed_in.language,
                this_month: Month::of(signed_in.today),
            };
            let mut shell = shell(signed_in, Surface::Desk, pages::title(), "/desk/life-certification");
            shell.has_errors = !errors.is_empty();
            let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            (status, shell.page(pages::propose(&person, &rights, &data, &errors, &frame))).into_response()
        }
    }
}

async fn answer(State(agency): State<Agency>, Path(id): Path<i64>, form: CheckedForm) -> Response {
    let (working, sent) = (agency.clone(), form.clone());
    match blocking(move || examine(&working, id, &sent)).await {
        Err(error) => form.signed_in.refuse(&error),
        Ok(Ok(number)) => Redirect::to(&format!("/desk/cases/{number}")).into_response(),
        Ok(Err(errors)) => show(agency, &form.signed_in, id, form.data, errors).await,
    }
}

fn examine(agency: &Agency, id: i64, sent: &CheckedForm) -> HandedIn {
    let form = match read(id, &sent.data) {
        Ok(form) => form,
        Err(errors) => return Ok(Err(errors)),
    };
    let given = sent.signed_in.given(Channel::Web, None, sent.idempotency_key());
    hand_in(agency, BenefitSuspension::new(agency.law.clone()), form, &given)
}

fn read(person_id: i64, data: &FormData) -> Result<Form, FormErrors> {
    let mut reader = FormReader::new(data);
    let action = reader.choice("action", &Text::new("事项", "Action"), &["suspend", "resume"]);
    let reason = reader.choice("reason", &Text::new("原因", "Reason"), &SuspensionReason::ALL.map(SuspensionReason::as_str));
    let from_month = reader.month("from_month", &Text::new("月份", "Month"));
    let tried = reader.text("tried", &Text::new("做了哪些调查", "What was tried"), 2000);
    let found = reader.text("found", &Text::new("查到了什么", "What was found"), 2000);
    match (action, reason.and_then(|word| SuspensionReason::of(&word)), from_month, tried, found) {
        (Some(action), Some(reason), Some(from_month), Some(tried), Some(found)) => {
            let action = if action == "resume" { SuspensionAction::Resume } else { SuspensionAction::Suspend };
            Ok(Form {
                person_id,
                action,
                reason,
                from_month,
                tried,
                found,
                was_unfounded: data.trimmed("was_unfounded") == "yes",
                matched_death: None,
            })
        }
        _ => Err(reader.into_errors()),
    }
}
