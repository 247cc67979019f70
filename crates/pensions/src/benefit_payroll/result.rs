//! What became of a batch: the bank's answer is taken whole or not at all, and what came back goes out again.

use std::collections::{BTreeMap, HashMap};

use casework::payroll::{BenefitPayment, PaymentMarkKind, PaymentRow, PayrollBatch, PayrollChange, PayrollTotals};
use casework::{DeadlineChange, Effects, Outcome, Refusal, Refusals, RegistryChange, Role, Stage};
use ledger::BenefitFund;
use values::{Date, Fen, parse_date};

use super::decide::{Asked, PAYDAY, month_of};
use super::money::{entitlement_named, payment_reference};
use super::state::{FileMade, Settlement};
use super::{BankResult, Event, Step, bank_file, letters, postings};

/// How many wrong lines are named before the rest is only counted.
const NAMED_MOST: usize = 5;
/// The kind under which answers of banks are claimed, by the SHA-256 of their files.
const RESULT_FILE: &str = "bank_result";

fn refused(code: &str, chinese: String, english: String) -> Refusal {
    Refusal::new(code, chinese, english).on_field("file")
}

pub fn read(asked: &Asked<'_>, result: &BankResult) -> Result<Outcome<Event>, Refusals> {
    let (number, file) = answered(asked, result)?;
    let settled_on = day_of(asked, result, &file)?;
    let batch = PayrollBatch { area: asked.case.area, run_id: asked.case.id, number };
    let sent = sent(&asked.facts.payments);
    refuse_what_does_not_fit(batch, &sent, result, &file)?;
    let (mut paid, mut back) = (Totals::default(), Totals::default());
    let mut returned: Vec<(i64, String)> = Vec::new();
    for line in &result.lines {
        // Every reference was looked up above.
        let Some(payment) = entitlement_named(batch, &line.end_to_end_id).and_then(|id| sent.get(&id)) else { continue };
        if line.is_paid() {
            paid.add(payment);
        } else {
            back.add(payment);
            returned.push((payment.entitlement_id, line.reason.clone()));
        }
    }
    let month = month_of(asked.state)?;
    let (paid, back) = (paid.list(), back.list());
    let transfers = [postings::paid(settled_on, month, &paid)?, postings::returned(settled_on, month, &back)?];
    let settlement = Settlement { settled_on, paid, returned: back, file_sha256: result.file_sha256.clone() };
    let deadlines = if number == casework::payroll::FIRST_BATCH { vec![DeadlineChange::Met { name: PAYDAY.into() }] } else { Vec::new() };
    let effects = Effects {
        awaiting: Some(Some(Role::BenefitOfficer)),
        deadlines,
        payroll: vec![PayrollChange::Settle { run_id: asked.case.id, batch: number, returned, on: settled_on }],
        registry: vec![RegistryChange::ClaimReference { kind: RESULT_FILE.into(), reference: result.file_sha256.clone() }],
        transfers: transfers.into_iter().flatten().collect(),
        notifications: vec![letters::settled(asked, &settlement)],
        ..Effects::default()
    };
    Ok(Outcome { events: vec![Event::ResultRead { batch: number, settlement }], effects })
}

/// The batch a result answers: the last one sent, and no other.
fn answered(asked: &Asked<'_>, result: &BankResult) -> Result<(i64, FileMade), Refusals> {
    let state = asked.state;
    let of = state.batches.iter().find(|batch| batch.file.as_ref().is_some_and(|file| file.message_id == result.message_id));
    let Some(batch) = of else {
        let message = &result.message_id;
        return Err(refused(
            "other_batch",
            format!("回盘文件针对的是“{message}”，不是本批次"),
            format!("the file answers \"{message}\", which is no batch of this payroll"),
        )
        .into());
    };
    if batch.settlement.is_some() {
        return Err(refused(
            "already_read",
            format!("“{}”的回盘已经读入，没有再次记账", result.message_id),
            format!("the answer to \"{}\" was read before; nothing was booked again", result.message_id),
        )
        .into());
    }
    match &batch.file {
        Some(file) if state.step == Step::AtBank => Ok((batch.number, file.clone())),
        _ => Err(refused("not_now", "现在没有等待回盘的批次".into(), "no batch waits for the bank's answer".into()).into()),
    }
}

