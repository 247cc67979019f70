//! The money of a payroll on its way: asked of the finance bureau, received, and put into a file for the bank.

use agency::PaymentAccount;
use agency::common::fields::Fields;
use casework::payroll::PayrollBatch;
use casework::{Effects, Given, Outcome, Refusal, Refusals, RegistryChange, Role};
use values::{AreaCode, Fen};

use super::decide::{Asked, month_of};
use super::state::FileMade;
use super::{Event, State, bank_file, letters, postings};

/// Longest reference of a receipt, in characters.
const REFERENCE_LENGTH: usize = 100;
/// The kind under which receipts of the finance bureau are claimed.
const FUNDING: &str = "benefit_funding";

/// The end-to-end number of a payment: area, run, batch and entitlement, so that no two payments of the city share one and each is
/// found by it.
pub fn payment_reference(batch: PayrollBatch, entitlement_id: i64) -> String {
    format!("{}R{}B{}E{entitlement_id}", batch.area, batch.run_id, batch.number)
}

/// The entitlement a reference of this batch names.
pub(super) fn entitlement_named(batch: PayrollBatch, reference: &str) -> Option<i64> {
    let id: i64 = reference.rsplit_once('E')?.1.parse().ok()?;
    (payment_reference(batch, id) == reference).then_some(id)
}

/// 社会保险基金财务制度: benefits are paid from the expenditure account, which the finance bureau fills from its special account as asked.
pub fn request(asked: &Asked<'_>) -> Result<Outcome<Event>, Refusals> {
    refuse_decider(asked)?;
    let totals = asked.state.totals().to_vec();
    let effects = Effects {
        awaiting: Some(Some(Role::FundAccountant)),
        notifications: vec![letters::funds_requested(asked, &totals)],
        ..Effects::default()
    };
    Ok(Outcome { events: vec![Event::FundsRequested { totals }], effects })
}

/// Who approved the run does not move its money.
fn refuse_decider(asked: &Asked<'_>) -> Result<(), Refusals> {
    if asked.state.approved_by == Some(asked.given.actor.user_id) {
        return Err(Refusal::new("same_person", "审批人不能经办资金", "who approved the run does not handle its money").into());
    }
    Ok(())
}

pub fn confirm(asked: &Asked<'_>, received_on: &str, reference: &str, amount: &str) -> Result<Outcome<Event>, Refusals> {
    refuse_decider(asked)?;
    let mut fields = Fields::default();
    let day = fields.date("received_on", received_on);
    let reference = fields.words("reference", ("银行流水号", "bank's reference"), reference, REFERENCE_LENGTH);
    let amount = fields.amount("amount", amount);
    let (Some(received_on), Some(reference), Some(amount)) = (day, reference, amount) else { return Err(fields.refusals) };
    if received_on > asked.given.today {
        return Err(Refusal::new("in_future", "到账日期不能晚于今天", "the day of receipt is not after today")
            .on_field("received_on")
            .into());
    }
    let totals = asked.state.totals();
    let (_, requested) = bank_file::sum(totals);
    if amount != requested {
        return Err(Refusal::new(
            "other_amount",
            format!("申请的金额是 {requested} 元，到账 {amount} 元，不一致"),
            format!("{requested} yuan were asked for and {amount} yuan arrived"),
        )
        .hint("请与财政部门核对；全额到账后再确认", "clear it with the finance bureau; confirm when all of it is there")
        .on_field("amount")
        .into());
    }
    let month = month_of(asked.state)?;
    let effects = Effects {
        registry: vec![RegistryChange::ClaimReference { kind: FUNDING.into(), reference: reference.clone() }],
        transfers: postings::funded(received_on, month, totals)?.into_iter().collect(),
        ..Effects::default()
    };
    Ok(Outcome { events: vec![Event::FundsReceived { received_on, reference, amount }], effects })
}

/// The file the last batch is to be sent in, without its fingerprints.
pub(super) fn planned_file(
    payer: Option<&PaymentAccount>,
    area: AreaCode,
    run_id: i64,
    state: &State,
    given: &Given,
) -> Result<(i64, FileMade), Refusals> {
    let Some(payer) = payer else {
        return Err(Refusal::new("no_expenditure_account", "没有登记支出户，不能生成银行文件", "no expenditure account is recorded")
            .hint(
                "请系统管理员在数据目录的 expenditure_account.toml 中登记",
                "the operator writes it to expenditure_account.toml in the data directory",
            )
            .into());
    };
    let (Some(batch), Some(promised_on)) = (state.last_batch(), state.promised_on) else {
        return Err(Refusal::new("not_now", "还没有可发放的款项", "there is nothing to send yet").into());
    };
    let (payments, amount): (i64, Fen) = bank_file::sum(&batch.totals);
    let file = FileMade {
        message_id: bank_file::message_id(area, run_id, batch.number),
        made_on: given.today,
        written_at: given.now,
        // Asked for on the promised day, or at once when that has passed.
        execution_on: promised_on.max(given.today),
        payer: payer.clone(),
        payments,
        amount,
        xml_sha256: String::new(),
        csv_sha256: String::new(),
    };
    Ok((batch.number, file))
}

pub fn make_file(asked: &Asked<'_>) -> Result<Outcome<Event>, Refusals> {
    refuse_decider(asked)?;
    let (batch, file) = planned_file(asked.payer, asked.case.area, asked.case.id, asked.state, asked.given)?;
    let Some((xml_sha256, csv_sha256)) = asked.facts.fingerprints.clone() else {
        return Err(Refusal::new("not_now", "还没有可发放的款项", "there is nothing to send yet").into());
    };
    let file = FileMade { xml_sha256, csv_sha256, ..file };
    Ok(Outcome { events: vec![Event::BankFileMade { batch, file }], effects: Effects::default() })
}
