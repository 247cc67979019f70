//! Decisions on money received. Pure.

use casework::procedure::CaseRef;
use casework::{Effects, Given, Notification, ObligationChange, Outcome, Refusal, Refusals, RegistryChange, Role, Stage};
use ledger::{Account, Due, Obligation, ObligationAmounts, Posting, Transfer};
use rules::Law;
use rules::contribution::{
    MovedDueDate, ObligationDue, OpenObligation, PaymentComponent, PaymentOrder, SnapBack, allocate, late_fee, settle_due_on,
};
use values::{ContributionPart, ContributionParts, Date, Explain, Explanation, Fen, Party, Silent, Step, Text};

use super::{AllocatedLine, Command, Event, Facts};
use crate::common::fields::Fields;
use crate::common::{not_covered, unbalanced};

pub(super) fn decide(law: &Law, case: CaseRef<'_>, command: &Command, facts: &Facts, given: &Given) -> Result<Outcome<Event>, Refusals> {
    let Some(employer) = &facts.employer else {
        return Err(Refusal::new("unknown_employer", "没有找到该单位", "there is no such employer").on_field("employer_id").into());
    };
    if case.head.is_some() {
        return Err(Refusal::new("already_recorded", "该笔款项已入账", "this receipt is already recorded").into());
    }
    if !given.actor.has_any(&[Role::FundAccountant, Role::System]) || !given.actor.reaches(case.area) {
        let text =
            Text::new("到账由本区域基金会计或银行接口登记", "receipts are recorded by the area's fund accountant or the bank's interface");
        return Err(Refusal { code: "not_allowed".into(), field: None, text, hint: None, citation: None }.into());
    }
    let party = Party::employer(employer.id);
    let money = match command {
        Command::Receive { amount, received_on, reference, .. } => read_receipt(employer.id, amount, received_on, reference, given)?,
        Command::ApplyAdvance { .. } => advance(employer.id, facts, given)?,
    };
    let division = divide(law, money.amount, money.on, &facts.obligations)?;
    if division.settled.is_empty() && money.from == Account::Unallocated {
        return Err(Refusal::new("nothing_owed", "目前没有应缴费额", "nothing is owed now").into());
    }
    let transfer = transfer(party, &money, &division).map_err(|error| unbalanced(&error))?;
    let mut effects = Effects {
        party: Some(party),
        subject: Some(Text::same(employer.name.clone())),
        stage: Some(Stage::Completed),
        awaiting: Some(None),
        transfers: vec![transfer],
        ..Effects::default()
    };
    effects.transfers.extend(fee_transfer(party, money.on, &division).transpose().map_err(|error| unbalanced(&error))?);
    effects.registry.extend(
        money
            .reference()
            .map(|reference| RegistryChange::ClaimReference { kind: "bank_reference".into(), reference: reference.to_owned() }),
    );
    effects.obligations = division.settled.iter().map(|settled| settled.change(money.on)).collect();
    effects.notifications.push(receipt_letter(party, &money, &division));
    let lines = division.settled.iter().map(Settled::line).collect();
    let allocated = Event::Allocated { lines, unallocated: division.unallocated, explanation: division.explanation };
    Ok(Outcome { events: vec![money.event, allocated], effects })
}

/// Money to divide: where it comes from and when.
struct Money {
    amount: Fen,
    on: Date,
    from: Account,
    event: Event,
}

impl Money {
    /// The bank's reference: the same money is never recorded twice.
    fn reference(&self) -> Option<&str> {
        match &self.event {
            Event::Received { reference, .. } => Some(reference),
            Event::AdvanceApplied { .. } | Event::Allocated { .. } => None,
        }
    }
}

fn read_receipt(employer_id: i64, amount: &str, received_on: &str, reference: &str, given: &Given) -> Result<Money, Refusals> {
    let mut fields = Fields::default();
    let amount = fields.amount("amount", amount);
    let received_on = fields.date("received_on", received_on);
    let reference = fields.words("reference", ("银行流水号", "bank reference"), reference, 64);
    if let Some(on) = received_on
        && on > given.today
    {
        fields.refusals.push(
            Refusal::new("received_in_future", "到账日期不能晚于今天", "the day of receipt cannot lie in the future")
                .on_field("received_on"),
        );
    }
    match (amount, received_on, reference) {
        (Some(amount), Some(on), Some(reference)) if fields.refusals.is_empty() => {
            let event = Event::Received { employer_id, amount, received_on: on, reference };
            Ok(Money { amount, on, from: Account::Bank, event })
        }
        _ => Err(fields.refusals),
    }
}

