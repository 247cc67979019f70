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

#[cfg(test)]
mod tests {
    use super::*;
    use agency::common::test_agency::{area, codes, day, employer, given, law, month, yuan};
    use casework::{Employment, Person, Role};
    use values::IdNumber;

    fn worker() -> Person {
        let id_number = IdNumber::from_parts("371002", day("1991-04-12"), 12).unwrap();
        Person { area: area(), id: 5, name: "于静怡".parse().unwrap(), id_number, telephone: None, registered_on: day("2015-07-01") }
    }

    fn facts() -> Facts {
        let employment =
            Employment { employer_id: 1, person_id: 5, from_month: month("2015-07"), until_month: None, declared_wage: yuan("7200.00") };
        Facts { area: Some(area()), employer: Some(employer()), worker: Some(worker()), employments: vec![employment], ..Facts::default() }
    }

    fn form() -> Form {
        Form {
            applicant: "employer".into(),
            employer_id: 1,
            worker_name: "于静怡".into(),
            worker_id_number: worker().id_number.as_str().into(),
            occupation: "护士".into(),
            ground: "infected_on_duty".into(),
            injured_on: "2020-02-01".into(),
            place: "发热门诊".into(),
            account: "值守时感染".into(),
            injured_part: "肺".into(),
            diagnosis: "新型冠状病毒肺炎".into(),
            diagnosis_code: "u07.1".into(),
            ..Form::default()
        }
    }

    fn refused(form: &Form, facts: &Facts) -> Refusals {
        check(&law(), form, facts, &given(Role::EmployerClerk, "2020-02-03"))
    }

    #[test]
    fn what_is_right_is_taken_in() {
        assert_eq!(codes(&refused(&form(), &facts())), [""; 0]);
    }

    #[test]
    fn each_wrong_answer_is_named_beside_its_field() {
        let nobody = Facts { worker: None, employments: Vec::new(), ..facts() };
        let elsewhere = Facts { registered_in: Some("371083".parse().unwrap()), ..nobody.clone() };
        let unknown_employer = Facts { employer: None, ..facts() };
        let with_paper = Facts { handed_in: vec!["employment_relationship".into()], ..facts() };
        let before = Form { injured_on: "2015-06-30".into(), delay_reason: "不可抗力".into(), diagnosis_code: String::new(), ..form() };
        for (name, form, facts, expected) in [
            ("employer", form(), unknown_employer, vec![("unknown_employer", "employer_id")]),
            ("nobody", form(), nobody, vec![("unknown_person", "worker_id_number")]),
            ("elsewhere", form(), elsewhere, vec![("registered_elsewhere", "worker_id_number")]),
            ("name", Form { worker_name: "于静".into(), ..form() }, facts(), vec![("name_differs", "worker_name")]),
            ("future", Form { injured_on: "2020-02-04".into(), ..form() }, facts(), vec![("accident_in_future", "injured_on")]),
            (
                "birth",
                Form { injured_on: "1990-01-01".into(), ..form() },
                facts(),
                vec![("before_birth", "injured_on"), ("not_covered", "")],
            ),
            ("employment", before.clone(), facts(), vec![("before_employment", "injured_on")]),
            ("de facto employment", before, with_paper, vec![]),
            ("code", Form { diagnosis_code: "Z99".into(), ..form() }, facts(), vec![("unknown_diagnosis", "diagnosis_code")]),
            // A code that was made after the day of the injury.
            ("early code", Form { injured_on: "2020-01-30".into(), ..form() }, facts(), vec![("unknown_diagnosis", "diagnosis_code")]),
            ("no such day", Form { injured_on: "2020-02-30".into(), ..form() }, facts(), vec![("date", "injured_on")]),
            ("time", Form { injured_at: "24:00".into(), ..form() }, facts(), vec![("time", "injured_at")]),
            ("ground", Form { ground: "bad_luck".into(), ..form() }, facts(), vec![("ground", "ground")]),
            ("relative", Form { applicant: "near_relative".into(), ..form() }, facts(), vec![("words", "relation")]),
            ("applicant", Form { applicant: "friend".into(), ..form() }, facts(), vec![("applicant", "applicant")]),
        ] {
            let refusals = refused(&form, &facts);
            let found: Vec<(&str, &str)> =
                refusals.0.iter().map(|refusal| (refusal.code.as_str(), refusal.field.as_deref().unwrap_or(""))).collect();
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn after_the_year_only_a_reason_is_looked_at() {
        let late = Form { injured_on: "2019-01-15".into(), diagnosis_code: String::new(), ..form() };
        assert_eq!(codes(&refused(&late, &facts())), ["filed_too_late"]);
        let excused = Form { delay_reason: "因隔离治疗".into(), ..late };
        assert_eq!(codes(&refused(&excused, &facts())), [""; 0]);
    }
}
