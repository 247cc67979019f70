//! A hall for tests: a real embedded store, the law of Weihai, one account per role, and requests over the router.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use agency::{Agency, DocumentOffice, site_of};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use casework::identity::{Session, User};
use casework::store::CityRow;
use casework::{Clock, Employer, Person, Role, Store};
use procedures::router::router;
use rules::{Law, LawSource};
use sha2::{Digest, Sha256};
use store::{Keys, Location};
use tower::ServiceExt;
use values::{AreaCode, Date, IdNumber, Instant, Language, Party, PersonName, SocialCreditCode, Telephone};
use web::password::PasswordCost;
use web::session::{Identity, NoRandomness, Randomness};

/// The password of every account.
pub const PASSWORD: &str = "correct-horse-7";
pub const EMPLOYER_ID: i64 = 1;
pub const PERSON_ID: i64 = 1;
/// A made-up person: the first seventeen characters and any check character.
pub const ID_NUMBER: &str = "371000199001010010";

/// A clock whose instant is moved by the test.
pub struct TestClock {
    seconds: AtomicI64,
}

impl TestClock {
    pub fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn today(&self) -> Date {
        "2020-02-10".parse().unwrap()
    }

    fn now(&self) -> Instant {
        let start = Instant::parse("2020-02-10T01:00:00.000000Z").unwrap();
        start.plus_seconds(self.seconds.load(Ordering::Relaxed)).unwrap()
    }
}

/// Digests of a count.
#[derive(Default)]
struct CountedRandomness(AtomicU64);

impl Randomness for CountedRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for part in bytes.chunks_mut(32) {
            let digest = Sha256::digest(self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
            part.copy_from_slice(&digest[..part.len()]);
        }
        Ok(())
    }
}

pub struct Hall {
    pub agency: Agency,
    pub clock: Arc<TestClock>,
    pub area: AreaCode,
    pub city: AreaCode,
    router: Router,
    sessions: AtomicU64,
    _directory: tempfile::TempDir,
}

/// An answer read whole.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub cookies: Vec<String>,
    pub kind: String,
    pub body: String,
}

impl Hall {
    pub fn open() -> Hall {
        let directory = tempfile::tempdir().unwrap();
        let location = Location::Embedded { directory: directory.path().to_owned() };
        store::migrate(&location).unwrap();
        let store = store::open(&location, Keys::generate().unwrap()).unwrap();
        let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").unwrap());
        let (area, city) = (law.city().unwrap().areas[0].code, law.city().unwrap().code);
        for code in law.city().unwrap().areas.iter().map(|area| area.code).chain([city]) {
            store.add_area(code).unwrap();
        }
        let cost = PasswordCost::new(64, 1).unwrap();
        add_accounts(store.as_ref(), &cost, area, city);
        store.load_city(&mut rows(area).into_iter()).unwrap();
        let clock = Arc::new(TestClock { seconds: AtomicI64::new(0) });
        let identity = Identity::new(site_of(&law, false), Box::new(CountedRandomness::default()), &cost).unwrap();
        let documents = Arc::new(DocumentOffice::new(&law, Arc::new(CountedRandomness::default()), "https://rs.example.cn"));
        let procedures = procedures::every_procedure(&law, &documents);
        let agency = Agency::new(store, law, clock.clone(), identity, procedures, documents);
        let router = router(agency.clone());
        Hall { agency, clock, area, city, router, sessions: AtomicU64::new(0), _directory: directory }
    }

    /// A live session of an account: the cookie and the token of its forms.
    pub fn session(&self, login: &str) -> (String, String) {
        let user = self.agency.store.reader().unwrap().user_by_login(login).unwrap().unwrap();
        let count = self.sessions.fetch_add(1, Ordering::Relaxed);
        let token = hex::encode(Sha256::digest(format!("{login}{count}")));
        let csrf_token = format!("csrf{count}");
        let now = self.clock.now();
        let session = Session {
            token_sha256: hex::encode(Sha256::digest(token.as_bytes())),
            area: user.area,
            user_id: user.id,
            csrf_token: csrf_token.clone(),
            created_at: now,
            expires_at: now.plus_seconds(1800).unwrap(),
        };
        self.agency.store.open_session(&session).unwrap();
        (format!("session={token}"), csrf_token)
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    /// Sends a form; its body is already encoded.
    pub async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.send(request).await
    }

