//! 退休资格预审: the facts of a career verified ahead of the month of retirement, so that the pension is determined online when it comes.
//!
//! Granting it does one thing: the person's pension record is replaced by the verified one. A reviewer who finds another figure in the
//! file puts it right instead of refusing; both stay on the case.

mod correct;
mod correct_pages;
mod decide;
pub mod describe;
mod pages;
pub mod routes;

use std::sync::Arc;

use agency::common::limits::{self, Circumstances};
use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::procedure::CaseRef;
use casework::{
    Actor, Channel, Deadline, DeadlineChange, DeadlineRecord, Declaration, EmergencyRecord, Failure, Flow, Gathering, Given,
    MaterialRequirement, Refusals, Role,
};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, Date, Month, Party, Text};

use crate::common::claim;
use crate::common::person::PersonFacts;
use crate::common::stated::{self, StatedFacts};

/// The application, as written by the person or the employer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub person_id: i64,
    pub stated: StatedFacts,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub person: PersonFacts,
    /// The day it was handed in.
    pub submitted_on: Date,
    pub circumstances: Circumstances,
}

/// Pre-review of retirement.
pub struct RetirementPrereview {
    law: Arc<Law>,
    declaration: Declaration,
}

impl RetirementPrereview {
    pub fn new(law: Arc<Law>) -> RetirementPrereview {
        RetirementPrereview { law, declaration: declaration() }
    }
}

fn declaration() -> Declaration {
    Declaration {
        name: "retirement_prereview",
        title: Text::new("退休资格预审", "Pre-review of retirement"),
        purpose: Text::new(
            "到龄之前先核实出生日期、参加工作时间、视同缴费年限和特殊工种经历。预审通过的，到龄后在网上核定养老金，不必到大厅。",
            "Birth, first employment, deemed months and special work are verified before the month comes. Whoever is through gets the pension \
             determined online and need not come.",
        ),
        who_may_apply: Text::new("临近退休的参保人，或其所在单位", "an insured person about to retire, or the employer"),
        applicants: &[Role::Person, Role::EmployerClerk],
        flow: Flow::AcceptReviewDecide,
        materials: stated::materials(),
        time_limits: vec![("retirement_prereview_decision", Text::new("审核", "decision"))],
        channels: vec![
            Channel::Web,
            Channel::PhoneApp,
            Channel::Kiosk,
            Channel::Telephone,
            Channel::Post,
            Channel::Email,
            Channel::Counter,
        ],
        legal_basis: vec![
            Citation::new("威人社函〔2020〕6号", "一（一）"),
            Citation::new("社会保险法", "第16条"),
            Citation::new("国发〔1978〕104号", ""),
        ],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new(
                "填写类别、参加工作年月、视同缴费和特殊工种经历，上传需要的证明",
                "state category, first employment, deemed months and special work, with proof where it is needed",
            ),
            Text::new(
                "受理、复核、审批由三人分别办理；档案记载不同的，复核时核实更正，不必重新申请",
                "accepted, reviewed and decided by three people; where the file says otherwise the reviewer puts it right",
            ),
            Text::new("结果记入养老保险档案，到龄申领时直接使用", "the result is kept and used when the pension is claimed"),
        ],
    }
}

impl ApplicationProcedure for RetirementPrereview {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, at: Station, given: &Given) -> Result<Facts, Failure> {
        let person = PersonFacts::gather(gathering, form.person_id)?;
        Ok(Facts { person, submitted_on: at.submitted_on.unwrap_or(given.today), circumstances: Circumstances::gather(gathering)? })
    }

    fn about(&self, form: &Form, facts: &Facts) -> (Party, Text) {
        (Party::person(form.person_id), facts.person.subject(form.person_id))
    }

    fn may_apply(&self, actor: &Actor, area: AreaCode, form: &Form, facts: &Facts) -> bool {
        actor.has_any(self.declaration.applicants)
            && claim::may_apply(actor, area, form.person_id, &facts.person, Month::of(facts.submitted_on))
    }

    fn may_be_corrected(&self) -> bool {
        true
    }

    fn check(&self, form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
        match decide::check(&self.law, form, facts, given, step) {
            Ok(_) => Refusals::default(),
            Err(refusals) => refusals,
        }
    }

    fn needed_materials(&self, form: &Form, facts: &Facts) -> Vec<MaterialRequirement> {
        stated::needed(&form.stated, facts.person.record.as_ref())
    }

    fn deadlines(&self, _form: &Form, facts: &Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
        decide::deadlines(&self.law, facts, given, step)
    }

    fn reckon_anew(
        &self,
        area: AreaCode,
        _form: &Form,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Vec<Deadline>, Refusals> {
        limits::anew(&self.law, &[("decision", "retirement_prereview_decision")], area, open, declared)
    }

    fn grant(&self, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        decide::grant(&self.law, case, form, facts, given)
    }
}