fn advance(employer_id: i64, facts: &Facts, given: &Given) -> Result<Money, Refusals> {
    if !facts.advance.is_positive() {
        return Err(Refusal::new("no_advance", "没有预收款可以抵缴", "there is no money in advance").into());
    }
    let event = Event::AdvanceApplied { employer_id, amount: facts.advance };
    Ok(Money { amount: facts.advance, on: given.today, from: Account::Unallocated, event })
}

/// What one obligation receives of the money.
struct Settled<'a> {
    obligation: &'a Obligation,
    principal: ContributionParts,
    late_fee_assessed: Fen,
    late_fee_paid: Fen,
}

impl Settled<'_> {
    fn line(&self) -> AllocatedLine {
        AllocatedLine {
            month: self.obligation.month,
            obligation_id: self.obligation.id,
            principal: self.principal.total(),
            late_fee: self.late_fee_paid,
        }
    }

    fn change(&self, on: Date) -> ObligationChange {
        let principal_done = self.obligation.open_principal() == self.principal.total();
        ObligationChange::Settled {
            id: self.obligation.id,
            debtor: self.obligation.debtor,
            owed_more: ObligationAmounts { contribution: ContributionParts::default(), late_fee: self.late_fee_assessed },
            paid_more: ObligationAmounts { contribution: self.principal, late_fee: self.late_fee_paid },
            settled_on: principal_done.then(|| self.obligation.settled_on.unwrap_or(on)),
        }
    }
}

struct Division<'a> {
    settled: Vec<Settled<'a>>,
    unallocated: Fen,
    explanation: Explanation,
}

/// Divides money over what is open in the order of the payment rule. A late fee is owed on principal that is paid after its due
/// day (社会保险法 第86条), so it is assessed as that principal is paid.
fn divide<'a>(law: &Law, amount: Fen, on: Date, obligations: &'a [Obligation]) -> Result<Division<'a>, Refusals> {
    let order = law.rule::<PaymentOrder>().on(on).map_err(|gap| not_covered(gap.text()))?;
    let mut open = Vec::new();
    let mut owners = Vec::new();
    for (position, obligation) in obligations.iter().enumerate() {
        let mut add = |part, component, amount| {
            open.push(OpenObligation { month: obligation.month, part, component, open: amount });
            owners.push(position);
        };
        for part in ContributionPart::ALL {
            add(part, PaymentComponent::Principal, obligation.open_part(part));
        }
        let fee = fee_on(law, obligation, obligation.open_principal(), on, &mut Silent)?;
        add(ContributionPart::PensionEmployer, PaymentComponent::LateFee, obligation.open_late_fee() + fee);
    }
    let allocations = allocate(amount, &open, &order.value);
    let mut explanation = Explanation::default();
    let mut settled: Vec<Settled<'a>> = Vec::new();
    for (position, obligation) in obligations.iter().enumerate() {
        let mut share =
            Settled { obligation, principal: ContributionParts::default(), late_fee_assessed: Fen::ZERO, late_fee_paid: Fen::ZERO };
        for allocation in allocations.settled.iter().filter(|allocation| owners[allocation.index] == position) {
            let item = &open[allocation.index];
            match item.component {
                PaymentComponent::Principal => *share.principal.of_mut(item.part) += allocation.amount,
                PaymentComponent::LateFee => share.late_fee_paid += allocation.amount,
            }
        }
        if share.principal.total().is_zero() && share.late_fee_paid.is_zero() {
            continue;
        }
        share.late_fee_assessed = fee_on(law, obligation, share.principal.total(), on, &mut explanation)?;
        explanation.steps.push(allocated_step(&share, &order.citation));
        settled.push(share);
    }
    Ok(Division { settled, unallocated: allocations.unallocated, explanation })
}

