//! Adjusts the pensions of one portion. Pure.

use agency::common::not_covered;
use casework::procedure::CaseRef;
use casework::{BenefitAmount, BenefitChange, Effects, Entitlement, Given, Refusal, Refusals};
use rules::Law;
use rules::pension::{Adjustment, adjust};
use values::{Date, Month, Silent, Text};

use super::{Facts, Scope, title};
use crate::common::approved_run::{Changed, Left, Portion, letter};
use crate::common::career::Career;

/// 社会保险法 第18条: a year nobody laid down an adjustment for is refused whole; nothing is guessed.
pub(super) fn check(law: &Law, scope: Scope, given: &Given) -> Refusals {
    let Ok(january) = Month::new(scope.year, 1) else {
        return Refusal::new("year", "年度应为四位数字", "a year has four digits").on_field("year").into();
    };
    if january > Month::of(given.today) {
        return Refusal::new("in_future", "该年度还没有开始", "that year has not begun").on_field("year").into();
    }
    match law.rule::<Adjustment>().in_month(january) {
        Ok(_) => Refusals::default(),
        Err(gap) => not_covered(gap.text())
            .on_field("year")
            .hint("请先把省里的调整通知录入规则 pension/adjustment", "put the province's notice of that year into pension/adjustment first")
            .into(),
    }
}

pub(super) fn carry(law: &Law, case: CaseRef<'_>, scope: Scope, facts: &Facts, given: &Given) -> Result<Portion, Refusals> {
    check(law, scope, given).into_result()?;
    let mut portion = Portion { last_id: facts.pensions.last().map(|right| right.id), ..Portion::default() };
    let mut effects = Effects::default();
    let Ok(january) = Month::new(scope.year, 1) else { return Ok(portion) };
    for right in &facts.pensions {
        if !is_in_payment(right, january) {
            continue;
        }
        let person_id = right.beneficiary.id;
        let name = facts.people.iter().find(|person| person.id == person_id).map_or("", |person| person.name.as_str()).to_owned();
        match adjusted(law, scope, facts, right, given.today) {
            Err(reason) => portion.left.push(Left { entitlement_id: right.id, person_id, name, reason }),
            Ok(None) => {}
            Ok(Some((before, after))) => {
                effects.benefits.push(BenefitChange::Amount {
                    entitlement_id: right.id,
                    beneficiary: right.beneficiary,
                    amount: BenefitAmount { from_month: january, monthly: after, provisional: false, case_id: case.id },
                });
                let changed = Changed { entitlement_id: right.id, person_id, name, from_month: january, before, after };
                let why = Text::new(format!("依据 {} 年调整办法。", scope.year), format!("By the adjustment of {}. ", scope.year));
                effects.notifications.push(letter(&title(), case, &changed, &why));
                portion.changed.push(changed);
            }
        }
    }
    portion.effects = effects;
    Ok(portion)
}

fn is_in_payment(right: &Entitlement, january: Month) -> bool {
    right.first_month <= january && right.last_month.is_none_or(|last| january <= last)
}

/// The pension before and after; `None` where the year adds nothing to it.
fn adjusted(law: &Law, scope: Scope, facts: &Facts, right: &Entitlement, today: Date) -> Result<Option<(values::Fen, values::Fen)>, Text> {
    let person_id = right.beneficiary.id;
    let person = facts.people.iter().find(|person| person.id == person_id);
    let record = facts.records.iter().find(|record| record.person_id == person_id);
    let (Some(person), Some(record)) = (person, record) else {
        return Err(Text::new("没有养老保险档案，请单独核实后调整", "there is no pension record; verify it and adjust by itself"));
    };
    let retirement = right.first_month.previous();
    let contributions: Vec<_> = facts.contributions.iter().filter(|(row, _)| row.person_id == person_id).cloned().collect();
    let career = Career::of(law, Some(record), &contributions, retirement, today)
        .map_err(|refusals| refusals.0.first().map(|refusal| refusal.text.clone()).unwrap_or_default())?;
    let months = u32::try_from(career.paid_months().max(0)).unwrap_or(0).saturating_add(record.deemed_months);
    let birth = record.born.unwrap_or_else(|| Month::of(person.id_number.born_on()));
    let before = right.monthly(Month::new(scope.year - 1, 12).unwrap_or(retirement).max(right.first_month));
    let step = adjust(law, scope.year, before, months, birth, retirement, &mut Silent).map_err(|gap| gap.text())?;
    Ok(step.map(|step| (before, before + step.total())))
}
