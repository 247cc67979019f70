//! A believable city of people who do not exist, of any size, the same for the same seed on every machine.
//!
//! Nobody in it can be confused with somebody real: ID numbers and credit codes name the prefecture 3799, which GB/T 2260 has never
//! had, and telephone numbers begin with 161, which no carrier has. Days of birth are those of people at work, so that ages, sexes
//! and months of retirement can be reckoned. Person number `i` is the same whatever the size of the city; only its last employer
//! may have fewer people than it has in a larger one.

mod employers;
mod names;
mod pensioners;
mod people;
mod random;
pub mod retiring;
mod wages;

use casework::store::CityRow;
use rules::City;
use values::Month;

use self::random::{Draws, Stream};

/// How far back an earlier employer is looked for, so that the generator's memory does not grow with the city.
const REMEMBERED_EMPLOYERS: usize = 64;

/// Rows of a city with `people` people, in an order in which every row refers to earlier ones only.
pub fn generate(city: &City, people: u64, seed: u64) -> impl Iterator<Item = CityRow> + use<'_> {
    let mut builder = Builder {
        city,
        draws: Draws::new(seed),
        people,
        next_employer: 0,
        next_person: 0,
        areas: vec![AreaCounters::default(); city.areas.len()],
    };
    std::iter::from_fn(move || builder.next_employer()).flatten()
}

/// The same city with the pension records of its people and `pensioners` people who have retired, each with a pension that was paid up to
/// `paid_through`; then those of the demonstration who have an account of their own.
pub fn with_pensioners(
    city: &City,
    people: u64,
    pensioners: u64,
    paid_through: Month,
    seed: u64,
) -> impl Iterator<Item = CityRow> + use<'_> {
    let draws = Draws::new(seed);
    // Pensioners are numbered behind everybody else of their area.
    let mut last = vec![0_i64; city.areas.len()];
    let mut at_work = generate(city, people, seed);
    let (mut next, mut seen, mut named) = (0, 0, retiring::NAMED.iter());
    std::iter::from_fn(move || {
        if let Some(row) = at_work.next() {
            let mut rows = vec![row];
            if let Some(CityRow::Person(person)) = rows.first()
                && let Some(position) = employers::position_of(&city.areas, person.area)
            {
                last[position] = last[position].max(person.id);
                let record = retiring::record(draws, seen, person);
                seen += 1;
                rows.extend(record.map(CityRow::PensionRecord));
            }
            return Some(rows);
        }
        if next >= pensioners {
            let of_demonstration = named.next()?;
            last[0] += 1;
            return of_demonstration.rows(city.areas.first()?.code, last[0]);
        }
        let position = usize::try_from(next).unwrap_or(0) % city.areas.len().max(1);
        last[position] += 1;
        let rows = pensioners::pensioner(draws, next, city.areas.get(position)?.code, last[position], paid_through);
        next += 1;
        rows
    })
    .flatten()
}

#[derive(Debug, Clone, Default)]
struct AreaCounters {
    employers: i64,
    people: i64,
    /// The latest employers of the area: (id, month of registration).
    recent: Vec<(i64, Month)>,
}

struct Builder<'a> {
    city: &'a City,
    draws: Draws,
    people: u64,
    next_employer: u64,
    next_person: u64,
    areas: Vec<AreaCounters>,
}

impl Builder<'_> {
    /// The rows of one employer with its people; `None` when the city is complete.
    fn next_employer(&mut self) -> Option<Vec<CityRow>> {
        if self.next_person >= self.people {
            return None;
        }
        let index = self.next_employer;
        self.next_employer += 1;
        let area = employers::area_of(self.draws, self.city, index)?;
        let position = employers::position_of(&self.city.areas, area.code)?;
        let id = self.areas[position].employers + 1;
        let founded = employers::employer(self.draws, self.city, index, area, id)?;
        let since = Month::of(founded.employer.registered_on);
        // Large employers pay better.
        let premium_permille = 950 + 50 * u64::from(founded.people.max(1).ilog2());
        let mut rows = vec![CityRow::Employer(founded.employer)];
        let last = (self.next_person + founded.people).min(self.people);
        for person_index in self.next_person..last {
            let counters = &mut self.areas[position];
            counters.people += 1;
            let person = people::person(self.draws, person_index, area.code, counters.people)?;
            let remembered = counters.recent.len() as u64;
            let earlier = if remembered == 0 {
                None
            } else {
                let at = self.draws.below(Stream::PersonHistory, person_index, 2, remembered);
                counters.recent.get(at as usize).copied()
            };
            let periods = people::employments(self.draws, person_index, &person, (id, since, premium_permille), earlier);
            rows.push(CityRow::Person(person));
            rows.extend(periods.into_iter().map(|period| CityRow::Employment(area.code, period)));
        }
        self.next_person = last;
        let counters = &mut self.areas[position];
        counters.employers = id;
        if counters.recent.len() == REMEMBERED_EMPLOYERS {
            counters.recent.remove(0);
        }
        counters.recent.push((id, since));
        Some(rows)
    }
}

#[cfg(test)]
mod tests;
