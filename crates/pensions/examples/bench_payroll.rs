//! The payroll of one month, end to end and durable, beside plain inserts of the same rows into the same engine.
//!
//! `cargo run --release -p pensions --example bench_payroll -- 100000 sqlite 5`
//!
//! A round computes another month of eight areas, four at a time, as `yunban run payroll` does: it reads what is due, checks it, writes
//! the months, the payments and the books, and moves each entitlement on. Then the rows it made (months and payments) are inserted once
//! more: into the same tables with the same keys, in a second database of the same engine with the same settings, in transactions of the
//! same sizes. The plain inserts read nothing, check nothing and update nothing. Medians of the rounds are printed, and for the last
//! month how long the file for the bank and the bank's answer take.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a measurement that cannot go on stops")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant as Moment;

use agency::registry::Registry;
use agency::{Agency, DocumentOffice, PaymentAccount, site_of};
use casework::benefit::{BenefitAmount, BenefitKind, Entitlement};
use casework::payroll::{FIRST_BATCH, PayrollBatch};
use casework::store::CityRow;
use casework::{Actor, CaseTarget, Certification, CertificationWay, Channel, Clock, Given, PayeeAccount, Person, Role, perform};
use pensions::benefit_payroll::{self, BankFileFormat, BankResult, BenefitPayroll, Command, Contents, ResultLine};
use postgres::{Client, NoTls};
use rules::{Law, LawSource};
use rusqlite::Connection;
use store::testing::PostgresCluster;
use store::{Keys, Location};
use values::{AccountNumber, AreaCode, Date, Fen, IdNumber, Instant, Language, Month, Party};
use web::password::PasswordCost;
use web::session::{Identity, NoRandomness, Randomness};

const FIRST_MONTH: &str = "2020-02";
const AREAS_AT_ONCE: usize = 4;
/// Entitlements in a chunk of a run, and so in a transaction of the plain inserts.
const PAYMENTS_IN_A_TRANSACTION: usize = 5_000;
const ITEM: (&str, &str) = ("benefit_item", "area, entitlement_id, month, case_id, sequence, amount_fen");
const PAYMENT: (&str, &str) =
    ("benefit_payment", "area, run_id, batch, entitlement_id, fund, payee_kind, payee_id, account_sequence, amount_fen");

struct WallClock(Date);

impl Clock for WallClock {
    fn today(&self) -> Date {
        self.0
    }

    fn now(&self) -> Instant {
        Instant::from_china(self.0.at(9, 0, 0, 0)).unwrap()
    }
}

struct Zeros;

