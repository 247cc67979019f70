//! The payroll of a month from what is due to what has arrived, on a real store.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on has failed, and says where")]

mod payroll_world;

use casework::benefit::{BenefitAmount, BenefitChange};
use casework::payroll::PayrollFindingKind;
use casework::{EmergencyRecord, Role};
use pensions::benefit_payroll::{BankFileFormat, BankResult, Command, ResultLine, Step, read_bank_result};
use values::{Fen, Party};

use payroll_world::{Pensioner, World, account, day, month, schema_of, valid};

const PREPARER: i64 = 11;
const REVIEWER: i64 = 12;
const DECISION_MAKER: i64 = 13;
const ACCOUNTANT: i64 = 14;
const OTHER_REVIEWER: i64 = 15;

/// A pension of 3,000.00 due from April 2020 of which nothing was paid.
fn late(id: i64) -> Pensioner {
    Pensioner { id, first: "2020-04", paid_through: "2020-03", monthly: 300_000, account: Some(account(id)), certified_until: None }
}

fn ordinary(id: i64) -> Pensioner {
    Pensioner { first: "2010-05", paid_through: "2020-06", monthly: 250_000 + id, certified_until: Some("2020-12-31"), ..late(id) }
}

fn review_and_approve(world: &World, run: i64) {
    world.act(run, Role::Reviewer, REVIEWER, Command::Review).unwrap();
    world.act(run, Role::DecisionMaker, DECISION_MAKER, Command::Approve).unwrap();
}

fn confirm(amount: &str) -> Command {
    Command::ConfirmFunds { received_on: "2020-07-06".into(), reference: "CZ-2020-07-001".into(), amount: amount.into() }
}

/// From computed to the bank.
fn send(world: &World, run: i64) {
    review_and_approve(world, run);
    world.act(run, Role::FundAccountant, ACCOUNTANT, Command::RequestFunds).unwrap();
    let amount = world.state(run).amount().plain();
    world.act(run, Role::FundAccountant, ACCOUNTANT, confirm(&amount)).unwrap();
    world.act(run, Role::FundAccountant, ACCOUNTANT, Command::MakeBankFile).unwrap();
}

/// An answer in which everything was paid but `returned`.
fn answer(world: &World, run: i64, returned: &[i64]) -> BankResult {
    let batch = world.state(run).last_batch().unwrap().clone();
    let file = batch.file.unwrap();
    let lines = world.payments(run, batch.number).into_iter().map(|(id, amount)| {
        let is_back = returned.contains(&id);
        ResultLine {
            end_to_end_id: format!("{}R{run}B{}E{id}", world.area, batch.number),
            status: if is_back { "RJCT" } else { "ACSC" }.into(),
            reason: if is_back { "AC04" } else { "" }.into(),
            amount,
        }
    });
    BankResult {
        message_id: file.message_id,
        settled_on: "2020-07-14".into(),
        payments: file.payments,
        amount: file.amount,
        lines: lines.collect(),
        file_sha256: format!("answer {run} {} {returned:?}", batch.number),
    }
}

fn read(result: BankResult) -> Command {
    Command::ReadBankResult { result }
}

