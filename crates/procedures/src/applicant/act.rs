//! The two acts left to an applicant: handing in what is missing, and taking the application back.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::{CaseTarget, Channel, Failure, Material};
use serde_json::{Value, json};
use values::CaseNumber;
use web::{CheckedForm, FormErrors, PageError, blocking};

use super::status::page;
use super::visible_to;
use agency::Agency;
use agency::case_parts::LoadedCase;
use agency::common::refused::{Unsuccessful, sort};
use agency::common::upload::{UploadError, keep};
use agency::registry::CommandFailure;

/// The most papers in one supplement.
const PAPERS_MOST: usize = 20;

pub(super) async fn supplement(State(agency): State<Agency>, Path(number): Path<String>, form: CheckedForm) -> Response {
    let act = {
        let (agency, form) = (agency.clone(), form.clone());
        move |case: &LoadedCase| {
            let materials = papers(&agency, case, &form)?;
            Ok(json!({ "command": "supplement", "materials": materials, "note": form.data.trimmed("note") }))
        }
    };
    let done = perform(agency.clone(), &form, number.clone(), act).await;
    answer(agency, form, number, done).await
}

pub(super) async fn withdraw(State(agency): State<Agency>, Path(number): Path<String>, form: CheckedForm) -> Response {
    let reason = form.data.trimmed("reason").to_owned();
    let done = perform(agency.clone(), &form, number.clone(), move |_| Ok(json!({ "command": "withdraw", "reason": reason }))).await;
    answer(agency, form, number, done).await
}

/// Keeps the papers sent, each under the requirement chosen; nothing is kept when one of them is refused.
fn papers(agency: &Agency, case: &LoadedCase, form: &CheckedForm) -> Result<Vec<Material>, Unsuccessful> {
    let chosen = form.data.get("kind");
    let requirements = case.view.application.as_ref().map_or(&[][..], |application| &application.requirements);
    let kind = requirements.iter().find(|requirement| requirement.kind == chosen).map_or("other", |requirement| requirement.kind);
    let files: Vec<_> = form.data.files("materials").take(PAPERS_MOST).collect();
    for file in &files {
        agency::common::upload::examine(&file.bytes).map_err(on_files)?;
    }
    let keep_one = |file| keep(agency.store.as_ref(), kind, file, form.signed_in.now);
    files.into_iter().map(keep_one).collect::<Result<_, _>>().map_err(|error| match error {
        UploadError::Refused(text) => on_files(text),
        UploadError::Store(error) => Unsuccessful::Page(error.into()),
    })
}

fn on_files(text: values::Text) -> Unsuccessful {
    let mut errors = FormErrors::new();
    errors.push("materials", text);
    Unsuccessful::Again(errors)
}

async fn perform(
    agency: Agency,
    form: &CheckedForm,
    number: String,
    command: impl FnOnce(&LoadedCase) -> Result<Value, Unsuccessful> + Send + 'static,
) -> Result<CaseNumber, Unsuccessful> {
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let done = blocking(move || {
        // Who is only concerned may knock as well: the procedure decides who completes it and who takes it back.
        let case = LoadedCase::load(&agency, &number, visible_to(&agency, &given.actor))?;
        let surface = agency.registry.named(&case.head.procedure).ok_or(PageError::NotFound)?;
        let command = match command(&case) {
            Ok(command) => command,
            Err(unsuccessful) => return Ok(Err(unsuccessful)),
        };
        let target = CaseTarget::Existing { area: case.head.area, id: case.head.id };
        Ok::<_, PageError>(surface.perform(agency.store.as_ref(), target, command, &given).map_err(unsuccessful))
    });
    Ok(done.await.map_err(Unsuccessful::Page)??.number)
}

fn unsuccessful(failure: CommandFailure) -> Unsuccessful {
    match failure {
        CommandFailure::Malformed(text) => Unsuccessful::Page(PageError::Unprocessable(text)),
        CommandFailure::Failed(Failure::NotFound) => Unsuccessful::Page(PageError::NotFound),
        CommandFailure::Failed(failure) => sort(failure, str::to_owned),
    }
}

async fn answer(agency: Agency, form: CheckedForm, number: String, done: Result<CaseNumber, Unsuccessful>) -> Response {
    match done {
        Ok(number) => Redirect::to(&format!("/cases/{number}?done=yes")).into_response(),
        Err(Unsuccessful::Again(errors)) => page(agency, form.signed_in, number, form.data, errors, None).await,
        Err(Unsuccessful::Page(error)) => form.signed_in.refuse(&error),
    }
}
