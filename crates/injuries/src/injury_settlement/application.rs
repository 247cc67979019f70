//! A settlement as an application: accepted by the work-injury officer, reviewed and decided by two others.

use std::sync::Arc;

use agency::common::limits::{self, Circumstances};
use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::procedure::CaseRef;
use casework::{
    Actor, Channel, Deadline, DeadlineChange, DeadlineRecord, Declaration, EmergencyRecord, Failure, Flow, Gathering, Given,
    MaterialRequirement, Refusal, Refusals, Role,
};
use rules::Law;
use values::{AreaCode, Citation, Party, Silent, Text};

use super::adjudication::judge;
use super::facts::Facts;
use super::form::{Bill, Form, Payee};
use super::{grant, same_bill};
use crate::recognised::Recognitions;

/// The bill itself, as a scan.
pub const BILL: &str = "treatment_bill";

/// The limit of the decision on a bill.
pub const DECISION: &str = "injury_settlement_decision";

/// 社会保险经办条例 第22条 gives what the worker has paid a limit; what a hospital bills has the agency's own promise.
fn limit_of(form: &Form) -> &'static str {
    match Payee::of(&form.payee) {
        Some(Payee::Person) => "injury_cost_refund",
        _ => "injury_treatment_settlement",
    }
}

/// The stations of the application.
pub struct SettlementApplication {
    pub(super) law: Arc<Law>,
    recognition: Recognitions,
    declaration: Declaration,
}

impl SettlementApplication {
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// Who is told which case it was: staff of the area, and who may hand the bill in.
    fn may_know(&self, form: &Form, facts: &Facts, actor: &Actor) -> bool {
        facts.area.is_some_and(|area| (actor.is_staff() && actor.reaches(area)) || self.may_apply(actor, area, form, facts))
    }

    pub fn new(law: Arc<Law>) -> SettlementApplication {
        SettlementApplication { recognition: Recognitions, law, declaration: declaration() }
    }
}

fn declaration() -> Declaration {
    Declaration {
        name: "injury_settlement",
        title: Text::new("工伤医疗费结算", "Settlement of injury treatment"),
        purpose: Text::new(
            "已认定工伤的治疗费用，逐行按服务当日有效的诊疗方案和目录审核，由工伤保险基金付给医院，或者付给已垫付的职工。",
            "The treatment of a recognised work injury, judged line by line by the plan and the catalogue in force on the day of each \
             service; the fund pays the hospital, or the worker who has paid it.",
        ),
        who_may_apply: Text::new(
            "收治的医院（本区域参保单位），或者已垫付费用的工伤职工",
            "the hospital, insured in the area, or the worker who has paid it",
        ),
        applicants: &[Role::Person, Role::EmployerClerk],
        flow: Flow::AcceptReviewDecide,
        materials: vec![MaterialRequirement::conditional(
            BILL,
            ("医疗费用票据", "the bill as a scan"),
            ("职工垫付后申请的，或者经办人员要求时", "where the worker has paid it, or where the officer asks for it"),
        )],
        time_limits: vec![
            ("injury_cost_refund", Text::new("职工垫付费用的报销", "refund of what the worker has paid")),
            ("injury_treatment_settlement", Text::new("与医院结算", "settlement with the hospital")),
        ],
        channels: vec![Channel::Web, Channel::PhoneApp, Channel::Telephone, Channel::Post, Channel::Email, Channel::Counter],
        legal_basis: vec![Citation::new("工伤保险条例", "第30条"), Citation::new("威人社函〔2020〕6号", "一（二）")],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new("填写治疗期间和费用明细，或者上传表格", "write the stay and the lines of the bill, or upload a sheet"),
            Text::new("提交前逐行显示由谁支付和理由", "each line shows who pays and why before it is sent"),
            Text::new("受理、复核、审批由三人分别办理", "accepted, reviewed and decided by three people"),
            Text::new(
                "批准后随待遇发放付款；不予支付的项目逐项书面说明；以后版本使结果改变的，补付差额",
                "paid with the next payment of benefits; what is not paid is explained in writing; where a later edition changes the \
                 result, the difference is added",
            ),
        ],
    }
}

