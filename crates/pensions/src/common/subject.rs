//! For whom a form is filled in: the person themselves, an employee of the employer, or, by staff, anybody of the area.

use agency::common::page::own_person;
use casework::store::Reader;
use casework::{Actor, Failure, Gathering, Person, Role, Store};
use maud::{Markup, html};
use values::{IdNumber, Month, Party, PartyKind, Text};
use web::components::{FormView, Width, button, error_summary, form, heading};
use web::{FormData, FormErrors, PageError, SignedIn};

use agency::common::page::hidden;

use super::person::PersonFacts;

/// The field that says for whom.
pub const PERSON: &str = "person";

/// The person of a form with what is known of them.
#[derive(Debug, Clone)]
pub struct Subject {
    pub person: Person,
    pub facts: PersonFacts,
    pub is_own: bool,
    pub by_staff: bool,
}

impl Subject {
    pub fn party(&self) -> Party {
        Party::person(self.person.id)
    }

    /// Finds the person; `None` when it was not said who, or nobody the account may file for was named.
    pub fn find(store: &dyn Store, actor: &Actor, data: &FormData, today: values::Date) -> Result<Option<Subject>, PageError> {
        let mut reader = store.reader()?;
        let is_own = actor.has(Role::Person) && !actor.is_staff();
        let id = if is_own { Some(own_person(actor)?) } else { named(reader.as_mut(), actor, data.trimmed(PERSON))? };
        let Some(id) = id else { return Ok(None) };
        let mut gathering = Gathering::new(store, reader.as_mut(), actor.area);
        let facts = PersonFacts::gather(&mut gathering, id)?;
        let Some(person) = facts.person.clone() else { return Ok(None) };
        let is_employee = match actor.party {
            Some(party) if party.kind == PartyKind::Employer => facts.works_for(party.id, Month::of(today)),
            _ => true,
        };
        let by_staff = actor.is_staff();
        Ok((is_own || by_staff || is_employee).then_some(Subject { person, facts, is_own, by_staff }))
    }

    /// The fields that carry the person to the next page.
    pub fn carried(&self) -> Markup {
        html! { @if !self.is_own { (hidden(PERSON, &self.person.id.to_string())) } }
    }
}

/// By ID number, or by the number of the register that the pages carry along.
fn named(reader: &mut dyn Reader, actor: &Actor, typed: &str) -> Result<Option<i64>, Failure> {
    if let Ok(id_number) = IdNumber::parse(typed) {
        return Ok(reader.person_by_id_number(&id_number)?.filter(|person| person.area == actor.area).map(|person| person.id));
    }
    Ok(typed.parse().ok())
}

/// The question before the form. It is sent by POST, so that no ID number stands in an address.
pub fn ask(title: &Text, action: &str, data: &FormData, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let mut errors = FormErrors::new();
    if !data.trimmed(PERSON).is_empty() {
        errors.push(
            PERSON,
            Text::new(
                "没有找到这个人，或者不是您单位的职工；请核对身份证号码",
                "nobody of this number was found, or they are not your employee; check the ID number",
            ),
        );
    }
    let view = FormView::new(language, data, &errors);
    let caption = if signed_in.actor.is_staff() {
        Text::new("代申请人办理", "On behalf of an applicant")
    } else {
        Text::new("为本单位职工办理", "For an employee")
    };
    html! {
        (error_summary(&errors, language))
        (heading(title, Some(&caption), language))
        (form(action, &signed_in.csrf_token, html! {
            (hidden("step", "person"))
            (view.text(PERSON, Text::new("身份证号码", "ID number")).hint(Text::new("18 位", "Eighteen characters")).width(Width::Medium))
            (button(&Text::new("继续", "Continue"), language))
        }))
    }
}
