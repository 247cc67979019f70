//! Filling a bill in: typed or uploaded, checked line by line, sent.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use casework::application::ApplicationProcedure;
use casework::{CaseTarget, Channel, Failure, Material, Refusals, perform};
use values::{CaseNumber, Party, Silent, Text};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::filled::{For, RECOGNITION, SHEET, TYPED_LINES, field_of, form, with_lines};
use super::form_view::{self, Checked};
use super::{address, page, title};
use crate::injury_settlement::adjudication::judge;
use crate::injury_settlement::form::Line;
use crate::injury_settlement::{BILL, Command, Facts, Form, InjurySettlement, SettlementApplication, sheet};
use agency::Agency;
use agency::common::applicant::{EMPLOYER, ask_employer};
use agency::common::application_page::{confirmation, tried};
use agency::common::refused::{Unsuccessful, sort, words};
use agency::common::{on_behalf, paper};

pub(super) async fn begin(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let query = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let asked = [EMPLOYER, "payee", RECOGNITION].into_iter().filter(|field| query.contains(field));
    let data = asked.fold(FormData::new(), |data, field| data.with(field, query.trimmed(field)));
    show(agency, &signed_in, with_lines(&data, &[], &[], TYPED_LINES), FormErrors::new()).await
}

async fn show(agency: Agency, signed_in: &SignedIn, data: FormData, wrong: FormErrors) -> Response {
    let (actor, typed) = (signed_in.actor.clone(), data.clone());
    match blocking(move || For::find(&agency, &actor, &typed)).await {
        Err(error) => signed_in.refuse(&error),
        Ok(None) => no_employer(signed_in, &data),
        Ok(Some(who)) => page(signed_in, !wrong.is_empty(), form_view::fill_in(&who, signed_in, &data, &wrong)),
    }
}

fn no_employer(signed_in: &SignedIn, data: &FormData) -> Response {
    let language = signed_in.language;
    let asked = ask_employer(&title(), address(&signed_in.actor), data, language);
    let for_worker = format!("{}?payee=person", address(&signed_in.actor));
    let words = language.pick("代已垫付费用的职工办理", "On behalf of a worker who has paid the hospital");
    page(signed_in, !data.trimmed(EMPLOYER).is_empty(), maud::html! { (asked) p { (web::components::link(&for_worker, words)) } })
}

/// What came of a page that was sent.
enum Answered {
    NoEmployer,
    Wrong(FormData, FormErrors),
    Checked(Box<(For, Checked, FormData)>),
    Sent(CaseNumber),
}

pub(super) async fn answer(State(agency): State<Agency>, sent: CheckedForm) -> Response {
    let (working, examined) = (agency.clone(), sent.clone());
    let signed_in = &sent.signed_in;
    match blocking(move || examine(&working, &examined)).await {
        Err(error) => signed_in.refuse(&error),
        Ok(Answered::NoEmployer) => no_employer(signed_in, &sent.data),
        Ok(Answered::Wrong(typed, wrong)) => show(agency, signed_in, typed, wrong).await,
        Ok(Answered::Sent(number)) => Redirect::to(&format!("{}/sent/{number}", address(&signed_in.actor))).into_response(),
        Ok(Answered::Checked(checked)) => {
            let (who, checked, data) = *checked;
            page(signed_in, false, form_view::check(&who, &checked, signed_in, &data))
        }
    }
}

