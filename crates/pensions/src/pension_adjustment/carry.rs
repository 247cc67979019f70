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
        match adjusted(law, scope, january, facts, right, given.today) {
            Err(reason) => portion.left.push(Left { entitlement_id: right.id, person_id, name, reason }),
            Ok(None) => {}
            Ok(Some((before, after))) => {
                effects.benefits.push(BenefitChange::Amount {
                    entitlement_id: right.id,
                    beneficiary: right.beneficiary,
                    amount: BenefitAmount { from_month: january, monthly: after, provisional: false, case_id: case.id },
                });
                let changed = Changed {
                    entitlement_id: right.id,
                    person_id,
                    name,
                    from_month: january,
                    before,
                    after,
                    document: None,
                    unprinted: None,
                };
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

/// Whether the pension was determined with the adjustment: a claim granted after the notice decides the amount of the January beside the
/// one from its first month.
fn has_it_already(right: &Entitlement, january: Month) -> bool {
    let mut last = right.amounts.iter().rev().filter(|amount| amount.from_month <= january);
    let (Some(amount), Some(before)) = (last.next(), last.next()) else { return false };
    amount.from_month == january && amount.case_id == before.case_id
}

/// The pension before and after; `None` where the year adds nothing to it.
fn adjusted(
    law: &Law,
    scope: Scope,
    january: Month,
    facts: &Facts,
    right: &Entitlement,
    today: Date,
) -> Result<Option<(values::Fen, values::Fen)>, Text> {
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
    if has_it_already(right, january) {
        return Ok(None);
    }
    let step = adjust(law, scope.year, before, months, birth, retirement, &mut Silent).map_err(|gap| gap.text())?;
    Ok(step.map(|step| (before, before + step.total())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::common::adjusted::MADE_UP_2020;
    use agency::common::test_agency::{area, codes, day, given, law, month, new_case, number, yuan};
    use casework::{BenefitKind, CareerYear, PensionRecord, Person, Role};
    use rules::LawSource;
    use values::{IdNumber, Party, PersonName};

    fn facts() -> Facts {
        let right = |id: i64, first_month: &str| Entitlement {
            area: area(),
            id,
            kind: BenefitKind::EmployeePension,
            beneficiary: Party::person(id),
            payee: Party::person(id),
            first_month: month(first_month),
            last_month: None,
            granted_case_id: 1,
            settled_through: month("2020-02"),
            amounts: vec![BenefitAmount { from_month: month(first_month), monthly: yuan("3000.00"), provisional: false, case_id: 1 }],
            suspensions: Vec::new(),
        };
        let person = |id: i64| Person {
            area: area(),
            id,
            name: PersonName::parse("于海洋").unwrap(),
            id_number: IdNumber::from_parts("379901", day("1949-05-01"), 1).unwrap(),
            telephone: None,
            registered_on: day("1996-01-01"),
        };
        let record = |person_id: i64| PensionRecord {
            area: area(),
            person_id,
            born: None,
            category: Some("M60".into()),
            first_employment: None,
            deemed_months: 130,
            special_work_months: 0,
            account_start: None,
            paid_months_before_account: None,
            opening_year: 2000,
            opening_balance: values::Fen::ZERO,
            years: vec![CareerYear { year: 2000, months: 12, index_sum: 120_000, credits: values::Fen::ZERO }],
            verified_case_id: Some(1),
        };
        Facts {
            pensions: vec![right(1, "2009-06"), right(2, "2020-02"), right(3, "2009-06"), right(4, "2020-01")],
            people: [1, 2, 3, 4].map(person).to_vec(),
            records: [1, 2, 4].map(record).to_vec(),
            contributions: Vec::new(),
        }
    }

    #[test]
    fn who_retired_before_the_year_is_raised_once_and_the_rest_is_told() {
        let source = LawSource::embedded().with_file("regions/cn-37/pension/adjustment.toml", MADE_UP_2020);
        let law = Law::load(&source, "cn-3710").unwrap();
        let given = given(Role::DecisionMaker, "2020-06-20");
        let number = number();
        let portion = carry(&law, new_case(&number), Scope { year: 2020 }, &facts(), &given).unwrap();
        // 40.00 + 1.50 for each of 11 whole years (142 months) + 1% of 3,000.00 + 20.00 at seventy: 106.50.
        let changed: Vec<_> = portion.changed.iter().map(|changed| (changed.entitlement_id, changed.after.plain())).collect();
        assert_eq!(changed, [(1, "3106.50".to_owned()), (4, "3106.50".to_owned())]);
        assert_eq!(portion.left.iter().map(|left| left.entitlement_id).collect::<Vec<_>>(), [3], "no record, so nobody guesses");
        // A claim granted after the notice got it with the determination: in January, or beside the first month.
        let mut late = facts();
        for (position, first) in [(0, "2009-06"), (3, "2020-01")] {
            let amount = |from: &str, monthly| BenefitAmount { from_month: month(from), monthly, provisional: false, case_id: 1 };
            late.pensions[position].amounts = vec![amount(first, yuan("3000.00")), amount("2020-01", yuan("3106.50"))];
        }
        let again = carry(&law, new_case(&number), Scope { year: 2020 }, &late, &given).unwrap();
        assert_eq!((again.changed, again.left.len()), (Vec::new(), 1));
        assert_eq!((portion.last_id, portion.effects.benefits.len(), portion.effects.notifications.len()), (Some(4), 2, 2));
    }

    #[test]
    fn a_year_without_a_notice_is_refused_whole() {
        let given = given(Role::BenefitOfficer, "2020-06-20");
        assert_eq!(codes(&check(&law(), Scope { year: 2020 }, &given)), ["not_covered"]);
        assert_eq!(codes(&check(&law(), Scope { year: 2021 }, &given)), ["in_future"]);
        assert_eq!(codes(&check(&law(), Scope { year: 0 }, &given)), ["year"]);
    }
}