fn day_of(asked: &Asked<'_>, result: &BankResult, file: &FileMade) -> Result<Date, Refusals> {
    let settled_on = parse_date(&result.settled_on).map_err(|error| {
        let text = error.text();
        refused("date", text.zh, text.en)
    })?;
    let (first, last) = (file.made_on, asked.given.today);
    if settled_on < first || settled_on > last {
        return Err(refused(
            "date",
            format!("回盘日期 {settled_on} 应在 {first} 至 {last} 之间"),
            format!("the day of the answer, {settled_on}, must lie between {first} and {last}"),
        )
        .into());
    }
    Ok(settled_on)
}

/// What was sent, by entitlement.
fn sent(payments: &[PaymentRow]) -> HashMap<i64, BenefitPayment> {
    let is_out = |row: &&PaymentRow| row.mark.as_ref().is_none_or(|mark| mark.kind != PaymentMarkKind::HeldOut);
    payments.iter().filter(is_out).map(|row| (row.payment.entitlement_id, row.payment)).collect()
}

/// Every line names a payment of the batch once, with its amount and a final status; every payment has a line; the totals agree.
fn refuse_what_does_not_fit(
    batch: PayrollBatch,
    sent: &HashMap<i64, BenefitPayment>,
    result: &BankResult,
    file: &FileMade,
) -> Result<(), Refusals> {
    let (mut unknown, mut doubled, mut amounts, mut not_final) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut seen: BTreeMap<i64, i64> = BTreeMap::new();
    let mut sum = Fen::ZERO;
    for line in &result.lines {
        let reference = line.end_to_end_id.as_str();
        sum = sum.checked_add(line.amount).unwrap_or(Fen(i64::MAX));
        let Some(payment) = entitlement_named(batch, reference).and_then(|id| sent.get(&id)) else {
            unknown.push(reference.to_owned());
            continue;
        };
        let times = seen.entry(payment.entitlement_id).or_default();
        *times += 1;
        if *times == 2 {
            doubled.push(reference.to_owned());
        }
        if line.amount != payment.amount {
            amounts.push(format!("{reference} ({} / {})", line.amount.plain(), payment.amount.plain()));
        }
        if !line.is_paid() && !line.is_returned() {
            not_final.push(format!("{reference} ({})", line.status));
        }
    }
    let absent = sent.keys().filter(|id| !seen.contains_key(id));
    let mut absent: Vec<i64> = absent.copied().collect();
    absent.sort_unstable();
    let absent: Vec<String> = absent.into_iter().map(|id| payment_reference(batch, id)).collect();
    let mut refusals = Refusals::default();
    list(&mut refusals, "unknown_reference", "本批次没有这些付款编号", "these references are no payments of the batch", &unknown);
    list(&mut refusals, "doubled_reference", "这些付款编号重复出现", "these references stand in the file more than once", &doubled);
    list(&mut refusals, "other_amount", "这些付款的金额不一致（回盘／发送）", "these amounts differ (answered / sent)", &amounts);
    list(&mut refusals, "not_final", "这些付款还没有最终结果", "these payments have no final status yet", &not_final);
    list(
        &mut refusals,
        "missing_payments",
        "文件中缺少这些付款，可能不完整",
        "these payments are missing; the file may be cut off",
        &absent,
    );
    let lines = result.lines.len() as i64;
    if result.payments != lines || result.payments != file.payments {
        refusals.push(refused(
            "wrong_count",
            format!("笔数不符：发送 {} 笔，回盘标明 {} 笔，实有 {lines} 笔", file.payments, result.payments),
            format!("the counts differ: {} sent, {} stated, {lines} in the file", file.payments, result.payments),
        ));
    }
    if result.amount != sum || result.amount != file.amount {
        refusals.push(refused(
            "wrong_total",
            format!("金额合计不符：发送 {}，回盘标明 {}，实为 {sum}", file.amount, result.amount),
            format!("the sums differ: {} sent, {} stated, {sum} in the file", file.amount, result.amount),
        ));
    }
    refusals.into_result()
}

