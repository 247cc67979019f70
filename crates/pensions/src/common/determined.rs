//! A pension determined from what the agency knows, with every step.

use casework::{EmergencyRecord, Entitlement, Refusals};
use rules::Law;
use rules::pension::{Determination, PensionClaim, determine};
use rules::retirement::statutory_retirement;
use values::{Citation, Date, Explain, Explanation, Fen, Language, Month, Silent, Step, Text};

use super::career::Career;
use super::person::PersonFacts;
use super::refusal::of_rule;
use super::stated::{VerifiedFacts, is_special};

/// A determination with how it came about.
#[derive(Debug, Clone)]
pub struct Determined {
    pub determination: Determination,
    pub career: Career,
    pub explanation: Explanation,
}

/// When somebody asks to retire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The month the claim was filed in.
    pub applied: Month,
    /// The month chosen instead of the statutory one.
    pub chosen: Option<Month>,
    /// The day the figures of the law are known as of.
    pub known_on: Date,
}

/// The month somebody retires in.
pub fn retirement_month(law: &Law, facts: &VerifiedFacts, asked: &Asked) -> Result<Month, Refusals> {
    if is_special(facts.category) {
        return Ok(asked.applied);
    }
    if let Some(chosen) = asked.chosen {
        return Ok(chosen);
    }
    let statutory = statutory_retirement(law, facts.birth, facts.category, &mut Silent);
    Ok(statutory.map_err(|gap| of_rule(&gap.into()))?.month)
}

/// Determines the pension of a person with these facts. Pure: the same answer whenever it is asked with the same arguments.
pub fn determined(law: &Law, person: &PersonFacts, facts: &VerifiedFacts, asked: &Asked) -> Result<Determined, Refusals> {
    let retirement = retirement_month(law, facts, asked)?;
    let career = Career::of(law, person.record.as_ref(), &person.contributions, retirement, asked.known_on)?;
    let claim = PensionClaim {
        birth: facts.birth,
        category: facts.category,
        applied: asked.applied,
        chosen: asked.chosen,
        deemed_months: facts.deemed_months,
        account_start: facts.account_start,
        paid_months_before_account: facts.paid_months_before_account,
        opening: career.opening,
        years: &career.years,
    };
    let mut explanation = Explanation::default();
    explanation.steps.extend(career.step());
    let determination = determine(law, asked.known_on, &claim, &mut explanation).map_err(|refusal| Refusals::from(of_rule(&refusal)))?;
    Ok(Determined { determination, career, explanation })
}

/// The determination of a pension that is paid from `first_month` on, with the same month of retirement as it was granted with.
pub fn determined_again(
    law: &Law,
    person: &PersonFacts,
    verified: &VerifiedFacts,
    first_month: Month,
    known_on: Date,
) -> Result<Determined, Refusals> {
    let retirement = first_month.previous();
    let statutory = statutory_retirement(law, verified.birth, verified.category, &mut Silent).map_err(|gap| of_rule(&gap.into()))?;
    let chosen = (!is_special(verified.category) && statutory.month != retirement).then_some(retirement);
    determined(law, person, verified, &Asked { applied: retirement, chosen, known_on })
}

/// What was determined for the first month of a right, without the yearly adjustments behind it.
pub fn determined_amount(right: &Entitlement) -> Fen {
    let mut of_first = right.amounts.iter().rev().filter(|amount| amount.from_month <= right.first_month);
    let Some(last) = of_first.next() else { return Fen::ZERO };
    // Where the first month is a January, the case that determined may have decided the adjustment with it.
    let beside = of_first.next().filter(|earlier| earlier.case_id == last.case_id);
    beside.map_or(last.monthly, |determined| determined.monthly)
}

/// Why the pension starts when it does.
///
/// 威人社函〔2020〕6号 一（一）: whoever was not pre-reviewed and files late because of the epidemic loses nothing.
pub fn start_step(law: &Law, determination: &Determination, is_special: bool, applied: Date, emergencies: &[EmergencyRecord]) -> Step {
    let late = Month::of(applied) > determination.start;
    let notice =
        emergencies.iter().filter(|emergency| late && emergency.lasts_on(applied)).find_map(|emergency| law.notice(&emergency.notice_id));
    let citation = match notice {
        Some(notice) => Citation::new(notice.number.clone(), "一（一）"),
        None => Citation::new("社会保险法", "第16条"),
    };
    let formula = if is_special {
        Text::new("特殊工种人员自申请的次月起发", "special types of work: from the month after the application")
    } else {
        Text::new("自达到退休年龄的次月起发，与何时申请无关", "from the month after the age is reached, whenever the claim is filed")
    };
    Step {
        name: Text::new("起发年月", "first month paid"),
        formula,
        inputs: vec![
            (Text::new("退休年月", "month of retirement"), determination.retirement.to_string()),
            (Text::new("申请日期", "applied on"), applied.to_string()),
        ],
        result: determination.start.to_string(),
        citation,
    }
}

/// The months due at once: from the first to that of the decision, each with what is due. They go out with the run of the month after.
pub fn arrears(start: Month, decided_in: Month, monthly: impl Fn(Month) -> Fen) -> Vec<(Month, Fen)> {
    start.through(decided_in).map(|month| (month, monthly(month))).collect()
}

/// The arrears month by month, as a step.
pub fn explain_arrears(arrears: &[(Month, Fen)], paid_with: Month, explain: &mut Explanation) {
    if arrears.is_empty() {
        return;
    }
    let total: Fen = arrears.iter().map(|(_, amount)| *amount).sum();
    explain.step(|| Step {
        name: Text::new("补发", "arrears"),
        formula: Text::new(
            format!("起发年月至核定当月逐月补发，随 {paid_with} 的待遇一并发放"),
            format!("every month from the first to that of the decision, paid with the benefits of {paid_with}"),
        ),
        inputs: arrears.iter().map(|(month, amount)| (Text::same(month.to_string()), amount.to_string())).collect(),
        result: total.to_string(),
        citation: Citation::new("威人社函〔2020〕6号", "一（一）"),
    });
}

/// The arrears in a sentence of a letter; nothing where there are none.
pub fn arrears_words(arrears: &[(Month, Fen)], paid_with: Month) -> Text {
    if arrears.is_empty() {
        return Text::default();
    }
    let total: Fen = arrears.iter().map(|(_, amount)| *amount).sum();
    let list = |language: Language| {
        let lines: Vec<String> = arrears
            .iter()
            .map(|(month, amount)| match language {
                Language::Chinese => format!("{month} {amount} 元"),
                Language::English => format!("{month} {amount} yuan"),
            })
            .collect();
        lines.join(language.pick("、", ", "))
    };
    Text::new(
        format!("补发：{}，合计 {total} 元，随 {paid_with} 的待遇一并发放。", list(Language::Chinese)),
        format!(" Arrears: {}, {total} yuan in all, paid with the benefits of {paid_with}.", list(Language::English)),
    )
}