impl ApplicationProcedure for SettlementApplication {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, at: Station, _given: &Given) -> Result<Facts, Failure> {
        let mut facts = Facts::gather(gathering, &self.law, &self.recognition, form)?;
        if at.step == Step::Grant {
            facts.entitlement_id = gathering.reserve("entitlement", 1)?;
        }
        Ok(facts)
    }

    fn about(&self, form: &Form, facts: &Facts) -> (Party, Text) {
        let name = facts.worker.as_ref().map_or("", |worker| worker.name.as_str());
        let (hospital, number) = (form.hospital.trim(), form.bill_number.trim());
        let subject = Text::new(format!("{name} · {hospital} 医疗费 {number}"), format!("{name} · bill {number} of {hospital}"));
        (facts.payee(form).unwrap_or(Party::AGENCY), subject)
    }

    fn accepting_role(&self) -> Role {
        Role::InjuryOfficer
    }

    fn may_apply(&self, actor: &Actor, area: AreaCode, form: &Form, facts: &Facts) -> bool {
        match Payee::of(&form.payee) {
            Some(Payee::Hospital) => actor.has(Role::EmployerClerk) && actor.speaks_for(area, Party::employer(form.hospital_id)),
            // Until the worker is found the check says so; whoever asks then learns nothing of anybody.
            Some(Payee::Person) => {
                let worker = facts.worker.as_ref().map(|worker| Party::person(worker.id));
                actor.has(Role::Person) && worker.is_none_or(|worker| actor.speaks_for(area, worker))
            }
            // A bill for nobody is refused by its form, not by who hands it in.
            None => actor.has_any(self.declaration.applicants),
        }
    }

    fn check(&self, form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
        match step {
            Step::Submit | Step::Grant => match check(&self.law, form, facts, given) {
                Err(refusals) => refusals,
                Ok(_) => same_bill::refuse(facts, step, self.may_know(form, facts, &given.actor)).map(Refusals::from).unwrap_or_default(),
            },
            _ => Refusals::default(),
        }
    }

    /// The worker's own word that it was paid is shown by the bill; a hospital's clerk is bound by its account.
    fn needed_materials(&self, form: &Form, _facts: &Facts) -> Vec<MaterialRequirement> {
        if Payee::of(&form.payee) == Some(Payee::Person) { self.declaration.materials.clone() } else { Vec::new() }
    }

    fn deadlines(&self, form: &Form, facts: &Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
        let circumstances = Circumstances { area: facts.area, declared: facts.emergencies.clone() };
        let named = (DECISION, Text::new("结算期限", "limit of the settlement"));
        limits::from_receipt(&self.law, limit_of(form), named, step, given.today, &circumstances)
    }

    fn reckon_anew(
        &self,
        area: AreaCode,
        form: &Form,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Vec<Deadline>, Refusals> {
        limits::anew(&self.law, &[(DECISION, limit_of(form))], area, open, declared)
    }

    fn grant(&self, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        grant::grant(&self.law, case, form, facts, given)
    }
}

/// The bill, when it can be settled.
///
/// 工伤保险条例 第30条: the treatment of a work injury; so the injury is recognised first, for this worker, and nothing before the day of
/// the injury belongs to it.
pub(super) fn check(law: &Law, form: &Form, facts: &Facts, given: &Given) -> Result<Bill, Refusals> {
    let bill = form.read(given.today)?;
    if bill.payee == Payee::Hospital && facts.hospital.is_none() {
        return Err(Refusal::new("unknown_hospital", "本区域没有该医院的参保登记", "the hospital is not registered in this area")
            .hint("由职工垫付的，请选择“付给职工”", "where the worker has paid it, choose “the worker”")
            .on_field("hospital")
            .into());
    }
    let Some(injury) = &facts.injury else {
        return Err(Refusal::new(
            "not_recognised",
            "没有找到该职工的工伤认定决定，治疗费用暂不能由工伤保险基金支付",
            "no decision that recognises a work injury of this worker was found; the fund cannot pay yet",
        )
        .hint(
            "请核对认定编号和身份证号；尚未认定的，请先申请工伤认定",
            "check the number and the ID number, or apply for recognition first",
        )
        .citing(Citation::new("工伤保险条例", "第30条"))
        .on_field("recognition_case_id")
        .into());
    };
    if bill.stay.first < injury.injured_on {
        let on = injury.injured_on;
        return Err(Refusal::new(
            "before_the_injury",
            format!("治疗开始日期 {} 早于受伤（确诊）日期 {on}", bill.stay.first),
            format!("the treatment begins on {}, before the injury of {on}", bill.stay.first),
        )
        .hint("受伤前的治疗不属于工伤医疗费", "treatment before the injury is not paid by the fund")
        .citing(Citation::new("工伤保险条例", "第30条"))
        .on_field("stay_from")
        .into());
    }
    judge(law, &bill, facts, given.today, &mut Silent)?;
    Ok(bill)
}
