//! A queue of 62,000 cases while others write: how long the first page, each filter and the search take, asked of the store and of
//! the running server.
//!
//! `cargo run --release -p yunban --example bench_queue -- --engine sqlite`
//!
//! The cases are made up and written as acts: areas by population, procedures, stages, roles and due days mixed, names of employers
//! in the subject. While it is measured a writer commits acts, as an office at work does. Medians and the 99th of a hundred are
//! printed in milliseconds; the exit is 1 when a 99th is above the bound.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a measurement that cannot go on stops")]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use casework::act::{Act, Effects};
use casework::audit::AuditEntry;
use casework::identity::{Session, User};
use casework::worklist::{CaseFilter, QueueCursor};
use casework::{Actor, CaseHead, Channel, Deadline, DeadlineChange, EventStamp, Given, Role, Stage, StoredEvent};
use clap::{Parser, ValueEnum};
use rules::{Law, LawSource};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::Location;
use store::testing::PostgresCluster;
use values::{AreaCode, CaseNumber, Citation, Date, Language, Party, Text};
use yunban::city;
use yunban::clock::DemoClock;
use yunban::place::{Open, Place};

#[derive(Parser)]
struct Arguments {
    /// Open cases
    #[arg(long, default_value_t = 62_000)]
    cases: i64,
    /// Closed cases beside them
    #[arg(long, default_value_t = 20_000)]
    closed: i64,
    #[arg(long, default_value_t = 40_000)]
    people: u64,
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: EngineName,
    /// Requests of each kind
    #[arg(long, default_value_t = 300)]
    requests: usize,
    /// The bound on the 99th of a hundred
    #[arg(long, default_value_t = 50)]
    bound_milliseconds: u128,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum EngineName {
    Sqlite,
    Postgres,
}

const TODAY: &str = "2020-02-10";
const TOKEN: &str = "bench-token-against-forged-forms";
const WRITERS: i64 = 16;
/// Acts a second of the office at work.
const ACTS_PER_SECOND: u64 = 20;

fn main() {
    let arguments = Arguments::parse();
    let directory = tempfile::tempdir().unwrap();
    let cluster = (arguments.engine == EngineName::Postgres).then(|| PostgresCluster::start().unwrap().unwrap());
    let place = place(directory.path(), cluster.as_ref());
    let open = prepare(&place, &arguments);
    let began = Instant::now();
    load(&open, arguments.cases, arguments.closed);
    let seconds = began.elapsed().as_secs_f64();
    let opened = arguments.cases + arguments.closed;
    println!("{opened} cases loaded in {seconds:.1} s, {:.0} acts a second from {WRITERS} writers", opened as f64 / seconds);
    settle(&place.location);
    let staff = accounts(&open);
    let address = serve(&open);
    let working = Arc::new(AtomicBool::new(true));
    let writer = write_on(&open, arguments.cases + arguments.closed, Arc::clone(&working));
    let mut slow = Vec::new();
    println!("{:<52} {:>9} {:>9} {:>9}", "milliseconds", "median", "p99", "most");
    for (name, filter) in filters(&open) {
        let times = times(arguments.requests, || {
            open.store().views().unwrap().cases(&filter).unwrap();
        });
        note(&format!("store: {name}"), times, arguments.bound_milliseconds, &mut slow);
    }
    for (login, name, request) in requests(&open) {
        let client = Client::new(address, &staff, login);
        let times = times(arguments.requests, || client.ask(&request));
        note(&format!("http {login}: {name}"), times, arguments.bound_milliseconds, &mut slow);
    }
    working.store(false, Ordering::Relaxed);
    println!("{} acts were committed meanwhile", writer.join().unwrap());
    if !slow.is_empty() {
        println!("above {} ms: {}", arguments.bound_milliseconds, slow.join("; "));
        std::process::exit(1);
    }
}

fn times(requests: usize, mut each: impl FnMut()) -> Vec<Duration> {
    // The first ones warm the caches an office has warm.
    (0..5).for_each(|_| each());
    let mut times: Vec<Duration> = (0..requests)
        .map(|_| {
            let began = Instant::now();
            each();
            began.elapsed()
        })
        .collect();
    times.sort();
    times
}

fn note(name: &str, times: Vec<Duration>, bound: u128, slow: &mut Vec<String>) {
    let at = |hundredth: usize| times[(times.len() * hundredth / 100).min(times.len() - 1)];
    let shown = |time: Duration| format!("{:.1}", time.as_micros() as f64 / 1000.0);
    println!("{name:<52} {:>9} {:>9} {:>9}", shown(at(50)), shown(at(99)), shown(times[times.len() - 1]));
    if at(99).as_millis() >= bound {
        slow.push(name.to_owned());
    }
}

fn place(directory: &Path, cluster: Option<&PostgresCluster>) -> Place {
    let directory = directory.join("data");
    let location = match cluster {
        None => Location::Embedded { directory: directory.clone() },
        Some(cluster) => Location::Postgres { url: cluster.new_database().unwrap(), documents: directory.join("documents") },
    };
    Place { location, directory, https: false, public_address: None }
}

fn prepare(place: &Place, arguments: &Arguments) -> Open {
    let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
    place.create(law.city().unwrap()).unwrap_or_else(|error| panic!("{error:?}"));
    DemoClock::create(&place.directory, TODAY.parse().unwrap()).unwrap_or_else(|error| panic!("{error:?}"));
    let open = place.open(law).unwrap_or_else(|error| panic!("{error:?}"));
    open.store().load_city(&mut city::generate(&open.city, arguments.people, 2020)).unwrap();
    open
}

/// What the PostgreSQL server does by itself within minutes of so many new rows, done before anything is measured.
fn settle(location: &Location) {
    if let Location::Postgres { url, .. } = location {
        postgres::Client::connect(url, postgres::NoTls).unwrap().batch_execute("VACUUM ANALYZE").unwrap();
    }
}

const PROCEDURES: [(&str, &str, i64); 7] = [
    ("personnel_change", "人员增减", 30),
    ("contribution_deferral", "缓缴社会保险费", 22),
    ("contribution_makeup", "补办缴费", 14),
    ("employer_registration", "单位参保登记", 10),
    ("injury_recognition", "工伤认定", 10),
    ("contribution_payment", "社会保险费缴纳", 8),
    ("pension_application", "养老金申领", 6),
];
const OPEN: [(Stage, Option<Role>); 5] = [
    (Stage::Received, Some(Role::Clerk)),
    (Stage::Accepted, Some(Role::Reviewer)),
    (Stage::Reviewed, Some(Role::DecisionMaker)),
    (Stage::AwaitingSupplement, None),
    (Stage::Accepted, Some(Role::DecisionMaker)),
];
const CLOSED: [Stage; 4] = [Stage::Granted, Stage::Granted, Stage::Refused, Stage::Withdrawn];
const NAMES: [&str; 12] = [
    "海源渔具",
    "成山船舶",
    "里口山医疗",
    "刘公岛食品",
    "天鹅湖纺织",
    "石岛水产",
    "昆嵛山建材",
    "乳山牡蛎",
    "光明医院",
    "汇泉物业",
    "金线顶物流",
    "双岛橡胶",
];

/// A number from 0 to `below`, scattered by the case's own number.
fn scattered(id: i64, salt: i64, below: i64) -> i64 {
    let mixed = (id as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add((salt as u64).wrapping_mul(0xD1B5_4A32_D192_ED03));
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33) as i64 % below
}

fn load(open: &Open, cases: i64, closed: i64) {
    let areas = weighted(open);
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let areas = &areas;
            scope.spawn(move || {
                for id in (1..=cases + closed).filter(|id| id % WRITERS == writer) {
                    let area = areas[scattered(id, 1, areas.len() as i64) as usize];
                    open.store().commit(&opening(area, id, id > cases)).unwrap();
                }
            });
        }
    });
}

