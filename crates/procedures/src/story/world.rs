//! The small world a story plays in: one area, its staff, and employers whose month comes to an exact sum.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use casework::identity::User;
use casework::store::CityRow;
use casework::{Actor, Channel, Clock, Employer, Employment, Given, PayeeAccount, Person, Role, Store};
use jiff::civil::{Time, time};
use rules::Law;
use rules::contribution::ContributionRates;
use values::{AccountNumber, AreaCode, Date, Fen, IdNumber, Instant, Language, Month, Party, PersonName, Silent, SocialCreditCode};

use web::password::PasswordCost;
use web::session::{Identity, NoRandomness, Randomness};

use super::parse::{Story, StoryEmployer};
use agency::{Agency, DocumentOffice, PaymentAccount, site_of};

/// When a story's day begins where it does not say.
const MORNING: Time = time(8, 0, 0, 0);

/// A clock that a story moves; each reading of the instant is a little later than the one before.
#[derive(Debug)]
pub struct StoryClock {
    state: Mutex<(Date, Time, i64)>,
}

impl StoryClock {
    pub fn new(today: Date) -> StoryClock {
        StoryClock { state: Mutex::new((today, MORNING, 0)) }
    }

    /// At eight in the morning.
    pub fn set(&self, today: Date) {
        self.set_at(today, MORNING);
    }

    /// At an hour of the day in China.
    pub fn set_at(&self, today: Date, time: Time) {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        (state.0, state.1) = (today, time);
    }
}

impl Clock for StoryClock {
    fn today(&self) -> Date {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner).0
    }

    fn now(&self) -> Instant {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        state.2 += 1;
        let told = Instant::from_china(state.0.to_datetime(state.1)).map(Instant::microseconds);
        let read = told.and_then(|told| Instant::from_microseconds(told + state.2));
        read.unwrap_or_else(|_| unreachable!("a story plays in our own era"))
    }
}

/// Bytes that differ from call to call and are the same in every replay; nobody's secrets depend on a story.
#[derive(Debug, Default)]
struct StoryRandomness {
    given: AtomicU64,
}

impl Randomness for StoryRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for byte in bytes {
            let given = self.given.fetch_add(1, Ordering::Relaxed);
            *byte = (given.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8;
        }
        Ok(())
    }
}

/// The world of one story.
pub struct World {
    pub agency: Agency,
    pub clock: Arc<StoryClock>,
    pub area: AreaCode,
    pub city: AreaCode,
    /// Employers by the name the story gives them.
    pub employers: HashMap<String, i64>,
    /// People by the name the story gives them.
    pub people: HashMap<String, i64>,
    /// Cases by the name the story gives them.
    pub cases: HashMap<String, (AreaCode, i64)>,
    /// Accounts by the word in the `who` column.
    pub users: HashMap<String, User>,
}

/// The staff of a story: the word in its `who` column and the role.
const STAFF: [(&str, Role); 8] = [
    ("clerk", Role::Clerk),
    ("reviewer", Role::Reviewer),
    ("decider", Role::DecisionMaker),
    ("accountant", Role::FundAccountant),
    ("benefit", Role::BenefitOfficer),
    ("injury", Role::InjuryOfficer),
    ("leader", Role::AreaLeader),
    ("city", Role::CitySupervisor),
];

