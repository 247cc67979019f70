//! People who have retired, with the pension they are paid. As little real as everybody else: the bank they have their accounts at does
//! not exist.

use casework::Person;
use casework::benefit::{BenefitAmount, BenefitKind, Entitlement, TAKEN_OVER_CASE_ID};
use casework::payee::{Certification, CertificationWay, PayeeAccount};
use casework::store::CityRow;
use values::{AccountNumber, AreaCode, Date, Fen, IdNumber, Month, Party, Sex};

use super::names::person_name;
use super::people::{BIRTH_CLASSES, BLOCK, COUNTIES, FIRST_COUNTY};
use super::random::{Draws, Stream};

/// The oldest was born in this year; everybody at work was born after the youngest.
const FIRST_BIRTH_YEAR: i16 = 1935;
const BIRTH_YEARS: u64 = 25;

/// The digits before the number of a card; no bank has them.
const CARD_START: &str = "629999";
const BANK: (&str, &str) = ("威海演示银行", "999999999999");

/// One of so many has no account, shares one with the pensioner before, or has not been certified since the last year.
const WITHOUT_ACCOUNT: u64 = 400;
const SHARING_ACCOUNT: u64 = 500;
const NOT_CERTIFIED: u64 = 100;

/// Pensioner number `index`, counted from 0, with `id` inside the area: the person, the right, the account and the certification.
pub fn pensioner(draws: Draws, index: u64, area: AreaCode, id: i64, paid_through: Month) -> Option<Vec<CityRow>> {
    let person = person(draws, index, area, id)?;
    let party = Party::person(id);
    let is_employee = draws.below(Stream::Pension, index, 0, 10) < 6;
    let (kind, monthly) = if is_employee {
        (BenefitKind::EmployeePension, 180_000 + draws.below(Stream::Pension, index, 1, 370_000))
    } else {
        (BenefitKind::ResidentPension, 14_000 + draws.below(Stream::Pension, index, 1, 15_000))
    };
    let first_month = Month::of(person.id_number.born_on()).plus(60 * 12 + 1).min(paid_through);
    let entitlement = Entitlement {
        area,
        id,
        kind,
        beneficiary: party,
        payee: party,
        first_month,
        last_month: None,
        granted_case_id: TAKEN_OVER_CASE_ID,
        settled_through: paid_through,
        amounts: vec![BenefitAmount {
            from_month: first_month,
            monthly: Fen(monthly as i64),
            provisional: false,
            case_id: TAKEN_OVER_CASE_ID,
        }],
        suspensions: Vec::new(),
    };
    let certification = certification(draws, index, id, paid_through);
    let account = account(draws, index, &person)?;
    let mut rows = vec![CityRow::Person(person), CityRow::Entitlement(entitlement), CityRow::Certification(area, certification)];
    rows.extend(account.map(|account| CityRow::PayeeAccount(area, party, account)));
    Some(rows)
}

fn person(draws: Draws, index: u64, area: AreaCode, id: i64) -> Option<Person> {
    let sex = if draws.below(Stream::PensionerBirth, index, 0, 2) == 0 { Sex::Male } else { Sex::Female };
    let year = FIRST_BIRTH_YEAR + draws.below(Stream::PensionerBirth, index, 1, BIRTH_YEARS) as i16;
    let class = (draws.below(Stream::PensionerBirth, index % BLOCK, 2, BIRTH_CLASSES) + index / BLOCK) % BIRTH_CLASSES;
    let born_on = Date::new(year, 1, 1).ok()?.saturating_add(jiff::Span::new().days(class as i64));
    let pair = index % BLOCK;
    let county = FIRST_COUNTY + pair % COUNTIES;
    let sequence = pair / COUNTIES * 2 + u64::from(sex == Sex::Male);
    Some(Person {
        area,
        id,
        name: person_name(draws, Stream::PensionerName, index, sex)?,
        id_number: IdNumber::from_parts(&county.to_string(), born_on, sequence as u16).ok()?,
        telephone: None,
        registered_on: Month::of(born_on).plus(20 * 12).first_day(),
    })
}

/// `Some(None)` for the few without one.
fn account(draws: Draws, index: u64, person: &Person) -> Option<Option<PayeeAccount>> {
    if draws.below(Stream::Pension, index, 2, WITHOUT_ACCOUNT) == 0 {
        return Some(None);
    }
    let shares = index > 0 && draws.below(Stream::Pension, index, 3, SHARING_ACCOUNT) == 0;
    // The areas take turns, so the one before in the same area stands eight back; a shared number is found inside an area only.
    let number = if shares { index.saturating_sub(8) } else { index };
    Some(Some(PayeeAccount {
        holder: person.name.as_str().to_owned(),
        bank_name: BANK.0.to_owned(),
        bank_code: BANK.1.parse().ok()?,
        number: AccountNumber::card(&format!("{CARD_START}{number:012}")).ok()?,
    }))
}

fn certification(draws: Draws, index: u64, person_id: i64, paid_through: Month) -> Certification {
    let is_overdue = draws.below(Stream::Pension, index, 4, NOT_CERTIFIED) == 0;
    let certified_in =
        if is_overdue { paid_through.plus(-13) } else { paid_through.plus(-(draws.below(Stream::Pension, index, 5, 3) as i32)) };
    Certification {
        person_id,
        certified_on: certified_in.first_day(),
        valid_until: certified_in.plus(11).last_day(),
        way: CertificationWay::DataMatch,
    }
}