/// Each area as often as it has ten thousands of people.
fn weighted(open: &Open) -> Vec<AreaCode> {
    let times = |population: u32| usize::try_from(population / 10_000).unwrap_or(1).max(1);
    open.city.areas.iter().flat_map(|area| std::iter::repeat_n(area.code, times(area.population))).collect()
}

fn head(area: AreaCode, id: i64, is_closed: bool) -> CaseHead {
    let today: Date = TODAY.parse().unwrap();
    let mut share = scattered(id, 2, 100);
    let (procedure, title, _) = *PROCEDURES
        .iter()
        .find(|(.., weight)| {
            share -= weight;
            share < 0
        })
        .unwrap_or(&PROCEDURES[0]);
    let (stage, awaiting) = if is_closed { (CLOSED[scattered(id, 3, 4) as usize], None) } else { OPEN[scattered(id, 3, 5) as usize] };
    let employer = scattered(id, 4, 4_000) + 1;
    let name = format!("威海{}{employer}号有限公司", NAMES[scattered(id, 5, 12) as usize]);
    let opened_on = today.saturating_sub(jiff::Span::new().days(scattered(id, 6, 40)));
    CaseHead {
        area,
        id,
        number: CaseNumber::new(area, 2020, id).unwrap(),
        procedure: procedure.to_owned(),
        party: Party::employer(employer),
        subject: Text::same(format!("{name} · {title}")),
        stage,
        awaiting,
        opened_by: scattered(id, 7, 300) + 1,
        priority: if procedure == "injury_recognition" { 10 } else { 0 },
        opened_on,
        due_on: (!is_closed && scattered(id, 8, 10) > 0)
            .then(|| opened_on.saturating_add(jiff::Span::new().days(15 + scattered(id, 9, 30)))),
        version: 1,
    }
}