impl World {
    /// Sets the story up in an empty store.
    pub fn set_up(store: Arc<dyn Store>, law: Arc<Law>, story: &Story, password_hash: &str) -> Result<World, String> {
        let today = story.rows.first().ok_or("a story has rows")?.on;
        let clock = Arc::new(StoryClock::new(today));
        let city = law.city().ok_or("the law describes no city")?;
        let (area, city_code) = (city.areas.first().ok_or("the city has no area")?.code, city.code);
        for area in city.areas.iter().map(|area| area.code).chain([city_code]) {
            store.add_area(area).map_err(|error| error.to_string())?;
        }
        let cost = PasswordCost::new(64, 1).ok_or("argon2 knows its own least cost")?;
        let identity = Identity::new(site_of(&law, false), Box::new(StoryRandomness::default()), &cost);
        let identity = identity.map_err(|_| "the decoy password could not be hashed")?;
        let documents = Arc::new(DocumentOffice::new(&law, Arc::new(StoryRandomness::default()), "http://localhost:8080"));
        let procedures = crate::every_procedure(&law, &documents);
        let agency = Agency::new(store.clone(), law.clone(), clock.clone(), identity, procedures, documents);
        let agency = agency.with_expenditure_account(expenditure_account()?);
        let mut world = World {
            agency,
            clock,
            area,
            city: city_code,
            employers: HashMap::new(),
            people: HashMap::new(),
            cases: HashMap::new(),
            users: HashMap::new(),
        };
        world.add_staff(password_hash)?;
        let mut rows = Vec::new();
        for employer in &story.employers {
            world.add_employer(employer, password_hash, &mut rows)?;
        }
        for person in &story.people {
            super::pension_words::add_person(&mut world, person, password_hash, &mut rows)?;
        }
        store.load_city(&mut rows.into_iter()).map_err(|error| error.to_string())?;
        Ok(world)
    }

    /// The account of a word in the `who` column, as it is now: a registration may have bound it to an employer.
    pub fn account(&self, who: &str) -> Result<User, String> {
        let user = self.users.get(who).ok_or_else(|| format!("there is nobody called {who}"))?;
        let mut reader = self.agency.store.reader().map_err(|error| error.to_string())?;
        let found = reader.user(user.area, user.id).map_err(|error| error.to_string())?;
        found.ok_or_else(|| format!("the account of {who} is gone"))
    }

    fn add_staff(&mut self, password_hash: &str) -> Result<(), String> {
        for (word, role) in STAFF {
            let area = if role.sees_city() { self.city } else { self.area };
            self.add_user(word, area, role, None, password_hash)?;
        }
        // Two who have an account and no employer yet.
        for word in ["newcomer", "stranger"] {
            self.add_user(word, self.area, Role::EmployerClerk, None, password_hash)?;
        }
        Ok(())
    }

    pub(super) fn add_user(
        &mut self,
        word: &str,
        area: AreaCode,
        role: Role,
        party: Option<Party>,
        password_hash: &str,
    ) -> Result<(), String> {
        let store = &self.agency.store;
        let id = store.reserve(area, "user", 1).map_err(|error| error.to_string())?;
        let user = User {
            area,
            id,
            login: word.to_lowercase(),
            name: word.to_owned(),
            password_hash: password_hash.to_owned(),
            roles: vec![role],
            party,
            language: Language::Chinese,
            active: true,
            failed_count: 0,
            locked_until: None,
        };
        store.add_user(&user).map_err(|error| error.to_string())?;
        self.users.insert(word.to_owned(), user);
        Ok(())
    }

    fn add_employer(&mut self, wanted: &StoryEmployer, password_hash: &str, rows: &mut Vec<CityRow>) -> Result<(), String> {
        let store = self.agency.store.clone();
        let reserve = |counter: &str, count| store.reserve(self.area, counter, count).map_err(|error| error.to_string());
        let id = reserve("employer", 1)?;
        let wages = wages_that_come_to(&self.agency.law, wanted.month, wanted.owes)?;
        let count = wages.len() as i64;
        let first_person = reserve("person", count)?;
        // Somebody of the first employer who speaks for themselves, and somebody else of it who is kin.
        if self.employers.is_empty() {
            self.add_user("worker", self.area, Role::Person, Some(Party::person(first_person)), password_hash)?;
            let kin = Party::person(first_person + wages.len() as i64 - 1);
            self.add_user("relative", self.area, Role::Person, Some(kin), password_hash)?;
        }
        let founded_on = jiff::civil::date(2010, 1, 4);
        rows.push(CityRow::Employer(Employer {
            area: self.area,
            id,
            name: format!("故事单位{}", wanted.name),
            credit_code: SocialCreditCode::from_parts("91379900", &format!("{id:08}")).map_err(|error| error.to_string())?,
            address: "威海市".into(),
            contact_name: "经办人".into(),
            telephone: None,
            injury_class: 1,
            injury_factor_permille: 1000,
            founded_on,
            registered_on: founded_on,
        }));
        for (person_id, wage) in (first_person..).zip(wages) {
            let id_number = IdNumber::from_parts("379901", jiff::civil::date(1980, 1, 1), person_id as u16);
            rows.push(CityRow::Person(Person {
                area: self.area,
                id: person_id,
                name: PersonName::parse("甲乙").map_err(|error| error.to_string())?,
                id_number: id_number.map_err(|error| error.to_string())?,
                telephone: None,
                registered_on: founded_on,
            }));
            let employment = Employment { employer_id: id, person_id, from_month: wanted.month, until_month: None, declared_wage: wage };
            rows.push(CityRow::Employment(self.area, employment));
        }
        // Whoever a bill may be paid to: the employer as a hospital, its first worker, and the kin of that worker.
        for party in [Party::employer(id), Party::person(first_person), Party::person(first_person + count - 1)] {
            if !rows.iter().any(|row| matches!(row, CityRow::PayeeAccount(_, of, _) if *of == party)) {
                rows.push(CityRow::PayeeAccount(self.area, party, payee_account(party)?));
            }
        }
        self.employers.insert(wanted.name.clone(), id);
        self.add_user(&wanted.name, self.area, Role::EmployerClerk, Some(Party::employer(id)), password_hash)
    }
}

