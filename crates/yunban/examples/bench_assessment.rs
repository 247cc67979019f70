//! The assessment run of one month, end to end and durable, beside plain inserts of the same rows into the same engine; and how
//! long a page takes while it runs.
//!
//! `cargo run --release -p yunban --example bench_assessment -- --people 100000 --engine sqlite`
//!
//! Each round assesses another month and inserts the rows it made once more: the same table with the same indexes, in a second
//! database of the same engine with the same settings, in transactions of the same sizes. Medians of the rounds are printed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a measurement that cannot go on stops")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use postgres::{Client, NoTls};
use rules::{Law, LawSource};
use rusqlite::Connection;
use store::Location;
use store::testing::PostgresCluster;
use values::{AreaCode, Month};
use yunban::city;
use yunban::clock::DemoClock;
use yunban::commands::run::assess_areas;
use yunban::place::{Open, Place};

#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 100_000)]
    people: u64,
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: EngineName,
    /// Months assessed, one a round
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(i32).range(1..=10))]
    rounds: i32,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum EngineName {
    Sqlite,
    Postgres,
}

/// One contribution month as the table keeps it: the area, then ten numbers.
type Row = (String, [i64; 10]);

const COLUMNS: &str = "area, employer_id, month, person_id, obligation_id, base_fen, pension_employer_fen, pension_employee_fen, \
                       unemployment_employer_fen, unemployment_employee_fen, injury_employer_fen";
/// People in a chunk of a run, and so rows in a transaction of the plain inserts.
const ROWS_IN_A_TRANSACTION: usize = 2_000;
const FIRST_MONTH: &str = "2020-02";

fn main() {
    let arguments = Arguments::parse();
    let directory = tempfile::tempdir().unwrap();
    let cluster = (arguments.engine == EngineName::Postgres).then(|| PostgresCluster::start().unwrap().unwrap());
    let place = place(directory.path(), cluster.as_ref());
    let began = Instant::now();
    let open = prepare(&place, arguments.people);
    println!("city of {} people loaded in {:.1} s", arguments.people, began.elapsed().as_secs_f64());

    let mut plain = Plain::new(&place, directory.path(), cluster.as_ref());
    let first: Month = FIRST_MONTH.parse().unwrap();
    let (mut assessed_per_second, mut inserted_per_second, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for month in first.through(first.plus(arguments.rounds - 1)) {
        let (people, seconds) = assess(&open, month);
        let rows = rows_of(&place, month);
        assert_eq!(rows.len() as i64, people, "every person assessed is a row");
        let plain_seconds = plain.insert(&rows);
        let (assessed, inserted) = (people as f64 / seconds, rows.len() as f64 / plain_seconds);
        println!("{month}: {people} people, assessed {assessed:.0}/s, plain inserts {inserted:.0}/s, ratio {:.2}", assessed / inserted);
        assessed_per_second.push(assessed);
        inserted_per_second.push(inserted);
        ratios.push(assessed / inserted);
    }
    let next = first.plus(arguments.rounds);
    println!(
        "medians of {} rounds: assessed {:.0} people/s, plain inserts {:.0} rows/s, ratio {:.2}",
        arguments.rounds,
        median(&mut assessed_per_second),
        median(&mut inserted_per_second),
        median(&mut ratios)
    );
    pages_while_running(&open, next);
}

fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn place(directory: &Path, cluster: Option<&PostgresCluster>) -> Place {
    let directory = directory.join("data");
    let location = match cluster {
        None => Location::Embedded { directory: directory.clone() },
        Some(cluster) => Location::Postgres { url: cluster.new_database().unwrap(), documents: directory.join("documents") },
    };
    Place { location, directory, https: false, public_address: None }
}

fn prepare(place: &Place, people: u64) -> Open {
    let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
    place.create(law.city().unwrap()).map_err(said).unwrap();
    // A day in the last of the months, so that each may be assessed.
    DemoClock::create(&place.directory, "2020-12-31".parse().unwrap()).map_err(said).unwrap();
    let open = place.open(law).map_err(said).unwrap();
    open.store().load_city(&mut city::generate(&open.city, people, 2020)).unwrap();
    open
}

fn said(error: yunban::failure::CommandError) -> String {
    format!("{error:?}")
}

/// Assesses a month in every area, as the command does; people and seconds.
fn assess(open: &Open, month: Month) -> (i64, f64) {
    let began = Instant::now();
    let areas: Vec<AreaCode> = open.city.areas.iter().map(|area| area.code).collect();
    let people = assess_areas(open, &areas, month).into_iter().map(|(_, assessed)| assessed.unwrap().items).sum();
    (people, began.elapsed().as_secs_f64())
}

fn database_file(place: &Place) -> PathBuf {
    place.directory.join("yunban.sqlite3")
}

fn rows_of(place: &Place, month: Month) -> Vec<Row> {
    let query = format!("SELECT {COLUMNS} FROM contribution_month WHERE month = {} ORDER BY area, employer_id, person_id", month.number());
    match &place.location {
        Location::Embedded { .. } => {
            let connection = Connection::open(database_file(place)).unwrap();
            let mut statement = connection.prepare(&query).unwrap();
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, std::array::from_fn(|at| row.get(at + 1).unwrap())));
            statement.query_map([], read).unwrap().map(Result::unwrap).collect()
        }
        Location::Postgres { url, .. } => {
            let mut client = Client::connect(url, NoTls).unwrap();
            let month_column = 1;
            let number =
                |row: &postgres::Row, at: usize| if at == month_column { i64::from(row.get::<_, i32>(at + 1)) } else { row.get(at + 1) };
            client.query(&query, &[]).unwrap().iter().map(|row| (row.get(0), std::array::from_fn(|at| number(row, at)))).collect()
        }
    }
}

