//! An area with pensioners, and the people who pay them.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use agency::registry::Registry;
use agency::{Agency, DocumentOffice, PaymentAccount, site_of};
use casework::act::{Act, CaseTarget, Effects};
use casework::audit::AuditEntry;
use casework::benefit::{BenefitAmount, BenefitChange, BenefitFund, BenefitKind, Entitlement};
use casework::case::{CaseHead, EventStamp, StoredEvent};
use casework::payee::{Certification, CertificationWay, PayeeAccount};
use casework::payroll::{PayrollBatch, PayrollFindingKind};
use casework::store::CityRow;
use casework::{Actor, Channel, Clock, EmergencyRecord, Failure, Given, Person, Role, Stage, perform};
use ledger::{Account, Posting, Transfer};
use pensions::benefit_payroll::{self, BankFileFormat, BenefitPayroll, Command, Contents, State};
use rules::{Law, LawSource};
use sha2::{Digest, Sha256};
use store::{Keys, Location};
use values::{AccountNumber, AreaCode, CaseNumber, Date, Fen, IdNumber, Instant, Language, Month, Party, Text};
use web::password::PasswordCost;
use web::session::{Identity, NoRandomness, Randomness};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub fn account(id: i64) -> PayeeAccount {
    PayeeAccount {
        holder: "丛丽".into(),
        bank_name: "中国银行威海分行".into(),
        bank_code: "104465000017".parse().unwrap(),
        number: AccountNumber::card(&format!("6217000{id:011}")).unwrap(),
    }
}

#[derive(Debug, Clone)]
pub struct Pensioner {
    pub id: i64,
    pub first: &'static str,
    pub paid_through: &'static str,
    pub monthly: i64,
    pub account: Option<PayeeAccount>,
    pub certified_until: Option<&'static str>,
}

struct TestClock(Mutex<Date>);

impl Clock for TestClock {
    fn today(&self) -> Date {
        *self.0.lock().unwrap()
    }

    fn now(&self) -> Instant {
        // A demonstration's business day is another than that of the clock on the wall.
        Instant::from_china(day("2026-03-02").at(9, 30, 0, 0)).unwrap()
    }
}

struct Zeros;

impl Randomness for Zeros {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        bytes.fill(0);
        Ok(())
    }
}

pub struct World {
    pub agency: Agency,
    pub area: AreaCode,
    clock: Arc<TestClock>,
    keys: AtomicI64,
    _directory: tempfile::TempDir,
}

impl World {
    pub fn at(today: &str, pensioners: &[Pensioner]) -> World {
        let directory = tempfile::tempdir().unwrap();
        let location = Location::Embedded { directory: directory.path().to_owned() };
        store::migrate(&location).unwrap();
        let store = store::open(&location, Keys::generate().unwrap()).unwrap();
        let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").unwrap());
        let area = law.city().unwrap().areas[0].code;
        store.add_area(area).unwrap();
        store.load_city(&mut pensioners.iter().flat_map(|pensioner| rows(area, pensioner))).unwrap();
        let clock = Arc::new(TestClock(Mutex::new(day(today))));
        let identity = Identity::new(site_of(&law, false), Box::new(Zeros), &PasswordCost::new(64, 1).unwrap()).unwrap();
        let documents = Arc::new(DocumentOffice::for_tests(&law));
        let agency = Agency::new(store, law, clock.clone(), identity, Registry::of(Vec::new()), documents);
        let payer = PaymentAccount {
            holder: "社会保险基金支出户".into(),
            bank_name: "建设银行".into(),
            bank_code: "105465000011".parse().unwrap(),
            number: "37050170640100000123".parse().unwrap(),
        };
        World { agency: agency.with_expenditure_account(payer), area, clock, keys: AtomicI64::new(0), _directory: directory }
    }

    pub fn set_day(&self, today: &str) {
        *self.clock.0.lock().unwrap() = day(today);
    }

    pub fn given(&self, role: Role, user_id: i64) -> Given {
        let key = self.keys.fetch_add(1, Ordering::Relaxed);
        let actor = Actor { area: self.area, user_id, name: "x".into(), roles: vec![role], party: None, language: Language::Chinese };
        Given {
            actor,
            channel: Channel::Web,
            on_behalf_of: None,
            cause: None,
            today: self.clock.today(),
            now: self.clock.now(),
            idempotency_key: format!("key {key}"),
        }
    }

    /// The case of the run, or the codes of the refusal.
    pub fn try_start(&self, of: &str, user_id: i64) -> Result<i64, Vec<String>> {
        let given = self.given(Role::BenefitOfficer, user_id);
        let started = benefit_payroll::start_run(&self.agency, self.area, month(of), &BenefitFund::ALL, &given);
        started.map(|run| run.case_id).map_err(codes)
    }