/// One refusal for all lines with the same fault: the first few by name, the rest as a number.
fn list(refusals: &mut Refusals, code: &str, chinese: &str, english: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let named = lines.iter().take(NAMED_MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = lines.len().saturating_sub(NAMED_MOST);
    let (more_chinese, more_english) =
        if more == 0 { (String::new(), String::new()) } else { (format!(" 等，另有 {more} 笔"), format!(" and {more} more")) };
    refusals.push(refused(code, format!("{chinese}：{named}{more_chinese}"), format!("{english}: {named}{more_english}")));
}

#[derive(Default)]
struct Totals(BTreeMap<BenefitFund, PayrollTotals>);

impl Totals {
    fn add(&mut self, payment: &BenefitPayment) {
        let fund = payment.fund;
        let of_fund = self.0.entry(fund).or_insert(PayrollTotals { fund, payments: 0, amount: Fen::ZERO });
        of_fund.payments += 1;
        of_fund.amount += payment.amount;
    }

    fn list(self) -> Vec<PayrollTotals> {
        self.0.into_values().collect()
    }
}

/// Sends what came back to the accounts set since. Whoever put an account right does not send money to it.
pub fn reissue(asked: &Asked<'_>) -> Result<Outcome<Event>, Refusals> {
    if asked.state.corrected_by.contains(&asked.given.actor.user_id) {
        return Err(Refusal::new(
            "same_person",
            "更正账户的人不能重发款项，应由另一人办理",
            "who put an account right does not send money to it; another person does",
        )
        .into());
    }
    let mut totals = Totals::default();
    let mut payments: Vec<BenefitPayment> = Vec::new();
    for returned in &asked.facts.returned {
        let before = returned.row.payment;
        // The account it came back from is not tried again.
        let Some(account_sequence) = returned.account_sequence.filter(|sequence| *sequence > before.account_sequence) else { continue };
        let payment = BenefitPayment { account_sequence, ..before };
        totals.add(&payment);
        payments.push(payment);
    }
    if payments.is_empty() {
        return Err(Refusal::new(
            "nothing_corrected",
            "退回的款项还没有更正账户，没有可以重发的",
            "no account of what came back was put right; there is nothing to send again",
        )
        .into());
    }
    payments.sort_by_key(|payment| payment.entitlement_id);
    let batch = asked.state.batches.len() as i64 + 1;
    let totals = totals.list();
    let effects = Effects {
        awaiting: Some(Some(Role::FundAccountant)),
        payroll: vec![PayrollChange::Reissue { run_id: asked.case.id, batch, payments }],
        transfers: postings::reissued(asked.given.today, month_of(asked.state)?, &totals)?.into_iter().collect(),
        ..Effects::default()
    };
    Ok(Outcome { events: vec![Event::Reissued { batch, totals }], effects })
}

/// A payroll is closed when everything that was sent has arrived.
pub fn close(asked: &Asked<'_>) -> Result<Outcome<Event>, Refusals> {
    let waiting = asked.facts.returned.len();
    if waiting > 0 {
        let (_, amount) = bank_file::sum(&sum_of(asked));
        return Err(Refusal::new(
            "returned_left",
            format!("还有 {waiting} 笔、{amount} 元退回的款项没有重发"),
            format!("{waiting} payments, {amount} yuan, came back and were not sent again"),
        )
        .hint("请更正收款账户并重发", "put the accounts right and send them again")
        .into());
    }
    // Nothing was sent where everything was held: no promise was kept, and none is open any more.
    let deadlines = if asked.state.step == Step::Computed { vec![DeadlineChange::Ended { name: PAYDAY.into() }] } else { Vec::new() };
    let effects = Effects { stage: Some(Stage::Completed), awaiting: Some(None), deadlines, ..Effects::default() };
    Ok(Outcome { events: vec![Event::Closed], effects })
}

fn sum_of(asked: &Asked<'_>) -> Vec<PayrollTotals> {
    let mut totals = Totals::default();
    asked.facts.returned.iter().for_each(|returned| totals.add(&returned.row.payment));
    totals.list()
}
