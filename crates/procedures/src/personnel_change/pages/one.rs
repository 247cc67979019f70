//! One change: asked, checked, handed in.

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::application::{Application, ApplicationCommand};
use casework::{CaseTarget, Given, Person, perform};
use values::{CaseNumber, Month, Text};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::one_view::{check_page, form_page};
use super::{ForEmployer, facts, for_employer, page};
use crate::personnel_change::{Form, PersonnelChange, Row, examine};
use agency::Agency;
use agency::common::on_behalf;
use agency::common::refused::{Unsuccessful, errors, sort};

/// Which change a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Add,
    Remove,
    Wage,
}

impl Kind {
    fn of(segment: &str) -> Option<Kind> {
        [Kind::Add, Kind::Remove, Kind::Wage].into_iter().find(|kind| kind.segment() == segment)
    }

    /// The path segment and the word of the declaration.
    pub(super) fn segment(self) -> &'static str {
        match self {
            Kind::Add => "add",
            Kind::Remove => "remove",
            Kind::Wage => "wage",
        }
    }

    pub(super) fn title(self) -> Text {
        match self {
            Kind::Add => Text::new("增加一人", "Add one person"),
            Kind::Remove => Text::new("减少一人", "Remove one person"),
            Kind::Wage => Text::new("申报工资", "Declare a wage"),
        }
    }
}

/// What a page of one change is about.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) kind: Kind,
    pub(super) found: ForEmployer,
    /// Chosen from the list of insured people; name and ID number are then not asked.
    pub(super) person: Option<Person>,
}

impl Asked {
    /// Blocking.
    fn load(agency: &Agency, signed_in: &SignedIn, kind: &str, data: &FormData) -> Result<Asked, PageError> {
        let kind = Kind::of(kind).ok_or(PageError::NotFound)?;
        let found = for_employer(agency, signed_in, data)?;
        let person = match data.trimmed("person").parse::<i64>() {
            Ok(id) if kind != Kind::Add => Some(employee(agency, &found, id)?),
            _ => None,
        };
        Ok(Asked { kind, found, person })
    }

    fn row(&self, data: &FormData) -> Row {
        let typed = |field: &str| data.trimmed(field).to_owned();
        let (name, id_number) = match &self.person {
            Some(person) => (person.name.to_string(), person.id_number.as_str().to_owned()),
            None => (typed("name"), typed("id_number")),
        };
        let wage = if self.kind == Kind::Remove { String::new() } else { typed("wage") };
        let telephone = if self.kind == Kind::Add { typed("telephone") } else { String::new() };
        Row { sheet_row: None, action: self.kind.segment().to_owned(), name, id_number, month: typed("month"), wage, telephone }
    }

    fn form(&self, data: &FormData) -> Form {
        Form { employer_id: self.found.employer.id, rows: vec![self.row(data)] }
    }

    pub(super) fn address(&self) -> String {
        let person = self.person.as_ref().map(|person| format!("?person={}", person.id)).unwrap_or_default();
        self.found.address(&format!("/one/{}{person}", self.kind.segment()))
    }
}

/// Somebody who is or was insured through the employer; nobody else's record is shown to it.
fn employee(agency: &Agency, found: &ForEmployer, id: i64) -> Result<Person, PageError> {
    let mut reader = agency.store.reader()?;
    let employments = reader.employments_of_person(found.area(), id)?;
    if !employments.iter().any(|period| period.employer_id == found.employer.id) {
        return Err(PageError::NotFound);
    }
    reader.person(found.area(), id)?.ok_or(PageError::NotFound)
}

pub(super) async fn ask(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let reader = signed_in.clone();
    match blocking(move || Asked::load(&agency, &reader, &kind, &query)).await {
        Ok(asked) => {
            let data = FormData::new().with("month", &Month::of(signed_in.today).to_string());
            show_form(&signed_in, &asked, &data, &FormErrors::new())
        }
        Err(error) => signed_in.refuse(&error),
    }
}

fn show_form(signed_in: &SignedIn, asked: &Asked, data: &FormData, errors: &FormErrors) -> Response {
    page(signed_in, asked.kind.title(), !errors.is_empty(), form_page(signed_in, asked, data, errors))
}

/// What follows from an answer.
enum Next {
    Again(FormErrors),
    Check,
    Done(CaseNumber),
}

pub(super) async fn answer(State(agency): State<Agency>, Path(kind): Path<String>, form: CheckedForm) -> Response {
    let work = form.clone();
    let answered = blocking(move || {
        let asked = Asked::load(&agency, &work.signed_in, &kind, &work.data)?;
        let next = next(&agency, &asked, &work)?;
        Ok::<_, PageError>((asked, next))
    });
    let CheckedForm { signed_in, data } = &form;
    match answered.await {
        Ok((asked, Next::Again(errors))) => show_form(signed_in, &asked, data, &errors),
        Ok((asked, Next::Check)) => {
            page(signed_in, Text::new("核对后提交", "Check and hand in"), false, check_page(signed_in, &asked, &asked.row(data), data))
        }
        Ok((asked, Next::Done(number))) => Redirect::to(&asked.found.address(&format!("/done/{number}"))).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

fn next(agency: &Agency, asked: &Asked, work: &CheckedForm) -> Result<Next, PageError> {
    let data = &work.data;
    if data.get("step") == "change" {
        return Ok(Next::Again(FormErrors::new()));
    }
    let given = match on_behalf::given(work, asked.found.party()) {
        Ok(given) => given,
        Err(mut refused) => {
            // Everything wrong is told at once, not first the helper's part and then the change.
            let own = examined(agency, asked, data, work.signed_in.today)?;
            for (field, message) in own.summary() {
                refused.push(field, message.clone());
            }
            return Ok(Next::Again(refused));
        }
    };
    if data.get("step") == "submit" {
        return hand_in(agency, &asked.found, asked.form(data), &given);
    }
    let refused = examined(agency, asked, data, given.today)?;
    Ok(if refused.is_empty() { Next::Check } else { Next::Again(refused) })
}

/// What is wrong with the change, beside its fields.
fn examined(agency: &Agency, asked: &Asked, data: &FormData, today: values::Date) -> Result<FormErrors, PageError> {
    let form = asked.form(data);
    let facts = facts(agency, &asked.found, &form)?;
    let refusals = examine(&form, &facts, today).into_iter().next().map(|fate| fate.refusals).unwrap_or_default();
    Ok(errors(&refusals, |field| shown_field(field, asked.person.is_some())))
}

/// A field that was not asked has no place on the page; what is wrong with it is told above the form.
fn shown_field(field: &str, person_is_chosen: bool) -> String {
    let plain = field.rsplit('.').next().unwrap_or(field);
    if person_is_chosen && matches!(plain, "name" | "id_number") { String::new() } else { plain.to_owned() }
}

fn hand_in(agency: &Agency, found: &ForEmployer, form: Form, given: &Given) -> Result<Next, PageError> {
    match submit(agency, found, form, given) {
        Ok(number) => Ok(Next::Done(number)),
        Err(failure) => match sort(failure, |field| shown_field(field, false)) {
            Unsuccessful::Again(errors) => Ok(Next::Again(errors)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}

/// Hands a declaration in. Blocking.
pub(super) fn submit(agency: &Agency, found: &ForEmployer, form: Form, given: &Given) -> Result<CaseNumber, casework::Failure> {
    let procedure = Application(PersonnelChange::new(agency.law.clone()));
    let command = ApplicationCommand::Submit { form, materials: Vec::new() };
    let performed = perform(agency.store.as_ref(), &procedure, CaseTarget::New(found.area()), &command, given)?;
    Ok(performed.number)
}
