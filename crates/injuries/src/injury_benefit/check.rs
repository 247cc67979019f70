//! The conditions of the benefits, in the order of the articles. Pure.

use casework::{Given, Refusal, Refusals};
use rules::Law;
use values::{Citation, Silent};

use super::facts::Facts;
use super::figures::figures;
use super::form::{Cause, Claim, Form};

/// The claim, when it can be granted.
///
/// 工伤保险条例 第30条 and after: benefits follow a recognised injury; 第35条: a grade follows an appraisal; 第37条: the sums on leaving follow the
/// end of the contract; 第39条: those of a death its day.
pub(super) fn check(law: &Law, form: &Form, facts: &Facts, given: &Given) -> Result<Claim, Refusals> {
    let claim = form.read()?;
    let Some(injury) = &facts.injury else {
        return Err(Refusal::new(
            "not_recognised",
            "没有找到该职工的工伤认定决定",
            "no decision that recognises a work injury of this worker was found",
        )
        .hint(
            "请核对认定编号和身份证号；尚未认定的，请先申请工伤认定",
            "check the number and the ID number, or apply for recognition first",
        )
        .on_field("recognition_case_id")
        .into());
    };
    if claim.cause != Cause::Death {
        let other = |case_id: Option<i64>| case_id.is_some_and(|case_id| case_id != injury.case_id);
        if facts.appraisal.as_ref().is_none_or(|appraisal| other(appraisal.recognition_case_id)) {
            return Err(Refusal::new(
                "not_appraised",
                "没有找到该次工伤的劳动能力鉴定结论",
                "no conclusion of an appraisal of this injury was found",
            )
            .hint("请核对鉴定编号；尚未鉴定的，请先申请劳动能力鉴定", "check the number, or apply for an appraisal first")
            .citing(Citation::new("工伤保险条例", "第35条"))
            .on_field("appraisal_case_id")
            .into());
        }
    }
    if let Some(on) = claim.on {
        if on > given.today {
            return Err(Refusal::new("in_the_future", format!("{on} 晚于今天"), format!("{on} lies after today")).on_field("on").into());
        }
        if on < injury.injured_on {
            let injured_on = injury.injured_on;
            return Err(Refusal::new(
                "before_the_injury",
                format!("{on} 早于受伤（确诊）日期 {injured_on}"),
                format!("{on} lies before the injury of {injured_on}"),
            )
            .on_field("on")
            .into());
        }
    }
    let still_employed = facts.employments.iter().any(|period| period.employer_id == injury.employer_id && period.until_month.is_none());
    if claim.cause == Cause::Leaving && still_employed {
        return Err(Refusal::new(
            "still_employed",
            "该职工仍由发生工伤的单位参保，劳动关系尚未解除",
            "the employer of the injury still insures the worker; the contract has not ended",
        )
        .hint("请单位先办理人员减少", "the employer removes the worker first")
        .citing(Citation::new("工伤保险条例", "第37条"))
        .on_field("on")
        .into());
    }
    refuse_relatives(&claim, facts).into_result()?;
    let found = figures(law, &claim, facts, &mut Silent)?;
    let again = found.iter().find(|figure| {
        facts.rights.iter().any(|right| {
            right.kind == figure.kind
                && right.beneficiary == figure.beneficiary
                && right.last_month.is_none_or(|last| last >= right.first_month)
        })
    });
    if let Some(figure) = again {
        let name = figure.kind.name();
        return Err(Refusal::new("already_granted", format!("{}已经核定", name.zh), format!("the {} is determined already", name.en))
            .hint("有异议的，可以申请复议", "you may ask for reconsideration if you disagree")
            .on_field("benefits")
            .into());
    }
    Ok(claim)
}

/// Who receives money is registered in the area, so that it can be paid.
fn refuse_relatives(claim: &Claim, facts: &Facts) -> Refusals {
    let mut refusals = Refusals::default();
    let unknown = |field: String| {
        Refusal::new("unknown_person", "本区域没有登记该人员", "this person is not registered in the area")
            .hint("请先到窗口或者拨打 12333 登记", "have them registered first at a counter or by calling 12333")
            .on_field(field)
    };
    if claim.relative.is_some() && facts.relative.is_none() {
        refusals.push(unknown("relative_id_number".into()));
    }
    for (position, dependant) in facts.dependants.iter().enumerate() {
        if dependant.is_none() {
            refusals.push(unknown(format!("dependants.{position}.id_number")));
        }
    }
    refusals
}
