//! What granting a settlement means, and what judging it again adds. Pure.

use casework::application::Granted;
use casework::procedure::CaseRef;
use casework::{
    BenefitAmount, BenefitChange, BenefitKind, Effects, Entitlement, Given, Notification, Refusal, Refusals, RegistryChange, Role,
};
use ledger::{Account, Posting, Transfer};
use rules::Law;
use values::{Citation, Date, Explanation, Fen, Month, Party, Step, Text};

use super::adjudication::{difference, fund_pays, judge, judge_again, not_paid, unpaid_words};
use super::application::check;
use super::command::{ChangedLine, OwnEvent, SettledLine};
use super::facts::Facts;
use super::form::Form;
use super::state::State;
use agency::common::unbalanced;

/// The reference under which a bill is settled once.
pub const BILL_REFERENCE: &str = "injury_bill";

/// The lines as granting them settles them, with how each came about.
pub(super) fn settle(law: &Law, form: &Form, facts: &Facts, given: &Given) -> Result<(Vec<SettledLine>, Explanation), Refusals> {
    let bill = form.read(given.today)?;
    let mut explanation = Explanation::default();
    let lines = judge(law, &bill, facts, given.today, &mut explanation)?;
    explanation.steps.push(Step {
        name: Text::new("合计", "total"),
        formula: Text::new("各行基金支付之和", "the sum of what the fund pays of each line"),
        inputs: vec![
            (Text::new("票据金额", "amount of the bill"), bill.amount().to_string()),
            (Text::new("不予支付", "not paid"), not_paid(&lines).to_string()),
        ],
        result: fund_pays(&lines).to_string(),
        citation: Citation::new("工伤保险条例", "第30条"),
    });
    Ok((lines, explanation))
}

pub(super) fn grant(law: &Law, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
    let bill = check(law, form, facts, given)?;
    let (lines, explanation) = settle(law, form, facts, given)?;
    let (paid, left) = (fund_pays(&lines), not_paid(&lines));
    let mut effects = Effects::default();
    effects.registry.push(RegistryChange::ClaimReference {
        kind: BILL_REFERENCE.into(),
        reference: format!("{}:{}", case.area, facts.bill_reference(form)),
    });
    if let Some(right) = right(case, form, facts, paid, given.today) {
        effects.benefits.push(BenefitChange::Grant(right));
    }
    let unpaid = unpaid_words(&lines);
    let result = Text::new(
        format!("票据金额 {} 元，工伤保险基金支付 {paid} 元，不予支付 {left} 元。{}{}", bill.amount(), unpaid.zh, paying(paid, facts).zh),
        format!(
            "Of the bill of {} yuan the fund pays {paid} yuan; {left} yuan are not paid. {}{}",
            bill.amount(),
            unpaid.en,
            paying(paid, facts).en
        ),
    );
    Ok(Granted { result, explanation, effects, paper: None })
}

fn paying(paid: Fen, facts: &Facts) -> Text {
    match (paid.is_zero(), facts.has_account) {
        (true, _) => Text::default(),
        (false, true) => Text::new("款项随本月待遇发放支付。", " The money comes with this month's payment of benefits."),
        (false, false) => Text::new(
            "尚未登记收款账户，请登记后随待遇发放支付。",
            " No account to pay to is on record; it is paid with the benefits once there is one.",
        ),
    }
}

/// What the fund owes, due once in the month it is decided; `None` where it owes nothing.
fn right(case: CaseRef<'_>, form: &Form, facts: &Facts, amount: Fen, today: Date) -> Option<Entitlement> {
    let (worker, payee) = (facts.worker.as_ref()?, facts.payee(form)?);
    let month = Month::of(today);
    amount.is_positive().then(|| Entitlement {
        area: case.area,
        id: facts.entitlement_id,
        kind: BenefitKind::InjuryTreatment,
        beneficiary: Party::person(worker.id),
        payee,
        first_month: month,
        last_month: Some(month),
        granted_case_id: case.id,
        settled_through: month.previous(),
        amounts: vec![BenefitAmount { from_month: month, monthly: amount, provisional: false, case_id: case.id }],
        suspensions: Vec::new(),
    })
}

/// The lines judged again, when that changes something.
fn changes(law: &Law, form: &Form, state: &State, facts: &Facts, given: &Given) -> Result<Vec<ChangedLine>, Refusals> {
    if !state.is_settled() {
        return Err(Refusal::new(
            "not_settled",
            "该票据尚未结算，不能重新审核",
            "the bill is not settled; there is nothing to judge again",
        )
        .into());
    }
    let Some(circumstances) = facts.circumstances() else {
        return Err(Refusal::new("not_recognised", "没有找到该职工的工伤认定决定", "the decision on recognition was not found").into());
    };
    let changes = judge_again(law, &state.lines, form.read(given.today)?.stay, &circumstances, given.today)?;
    if changes.is_empty() {
        return Err(Refusal::new(
            "nothing_changes",
            "按今天已公布的版本重新审核，结果不变",
            "judged by the editions published by today, nothing changes",
        )
        .into());
    }
    Ok(changes)
}

/// An officer proposes; who decides is somebody else.
pub(super) fn propose(
    law: &Law,
    case: CaseRef<'_>,
    form: &Form,
    state: &State,
    facts: &Facts,
    note: &str,
    given: &Given,
) -> Result<(OwnEvent, Effects), Refusals> {
    refuse_others(case, given, Role::InjuryOfficer)?;
    let changes = changes(law, form, state, facts, given)?;
    let fund_pays_more = difference(&changes);
    let effects = Effects { awaiting: Some(Some(Role::DecisionMaker)), ..Effects::default() };
    Ok((OwnEvent::ReadjudicationProposed { changes, fund_pays_more, note: note.trim().to_owned() }, effects))
}