#[test]
fn arrears_are_paid_with_the_month_and_every_step_is_another_persons() {
    let world = World::at("2020-07-06", &[late(1), ordinary(2), ordinary(3)]);
    let run = world.start("2020-07", PREPARER);
    world.compute(run);
    let state = world.state(run);
    assert_eq!((state.step, state.payments(), state.amount()), (Step::Computed, 3, Fen(4 * 300_000 + 250_002 + 250_003)));
    let months: Vec<String> = world.items(run, 1).into_iter().map(|(month, _)| month.to_string()).collect();
    assert_eq!(months, ["2020-04", "2020-05", "2020-06", "2020-07"]);
    world.books_agree();

    assert_eq!(world.act(run, Role::BenefitOfficer, PREPARER, Command::Review), Err(vec!["not_allowed".into()]));
    assert_eq!(world.act(run, Role::Reviewer, PREPARER, Command::Review), Err(vec!["same_person".into()]));
    assert_eq!(world.act(run, Role::DecisionMaker, DECISION_MAKER, Command::Approve), Err(vec!["not_now".into()]));
    world.act(run, Role::Reviewer, REVIEWER, Command::Review).unwrap();
    assert_eq!(world.act(run, Role::DecisionMaker, REVIEWER, Command::Approve), Err(vec!["same_person".into()]));
    world.act(run, Role::DecisionMaker, DECISION_MAKER, Command::Approve).unwrap();
    assert_eq!(world.act(run, Role::FundAccountant, DECISION_MAKER, Command::RequestFunds), Err(vec!["same_person".into()]));
    world.act(run, Role::FundAccountant, ACCOUNTANT, Command::RequestFunds).unwrap();
    assert_eq!(world.act(run, Role::FundAccountant, ACCOUNTANT, confirm("17000.04")), Err(vec!["other_amount".into()]));
    world.act(run, Role::FundAccountant, ACCOUNTANT, confirm("17,000.05")).unwrap();
    world.act(run, Role::FundAccountant, ACCOUNTANT, Command::MakeBankFile).unwrap();
    assert_eq!(world.act(run, Role::FundAccountant, ACCOUNTANT, Command::MakeBankFile), Err(vec!["not_now".into()]));

    world.set_day("2020-07-14");
    world.act(run, Role::FundAccountant, ACCOUNTANT, read(answer(&world, run, &[]))).unwrap();
    assert_eq!(world.state(run).in_time(), Some((3, 3)), "paid the day before the promised one");
    world.act(run, Role::BenefitOfficer, PREPARER, Command::Close).unwrap();
    assert_eq!(world.balance("benefit_expense.employee_pension"), Fen(1_700_005));
    assert_eq!(world.balance("funding_received.employee_pension"), Fen(-1_700_005));
    for emptied in ["benefit_payable", "benefit_bank", "benefit_returned"] {
        assert_eq!(world.balance(&format!("{emptied}.employee_pension")), Fen::ZERO, "{emptied}");
    }
    world.books_agree();
    assert_eq!(world.try_start("2020-07", PREPARER), Err(vec!["nothing_due".into()]));
}

#[test]
fn a_month_is_started_once_and_only_by_who_may() {
    let world = World::at("2020-07-06", &[late(1)]);
    assert_eq!(world.try_start("2020-09", PREPARER), Err(vec!["month_in_future".into()]));
    assert_eq!(world.try_start("2009-12", PREPARER), Err(vec!["not_covered".into()]));
    world.start("2020-07", PREPARER);
    assert_eq!(world.try_start("2020-07", PREPARER), Err(vec!["already_running".into()]));
}

