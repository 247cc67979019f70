//! The form as filled in so far: read from the fields of the page, with what the registers already know.

use casework::store::Reader;
use casework::{Actor, Employer, Material, Person, Role};
use rules::injury::Fact;
use values::{Party, PartyKind, Text};
use web::{FormData, PageError};

use crate::injury_recognition::Form;
use agency::Agency;
use agency::common::applicant::find_employer;

pub const EMPLOYER: &str = "employer";

/// The prefix of the field in which a fact is stated.
pub const FACT: &str = "fact_";

/// What is known while the form is being filled in.
#[derive(Debug, Clone)]
pub struct Filled {
    pub form: Form,
    /// The employer of the form, once it is found.
    pub employer: Option<Employer>,
    /// The person an account speaks for, who then need not say their own name.
    pub own: Option<Person>,
    /// Employers the person was insured through, newest first.
    pub own_employers: Vec<Employer>,
    pub materials: Vec<Material>,
}

impl Filled {
    /// Blocking.
    pub fn read(agency: &Agency, actor: &Actor, data: &FormData) -> Result<Filled, PageError> {
        let mut reader = agency.store.reader()?;
        let own = match actor.party {
            Some(party) if party.kind == PartyKind::Person && actor.has(Role::Person) => reader.person(actor.area, party.id)?,
            _ => None,
        };
        let own_employers = own.as_ref().map(|person| employers_of(reader.as_mut(), person)).transpose()?.unwrap_or_default();
        let employer = match actor.party {
            Some(party) if party.kind == PartyKind::Employer && !actor.is_staff() => reader.employer(actor.area, party.id)?,
            _ => find_employer(reader.as_mut(), actor.area, data.trimmed(EMPLOYER))?,
        };
        let form = form_of(data, actor, own.as_ref(), employer.as_ref());
        Ok(Filled { form, employer, own, own_employers, materials: Vec::new() })
    }

    /// Whom a helper acts for: the employer, or else the worker's side.
    pub fn party(&self, worker: Option<i64>) -> Party {
        match (self.form.applicant.as_str(), worker) {
            ("employer", _) => Party::employer(self.form.employer_id),
            (_, Some(id)) => Party::person(id),
            _ => Party::AGENCY,
        }
    }

    pub fn employer_name(&self) -> Text {
        self.employer.as_ref().map_or_else(|| Text::new("—", "—"), |employer| Text::same(employer.name.clone()))
    }
}

/// Each employer once, in the order of the employments; a person has few.
fn employers_of(reader: &mut dyn Reader, person: &Person) -> Result<Vec<Employer>, PageError> {
    let mut ids: Vec<i64> = Vec::new();
    for employment in reader.employments_of_person(person.area, person.id)? {
        if !ids.contains(&employment.employer_id) {
            ids.push(employment.employer_id);
        }
    }
    let mut employers = Vec::new();
    for id in ids.into_iter().rev().take(5) {
        employers.extend(reader.employer(person.area, id)?);
    }
    Ok(employers)
}

fn form_of(data: &FormData, actor: &Actor, own: Option<&Person>, employer: Option<&Employer>) -> Form {
    let typed = |field: &str| data.trimmed(field).to_owned();
    let applicant = if actor.has(Role::EmployerClerk) && !actor.is_staff() { "employer".to_owned() } else { typed("applicant") };
    let (mut worker_name, mut worker_id_number) = (typed("worker_name"), typed("worker_id_number"));
    if let Some(own) = own.filter(|_| applicant == "worker") {
        (worker_name, worker_id_number) = (own.name.as_str().to_owned(), own.id_number.as_str().to_owned());
    }
    let stated = |fact: &Fact| {
        let word = fact.as_str();
        let truth = match data.get(&format!("{FACT}{word}")) {
            "yes" => true,
            "no" => false,
            _ => return None,
        };
        Some((word.to_owned(), truth))
    };
    Form {
        applicant,
        employer_id: employer.map_or(0, |employer| employer.id),
        worker_name,
        worker_id_number,
        relation: typed("relation"),
        telephone: typed("telephone"),
        occupation: typed("occupation"),
        ground: typed("ground"),
        injured_on: typed("injured_on"),
        injured_at: typed("injured_at"),
        place: typed("place"),
        account: typed("account"),
        injured_part: typed("injured_part"),
        diagnosis_code: typed("diagnosis_code"),
        diagnosis: typed("diagnosis"),
        has_died: data.get("has_died") == "yes",
        facts: Fact::ALL.iter().filter_map(stated).collect(),
        delay_reason: typed("delay_reason"),
    }
}