    pub fn start(&self, of: &str, user_id: i64) -> i64 {
        self.try_start(of, user_id).unwrap()
    }

    pub fn compute(&self, run: i64) {
        let given = self.given(Role::System, 0);
        benefit_payroll::resume(&self.agency, self.area, run, &given, "worker", &mut |_| {}).unwrap();
    }

    pub fn act(&self, run: i64, role: Role, user_id: i64, command: Command) -> Result<(), Vec<String>> {
        let target = CaseTarget::Existing { area: self.area, id: run };
        let procedure = BenefitPayroll::of(&self.agency);
        let done = perform(self.agency.store.as_ref(), &procedure, target, &command, &self.given(role, user_id));
        done.map(|_| ()).map_err(codes)
    }

    pub fn state(&self, run: i64) -> State {
        let target = CaseTarget::Existing { area: self.area, id: run };
        let mut reader = self.agency.store.reader().unwrap();
        casework::office::load(&BenefitPayroll::of(&self.agency), reader.as_mut(), target).unwrap().state
    }

    pub fn items(&self, run: i64, entitlement_id: i64) -> Vec<(Month, Fen)> {
        self.agency.store.reader().unwrap().payroll_items(self.area, run, entitlement_id).unwrap()
    }

    pub fn findings(&self, run: i64) -> Vec<(i64, PayrollFindingKind)> {
        let rows = self.agency.store.reader().unwrap().payroll_findings(self.area, run, 0, 100).unwrap();
        rows.into_iter().map(|row| (row.finding.entitlement_id, row.finding.kind)).collect()
    }

    pub fn held_amount(&self, run: i64, entitlement_id: i64) -> Fen {
        let rows = self.agency.store.reader().unwrap().payroll_findings_of(self.area, run, entitlement_id).unwrap();
        rows[0].finding.amount
    }

    pub fn payments(&self, run: i64, batch: i64) -> Vec<(i64, Fen)> {
        let batch = PayrollBatch { area: self.area, run_id: run, number: batch };
        let rows = self.agency.store.reader().unwrap().payments(batch, 0, 100, false).unwrap();
        rows.into_iter().map(|row| (row.payment.entitlement_id, row.payment.amount)).collect()
    }

