//! Determines again. Pure.

use agency::common::not_covered;
use casework::procedure::CaseRef;
use casework::{BenefitAmount, BenefitChange, Effects, Given, Refusal, Refusals, RegistryChange};
use rules::Law;
use rules::pension::{adjust, base_used};
use rules::retirement::statutory_retirement;
use values::{Date, Explanation, Fen, Month, Silent, Text};

use super::{Determinable, Facts, Scope, title};
use crate::common::approved_run::{Changed, Left, Portion, letter};
use crate::common::determined::{Asked, Determined, determined};
use crate::common::person::{PersonFacts, unknown_person};
use crate::common::refusal::of_rule;
use crate::common::stated::{VerifiedFacts, is_special, verify};

/// 国发〔2005〕38号 六: what stands on last year's base is determined again once the base of the year is published. In order: for a year, the
/// base; for a person, the right, the facts, the determination.
pub(super) fn check(law: &Law, scope: &Scope, facts: &Facts, given: &Given) -> Refusals {
    match scope {
        Scope::Year { year } => refuse_base(law, *year, given.today).err().unwrap_or_default(),
        Scope::Person { facts: stated, .. } => {
            let Some(pension) = facts.pensions.first() else {
                return Refusal::new("no_pension", "该参保人没有正在发放的职工养老金", "this person is paid no employees' pension")
                    .on_field("person")
                    .into();
            };
            let verified = verified_of(law, pension, stated.as_ref(), given.today);
            match verified.and_then(|verified| again(law, pension, &verified, given.today)) {
                Err(refusals) => refusals,
                Ok(found) if found.determination.base_year != found.determination.retirement.year() => {
                    let (year, known_on) = (found.determination.retirement.year(), given.today);
                    of_rule(&rules::pension::Refusal::BaseNotPublished { year, known_on }).into()
                }
                Ok(_) => Refusals::default(),
            }
        }
    }
}

fn refuse_base(law: &Law, year: i32, today: Date) -> Result<(), Refusals> {
    let Ok(december) = Month::new(year, 12) else {
        return Err(Refusal::new("year", "年度应为四位数字", "a year has four digits").on_field("year").into());
    };
    let used = base_used(law, december, today, &mut Silent).map_err(|gap| not_covered(gap.text()).on_field("year"))?;
    if used.provisional {
        return Err(of_rule(&rules::pension::Refusal::BaseNotPublished { year, known_on: today }).on_field("year").into());
    }
    Ok(())
}

fn verified_of(
    law: &Law,
    pension: &Determinable,
    stated: Option<&crate::common::stated::StatedFacts>,
    today: Date,
) -> Result<VerifiedFacts, Refusals> {
    let Some(person) = &pension.person else { return Err(unknown_person().into()) };
    if let Some(stated) = stated {
        return verify(law, person, pension.record.as_ref(), stated, today);
    }
    let id_birth = Month::of(person.id_number.born_on());
    pension.record.as_ref().and_then(|record| VerifiedFacts::of_record(record, id_birth)).ok_or_else(|| {
        Refusal::new("no_record", "没有核实过的养老保险档案", "there is no verified pension record")
            .hint("请先核实参保经历", "have the career verified first")
            .into()
    })
}

/// The determination with the same month of retirement as the right was granted with.
fn again(law: &Law, pension: &Determinable, verified: &VerifiedFacts, today: Date) -> Result<Determined, Refusals> {
    let retirement = pension.entitlement.first_month.previous();
    let statutory = statutory_retirement(law, verified.birth, verified.category, &mut Silent).map_err(|gap| not_covered(gap.text()))?;
    let chosen = (!is_special(verified.category) && statutory.month != retirement).then_some(retirement);
    let person = PersonFacts {
        person: pension.person.clone(),
        record: pension.record.clone(),
        contributions: pension.contributions.clone(),
        ..PersonFacts::default()
    };
    determined(law, &person, verified, &Asked { applied: retirement, chosen, known_on: today })
}

/// Whether the amount that holds from the first month on is still to be determined again.
fn is_provisional(pension: &Determinable) -> bool {
    let first = pension.entitlement.first_month;
    pension.entitlement.amounts.iter().rev().find(|amount| amount.from_month <= first).is_some_and(|amount| amount.provisional)
}