#[test]
fn what_the_checks_find_is_held_until_it_is_released_with_a_reason() {
    let held = [
        Pensioner { account: None, ..ordinary(4) },
        Pensioner { account: Some(account(1)), ..ordinary(5) },
        Pensioner { certified_until: Some("2020-06-30"), ..ordinary(6) },
    ];
    let mut all = vec![ordinary(1), ordinary(7)];
    all.extend(held);
    let world = World::at("2020-07-06", &all);
    // The seventh gets a quarter more from July on.
    let amount = BenefitAmount { from_month: month("2020-07"), monthly: Fen(312_510), provisional: false, case_id: 0 };
    world.change(BenefitChange::Amount { entitlement_id: 7, beneficiary: Party::person(7), amount });
    let run = world.start("2020-07", PREPARER);
    world.compute(run);
    let found: Vec<(i64, PayrollFindingKind)> = world.findings(run);
    use PayrollFindingKind::{Jump, NoAccount, NotCertified, SharedAccount};
    assert_eq!(found, [(1, SharedAccount), (4, NoAccount), (5, SharedAccount), (6, NotCertified), (7, Jump)]);
    let state = world.state(run);
    assert_eq!((state.payments(), state.held_payments), (0, 5));
    assert_eq!(world.act(run, Role::Reviewer, REVIEWER, Command::Review), Err(vec!["nothing_to_pay".into()]));

    let release = |id, reason: &str| Command::Release { entitlement_id: id, reason: reason.into() };
    assert_eq!(world.act(run, Role::BenefitOfficer, PREPARER, release(7, " ")), Err(vec!["words".into()]));
    assert_eq!(world.act(run, Role::BenefitOfficer, PREPARER, release(99, "x")), Err(vec!["unknown_entitlement".into()]));
    assert_eq!(world.act(run, Role::BenefitOfficer, PREPARER, release(4, "x")), Err(vec!["no_account".into()]));
    world.act(run, Role::BenefitOfficer, PREPARER, release(7, "重新核定，已核对")).unwrap();
    assert_eq!(world.act(run, Role::BenefitOfficer, PREPARER, release(7, "again")), Err(vec!["not_held".into()]));
    let fields = |number: &str| Command::CorrectAccount {
        entitlement_id: 4,
        holder: "于海洋".into(),
        bank_name: "中国银行".into(),
        bank_code: "104465000017".into(),
        number: number.into(),
    };
    assert_eq!(world.act(run, Role::BenefitOfficer, PREPARER, fields("62170000")), Ok(()));
    world.act(run, Role::BenefitOfficer, PREPARER, release(4, "本人补报账户")).unwrap();
    assert_eq!((world.state(run).payments(), world.state(run).held_payments), (2, 3));
    world.books_agree();

    // A death becomes known after the review: the payment is taken out, and the run is looked over again.
    world.act(run, Role::Reviewer, REVIEWER, Command::Review).unwrap();
    let hold = Command::HoldOut { entitlement_id: 7, reason: "民政部门通报死亡".into() };
    world.act(run, Role::DecisionMaker, DECISION_MAKER, hold).unwrap();
    assert_eq!((world.state(run).step, world.state(run).payments()), (Step::Computed, 1));
    assert_eq!(world.act(run, Role::DecisionMaker, DECISION_MAKER, Command::Approve), Err(vec!["not_now".into()]));
    world.books_agree();
}

#[test]
fn certifications_that_have_run_out_do_not_stop_payments_while_an_emergency_lets_them_wait() {
    for (ended_on, expected) in [(None, vec![]), (Some("2020-05-06"), vec![(1, PayrollFindingKind::NotCertified)])] {
        let world = World::at("2020-07-06", &[Pensioner { certified_until: Some("2020-02-29"), ..ordinary(1) }]);
        let ended_on = ended_on.map(day);
        world.declare(EmergencyRecord { notice_id: "2020-6".into(), declared_on: day("2020-02-02"), ended_on, version: 0 });
        let run = world.start("2020-07", PREPARER);
        world.compute(run);
        assert_eq!(world.findings(run), expected, "{ended_on:?}");
    }
}

#[test]
fn what_was_paid_too_much_is_shown_and_never_set_off() {
    let world = World::at("2020-07-06", &[ordinary(1), ordinary(2)]);
    // Paid up to June; the amount of May and June was too high by a hundred, that of July is right.
    let amount = |from: &str, fen| BenefitAmount { from_month: month(from), monthly: Fen(fen), provisional: false, case_id: 0 };
    let (entitlement_id, beneficiary) = (1, Party::person(1));
    world.change(BenefitChange::Amount { entitlement_id, beneficiary, amount: amount("2020-05", 240_001) });
    let run = world.start("2020-07", PREPARER);
    world.compute(run);
    assert_eq!(world.findings(run), [(1, PayrollFindingKind::Overpaid)]);
    assert_eq!(world.items(run, 1), [(month("2020-07"), Fen(240_001))]);
    assert_eq!(world.held_amount(run, 1), Fen(20_000));
    send(&world, run);
    world.set_day("2020-07-14");
    world.act(run, Role::FundAccountant, ACCOUNTANT, read(answer(&world, run, &[]))).unwrap();
    world.act(run, Role::BenefitOfficer, PREPARER, Command::Close).unwrap();
    // Still there in August, and gone when it is recovered.
    let august = world.start("2020-08", PREPARER);
    world.compute(august);
    assert_eq!(world.findings(august), [(1, PayrollFindingKind::Overpaid)]);
    for of in ["2020-05", "2020-06"] {
        world.recover(1, of, Fen(10_000));
    }
    assert_eq!(world.balance("receivable_overpayment.employee_pension"), Fen(20_000));
    world.books_agree();
    let september = {
        world.set_day("2020-08-20");
        world.start("2020-09", PREPARER)
    };
    world.compute(september);
    assert_eq!(world.findings(september), []);
}

