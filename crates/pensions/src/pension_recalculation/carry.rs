//! Determines again. Pure.

use agency::DocumentOffice;
use agency::common::not_covered;
use casework::procedure::CaseRef;
use casework::{BenefitAmount, BenefitChange, Effects, Given, Notification, Paper, Refusal, Refusals, RegistryChange};
use documents::kinds::{PensionDetermination, ReplacedDetermination};
use rules::Law;
use rules::pension::base_used;
use values::{Date, Explain, Explanation, Fen, Month, Silent, Text};

use super::{Determinable, Facts, Scope, title};
use crate::common::adjusted::{Adjusted, Pensioner, adjusted, explain_unrecorded};
use crate::common::approved_run::{Changed, Left, Portion, letter};
use crate::common::determined::{Determined, determined_again, determined_amount};
use crate::common::person::{PersonFacts, unknown_person};
use crate::common::refusal::of_rule;
use crate::common::sheet;
use crate::common::stated::{VerifiedFacts, verify};

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
    let person = PersonFacts {
        person: pension.person.clone(),
        record: pension.record.clone(),
        contributions: pension.contributions.clone(),
        ..PersonFacts::default()
    };
    determined_again(law, &person, verified, pension.entitlement.first_month, today)
}

/// Whether the amount that holds from the first month on is still to be determined again.
fn is_provisional(pension: &Determinable) -> bool {
    let first = pension.entitlement.first_month;
    pension.entitlement.amounts.iter().rev().find(|amount| amount.from_month <= first).is_some_and(|amount| amount.provisional)
}

pub(super) fn carry(
    law: &Law,
    documents: &DocumentOffice,
    case: CaseRef<'_>,
    (scope, why): (&Scope, &Text),
    facts: &Facts,
    given: &Given,
) -> Result<Portion, Refusals> {
    let mut portion = Portion { last_id: facts.last_id, ..Portion::default() };
    let mut effects = Effects::default();
    for (position, pension) in facts.pensions.iter().enumerate() {
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
        let again = Again { law, case, why, pension, verified, found, today: given.today };
        effects.benefits.extend(again.changes());
        if let (Some(_), Some(record)) = (stated, &pension.record) {
            effects.registry.push(RegistryChange::RecordCareer(again.verified.record(Some(record), case.area, person_id, case.id)));
        }
        let mut changed = again.changed(name);
        let explanation = again.explained(&changed);
        if let Some(sheet) = again.sheet(&explanation) {
            let paper = documents.issue_or_keep(&sheet, right.beneficiary, facts.codes.get(position).copied(), case, given)?;
            let (issued, document, unprinted) = Paper::taken_apart(Some(paper));
            effects.documents.extend(issued);
            (changed.document, changed.unprinted) = (document, unprinted);
        }
        effects.notifications.push(told(letter(&title(), case, &changed, why), changed.document.is_some()));
        if matches!(scope, Scope::Person { .. }) {
            portion.explanation = Some(explanation);
        }
        portion.changed.push(changed);
    }
    portion.effects = effects;
    Ok(portion)
}

/// Why it is determined again, as letter and sheet say it.
pub(super) fn why(scope: &Scope, reason: &str) -> Text {
    match scope {
        Scope::Year { year } => {
            Text::new(format!("{year} 年计发基数已公布，临时待遇重新核定。"), format!("The base of {year} is published. "))
        }
        Scope::Person { .. } => Text::new(format!("经核实后重新核定：{reason}。"), format!("It was determined again: {reason}. ")),
    }
}

/// What a letter says of the sheet, and of what can be done about it.
fn told(mut letter: Notification, is_printed: bool) -> Notification {
    if is_printed {
        letter.body.zh.push_str("重新核定表可在“我的养老金”下载。");
        letter.body.en.push_str(" The sheet is found under “My pension”.");
    }
    letter.body.zh.push_str("如不服，可以自收到之日起60日内申请行政复议，或者6个月内提起行政诉讼。");
    letter.body.en.push_str(" If you disagree, you may ask for reconsideration within 60 days or go to court within 6 months.");
    letter
}

