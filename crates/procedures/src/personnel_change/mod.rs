//! 人员增减变动: an employer adds and removes insured people and declares wages, one by one or by a sheet.
//!
//! Every row stands for itself: a wrong one is named with its place in the sheet, and the valid ones are not lost.

mod decide;
pub mod describe;
pub mod judged;
mod pages;
pub mod sheet;
pub mod sheet_file;
#[cfg(test)]
mod sheet_tests;

use std::sync::Arc;

use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::procedure::CaseRef;
use casework::{Channel, DeadlineChange, Declaration, Employer, Employment, Failure, Flow, Gathering, Given, Refusals, Role};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{Citation, IdNumber, Month, Party, Text};

use agency::common::people::PeopleFacts;

pub use decide::{Examined, examine};
pub use pages::routes;

/// At most this many rows in one declaration.
pub const ROWS_MAX: usize = 5_000;

/// A declaration of changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The employer's number in its area.
    pub employer_id: i64,
    /// One change each, at most 5,000; a wrong row refuses the declaration and is named by its position.
    pub rows: Vec<Row>,
}

/// One change, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Row {
    /// The row of the uploaded sheet, as the sheet itself counts; nothing for a single change.
    pub sheet_row: Option<u32>,
    /// `add`, `remove` or `wage`; `增加`, `减少` and `工资` in a sheet.
    pub action: String,
    /// As on the identity card.
    pub name: String,
    /// Eighteen characters (GB 11643).
    pub id_number: String,
    /// Adding: the first insured month. Removing: the last insured month. Wage: the first month of the new wage.
    pub month: String,
    /// Monthly wage in yuan with at most two decimals, such as `5200.00`; blank when removing.
    pub wage: String,
    /// Mainland telephone number of somebody added; may be blank.
    pub telephone: String,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub employer: Option<Employer>,
    /// Every employment period of the employer.
    pub employments: Vec<Employment>,
    pub people: PeopleFacts,
    /// The latest month already assessed in the area.
    pub assessed_until: Option<Month>,
}

/// Changes of an employer's insured people.
pub struct PersonnelChange {
    declaration: Declaration,
}

impl PersonnelChange {
    pub fn new(_law: Arc<Law>) -> PersonnelChange {
        PersonnelChange { declaration: declaration() }
    }

    /// Reads what examining `form` needs; pages use it to show each row's fate before anything is handed in.
    pub fn facts(gathering: &mut Gathering<'_>, form: &Form) -> Result<Facts, Failure> {
        let id_numbers: Vec<IdNumber> = distinct_id_numbers(&form.rows);
        Ok(Facts {
            employer: gathering.employer(form.employer_id)?,
            employments: gathering.employments_of_employer(form.employer_id, None)?,
            people: PeopleFacts::gather(gathering, &id_numbers)?,
            assessed_until: gathering.assessed_months()?.into_iter().map(|(month, _)| month).max(),
        })
    }
}

fn distinct_id_numbers(rows: &[Row]) -> Vec<IdNumber> {
    let mut id_numbers: Vec<IdNumber> = rows.iter().filter_map(|row| IdNumber::parse(&row.id_number).ok()).collect();
    id_numbers.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    id_numbers.dedup();
    id_numbers
}

fn declaration() -> Declaration {
    Declaration {
        name: "personnel_change",
        title: Text::new("人员增减变动", "Personnel changes"),
        purpose: Text::new(
            "单位为职工办理增加、减少参保和申报缴费工资，可逐人办理，也可上传表格批量办理。",
            "An employer adds or removes insured employees and declares wages, one by one or by uploading a sheet.",
        ),
        who_may_apply: Text::new("已参保的用人单位", "an insured employer"),
        applicants: &[Role::EmployerClerk],
        flow: Flow::Immediate,
        materials: Vec::new(),
        time_limits: vec![("employee_registration", Text::new("用工之日起办理参保", "to insure an employee after work began"))],
        channels: vec![Channel::Web, Channel::PhoneApp, Channel::Kiosk, Channel::Telephone, Channel::Post, Channel::Email, Channel::Api],
        legal_basis: vec![Citation::new("社会保险法", "第57、58条")],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new("填写或上传增减人员", "write the changes or upload the sheet"),
            Text::new("核对每一行的结果", "check what becomes of each row"),
            Text::new("提交后即时生效", "they take effect at once"),
        ],
    }
}

impl ApplicationProcedure for PersonnelChange {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, _at: Station, _given: &Given) -> Result<Facts, Failure> {
        PersonnelChange::facts(gathering, form)
    }

    fn about(&self, form: &Form, facts: &Facts) -> (Party, Text) {
        let name = facts.employer.as_ref().map_or("", |employer| employer.name.as_str());
        let rows = form.rows.len();
        (Party::employer(form.employer_id), Text::new(format!("{name} · {rows} 人次"), format!("{name} · {rows} changes")))
    }

    fn check(&self, form: &Form, facts: &Facts, given: &Given, _step: Step) -> Refusals {
        decide::check(form, facts, given)
    }

    fn deadlines(&self, _form: &Form, _facts: &Facts, _given: &Given, _step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
        Ok(Vec::new())
    }

    fn grant(&self, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        decide::grant(case, form, facts, given)
    }
}
