//! The pages of personnel changes: one person, a sheet, the list of who is insured.

mod one;
mod one_view;
mod people;
mod start;
mod upload;
mod upload_view;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use casework::{Employer, Gathering};
use maud::Markup;
use values::{AreaCode, Party, SocialCreditCode, Text};
use web::{FormData, PageError, SignedIn};

use super::{Facts, Form, PersonnelChange};
use agency::Agency;
use agency::shell::{shell, surface_of};

const HOME: &str = "/employer/personnel-change";

pub fn routes() -> Router<Agency> {
    Router::new()
        .route(HOME, get(start::start))
        .route("/employer/personnel-change/one/{kind}", get(one::ask).post(one::answer))
        .route("/employer/personnel-change/people", get(people::list))
        .route("/employer/personnel-change/upload", get(upload::ask).post(upload::examine))
        .route("/employer/personnel-change/upload/submit", post(upload::submit))
        .route("/employer/personnel-change/upload/report", post(upload::report))
        .route("/employer/personnel-change/template.xlsx", get(upload::template))
        .route("/employer/personnel-change/template.csv", get(upload::template_comma_separated))
        .route("/employer/personnel-change/done/{number}", get(start::done))
}

/// The employer a page works for.
#[derive(Debug, Clone)]
pub(super) struct ForEmployer {
    pub(super) employer: Employer,
    /// Staff act for it; their addresses and forms name it.
    pub(super) by_staff: bool,
}

impl ForEmployer {
    fn area(&self) -> AreaCode {
        self.employer.area
    }

    fn party(&self) -> Party {
        Party::employer(self.employer.id)
    }

    /// An address below the start page, with the employer named where staff act.
    fn address(&self, below: &str) -> String {
        if !self.by_staff {
            return format!("{HOME}{below}");
        }
        let mark = if below.contains('?') { '&' } else { '?' };
        format!("{HOME}{below}{mark}employer={}", self.employer.id)
    }

    /// The fields every form carries so that it comes back for the same employer and is carried out once.
    fn hidden(&self, signed_in: &SignedIn) -> Markup {
        maud::html! {
            input type="hidden" name=(web::csrf::KEY_FIELD) value=(signed_in.fresh_key);
            @if self.by_staff { input type="hidden" name="employer" value=(self.employer.id); }
        }
    }
}

/// Finds the employer: the clerk's own, or the one staff name by number or credit code in the field `employer`. Blocking.
fn for_employer(agency: &Agency, signed_in: &SignedIn, data: &FormData) -> Result<ForEmployer, PageError> {
    let actor = &signed_in.actor;
    let mut reader = agency.store.reader()?;
    if !actor.is_staff() {
        let id = actor.party.filter(|party| *party == Party::employer(party.id)).map(|party| party.id).ok_or_else(no_employer)?;
        let employer = reader.employer(actor.area, id)?.ok_or(PageError::NotFound)?;
        return Ok(ForEmployer { employer, by_staff: false });
    }
    let named = data.trimmed("employer");
    let found = match named.parse::<i64>() {
        Ok(id) => reader.employer(actor.area, id)?,
        Err(_) => match SocialCreditCode::parse(named) {
            Ok(code) => reader.employer_by_credit_code(&code)?.filter(|employer| actor.reaches(employer.area)),
            Err(_) => None,
        },
    };
    found.map(|employer| ForEmployer { employer, by_staff: true }).ok_or_else(|| {
        PageError::Unprocessable(Text::new(
            "没有找到该单位。请填写本区域单位的编号，或统一社会信用代码。",
            "There is no such employer. Give the number of an employer of your area, or its social credit code.",
        ))
    })
}

fn no_employer() -> PageError {
    PageError::Unprocessable(Text::new(
        "您的账户还没有代表任何单位。请先办理“单位参保登记”，批准后即可增减人员。",
        "Your account does not speak for an employer yet. Register the employer first; afterwards you can add and remove people.",
    ))
}

/// What examining a declaration needs, read without handing anything in. Blocking.
fn facts(agency: &Agency, for_employer: &ForEmployer, form: &Form) -> Result<Facts, PageError> {
    let mut reader = agency.store.reader()?;
    let mut gathering = Gathering::new(agency.store.as_ref(), reader.as_mut(), for_employer.area());
    Ok(PersonnelChange::facts(&mut gathering, form)?)
}

/// A page inside the frame of who reads it.
fn page(signed_in: &SignedIn, title: Text, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, surface_of(&signed_in.actor), title, HOME);
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}

fn title() -> Text {
    Text::new("人员增减变动", "Personnel changes")
}
