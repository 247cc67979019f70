//! 参保数据导入: registry data taken over from another system, by the operator and through the one door.
//!
//! A case for each area and import; each act adds some hundred rows. Rows already there are counted and change nothing, rows that
//! contradict the registry are named, and the others are added.

use std::collections::{HashMap, HashSet};

use casework::procedure::{CaseRef, Procedure};
use casework::{
    CaseHead, Effects, Employer, Employment, EventStamp, Failure, Gathering, Given, Outcome, Person, Refusal, Refusals, RegistryChange,
    Role, Stage,
};
use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, Fen, IdNumber, Month, Party, PersonName, SocialCreditCode, Telephone, Text};

/// A registered employer as another system knows it. `line` counts over all rows of the import.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EmployerLine {
    pub line: u64,
    pub name: String,
    pub credit_code: SocialCreditCode,
    pub address: String,
    pub contact_name: String,
    pub telephone: Option<Telephone>,
    pub injury_class: u8,
    pub injury_factor_permille: u16,
    #[schemars(with = "String")]
    pub founded_on: Date,
    #[schemars(with = "String")]
    pub registered_on: Date,
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PersonLine {
    pub line: u64,
    pub name: PersonName,
    pub id_number: IdNumber,
    pub telephone: Option<Telephone>,
    #[schemars(with = "String")]
    pub registered_on: Date,
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EmploymentLine {
    pub line: u64,
    pub credit_code: SocialCreditCode,
    pub id_number: IdNumber,
    pub from_month: Month,
    pub until_month: Option<Month>,
    pub declared_wage: Fen,
}

/// Rows of one area to be added.
#[derive(Debug, Clone, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Command {
    pub employers: Vec<EmployerLine>,
    pub people: Vec<PersonLine>,
    pub employments: Vec<EmploymentLine>,
}

/// What became of the rows of one act.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    #[default]
    Nothing,
    Imported {
        employers: u64,
        people: u64,
        employments: u64,
        /// Rows that were there already.
        already: u64,
        refused: Vec<RefusedLine>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedLine {
    pub line: u64,
    pub column: String,
    pub reason: String,
}

/// What an import of an area has come to.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub employers: u64,
    pub people: u64,
    pub employments: u64,
    pub already: u64,
    pub refused: Vec<RefusedLine>,
}

#[derive(Debug, Clone, Default)]
pub struct Facts {
    employers: HashMap<String, Employer>,
    /// Where each ID number is registered.
    located: HashMap<String, (AreaCode, i64)>,
    persons: HashMap<i64, Person>,
    periods: HashMap<i64, Vec<Employment>>,
    first_employer_id: i64,
    first_person_id: i64,
    assessed_until: Option<Month>,
}

/// The import of one area.
pub struct RegistryImport;

impl Procedure for RegistryImport {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Facts;

    fn name(&self) -> &'static str {
        "registry_import"
    }

    fn apply(&self, state: &mut State, event: &Event, _stamp: &EventStamp) {
        if let Event::Imported { employers, people, employments, already, refused } = event {
            state.employers += employers;
            state.people += people;
            state.employments += employments;
            state.already += already;
            state.refused.extend(refused.iter().cloned());
        }
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        _head: Option<&CaseHead>,
        _state: &State,
        command: &Command,
        _given: &Given,
    ) -> Result<Facts, Failure> {
        let area = gathering.area();
        let mut facts = Facts::default();
        let codes = command.employers.iter().map(|line| line.credit_code).chain(command.employments.iter().map(|line| line.credit_code));
        for code in codes.collect::<HashSet<_>>() {
            if let Some(employer) = gathering.employer_by_credit_code(&code)? {
                if employer.area == area {
                    gathering.rest_on(Party::employer(employer.id))?;
                }
                facts.employers.insert(code.as_str().to_owned(), employer);
            }
        }
        let numbers = command.people.iter().map(|line| line.id_number).chain(command.employments.iter().map(|line| line.id_number));
        let numbers: Vec<IdNumber> = numbers.collect::<HashSet<_>>().into_iter().collect();
        for (index, found_in, id) in gathering.locate_persons(&numbers)? {
            facts.located.insert(numbers[index].as_str().to_owned(), (found_in, id));
        }
        let here: Vec<i64> = facts.located.values().filter(|(found_in, _)| *found_in == area).map(|(_, id)| *id).collect();
        facts.persons = gathering.persons(&here)?.into_iter().map(|person| (person.id, person)).collect();
        if !command.employments.is_empty() {
            for id in here {
                facts.periods.insert(id, gathering.employments_of_person(id)?);
            }
            facts.assessed_until = gathering.assessed_months()?.into_iter().map(|(month, _)| month).max();
        }
        if !command.employers.is_empty() {
            facts.first_employer_id = gathering.reserve("employer", command.employers.len() as i64)?;
        }
        if !command.people.is_empty() {
            facts.first_person_id = gathering.reserve("person", command.people.len() as i64)?;
        }
        Ok(facts)
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        _state: &State,
        command: &Command,
        facts: &Facts,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        if !given.actor.has_any(&[Role::System, Role::Administrator]) {
            let text = Text::new("参保数据由系统管理员导入", "registry data are imported by the administrator");
            return Err(Refusal { code: "not_allowed".into(), field: None, text, hint: None, citation: None }.into());
        }
        let mut deciding = Deciding { area: case.area, facts, changes: Vec::new(), already: 0, refused: Vec::new() };
        let employers = deciding.employers(&command.employers);
        let people = deciding.people(&command.people);
        let employments = deciding.employments(&command.employments);
        let Deciding { changes, already, refused, .. } = deciding;
        let effects = Effects {
            party: Some(Party::AGENCY),
            subject: Some(Text::new("参保数据导入", "Import of registry data")),
            stage: Some(Stage::Completed),
            awaiting: Some(None),
            registry: changes,
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::Imported { employers, people, employments, already, refused }], effects })
    }
}

