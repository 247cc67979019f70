//! One address for relatives, employers and staff on behalf of somebody.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::application::{Application, ApplicationCommand, ApplicationProcedure};
use casework::{Actor, CaseTarget, Failure, Material, PayeeAccount, perform};
use maud::Markup;
use values::{AccountNumber, BankCode, CaseNumber, Party, Text};
use web::{CheckedForm, FormData, FormErrors, FormReader, PageError, SignedIn, blocking};

use super::account::{self, Left};
use super::desk;
use super::pages::{self, ADDRESS, Frame, REPORTER};
use super::{BenefitDeath, CERTIFICATE, DeathAction, Form, Relation};
use agency::Agency;
use agency::common::application_page::{confirmation, tried};
use agency::common::refused::{Unsuccessful, errors, sort};
use agency::common::{on_behalf, paper};
use agency::shell::{shell, surface_of};

pub fn routes() -> Router<Agency> {
    // The same page under both surfaces: a service is started from the reader's own.
    Router::new()
        .route(ADDRESS, get(begin).post(answer))
        .route("/employer/benefit-death", get(begin).post(answer))
        .route("/my/benefit-death/sent/{number}", get(sent))
        .route("/desk/benefit-death/{number}", get(desk::show))
}

fn page(signed_in: &SignedIn, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, surface_of(&signed_in.actor), pages::title(), ADDRESS);
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}

fn frame(signed_in: &SignedIn) -> Frame<'_> {
    Frame {
        csrf_token: &signed_in.csrf_token,
        fresh_key: &signed_in.fresh_key,
        by_staff: signed_in.actor.is_staff(),
        language: signed_in.language,
    }
}

async fn begin(signed_in: SignedIn) -> Response {
    page(&signed_in, false, pages::fill_in(&FormData::new(), &FormErrors::new(), &frame(&signed_in)))
}

/// What came of a form that was sent.
enum Answered {
    Wrong(FormData, FormErrors),
    Checked(Box<(Form, Option<Left>, Vec<Material>)>),
    Sent(CaseNumber),
}

async fn answer(State(agency): State<Agency>, form: CheckedForm) -> Response {
    let signed_in = form.signed_in.clone();
    if form.data.get("step") == "change" {
        return page(&signed_in, false, pages::fill_in(&form.data, &FormErrors::new(), &frame(&signed_in)));
    }
    let data = form.data.clone();
    match blocking(move || examine(&agency, &form)).await {
        Err(error) => signed_in.refuse(&error),
        Ok(Answered::Wrong(typed, wrong)) => page(&signed_in, true, pages::fill_in(&typed, &wrong, &frame(&signed_in))),
        Ok(Answered::Sent(number)) => Redirect::to(&format!("{ADDRESS}/sent/{number}")).into_response(),
        Ok(Answered::Checked(checked)) => {
            let (asked, left, materials) = *checked;
            page(&signed_in, false, pages::check(&asked, left.as_ref(), &materials, &data, &frame(&signed_in)))
        }
    }
}

