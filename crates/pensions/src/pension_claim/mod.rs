//! 养老金申领与核定: the pension of enterprise employees, determined from the verified record.
//!
//! Whoever was pre-reviewed states nothing again: the determination is shown before the claim is sent, and staff only look at it. Without
//! a pre-review the same form carries the facts of the career. The first month paid follows from the age, not from the day of filing.

mod decide;
pub mod describe;
mod desk;
mod insurance_end;
mod pages;
pub mod routes;

use std::sync::Arc;

use agency::DocumentOffice;
use agency::common::limits::{self, Circumstances};
use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::procedure::CaseRef;
use casework::{
    Actor, Channel, Deadline, DeadlineChange, DeadlineRecord, Declaration, EmergencyRecord, Failure, Flow, Gathering, Given,
    IssuedDocument, MaterialRequirement, Refusal, Refusals, Role, UnprintedDocument,
};
use documents::kinds::PensionDetermination;
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, Date, Month, Party, Text, VerificationCode};

use crate::common::account::StatedAccount;
use crate::common::claim;
use crate::common::person::PersonFacts;
use crate::common::stated::{self, StatedFacts};

/// The claim, as written by the person or the employer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub person_id: i64,
    /// The month chosen under flexible retirement, such as `2026-03`; blank for the statutory month.
    #[serde(default)]
    pub chosen: String,
    /// The facts of the career; left out where a pre-review verified them.
    #[serde(default)]
    pub stated: Option<StatedFacts>,
    /// Where the pension goes; blank to keep the account on record.
    #[serde(default)]
    pub account: StatedAccount,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub person: PersonFacts,
    /// The day it was handed in.
    pub submitted_on: Date,
    pub circumstances: Circumstances,
    /// The number the right will have; 0 until it is granted.
    pub entitlement_id: i64,
    /// The code of the determination sheet, drawn where one may be printed.
    pub code: Option<VerificationCode>,
}

/// Claim of the employees' pension.
pub struct PensionClaim {
    law: Arc<Law>,
    documents: Arc<DocumentOffice>,
    declaration: Declaration,
}

impl PensionClaim {
    pub fn new(law: Arc<Law>, documents: Arc<DocumentOffice>) -> PensionClaim {
        PensionClaim { law, documents, declaration: declaration() }
    }
}

fn declaration() -> Declaration {
    let mut materials = stated::materials();
    materials.push(MaterialRequirement::conditional(
        "elastic_notice",
        ("选择弹性提前退休的书面告知", "written notice to the employer of retiring earlier"),
        ("选择早于法定退休年月时（提前三个月书面告知单位）", "when a month before the statutory one is chosen (three months ahead)"),
    ));
    materials.push(MaterialRequirement::conditional(
        "delay_agreement",
        ("弹性延迟退休的书面约定", "agreement with the employer to retire later"),
        ("选择晚于法定退休年月时（提前一个月与单位书面约定）", "when a month after the statutory one is chosen (agreed a month ahead)"),
    ));
    Declaration {
        name: "pension_claim",
        title: Text::new("职工养老金申领与核定", "Claim of the employees' pension"),
        purpose: Text::new(
            "达到退休年龄后在网上申领，提交前就能看到养老金怎样算出。因疫情晚办的，养老金仍自到龄的次月起发，中间的月份补发。",
            "Claim online once the age is reached; the whole reckoning is shown before it is sent. Nothing is lost by filing late: the pension \
             starts the month after the age was reached, the months between are paid in arrears.",
        ),
        who_may_apply: Text::new("达到退休年龄的参保人，或其所在单位", "an insured person of retirement age, or the employer"),
        applicants: &[Role::Person, Role::EmployerClerk],
        flow: Flow::AcceptReviewDecide,
        materials,
        time_limits: vec![("pension_application", Text::new("核定", "determination"))],
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
            Citation::new("社会保险法", "第16条"),
            Citation::new("国发〔2005〕38号", "六"),
            Citation::new("威人社函〔2020〕6号", "一（一）"),
            Citation::new("国务院关于渐进式延迟法定退休年龄的办法", ""),
        ],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new(
                "预审过的：核对算好的养老金，填写银行账户，提交",
                "after a pre-review: look at the reckoning, give a bank account, send",
            ),
            Text::new("没有预审的：同时填写参保经历，上传需要的证明", "without one: also state the career, with proof where it is needed"),
            Text::new("受理、复核、审批由三人分别办理，不必到场", "accepted, reviewed and decided by three people; no visit"),
            Text::new(
                "核定结果逐项可查；补发逐月列明，随下月待遇一并发放",
                "every figure can be opened; arrears are listed month by month and paid with the next month",
            ),
        ],
    }
}

impl ApplicationProcedure for PensionClaim {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, at: Station, given: &Given) -> Result<Facts, Failure> {
        let person = PersonFacts::gather(gathering, form.person_id)?;
        if at.step == Step::Grant {
            // Granting ends them, and so moves the employers' books.
            for employment in person.employments.iter().filter(|employment| employment.until_month.is_none()) {
                gathering.rest_on(Party::employer(employment.employer_id))?;
            }
        }
        Ok(Facts {
            person,
            submitted_on: at.submitted_on.unwrap_or(given.today),
            circumstances: Circumstances::gather(gathering)?,
            entitlement_id: if at.step == Step::Grant { gathering.reserve("entitlement", 1)? } else { 0 },
            code: matches!(at.step, Step::Grant | Step::Print).then(|| self.documents.fresh_code()).transpose()?,
        })
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
        decide::needed_materials(&self.law, &self.declaration, form, facts)
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
        limits::anew(&self.law, &[("decision", "pension_application")], area, open, declared)
    }

    fn grant(&self, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        decide::grant(&self.law, &self.documents, case, form, facts, given)
    }

    fn print(&self, case: CaseRef<'_>, facts: &Facts, kept: &UnprintedDocument, given: &Given) -> Result<IssuedDocument, Refusal> {
        self.documents.issue_kept::<PensionDetermination>(kept, facts.code, case, given)
    }

    /// Nothing is left to verify of who was pre-reviewed: their claims come first.
    fn priority(&self, _form: &Form, facts: &Facts) -> i32 {
        i32::from(facts.person.is_verified())
    }
}
