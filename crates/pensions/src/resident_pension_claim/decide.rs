//! Decisions on the claim of a residents' pension. Pure.

use agency::DocumentOffice;
use agency::common::limits;
use casework::application::{Granted, Step};
use casework::procedure::CaseRef;
use casework::{BenefitKind, DeadlineChange, Given, PayeeAccount, Refusal, Refusals};
use rules::Law;
use rules::pension::{ResidentPension, ResidentRefusal, resident_pension};
use values::{Citation, Explain, Explanation, Fen, Month, Party, Silent, Step as ExplainedStep, Text};

use super::{Facts, Form};
use crate::common::claim::{Award, account_of, refuse_granted};
use crate::common::determined::{arrears, arrears_words, explain_arrears};
use crate::common::person::unknown_person;
use crate::common::refusal::of_resident_rule;
use crate::common::sheet::{self, ResidentSheet};

/// What a claim comes to.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub account: Option<PayeeAccount>,
    /// The first month paid.
    pub start: Month,
    /// The pension of the first month.
    pub first: ResidentPension,
    /// The pension from the month after the decision on.
    pub current: ResidentPension,
    pub birth: Month,
    pub months: u32,
    /// From which month which amount: the government's part changes with the year.
    pub amounts: Vec<(Month, Fen)>,
    pub explanation: Explanation,
}

/// 国发〔2014〕8号: sixty years of age, fifteen years of contributions, no other pension. In that order after who it is.
pub(super) fn check(law: &Law, form: &Form, facts: &Facts, given: &Given) -> Result<Checked, Refusals> {
    let (Some(birth), true) = (facts.person.birth(), facts.person.person.is_some()) else { return Err(unknown_person().into()) };
    for kind in [BenefitKind::ResidentPension, BenefitKind::EmployeePension] {
        if let Some(granted) = refuse_granted(&facts.person, kind) {
            return Err(granted.into());
        }
    }
    let Some(record) = &facts.person.record else {
        return Err(Refusal::new(
            "no_record",
            "没有城乡居民养老保险的缴费记录",
            "there is no record of contributions to the residents' pension",
        )
        .hint("请先到参保地补录缴费记录", "have the contributions entered first")
        .citing(Citation::new("国发〔2014〕8号", ""))
        .into());
    };
    if record.category.is_some() {
        return Err(Refusal::new(
            "employees_record",
            "您的记录是企业职工养老保险，不能按居民申领",
            "the record is one of the employees' insurance, not the residents'",
        )
        .hint("请申领职工养老金", "claim the employees' pension")
        .into());
    }
    let account = account_of(&form.account, &facts.person)?;
    let decided_in = Month::of(given.today);
    let months: i64 = record.years.iter().map(|year| year.months).sum();
    let months = u32::try_from(months.max(0)).unwrap_or(u32::MAX).saturating_add(record.deemed_months);
    // What was credited after the balance was struck; it bears interest from the next closing on.
    let since: Fen = record.years.iter().filter(|year| year.year > record.opening_year).map(|year| year.credits).sum();
    let balance = record.opening_balance + since;
    let mut explanation = Explanation::default();
    let start = match resident_pension(law, decided_in.next(), birth, months, balance, &mut Silent) {
        Err(refusal @ ResidentRefusal::TooYoung { .. }) => return Err(of_resident_rule(&refusal).into()),
        _ => first_month(law, birth, decided_in),
    };
    let first = resident_pension(law, start, birth, months, balance, &mut explanation).map_err(|refusal| of_resident_rule(&refusal))?;
    let (mut current, mut amounts) = (first, vec![(start, first.total())]);
    for month in start.next().through(decided_in.next()) {
        let pension = resident_pension(law, month, birth, months, balance, &mut Silent).map_err(|refusal| of_resident_rule(&refusal))?;
        if amounts.last().is_none_or(|(_, amount)| *amount != pension.total()) {
            amounts.push((month, pension.total()));
        }
        current = pension;
    }
    Ok(Checked { account, start, first, current, birth, months, amounts, explanation })
}

/// The first month for which the rule pays somebody of this birth.
fn first_month(law: &Law, birth: Month, decided_in: Month) -> Month {
    let age = law.rule::<rules::pension::ResidentAccount>().in_month(decided_in).map_or(60, |rule| i32::from(rule.value.age_years));
    birth.plus(age * 12).next()
}

/// 社会保险经办条例 第18条, before 2023 the agency's own promise: the limit counts from the day the claim was received.
pub(super) fn deadlines(law: &Law, facts: &Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
    let title = Text::new("核定期限", "time limit for the determination");
    limits::from_receipt(law, "pension_application", ("decision", title), step, given.today, &facts.circumstances)
}

pub(super) fn grant(
    law: &Law,
    documents: &DocumentOffice,
    case: CaseRef<'_>,
    form: &Form,
    facts: &Facts,
    given: &Given,
) -> Result<Granted, Refusals> {
    let checked = check(law, form, facts, given)?;
    let decided_in = Month::of(given.today);
    let mut explanation = checked.explanation;
    let late = Month::of(facts.submitted_on) > checked.start;
    let notice = facts.circumstances.declared.iter().filter(|emergency| late && emergency.lasts_on(facts.submitted_on));
    let citation = notice
        .filter_map(|emergency| law.notice(&emergency.notice_id))
        .next()
        .map_or_else(|| Citation::new("国发〔2014〕8号", ""), |notice| Citation::new(notice.number.clone(), "一（一）"));
    explanation.step(|| ExplainedStep {
        name: Text::new("起发年月", "first month paid"),
        formula: Text::new("年满六十周岁的次月，与何时申请无关", "the month after the sixtieth birthday, whenever the claim is filed"),
        inputs: vec![(Text::new("申请日期", "applied on"), facts.submitted_on.to_string())],
        result: checked.start.to_string(),
        citation,
    });
    let award = Award {
        kind: BenefitKind::ResidentPension,
        entitlement_id: facts.entitlement_id,
        person_id: form.person_id,
        first_month: checked.start,
        amounts: checked.amounts,
        provisional: false,
        account: checked.account,
    };
    let months = arrears(checked.start, decided_in, |month| award.monthly(month));
    explain_arrears(&months, decided_in.next(), &mut explanation);
    let late = arrears_words(&months, decided_in.next());
    let (monthly, start) = (award.monthly(decided_in.next()), checked.start);
    let result = Text::new(
        format!("居民养老金每月 {monthly} 元，自 {start} 起发。{}", late.zh),
        format!("The pension is {monthly} yuan a month, from {start} on.{}", late.en),
    );
    let person = facts.person.person.as_ref().ok_or_else(unknown_person)?;
    let (birth, contributed) = (checked.birth, checked.months);
    let said = ResidentSheet { birth, months: contributed, start, current: checked.current, arrears: &months, explanation: &explanation };
    let sheet = sheet::of_resident(person, &said);
    let paper = documents.issue_or_keep(&sheet, Party::person(form.person_id), facts.code, case, given)?;
    Ok(Granted { result, explanation, paper: Some(paper), effects: award.effects(case) })
}
