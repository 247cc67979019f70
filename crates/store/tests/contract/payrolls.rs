//! Payroll runs: each month paid once, whatever happens in between.

use casework::benefit::{BenefitAmount, BenefitChange, BenefitFund, Entitlement, Suspension};
use casework::payroll::{
    BenefitItem, BenefitPayment, FIRST_BATCH, OpenEntitlement, PaymentMarkKind, PayrollBatch, PayrollChange, PayrollChunkResult,
    PayrollFinding, PayrollFindingKind, PayrollInputs,
};
use casework::registry::RegistryChange;
use casework::run::Chunk;
use casework::store::StoreError;
use ledger::{Account, Posting, Transfer};
use values::{Fen, Month, Party, Text};

use crate::benefits::{account, pension};
use crate::on_each_engine;
use crate::world::*;

on_each_engine!(
    a_run_reads_what_is_open,
    a_payroll_chunk_is_never_doubled,
    a_chunk_computed_on_what_has_changed_is_refused_whole,
    two_runs_at_once_pay_a_month_once,
    what_was_held_is_paid_once_it_is_released,
    a_payment_held_out_opens_its_months_again,
    a_run_cancelled_whole_opens_every_month_again,
    what_the_bank_sent_back_goes_out_again,
);

const RUN: i64 = 40;
const FUND: [BenefitFund; 1] = [BenefitFund::EmployeePension];

fn chunk_of(run_id: i64, of: &str) -> Chunk {
    Chunk { area: huancui(), run_id, number: 1, month: month(of), first_party_id: 1, last_party_id: 9 }
}

/// Entitlements 1 to 3 with accounts, due from April.
fn grant(world: &World) -> casework::Act {
    let mut act = opening(huancui(), 1, "grant");
    for id in 1..=3 {
        act.effects.benefits.push(BenefitChange::Grant(pension(id, "2020-04", 300_000)));
        act.effects.registry.push(RegistryChange::SetPayeeAccount { party: Party::person(id * 10), account: account(id) });
    }
    world.store.commit(&act).unwrap();
    act
}

fn then(world: &World, before: &mut casework::Act, key: &str, fill: impl FnOnce(&mut casework::Effects)) -> Result<(), StoreError> {
    let mut act = following(before, key);
    fill(&mut act.effects);
    world.store.commit(&act)?;
    *before = act;
    Ok(())
}

fn inputs(world: &World, chunk: &Chunk) -> PayrollInputs {
    world.store.reader().unwrap().payroll_inputs(chunk, &FUND).unwrap()
}

/// Money from one account to another in the agency's book.
fn moved(from: Account, to: Account, amount: Fen) -> Transfer {
    let posting = |account, amount| Posting { account, party: Party::AGENCY, month: None, amount };
    Transfer::balanced(day("2020-07-01"), Text::same("moved"), vec![posting(to, amount), posting(from, -amount)]).unwrap()
}

fn expensed(amount: Fen) -> Transfer {
    moved(Account::BenefitPayable(FUND[0]), Account::BenefitExpense(FUND[0]), amount)
}

fn payment(open: &OpenEntitlement, amount: Fen) -> BenefitPayment {
    let Entitlement { id, kind, payee, .. } = open.entitlement;
    BenefitPayment { entitlement_id: id, fund: kind.fund(), payee, account_sequence: open.account_sequence.unwrap(), amount }
}

fn items_of(open: &OpenEntitlement, through: Month) -> Vec<BenefitItem> {
    let differences = open.entitlement.differences(&open.items, through);
    differences.into_iter().map(|(month, amount)| BenefitItem { entitlement_id: open.entitlement.id, month, amount }).collect()
}

/// Pays everything that is open, but holds the entitlements in `held`.
fn computed(inputs: &PayrollInputs, through: Month, held: &[i64]) -> PayrollChunkResult {
    let mut result = PayrollChunkResult {
        funds: FUND.to_vec(),
        items: Vec::new(),
        payments: Vec::new(),
        findings: Vec::new(),
        settled: Vec::new(),
        transfers: Vec::new(),
        total_fen: 0,
        version_sum: inputs.version_sum,
    };
    for open in &inputs.entitlements {
        let items = items_of(open, through);
        let amount: Fen = items.iter().map(|item| item.amount).sum();
        if held.contains(&open.entitlement.id) {
            let finding = PayrollFinding { entitlement_id: open.entitlement.id, kind: PayrollFindingKind::NotCertified, amount };
            result.findings.push(finding);
        } else if !amount.is_zero() {
            result.payments.push(payment(open, amount));
            result.items.extend(items);
            result.total_fen += amount.0;
        }
    }
    if result.total_fen != 0 {
        result.transfers.push(expensed(Fen(result.total_fen)));
    }
    result
}