fn allocated_step(share: &Settled<'_>, citation: &values::Citation) -> Step {
    let month = share.obligation.month;
    Step {
        name: Text::new(format!("{month} 入账"), format!("settled of {month}")),
        formula: Text::new(
            "按缴费分配顺序：先到期月份在先，先本金后滞纳金",
            "in the order of payment: oldest month first, principal before late fee",
        ),
        inputs: vec![
            (Text::new("应缴本金", "open principal"), share.obligation.open_principal().to_string()),
            (Text::new("本次滞纳金", "late fee assessed now"), share.late_fee_assessed.to_string()),
        ],
        result: (share.principal.total() + share.late_fee_paid).to_string(),
        citation: citation.clone(),
    }
}

/// The late fee on `principal` of an obligation paid on `on`.
fn fee_on<E: Explain>(law: &Law, obligation: &Obligation, principal: Fen, on: Date, explain: &mut E) -> Result<Fen, Refusals> {
    let due_on = settle_due_on(due_of(obligation), on);
    Ok(late_fee(law, principal, due_on, on, explain).map_err(|gap| not_covered(gap.text()))?)
}

fn due_of(obligation: &Obligation) -> ObligationDue {
    let moved = match (obligation.is_deferred(), obligation.due) {
        (false, _) => None,
        (true, Due::WhenEmergencyEnds) => Some(MovedDueDate::Open),
        (true, Due::On(until)) => Some(MovedDueDate::On(until)),
    };
    let snap_back = if obligation.snaps_back { SnapBack::OriginalDueDate } else { SnapBack::MovedDueDate };
    ObligationDue { original_due_on: obligation.original_due_on, moved_due_on: moved, snap_back }
}

/// What an obligation would cost if it were paid in full on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueToday {
    pub principal: Fen,
    /// Assessed before and not paid, plus what paying today adds.
    pub late_fee: Fen,
    pub explanation: Explanation,
}

/// For pages: what is to pay for an obligation on `on`, with how the late fee came about.
pub fn due_today(law: &Law, obligation: &Obligation, on: Date) -> Result<DueToday, Refusals> {
    let mut explanation = Explanation::default();
    let principal = obligation.open_principal();
    let late_fee = obligation.open_late_fee() + fee_on(law, obligation, principal, on, &mut explanation)?;
    Ok(DueToday { principal, late_fee, explanation })
}

fn transfer(party: Party, money: &Money, division: &Division<'_>) -> Result<Transfer, ledger::Unbalanced> {
    let line = |account, month, amount| Posting { account, party, month, amount };
    let mut postings = vec![line(money.from, None, money.amount)];
    for settled in &division.settled {
        let month = Some(settled.obligation.month);
        for (part, amount) in settled.principal.iter() {
            postings.push(line(settled.obligation.receivable(part), month, -amount));
        }
        postings.push(line(Account::ReceivableLateFee, month, -settled.late_fee_paid));
    }
    postings.push(line(Account::Unallocated, None, -division.unallocated));
    Transfer::balanced(money.on, Text::new("收到社会保险费", "contributions received"), postings)
}

/// The late fee becomes owed in the moment the late principal is paid.
fn fee_transfer(party: Party, on: Date, division: &Division<'_>) -> Option<Result<Transfer, ledger::Unbalanced>> {
    let postings: Vec<Posting> = division
        .settled
        .iter()
        .filter(|settled| settled.late_fee_assessed.is_positive())
        .flat_map(|settled| {
            let month = Some(settled.obligation.month);
            let line = |account, amount| Posting { account, party, month, amount };
            [line(Account::ReceivableLateFee, settled.late_fee_assessed), line(Account::IncomeLateFee, -settled.late_fee_assessed)]
        })
        .collect();
    if postings.is_empty() { None } else { Some(Transfer::balanced(on, Text::new("加收滞纳金", "late fee assessed"), postings)) }
}

fn receipt_letter(party: Party, money: &Money, division: &Division<'_>) -> Notification {
    let fee: Fen = division.settled.iter().map(|settled| settled.late_fee_paid).sum();
    let rest = division.unallocated;
    Notification {
        to: party,
        subject: Text::new(format!("已收到社会保险费 {} 元", money.amount), format!("Contributions received: {} yuan", money.amount)),
        body: Text::new(
            format!("到账日期 {}。其中滞纳金 {fee} 元，预收款 {rest} 元。", money.on),
            format!("Received on {}. Late fee {fee} yuan, kept in advance {rest} yuan.", money.on),
        ),
    }
}
