//! People: who they are and since when they are insured.

use casework::{Employment, Person};
use values::{AreaCode, Date, Fen, IdNumber, Month, Sex};

use super::employers::telephone;
use super::names::person_name;
use super::random::{Draws, Stream};
use super::wages::wage;

/// County codes of synthetic people: 379900 to 379999. The province exists, so readers of the number accept it; the prefecture
/// 3799 has never existed in GB/T 2260, so no identity card was ever issued there.
pub(super) const COUNTIES: u64 = 100;
pub(super) const FIRST_COUNTY: u64 = 379_900;

/// Sequence numbers of one sex in one county on one day.
const SEQUENCES: u64 = 500;

/// Everybody in a block of this many people has another pair of county and sequence; beyond it the day of birth tells two people
/// with the same pair apart.
pub(super) const BLOCK: u64 = COUNTIES * SEQUENCES;

/// Days of birth are laid out in this many classes, one for each block: numbers never meet in a city of up to 18 million.
pub(super) const BIRTH_CLASSES: u64 = 365;

/// The day ages are reckoned on.
const REFERENCE: Date = jiff::civil::date(2020, 1, 1);

/// Person number `index` of the city, counted from 0, with `id` inside the area.
pub fn person(draws: Draws, index: u64, area: AreaCode, id: i64) -> Option<Person> {
    let sex = if draws.below(Stream::PersonSex, index, 0, 100) < 56 { Sex::Male } else { Sex::Female };
    let born_on = born_on(draws, index, sex);
    let pair = index % BLOCK;
    let county = FIRST_COUNTY + pair % COUNTIES;
    let sequence = pair / COUNTIES * 2 + u64::from(sex == Sex::Male);
    let has_telephone = draws.below(Stream::PersonTelephone, index, 0, 50) != 0;
    let number = draws.below(Stream::PersonTelephone, index, 1, 100_000_000);
    Some(Person {
        area,
        id,
        name: person_name(draws, Stream::PersonName, index, sex)?,
        id_number: IdNumber::from_parts(&county.to_string(), born_on, sequence as u16).ok()?,
        telephone: if has_telephone { telephone(number) } else { None },
        registered_on: first_day_of_work(draws, index, born_on),
    })
}

/// Men of 18 to 59, women of 18 to 54, most between 25 and 50.
fn born_on(draws: Draws, index: u64, sex: Sex) -> Date {
    let oldest = if sex == Sex::Male { 59 } else { 54 };
    let spread = oldest - 18;
    // The mean of two draws gathers people in the middle of working life.
    let years = 18 + (draws.below(Stream::PersonBirth, index, 0, spread + 1) + draws.below(Stream::PersonBirth, index, 1, spread + 1)) / 2;
    let year_start = Date::constant(2019 - years as i16, 1, 1);
    let class = (draws.below(Stream::PersonBirth, index % BLOCK, 2, BIRTH_CLASSES) + index / BLOCK) % BIRTH_CLASSES;
    year_start.saturating_add(jiff::Span::new().days(class as i64))
}

/// Between the eighteenth birthday and the reference day, on the first of a month.
fn first_day_of_work(draws: Draws, index: u64, born_on: Date) -> Date {
    let grown_up = Month::of(born_on).plus(18 * 12 + 1);
    let latest = Month::of(REFERENCE).plus(-2);
    let months = latest.since(grown_up).max(0) as u64;
    // Careers begin young: the earlier of two draws.
    let back = draws.below(Stream::PersonStart, index, 0, months + 1).max(draws.below(Stream::PersonStart, index, 1, months + 1));
    latest.plus(-(back as i32)).first_day()
}

/// The employment periods of somebody with an employer registered in `employer_since`. `earlier` is an older employer of the area,
/// where the person may have worked before.
pub fn employments(
    draws: Draws,
    index: u64,
    person: &Person,
    (employer_id, employer_since, premium_permille): (i64, Month, u64),
    earlier: Option<(i64, Month)>,
) -> Vec<Employment> {
    let entered = Month::of(person.registered_on);
    let latest = Month::of(REFERENCE).plus(-2);
    let from = entered.max(employer_since);
    let now = wage(draws, index, premium_permille);
    let period = |employer_id, from_month, until_month, declared_wage| Employment {
        employer_id,
        person_id: person.id,
        from_month,
        until_month,
        declared_wage,
    };
    let mut periods = Vec::with_capacity(2);
    let kind = draws.below(Stream::PersonHistory, index, 0, 100);
    // Wages are declared anew in July.
    let raised = Month::of(REFERENCE).plus(-6);
    let left = latest.plus(-(draws.below(Stream::PersonHistory, index, 1, 9) as i32));
    match kind {
        // Left in the year before and is insured nowhere now.
        0..=2 if left > from => periods.push(period(employer_id, from, Some(left), now)),
        // Came from another employer of the area.
        3..=12 => match earlier {
            Some((other, since)) if other != employer_id && left > from && left > since.max(entered) => {
                periods.push(period(other, since.max(entered), Some(left), less(now)));
                periods.push(period(employer_id, left.next().max(employer_since), None, now));
            }
            _ => periods.push(period(employer_id, from, None, now)),
        },
        // A raise in July.
        13..=60 if raised > from => {
            periods.push(period(employer_id, from, Some(raised.previous()), less(now)));
            periods.push(period(employer_id, raised, None, now));
        }
        _ => periods.push(period(employer_id, from, None, now)),
    }
    periods
}

/// The wage before the last raise, to ten yuan.
fn less(wage: Fen) -> Fen {
    Fen(wage.share_half_up(92, 100).0 / 1_000 * 1_000)
}
