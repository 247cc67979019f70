//! A pension looked at before it is claimed: determined where the month has come, estimated where it lies ahead.

use agency::common::not_covered;
use casework::{Refusal, Refusals};
use rules::Law;
use rules::pension::{
    AverageIndex, CareerYear, ComponentInputs, ComponentRules, Components, ContributionYears, CreditingYear, Determination, base_used,
    payment_months, rate_used,
};
use rules::retirement::{RetirementCategory, minimum_contribution_months, retirement_window, statutory_retirement};
use values::{Citation, Date, Explain, Explanation, Fen, Month, Silent, Step, Text};

use crate::common::career::Career;
use crate::common::determined::{Asked, determined};
use crate::common::person::{PersonFacts, unknown_person};
use crate::common::refusal::of_rule;
use crate::common::stated::{VerifiedFacts, is_of, is_special};

/// What somebody asks to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    pub category: RetirementCategory,
    /// The month to retire in; the statutory one without it.
    pub chosen: Option<Month>,
    pub today: Date,
}

/// The answer.
#[derive(Debug, Clone)]
pub enum Preview {
    /// The month has come: this is what a claim handed in today comes to.
    Determined(Box<Determination>, Explanation),
    /// It lies ahead.
    Estimated(Box<Estimate>),
}

/// What it would come to at today's base, if contributions went on as they were.
#[derive(Debug, Clone)]
pub struct Estimate {
    pub retirement: Month,
    pub start: Month,
    /// Deemed and paid so far.
    pub months_now: i64,
    /// Had by then, if contributions go on.
    pub months_then: i64,
    pub minimum: Option<u32>,
    pub account: Fen,
    /// `None` where the months will not suffice.
    pub components: Option<Components>,
    pub explanation: Explanation,
}

/// The facts a preview rests on: the record, or nothing but birth and category.
pub fn facts_of(person: &PersonFacts, category: RetirementCategory) -> Result<VerifiedFacts, Refusals> {
    let registered = person.person.as_ref().ok_or_else(unknown_person)?;
    if !is_of(category, registered.id_number.sex()) {
        return Err(Refusal::new(
            "category_differs_from_sex",
            "类别与身份证号码所载性别不符",
            "the category does not fit the sex of the ID number",
        )
        .on_field("category")
        .into());
    }
    let birth = person.birth().ok_or_else(unknown_person)?;
    let record = person.record.as_ref();
    Ok(VerifiedFacts {
        category,
        birth,
        born: record.and_then(|record| record.born),
        is_birth_open: false,
        first_employment: record.and_then(|record| record.first_employment),
        deemed_months: record.map_or(0, |record| record.deemed_months),
        special_work: Vec::new(),
        account_start: record.and_then(|record| record.account_start),
        paid_months_before_account: record.and_then(|record| record.paid_months_before_account),
    })
}

pub fn preview(law: &Law, person: &PersonFacts, question: &Question) -> Result<Preview, Refusals> {
    let facts = facts_of(person, question.category)?;
    let now = Month::of(question.today);
    let statutory = statutory_retirement(law, facts.birth, facts.category, &mut Silent).map_err(|gap| of_rule(&gap.into()))?;
    let chosen = question.chosen.filter(|chosen| *chosen != statutory.month);
    let retirement = match chosen {
        None if is_special(facts.category) => statutory.month.max(now),
        None => statutory.month,
        Some(chosen) if is_special(facts.category) => chosen.max(statutory.month),
        Some(chosen) => {
            let window = retirement_window(law, &statutory).map_err(|gap| of_rule(&gap.into()).on_field("chosen"))?;
            if chosen < window.earliest || window.latest < chosen {
                let outside = rules::pension::Refusal::ChoiceOutside { chosen, earliest: window.earliest, latest: window.latest };
                return Err(of_rule(&outside).into());
            }
            chosen
        }
    };
    if retirement <= now {
        let chosen = chosen.filter(|_| !is_special(facts.category));
        let found = determined(law, person, &facts, &Asked { applied: now, chosen, known_on: question.today })?;
        return Ok(Preview::Determined(Box::new(found.determination), found.explanation));
    }
    estimate(law, person, &facts, retirement, question.today).map(|estimate| Preview::Estimated(Box::new(estimate)))
}

