//! What granting a settlement means. Pure.

use casework::application::Granted;
use casework::procedure::CaseRef;
use casework::{BenefitAmount, BenefitChange, BenefitKind, Effects, Entitlement, Given, Refusals, RegistryChange};
use rules::Law;
use values::{Citation, Date, Explanation, Fen, Month, Party, Step, Text};

use super::adjudication::{fund_pays, judge, not_paid, unpaid_words};
use super::application::check;
use super::command::SettledLine;
use super::facts::Facts;
use super::form::Form;
use super::recovery;

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
    let mut set_off = Fen::ZERO;
    if let Some(right) = right(case, form, facts, paid, given.today) {
        effects.benefits.push(BenefitChange::Grant(right.clone()));
        set_off = recovery::set_off(&mut effects, &right, facts.owed, given.today)?;
    }
    let unpaid = unpaid_words(&lines);
    let coming = paying(paid, set_off, facts);
    let result = Text::new(
        format!("票据金额 {} 元，工伤保险基金支付 {paid} 元，不予支付 {left} 元。{}{}", bill.amount(), unpaid.zh, coming.zh),
        format!("Of the bill of {} yuan the fund pays {paid} yuan; {left} yuan are not paid. {}{}", bill.amount(), unpaid.en, coming.en),
    );
    Ok(Granted { result, explanation, effects, paper: None })
}

/// What of it comes, and how.
fn paying(paid: Fen, set_off: Fen, facts: &Facts) -> Text {
    let left = paid - set_off;
    let mut told = if set_off.is_zero() { Text::default() } else { recovery::set_off_words(set_off) };
    let coming = match (left.is_zero(), facts.has_account) {
        (true, _) => return told,
        (false, true) => Text::new("款项随本月待遇发放支付。", " The money comes with this month's payment of benefits."),
        (false, false) => Text::new(
            "尚未登记收款账户，请登记后随待遇发放支付。",
            " No account to pay to is on record; it is paid with the benefits once there is one.",
        ),
    };
    told.zh.push_str(&coming.zh);
    told.en.push_str(&coming.en);
    told
}

/// What the fund owes, due once in the month it is decided; `None` where it owes nothing.
pub(super) fn right(case: CaseRef<'_>, form: &Form, facts: &Facts, amount: Fen, today: Date) -> Option<Entitlement> {
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