fn paid(world: &World, id: i64) -> Vec<(String, i64)> {
    let paid = world.store.reader().unwrap().benefit_paid(huancui(), id).unwrap();
    paid.into_iter().map(|(month, amount)| (month.to_string(), amount.0)).collect()
}

fn books_agree(world: &World) {
    let totals = world.store.views().unwrap().control_totals(huancui()).unwrap();
    assert_eq!(totals.postings, totals.balances);
    for (code, amount) in totals.benefits.iter().filter(|(_, amount)| *amount != 0) {
        assert!(totals.balances.contains(&(code.clone(), *amount)), "{code} {amount} in {:?}", totals.balances);
    }
    let follows = |code: &str| ["benefit_expense.", "benefit_payable.", "benefit_returned."].iter().any(|start| code.starts_with(start));
    for (code, amount) in totals.balances.iter().filter(|(code, amount)| *amount != 0 && follows(code)) {
        assert!(totals.benefits.contains(&(code.clone(), *amount)), "{code} {amount} in {:?}", totals.benefits);
    }
    assert_eq!(totals.payments_that_differ, vec![]);
}

fn run_once(world: &World, run_id: i64, of: &str, held: &[i64]) -> PayrollChunkResult {
    let chunk = chunk_of(run_id, of);
    world.store.plan_run(huancui(), run_id, std::slice::from_ref(&chunk)).unwrap();
    let result = computed(&inputs(world, &chunk), chunk.month, held);
    assert_eq!(world.store.write_payroll_chunk(&chunk, &result, at(1)), Ok(true));
    result
}

