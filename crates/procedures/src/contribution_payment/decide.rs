//! Decisions on money received. Pure.

use casework::procedure::CaseRef;
use casework::{Effects, Employer, Given, Notification, ObligationChange, Outcome, Refusal, Refusals, RegistryChange, Role, Stage};
use ledger::{Account, Obligation, ObligationAmounts, Posting, Transfer};
use rules::Law;
use rules::contribution::{OpenObligation, PaymentComponent, PaymentOrder, allocate};
use values::{AreaCode, ContributionPart, ContributionParts, Date, Explanation, Fen, Language, Party, Silent, Step, Text, day_in_language};

use super::{AllocatedLine, Command, Event, Facts, Preview};
use agency::common::fields::Fields;
use agency::common::owed::fee_on;
use agency::common::{not_covered, unbalanced};

pub(super) fn decide(law: &Law, case: CaseRef<'_>, command: &Command, facts: &Facts, given: &Given) -> Result<Outcome<Event>, Refusals> {
    refuse_wrong_actor(case.area, given)?;
    if case.head.is_some() {
        return Err(Refusal::new("already_recorded", "该笔款项已入账", "this receipt is already recorded").into());
    }
    let (employer, money, division) = divided(law, command, facts, given)?;
    let party = Party::employer(employer.id);
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

/// What recording money would settle; nothing is recorded. Refused exactly as recording it would be.
pub(super) fn preview(law: &Law, area: AreaCode, command: &Command, facts: &Facts, given: &Given) -> Result<Preview, Refusals> {
    refuse_wrong_actor(area, given)?;
    let (employer, money, division) = divided(law, command, facts, given)?;
    Ok(Preview {
        employer: employer.clone(),
        amount: money.amount,
        received_on: money.on,
        lines: division.settled.iter().map(Settled::line).collect(),
        unallocated: division.unallocated,
        explanation: division.explanation,
    })
}

fn refuse_wrong_actor(area: AreaCode, given: &Given) -> Result<(), Refusals> {
    if given.actor.has_any(&[Role::FundAccountant, Role::System]) && given.actor.reaches(area) {
        return Ok(());
    }
    let text =
        Text::new("到账由本区域基金会计或银行接口登记", "receipts are recorded by the area's fund accountant or the bank's interface");
    Err(Refusal { code: "not_allowed".into(), field: None, text, hint: None, citation: None }.into())
}

fn divided<'a>(law: &Law, command: &Command, facts: &'a Facts, given: &Given) -> Result<(&'a Employer, Money, Division<'a>), Refusals> {
    let Some(employer) = &facts.employer else {
        return Err(Refusal::new("unknown_employer", "没有找到该单位", "there is no such employer").on_field("employer_id").into());
    };
    let money = match command {
        Command::Receive { amount, received_on, reference, .. } => read_receipt(employer.id, amount, received_on, reference, given)?,
        Command::ApplyAdvance { .. } => advance(employer.id, facts, given)?,
    };
    let division = divide(law, money.amount, money.on, &facts.obligations)?;
    if division.settled.is_empty() && money.from == Account::Unallocated {
        return Err(Refusal::new("nothing_owed", "目前没有应缴费额", "nothing is owed now").into());
    }
    Ok((employer, money, division))
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
        name: Text::new(
            format!("{}入账", month.in_language(Language::Chinese)),
            format!("settled of {}", month.in_language(Language::English)),
        ),
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
            format!("到账日期 {}。其中滞纳金 {fee} 元，预收款 {rest} 元。", day_in_language(money.on, Language::Chinese)),
            format!("Received on {}. Late fee {fee} yuan, kept in advance {rest} yuan.", day_in_language(money.on, Language::English)),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use agency::common::test_agency::*;
    use casework::Role;
    use ledger::Due;

    fn receive(amount: &str, on: &str) -> Command {
        Command::Receive { employer_id: 1, amount: amount.into(), received_on: on.into(), reference: "B-1".into() }
    }

    fn facts(obligations: Vec<Obligation>) -> Facts {
        Facts { employer: Some(employer()), obligations, advance: Fen::ZERO }
    }

    fn record(command: &Command, facts: &Facts, role: Role, today: &str) -> Result<Outcome<Event>, Refusals> {
        decide(&law(), new_case(&number()), command, facts, &given(role, today))
    }

    /// Records a receipt and gives (principal, late fee, left over), with the obligations as they are afterwards.
    fn pay(obligations: &mut [Obligation], amount: &str, on: &str) -> (Fen, Fen, Fen) {
        let outcome = record(&receive(amount, on), &facts(obligations.to_vec()), Role::FundAccountant, on).unwrap();
        apply(obligations, &outcome.effects.obligations);
        let Event::Allocated { lines, unallocated, .. } = &outcome.events[1] else { panic!("the second event is the division") };
        (lines.iter().map(|line| line.principal).sum(), lines.iter().map(|line| line.late_fee).sum(), *unallocated)
    }

    fn amounts(principal: &str, late_fee: &str, left: &str) -> (Fen, Fen, Fen) {
        (yuan(principal), yuan(late_fee), yuan(left))
    }

    fn february() -> Vec<Obligation> {
        vec![obligation(1, "2020-02", "2020-02-25", "100000.00")]
    }

    fn deferred(due: Due) -> Vec<Obligation> {
        let mut obligations = february();
        obligations[0].due = due;
        obligations[0].deferral_case_id = Some(3);
        obligations[0].snaps_back = true;
        obligations
    }

    #[test]
    fn refuses_in_order() {
        let mut nobody = facts(february());
        nobody.employer = None;
        let refused = |command: &Command, facts: &Facts, role| record(command, facts, role, "2020-03-26").unwrap_err();
        assert_eq!(codes(&refused(&receive("x", "x"), &nobody, Role::Clerk)), ["not_allowed"]);
        assert_eq!(codes(&refused(&receive("x", "x"), &nobody, Role::FundAccountant)), ["unknown_employer"]);
        let wrong = refused(&receive("0", "2020-02-30"), &facts(february()), Role::FundAccountant);
        assert_eq!(wrong.0.iter().map(|refusal| refusal.field.as_deref()).collect::<Vec<_>>(), [Some("amount"), Some("received_on")]);
        assert_eq!(codes(&refused(&receive("1.00", "2020-03-27"), &facts(february()), Role::FundAccountant)), ["received_in_future"]);
        let apply_advance = Command::ApplyAdvance { employer_id: 1 };
        assert_eq!(codes(&refused(&apply_advance, &facts(february()), Role::FundAccountant)), ["no_advance"]);
        let idle = Facts { advance: yuan("5.00"), ..facts(Vec::new()) };
        assert_eq!(codes(&refused(&apply_advance, &idle, Role::FundAccountant)), ["nothing_owed"]);
    }

    #[test]
    fn thirty_days_late_cost_one_and_a_half_percent() {
        assert_eq!(pay(&mut february(), "100000.00", "2020-02-25"), amounts("100000.00", "0.00", "0.00"));
        let mut owed = february();
        assert_eq!(pay(&mut owed, "101500.00", "2020-03-26"), amounts("100000.00", "1500.00", "0.00"));
        assert!(owed[0].is_settled() && !owed[0].paid_in_time());
    }

    #[test]
    fn a_part_paid_leaves_its_own_fee_and_the_rest() {
        let mut owed = february();
        assert_eq!(pay(&mut owed, "40000.00", "2020-03-26"), amounts("40000.00", "0.00", "0.00"));
        assert_eq!((owed[0].open_principal(), owed[0].open_late_fee()), (yuan("60000.00"), yuan("600.00")));
        assert_eq!(owed[0].settled_on, None);
        // Ten more days on the sixty thousand that were left: 40 days in all.
        assert_eq!(pay(&mut owed, "61800.00", "2020-04-05"), amounts("60000.00", "1800.00", "0.00"));
        assert!(owed[0].is_settled());
    }

    #[test]
    fn the_oldest_month_comes_first_with_its_fee() {
        let mut owed = vec![obligation(1, "2020-02", "2020-02-25", "1000.00"), obligation(2, "2020-03", "2020-03-25", "1000.00")];
        assert_eq!(pay(&mut owed, "1515.00", "2020-03-26"), amounts("1500.00", "15.00", "0.00"));
        assert!(owed[0].is_settled());
        assert_eq!((owed[1].open_principal(), owed[1].open_late_fee()), (yuan("500.00"), yuan("0.25")));
    }

    #[test]
    fn a_deferral_moves_the_day_and_falls_back_when_the_window_passes() {
        assert_eq!(pay(&mut deferred(Due::WhenEmergencyEnds), "100000.00", "2020-06-30"), amounts("100000.00", "0.00", "0.00"));
        let window = Due::On(day("2020-08-06"));
        let mut inside = deferred(window);
        assert_eq!(pay(&mut inside, "100000.00", "2020-08-06"), amounts("100000.00", "0.00", "0.00"));
        assert!(inside[0].paid_in_time());
        // 163 days from 2020-02-26 to 2020-08-07, both included, at 0.05 %.
        let mut after = deferred(window);
        assert_eq!(pay(&mut after, "108200.00", "2020-08-07"), amounts("100000.00", "8200.00", "0.00"));
        assert!(!after[0].paid_in_time());
    }

    #[test]
    fn what_is_too_much_waits_and_is_set_against_the_next_month() {
        let mut owed = february();
        assert_eq!(pay(&mut owed, "100250.00", "2020-02-20"), amounts("100000.00", "0.00", "250.00"));
        let march = vec![obligation(2, "2020-03", "2020-03-25", "200.00")];
        let facts = Facts { advance: yuan("250.00"), ..facts(march) };
        let outcome = record(&Command::ApplyAdvance { employer_id: 1 }, &facts, Role::System, "2020-03-10").unwrap();
        let Event::Allocated { lines, unallocated, .. } = &outcome.events[1] else { panic!("the second event is the division") };
        assert_eq!((lines[0].principal, *unallocated), (yuan("200.00"), yuan("50.00")));
        let moved: Fen = outcome.effects.transfers[0]
            .postings()
            .iter()
            .filter(|posting| posting.account == Account::Unallocated)
            .map(|posting| posting.amount)
            .sum();
        assert_eq!(moved, yuan("200.00"), "only what was used leaves the advance");
    }
}
