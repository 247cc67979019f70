//! Recording an edition: the head is typed, the table uploaded; what it changes is shown before it is recorded.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use casework::{CaseTarget, Channel, Refusals, perform};
use maud::{Markup, html};
use rules::injury::catalogue::{CSV_COLUMNS, Catalogue, Catalogues, Edition};
use values::{CaseNumber, Language, Text};
use web::components::{
    ButtonStyle, Choice, FormView, SummaryList, Width, back_link, button, button_value, date, error_summary, form as web_form, heading,
    inset, upload_form,
};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::{HOME, difference, name_of, page, read};
use crate::affected_page::{self, Found};
use crate::treatment_catalogue::{Command, Form, Row, TreatmentCatalogue, edition};
use agency::Agency;
use agency::common::page::{hidden, key_field};
use agency::common::refused::{Unsuccessful, errors, sort};
use agency::common::spreadsheet::{self, Bounds, Cell, Value, number_format};

const ADDRESS: &str = "/desk/treatment-catalogue/new";
const TABLE: &str = "table";
/// The table kept from the page before, by its hash: a browser forgets a chosen file.
const KEPT: &str = "table.sha256";
const BOUNDS: Bounds = Bounds { rows: 50_000, columns: 30 };
const FIELDS: [&str; 9] = ["catalogue", "number", "label", "title_zh", "title_en", "document", "article", "valid_from", "known_from"];

pub(super) async fn ask(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    show(agency, &signed_in, FormData::new(), FormErrors::new()).await
}

async fn show(agency: Agency, signed_in: &SignedIn, data: FormData, wrong: FormErrors) -> Response {
    match blocking(move || read(&agency)).await {
        Ok((catalogues, _)) => page(signed_in, ADDRESS, !wrong.is_empty(), fill_in(&catalogues, signed_in, &data, &wrong)),
        Err(error) => signed_in.refuse(&error),
    }
}

fn fill_in(catalogues: &Catalogues, signed_in: &SignedIn, data: &FormData, wrong: &FormErrors) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, wrong);
    let choices = catalogues.iter().map(|catalogue| Choice::new(catalogue.name(), name_of(catalogue.name()))).collect();
    html! {
        (back_link(HOME, language))
        (error_summary(wrong, language))
        (heading(&Text::new("录入新版本", "Record an edition"), None, language))
        (upload_form(ADDRESS, &signed_in.csrf_token, html! {
            (view.radios("catalogue", Text::new("目录", "Catalogue"), choices))
            (view.text("label", Text::new("版本名称", "Name of the edition")).hint(Text::new("例如 6 或 2021", "Such as 6 or 2021")).width(Width::Short))
            (view.text("number", Text::new("序号", "Number")).hint(Text::new("留空即下一个序号", "Blank for the next")).width(Width::Short).optional())
            (view.text("title_zh", Text::new("中文标题", "Title in Chinese")))
            (view.text("title_en", Text::new("英文标题", "Title in English")))
            (view.text("document", Text::new("文号", "Number of the document")).width(Width::Medium))
            (view.text("article", Text::new("条款", "Article")).width(Width::Medium).optional())
            (view.date("valid_from", Text::new("自何日有效", "Valid from")))
            (view.date("known_from", Text::new("公布日期", "Published on")))
            (view.radios("is_complete", Text::new("表格是否列全了原文的项目", "Does the table list everything the text does"), vec![
                Choice::new("no", Text::new("没有列全", "Not everything")),
                Choice::new("yes", Text::new("列全了", "Everything")),
            ]))
            @if !data.trimmed(KEPT).is_empty() {
                (hidden(KEPT, data.trimmed(KEPT)))
                (inset(html! { p { (language.pick(
                    "上次选择的表格已收到，可以读取；不另选文件就沿用它。",
                    "The table you chose was received and can be read; it is used unless you choose another."
                )) } }))
            }
            (view.file(TABLE, Text::new("项目表格", "Table of items")).accept(".xlsx,.csv").hint(Text::new(
                format!("Excel（.xlsx）或 CSV，首行为列名：{}；前四列必填。可以先下载现行版本的表格，在上面修改。", CSV_COLUMNS.join("、")),
                format!("Excel (.xlsx) or CSV; the first row names the columns: {}; the first four are needed. The table of the present edition can be downloaded and changed.", CSV_COLUMNS.join(", ")),
            )))
            (button(&Text::new("检查", "Check"), language))
        }))
    }
}