fn opening(area: AreaCode, id: i64, is_closed: bool) -> Act {
    let head = head(area, id, is_closed);
    let now = "2020-02-10T01:00:00.000000Z".parse().unwrap();
    let actor = Actor::system(area);
    let stamp = EventStamp {
        actor_id: 0,
        actor_name: "bench".into(),
        channel: Channel::Web,
        on_behalf_of: None,
        cause: None,
        on: head.opened_on,
        at: now,
    };
    let deadline = head.due_on.map(|due_on| {
        DeadlineChange::Set(Deadline {
            name: "decision".into(),
            title: Text::new("办理时限", "time limit"),
            started_on: head.opened_on,
            due_on,
            derivation: Text::same("bench"),
            citation: Citation::new("社会保险法", "第57条"),
        })
    });
    let events = vec![StoredEvent { sequence: 1, kind: "submitted".into(), payload: json!({ "kind": "submitted" }), stamp }];
    let audit = AuditEntry { area, at: now, actor_id: 0, what: "bench".into(), subject: format!("case:{id}"), detail: String::new() };
    let given = Given {
        actor,
        channel: Channel::Web,
        on_behalf_of: None,
        cause: None,
        today: head.opened_on,
        now,
        idempotency_key: format!("bench:{id}"),
    };
    let effects = Effects { deadlines: deadline.into_iter().collect(), ..Effects::default() };
    Act { head, is_new_case: true, events, effects, seen: Vec::new(), audit, given }
}

/// An office at work beside the readers: so many acts a second until told to stop.
fn write_on(open: &Open, after: i64, working: Arc<AtomicBool>) -> std::thread::JoinHandle<i64> {
    let (open, next) = (open.clone(), AtomicI64::new(after + 1));
    std::thread::spawn(move || {
        let areas = weighted(&open);
        let mut done = 0;
        while working.load(Ordering::Relaxed) {
            let id = next.fetch_add(1, Ordering::Relaxed);
            let area = areas[scattered(id, 1, areas.len() as i64) as usize];
            open.store().commit(&opening(area, id, false)).unwrap();
            done += 1;
            std::thread::sleep(Duration::from_millis(1000 / ACTS_PER_SECOND));
        }
        done
    })
}

const PASSWORDS: &str = "not-used";
/// Login, role, whether of the city.
const STAFF: [(&str, Role); 4] =
    [("clerk", Role::Clerk), ("reviewer", Role::Reviewer), ("decider", Role::DecisionMaker), ("supervisor", Role::CitySupervisor)];

fn accounts(open: &Open) -> Vec<(&'static str, String)> {
    let first = open.city.areas[0].code;
    let now = open.agency.clock.now();
    STAFF
        .into_iter()
        .map(|(login, role)| {
            let area = if role.sees_city() { open.city.code } else { first };
            let id = open.store().reserve(area, "user", 1).unwrap();
            let user = User {
                area,
                id,
                login: login.into(),
                name: login.into(),
                password_hash: PASSWORDS.into(),
                roles: vec![role],
                party: None,
                language: Language::Chinese,
                active: true,
                failed_count: 0,
                locked_until: None,
            };
            open.store().add_user(&user).unwrap();
            let token = hex::encode(Sha256::digest(login.as_bytes()));
            let session = Session {
                token_sha256: hex::encode(Sha256::digest(token.as_bytes())),
                area,
                user_id: id,
                csrf_token: TOKEN.into(),
                created_at: now,
                expires_at: now.plus_seconds(8 * 3600).unwrap(),
            };
            open.store().open_session(&session).unwrap();
            (login, token)
        })
        .collect()
}

fn serve(open: &Open) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let router = procedures::router::router(open.agency.clone());
    std::thread::spawn(move || {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await.unwrap();
        });
    });
    address
}

/// A browser that keeps its connection.
struct Client {
    agent: ureq::Agent,
    base: String,
    cookie: String,
}

enum Request {
    Get(String),
    Search(String),
}

impl Client {
    fn new(address: SocketAddr, staff: &[(&str, String)], login: &str) -> Client {
        let token = &staff.iter().find(|(known, _)| *known == login).unwrap().1;
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        Client { agent, base: format!("http://{address}"), cookie: format!("session={token}; language=zh") }
    }