fn a_run_reads_what_is_open(world: &World) {
    let mut act = grant(world);
    then(world, &mut act, "more", |effects| {
        let change = |entitlement_id| (entitlement_id, Party::person(entitlement_id * 10));
        let (entitlement_id, beneficiary) = change(1);
        let amount = BenefitAmount { from_month: month("2020-06"), monthly: Fen(310_000), provisional: false, case_id: 1 };
        effects.benefits.push(BenefitChange::Amount { entitlement_id, beneficiary, amount });
        let (entitlement_id, beneficiary) = change(2);
        let suspension =
            Suspension { from_month: month("2020-05"), until_month: None, reason: "missing".into(), case_id: 1, is_void: false };
        effects.benefits.push(BenefitChange::Suspend { entitlement_id, beneficiary, suspension });
        // The third has the account of the first, and had another right that ended by death.
        effects.registry.push(RegistryChange::SetPayeeAccount { party: Party::person(30), account: account(1) });
        let mut other = pension(4, "2020-01", 100);
        (other.beneficiary, other.payee) = (Party::person(30), Party::person(40));
        effects.benefits.push(BenefitChange::Grant(other));
        let (entitlement_id, beneficiary) = (4, Party::person(30));
        effects.benefits.push(BenefitChange::End { entitlement_id, beneficiary, last_month: month("2020-06"), reason: "death".into() });
        effects.registry.push(RegistryChange::RecordCertification(casework::Certification {
            person_id: 10,
            certified_on: day("2020-01-01"),
            valid_until: day("2020-12-31"),
            way: casework::CertificationWay::Web,
        }));
    })
    .unwrap();
    let mut reader = world.store.reader().unwrap();
    assert_eq!(reader.payroll_parts(huancui(), month("2020-07"), &FUND, 3), Ok(vec![(1, 3), (4, 4)]));
    assert_eq!(reader.payroll_parts(huancui(), month("2019-12"), &FUND, 3), Ok(vec![]));
    assert_eq!(reader.payroll_parts(huancui(), month("2020-07"), &[BenefitFund::WorkInjury], 3), Ok(vec![]));
    let found = reader.payroll_inputs(&chunk_of(RUN, "2020-07"), &FUND).unwrap();
    let of = |id: i64| found.entitlements.iter().find(|open| open.entitlement.id == id).unwrap();
    assert_eq!(found.entitlements.iter().map(|open| open.entitlement.id).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let stored: Vec<_> = (1..=4).map(|id| reader.entitlement(huancui(), id).unwrap().unwrap()).collect();
    assert_eq!(found.entitlements.iter().map(|open| open.entitlement.clone()).collect::<Vec<_>>(), stored);
    let amounts = |id| items_of(of(id), month("2020-07")).into_iter().map(|item| item.amount.0).collect::<Vec<_>>();
    assert_eq!((amounts(1), amounts(2)), (vec![300_000, 300_000, 310_000, 310_000], vec![300_000]));
    assert_eq!([1, 2, 3, 4].map(|id| of(id).shares_account), [true, false, true, false]);
    assert_eq!([1, 2, 3, 4].map(|id| of(id).is_dead), [false, false, true, true]);
    assert_eq!([1, 2, 3, 4].map(|id| of(id).account_sequence), [Some(1), Some(1), Some(2), None]);
    assert_eq!([1, 2].map(|id| of(id).certified_until), [Some(day("2020-12-31")), None]);
}

fn a_payroll_chunk_is_never_doubled(world: &World) {
    grant(world);
    let chunk = chunk_of(RUN, "2020-06");
    world.store.plan_run(huancui(), RUN, std::slice::from_ref(&chunk)).unwrap();
    let result = computed(&inputs(world, &chunk), chunk.month, &[]);
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..6).map(|_| scope.spawn(|| world.store.write_payroll_chunk(&chunk, &result, at(1)))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(true)).count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(false)).count(), 5, "{outcomes:?}");
    let months = ["2020-04", "2020-05", "2020-06"].map(|month| (month.to_owned(), 300_000));
    assert_eq!(paid(world, 2), months);
    let mut reader = world.store.reader().unwrap();
    assert_eq!(reader.entitlement(huancui(), 2).unwrap().unwrap().settled_through, month("2020-06"));
    assert_eq!(reader.payroll_totals(huancui(), RUN, FIRST_BATCH).unwrap()[0].amount, Fen(2_700_000));
    assert_eq!(reader.payroll_items(huancui(), RUN, 2).unwrap().len(), 3);
    let by_case = reader.benefit_items(huancui(), 2).unwrap();
    let of_run: Vec<_> = by_case.iter().filter(|item| item.case_id == RUN).map(|item| (item.month, item.amount)).collect();
    assert_eq!(of_run, reader.payroll_items(huancui(), RUN, 2).unwrap(), "the same, asked for all cases at once");
    assert!(reader.payroll_parts(huancui(), month("2020-06"), &FUND, 10).unwrap().is_empty(), "nothing is open any more");
    let batch = PayrollBatch { area: huancui(), run_id: RUN, number: FIRST_BATCH };
    let page = reader.payments(batch, 1, 1, true).unwrap();
    assert_eq!((page.len(), page[0].payment.entitlement_id, page[0].account.clone()), (1, 2, Some(account(2))));
    assert_eq!(reader.assessed_months(huancui()), Ok(vec![(month("2020-06"), RUN)]), "no case says that this run is another procedure's");
    drop(reader);
    books_agree(world);
}

fn a_chunk_computed_on_what_has_changed_is_refused_whole(world: &World) {
    let mut act = grant(world);
    let chunk = chunk_of(RUN, "2020-06");
    world.store.plan_run(huancui(), RUN, std::slice::from_ref(&chunk)).unwrap();
    let stale = computed(&inputs(world, &chunk), chunk.month, &[]);
    then(world, &mut act, "death", |effects| {
        let (entitlement_id, beneficiary) = (2, Party::person(20));
        effects.benefits.push(BenefitChange::End { entitlement_id, beneficiary, last_month: month("2020-05"), reason: "death".into() });
    })
    .unwrap();
    assert_eq!(world.store.write_payroll_chunk(&chunk, &stale, at(1)), Err(StoreError::Conflict));
    assert_eq!(paid(world, 1), []);
    assert_eq!(world.store.reader().unwrap().run_progress(huancui(), RUN).unwrap().chunks_done, 0);
    let fresh = computed(&inputs(world, &chunk), chunk.month, &[]);
    assert_eq!(world.store.write_payroll_chunk(&chunk, &fresh, at(1)), Ok(true));
    assert_eq!(paid(world, 2).len(), 2, "nothing for the month after the death");
    books_agree(world);
}

