//! What was filled in: for whom, and the form it comes to.

use agency::Agency;
use agency::common::applicant::{Applicant, EMPLOYER};
use agency::common::page::own_person;
use casework::{Actor, CaseHead, Employer, Person, Role, Stage};
use values::{CaseNumber, Party};
use web::{FormData, PageError};

use crate::injury_settlement::form::{Form, Line};
use crate::injury_settlement::sheet;
use casework::worklist::CaseFilter;

/// The field with the number of the decision on recognition.
pub const RECOGNITION: &str = "recognition_number";
/// The lines of a sheet that are right, carried along.
pub const KEPT: &str = "kept";
/// The field of the uploaded sheet.
pub const SHEET: &str = "sheet";
/// Lines a page offers to type at first, and at most.
pub const TYPED_LINES: usize = 3;
const TYPED_LINES_MAX: usize = 60;

/// Who fills in and for whom.
#[derive(Debug, Clone)]
pub enum For {
    /// A registered hospital, by its clerk or by staff.
    Hospital { employer: Employer, by_staff: bool },
    /// The worker, for what they have paid.
    Oneself { person: Person, recognised: Vec<CaseHead> },
    /// A worker, by staff.
    Worker,
}

impl For {
    /// `None` when staff have named neither a hospital nor that it is for a worker.
    pub fn find(agency: &Agency, actor: &Actor, data: &FormData) -> Result<Option<For>, PageError> {
        let mut reader = agency.store.reader()?;
        if actor.is_staff() && data.get("payee") == "person" {
            return Ok(Some(For::Worker));
        }
        if actor.has(Role::Person) && !actor.is_staff() {
            let person = reader.person(actor.area, own_person(actor)?)?.ok_or(PageError::NotFound)?;
            let filter = CaseFilter {
                areas: vec![actor.area],
                party: Some(Party::person(person.id)),
                procedure: Some("injury_recognition".into()),
                stage: Some(Stage::Granted),
                limit: 20,
                ..CaseFilter::default()
            };
            let recognised = agency.store.views()?.cases(&filter)?;
            return Ok(Some(For::Oneself { person, recognised }));
        }
        let found = Applicant::find(reader.as_mut(), actor, data)?;
        Ok(found.map(|applicant| For::Hospital { employer: applicant.employer, by_staff: applicant.by_staff }))
    }

    pub fn by_staff(&self) -> bool {
        matches!(self, For::Worker | For::Hospital { by_staff: true, .. })
    }
}

/// The form a page comes to. Lines that are wrong stay beside each other on the page; the right ones of a sheet are carried.
pub fn form(agency: &Agency, who: &For, actor: &Actor, data: &FormData) -> Result<Form, PageError> {
    let text = |field: &str| data.trimmed(field).to_owned();
    let mut form = Form {
        payee: "person".into(),
        hospital: text("hospital"),
        worker_id_number: text("worker_id_number"),
        recognition_case_id: recognition(agency, actor, data.trimmed(RECOGNITION))?,
        bill_number: text("bill_number"),
        stay_from: text("stay_from"),
        stay_until: text("stay_until"),
        lines: lines(data),
        ..Form::default()
    };
    match who {
        For::Hospital { employer, .. } => {
            form.payee = "hospital".into();
            form.hospital_id = employer.id;
            form.hospital.clone_from(&employer.name);
        }
        For::Oneself { person, .. } => form.worker_id_number = person.id_number.as_str().to_owned(),
        For::Worker => {}
    }
    Ok(form)
}

/// The case a number names, in the reader's own area; 0 where there is none.
fn recognition(agency: &Agency, actor: &Actor, typed: &str) -> Result<i64, PageError> {
    let Ok(number) = CaseNumber::parse(typed) else { return Ok(0) };
    let head = agency.store.views()?.case_by_number(&number)?;
    Ok(head.filter(|head| head.area == actor.area).map_or(0, |head| head.id))
}

fn lines(data: &FormData) -> Vec<Line> {
    let mut lines = sheet::taken_up(data.get(KEPT));
    for position in 0..data.all("line.row").count().min(crate::injury_settlement::form::LINES_MAX) {
        let at = |field: &str| data.trimmed(&field_of(position, field)).to_owned();
        let row = data.all("line.row").nth(position).and_then(|row| row.parse().ok()).unwrap_or(0);
        let line = Line {
            row,
            service_on: at("service_on"),
            item: at("item"),
            quantity: at("quantity"),
            unit_price: at("unit_price"),
            amount: at("amount"),
        };
        if !line.is_blank() {
            lines.push(line);
        }
    }
    lines
}

/// The field of a line that can be typed into.
pub fn field_of(position: usize, field: &str) -> String {
    format!("line.{position}.{field}")
}

/// The same answers with other lines: `kept` carried, `typed` to be typed into, and blank ones after them.
pub fn with_lines(data: &FormData, kept: &[Line], typed: &[Line], blank: usize) -> FormData {
    let others = data.fields().filter(|(name, _)| *name != KEPT && *name != SHEET && !name.starts_with("line."));
    let mut filled = others.fold(FormData::new(), |filled, (name, value)| filled.with(name, value));
    filled = filled.with(KEPT, &sheet::carried(kept));
    let blank = vec![Line::default(); blank.min(TYPED_LINES_MAX)];
    for (position, line) in typed.iter().chain(&blank).enumerate() {
        // A blank value beside a position keeps the rows of all lines in one list.
        let _ = filled.add("line.row", &line.row.to_string());
        let fields = [
            ("service_on", &line.service_on),
            ("item", &line.item),
            ("quantity", &line.quantity),
            ("unit_price", &line.unit_price),
            ("amount", &line.amount),
        ];
        for (field, value) in fields {
            filled = filled.with(&field_of(position, field), value);
        }
    }
    filled
}

/// What was asked for whom, for the link back and the next page.
pub fn employer_field(who: &For) -> Option<(&'static str, String)> {
    match who {
        For::Hospital { employer, by_staff: true } => Some((EMPLOYER, employer.credit_code.as_str().to_owned())),
        For::Worker => Some(("payee", "person".to_owned())),
        _ => None,
    }
}
