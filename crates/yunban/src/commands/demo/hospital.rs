//! The hospital of the demonstration and its people, added to the city before it is loaded.

use casework::store::CityRow;
use casework::{Employer, Employment, Person, Reader};
use jiff::civil::date;
use values::{AreaCode, Date, Fen, IdNumber, Month, PersonName, SocialCreditCode};

use crate::failure::{CommandError, CommandResult};

const FOUNDED_ON: Date = date(1998, 3, 2);
const INSURED_SINCE: Date = date(2015, 7, 1);
/// As every number of the demonstration, of a prefecture that has never been.
const ID_REGION: &str = "379999";

/// People of the hospital: the word the scenes know them by, their name, their birth, their wage in fen.
const PEOPLE: [(&str, &str, Date, i64); 6] = [
    ("nurse", "于静怡", date(1991, 4, 12), 720_000),
    ("doctor", "毕海涛", date(1982, 11, 3), 1_180_000),
    ("driver", "丛日升", date(1979, 6, 25), 560_000),
    ("cook", "孙美兰", date(1974, 9, 8), 480_000),
    ("orderly", "宋振海", date(1969, 1, 30), 450_000),
    ("technician", "刘若楠", date(1995, 12, 19), 640_000),
];

pub fn credit_code() -> CommandResult<SocialCreditCode> {
    SocialCreditCode::from_parts("12379999", "H0000001").map_err(|error| CommandError::new(error.text().en))
}

/// The ID number of somebody of the hospital.
pub fn id_number(who: &str) -> CommandResult<IdNumber> {
    let found = PEOPLE.iter().enumerate().find(|(_, (word, ..))| *word == who);
    let (position, (_, _, born_on, _)) = found.ok_or_else(|| CommandError::new(format!("the hospital knows no {who}")))?;
    IdNumber::from_parts(ID_REGION, *born_on, 900 + position as u16).map_err(|error| CommandError::new(error.text().en))
}

pub fn person(reader: &mut dyn Reader, who: &str) -> CommandResult<Person> {
    let found = reader.person_by_id_number(&id_number(who)?)?;
    found.ok_or_else(|| CommandError::new(format!("the demonstration has no {who}")))
}

pub fn employer(reader: &mut dyn Reader) -> CommandResult<Employer> {
    let found = reader.employer_by_credit_code(&credit_code()?)?;
    found.ok_or_else(|| CommandError::new("the demonstration has no hospital"))
}

/// The rows of a city with the hospital after them, numbered after everybody else of its area.
pub struct WithHospital<I> {
    city: I,
    area: AreaCode,
    last_employer: i64,
    last_person: i64,
    /// What is still to come of the hospital; `None` while the city lasts.
    own: Option<std::vec::IntoIter<CityRow>>,
}

impl<I: Iterator<Item = CityRow>> WithHospital<I> {
    pub fn new(city: I, area: AreaCode) -> WithHospital<I> {
        WithHospital { city, area, last_employer: 0, last_person: 0, own: None }
    }
}

impl<I: Iterator<Item = CityRow>> Iterator for WithHospital<I> {
    type Item = CityRow;

    fn next(&mut self) -> Option<CityRow> {
        if let Some(own) = &mut self.own {
            return own.next();
        }
        match self.city.next() {
            Some(row) => {
                match &row {
                    CityRow::Employer(employer) if employer.area == self.area => self.last_employer = self.last_employer.max(employer.id),
                    CityRow::Person(person) if person.area == self.area => self.last_person = self.last_person.max(person.id),
                    _ => {}
                }
                Some(row)
            }
            None => {
                // The constants are numbers and names that read; were one not, the hospital would be missing and its scenes say so.
                let rows = rows(self.area, self.last_employer + 1, self.last_person + 1).unwrap_or_default();
                self.own.insert(rows.into_iter()).next()
            }
        }
    }
}

fn rows(area: AreaCode, employer_id: i64, first_person_id: i64) -> CommandResult<Vec<CityRow>> {
    let mut rows = vec![CityRow::Employer(Employer {
        area,
        id: employer_id,
        name: "威海演示医院".into(),
        credit_code: credit_code()?,
        address: "环翠区鲸园街道60号".into(),
        contact_name: "姜雪梅".into(),
        telephone: None,
        injury_class: 1,
        injury_factor_permille: 1000,
        founded_on: FOUNDED_ON,
        registered_on: FOUNDED_ON,
    })];
    let mut employments = Vec::new();
    for (id, (who, name, _, wage)) in (first_person_id..).zip(PEOPLE) {
        let name = PersonName::parse(name).map_err(|error| CommandError::new(error.text().en))?;
        rows.push(CityRow::Person(Person { area, id, name, id_number: id_number(who)?, telephone: None, registered_on: INSURED_SINCE }));
        let from_month = Month::of(INSURED_SINCE);
        let employment = Employment { employer_id, person_id: id, from_month, until_month: None, declared_wage: Fen(wage) };
        employments.push(CityRow::Employment(area, employment));
    }
    rows.extend(employments);
    Ok(rows)
}