enum Answered {
    Wrong(FormData, FormErrors),
    Checked(Box<Checked>),
    Done(CaseNumber),
}

/// An edition that can be recorded, the one before it, and what it would change.
struct Checked {
    edition: Edition,
    before: Option<Edition>,
    effect: Found,
    data: FormData,
}

pub(super) async fn answer(State(agency): State<Agency>, sent: CheckedForm) -> Response {
    let (working, examined) = (agency.clone(), sent.clone());
    let signed_in = &sent.signed_in;
    match blocking(move || examine(&working, &examined)).await {
        Err(error) => signed_in.refuse(&error),
        Ok(Answered::Wrong(data, wrong)) => show(agency, signed_in, data, wrong).await,
        Ok(Answered::Done(number)) => Redirect::to(&format!("{HOME}?recorded={number}")).into_response(),
        Ok(Answered::Checked(checked)) => page(signed_in, ADDRESS, false, check(&checked, signed_in)),
    }
}

fn examine(agency: &Agency, sent: &CheckedForm) -> Result<Answered, PageError> {
    let (data, signed_in) = (&sent.data, &sent.signed_in);
    let city = agency.law.city().ok_or(PageError::NotFound)?.code;
    let given = signed_in.given(Channel::Web, None, sent.idempotency_key());
    if data.get("step") == "change" {
        return Ok(Answered::Wrong(data.clone(), FormErrors::new()));
    }
    let mut wrong = FormErrors::new();
    let (bytes, mut sha256) = table(agency, data)?;
    let rows = match bytes.as_deref().map(rows) {
        Some(Ok(rows)) => rows,
        Some(Err(refusals)) => {
            told(&refusals, &mut wrong);
            sha256.clear();
            Vec::new()
        }
        None => {
            wrong.push(TABLE, Text::new("请选择项目表格", "choose the table of items"));
            Vec::new()
        }
    };
    let data = without_table(data);
    let data = if sha256.is_empty() { data } else { data.with(KEPT, &sha256) };
    if !wrong.is_empty() {
        return Ok(Answered::Wrong(data, wrong));
    }
    let form = form_of(&data);
    let (catalogues, _) = read(agency)?;
    if data.get("step") != "record" {
        return match edition(&form, &rows, &catalogues, &given) {
            Ok(edition) => {
                let known = catalogues.get(&edition.catalogue);
                let before = known.and_then(|catalogue| catalogue.editions().last()).cloned();
                let effect = effect_of(agency, signed_in, known, &edition)?;
                Ok(Answered::Checked(Box::new(Checked { edition, before, effect, data })))
            }
            Err(refusals) => {
                told(&refusals, &mut wrong);
                // A table with faults in it is chosen again; one under a wrong head stays.
                let faulty = refusals.0.iter().any(|refusal| refusal.field.as_deref() == Some(TABLE));
                Ok(Answered::Wrong(if faulty { without_table(&data) } else { data }, wrong))
            }
        };
    }
    let procedure = TreatmentCatalogue::new(agency.law.clone());
    let command = Command::Record { form, rows };
    match perform(agency.store.as_ref(), &procedure, CaseTarget::New(city), &command, &given) {
        Ok(performed) => Ok(Answered::Done(performed.number)),
        Err(failure) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(wrong) => Ok(Answered::Wrong(data, wrong)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}

/// Which settlements the edition would change were it recorded today: of the first ones, as many as one page judges.
fn effect_of(agency: &Agency, signed_in: &SignedIn, known: Option<&Catalogue>, edition: &Edition) -> Result<Found, PageError> {
    let (mut catalogues, _) = read(agency)?;
    if let Some(joined) = known.and_then(|catalogue| catalogue.with_edition(edition.clone()).ok()) {
        catalogues = catalogues.with(joined);
    }
    affected_page::judge(agency, signed_in, &catalogues, None)
}

fn without_table(data: &FormData) -> FormData {
    data.fields().filter(|(name, _)| *name != KEPT).fold(FormData::new(), |kept, (name, value)| kept.with(name, value))
}

/// A summary longer than this helps nobody.
const ERRORS_SHOWN: usize = 50;

fn told(refusals: &Refusals, wrong: &mut FormErrors) {
    let all = errors(refusals, str::to_owned);
    for (field, message) in all.summary().take(ERRORS_SHOWN) {
        wrong.push(if field.is_empty() { TABLE } else { field }, message.clone());
    }
    let more = refusals.0.len().saturating_sub(ERRORS_SHOWN);
    if more > 0 {
        wrong.push(
            TABLE,
            Text::new(format!("另有 {more} 处错误，改正后重新检查"), format!("{more} more; check again once these are mended")),
        );
    }
}

/// The bytes of the table just sent, or of the one kept, and the hash to keep it by.
fn table(agency: &Agency, data: &FormData) -> Result<(Option<Vec<u8>>, String), PageError> {
    if let Some(file) = data.file(TABLE) {
        let sha256 = agency.store.keep_document(&file.bytes)?;
        return Ok((Some(file.bytes.to_vec()), sha256));
    }
    let sha256 = data.trimmed(KEPT);
    if sha256.len() != 64 || !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok((None, String::new()));
    }
    Ok((agency.store.views()?.document(sha256)?, sha256.to_owned()))
}

fn rows(bytes: &[u8]) -> Result<Vec<Row>, Refusals> {
    let table = spreadsheet::read(bytes, BOUNDS)
        .map_err(|refusals| Refusals(refusals.0.into_iter().map(|refusal| refusal.on_field(TABLE)).collect()))?;
    let width = table.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.column)).max().map_or(0, |last| last + 1);
    let cells = |row: &spreadsheet::SheetRow| {
        (0..width).map(|column| row.cells.iter().find(|cell| cell.column == column).map(words).unwrap_or_default()).collect()
    };
    Ok(table.rows.iter().map(|row| Row { row: row.number, cells: cells(row) }).collect())
}