pub(super) fn carry(law: &Law, case: CaseRef<'_>, scope: &Scope, facts: &Facts, given: &Given) -> Result<Portion, Refusals> {
    let mut portion = Portion { last_id: facts.last_id, ..Portion::default() };
    let mut effects = Effects::default();
    for pension in &facts.pensions {
        let right = &pension.entitlement;
        let (person_id, entitlement_id) = (right.beneficiary.id, right.id);
        let stated = match scope {
            Scope::Year { year }
                if right.first_month.previous().year() != *year || right.last_month.is_some() || !is_provisional(pension) =>
            {
                continue;
            }
            Scope::Year { .. } => None,
            Scope::Person { facts, .. } => facts.as_ref(),
        };
        let name = pension.person.as_ref().map(|person| person.name.as_str().to_owned()).unwrap_or_default();
        let found = verified_of(law, pension, stated, given.today)
            .and_then(|verified| again(law, pension, &verified, given.today).map(|found| (verified, found)));
        let (verified, found) = match found {
            Ok(found) => found,
            Err(refusals) => {
                let reason = refusals.0.first().map(agency::common::refused::words).unwrap_or_default();
                portion.left.push(Left { entitlement_id, person_id, name, reason });
                continue;
            }
        };
        let monthly = found.determination.components.total();
        let (before, from_month) = (right.monthly(right.first_month), right.first_month);
        effects.benefits.extend(amounts(law, case, pension, &verified, &found));
        if let (Some(_), Some(record)) = (stated, &pension.record) {
            effects.registry.push(RegistryChange::RecordCareer(verified.record(Some(record), case.area, person_id, case.id)));
        }
        let changed = Changed { entitlement_id, person_id, name, from_month, before, after: monthly };
        effects.notifications.push(letter(&title(), case, &changed, &why(scope)));
        if matches!(scope, Scope::Person { .. }) {
            portion.explanation = Some(explained(found.explanation, &changed, given.today));
        }
        portion.changed.push(changed);
    }
    portion.effects = effects;
    Ok(portion)
}

fn why(scope: &Scope) -> Text {
    match scope {
        Scope::Year { year } => {
            Text::new(format!("{year} 年计发基数已公布，临时待遇重新核定。"), format!("The base of {year} is published. "))
        }
        Scope::Person { .. } => Text::new("经核实后重新核定。", "It was determined again. "),
    }
}

/// The new amount from the first month, and behind it every yearly adjustment that was made since, reckoned on it.
fn amounts(law: &Law, case: CaseRef<'_>, pension: &Determinable, verified: &VerifiedFacts, found: &Determined) -> Vec<BenefitChange> {
    let right = &pension.entitlement;
    let determination = &found.determination;
    let change = |from_month: Month, monthly: Fen, provisional: bool| BenefitChange::Amount {
        entitlement_id: right.id,
        beneficiary: right.beneficiary,
        amount: BenefitAmount { from_month, monthly, provisional, case_id: case.id },
    };
    let mut monthly = determination.components.total();
    let mut changes = vec![change(right.first_month, monthly, determination.provisional)];
    let mut adjusted: Vec<Month> =
        right.amounts.iter().map(|amount| amount.from_month).filter(|from| *from > right.first_month && from.month() == 1).collect();
    adjusted.sort();
    adjusted.dedup();
    for january in adjusted {
        let step = adjust(law, january.year(), monthly, determination.total_months, verified.birth, determination.retirement, &mut Silent);
        if let Ok(Some(step)) = step {
            monthly += step.total();
            changes.push(change(january, monthly, false));
        }
    }
    changes
}

fn explained(mut explanation: Explanation, changed: &Changed, today: Date) -> Explanation {
    explanation.steps.push(values::Step {
        name: Text::new("重新核定", "new determination"),
        formula: Text::new(
            "自起发年月起按重新核定额，已发月份的差额随下一次发放结清",
            "the new pension holds from the first month; the difference of months paid is settled with the next payment",
        ),
        inputs: vec![
            (Text::new("原核定额", "pension before"), changed.before.to_string()),
            (Text::new("起发年月", "from"), changed.from_month.to_string()),
            (Text::new("核定日期", "determined on"), today.to_string()),
        ],
        result: changed.after.to_string(),
        citation: values::Citation::new("国发〔2005〕38号", "六"),
    });
    explanation
}
