//! Bills of a work injury on a real store: the same bill from two browsers at once.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

#[expect(dead_code, reason = "each test uses its own part of it")]
mod support;

use std::sync::Arc;

use casework::{BenefitFund, CaseTarget, Failure, Performed, Store, perform};
use injuries::injury_settlement::{Command, Form, InjurySettlement, Line};
use ledger::Account;
use procedures::story::{PureDoor, World, given_by, parse, replay};
use rules::{Law, LawSource};
use store::testing::PostgresCluster;
use store::{Keys, Location};
use values::Language;

const RECOGNISED: &str = "story bills
employer H owes 30000.00 for 2020-01
2020-02-02 | city     | declare 2020-6 |
2020-02-03 | H        | report C on 2020-02-01 ground infected_on_duty code U07.1 |
           | injury   | accept C |
2020-02-04 | reviewer | review C |
2020-02-05 | decider  | grant C |
2020-02-10 | city     | |
";

fn world(store: Arc<dyn Store>) -> World {
    let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").unwrap());
    let story = parse(RECOGNISED).unwrap().remove(0);
    let mut world = World::set_up(store, law, &story, "").unwrap();
    replay(&mut world, &mut PureDoor::default(), &story).unwrap();
    world
}

fn opened(location: &Location) -> Arc<dyn Store> {
    store::migrate(location).unwrap();
    store::open(location, Keys::generate().unwrap()).unwrap()
}

/// The bill of the worker of the story.
fn bill(world: &World, number: &str) -> Form {
    let worker = world.account("worker").unwrap().party.unwrap();
    let person = world.agency.store.reader().unwrap().person(world.area, worker.id).unwrap().unwrap();
    Form {
        payee: "hospital".into(),
        hospital_id: world.employers["H"],
        hospital: "故事医院".into(),
        worker_id_number: person.id_number.as_str().to_owned(),
        recognition_case_id: world.cases["C"].1,
        bill_number: number.into(),
        stay_from: "2020-02-03".into(),
        stay_until: "2020-02-09".into(),
        lines: vec![Line {
            row: 0,
            service_on: "2020-02-05".into(),
            item: "布洛芬".into(),
            quantity: "1".into(),
            unit_price: "6.50".into(),
            amount: "6.50".into(),
        }],
    }
}

fn hand_in(world: &World, number: &str, key: &str) -> Result<Performed, Failure> {
    let procedure = InjurySettlement::new(world.agency.law.clone());
    let given = given_by(world, world.account("H").unwrap().actor(), key.to_owned());
    let command = Command::submit(bill(world, number), Vec::new());
    perform(world.agency.store.as_ref(), &procedure, CaseTarget::New(world.area), &command, &given)
}

/// Eight at once: one is taken, each other is told which case has the bill, and other bills go on as if nothing were.
fn one_is_taken_and_the_others_are_told_of_it(world: &World) {
    let answers: Vec<Result<Performed, Failure>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|browser| scope.spawn(move || hand_in(world, "Z 1", &format!("browser {browser}")))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let taken: Vec<&Performed> = answers.iter().flatten().collect();
    assert_eq!(taken.len(), 1, "{answers:?}");
    let number = taken[0].number.to_string();
    for answer in answers.iter().filter_map(|answer| answer.as_ref().err()) {
        let Failure::Refused(refusals) = answer else { panic!("{answer:?}") };
        assert_eq!(refusals.0[0].code, "bill_already_filed");
        assert_eq!(refusals.0[0].field.as_deref(), Some("bill_number"));
        let hint = refusals.0[0].hint.as_ref().unwrap();
        assert!(hint.zh.contains(&number) && hint.en.contains(&number), "{hint:?}");
    }
    // The same form sent twice by an impatient finger is one case and one answer.
    let winner = answers.iter().position(Result::is_ok).unwrap();
    let again = hand_in(world, "Z 1", &format!("browser {winner}")).unwrap();
    assert!(again.was_replayed && again.number.to_string() == number);
    assert!(hand_in(world, "Z-2", "another bill").is_ok());
}