#[test]
fn what_came_back_goes_to_the_corrected_account_and_the_first_payment_stays() {
    let world = World::at("2020-07-06", &[ordinary(1), ordinary(2), ordinary(3)]);
    let run = world.start("2020-07", PREPARER);
    world.compute(run);
    send(&world, run);
    world.set_day("2020-07-16");
    let back = BankResult { settled_on: "2020-07-16".into(), ..answer(&world, run, &[2]) };
    world.act(run, Role::FundAccountant, ACCOUNTANT, read(back)).unwrap();
    assert_eq!(world.state(run).in_time(), Some((0, 3)), "a day after the promised one");
    assert_eq!(world.balance("benefit_returned.employee_pension"), Fen(-250_002));
    world.books_agree();
    assert_eq!(world.act(run, Role::BenefitOfficer, PREPARER, Command::Close), Err(vec!["returned_left".into()]));
    assert_eq!(world.act(run, Role::Reviewer, REVIEWER, Command::Reissue), Err(vec!["nothing_corrected".into()]));
    let correct = |id, number: String| Command::CorrectAccount {
        entitlement_id: id,
        holder: "于海洋".into(),
        bank_name: "中国银行".into(),
        bank_code: "104465000017".into(),
        number,
    };
    let number = account(77).number.as_str().to_owned();
    assert_eq!(world.act(run, Role::BenefitOfficer, PREPARER, correct(1, number.clone())), Err(vec!["nothing_to_correct".into()]));
    let mut wrong = number.clone();
    wrong.replace_range(18..19, if number.ends_with('0') { "1" } else { "0" });
    assert_eq!(world.act(run, Role::BenefitOfficer, PREPARER, correct(2, wrong)), Err(vec!["check_digit".into()]));
    world.act(run, Role::BenefitOfficer, PREPARER, correct(2, number.clone())).unwrap();
    assert_eq!(world.act(run, Role::Reviewer, PREPARER, Command::Reissue), Err(vec!["same_person".into()]));
    world.act(run, Role::Reviewer, OTHER_REVIEWER, Command::Reissue).unwrap();
    assert_eq!(world.balance("benefit_returned.employee_pension"), Fen::ZERO);
    world.act(run, Role::FundAccountant, ACCOUNTANT, Command::MakeBankFile).unwrap();
    let second = world.file(run, 2, BankFileFormat::Csv);
    assert!(second.contains(&number) && second.contains(&format!("{}R{run}B2E2", world.area)), "{second}");
    assert!(world.file(run, 1, BankFileFormat::Csv).contains(account(2).number.as_str()), "the first file stays what it was");
    let paid = BankResult { settled_on: "2020-07-16".into(), ..answer(&world, run, &[]) };
    world.act(run, Role::FundAccountant, ACCOUNTANT, read(paid)).unwrap();
    world.act(run, Role::BenefitOfficer, PREPARER, Command::Close).unwrap();
    for emptied in ["benefit_payable", "benefit_bank", "benefit_returned"] {
        assert_eq!(world.balance(&format!("{emptied}.employee_pension")), Fen::ZERO, "{emptied}");
    }
    world.books_agree();
}

