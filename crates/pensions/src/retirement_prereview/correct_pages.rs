//! What the reviewer sees: stated facts, the record, the dates that follow, and the form for what the file says.

use agency::Agency;
use agency::case_parts::LoadedCase;
use agency::shell::shell;
use casework::application::ApplicationState;
use maud::{Markup, html};
use values::Text;
use web::components::{SummaryList, back_link, error_summary, heading, inset, section};
use web::{FormData, FormErrors, SignedIn, Surface};

use super::pages::dates;
use super::{Form, describe};
use crate::common::correction::section_of;
use crate::common::person::PersonFacts;
use crate::common::record_page::record_table;
use crate::common::stated::verify;

/// A case with everything this page shows.
pub struct Shown {
    pub case: LoadedCase,
    pub form: Form,
    pub facts: PersonFacts,
    pub state: ApplicationState<Form>,
}

pub fn page(agency: &Agency, view: &Shown, data: &FormData, wrong: &FormErrors, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let title = Text::new("核实参保经历", "Verify the career");
    let mut shell = shell(signed_in, Surface::Desk, title.clone(), "/desk/cases");
    shell.has_errors = !wrong.is_empty();
    let verified = view
        .facts
        .person
        .as_ref()
        .and_then(|person| verify(&agency.law, person, view.facts.record.as_ref(), &view.form.stated, signed_in.today).ok());
    let mut list = SummaryList::new(language);
    for (name, value) in describe::describe(&view.form) {
        list = list.words(name, value.in_language(language));
    }
    shell.page(html! {
        (back_link(&format!("/desk/cases/{}", view.case.head.number), language))
        (error_summary(wrong, language))
        (heading(&title, Some(&view.case.head.subject), language))
        (section(&Text::new("填报的内容", "What was stated"), html! { (list) }, language))
        @if let Some(verified) = &verified { (dates(agency, verified, signed_in)) }
        @if verified.as_ref().is_some_and(|verified| verified.is_birth_open) {
            (inset(html! { p { (language.pick("身份证与档案的出生日期不一致，复核时须认定以哪个为准。", "ID number and file state different days of birth: the review must find which holds.")) } }))
        }
        (section(&Text::new("养老保险档案", "Pension record"), record_table(view.facts.record.as_ref(), language), language))
        @if let Some(person) = &view.facts.person {
            (section_of(&format!("/desk/retirement-prereview/{}", view.case.head.number), view.case.head.stage, &view.state, person, data, wrong, signed_in))
        }
    })
}