/// What was paid, taken back, set off and paid back stands in the books to the fen: the control accounts, the rows of the payments and
/// the fund's own accounts agree after each story of bills.
#[test]
fn the_books_agree_after_every_story_of_bills() {
    let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").unwrap());
    let (_, text) = procedures::story::FILES.into_iter().find(|(file, _)| *file == "injury_settlement/stories.txt").unwrap();
    let mut taken_away = None;
    for story in parse(text).unwrap() {
        let folder = tempfile::tempdir().unwrap();
        let store = opened(&Location::Embedded { directory: folder.path().to_owned() });
        let mut world = World::set_up(store, law.clone(), &story, "").unwrap();
        replay(&mut world, &mut PureDoor::default(), &story).unwrap();
        let totals = world.agency.store.views().unwrap().control_totals(world.area).unwrap();
        assert_eq!(totals.postings, totals.balances, "{}", story.title);
        assert_eq!((totals.payments_that_differ, totals.unbalanced_transfers), (vec![], vec![]), "{}", story.title);
        let of = |list: &[(String, i64)], account: Account| {
            list.iter().find(|(code, _)| *code == account.code()).map_or(0, |(_, amount)| *amount)
        };
        let fund = BenefitFund::WorkInjury;
        for account in [Account::BenefitExpense(fund), Account::BenefitPayable(fund), Account::BenefitReturned(fund)] {
            assert_eq!(of(&totals.benefits, account), of(&totals.balances, account), "{}: {}", story.title, account.code());
        }
        if story.title.contains("抵扣") {
            let accounts = [Account::ReceivableOverpayment(fund), Account::BenefitExpense(fund), Account::BenefitBank(fund)];
            taken_away = Some(accounts.map(|account| of(&totals.balances, account)));
        }
    }
    // That story pays 36.50, 10.00 and nothing of 2.00, takes 6.50 back, sets 2.00 off and gets 4.50 back.
    assert_eq!(taken_away, Some([0, 4_200, 450]));
}

#[test]
fn the_same_bill_from_many_browsers_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    one_is_taken_and_the_others_are_told_of_it(&world(opened(&Location::Embedded { directory: folder.path().to_owned() })));
}

#[test]
fn the_same_bill_from_many_browsers_on_postgresql() {
    let Some(cluster) = PostgresCluster::shared().unwrap() else {
        println!("PostgreSQL: SKIPPED, not found");
        return;
    };
    let documents = tempfile::tempdir().unwrap();
    let location = Location::Postgres { url: cluster.new_database().unwrap(), documents: documents.path().to_owned() };
    one_is_taken_and_the_others_are_told_of_it(&world(opened(&location)));
}

/// On the page the answer stands beside the number, names the earlier case, and what was typed stays.
#[tokio::test]
async fn the_page_says_beside_the_number_which_case_has_the_bill() {
    let text =
        format!("{RECOGNISED}           | H | bill B for C number Z-1 stay 2020-02-03..2020-02-09 lines 2020-02-05:布洛芬:1:6.50:6.50 |\n");
    let site = support::Site::told(&text, &["H"]);
    let (world, store) = (&site.world, &site.world.agency.store);
    let number = |case: &str| store.reader().unwrap().case(world.area, world.cases[case].1).unwrap().unwrap().head.number.to_string();
    let typed = bill(world, "z1");
    let recognition = number("C");
    let fields = [
        ("idempotency_key", "one-key"),
        ("worker_id_number", &typed.worker_id_number),
        ("recognition_number", &recognition),
        ("bill_number", "z - 1"),
        ("stay_from", "2020-02-03"),
        ("stay_until", "2020-02-09"),
        ("line.row", "0"),
        ("line.0.service_on", "2020-02-05"),
        ("line.0.item", "布洛芬"),
        ("line.0.quantity", "1"),
        ("line.0.unit_price", "6.50"),
        ("line.0.amount", "6.50"),
        ("step", "send"),
    ];
    for (language, words) in [(Language::Chinese, "同一票据只结算一次"), (Language::English, "a bill is settled once")] {
        let answer = site.post("H", language, "/employer/injury-settlement", &fields).await.text();
        for shown in [words, &number("B"), "z - 1", "布洛芬"] {
            assert!(answer.contains(shown), "{shown}: {answer}");
        }
    }
}
