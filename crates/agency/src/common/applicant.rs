//! For which employer a form is filled in: the account's own, or, by staff on a recorded authorisation, one of the area.

use casework::store::Reader;
use casework::{Actor, Employer, Failure};
use maud::{Markup, html};
use values::{AreaCode, Language, Party, SocialCreditCode, Text};
use web::components::{FormView, Width, button, error_summary, heading};
use web::{FormData, FormErrors, PageError};

use super::page::own_employer;

/// The field in which staff name the employer.
pub const EMPLOYER: &str = "employer";

/// The employer of a form, and whether staff fill it in.
#[derive(Debug, Clone)]
pub struct Applicant {
    pub employer: Employer,
    pub by_staff: bool,
}

impl Applicant {
    pub fn party(&self) -> Party {
        Party::employer(self.employer.id)
    }

    /// Finds whom the form is for; `None` when staff have not named an employer of their area.
    pub fn find(reader: &mut dyn Reader, actor: &Actor, data: &FormData) -> Result<Option<Applicant>, PageError> {
        if actor.is_staff() {
            let found = find_employer(reader, actor.area, data.trimmed(EMPLOYER))?;
            return Ok(found.map(|employer| Applicant { employer, by_staff: true }));
        }
        let employer = reader.employer(actor.area, own_employer(actor)?)?;
        Ok(Some(Applicant { employer: employer.ok_or(PageError::NotFound)?, by_staff: false }))
    }
}

/// By credit code or by number, in one area.
pub fn find_employer(reader: &mut dyn Reader, area: AreaCode, typed: &str) -> Result<Option<Employer>, Failure> {
    if let Ok(id) = typed.trim().parse::<i64>() {
        return Ok(reader.employer(area, id)?);
    }
    match SocialCreditCode::parse(typed) {
        Ok(code) => Ok(reader.employer_by_credit_code(&code)?.filter(|employer| employer.area == area)),
        Err(_) => Ok(None),
    }
}

/// The question staff answer before the form: for which employer. Asked by GET, so that the form has an address.
pub fn ask_employer(title: &Text, action: &str, data: &FormData, language: Language) -> Markup {
    let mut errors = FormErrors::new();
    if !data.trimmed(EMPLOYER).is_empty() {
        errors.push(
            EMPLOYER,
            Text::new("本区域没有这个单位，请核对代码或编号", "there is no such employer in this area; check the code or number"),
        );
    }
    let view = FormView::new(language, data, &errors);
    html! {
        (error_summary(&errors, language))
        (heading(title, Some(&Text::new("代单位办理", "On behalf of an employer")), language))
        form method="get" action=(action) {
            (view.text(EMPLOYER, Text::new("单位", "Employer"))
                .hint(Text::new("统一社会信用代码（18位）或单位编号", "Credit code of 18 characters, or the employer's number"))
                .width(Width::Medium))
            (button(&Text::new("继续", "Continue"), language))
        }
    }
}