/// A second database with nothing but the same table.
enum Plain {
    Sqlite(Connection),
    Postgres(Box<Client>),
}

impl Plain {
    fn new(place: &Place, directory: &Path, cluster: Option<&PostgresCluster>) -> Plain {
        match (&place.location, cluster) {
            (Location::Embedded { .. }, _) => {
                let made = Connection::open(database_file(place)).unwrap();
                let schema = "SELECT sql FROM sqlite_master WHERE tbl_name = 'contribution_month' AND sql IS NOT NULL ORDER BY type DESC";
                let mut statement = made.prepare(schema).unwrap();
                let statements: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
                let connection = Connection::open(directory.join("plain.sqlite3")).unwrap();
                let settings =
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;";
                connection.execute_batch(settings).unwrap();
                assert!(statements.len() >= 2, "the table and its index: {statements:?}");
                statements.iter().for_each(|sql| connection.execute_batch(sql).unwrap());
                Plain::Sqlite(connection)
            }
            (Location::Postgres { url, .. }, Some(_)) => {
                let mut client = Client::connect(url, NoTls).unwrap();
                client.batch_execute("CREATE TABLE plain_month (LIKE contribution_month INCLUDING ALL)").unwrap();
                Plain::Postgres(Box::new(client))
            }
            (Location::Postgres { .. }, None) => panic!("a PostgreSQL place has its cluster"),
        }
    }

    /// Inserts the rows in transactions as large as a chunk; seconds.
    fn insert(&mut self, rows: &[Row]) -> f64 {
        let began = Instant::now();
        for chunk in rows.chunks(ROWS_IN_A_TRANSACTION) {
            match self {
                Plain::Sqlite(connection) => {
                    let transaction = connection.transaction().unwrap();
                    {
                        let sql =
                            format!("INSERT INTO contribution_month ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
                        let mut statement = transaction.prepare_cached(&sql).unwrap();
                        for (area, numbers) in chunk {
                            let [a, b, c, d, e, f, g, h, i, j] = numbers;
                            statement.execute(rusqlite::params![area, a, b, c, d, e, f, g, h, i, j]).unwrap();
                        }
                    }
                    transaction.commit().unwrap();
                }
                Plain::Postgres(client) => {
                    let mut transaction = client.transaction().unwrap();
                    let mut writer = transaction.copy_in(&format!("COPY plain_month ({COLUMNS}) FROM STDIN")).unwrap();
                    let mut text = String::new();
                    for (area, numbers) in chunk {
                        text.push_str(area);
                        for number in numbers {
                            text.push('\t');
                            text.push_str(&number.to_string());
                        }
                        text.push('\n');
                    }
                    writer.write_all(text.as_bytes()).unwrap();
                    writer.finish().unwrap();
                    transaction.commit().unwrap();
                }
            }
        }
        began.elapsed().as_secs_f64()
    }
}

/// Asks for the first page over HTTP, again and again on one connection, while a run goes on.
fn pages_while_running(open: &Open, month: Month) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let site = yunban::site::router(open);
    runtime.spawn(async move { axum::serve(listener, site).await });
    for path in ["/", "/services"] {
        print_latency(&format!("{path} with nothing else going on"), ask_until(address, path, |asked| asked >= 300));
    }
    let running = Arc::new(AtomicBool::new(true));
    let worker = {
        let (open, running) = (open.clone(), Arc::clone(&running));
        std::thread::spawn(move || {
            let (people, seconds) = assess(&open, month);
            running.store(false, Ordering::Relaxed);
            println!("{month} beside the pages: assessed {:.0} people/s", people as f64 / seconds);
        })
    };
    let asked = ask_until(address, "/", |_| !running.load(Ordering::Relaxed));
    worker.join().unwrap();
    print_latency("/ while an assessment runs", asked);
    runtime.shutdown_timeout(Duration::from_secs(1));
}

fn print_latency(what: &str, mut taken: Vec<f64>) {
    taken.sort_by(f64::total_cmp);
    let at = |share: usize| taken[(taken.len() * share / 100).min(taken.len() - 1)];
    println!("{what}: {} pages, p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms", taken.len(), at(50), at(99), taken[taken.len() - 1]);
}

/// Milliseconds of each answer.
fn ask_until(address: SocketAddr, path: &str, enough: impl Fn(usize) -> bool) -> Vec<f64> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept-language: zh\r\n\r\n");
    let mut taken = Vec::new();
    while taken.is_empty() || !enough(taken.len()) {
        let began = Instant::now();
        stream.write_all(request.as_bytes()).unwrap();
        let head = read_answer(&mut stream);
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        taken.push(began.elapsed().as_secs_f64() * 1_000.0);
        // A person reads; a measurement that never rests would only measure its own queue.
        std::thread::sleep(Duration::from_millis(5));
    }
    taken
}

/// Reads one answer with its body; gives its head.
fn read_answer(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut part = [0; 65_536];
    loop {
        let read = stream.read(&mut part).unwrap();
        assert!(read > 0, "the server hung up");
        bytes.extend_from_slice(&part[..read]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let body = bytes.len() - end - 4;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        let is_whole = match length {
            Some(length) => body >= length,
            None => bytes.ends_with(b"0\r\n\r\n"),
        };
        if is_whole {
            return String::from_utf8_lossy(&bytes[..end]).into_owned();
        }
    }
}
