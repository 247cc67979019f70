//! Decisions on the pre-review. Pure.

use agency::common::{limits, not_covered};
use casework::application::decide::met;
use casework::application::{Granted, Step};
use casework::procedure::CaseRef;
use casework::{BenefitKind, DeadlineChange, Effects, Given, Refusal, Refusals, RegistryChange};
use rules::Law;
use rules::retirement::{StatutoryRetirement, minimum_contribution_months, prereview_opens, statutory_retirement};
use values::{Citation, Explain, Explanation, Month, Silent, Step as ExplainedStep, Text};

use super::{Facts, Form};
use crate::common::career::Career;
use crate::common::claim::refuse_granted;
use crate::common::person::unknown_person;
use crate::common::stated::{VerifiedFacts, is_special, verify};

/// 威人社函〔2020〕6号 一（一）: the pre-review comes before the statutory month. Early refusals in that order: who, whether there is
/// anything to review, the facts, then the month.
pub(super) fn check(law: &Law, form: &Form, facts: &Facts, given: &Given, step: Step) -> Result<VerifiedFacts, Refusals> {
    let Some(person) = &facts.person.person else { return Err(unknown_person().into()) };
    if let Some(granted) = refuse_granted(&facts.person, BenefitKind::EmployeePension) {
        return Err(granted.into());
    }
    let verified = verify(law, person, facts.person.record.as_ref(), &form.stated, given.today)?;
    let retirement = statutory_retirement(law, verified.birth, verified.category, &mut Silent).map_err(|gap| not_covered(gap.text()))?;
    if step == Step::Submit {
        refuse_month(law, &retirement, &verified, Month::of(facts.submitted_on))?;
    }
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
    Ok(verified)
}

/// Not earlier than the agency's practice, and not once the age is reached: then the pension itself is claimed.
fn refuse_month(law: &Law, retirement: &StatutoryRetirement, verified: &VerifiedFacts, filed: Month) -> Result<(), Refusals> {
    let (opens, citation) = prereview_opens(law, retirement.month, filed).map_err(|gap| not_covered(gap.text()))?;
    if filed < opens {
        let month = retirement.month;
        return Err(Refusal::new(
            "too_early",
            format!("退休年月为 {month}，{opens} 起可以申请预审"),
            format!("retirement is in {month}; the pre-review may be filed from {opens} on"),
        )
        .hint("请到时再申请；现在可以在网上测算养老金", "file it then; the pension can be previewed now")
        .citing(citation)
        .into());
    }
    // A special work type retires by application, and may be reviewed at any time from then on.
    if filed >= retirement.month && !is_special(verified.category) {
        let month = retirement.month;
        return Err(Refusal::new(
            "age_reached",
            format!("{month} 已达到退休年龄，不需要预审"),
            format!("the age was reached in {month}; there is nothing to review ahead of"),
        )
        .hint("请直接申领养老金，晚办不少发", "claim the pension itself; nothing is lost by filing late")
        .citing(Citation::new("威人社函〔2020〕6号", "一（一）"))
        .into());
    }
    Ok(())
}

/// No text names a limit for the pre-review; the agency's own applies from acceptance.
pub(super) fn deadlines(law: &Law, facts: &Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
    let title = Text::new("预审期限", "time limit for the pre-review");
    match step {
        Step::Accept => {
            Ok(vec![limits::start(law, "retirement_prereview_decision", "decision", title, given.today, &facts.circumstances)?])
        }
        Step::Grant | Step::Refuse => Ok(vec![met("decision")]),
        Step::Withdraw => Ok(vec![DeadlineChange::Ended { name: "decision".into() }]),
        Step::Submit
        | Step::RequestSupplement
        | Step::Supplement
        | Step::RefuseAcceptance
        | Step::Correct
        | Step::Review
        | Step::Print
        | Step::Reproject
        | Step::Watch => Ok(Vec::new()),
    }
}

pub(super) fn grant(law: &Law, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
    let verified = check(law, form, facts, given, Step::Grant)?;
    let mut explanation = Explanation::default();
    let retirement =
        statutory_retirement(law, verified.birth, verified.category, &mut explanation).map_err(|gap| not_covered(gap.text()))?;
    let record = verified.record(facts.person.record.as_ref(), case.area, form.person_id, case.id);
    let career = Career::of(law, Some(&record), &facts.person.contributions, retirement.month, given.today)?;
    explanation.steps.extend(career.step());
    let months = i64::from(verified.deemed_months) + career.paid_months();
    let minimum = minimum_contribution_months(law, retirement.month).map_err(|gap| not_covered(gap.text()))?;
    explanation.step(|| ExplainedStep {
        name: Text::new("缴费年限", "contribution months"),
        formula: Text::new(
            "视同缴费月数 + 截至目前的实际缴费月数，与最低缴费年限比较",
            "deemed months + months paid so far, against the minimum",
        ),
        inputs: vec![
            (Text::new("视同缴费", "deemed"), verified.deemed_months.to_string()),
            (Text::new("实际缴费", "paid"), career.paid_months().to_string()),
            (Text::new("最低年限", "minimum"), minimum.to_string()),
        ],
        result: months.to_string(),
        citation: Citation::new("社会保险法", "第16条"),
    });
    let result = result_text(&retirement, &verified, months, i64::from(minimum));
    let effects = Effects { registry: vec![RegistryChange::RecordCareer(record)], ..Effects::default() };
    Ok(Granted { result, explanation, paper: None, effects })
}

fn result_text(retirement: &StatutoryRetirement, verified: &VerifiedFacts, months: i64, minimum: i64) -> Text {
    let month = retirement.month;
    let short = (minimum - months).max(0);
    let (more_zh, more_en) = if short > 0 {
        (format!("距最低缴费年限还差 {short} 个月，请继续缴费。"), format!(" {short} more months of contributions are needed."))
    } else {
        (String::new(), String::new())
    };
    if is_special(verified.category) {
        return Text::new(
            format!(
                "预审通过：特殊工种认定 {} 个月，自 {month} 起可以申请提前退休，养老金自申请的次月起发。{more_zh}",
                verified.special_work_months()
            ),
            format!(
                "The pre-review is through: {} months of special work. Earlier retirement may be claimed from {month} on; the pension starts the \
                 month after the claim.{more_en}",
                verified.special_work_months()
            ),
        );
    }
    Text::new(
        format!("预审通过：退休年月为 {month}，届时请在网上申领，养老金自次月起发，不必到大厅。{more_zh}"),
        format!(
            "The pre-review is through: retirement is in {month}. Claim online then; the pension starts the month after, without a visit.{more_en}"
        ),
    )
}
