//! Decisions on the claim of an employees' pension. Pure.

use agency::DocumentOffice;
use agency::common::limits;
use casework::application::{Granted, Step};
use casework::procedure::CaseRef;
use casework::{BenefitKind, DeadlineChange, Declaration, Given, MaterialRequirement, PayeeAccount, Refusal, Refusals, RegistryChange};
use rules::Law;
use rules::retirement::statutory_retirement;
use values::{Date, Month, Party, Silent, Text};

use super::{Facts, Form, insurance_end};
use crate::common::adjusted::{Pensioner, adjusted, adjusted_words, explain_unrecorded};
use crate::common::claim::{Award, account_of, refuse_granted};
use crate::common::determined::{Asked, Determined, arrears, arrears_words, determined, explain_arrears, start_step};
use crate::common::person::unknown_person;
use crate::common::sheet;
use crate::common::stated::{self, VerifiedFacts, is_special, verify};

/// Everything a claim comes to.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub verified: VerifiedFacts,
    pub account: Option<PayeeAccount>,
    pub determined: Determined,
}

/// 社会保险法 第16条: the age is reached and the contributions suffice. In order: who, whether a pension is paid already, the facts of the
/// career, the month chosen, the account, then the determination itself with the refusals of the rules.
pub(super) fn check(law: &Law, form: &Form, facts: &Facts, given: &Given, step: Step) -> Result<Checked, Refusals> {
    if facts.person.person.is_none() {
        return Err(unknown_person().into());
    }
    if let Some(granted) = refuse_granted(&facts.person, BenefitKind::EmployeePension) {
        return Err(granted.into());
    }
    let mut refusals = Refusals::default();
    let verified = collect(&mut refusals, verified_facts(law, form, facts, given.today));
    let chosen = collect(&mut refusals, chosen_month(&form.chosen));
    let account = collect(&mut refusals, account_of(&form.account, &facts.person));
    let (Some(verified), Some(chosen), Some(account)) = (verified, chosen, account) else { return Err(refusals) };
    if step == Step::Grant && verified.is_birth_open {
        return Err(Refusal::new(
            "birth_undecided",
            "身份证与档案的出生日期不一致，尚未认定以哪个为准",
            "ID number and personnel file state different days of birth and nobody has found yet which holds",
        )
        .on_field("birth_basis")
        .hint("请复核人核实档案并更正认定依据", "a reviewer looks into the file and records which holds")
        .into());
    }
    let asked = asked(law, facts, &verified, chosen, given.today);
    let determined = determined(law, &facts.person, &verified, &asked)?;
    Ok(Checked { verified, account, determined })
}

fn collect<T>(refusals: &mut Refusals, answer: Result<T, Refusals>) -> Option<T> {
    match answer {
        Ok(value) => Some(value),
        Err(more) => {
            refusals.0.extend(more.0);
            None
        }
    }
}

/// A choice of the statutory month is no choice, also where the law of the month knows none.
fn asked(law: &Law, facts: &Facts, verified: &VerifiedFacts, chosen: Option<Month>, known_on: Date) -> Asked {
    let statutory = statutory_retirement(law, verified.birth, verified.category, &mut Silent).ok().map(|found| found.month);
    Asked { applied: Month::of(facts.submitted_on), chosen: chosen.filter(|chosen| Some(*chosen) != statutory), known_on }
}

/// What a pre-review verified; otherwise what is stated.
fn verified_facts(law: &Law, form: &Form, facts: &Facts, today: Date) -> Result<VerifiedFacts, Refusals> {
    let Some(person) = &facts.person.person else { return Err(unknown_person().into()) };
    if facts.person.is_verified()
        && let Some(record) = &facts.person.record
        && let Some(verified) = VerifiedFacts::of_record(record, Month::of(person.id_number.born_on()))
    {
        return Ok(verified);
    }
    match &form.stated {
        Some(stated) => verify(law, person, facts.person.record.as_ref(), stated, today),
        None => Err(Refusal::new("stated_needed", "没有预审结果，请填写参保经历", "there is no pre-review: state the facts of the career")
            .on_field("category")
            .into()),
    }
}

fn chosen_month(typed: &str) -> Result<Option<Month>, Refusals> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(|_| {
        Refusal::new("month", "选择的年月应写成例如 2026-03", "write the month chosen such as 2026-03").on_field("chosen").into()
    })
}