fn words(cell: &Cell) -> String {
    let words = match &cell.value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number_format::as_shown(number).unwrap_or_else(|| number.clone()),
        Value::Day(day) => day.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Error(error) => error.clone(),
        Value::Nothing => String::new(),
    };
    spreadsheet::without_mark(words.trim()).to_owned()
}

fn form_of(data: &FormData) -> Form {
    let text = |field: &str| data.trimmed(field).to_owned();
    Form {
        catalogue: text("catalogue"),
        number: text("number"),
        label: text("label"),
        title_zh: text("title_zh"),
        title_en: text("title_en"),
        document: text("document"),
        article: text("article"),
        valid_from: text("valid_from"),
        known_from: text("known_from"),
        is_complete: data.get("is_complete") == "yes",
    }
}

fn check(checked: &Checked, signed_in: &SignedIn) -> Markup {
    let language: Language = signed_in.language;
    let Checked { edition, before, effect, data } = checked;
    html! {
        (heading(&Text::new("核对新版本", "Check the edition"), Some(&name_of(&edition.catalogue)), language))
        (SummaryList::new(language)
            .words(Text::new("版本", "Edition"), &format!("{}（{}）", edition.label, edition.number))
            .words(Text::new("标题", "Title"), edition.title.in_language(language))
            .words(Text::new("依据", "Published by"), &edition.citation.to_string())
            .row(Text::new("自何日有效", "Valid from"), date(edition.valid_from, language))
            .row(Text::new("公布日期", "Published on"), date(edition.known_from, language))
            .words(Text::new("项目数", "Items"), &edition.items.len().to_string()))
        @if let Some(before) = before {
            h2 { (language.pick("与上一版本相比", "Against the edition before")) }
            (difference(before, edition, language))
        }
        h2 { (language.pick("会改变的结算", "Settlements it changes")) }
        (affected_page::preview(effect, language))
        p { (language.pick("录入后不能修改；更正请录入下一版本。", "Once recorded it is not edited; the next edition corrects it.")) }
        (web_form(ADDRESS, &signed_in.csrf_token, html! {
            (key_field(&signed_in.fresh_key))
            @for (name, value) in data.fields().filter(|(name, _)| FIELDS.contains(name) || matches!(*name, KEPT | "is_complete")) { (hidden(name, value)) }
            div.button-row {
                (button_value(&Text::new("录入", "Record"), "step", "record", ButtonStyle::Primary, language))
                (button_value(&Text::new("返回修改", "Go back and change"), "step", "change", ButtonStyle::Secondary, language))
            }
        }))
    }
}