/// Judged anew on the day of the decision: an addition is a right of its own, and what was paid too much is taken back.
pub(super) fn readjudicate(
    law: &Law,
    case: CaseRef<'_>,
    form: &Form,
    state: &State,
    facts: &Facts,
    note: &str,
    given: &Given,
) -> Result<(OwnEvent, Effects), Refusals> {
    refuse_others(case, given, Role::DecisionMaker)?;
    let Some(proposed) = &state.proposed else {
        return Err(Refusal::new("not_proposed", "请先由工伤岗提出重新审核", "an officer proposes it first").into());
    };
    if proposed.by == given.actor.user_id {
        return Err(Refusal::new("separation_of_duties", "提出和决定不得为同一人", "who proposes does not decide").into());
    }
    let changes = changes(law, form, state, facts, given)?;
    let more = difference(&changes);
    let mut effects = Effects { awaiting: Some(None), ..Effects::default() };
    let right = right(case, form, facts, more, given.today);
    let entitlement_id = right.as_ref().map(|right| right.id);
    effects.benefits.extend(right.map(BenefitChange::Grant));
    if !more.is_positive() {
        lower(&mut effects, case, form, facts, -more, given)?;
    }
    let body = letter(state, &changes, more);
    for to in told(form, facts) {
        let subject = Text::new(format!("工伤医疗费重新审核（{}）", case.number), format!("Treatment judged again ({})", case.number));
        effects.notifications.push(Notification { to, subject, body: body.clone() });
    }
    Ok((OwnEvent::Readjudicated { changes, fund_pays_more: more, entitlement_id, note: note.trim().to_owned() }, effects))
}

fn refuse_others(case: CaseRef<'_>, given: &Given, role: Role) -> Result<(), Refusals> {
    if given.actor.has(role) && given.actor.reaches(case.area) {
        return Ok(());
    }
    let name = role.name();
    Err(Refusal::new("not_allowed", format!("此操作须由本区域的{}办理", name.zh), format!("this is done by a {} of the area", name.en))
        .into())
}

/// Lowers what was granted, the latest right first; what is paid beyond it is to be recovered.
fn lower(effects: &mut Effects, case: CaseRef<'_>, form: &Form, facts: &Facts, by: Fen, given: &Given) -> Result<(), Refusals> {
    let (Some(worker), Some(payee)) = (&facts.worker, facts.payee(form)) else { return Ok(()) };
    let beneficiary = Party::person(worker.id);
    let mut left = by;
    for granted in facts.granted.iter().rev() {
        let amount = left.min(granted.due);
        if !amount.is_positive() {
            continue;
        }
        left -= amount;
        let monthly = granted.due - amount;
        let entitlement_id = granted.id;
        let lowered = BenefitAmount { from_month: granted.month, monthly, provisional: false, case_id: case.id };
        effects.benefits.push(BenefitChange::Amount { entitlement_id, beneficiary, amount: lowered });
        let over = granted.paid - monthly;
        if over.is_positive() {
            let month = granted.month;
            effects.benefits.push(BenefitChange::Recover { entitlement_id, beneficiary, month, amount: over });
            effects.transfers.push(receivable(given.today, payee, beneficiary, month, over)?);
        }
    }
    Ok(())
}

fn receivable(on: Date, debtor: Party, beneficiary: Party, month: Month, amount: Fen) -> Result<Transfer, Refusals> {
    let fund = BenefitKind::InjuryTreatment.fund();
    let line = |account, party, amount| Posting { account, party, month: Some(month), amount };
    let postings =
        vec![line(Account::ReceivableOverpayment(fund), debtor, amount), line(Account::BenefitExpense(fund), beneficiary, -amount)];
    let text = Text::new(format!("{month} 多付医疗费应收回"), format!("treatment of {month} paid too much, to be recovered"));
    Transfer::balanced(on, text, postings).map_err(|error| unbalanced(&error))
}

/// Whose case it is, and the worker.
fn told(form: &Form, facts: &Facts) -> Vec<Party> {
    let worker = facts.worker.as_ref().map(|worker| Party::person(worker.id));
    let mut told: Vec<Party> = facts.payee(form).into_iter().chain(worker).collect();
    told.dedup();
    told
}

fn letter(state: &State, changes: &[ChangedLine], more: Fen) -> Text {
    let line = |change: &ChangedLine| {
        let of = state
            .lines
            .get(change.position)
            .map(|settled| format!("{} {}", settled.line.service_on, settled.line.item))
            .unwrap_or_default();
        let (before, after) = (change.before.fund_pays, change.after.fund_pays);
        Text::new(
            format!("{of}：由 {before} 元改为 {after} 元，{}", change.after.reason.zh),
            format!("{of}: {after} instead of {before} yuan, {}", change.after.reason.en),
        )
    };
    let lines: Vec<Text> = changes.iter().map(line).collect();
    let (zh, en): (Vec<&str>, Vec<&str>) = lines.iter().map(|text| (text.zh.as_str(), text.en.as_str())).unzip();
    let sum = if more.is_positive() {
        Text::new(format!("补付 {more} 元，随待遇发放支付。"), format!("{more} yuan are added and come with the payment of benefits."))
    } else if more.is_zero() {
        Text::new("金额不变。", "The amount stays.")
    } else {
        Text::new(format!("多付的 {} 元应当退回。", -more), format!("{} yuan paid too much are to be returned.", -more))
    };
    Text::new(
        format!("按新公布的版本重新审核：{}。{}", zh.join("；"), sum.zh),
        format!("Judged by editions published since: {}. {}", en.join("; "), sum.en),
    )
}