#[test]
fn an_answer_that_does_not_fit_is_refused_whole_with_the_reason() {
    let world = World::at("2020-07-06", &[ordinary(1), ordinary(2), ordinary(3)]);
    let run = world.start("2020-07", PREPARER);
    world.compute(run);
    send(&world, run);
    world.set_day("2020-07-14");
    let good = answer(&world, run, &[2]);
    let spoilt = |spoil: &dyn Fn(&mut BankResult)| {
        let mut result = good.clone();
        spoil(&mut result);
        world.act(run, Role::FundAccountant, ACCOUNTANT, read(result)).unwrap_err()
    };
    let before = (world.state(run).step, world.balance("benefit_bank.employee_pension"));
    let unknown = spoilt(&|result| result.lines[0].end_to_end_id = "371002R77B1E1".into());
    assert_eq!(unknown, ["unknown_reference", "missing_payments"]);
    assert_eq!(spoilt(&|result| result.lines[0].end_to_end_id.push('0')), ["unknown_reference", "missing_payments"]);
    assert_eq!(spoilt(&|result| result.amount += Fen(1)), ["wrong_total"]);
    assert_eq!(spoilt(&|result| result.payments += 1), ["wrong_count"]);
    let doubled = spoilt(&|result| result.lines.push(result.lines[0].clone()));
    assert_eq!(doubled, ["doubled_reference", "wrong_count", "wrong_total"]);
    let swapped = spoilt(&|result| {
        result.lines[0].amount += Fen(1);
        result.lines[1].amount -= Fen(1);
    });
    assert_eq!(swapped, ["other_amount"], "although the sum agrees");
    assert_eq!(spoilt(&|result| drop(result.lines.pop())), ["missing_payments", "wrong_count", "wrong_total"]);
    assert_eq!(spoilt(&|result| result.lines[0].status = "PDNG".into()), ["not_final"]);
    assert_eq!(spoilt(&|result| result.message_id = "YB371002R77B1".into()), ["other_batch"]);
    assert_eq!(spoilt(&|result| result.settled_on = "2020-07-15".into()), ["date"]);
    assert_eq!(spoilt(&|result| result.settled_on = "2020-07-05".into()), ["date"]);
    assert_eq!((world.state(run).step, world.balance("benefit_bank.employee_pension")), before, "nothing was half applied");
    world.act(run, Role::FundAccountant, ACCOUNTANT, read(good.clone())).unwrap();
    assert_eq!(world.act(run, Role::FundAccountant, ACCOUNTANT, read(good)), Err(vec!["already_read".into()]));
    world.books_agree();
}

#[test]
fn the_file_for_the_bank_is_valid_and_the_same_when_it_is_made_again() {
    let strange =
        Pensioner { account: Some(casework::PayeeAccount { holder: "<于> & \"海\u{7}洋\"".into(), ..account(1) }), ..ordinary(1) };
    let world = World::at("2020-07-06", &[strange, ordinary(2), ordinary(3)]);
    let run = world.start("2020-07", PREPARER);
    world.compute(run);
    send(&world, run);
    let xml = world.file(run, 1, BankFileFormat::Xml);
    world.set_day("2020-07-10");
    assert_eq!(world.file(run, 1, BankFileFormat::Xml), xml);
    let made = world.state(run).batches[0].file.clone().unwrap();
    assert_eq!((world.fingerprint(&xml), world.fingerprint(&world.file(run, 1, BankFileFormat::Csv))), (made.xml_sha256, made.csv_sha256));
    assert_eq!(xml.matches("<CdtTrfTxInf>").count(), 3);
    assert!(xml.contains("<CreDtTm>2020-07-06T09:30:00</CreDtTm>"), "{xml}");
    assert!(xml.contains("<Nm>&lt;于&gt; &amp; &quot;海洋&quot;</Nm>") || xml.contains("<Nm>&lt;于&gt; &amp; \"海洋\"</Nm>"), "{xml}");
    let Some(schema) = schema_of("pain.001.001.09") else { return };
    valid(&schema, &xml).unwrap();
    // The check can fail.
    assert!(valid(&schema, &xml.replace("<PmtMtd>TRF</PmtMtd>", "<PmtMtd>XXX</PmtMtd>")).is_err());
}