fn two_runs_at_once_pay_a_month_once(world: &World) {
    grant(world);
    let chunks = [chunk_of(RUN, "2020-06"), chunk_of(RUN + 1, "2020-07")];
    for chunk in &chunks {
        world.store.plan_run(huancui(), chunk.run_id, std::slice::from_ref(chunk)).unwrap();
    }
    std::thread::scope(|scope| {
        for chunk in &chunks {
            scope.spawn(move || {
                loop {
                    let result = computed(&inputs(world, chunk), chunk.month, &[]);
                    match world.store.write_payroll_chunk(chunk, &result, at(1)) {
                        Err(StoreError::Conflict) => {}
                        done => break assert_eq!(done, Ok(true)),
                    }
                }
            });
        }
    });
    let months = ["2020-04", "2020-05", "2020-06", "2020-07"].map(|month| (month.to_owned(), 300_000));
    for id in 1..=3 {
        assert_eq!(paid(world, id), months, "{id}");
    }
    books_agree(world);
}

fn what_was_held_is_paid_once_it_is_released(world: &World) {
    let mut act = grant(world);
    run_once(world, RUN, "2020-06", &[3]);
    assert_eq!(paid(world, 3), []);
    let chunk = chunk_of(RUN, "2020-06");
    let held = inputs(world, &chunk).entitlements.remove(0);
    assert_eq!(held.entitlement.id, 3, "only what was held is open");
    let findings = |world: &World| world.store.reader().unwrap().payroll_findings(huancui(), RUN, 0, 10).unwrap();
    assert_eq!((findings(world).len(), findings(world)[0].is_released, findings(world)[0].beneficiary), (1, false, Party::person(30)));
    then(world, &mut act, "release", |effects| {
        let items = items_of(&held, month("2020-06"));
        effects.payroll.push(PayrollChange::Pay {
            run_id: RUN,
            beneficiary: Party::person(30),
            items,
            payment: payment(&held, Fen(900_000)),
            settled_through: month("2020-06"),
        });
        effects.transfers.push(expensed(Fen(900_000)));
    })
    .unwrap();
    assert!(findings(world)[0].is_released);
    assert_eq!(paid(world, 3).len(), 3);
    assert!(inputs(world, &chunk).entitlements.is_empty());
    books_agree(world);
}

fn a_payment_held_out_opens_its_months_again(world: &World) {
    let mut act = grant(world);
    run_once(world, RUN, "2020-06", &[]);
    let hold = |effects: &mut casework::Effects| {
        let items = ["2020-04", "2020-05", "2020-06"].map(|of| BenefitItem { entitlement_id: 2, month: month(of), amount: Fen(300_000) });
        effects.payroll.push(PayrollChange::HoldOut {
            run_id: RUN,
            beneficiary: Party::person(20),
            entitlement_id: 2,
            items: items.to_vec(),
            reason: "reported dead".into(),
            on: day("2020-06-20"),
        });
        effects.transfers.push(expensed(Fen(-900_000)));
    };
    then(world, &mut act, "hold", hold).unwrap();
    assert_eq!(then(world, &mut act, "again", hold), Err(StoreError::Conflict));
    let mut reader = world.store.reader().unwrap();
    let batch = PayrollBatch { area: huancui(), run_id: RUN, number: FIRST_BATCH };
    let row = reader.payment(batch, 2).unwrap().unwrap();
    assert_eq!(row.mark.map(|mark| (mark.kind, mark.reason)), Some((PaymentMarkKind::HeldOut, "reported dead".into())));
    assert_eq!(reader.payroll_totals(huancui(), RUN, FIRST_BATCH).unwrap()[0].payments, 2);
    assert_eq!(reader.payroll_items(huancui(), RUN, 2), Ok(vec![]));
    assert!(reader.benefit_items(huancui(), 2).unwrap().iter().all(|item| item.case_id != RUN), "what cancels out is left out");
    drop(reader);
    books_agree(world);
    run_once(world, RUN + 1, "2020-07", &[]);
    assert_eq!(paid(world, 2).len(), 4, "the next run pays all of it");
    books_agree(world);
}