    pub fn file(&self, run: i64, batch: i64, format: BankFileFormat) -> String {
        let state = self.state(run);
        let of = state.batches.iter().find(|of| of.number == batch).unwrap();
        let contents = Contents {
            batch: PayrollBatch { area: self.area, run_id: run, number: batch },
            month: state.month.unwrap(),
            totals: &of.totals,
            file: of.file.as_ref().unwrap(),
        };
        let mut bytes = Vec::new();
        benefit_payroll::write_bank_file(self.agency.store.reader().unwrap().as_mut(), contents, format, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    pub fn fingerprint(&self, text: &str) -> String {
        hex::encode(Sha256::digest(text.as_bytes()))
    }

    pub fn balance(&self, code: &str) -> Fen {
        let account = Account::of_code(code).unwrap();
        self.agency.store.reader().unwrap().balance(self.area, account, Party::AGENCY).unwrap()
    }

    /// What the payments come to is what stands in the books.
    pub fn books_agree(&self) {
        let totals = self.agency.store.views().unwrap().control_totals(self.area).unwrap();
        assert_eq!(totals.postings, totals.balances);
        for fund in BenefitFund::ALL {
            for account in [Account::BenefitExpense(fund), Account::BenefitPayable(fund), Account::BenefitReturned(fund)] {
                let of = |list: &[(String, i64)]| list.iter().find(|(code, _)| *code == account.code()).map_or(0, |(_, amount)| *amount);
                assert_eq!(of(&totals.benefits), of(&totals.balances), "{}", account.code());
            }
        }
        assert_eq!((totals.payments_that_differ, totals.unbalanced_transfers), (vec![], vec![]));
    }

    pub fn change(&self, change: BenefitChange) {
        self.commit(|effects| effects.benefits.push(change));
    }

    pub fn declare(&self, record: EmergencyRecord) {
        self.commit(|effects| effects.emergencies.push(record));
    }

    /// What the recovery of an overpayment does: the item, and the same amount to what is to come back.
    pub fn recover(&self, id: i64, of: &str, amount: Fen) {
        let fund = BenefitFund::EmployeePension;
        let line = |account, amount| Posting { account, party: Party::AGENCY, month: Some(month(of)), amount };
        let postings = vec![line(Account::ReceivableOverpayment(fund), amount), line(Account::BenefitExpense(fund), -amount)];
        let transfer = Transfer::balanced(self.clock.today(), Text::same("recovered"), postings).unwrap();
        self.commit(|effects| {
            let (beneficiary, of) = (Party::person(id), month(of));
            effects.benefits.push(BenefitChange::Recover { entitlement_id: id, beneficiary, month: of, amount });
            effects.transfers.push(transfer);
        });
    }

    /// An act of another procedure.
    fn commit(&self, fill: impl FnOnce(&mut Effects)) {
        let given = self.given(Role::System, 0);
        let id = self.agency.store.reserve(self.area, "case", 1).unwrap();
        let number = CaseNumber::new(self.area, 2020, 900_000 + id).unwrap();
        let head = CaseHead {
            area: self.area,
            id,
            number,
            procedure: "contribution_arrears".into(),
            party: Party::AGENCY,
            subject: Text::same("x"),
            stage: Stage::Completed,
            awaiting: None,
            opened_by: 0,
            priority: 0,
            opened_on: given.today,
            due_on: None,
            version: 1,
        };
        let stamp = EventStamp {
            actor_id: 0,
            actor_name: "x".into(),
            channel: Channel::System,
            on_behalf_of: None,
            cause: None,
            on: given.today,
            at: given.now,
        };
        let events = vec![StoredEvent { sequence: 1, kind: "done".into(), payload: serde_json::json!({ "kind": "done" }), stamp }];
        let audit = AuditEntry {
            area: self.area,
            at: given.now,
            actor_id: 0,
            what: "x.done".into(),
            subject: format!("case:{id}"),
            detail: "version=1".into(),
        };
        let mut effects = Effects::default();
        fill(&mut effects);
        // The list of emergencies is changed on what it is now.
        let seen = if effects.emergencies.is_empty() { vec![] } else { vec![casework::act::SeenEntry::Emergencies(vec![])] };
        let act = Act { head, is_new_case: true, events, effects, seen, audit, given };
        self.agency.store.commit(&act).unwrap();
    }
}

fn codes(failure: Failure) -> Vec<String> {
    match failure {
        Failure::Refused(refusals) => refusals.0.into_iter().map(|refusal| refusal.code).collect(),
        other => panic!("{other:?}"),
    }
}

fn rows(area: AreaCode, pensioner: &Pensioner) -> Vec<CityRow> {
    let Pensioner { id, first, paid_through, monthly, account, certified_until } = pensioner.clone();
    let party = Party::person(id);
    let person = Person {
        area,
        id,
        name: "丛丽".parse().unwrap(),
        id_number: IdNumber::from_parts("379901", day("1950-06-17"), id as u16).unwrap(),
        telephone: None,
        registered_on: day("1990-03-01"),
    };
    let entitlement = Entitlement {
        area,
        id,
        kind: BenefitKind::EmployeePension,
        beneficiary: party,
        payee: party,
        first_month: month(first),
        last_month: None,
        granted_case_id: 0,
        settled_through: month(paid_through),
        amounts: vec![BenefitAmount { from_month: month(first), monthly: Fen(monthly), provisional: false, case_id: 0 }],
        suspensions: Vec::new(),
    };
    let mut rows = vec![CityRow::Person(person), CityRow::Entitlement(entitlement)];
    rows.extend(account.map(|account| CityRow::PayeeAccount(area, party, account)));
    rows.extend(certified_until.map(|until| {
        let (certified_on, valid_until) = (day("2019-07-01"), day(until));
        CityRow::Certification(area, Certification { person_id: id, certified_on, valid_until, way: CertificationWay::Web })
    }));
    rows
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The schema of a message, where the tests' script has put it.
pub fn schema_of(message: &str) -> Option<PathBuf> {
    let libraries = std::fs::read_dir(project().join("target/venv/lib")).ok().into_iter().flatten().flatten();
    let found = libraries.flat_map(|library| {
        let package = library.path().join("site-packages/pain001");
        let name = format!("{message}.xsd");
        [package.join("templates").join(message).join(&name), package.join("pain002/schemas").join(&name)]
    });
    let found = found.into_iter().find(|path| path.exists());
    let has_tool = Process::new("xmllint").arg("--version").output().is_ok();
    if found.is_none() || !has_tool {
        let what = "the schemas of ISO 20022 or xmllint are missing; scripts/test installs them";
        assert!(std::env::var_os("YUNBAN_REQUIRE_PAYMENT_SCHEMAS").is_none(), "{what}");
        eprintln!("SKIPPED: {what}");
        return None;
    }
    found
}

/// Whether a document is valid by a schema.
pub fn valid(schema: &Path, xml: &str) -> Result<(), String> {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("message.xml");
    std::fs::write(&file, xml).unwrap();
    let checked = Process::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(schema).arg(&file).output().unwrap();
    if checked.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&checked.stderr).into_owned()) }
}
