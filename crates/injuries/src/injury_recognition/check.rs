//! What stands against taking an application in. Pure.

use casework::{Given, Refusal, Refusals};
use rules::injury::{Filing, FilingRefusal, Paper, judge_filing};
use rules::{Law, injury};
use values::{Citation, Date, Month};

use super::facts::Facts;
use super::form::{Claim, Form};
use agency::common::not_covered;

/// The day the application was filed: today while it is being filed.
pub(super) fn filed_on(facts: &Facts, given: &Given) -> Date {
    facts.state.submitted_on.unwrap_or(given.today)
}

/// 工伤保险条例 第17条: who may apply until when; 第18条: form, employment relationship and diagnosis.
pub(super) fn check(law: &Law, form: &Form, facts: &Facts, given: &Given) -> Refusals {
    if facts.employer.is_none() {
        return Refusal::new("unknown_employer", "本区域没有找到该单位", "there is no such employer in this area")
            .on_field("employer_id")
            .hint("请核对单位编号，或拨打 12333", "check the employer's number, or call 12333")
            .into();
    }
    let claim = match form.read() {
        Ok(claim) => claim,
        Err(refusals) => return refusals,
    };
    let mut refusals = Refusals::default();
    refusals.0.extend(refuse_worker(&claim, facts));
    refusals.0.extend(refuse_day(law, form, &claim, facts, given));
    refusals.0.extend(refuse_diagnosis(law, form, &claim));
    refusals
}

/// An ID number stands for one person in the whole city, so the name must be the registered one.
fn refuse_worker(claim: &Claim, facts: &Facts) -> Option<Refusal> {
    let Some(worker) = &facts.worker else {
        return Some(match facts.registered_in {
            Some(area) => Refusal::new(
                "registered_elsewhere",
                format!("该职工的参保关系在 {area}，请向参保地申请"),
                format!("this worker is registered in {area}; apply there"),
            )
            .on_field("worker_id_number"),
            None => Refusal::new("unknown_person", "没有找到该身份证号码的参保人员", "nobody is registered under this ID number")
                .on_field("worker_id_number")
                .hint(
                    "请核对号码；单位未参保的，先由单位办理参保登记，或拨打 12333 由工作人员登记",
                    "check the number; somebody never insured is registered first by the employer, or call 12333",
                ),
        });
    };
    if worker.name != claim.worker_name {
        return Some(
            Refusal::new("name_differs", "姓名与该身份证号码已登记的姓名不一致", "the name is not the one registered for this ID number")
                .on_field("worker_name")
                .hint("请核对姓名和身份证号码", "check the name and the ID number"),
        );
    }
    None
}

fn refuse_day(law: &Law, form: &Form, claim: &Claim, facts: &Facts, given: &Given) -> Option<Refusal> {
    let injured_on = claim.injured_on;
    let born_on = claim.worker_id_number.born_on();
    if injured_on < born_on {
        return Some(
            Refusal::new(
                "before_birth",
                format!("事故日期 {injured_on} 早于职工的出生日期"),
                format!("the accident of {injured_on} lies before the worker's birth"),
            )
            .on_field("injured_on")
            .hint("请核对日期和身份证号码", "check the day and the ID number"),
        );
    }
    match judge_filing(law, claim.applicant, injured_on, filed_on(facts, given), facts.state.extended_until) {
        Err(FilingRefusal::Date(error)) => return Some(not_covered(error.text())),
        Err(refusal @ FilingRefusal::InTheFuture { .. }) => {
            let text = refusal.text();
            return Some(Refusal::new("accident_in_future", text.zh, text.en).on_field("injured_on"));
        }
        Err(refusal @ FilingRefusal::TooLate { .. }) if form.delay_reason.trim().is_empty() => {
            let text = refusal.text();
            return Some(Refusal::new("filed_too_late", text.zh, text.en).on_field("injured_on").hint(
                "因不可抗力等不属于本人的原因耽误的，请写明“逾期原因”后提交，由工作人员审查是否受理",
                "where force majeure or another cause not your own kept you, say so under “why it is late”: an officer then decides whether it is accepted",
            ));
        }
        Err(FilingRefusal::TooLate { .. } | FilingRefusal::ExtensionTooShort { .. }) | Ok(_) => {}
    }
    refuse_before_employment(form, injured_on, facts)
}

/// What the register shows to lie before the employment needs a paper that says otherwise (第18条: also a de facto relationship).
fn refuse_before_employment(form: &Form, injured_on: Date, facts: &Facts) -> Option<Refusal> {
    let since = facts.insured_since(form.employer_id)?;
    if Month::of(injured_on) >= since || facts.has_paper(Paper::EmploymentRelationship) {
        return None;
    }
    Some(
        Refusal::new(
            "before_employment",
            format!("事故日期 {injured_on} 早于该职工在本单位参保的 {since}"),
            format!("the accident of {injured_on} lies before {since}, when the worker was first insured through this employer"),
        )
        .on_field("injured_on")
        .hint(
            "当时已存在劳动关系（含事实劳动关系）的，请上传劳动关系证明材料",
            "where the employment had begun, be it de facto, hand in proof of the employment relationship",
        )
        .citing(Citation::new("工伤保险条例", "第18条")),
    )
}

/// A code that is given must be on the list of the day; without a code the words of the certificate stand, unverified.
fn refuse_diagnosis(law: &Law, form: &Form, claim: &Claim) -> Option<Refusal> {
    let code = form.diagnosis_code.trim();
    if code.is_empty() {
        return None;
    }
    match injury::diagnosis_on(law, code, claim.injured_on) {
        Ok(Some(_)) => None,
        Ok(None) => Some(
            Refusal::new(
                "unknown_diagnosis",
                format!("诊断编码“{code}”不在 {} 适用的编码表内", claim.injured_on),
                format!("the diagnosis code “{code}” is not on the list of {}", claim.injured_on),
            )
            .on_field("diagnosis_code")
            .hint(
                "请核对编码，或留空，只按诊断证明填写诊断名称（标注为未核对）",
                "check the code, or leave it blank and write the diagnosis in words; it is then marked as unverified",
            ),
        ),
        Err(gap) => Some(not_covered(gap.text())),
    }
}

/// How the period for filing was kept; `None` where the form cannot be read or the day is not covered, which [`check`] says.
pub(super) fn filing(law: &Law, claim: &Claim, facts: &Facts, given: &Given) -> Option<Result<Filing, FilingRefusal>> {
    Some(judge_filing(law, claim.applicant, claim.injured_on, filed_on(facts, given), facts.state.extended_until))
}
