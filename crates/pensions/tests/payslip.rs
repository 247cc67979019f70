//! The payslip of a month: what a payroll paid and the bank confirmed, on paper that can be verified.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on has failed, and says where")]

mod payroll_world;

use std::process::Command as Process;

use casework::benefit::{BenefitAmount, BenefitChange};
use casework::{CaseTarget, Failure, IssuedRecord, Role, perform};
use pensions::benefit_payroll::{BankResult, Command, ResultLine};
use pensions::pension_payslip::{self, PensionPayslipIssue};
use values::{DocumentKind, Fen, Party};

use payroll_world::{Pensioner, World, account, month};

fn late(id: i64) -> Pensioner {
    Pensioner {
        id,
        first: "2020-04",
        paid_through: "2020-03",
        monthly: 300_000,
        account: Some(account(id)),
        certified_until: Some("2021-12-31"),
    }
}

/// A payroll from its start until the bank says that all arrived but `returned`.
fn pay(world: &World, of: &str, returned: &[i64]) -> i64 {
    let run = world.start(of, 11);
    world.compute(run);
    world.act(run, Role::Reviewer, 12, Command::Review).unwrap();
    world.act(run, Role::DecisionMaker, 13, Command::Approve).unwrap();
    world.act(run, Role::FundAccountant, 14, Command::RequestFunds).unwrap();
    let amount = world.state(run).amount().plain();
    let (received_on, reference) = (format!("{of}-06"), format!("CZ-{of}"));
    world.act(run, Role::FundAccountant, 14, Command::ConfirmFunds { received_on, reference, amount }).unwrap();
    world.act(run, Role::FundAccountant, 14, Command::MakeBankFile).unwrap();
    assert_eq!(ask(world, of).unwrap_err(), ["nothing_paid"], "the money has not arrived");
    let file = world.state(run).last_batch().unwrap().file.clone().unwrap();
    let lines = world.payments(run, 1).into_iter().map(|(id, amount)| {
        let (status, reason) = if returned.contains(&id) { ("RJCT", "AC04") } else { ("ACSC", "") };
        ResultLine { end_to_end_id: format!("{}R{run}B1E{id}", world.area), status: status.into(), reason: reason.into(), amount }
    });
    let result = BankResult {
        message_id: file.message_id,
        settled_on: format!("{of}-14"),
        payments: file.payments,
        amount: file.amount,
        lines: lines.collect(),
        file_sha256: format!("answer {run}"),
    };
    world.set_day(&format!("{of}-14"));
    world.act(run, Role::FundAccountant, 14, Command::ReadBankResult { result }).unwrap();
    run
}

/// The first person asks for a payslip.
fn ask(world: &World, of: &str) -> Result<IssuedRecord, Vec<String>> {
    let mut given = world.given(Role::Person, 1);
    given.actor.party = Some(Party::person(1));
    let command = pension_payslip::Command::IssuePayslip { person_id: 1, month: of.into() };
    let procedure = PensionPayslipIssue::new(world.agency.documents.clone());
    match perform(world.agency.store.as_ref(), &procedure, CaseTarget::New(world.area), &command, &given) {
        Ok(performed) => {
            let mut reader = world.agency.store.reader().unwrap();
            let record = reader.case(world.area, performed.case_id).unwrap().unwrap();
            let mut issued = reader.issued_documents_of_case(world.area, performed.case_id).unwrap();
            assert_eq!(issued.len(), 1);
            let issued = issued.remove(0);
            let payload = record.events[0].payload.to_string();
            assert!(payload.contains(&issued.code.to_string()) && payload.contains(&issued.sha256), "the event names it: {payload}");
            Ok(issued)
        }
        Err(Failure::Refused(refusals)) => Err(refusals.0.into_iter().map(|refusal| refusal.code).collect()),
        Err(failure) => panic!("{failure}"),
    }
}

/// The text without blanks.
fn text(world: &World, record: &IssuedRecord) -> String {
    let content = world.agency.store.views().unwrap().document(&record.sha256).unwrap().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("payslip.pdf");
    std::fs::write(&file, content).unwrap();
    let output = Process::new("pdftotext").arg("-raw").arg(&file).arg("-").output();
    let output = output.unwrap_or_else(|error| panic!("pdftotext cannot be run ({error}); scripts/test installs it"));
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect()
}

#[test]
fn arrears_are_listed_month_by_month_with_what_was_paid_before() {
    let world = World::at("2020-07-06", &[late(1), late(2)]);
    pay(&world, "2020-07", &[]);
    let record = ask(&world, "2020-07").unwrap();
    assert_eq!((record.kind, record.party), (DocumentKind::PensionPayslip, Party::person(1)));
    let first = text(&world, &record);
    let account = account(1).number.masked();
    for words in
        ["丛丽", "2020年7月", "12,000.00元", "2020年7月14日", "2020年4月", "2020年5月", "2020年6月", "9,000.00", "当月未发", &account]
    {
        assert!(first.contains(words), "{words} is not in {first}");
    }
    // A new determination: 3,100.00 from April on. The next payroll pays the difference of four months and August.
    let amount = BenefitAmount { from_month: month("2020-04"), monthly: Fen(310_000), provisional: false, case_id: 0 };
    world.change(BenefitChange::Amount { entitlement_id: 1, beneficiary: Party::person(1), amount });
    world.set_day("2020-08-06");
    pay(&world, "2020-08", &[]);
    let second = text(&world, &ask(&world, "2020-08").unwrap());
    for words in ["3,500.00元", "2020年7月", "差额", "400.00"] {
        assert!(second.contains(words), "{words} is not in {second}");
    }
    let rows = second.matches("3,100.003,000.00100.00").count();
    assert_eq!(rows, 4, "due, paid before and paid now of each of four months: {second}");
    // The payslip of July says what it said.
    let again = text(&world, &ask(&world, "2020-07").unwrap());
    assert!(again.contains("12,000.00元") && !again.contains("差额"), "{again}");
}

#[test]
fn what_came_back_is_not_said_to_have_arrived() {
    let world = World::at("2020-07-06", &[late(1), late(2)]);
    pay(&world, "2020-07", &[1]);
    assert_eq!(ask(&world, "2020-07").unwrap_err(), ["nothing_paid"]);
    assert_eq!(ask(&world, "2020-06").unwrap_err(), ["nothing_paid"], "no payroll of June");
    assert_eq!(ask(&world, "soon").unwrap_err(), ["month"]);
}