impl Randomness for Zeros {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        bytes.fill(0);
        Ok(())
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let people: i64 = arguments.first().map_or(100_000, |text| text.parse().unwrap());
    let is_postgres = arguments.get(1).is_some_and(|engine| engine == "postgres");
    let rounds: i32 = arguments.get(2).map_or(5, |text| text.parse().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let cluster = is_postgres.then(|| PostgresCluster::start().unwrap().unwrap());
    let location = match &cluster {
        None => Location::Embedded { directory: directory.path().join("data") },
        Some(cluster) => Location::Postgres { url: cluster.new_database().unwrap(), documents: directory.path().join("documents") },
    };
    std::fs::create_dir_all(directory.path().join("data")).unwrap();
    let began = Moment::now();
    let (agency, areas) = prepare(&location, people);
    println!("{people} pensioners loaded in {:.1} s", began.elapsed().as_secs_f64());

    let mut plain = Plain::new(&location, directory.path());
    let first: Month = FIRST_MONTH.parse().unwrap();
    let (mut paid_per_second, mut plain_per_second, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for month in first.through(first.plus(rounds - 1)) {
        let (runs, payments, seconds) = pay(&agency, &areas, month);
        let tables =
            runs.iter().map(|(area, run)| (rows(&location, ITEM, *area, "case_id", *run), rows(&location, PAYMENT, *area, "run_id", *run)));
        let tables: Vec<(Vec<Row>, Vec<Row>)> = tables.collect();
        let inserted: usize = tables.iter().map(|(items, _)| items.len()).sum();
        assert_eq!(inserted as i64, payments, "every payment of an ordinary month has one month in it");
        let plain_seconds = plain.insert(&tables);
        println!(
            "{month}: {payments} payments in {seconds:.2} s, plain inserts of their rows in {plain_seconds:.2} s, ratio {:.2}",
            plain_seconds / seconds
        );
        paid_per_second.push(payments as f64 / seconds);
        plain_per_second.push(payments as f64 / plain_seconds);
        ratios.push(plain_seconds / seconds);
        if month == first.plus(rounds - 1) {
            bank(&agency, &runs);
        }
    }
    println!(
        "medians of {rounds} rounds: {:.0} payments/s end to end, {:.0}/s plain, ratio {:.2}",
        median(&mut paid_per_second),
        median(&mut plain_per_second),
        median(&mut ratios)
    );
}

fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn prepare(location: &Location, people: i64) -> (Agency, Vec<AreaCode>) {
    let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").unwrap());
    store::migrate(location).unwrap();
    let store = store::open(location, Keys::generate().unwrap()).unwrap();
    let areas: Vec<AreaCode> = law.city().unwrap().areas.iter().map(|area| area.code).collect();
    for area in &areas {
        store.add_area(*area).unwrap();
    }
    let count = areas.len() as i64;
    let mut city = (0..people).flat_map(|index| pensioner(areas[(index % count) as usize], index / count + 1, index));
    store.load_city(&mut city).unwrap();
    let clock = Arc::new(WallClock("2020-12-31".parse().unwrap()));
    let identity = Identity::new(site_of(&law, false), Box::new(Zeros), &PasswordCost::new(64, 1).unwrap()).unwrap();
    let payer = PaymentAccount {
        holder: "支出户".into(),
        bank_name: "银行".into(),
        bank_code: "105465000011".parse().unwrap(),
        number: "37050170640100000123".parse().unwrap(),
    };
    let documents = Arc::new(DocumentOffice::for_tests(&law));
    let agency = Agency::new(store, law, clock, identity, Registry::of(Vec::new()), documents).with_expenditure_account(payer);
    (agency, areas)
}

fn pensioner(area: AreaCode, id: i64, index: i64) -> [CityRow; 4] {
    let party = Party::person(id);
    let born_on: Date = "1940-01-01".parse::<Date>().unwrap().saturating_add(jiff::Span::new().days(index / 900));
    let person = Person {
        area,
        id,
        name: "于海洋".parse().unwrap(),
        id_number: IdNumber::from_parts("379901", born_on, (index % 900) as u16).unwrap(),
        telephone: None,
        registered_on: "1980-03-01".parse().unwrap(),
    };
    let first_month = "2010-01".parse().unwrap();
    let entitlement = Entitlement {
        area,
        id,
        kind: if index % 5 < 3 { BenefitKind::EmployeePension } else { BenefitKind::ResidentPension },
        beneficiary: party,
        payee: party,
        first_month,
        last_month: None,
        granted_case_id: 0,
        settled_through: FIRST_MONTH.parse::<Month>().unwrap().previous(),
        amounts: vec![BenefitAmount { from_month: first_month, monthly: Fen(180_000 + index % 300_000), provisional: false, case_id: 0 }],
        suspensions: Vec::new(),
    };
    let account = PayeeAccount {
        holder: "于海洋".into(),
        bank_name: "演示银行".into(),
        bank_code: "999999999999".parse().unwrap(),
        number: AccountNumber::card(&format!("629999{index:012}")).unwrap(),
    };
    let certification = Certification {
        person_id: id,
        certified_on: "2020-01-01".parse().unwrap(),
        valid_until: "2020-12-31".parse().unwrap(),
        way: CertificationWay::DataMatch,
    };
    [
        CityRow::Person(person),
        CityRow::Entitlement(entitlement),
        CityRow::PayeeAccount(area, party, account),
        CityRow::Certification(area, certification),
    ]
}

fn given(agency: &Agency, area: AreaCode, key: String, role: Role, user_id: i64) -> Given {
    let actor = Actor { area, user_id, name: "x".into(), roles: vec![role], party: None, language: Language::Chinese };
    let (today, now) = (agency.clock.today(), agency.clock.now());
    Given { actor, channel: Channel::System, on_behalf_of: None, cause: None, today, now, idempotency_key: key }
}

/// Computes a month in every area; the runs, how many payments, and seconds.
fn pay(agency: &Agency, areas: &[AreaCode], month: Month) -> (Vec<(AreaCode, i64)>, i64, f64) {
    let began = Moment::now();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(area) = areas.get(next.fetch_add(1, Ordering::Relaxed)) {
            let given = given(agency, *area, format!("{month}"), Role::System, 0);
            let computed = benefit_payroll::pay_area(agency, *area, month, &given, "bench", &mut |_| {}).unwrap();
            done.push((*area, computed));
        }
        done
    };
    let done: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AREAS_AT_ONCE).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let seconds = began.elapsed().as_secs_f64();
    let payments = done.iter().map(|(_, computed)| computed.progress.items).sum();
    (done.into_iter().map(|(area, computed)| (area, computed.run_id)).collect(), payments, seconds)
}