/// One pension determined again.
struct Again<'a> {
    law: &'a Law,
    case: CaseRef<'a>,
    why: &'a Text,
    pension: &'a Determinable,
    verified: VerifiedFacts,
    found: Determined,
    today: Date,
}

impl Again<'_> {
    fn monthly(&self) -> Fen {
        self.found.determination.components.total()
    }

    /// The new amount from the first month, and behind it every yearly adjustment since, reckoned on it.
    fn adjusted<E: Explain>(&self, explain: &mut E) -> Adjusted {
        let determination = &self.found.determination;
        let of =
            Pensioner { contribution_months: determination.total_months, birth: self.verified.birth, retirement: determination.retirement };
        adjusted(self.law, self.monthly(), self.pension.entitlement.first_month, Month::of(self.today), of, explain)
    }

    fn changes(&self) -> Vec<BenefitChange> {
        let right = &self.pension.entitlement;
        let provisional = self.found.determination.provisional;
        let adjusted = self.adjusted(&mut Silent);
        let change = |(from_month, monthly): (Month, Fen)| BenefitChange::Amount {
            entitlement_id: right.id,
            beneficiary: right.beneficiary,
            amount: BenefitAmount { from_month, monthly, provisional, case_id: self.case.id },
        };
        adjusted.amounts.into_iter().map(change).collect()
    }

    fn changed(&self, name: String) -> Changed {
        let right = &self.pension.entitlement;
        Changed {
            entitlement_id: right.id,
            person_id: right.beneficiary.id,
            name,
            from_month: right.first_month,
            before: determined_amount(right),
            after: self.monthly(),
            document: None,
            unprinted: None,
        }
    }

    /// What the months already paid differ by.
    fn difference(&self) -> Option<(Month, Month, Fen)> {
        let right = &self.pension.entitlement;
        let adjusted = self.adjusted(&mut Silent);
        let sum = right.first_month.through(right.settled_through).filter(|month| !right.due(*month).is_zero());
        let sum: Fen = sum.map(|month| adjusted.monthly(month) - right.due(month)).sum();
        (!sum.is_zero()).then_some((right.first_month, right.settled_through, sum))
    }

    fn explained(&self, changed: &Changed) -> Explanation {
        let mut explanation = self.found.explanation.clone();
        let unrecorded = self.adjusted(&mut explanation).unrecorded;
        explain_unrecorded(&unrecorded, &mut explanation);
        explanation.steps.push(values::Step {
            name: Text::new("重新核定", "new determination"),
            formula: Text::new(
                "自起发年月起按重新核定额，已发月份的差额随下一次发放结清",
                "the new pension holds from the first month; the difference of months paid is settled with the next payment",
            ),
            inputs: vec![
                (Text::new("原核定额", "pension before"), changed.before.to_string()),
                (Text::new("起发年月", "from"), changed.from_month.to_string()),
                (Text::new("核定日期", "determined on"), self.today.to_string()),
            ],
            result: changed.after.to_string(),
            citation: values::Citation::new("国发〔2005〕38号", "六"),
        });
        explanation
    }

    /// The sheet: what was determined before and now, why, and the way against it.
    fn sheet(&self, explanation: &Explanation) -> Option<PensionDetermination> {
        let person = self.pension.person.as_ref()?;
        let adjusted = self.adjusted(&mut Silent);
        let sheet = sheet::of_employee(person, &self.verified, &self.found.determination, &adjusted, &[], explanation);
        let replaces = ReplacedDetermination {
            monthly: determined_amount(&self.pension.entitlement),
            reason: self.why.clone(),
            difference: self.difference(),
        };
        Some(PensionDetermination { starts_in: self.pension.entitlement.first_month, replaces: Some(replaces), ..sheet })
    }
}

#[cfg(test)]
mod tests;