/// 人社部发〔2024〕94号: who goes earlier tells the employer in writing, who stays longer agrees with the employer in writing.
pub(super) fn needed_materials(law: &Law, declaration: &Declaration, form: &Form, facts: &Facts) -> Vec<MaterialRequirement> {
    let mut needed = match &form.stated {
        Some(stated) if !facts.person.is_verified() => stated::needed(stated, facts.person.record.as_ref()),
        _ => Vec::new(),
    };
    let verified = verified_facts(law, form, facts, facts.submitted_on).ok();
    let statutory = verified.and_then(|verified| statutory_retirement(law, verified.birth, verified.category, &mut Silent).ok());
    if let (Some(statutory), Ok(Some(chosen))) = (statutory, chosen_month(&form.chosen)) {
        let kind = match chosen.cmp(&statutory.month) {
            std::cmp::Ordering::Less => "elastic_notice",
            std::cmp::Ordering::Greater => "delay_agreement",
            std::cmp::Ordering::Equal => "",
        };
        needed.extend(declaration.materials.iter().find(|material| material.kind == kind).cloned());
    }
    needed
}

/// 社会保险经办条例 第18条, before 2023 the agency's own promise: the limit counts from the day the claim was received.
pub(super) fn deadlines(law: &Law, facts: &Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
    let title = Text::new("核定期限", "time limit for the determination");
    limits::from_receipt(law, "pension_application", ("decision", title), step, given.today, &facts.circumstances)
}

/// The determination, its right and its sheet. A font that is missing keeps nobody from a pension: the sheet then follows.
pub(super) fn grant(
    law: &Law,
    documents: &DocumentOffice,
    case: CaseRef<'_>,
    form: &Form,
    facts: &Facts,
    given: &Given,
) -> Result<Granted, Refusals> {
    let checked = check(law, form, facts, given, Step::Grant)?;
    let determination = checked.determined.determination;
    let mut explanation = checked.determined.explanation;
    let special = is_special(checked.verified.category);
    explanation.steps.push(start_step(law, &determination, special, facts.submitted_on, &facts.circumstances.declared));
    let monthly = determination.components.total();
    let decided_in = Month::of(given.today);
    let of =
        Pensioner { contribution_months: determination.total_months, birth: checked.verified.birth, retirement: determination.retirement };
    let adjusted = adjusted(law, monthly, determination.start, decided_in, of, &mut explanation);
    explain_unrecorded(&adjusted.unrecorded, &mut explanation);
    let months = arrears(determination.start, decided_in, |month| adjusted.monthly(month));
    explain_arrears(&months, decided_in.next(), &mut explanation);
    let insurance = insurance_end::end(case, &facts.person, determination.retirement);
    explanation.steps.extend(insurance.step);
    let has_account = checked.account.is_some();
    let person = facts.person.person.as_ref().ok_or_else(unknown_person)?;
    let sheet = sheet::of_employee(person, &checked.verified, &determination, &adjusted, &months, &explanation);
    let paper = documents.issue_or_keep(&sheet, Party::person(form.person_id), facts.code, case, given)?;
    let award = Award {
        kind: BenefitKind::EmployeePension,
        entitlement_id: facts.entitlement_id,
        person_id: form.person_id,
        first_month: determination.start,
        amounts: adjusted.amounts.clone(),
        provisional: determination.provisional,
        account: checked.account,
    };
    let mut effects = award.effects(case);
    effects.registry.extend(insurance.changes);
    effects.notifications.extend(insurance.notifications);
    if !facts.person.is_verified() {
        let record = checked.verified.record(facts.person.record.as_ref(), case.area, form.person_id, case.id);
        effects.registry.push(RegistryChange::RecordCareer(record));
    }
    let provisional = if determination.provisional {
        let year = determination.retirement.year();
        Text::new(
            format!("{year} 年计发基数尚未公布，暂按上年基数发放，公布后重新核定并补发差额。"),
            format!(
                " The base of {year} is not published: last year's is used, and the pension is determined again with arrears once it is."
            ),
        )
    } else {
        Text::default()
    };
    let late = arrears_words(&months, decided_in.next());
    let raised = adjusted_words(&adjusted);
    let start = determination.start;
    let account =
        if has_account { Text::default() } else { Text::new("发放到已登记的账户。", " It goes to the account on record.") };
    let result = Text::new(
        format!(
            "基本养老金每月 {monthly} 元，自 {start} 起发。{}{}{}{}{}",
            raised.zh, late.zh, provisional.zh, account.zh, insurance.words.zh
        ),
        format!(
            "The pension is {monthly} yuan a month, from {start} on.{}{}{}{}{}",
            raised.en, late.en, provisional.en, account.en, insurance.words.en
        ),
    );
    Ok(Granted { result, explanation, paper: Some(paper), effects })
}