fn examine(agency: &Agency, sent: &CheckedForm) -> Result<Answered, PageError> {
    let store = agency.store.as_ref();
    let actor = &sent.signed_in.actor;
    let mut wrong = FormErrors::new();
    let materials = paper::take(store, &[CERTIFICATE], &sent.data, sent.signed_in.now, &mut wrong)?;
    let typed = paper::remembered(&sent.data, &materials);
    let asked = match read(actor, &sent.data) {
        Ok(asked) => asked,
        Err(errors) => {
            errors.summary().for_each(|(field, message)| wrong.push(field, message.clone()));
            return Ok(Answered::Wrong(typed, wrong));
        }
    };
    let given = match on_behalf::given(sent, asked.reporter.unwrap_or(Party::AGENCY)) {
        Ok(given) => given,
        Err(errors) => {
            errors.summary().for_each(|(field, message)| wrong.push(field, message.clone()));
            return Ok(Answered::Wrong(typed, wrong));
        }
    };
    let procedure = BenefitDeath::new(agency.law.clone());
    let (facts, refusals) = tried(store, &procedure, actor.area, &asked, &given)?;
    for (field, message) in errors(&refusals, str::to_owned).summary() {
        wrong.push(field, message.clone());
    }
    if !wrong.is_empty() {
        return Ok(Answered::Wrong(typed, wrong));
    }
    if sent.data.get("step") != "send" {
        // Only staff see what stood in somebody else's account before the death is established.
        let is_shown = actor.is_staff() && asked.action == DeathAction::Report;
        let left = is_shown.then(|| account::left(&agency.law, &asked, &facts, given.today));
        return Ok(Answered::Checked(Box::new((asked, left, materials))));
    }
    let command = ApplicationCommand::Submit { form: asked, materials };
    match perform(store, &Application(procedure), CaseTarget::New(actor.area), &command, &given) {
        Ok(performed) => Ok(Answered::Sent(performed.number)),
        Err(failure) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(wrong) => Ok(Answered::Wrong(typed, wrong)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}

fn read(actor: &Actor, data: &FormData) -> Result<Form, FormErrors> {
    let mut reader = FormReader::new(data);
    let by_staff = actor.is_staff();
    let action = if by_staff { reader.choice("action", &Text::new("办理什么", "What it is"), &["report", "take_back"]) } else { None };
    let name = reader.text("name", &Text::new("姓名", "Name"), 50);
    let id_number = reader.text("id_number", &Text::new("身份证号码", "ID number"), 40);
    let died_on = reader.date("died_on", &Text::new("去世日期", "Day of death"));
    let relation = reader.choice("relation", &Text::new("您是谁", "Who you are"), &Relation::ALL.map(Relation::as_str));
    let account = read_account(&mut reader);
    let balance = if by_staff && !data.trimmed("account_balance").is_empty() {
        reader.money("account_balance", &Text::new("个人账户余额", "Left in the account"))
    } else {
        None
    };
    let reporter = if !by_staff {
        actor.party
    } else if data.trimmed(REPORTER).is_empty() {
        None
    } else {
        reader.whole_number(REPORTER, &Text::new("人员编号", "Number"), 1, i64::MAX).map(Party::person)
    };
    let note = reader.optional("note", &Text::new("说明", "Note"));
    let relation = relation.and_then(|word| Relation::of(&word));
    match (name, id_number, died_on, relation, reader.errors().is_empty()) {
        (Some(name), Some(id_number), Some(died_on), Some(relation), true) => Ok(Form {
            action: if action.as_deref() == Some("take_back") { DeathAction::TakeBack } else { DeathAction::Report },
            name,
            id_number,
            died_on,
            relation,
            reporter,
            account,
            account_balance: balance,
            note: note.unwrap_or_default(),
        }),
        _ => Err(reader.into_errors()),
    }
}

/// Where the grants go; nothing when no field of it was filled in.
fn read_account(reader: &mut FormReader<'_>) -> Option<PayeeAccount> {
    let fields = ["account_holder", "account_bank", "account_bank_code", "account_number"];
    if fields.iter().all(|field| reader.data().trimmed(field).is_empty()) {
        return None;
    }
    let holder = reader.text(fields[0], &Text::new("户名", "Holder"), 60);
    let bank_name = reader.text(fields[1], &Text::new("开户银行", "Bank"), 60);
    let bank_code = reader
        .parse_with(fields[2], &Text::new("银行行号", "Bank's number"), |typed| BankCode::parse(typed).map_err(|error| error.text()));
    let number = reader
        .parse_with(fields[3], &Text::new("账号", "Account number"), |typed| AccountNumber::parse(typed).map_err(|error| error.text()));
    Some(PayeeAccount { holder: holder?, bank_name: bank_name?, bank_code: bank_code?, number: number? })
}

async fn sent(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
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
    let procedure = BenefitDeath::new(agency.law.clone());
    let case_href = if signed_in.actor.is_staff() { format!("/desk/cases/{number}") } else { format!("/cases/{number}") };
    let (today, language) = (signed_in.today, signed_in.language);
    page(&signed_in, false, confirmation(&agency.law, procedure.declaration(), &number.to_string(), &case_href, today, language))
}