fn a_run_cancelled_whole_opens_every_month_again(world: &World) {
    let mut act = grant(world);
    run_once(world, RUN, "2020-06", &[3]);
    let hold = |effects: &mut casework::Effects| {
        let items = ["2020-04", "2020-05", "2020-06"].map(|of| BenefitItem { entitlement_id: 2, month: month(of), amount: Fen(300_000) });
        let (run_id, beneficiary, entitlement_id, on) = (RUN, Party::person(20), 2, day("2020-06-20"));
        let reason = "looked at".into();
        effects.payroll.push(PayrollChange::HoldOut { run_id, beneficiary, entitlement_id, items: items.to_vec(), reason, on });
        effects.transfers.push(expensed(Fen(-900_000)));
    };
    then(world, &mut act, "hold", hold).unwrap();
    let before = world.store.reader().unwrap().entitlement_version(huancui(), 1).unwrap();
    let cancel = |effects: &mut casework::Effects| {
        effects.payroll.push(PayrollChange::Cancel { run_id: RUN, reason: "wrong base".into(), on: day("2020-06-21") });
        effects.transfers.push(expensed(Fen(-900_000)));
    };
    then(world, &mut act, "cancel", cancel).unwrap();
    let mut reader = world.store.reader().unwrap();
    let batch = PayrollBatch { area: huancui(), run_id: RUN, number: FIRST_BATCH };
    let marks = [1, 2].map(|id| reader.payment(batch, id).unwrap().unwrap().mark.map(|mark| mark.reason));
    assert_eq!(marks, [Some("wrong base".to_owned()), Some("looked at".to_owned())], "what was held out before keeps its reason");
    assert_eq!([1, 2, 3].map(|id| reader.payroll_items(huancui(), RUN, id).unwrap()), [vec![], vec![], vec![]]);
    assert_eq!(reader.entitlement(huancui(), 1).unwrap().unwrap().settled_through, month("2020-03"));
    assert_eq!(reader.entitlement_version(huancui(), 1), Ok(before + 1), "what was decided on it meanwhile is refused");
    drop(reader);
    books_agree(world);
    run_once(world, RUN + 1, "2020-07", &[]);
    assert_eq!([1, 2, 3].map(|id| paid(world, id).len()), [4, 4, 4], "the next run pays all of it once");
    books_agree(world);
}

fn what_the_bank_sent_back_goes_out_again(world: &World) {
    let mut act = grant(world);
    let result = run_once(world, RUN, "2020-06", &[]);
    let (payable, bank, back) = (Account::BenefitPayable(FUND[0]), Account::BenefitBank(FUND[0]), Account::BenefitReturned(FUND[0]));
    let settle = |effects: &mut casework::Effects| {
        let returned = vec![(2, "AC04".to_owned())];
        effects.payroll.push(PayrollChange::Settle { run_id: RUN, batch: FIRST_BATCH, returned, on: day("2020-06-18") });
        effects.transfers.push(moved(bank, payable, Fen(1_800_000)));
        effects.transfers.push(moved(back, payable, Fen(900_000)));
    };
    then(world, &mut act, "result", settle).unwrap();
    assert_eq!(then(world, &mut act, "result again", settle), Err(StoreError::Conflict));
    books_agree(world);
    let batch = |number| PayrollBatch { area: huancui(), run_id: RUN, number };
    let returned = |world: &World| world.store.reader().unwrap().returned_payments(batch(1), 0, 10).unwrap();
    assert_eq!(returned(world).iter().map(|row| row.payment.entitlement_id).collect::<Vec<_>>(), [2]);
    assert!(!returned(world)[0].mark.as_ref().unwrap().is_reissued);
    then(world, &mut act, "corrected", |effects| {
        effects.registry.push(RegistryChange::SetPayeeAccount { party: Party::person(20), account: account(77) });
    })
    .unwrap();
    then(world, &mut act, "reissue", |effects| {
        let payment = BenefitPayment { account_sequence: 2, ..result.payments[1] };
        effects.payroll.push(PayrollChange::Reissue { run_id: RUN, batch: 2, payments: vec![payment] });
        effects.transfers.push(moved(payable, back, Fen(900_000)));
    })
    .unwrap();
    let first = &returned(world)[0];
    assert_eq!((first.account.clone(), first.mark.as_ref().unwrap().is_reissued), (Some(account(2)), true));
    let second = world.store.reader().unwrap().payments(batch(2), 0, 10, true).unwrap();
    assert_eq!((second.len(), second[0].account.clone(), second[0].mark.clone()), (1, Some(account(77)), None));
    books_agree(world);
}