#[test]
fn an_answer_valid_by_the_schema_is_read() {
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2020-07-14T10:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>YB371002R40B1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><OrgnlNbOfTxs>1</OrgnlNbOfTxs><OrgnlCtrlSum>3000.00</OrgnlCtrlSum><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>YB371002R40B1P</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>371002R40B1E1</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy="CNY">3000.00</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"#;
    let read = read_bank_result(xml.as_bytes()).unwrap();
    assert_eq!((read.lines.len(), read.lines[0].reason.as_str()), (1, "AC04"));
    if let Some(schema) = schema_of("pain.002.001.12") {
        valid(&schema, xml).unwrap();
    }
}

#[test]
fn a_run_cancelled_whole_leaves_nothing_in_the_books_and_is_paid_by_the_next_one() {
    let january = Pensioner { first: "2020-01", paid_through: "2019-12", ..ordinary(1) };
    let world = World::at("2020-07-06", &[january, ordinary(2), ordinary(3)]);
    let run = world.start("2020-07", PREPARER);
    world.compute(run);
    let hold = Command::HoldOut { entitlement_id: 3, reason: "核对".into() };
    world.act(run, Role::BenefitOfficer, PREPARER, hold).unwrap();
    review_and_approve(&world, run);
    world.act(run, Role::FundAccountant, ACCOUNTANT, Command::RequestFunds).unwrap();
    let amount = world.state(run).amount().plain();
    world.act(run, Role::FundAccountant, ACCOUNTANT, confirm(&amount)).unwrap();
    let propose = Command::ProposeCancel { reason: "基数录入有误".into() };
    let blank = Command::ProposeCancel { reason: " ".into() };
    assert_eq!(world.act(run, Role::FundAccountant, ACCOUNTANT, blank), Err(vec!["words".into()]));
    world.act(run, Role::FundAccountant, ACCOUNTANT, propose.clone()).unwrap();
    assert_eq!(world.act(run, Role::FundAccountant, ACCOUNTANT, propose), Err(vec!["already_proposed".into()]));
    assert_eq!(world.act(run, Role::FundAccountant, ACCOUNTANT, Command::MakeBankFile), Err(vec!["cancel_proposed".into()]));
    assert_eq!(world.act(run, Role::DecisionMaker, ACCOUNTANT, Command::Cancel), Err(vec!["same_person".into()]));
    world.act(run, Role::DecisionMaker, DECISION_MAKER, Command::Cancel).unwrap();
    assert_eq!((world.state(run).step, world.state(run).in_time()), (Step::Cancelled, None));
    for emptied in ["benefit_payable", "benefit_bank", "benefit_expense", "funding_received"] {
        assert_eq!(world.balance(&format!("{emptied}.employee_pension")), Fen::ZERO, "{emptied}");
    }
    assert_eq!([1, 2, 3].map(|id| world.items(run, id)), [vec![], vec![], vec![]], "every item is reversed");
    world.books_agree();

    let again = world.start("2020-07", PREPARER);
    world.compute(again);
    let state = world.state(again);
    assert_eq!((state.payments(), state.amount()), (3, Fen(7 * 250_001 + 250_002 + 250_003)));
    world.books_agree();
    review_and_approve(&world, again);
    world.act(again, Role::FundAccountant, ACCOUNTANT, Command::RequestFunds).unwrap();
    // The money was sent back, so it comes under another reference.
    let (received_on, reference) = ("2020-07-06".into(), "CZ-2020-07-002".into());
    let confirmed = Command::ConfirmFunds { received_on, reference, amount: state.amount().plain() };
    world.act(again, Role::FundAccountant, ACCOUNTANT, confirmed).unwrap();
    world.act(again, Role::FundAccountant, ACCOUNTANT, Command::MakeBankFile).unwrap();
    let late = Command::ProposeCancel { reason: "太晚了".into() };
    assert_eq!(world.act(again, Role::BenefitOfficer, PREPARER, late), Err(vec!["not_now".into()]), "the bank may have the file");
}