fn examine(agency: &Agency, sent: &CheckedForm) -> Result<Answered, PageError> {
    let (signed_in, actor) = (&sent.signed_in, &sent.signed_in.actor);
    let Some(who) = For::find(agency, actor, &sent.data)? else { return Ok(Answered::NoEmployer) };
    let mut asked = form(agency, &who, actor, &sent.data)?;
    let mut wrong = FormErrors::new();
    if let Some(file) = sent.data.file(SHEET) {
        match sheet::read(&file.bytes) {
            Ok(lines) => asked.lines.extend(lines),
            Err(refusals) => refusals.0.iter().for_each(|refusal| wrong.push(SHEET, words(refusal))),
        }
    }
    let store = agency.store.as_ref();
    let materials = paper::take(store, &[BILL], &sent.data, signed_in.now, &mut wrong)?;
    let data = paper::remembered(&sent.data, &materials);
    if matches!(sent.data.get("step"), "change" | "more") && wrong.is_empty() {
        return Ok(Answered::Wrong(all_typed(&asked, &data), wrong));
    }
    let application = SettlementApplication::new(agency.law.clone());
    let plain = signed_in.given(Channel::Web, None, sent.idempotency_key());
    let (facts, refusals) = tried(store, &application, actor.area, &asked, &plain)?;
    let party = facts.payee(&asked).unwrap_or(Party::AGENCY);
    let given = match on_behalf::given(sent, party) {
        Ok(given) => given,
        Err(missing) => {
            missing.summary().for_each(|(field, message)| wrong.push(field, message.clone()));
            plain
        }
    };
    let (typed, found) = arranged(&asked, &refusals, &data);
    found.summary().for_each(|(field, message)| wrong.push(field, message.clone()));
    if asked.payee == "person" && materials.is_empty() {
        wrong.push(BILL, Text::new("请上传医疗费用票据", "add a scan or a photograph of the bill"));
    }
    if !wrong.is_empty() {
        return Ok(Answered::Wrong(typed, wrong));
    }
    if sent.data.get("step") != "send" {
        return checked(&application, who, asked, facts, materials, data, &given);
    }
    let command = Command::submit(asked, materials);
    match perform(store, &InjurySettlement::new(agency.law.clone()), CaseTarget::New(actor.area), &command, &given) {
        Ok(performed) => Ok(Answered::Sent(performed.number)),
        Err(failure) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(wrong) => Ok(Answered::Wrong(typed, wrong)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}

fn checked(
    application: &SettlementApplication,
    who: For,
    form: Form,
    facts: Facts,
    materials: Vec<Material>,
    data: FormData,
    given: &casework::Given,
) -> Result<Answered, PageError> {
    let judged = form.read(given.today).and_then(|bill| {
        let lines = judge(application.law(), &bill, &facts, given.today, &mut Silent)?;
        Ok((bill, lines))
    });
    let (bill, lines) = judged.map_err(|refusals| PageError::from(Failure::Refused(refusals)))?;
    let data = with_lines(&data, &form.lines, &[], 0);
    Ok(Answered::Checked(Box::new((who, Checked { bill, lines, materials, worker: facts.worker }, data))))
}

/// Every line where it can be typed into: what a sheet brought stays carried.
fn all_typed(form: &Form, data: &FormData) -> FormData {
    let (kept, typed): (Vec<Line>, Vec<Line>) = form.lines.iter().cloned().partition(|line| line.row != 0);
    with_lines(data, &kept, &typed, TYPED_LINES)
}

/// Wrong lines that are shown to be mended at once; what is wrong beyond them is told when these are right.
const WRONG_LINES_MAX: usize = 60;

/// The answers with the wrong lines to be typed into and the right ones of a sheet carried, and what is wrong, by the fields of the page.
fn arranged(form: &Form, refusals: &Refusals, data: &FormData) -> (FormData, FormErrors) {
    let position_of = |field: &str| field.strip_prefix("lines.")?.split('.').next()?.parse::<usize>().ok();
    let wrong: Vec<usize> = refusals.0.iter().filter_map(|refusal| position_of(refusal.field.as_deref()?)).collect();
    let (mut kept, mut typed, mut at) = (Vec::new(), Vec::new(), std::collections::BTreeMap::new());
    for (position, line) in form.lines.iter().enumerate() {
        if line.row == 0 || (wrong.contains(&position) && typed.len() < WRONG_LINES_MAX) {
            at.insert(position, typed.len());
            typed.push(line.clone());
        } else {
            kept.push(line.clone());
        }
    }
    let blank = if typed.is_empty() && kept.is_empty() { TYPED_LINES } else { 1 };
    let mut told = FormErrors::new();
    for refusal in &refusals.0 {
        let field = refusal.field.as_deref().unwrap_or_default();
        match position_of(field) {
            Some(position) => {
                let name = field.rsplit('.').next().unwrap_or("item");
                let Some(shown) = at.get(&position) else { continue };
                told.push(&field_of(*shown, name), placed(form.lines.get(position), name, words(refusal)));
            }
            None if field == "lines" => told.push(SHEET, words(refusal)),
            None if field == "recognition_case_id" => told.push(RECOGNITION, words(refusal)),
            None if field.is_empty() => told.push_for_form(words(refusal)),
            None => told.push(field, words(refusal)),
        }
    }
    (with_lines(data, &kept, &typed, blank), told)
}

/// With the row and the column of the sheet, where it came from one.
fn placed(line: Option<&Line>, field: &str, text: Text) -> Text {
    let column = sheet::title(field);
    match line.filter(|line| line.row != 0) {
        Some(line) => Text::new(
            format!("表格第 {} 行“{}”：{}", line.row, column.zh, text.zh),
            format!("Row {} of the sheet, “{}”: {}", line.row, column.en, text.en),
        ),
        None => text,
    }
}

pub(super) async fn sent(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    let Ok(number) = CaseNumber::parse(&number) else { return signed_in.refuse(&PageError::NotFound) };
    let (store, actor) = (agency.store.clone(), signed_in.actor.clone());
    let found = blocking(move || {
        let head = store.views()?.case_by_number(&number)?;
        let own = head.filter(|head| actor.speaks_for(head.area, head.party) || (actor.is_staff() && actor.reaches(head.area)));
        own.ok_or(Failure::NotFound)
    });
    if let Err(error) = found.await {
        return signed_in.refuse(&error);
    }
    let application = SettlementApplication::new(agency.law.clone());
    let href = if signed_in.actor.is_staff() { format!("/desk/cases/{number}") } else { format!("/cases/{number}") };
    let body = confirmation(&agency.law, application.declaration(), &number.to_string(), &href, signed_in.today, signed_in.language);
    page(&signed_in, false, body)
}

pub(super) async fn template(signed_in: SignedIn) -> Response {
    let on = signed_in.today;
    match blocking(move || sheet::template(on).map_err(|error| web::blocking::internal(&error))).await {
        Ok(bytes) => download(sheet::MEDIA_TYPE, "treatment-bill.xlsx", bytes),
        Err(error) => signed_in.refuse(&error),
    }
}

pub(super) async fn template_comma_separated() -> Response {
    download("text/csv; charset=utf-8", "treatment-bill.csv", sheet::template_comma_separated().into_bytes())
}

fn download(media_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
    }
    response
}