    /// Sends JSON under HTTP Basic.
    pub async fn call(&self, method: &str, path: &str, login: &str, key: &str, body: &serde_json::Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Basic {}", base64(&format!("{login}:{PASSWORD}"))))
            .header(header::CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", key)
            .body(Body::from(body.to_string()))
            .unwrap();
        self.send(request).await
    }
}

async fn read(response: Response<Body>) -> Answer {
    let header = |name: header::HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let (location, kind) = (header(header::LOCATION), header(header::CONTENT_TYPE));
    let cookies = response.headers().get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned()).collect();
    let status = response.status();
    let body = String::from_utf8_lossy(&to_bytes(response.into_body(), 1 << 24).await.unwrap()).into_owned();
    Answer { status, location, cookies, kind, body }
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut written = String::new();
    for part in text.as_bytes().chunks(3) {
        let bytes = [part[0], part.get(1).copied().unwrap_or(0), part.get(2).copied().unwrap_or(0)];
        let group = u32::from(bytes[0]) << 16 | u32::from(bytes[1]) << 8 | u32::from(bytes[2]);
        for position in 0..4 {
            let letter = char::from(LETTERS[(group >> (18 - 6 * position) & 63) as usize]);
            written.push(if position <= part.len() { letter } else { '=' });
        }
    }
    written
}

/// The accounts: each role's word is its login; `clerk_elsewhere` works in another area, `newcomer` speaks for nobody yet.
fn add_accounts(store: &dyn Store, cost: &PasswordCost, area: AreaCode, city: AreaCode) {
    let elsewhere: AreaCode = "371003".parse().unwrap();
    let password_hash = cost.hash(PASSWORD, &[9; 16]).unwrap();
    let mut accounts: Vec<(String, AreaCode, Role, Option<Party>)> = Role::ALL
        .into_iter()
        .filter(|role| *role != Role::System)
        .map(|role| {
            let party = match role {
                Role::Person => Some(Party::person(PERSON_ID)),
                Role::EmployerClerk => Some(Party::employer(EMPLOYER_ID)),
                _ => None,
            };
            (role.as_str().to_owned(), if role.sees_city() { city } else { area }, role, party)
        })
        .collect();
    accounts.push(("clerk_elsewhere".into(), elsewhere, Role::Clerk, None));
    accounts.push(("newcomer".into(), area, Role::EmployerClerk, None));
    accounts.push(("other_newcomer".into(), area, Role::EmployerClerk, None));
    for (login, area, role, party) in accounts {
        let id = store.reserve(area, "user", 1).unwrap();
        let user = User {
            area,
            id,
            name: login.clone(),
            login,
            password_hash: password_hash.clone(),
            roles: vec![role],
            party,
            language: Language::English,
            active: true,
            failed_count: 0,
            locked_until: None,
        };
        store.add_user(&user).unwrap();
    }
}

fn rows(area: AreaCode) -> Vec<CityRow> {
    let day: Date = "2019-01-01".parse().unwrap();
    let employer = Employer {
        area,
        id: EMPLOYER_ID,
        name: "威海测试有限公司".into(),
        credit_code: SocialCreditCode::parse("91371000MA3C00000C").or_else(|_| with_check_character("91371000MA3C00000")).unwrap(),
        address: "测试路1号".into(),
        contact_name: "李测试".into(),
        telephone: Some(Telephone::parse("13800001234").unwrap()),
        injury_class: 1,
        injury_factor_permille: 1000,
        founded_on: day,
        registered_on: day,
    };
    let person = Person {
        area,
        id: PERSON_ID,
        name: PersonName::parse("张测试").unwrap(),
        id_number: id_number(),
        telephone: Some(Telephone::parse("13900005678").unwrap()),
        registered_on: day,
    };
    vec![CityRow::Employer(employer), CityRow::Person(person)]
}

fn with_check_character(body: &str) -> Result<SocialCreditCode, values::Text> {
    let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let found = alphabet.chars().find_map(|check| SocialCreditCode::parse(&format!("{body}{check}")).ok());
    found.ok_or_else(|| values::Text::same("no check character fits"))
}

/// The identity number of the one person, with the check character that fits.
pub fn id_number() -> IdNumber {
    "0123456789X".chars().find_map(|check| IdNumber::parse(&format!("{}{check}", &ID_NUMBER[..17])).ok()).unwrap()
}

/// A credit code nobody has, for a registration.
pub fn new_credit_code() -> String {
    with_check_character("91371000MA3D11111").unwrap().as_str().to_owned()
}
