//! The file for the bank, fetched again as often as needed, and the bank's answer handed in.

use agency::Agency;
use agency::common::refused::{Unsuccessful, sort};
use axum::extract::{Path, RawQuery, State as From};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use casework::audit::AuditEntry;
use casework::{Channel, Failure, Role, StoreError};
use values::Text;
use web::{CheckedForm, FormErrors, PageError, SignedIn, blocking};

use super::super::bank_file::{BankFileFormat, Contents, write_bank_file};
use super::super::{Command, read_bank_result};
use super::load::{Payroll, perform_on};
use super::{LIST, overview_page, query_of};

pub(super) async fn download(
    From(agency): From<Agency>,
    signed_in: SignedIn,
    Path(number): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    if !signed_in.actor.has(Role::FundAccountant) {
        return signed_in.refuse(&PageError::Forbidden { what: Text::new("银行文件", "the file for the bank") });
    }
    let query = query_of(query.as_deref());
    let format = if query.trimmed("format") == "csv" { BankFileFormat::Csv } else { BankFileFormat::Xml };
    let batch = query.trimmed("batch").parse::<i64>().ok();
    let asking = signed_in.clone();
    match blocking(move || written(&agency, &asking, &number, batch, format)).await {
        Ok((name, bytes)) => {
            let (kind, ending) = match format {
                BankFileFormat::Xml => ("application/xml; charset=utf-8", "xml"),
                BankFileFormat::Csv => ("text/csv; charset=utf-8", "csv"),
            };
            let disposition = format!("attachment; filename=\"{name}.{ending}\"");
            let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition), (CACHE_CONTROL, "no-store".to_owned())];
            (headers, bytes).into_response()
        }
        Err(error) => signed_in.refuse(&error),
    }
}

/// The file as it was made; that somebody fetched it is recorded, since it holds account numbers.
fn written(
    agency: &Agency,
    signed_in: &SignedIn,
    number: &str,
    batch: Option<i64>,
    format: BankFileFormat,
) -> Result<(String, Vec<u8>), Failure> {
    let payroll = Payroll::load(agency, &signed_in.actor, number)?;
    let made = payroll.state.batches.iter().rev().find(|of| of.file.is_some() && batch.is_none_or(|batch| of.number == batch));
    let (batch, month) = made.zip(payroll.state.month).ok_or(Failure::NotFound)?;
    let file = batch.file.as_ref().ok_or(Failure::NotFound)?;
    let contents = Contents { batch: payroll.batch(batch.number), month, totals: &batch.totals, file };
    let mut bytes = Vec::new();
    write_bank_file(agency.store.reader()?.as_mut(), contents, format, &mut bytes)
        .map_err(|error| StoreError::Damaged(error.to_string()))?;
    agency.store.record(&AuditEntry {
        area: payroll.head.area,
        at: agency.clock.now(),
        actor_id: signed_in.actor.user_id,
        what: "benefit_payroll_file_fetched".into(),
        subject: format!("payroll:{}", payroll.head.id),
        detail: format!("batch={}", batch.number),
    })?;
    Ok((file.message_id.clone(), bytes))
}

pub(super) async fn bank_result(From(agency): From<Agency>, Path(number): Path<String>, form: CheckedForm) -> Response {
    let mut errors = FormErrors::new();
    let result = match form.data.file("file") {
        None => {
            errors.push("file", Text::new("请选择银行回盘文件", "choose the bank's answer"));
            None
        }
        Some(file) => read_bank_result(&file.bytes).map_err(|error| errors.push("file", error.text)).ok(),
    };
    let Some(result) = result else { return overview_page(&agency, &form.signed_in, &number, &form.data, errors).await };
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let (acting, of) = (agency.clone(), number.clone());
    let command = Command::ReadBankResult { result };
    match blocking(move || Ok::<_, PageError>(perform_on(&acting, &of, &command, &given))).await {
        Ok(Ok(())) => Redirect::to(&format!("{LIST}/{number}")).into_response(),
        Ok(Err(failure)) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(errors) => overview_page(&agency, &form.signed_in, &number, &form.data, errors).await,
            Unsuccessful::Page(error) => form.signed_in.refuse(&error),
        },
        Err(error) => form.signed_in.refuse(&error),
    }
}