    fn ask(&self, request: &Request) {
        let mut response = match request {
            Request::Get(path) => self.agent.get(format!("{}{path}", self.base)).header("Cookie", &self.cookie).call().unwrap(),
            Request::Search(words) => {
                let form = [("csrf_token", TOKEN), ("words", words.as_str())];
                self.agent.post(format!("{}/desk/search", self.base)).header("Cookie", &self.cookie).send_form(form).unwrap()
            }
        };
        let status = response.status().as_u16();
        assert!(status < 400, "{status}");
        let location = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        assert!(!location.starts_with("/sign-in"), "the session is not known");
        response.body_mut().read_to_string().unwrap();
    }
}

/// What the desk's filters ask of the store, for one area and for the whole city.
fn filters(open: &Open) -> Vec<(String, CaseFilter)> {
    let today: Date = TODAY.parse().unwrap();
    let deep = QueueCursor { priority: 0, due_on: "2020-03-01".parse().unwrap(), area: open.city.areas[0].code, id: 30_000 };
    let mut all = Vec::new();
    for (place, areas) in [("area", vec![open.city.areas[0].code]), ("city", Vec::new())] {
        let base = CaseFilter { areas, only_open: true, limit: 51, ..CaseFilter::default() };
        let mut add = |name: &str, filter: CaseFilter| all.push((format!("{place}, {name}"), filter));
        add("first page", base.clone());
        add("first page, also closed", CaseFilter { only_open: false, ..base.clone() });
        add("a page in the middle", CaseFilter { after: Some(deep.clone()), ..base.clone() });
        add("procedure", CaseFilter { procedure: Some("employer_registration".into()), ..base.clone() });
        add("procedure nobody uses", CaseFilter { procedure: Some("emergency".into()), ..base.clone() });
        add("stage", CaseFilter { stage: Some(Stage::Reviewed), ..base.clone() });
        add("stage nobody has", CaseFilter { stage: Some(Stage::Running), ..base.clone() });
        add("stage, closed", CaseFilter { stage: Some(Stage::Withdrawn), only_open: false, ..base.clone() });
        add("waits for a role", CaseFilter { awaiting: vec![Role::DecisionMaker], ..base.clone() });
        add("waits for a role without cases", CaseFilter { awaiting: vec![Role::HallManager], ..base.clone() });
        add("due by", CaseFilter { due_by: Some(today), ..base.clone() });
        add("due by, nothing due", CaseFilter { due_by: Some("2019-01-01".parse().unwrap()), ..base.clone() });
        add("a common word", CaseFilter { text: Some("海源".into()), ..base.clone() });
        add("a rare word", CaseFilter { text: Some("石岛水产777号".into()), ..base.clone() });
        add("no such word", CaseFilter { text: Some("不存在的名称".into()), only_open: false, ..base.clone() });
        add(
            "procedure, stage and word",
            CaseFilter {
                procedure: Some("contribution_makeup".into()),
                stage: Some(Stage::Accepted),
                text: Some("双岛".into()),
                ..base.clone()
            },
        );
    }
    all
}

fn requests(open: &Open) -> Vec<(&'static str, &'static str, Request)> {
    let get = |path: &str| Request::Get(path.to_owned());
    let word = |word: &str| Request::Get(format!("/desk/cases?text={}", web::language::encoded(word)));
    let first = open.city.areas[0].code;
    let number =
        (1..).map(|id| head(first, id, false)).find(|head| open.store().views().unwrap().case_by_number(&head.number).unwrap().is_some());
    let mut all = Vec::new();
    for login in ["clerk", "supervisor"] {
        all.extend([
            (login, "home", get("/desk")),
            (login, "first page", get("/desk/cases")),
            (login, "first page, also closed", get("/desk/cases?open=")),
            (login, "a page in the middle", Request::Get(format!("/desk/cases?after=0_2020-03-01_{first}_30000"))),
            (login, "procedure", get("/desk/cases?procedure=employer_registration")),
            (login, "stage", get("/desk/cases?stage=reviewed")),
            (login, "stage nobody has", get("/desk/cases?stage=running")),
            (login, "mine", get("/desk/cases?mine=yes")),
            (login, "due by", get("/desk/cases?due_by=2020-02-10")),
            (login, "a common word", word("海源")),
            (login, "a rare word", word("石岛水产777号")),
            (
                login,
                "no such word, also closed",
                Request::Get(format!("/desk/cases?open=&text={}", web::language::encoded("不存在的名称"))),
            ),
            (login, "search, a surname", Request::Search("王".into())),
            (login, "search, a name", Request::Search("于海".into())),
            (login, "search, an employer", Request::Search("威海".into())),
            (login, "search, a case number", Request::Search(number.as_ref().unwrap().number.to_string())),
        ]);
    }
    all
}