/// The way from computed to settled, area by area: how long the file and the answer take.
fn bank(agency: &Agency, runs: &[(AreaCode, i64)]) {
    let (mut making, mut writing, mut reading, mut bytes_written, mut payments) = (0.0, 0.0, 0.0, 0, 0);
    for (area, run) in runs {
        let act = |role, user_id, command: Command| {
            let key = format!("bank {user_id} {:?}", command).chars().take(60).collect();
            let target = CaseTarget::Existing { area: *area, id: *run };
            perform(agency.store.as_ref(), &BenefitPayroll::of(agency), target, &command, &given(agency, *area, key, role, user_id))
                .unwrap();
        };
        let state = || {
            let target = CaseTarget::Existing { area: *area, id: *run };
            casework::office::load(&BenefitPayroll::of(agency), agency.store.reader().unwrap().as_mut(), target).unwrap().state
        };
        act(Role::Reviewer, 2, Command::Review);
        act(Role::DecisionMaker, 3, Command::Approve);
        act(Role::FundAccountant, 4, Command::RequestFunds);
        let amount = state().amount().plain();
        act(
            Role::FundAccountant,
            5,
            Command::ConfirmFunds { received_on: "2020-12-31".into(), reference: format!("{area} {run}"), amount },
        );
        let began = Moment::now();
        act(Role::FundAccountant, 6, Command::MakeBankFile);
        making += began.elapsed().as_secs_f64();
        let state = state();
        let batch = PayrollBatch { area: *area, run_id: *run, number: FIRST_BATCH };
        let file = state.batches[0].file.clone().unwrap();
        let contents = Contents { batch, month: state.month.unwrap(), totals: &state.batches[0].totals, file: &file };
        let mut bytes = Vec::new();
        let began = Moment::now();
        benefit_payroll::write_bank_file(agency.store.reader().unwrap().as_mut(), contents, BankFileFormat::Xml, &mut bytes).unwrap();
        writing += began.elapsed().as_secs_f64();
        bytes_written += bytes.len();
        let sent = agency.store.reader().unwrap().payments(batch, 0, u32::MAX, false).unwrap();
        payments += sent.len();
        let lines = sent.iter().map(|row| ResultLine {
            end_to_end_id: benefit_payroll::payment_reference(batch, row.payment.entitlement_id),
            status: if row.payment.entitlement_id % 300 == 0 { "RJCT" } else { "ACSC" }.into(),
            reason: String::new(),
            amount: row.payment.amount,
        });
        let result = BankResult {
            message_id: file.message_id.clone(),
            settled_on: "2020-12-31".into(),
            payments: file.payments,
            amount: file.amount,
            lines: lines.collect(),
            file_sha256: format!("{area}{run}"),
        };
        let began = Moment::now();
        act(Role::FundAccountant, 7, Command::ReadBankResult { result });
        reading += began.elapsed().as_secs_f64();
    }
    println!(
        "the bank: {payments} payments, file fixed in {making:.2} s (XML and CSV hashed), XML of {} kB written in {writing:.2} s, answer checked and booked in {reading:.2} s",
        bytes_written / 1_000
    );
}

/// A row as text, column by column; numbers are written as such.
type Row = Vec<Cell>;

#[derive(Debug, Clone)]
enum Cell {
    Text(String),
    Number(i64),
}

fn database_file(location: &Location) -> PathBuf {
    let Location::Embedded { directory } = location else { panic!("only an embedded store is a file") };
    directory.join("yunban.sqlite3")
}

fn rows(location: &Location, (table, columns): (&str, &str), area: AreaCode, run_column: &str, run: i64) -> Vec<Row> {
    let query = format!("SELECT {columns} FROM {table} WHERE area = '{area}' AND {run_column} = {run} ORDER BY entitlement_id");
    match location {
        Location::Embedded { .. } => {
            let connection = Connection::open(database_file(location)).unwrap();
            let mut statement = connection.prepare(&query).unwrap();
            let count = statement.column_count();
            let read = |row: &rusqlite::Row<'_>| Ok((0..count).map(|at| cell(row.get_ref(at).unwrap())).collect());
            statement.query_map([], read).unwrap().map(Result::unwrap).collect()
        }
        Location::Postgres { url, .. } => {
            let mut client = Client::connect(url, NoTls).unwrap();
            let read = |row: &postgres::Row| (0..row.len()).map(|at| pg_cell(row, at)).collect();
            client.query(&query, &[]).unwrap().iter().map(read).collect()
        }
    }
}