/// 国发〔2005〕38号 at today's base: contributions go on at the last year's index and credits until the month of retirement.
fn estimate(law: &Law, person: &PersonFacts, facts: &VerifiedFacts, retirement: Month, today: Date) -> Result<Estimate, Refusals> {
    let now = Month::of(today);
    let career = Career::of(law, person.record.as_ref(), &person.contributions, now, today)?;
    let years = extended(&career.years, now, retirement);
    let months_now = i64::from(facts.deemed_months) + career.paid_months();
    let paid: i64 = years.iter().map(|year| year.months).sum();
    let index_sum: i64 = years.iter().map(|year| year.index_sum).sum();
    let months_then = i64::from(facts.deemed_months) + paid;
    let minimum = minimum_contribution_months(law, retirement).ok();
    let account = account_at(law, &career, &years, retirement)?;
    let mut explanation = Explanation::default();
    explanation.steps.extend(career.step());
    explanation.step(|| assumption(&years, now, retirement, account));
    let suffices = paid > 0 && minimum.is_none_or(|minimum| months_then >= i64::from(minimum));
    let components = if suffices {
        let base = base_used(law, now, today, &mut explanation).map_err(|gap| not_covered(gap.text()))?;
        let payment_months =
            payment_months(law, retirement, retirement.since(facts.birth), &mut explanation).map_err(|error| of_rule(&error.into()))?;
        let start = match facts.account_start {
            Some(own) => own,
            None => {
                law.rule::<rules::pension::Transition>().in_month(retirement).map_err(|gap| not_covered(gap.text()))?.value.account_start
            }
        };
        let before = facts
            .paid_months_before_account
            .map_or_else(|| years.iter().filter(|year| year.year < start.year()).map(|year| year.months).sum(), i64::from);
        let inputs = ComponentInputs {
            base: base.monthly,
            index: AverageIndex::from_ten_thousandths((2 * index_sum + paid) / (2 * paid)).unwrap_or(AverageIndex::MAX),
            years: ContributionYears::of_months(u32::try_from(months_then).unwrap_or(0)),
            years_before_account: ContributionYears::of_months(facts.deemed_months.saturating_add(u32::try_from(before).unwrap_or(0))),
            account_balance: account,
            payment_months,
        };
        inputs.check().map_err(not_covered)?;
        let rules = ComponentRules::for_month(law, retirement).map_err(|gap| not_covered(gap.text()))?;
        Some(rules.components(&inputs, &mut explanation))
    } else {
        None
    };
    Ok(Estimate { retirement, start: retirement.next(), months_now, months_then, minimum, account, components, explanation })
}

/// The years with the months still to come, each at the mean of the last year in which something was paid.
fn extended(years: &[CareerYear], now: Month, retirement: Month) -> Vec<CareerYear> {
    let mut years = years.to_vec();
    let Some(last) = years.iter().rev().find(|year| year.months > 0).copied() else { return years };
    let (index, credits) = (last.index_sum / last.months, last.credits.0 / last.months);
    for month in now.next().through(retirement) {
        let position = years.iter().position(|year| year.year == month.year());
        let position = position.unwrap_or_else(|| {
            years.push(CareerYear { year: month.year(), months: 0, index_sum: 0, credits: Fen::ZERO });
            years.len() - 1
        });
        if years[position].months < 12 {
            years[position].months += 1;
            years[position].index_sum += index;
            years[position].credits += Fen(credits);
        }
    }
    years
}