/// The account benefits of a story are paid from.
fn expenditure_account() -> Result<PaymentAccount, String> {
    Ok(PaymentAccount {
        holder: "社会保险基金支出户".into(),
        bank_name: "建设银行".into(),
        bank_code: "105465000011".parse().map_err(|_| "the bank of a story has a number")?,
        number: "37050170640100000123".parse().map_err(|_| "the account of a story has a number")?,
    })
}

fn payee_account(party: Party) -> Result<PayeeAccount, String> {
    let number =
        AccountNumber::card(&format!("6217000{}{:010}", party.kind.as_str().len() % 10, party.id)).map_err(|error| error.to_string())?;
    let bank_code = "104465000017".parse().map_err(|_| "the bank's code")?;
    Ok(PayeeAccount { holder: "故事收款人".into(), bank_name: "中国银行威海分行".into(), bank_code, number })
}

/// The circumstances of a command of a story.
pub fn given_by(world: &World, actor: Actor, idempotency_key: String) -> Given {
    let (today, now) = (world.clock.today(), world.clock.now());
    Given { actor, channel: Channel::Web, on_behalf_of: None, cause: None, today, now, idempotency_key }
}

/// Wages whose contributions of a month, in industry class 1, come to exactly `owes`.
fn wages_that_come_to(law: &Law, month: Month, owes: Fen) -> Result<Vec<Fen>, String> {
    let rates = ContributionRates::for_month(law, month).map_err(|error| error.to_string())?;
    let cost = |wage: i64| rates.assess(Fen(wage), 1, 1000, &mut Silent).map(|assessment| assessment.parts.total().0);
    let (floor, ceiling) = (rates.limits().floor.0, rates.limits().ceiling.0);
    let dearest = cost(ceiling).map_err(|error| error.to_string())?;
    let people = owes.0 / dearest + 1;
    let mean = floor.max(ceiling / 2 * owes.0 / (people * (dearest / 2)).max(1)).min(ceiling);
    // All but the last earn the mean; the first is moved fen by fen until somebody's last wage closes the sum.
    for shift in 0..2_000 {
        let mut wages: Vec<i64> = (1..people).map(|_| mean).collect();
        if let Some(first) = wages.first_mut() {
            *first = (mean - shift).max(floor);
        }
        let so_far: i64 = wages.iter().map(|wage| cost(*wage)).sum::<Result<i64, _>>().map_err(|error| error.to_string())?;
        let closing = (floor..=ceiling).collect::<Vec<_>>();
        let found = closing.binary_search_by(|wage| cost(*wage).unwrap_or(i64::MAX).cmp(&(owes.0 - so_far)));
        if let Ok(index) = found {
            wages.push(closing[index]);
            return Ok(wages.into_iter().map(Fen).collect());
        }
    }
    Err(format!("no wages come to {owes} for {month}"))
}
