//! What the years before this program left behind: pension records of everybody whose retirement comes into sight, and a few people with
//! an account of their own in the demonstration.

use casework::store::CityRow;
use casework::{CareerYear, Employment, PensionRecord, Person};
use values::{AreaCode, Date, Fen, IdNumber, Month, PersonName, Sex};

use super::random::{Draws, Stream};

/// Records end with this month: the months after it are assessed by the program.
const LAST_ON_RECORD: Date = jiff::civil::date(2019, 7, 1);
/// From this month on contributions were paid; service before it is deemed to be paid.
const PAID_SINCE: Date = jiff::civil::date(1992, 1, 1);
/// The account as it stood at the end of this year.
const OPENING_YEAR: i32 = 2018;
/// The age from which on somebody has a record.
const AGE_ON_RECORD_YEARS: i16 = 40;
/// One of so many close to retirement was pre-reviewed.
const PREREVIEWED: u64 = 3;

/// The record of somebody at work; `None` while retirement is far away.
pub fn record(draws: Draws, index: u64, person: &Person) -> Option<PensionRecord> {
    let born_on = person.id_number.born_on();
    if born_on.year() > LAST_ON_RECORD.year() - AGE_ON_RECORD_YEARS {
        return None;
    }
    let is_worker = draws.below(Stream::PensionRecord, index, 0, 2) == 0;
    let category = match person.id_number.sex() {
        Sex::Male => "M60",
        Sex::Female if is_worker && born_on.year() >= 1971 => "F50",
        Sex::Female => "F55",
    };
    // Hundredths of the average wage, most between 0.6 and 1.6.
    let index_permyriad =
        6_000 + 100 * (draws.below(Stream::PensionRecord, index, 1, 51) + draws.below(Stream::PensionRecord, index, 2, 51)) as i64;
    let is_close = born_on.year() <= 1961;
    let is_verified = is_close && draws.below(Stream::PensionRecord, index, 3, PREREVIEWED) == 0;
    let first = Month::of(person.registered_on);
    Some(made(person, category, (first, Month::of(LAST_ON_RECORD)), index_permyriad, is_verified))
}

/// A record of `span`, every month at the same index.
fn made(person: &Person, category: &str, (first, last): (Month, Month), index: i64, is_verified: bool) -> PensionRecord {
    let paid_since = first.max(Month::of(PAID_SINCE));
    let years: Vec<CareerYear> = (paid_since.year()..=last.year())
        .map(|year| {
            let months = paid_since.through(last).filter(|month| month.year() == year).count() as i64;
            CareerYear { year, months, index_sum: index * months, credits: Fen(credit(year, index) * months) }
        })
        .collect();
    let opening = years.iter().filter(|year| (1996..=OPENING_YEAR).contains(&year.year)).map(|year| year.credits.0).sum::<i64>();
    PensionRecord {
        area: person.area,
        person_id: person.id,
        born: None,
        category: Some(category.to_owned()),
        first_employment: Some(first),
        deemed_months: u32::try_from(paid_since.since(first)).unwrap_or(0),
        special_work_months: 0,
        account_start: None,
        paid_months_before_account: None,
        opening_year: OPENING_YEAR,
        // With the interest of two decades, about half as much again.
        opening_balance: Fen(opening * 3 / 2),
        years,
        verified_case_id: is_verified.then_some(casework::benefit::TAKEN_OVER_CASE_ID),
    }
}

/// What was credited a month: eight of a hundred of a wage that has grown twelvefold since 1992.
fn credit(year: i32, index: i64) -> i64 {
    let since = i64::from(year - 1992).max(0);
    let wage = 42_000 + since * since * 680;
    wage * index / 10_000 * 8 / 100
}

/// Somebody of the demonstration with an account of their own.
pub struct Named {
    pub login: &'static str,
    name: &'static str,
    born_on: Date,
    is_verified: bool,
    works: bool,
    last_paid: (i32, i32),
}

/// Who has just retired, who may claim now, and who may be pre-reviewed.
pub const NAMED: [Named; 3] = [
    Named {
        login: "retiree",
        name: "丛培海",
        born_on: jiff::civil::date(1959, 12, 6),
        is_verified: false,
        works: false,
        last_paid: (2019, 12),
    },
    Named {
        login: "worker60",
        name: "于海洋",
        born_on: jiff::civil::date(1960, 2, 3),
        is_verified: true,
        works: true,
        last_paid: (2019, 7),
    },
    Named {
        login: "worker59",
        name: "邹本林",
        born_on: jiff::civil::date(1960, 10, 18),
        is_verified: false,
        works: true,
        last_paid: (2019, 7),
    },
];

impl Named {
    /// A number nobody generated has: the last of the last county.
    pub fn id_number(&self) -> Option<IdNumber> {
        IdNumber::from_parts("379999", self.born_on, 999).ok()
    }

    /// The rows of this person, with `id` inside the area; the first employer of the area is theirs.
    pub fn rows(&self, area: AreaCode, id: i64) -> Option<Vec<CityRow>> {
        let person = Person {
            area,
            id,
            name: PersonName::parse(self.name).ok()?,
            id_number: self.id_number()?,
            telephone: None,
            registered_on: jiff::civil::date(1982, 7, 1),
        };
        let last = Month::new(self.last_paid.0, self.last_paid.1).ok()?;
        let record = made(&person, "M60", (Month::of(person.registered_on), last), 9_000, self.is_verified);
        let from_month = Month::of(LAST_ON_RECORD).next();
        let employment = Employment { employer_id: 1, person_id: id, from_month, until_month: None, declared_wage: Fen(560_000) };
        let mut rows = vec![CityRow::Person(person), CityRow::PensionRecord(record)];
        rows.extend(self.works.then_some(CityRow::Employment(area, employment)));
        Some(rows)
    }
}