/// The account at retirement, each year closed at its rate or at the last announced one.
fn account_at(law: &Law, career: &Career, years: &[CareerYear], retirement: Month) -> Result<Fen, Refusals> {
    let mut balance = career.opening.balance.0;
    for year in career.opening.year + 1..=retirement.year() {
        let credits = years.iter().find(|of| of.year == year).map_or(0, |of| of.credits.0);
        if balance == 0 && credits == 0 {
            continue;
        }
        let months = if year < retirement.year() { 12 } else { retirement.month() };
        let used = rate_used(law, year).map_err(|gap| not_covered(gap.text()))?;
        balance = CreditingYear::of_months(used.rate, months).close(balance, credits);
    }
    Ok(Fen(balance))
}

fn assumption(years: &[CareerYear], now: Month, retirement: Month, account: Fen) -> Step {
    let last = years.iter().rev().find(|year| year.year <= now.year() && year.months > 0);
    let index = last.map_or(0, |year| year.index_sum / year.months);
    Step {
        name: Text::new("测算假设", "assumption"),
        formula: Text::new(
            "假设按最近一年的指数和缴费一直缴到退休，基数和利率按现在已公布的；实际以核定为准",
            "contributions go on at the last year's index until retirement, base and rate as published now; the determination decides",
        ),
        inputs: vec![
            (Text::new("还要缴费（月）", "months still to come"), retirement.since(now).to_string()),
            (Text::new("月指数", "index of a month"), format!("{}.{:04}", index / 10_000, index % 10_000)),
        ],
        result: account.to_string(),
        citation: Citation::new("国发〔2005〕38号", "六"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use agency::common::test_agency::*;
    use casework::{PensionRecord, Person};
    use values::{IdNumber, PersonName};

    fn person(born_on: &str, first_year: i32) -> PersonFacts {
        let person = Person {
            area: area(),
            id: 1,
            name: PersonName::parse("于海洋").unwrap(),
            id_number: IdNumber::from_parts("379901", day(born_on), 1).unwrap(),
            telephone: None,
            registered_on: day("1996-01-01"),
        };
        let years = (first_year..2020).map(|year| casework::CareerYear { year, months: 12, index_sum: 120_000, credits: yuan("6000.00") });
        let record = PensionRecord {
            area: area(),
            person_id: 1,
            born: None,
            category: Some("M60".into()),
            first_employment: Some(month("1996-01")),
            deemed_months: 0,
            special_work_months: 0,
            account_start: None,
            paid_months_before_account: None,
            opening_year: 2015,
            opening_balance: Fen::ZERO,
            years: years.collect(),
            verified_case_id: None,
        };
        PersonFacts { person: Some(person), record: Some(record), ..PersonFacts::default() }
    }

    fn asked(born_on: &str, first_year: i32) -> Preview {
        let question = Question { category: RetirementCategory::Man60, chosen: None, today: day("2020-02-10") };
        preview(&law(), &person(born_on, first_year), &question).unwrap()
    }

    #[test]
    fn what_has_come_is_determined_and_what_lies_ahead_estimated() {
        assert!(matches!(asked("1960-01-15", 1996), Preview::Determined(..)));
        let Preview::Estimated(estimate) = asked("1963-04-15", 1996) else { panic!("it lies ahead") };
        assert_eq!(estimate.retirement, month("2023-04"));
        // 24 years on record, and the months from March 2020 to April 2023.
        assert_eq!((estimate.months_now, estimate.months_then), (288, 288 + 38));
        // Index 1: half of base and indexed wage is the base, 1% for each of 27.17 years: 6260.42 × 27.17% = 1700.96.
        assert_eq!(estimate.components.unwrap().basic, yuan("1700.96"));
    }

    #[test]
    fn too_few_months_are_told_and_no_amount_is_invented() {
        let Preview::Estimated(estimate) = asked("1960-06-15", 2010) else { panic!("it lies ahead") };
        assert_eq!((estimate.months_then, estimate.minimum), (120 + 4, Some(180)));
        assert!(estimate.components.is_none());
    }
}