struct Deciding<'a> {
    area: AreaCode,
    facts: &'a Facts,
    changes: Vec<RegistryChange>,
    already: u64,
    refused: Vec<RefusedLine>,
}

impl Deciding<'_> {
    fn refuse(&mut self, line: u64, column: &str, reason: impl Into<String>) {
        self.refused.push(RefusedLine { line, column: column.into(), reason: reason.into() });
    }

    fn employers(&mut self, lines: &[EmployerLine]) -> u64 {
        let mut added = 0;
        for (line, id) in lines.iter().zip(self.facts.first_employer_id..) {
            match self.facts.employers.get(line.credit_code.as_str()) {
                Some(known) if known.area == self.area && known.name == line.name => self.already += 1,
                Some(known) if known.area == self.area => {
                    self.refuse(line.line, "name", format!("this credit code is registered for “{}”", known.name));
                }
                Some(known) => self.refuse(line.line, "credit_code", format!("this credit code is registered in {}", known.area)),
                None => {
                    let employer = line.employer(self.area, id);
                    self.changes.push(RegistryChange::AddEmployer(employer));
                    added += 1;
                }
            }
        }
        added
    }

    fn people(&mut self, lines: &[PersonLine]) -> u64 {
        let mut added = 0;
        for (line, id) in lines.iter().zip(self.facts.first_person_id..) {
            match self.facts.located.get(line.id_number.as_str()) {
                Some((found_in, known)) if *found_in == self.area => {
                    if self.facts.persons.get(known).is_some_and(|person| person.name == line.name) {
                        self.already += 1;
                    } else {
                        self.refuse(line.line, "name", "this ID number is registered under another name");
                    }
                }
                Some((found_in, _)) => self.refuse(line.line, "id_number", format!("this person is registered in {found_in}")),
                None => {
                    let PersonLine { name, id_number, telephone, registered_on, .. } = line.clone();
                    let person = Person { area: self.area, id, name, id_number, telephone, registered_on };
                    self.changes.push(RegistryChange::AddPerson(person));
                    added += 1;
                }
            }
        }
        added
    }

    /// 社会保险法 第58条: one employer insures a person at a time, so periods may not overlap.
    fn employments(&mut self, lines: &[EmploymentLine]) -> u64 {
        let mut added = 0;
        let mut periods = self.facts.periods.clone();
        for line in lines {
            let employer = match self.facts.employers.get(line.credit_code.as_str()) {
                Some(employer) if employer.area == self.area => employer,
                _ => {
                    self.refuse(line.line, "credit_code", format!("no employer with this code is registered in {}", self.area));
                    continue;
                }
            };
            let person_id = match self.facts.located.get(line.id_number.as_str()) {
                Some((found_in, id)) if *found_in == self.area => *id,
                Some((found_in, _)) => {
                    self.refuse(line.line, "id_number", format!("this person is registered in {found_in}, the employer in {}", self.area));
                    continue;
                }
                None => {
                    self.refuse(line.line, "id_number", "nobody with this ID number is registered");
                    continue;
                }
            };
            let (from_month, until_month, declared_wage) = (line.from_month, line.until_month, line.declared_wage);
            let period = Employment { employer_id: employer.id, person_id, from_month, until_month, declared_wage };
            let of_person = periods.entry(person_id).or_default();
            if of_person.contains(&period) {
                self.already += 1;
                continue;
            }
            if let Some(other) = of_person.iter().find(|other| overlap(other, &period)) {
                let reason = format!("it overlaps a period that began in {}", other.from_month);
                self.refuse(line.line, "from_month", reason);
                continue;
            }
            if let Some(assessed) = self.facts.assessed_until.filter(|assessed| from_month <= *assessed) {
                self.refuse(line.line, "from_month", format!("{assessed} is assessed already; the months before are made up in a case"));
                continue;
            }
            of_person.push(period.clone());
            self.changes.push(RegistryChange::StartEmployment(period));
            added += 1;
        }
        added
    }
}

fn overlap(one: &Employment, other: &Employment) -> bool {
    let ends_before = |first: &Employment, second: &Employment| first.until_month.is_some_and(|until| until < second.from_month);
    !ends_before(one, other) && !ends_before(other, one)
}

impl EmployerLine {
    fn employer(&self, area: AreaCode, id: i64) -> Employer {
        let EmployerLine {
            name,
            credit_code,
            address,
            contact_name,
            telephone,
            injury_class,
            injury_factor_permille,
            founded_on,
            registered_on,
            ..
        } = self.clone();
        Employer {
            area,
            id,
            name,
            credit_code,
            address,
            contact_name,
            telephone,
            injury_class,
            injury_factor_permille,
            founded_on,
            registered_on,
        }
    }
}