fn cell(value: rusqlite::types::ValueRef<'_>) -> Cell {
    match value {
        rusqlite::types::ValueRef::Integer(number) => Cell::Number(number),
        other => Cell::Text(other.as_str().unwrap().to_owned()),
    }
}

fn pg_cell(row: &postgres::Row, at: usize) -> Cell {
    match row.columns()[at].type_().name() {
        "int4" => Cell::Number(i64::from(row.get::<_, i32>(at))),
        "int8" => Cell::Number(row.get(at)),
        _ => Cell::Text(row.get(at)),
    }
}

/// A second database with nothing but the same two tables.
enum Plain {
    Sqlite(Connection),
    Postgres(Box<Client>),
}

impl Plain {
    fn new(location: &Location, directory: &Path) -> Plain {
        match location {
            Location::Embedded { .. } => {
                let made = Connection::open(database_file(location)).unwrap();
                let connection = Connection::open(directory.join("plain.sqlite3")).unwrap();
                let settings =
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;";
                connection.execute_batch(settings).unwrap();
                for (table, _) in [ITEM, PAYMENT] {
                    let schema: String =
                        made.query_row("SELECT sql FROM sqlite_master WHERE name = ?1", [table], |row| row.get(0)).unwrap();
                    connection.execute_batch(&schema).unwrap();
                }
                Plain::Sqlite(connection)
            }
            Location::Postgres { url, .. } => {
                let mut client = Client::connect(url, NoTls).unwrap();
                for (table, _) in [ITEM, PAYMENT] {
                    client.batch_execute(&format!("CREATE TABLE plain_{table} (LIKE {table} INCLUDING ALL)")).unwrap();
                }
                Plain::Postgres(Box::new(client))
            }
        }
    }

    /// Inserts the rows of each area in transactions as large as a chunk; seconds.
    fn insert(&mut self, areas: &[(Vec<Row>, Vec<Row>)]) -> f64 {
        let began = Moment::now();
        for (items, payments) in areas {
            for (items, payments) in items.chunks(PAYMENTS_IN_A_TRANSACTION).zip(payments.chunks(PAYMENTS_IN_A_TRANSACTION)) {
                match self {
                    Plain::Sqlite(connection) => {
                        let transaction = connection.transaction().unwrap();
                        sqlite_insert(&transaction, ITEM, items);
                        sqlite_insert(&transaction, PAYMENT, payments);
                        transaction.commit().unwrap();
                    }
                    Plain::Postgres(client) => {
                        let mut transaction = client.transaction().unwrap();
                        postgres_insert(&mut transaction, ITEM, items);
                        postgres_insert(&mut transaction, PAYMENT, payments);
                        transaction.commit().unwrap();
                    }
                }
            }
        }
        began.elapsed().as_secs_f64()
    }
}

fn sqlite_insert(connection: &Connection, (table, columns): (&str, &str), rows: &[Row]) {
    let places = (1..=columns.split(',').count()).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ");
    let mut statement = connection.prepare_cached(&format!("INSERT INTO {table} ({columns}) VALUES ({places})")).unwrap();
    for row in rows {
        for (place, cell) in (1..).zip(row) {
            match cell {
                Cell::Text(text) => statement.raw_bind_parameter(place, text.as_str()).unwrap(),
                Cell::Number(number) => statement.raw_bind_parameter(place, number).unwrap(),
            }
        }
        statement.raw_execute().unwrap();
    }
}

fn postgres_insert(transaction: &mut postgres::Transaction<'_>, (table, columns): (&str, &str), rows: &[Row]) {
    let mut writer = transaction.copy_in(&format!("COPY plain_{table} ({columns}) FROM STDIN")).unwrap();
    let mut text = String::new();
    for row in rows {
        for (position, cell) in row.iter().enumerate() {
            if position > 0 {
                text.push('\t');
            }
            match cell {
                Cell::Text(word) => text.push_str(word),
                Cell::Number(number) => text.push_str(&number.to_string()),
            }
        }
        text.push('\n');
    }
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap();
}
