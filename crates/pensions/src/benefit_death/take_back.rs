//! A death that was reported wrongly is taken back: by adding, never by removing.

use casework::application::Granted;
use casework::benefit::{BenefitChange, Entitlement};
use casework::procedure::CaseRef;
use casework::{Effects, Given, Notification, Refusal, Refusals};
use values::{Citation, Explanation, Fen, Month, Party, Step, Text};

use super::grants::receivable;
use super::{Facts, Form, PaidRight};
use agency::common::unbalanced;

/// Each right that ended goes on with the month after, under a new grant; what is still to be recovered is set off against the months
/// that are paid again, so that nobody is paid twice. Grants the reporter received come back.
pub(super) fn grant(case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
    let Some(person) = &facts.deceased else {
        return Err(Refusal::new("unknown_person", "没有找到该人员", "there is no such person").into());
    };
    let party = Party::person(person.id);
    let this_month = Month::of(given.today);
    let mut effects = Effects { party: Some(party), ..Effects::default() };
    let mut explanation = Explanation::default();
    for (paid, id) in facts.ended(this_month).zip(facts.first_new_id..) {
        let Some(again) = going_on(case, &paid.right, id) else { continue };
        explanation.steps.push(step(&again, form));
        effects.benefits.push(BenefitChange::Grant(again.clone()));
        settle(&mut effects, &again, paid.owed, this_month, given)?;
    }
    take_grants_back(&mut effects, facts, given)?;
    if let Some(reporter) = form.reporter.filter(|reporter| *reporter != party && !facts.grants.is_empty()) {
        effects.notifications.push(letter(reporter, person.name.as_str()));
    }
    let result = Text::new(
        "死亡登记已更正，待遇继续发放，未发的月份在下次发放时补发。",
        "The report of death is taken back. Payment goes on, and the months not paid come with the next payment.",
    );
    Ok(Granted { result, explanation, paper: None, effects })
}

/// The right from the month after it ended, with every amount and open pause it had.
fn going_on(case: CaseRef<'_>, right: &Entitlement, id: i64) -> Option<Entitlement> {
    let last = right.last_month?;
    Some(Entitlement { id, first_month: last.next(), last_month: None, granted_case_id: case.id, settled_through: last, ..right.clone() })
}

/// Months from the first on are counted as paid as far as they were paid and not returned.
fn settle(effects: &mut Effects, again: &Entitlement, owed: Fen, this_month: Month, given: &Given) -> Result<(), Refusals> {
    let mut left = owed;
    for month in again.first_month.through(this_month) {
        let amount = left.min(again.due(month));
        if !amount.is_positive() {
            continue;
        }
        left -= amount;
        let (entitlement_id, beneficiary) = (again.id, again.beneficiary);
        effects.benefits.push(BenefitChange::SetOff { entitlement_id, beneficiary, month, amount });
        let transfer = receivable(given.today, again.kind.fund(), beneficiary, beneficiary, month, -amount);
        effects.transfers.push(transfer.map_err(|error| unbalanced(&error))?);
    }
    Ok(())
}

fn take_grants_back(effects: &mut Effects, facts: &Facts, given: &Given) -> Result<(), Refusals> {
    for PaidRight { right, paid, .. } in &facts.grants {
        let beneficiary = right.beneficiary;
        effects.benefits.push(BenefitChange::End {
            entitlement_id: right.id,
            beneficiary,
            last_month: right.first_month.previous(),
            reason: "taken_back".to_owned(),
        });
        for (month, amount) in paid.iter().filter(|(_, amount)| amount.is_positive()) {
            effects.benefits.push(BenefitChange::Recover { entitlement_id: right.id, beneficiary, month: *month, amount: *amount });
            let transfer = receivable(given.today, right.kind.fund(), beneficiary, beneficiary, *month, *amount);
            effects.transfers.push(transfer.map_err(|error| unbalanced(&error))?);
        }
    }
    Ok(())
}

fn step(again: &Entitlement, form: &Form) -> Step {
    Step {
        name: Text::new(format!("{}继续", again.kind.name().zh), format!("the {} goes on", again.kind.name().en)),
        formula: Text::new("死亡登记有误，自原终止月份的次月起继续", "the report was wrong: from the month after it had ended"),
        inputs: vec![(Text::new("怎样确认健在", "how it is known"), form.note.clone())],
        result: again.first_month.to_string(),
        citation: Citation::new("社会保险经办条例", "第26条"),
    }
}

fn letter(to: Party, name: &str) -> Notification {
    Notification {
        to,
        subject: Text::new(format!("{name} 的死亡登记已更正"), format!("The report of the death of {name} was taken back")),
        body: Text::new(
            "因死亡登记发放的丧葬补助金、抚恤金应当退回，可以分期，请拨打 12333 商定。",
            "The grants paid on that report are to be returned. It may be done by instalments; call 12333.",
        ),
    }
}
