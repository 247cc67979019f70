//! A sheet: uploaded, examined row by row, its valid rows handed in, its refused rows given back.

use axum::extract::{RawQuery, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use casework::Refusals;
use values::{CaseNumber, Text};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::one::submit as hand_in;
use super::upload_view::{Examined, result_page, upload_page};
use super::{ForEmployer, facts, for_employer, page};
use crate::personnel_change::judged::{judge, report_of_lines, rows_of_lines};
use crate::personnel_change::sheet::{self, Layout, RowRead};
use crate::personnel_change::{Form, ROWS_MAX, sheet_file};
use agency::Agency;
use agency::common::on_behalf;
use agency::common::refused::{Unsuccessful, errors, sort};

pub(super) async fn ask(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let query = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let reader = signed_in.clone();
    match blocking(move || for_employer(&agency, &reader, &query)).await {
        Ok(found) => show_upload(&signed_in, &found, &FormErrors::new()),
        Err(error) => signed_in.refuse(&error),
    }
}

fn show_upload(signed_in: &SignedIn, found: &ForEmployer, errors: &FormErrors) -> Response {
    page(signed_in, Text::new("上传表格", "Upload a sheet"), !errors.is_empty(), upload_page(signed_in, found, errors))
}

fn show_result(signed_in: &SignedIn, found: &ForEmployer, examined: &Examined, data: &FormData, errors: &FormErrors) -> Response {
    let title = Text::new("表格检查结果", "What became of each row");
    page(signed_in, title, !errors.is_empty(), result_page(signed_in, found, examined, data, errors))
}

/// What follows from a step of an upload.
enum Next {
    Refused(FormErrors),
    Result(Box<Examined>, FormErrors),
    Done(CaseNumber),
}

/// Reads and examines; nothing is handed in yet.
pub(super) async fn examine(State(agency): State<Agency>, form: CheckedForm) -> Response {
    answer(agency, form, |agency, found, form| {
        let Some(file) = form.data.file("file") else {
            let mut missing = FormErrors::new();
            missing.push("file", Text::new("请选择要上传的表格", "choose the sheet to upload"));
            return Ok(Next::Refused(missing));
        };
        let sheet = match sheet::read(&file.bytes) {
            Ok(sheet) => sheet,
            Err(refusals) => return Ok(Next::Refused(on_file(&refusals))),
        };
        let examined = judged(agency, found, sheet.rows, sheet.layout, sheet.notices, &form.signed_in)?;
        Ok(Next::Result(Box::new(examined), FormErrors::new()))
    })
    .await
}

/// Everything wrong with a file is told beside the one field there is.
fn on_file(refusals: &Refusals) -> FormErrors {
    let mut on_file = FormErrors::new();
    for (_, message) in errors(refusals, |_| String::new()).summary() {
        on_file.push("file", message.clone());
    }
    on_file
}

fn judged(
    agency: &Agency,
    found: &ForEmployer,
    rows: Vec<RowRead>,
    layout: Layout,
    notices: Vec<Text>,
    signed_in: &SignedIn,
) -> Result<Examined, PageError> {
    let readable = rows.iter().filter(|read| read.refusals.is_empty()).map(|read| read.row.clone()).collect();
    let facts = facts(agency, found, &Form { employer_id: found.employer.id, rows: readable })?;
    let judged = judge(found.employer.id, rows, &facts, signed_in.today);
    Ok(Examined { judged, layout, notices })
}

/// Hands in the rows the page carried. They are examined anew; when some no longer hold, the result is shown again.
pub(super) async fn submit(State(agency): State<Agency>, form: CheckedForm) -> Response {
    answer(agency, form, |agency, found, form| {
        let rows = rows_of_lines(form.data.get("rows"));
        if rows.len() > ROWS_MAX {
            return Err(PageError::TooLarge);
        }
        let refused = match on_behalf::given(form, found.party()) {
            Ok(given) => match hand_in(agency, found, Form { employer_id: found.employer.id, rows: rows.clone() }, &given) {
                Ok(number) => return Ok(Next::Done(number)),
                Err(failure) => match sort(failure, |_| String::new()) {
                    Unsuccessful::Again(errors) => errors,
                    Unsuccessful::Page(error) => return Err(error),
                },
            },
            Err(errors) => errors,
        };
        let rows = rows.into_iter().map(|row| RowRead { row, refusals: Refusals::default() }).collect();
        let examined = judged(agency, found, rows, Layout::decoded(form.data.get("layout")), Vec::new(), &form.signed_in)?;
        // Refused rows are told in the table with their places; only what concerns no row stands above it.
        let above = if examined.judged.refused.is_empty() { refused } else { changed_meanwhile() };
        Ok(Next::Result(Box::new(examined), above))
    })
    .await
}

fn changed_meanwhile() -> FormErrors {
    let mut errors = FormErrors::new();
    errors.push_for_form(Text::new(
        "检查之后情况有了变化，有的行不能再提交，没有提交任何行。请核对下表后重新提交。",
        "Something has changed since the check and some rows can no longer be handed in. Nothing was handed in; look at the table and hand in again.",
    ));
    errors
}

async fn answer<W>(agency: Agency, form: CheckedForm, work: W) -> Response
where
    W: FnOnce(&Agency, &ForEmployer, &CheckedForm) -> Result<Next, PageError> + Send + 'static,
{
    let signed_in = form.signed_in.clone();
    let answered = blocking(move || {
        let found = for_employer(&agency, &form.signed_in, &form.data)?;
        let next = work(&agency, &found, &form)?;
        Ok::<_, PageError>((found, form.data, next))
    });
    match answered.await {
        Ok((found, _, Next::Refused(errors))) => show_upload(&signed_in, &found, &errors),
        Ok((found, data, Next::Result(examined, errors))) => show_result(&signed_in, &found, &examined, &data, &errors),
        Ok((found, _, Next::Done(number))) => Redirect::to(&found.address(&format!("/done/{number}"))).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

/// The refused rows the page carried, as a workbook to mend. It only gives back what was sent, so nothing is examined.
pub(super) async fn report(form: CheckedForm) -> Response {
    let CheckedForm { signed_in, data } = form;
    let on = signed_in.today;
    let made = blocking(move || {
        let rows = report_of_lines(data.get("rows"));
        sheet_file::report(&rows, on).map_err(|error| web::blocking::internal(&error))
    });
    file_or_refusal(&signed_in, made.await, "refused-rows.xlsx")
}

pub(super) async fn template(signed_in: SignedIn) -> Response {
    let (language, on) = (signed_in.language, signed_in.today);
    let made = blocking(move || sheet_file::template(language, on).map_err(|error| web::blocking::internal(&error))).await;
    file_or_refusal(&signed_in, made, "personnel-changes.xlsx")
}

pub(super) async fn template_comma_separated() -> Response {
    download("text/csv; charset=utf-8", "personnel-changes.csv", sheet_file::template_comma_separated().into_bytes())
}

fn file_or_refusal(signed_in: &SignedIn, made: Result<Vec<u8>, PageError>, name: &str) -> Response {
    match made {
        Ok(bytes) => download(sheet_file::MEDIA_TYPE, name, bytes),
        Err(error) => signed_in.refuse(&error),
    }
}

fn download(media_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
    }
    response
}
