//! 补办缓缴手续: after the emergency an employer that could neither register nor pay in time makes up, inside the window.
//!
//! It covers months that were assessed and left unpaid without a deferral, and people whose registration was left out. What
//! is granted is the same one fact as in a deferral: the due date is the last day of the window.

mod decide;
pub mod describe;
mod pages;
pub mod routes;

use std::sync::Arc;

use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::procedure::CaseRef;
use casework::{
    Channel, Deadline, DeadlineChange, DeadlineRecord, Declaration, EmergencyRecord, Employer, Employment, Failure, Flow, Gathering, Given,
    MaterialRequirement, Refusals, Role,
};
use ledger::Obligation;
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, IdNumber, Month, Party, Text};

use agency::common::emergency::{DeferralWindow, deferral_windows};
use agency::common::limits::{self, Circumstances};
use agency::common::people::PeopleFacts;

/// At most this many late registrations in one application.
pub const LATE_REGISTRATIONS_MAX: usize = 500;

/// The application, as written by the employer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    pub employer_id: i64,
    /// Assessed months left unpaid that shall be made up.
    pub months: Vec<Month>,
    /// People whose registration was left out during the emergency.
    pub late_registrations: Vec<LateRegistration>,
    /// How the emergency kept the employer from doing it in time.
    pub reason: String,
}

/// Somebody who should have been insured from a month of the emergency on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LateRegistration {
    pub name: String,
    pub id_number: String,
    /// First insured month.
    pub from_month: String,
    /// Monthly wage in yuan.
    pub wage: String,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub employer: Option<Employer>,
    pub employments: Vec<Employment>,
    pub obligations: Vec<Obligation>,
    pub windows: Vec<DeferralWindow>,
    pub circumstances: Circumstances,
    pub people: PeopleFacts,
    pub assessed: Vec<Month>,
    /// The first of the numbers reserved for supplementary obligations, one a month.
    pub first_obligation_id: i64,
}

/// Making up after the emergency.
pub struct ContributionMakeup {
    law: Arc<Law>,
    declaration: Declaration,
}

impl ContributionMakeup {
    pub fn new(law: Arc<Law>) -> ContributionMakeup {
        ContributionMakeup { law, declaration: declaration() }
    }
}

fn declaration() -> Declaration {
    Declaration {
        name: "contribution_makeup",
        title: Text::new("补办延缓参保缴费手续", "Making up registration and contributions"),
        purpose: Text::new(
            "疫情防控期间因不可抗力未能办理参保登记或缴费的单位，在疫情解除后三个月内补办。批准后在信息系统中标识，免收滞纳金，不影响个人权益记录。",
            "An employer that force majeure kept from registering people or paying during the emergency makes up within three months \
             after its end: marked in the system, without late fee and without loss of anybody's rights.",
        ),
        who_may_apply: Text::new("已参保的用人单位", "an insured employer"),
        applicants: &[Role::EmployerClerk],
        flow: Flow::AcceptReviewDecide,
        materials: vec![
            MaterialRequirement::conditional(
                "hardship_statement",
                ("受疫情影响情况说明", "statement of how the emergency affected the employer"),
                ("申请理由不能在表中说明时", "when the reason does not fit on the form"),
            ),
            MaterialRequirement::conditional(
                "labour_contract",
                ("补登记人员的劳动合同", "labour contracts of the people registered late"),
                ("申请补登记人员时", "when people are registered late"),
            ),
        ],
        time_limits: vec![("contribution_makeup_decision", Text::new("审批", "decision"))],
        channels: vec![
            Channel::Web,
            Channel::PhoneApp,
            Channel::Kiosk,
            Channel::Telephone,
            Channel::Post,
            Channel::Email,
            Channel::Counter,
        ],
        legal_basis: vec![Citation::new("威人社函〔2020〕6号", "一（三）"), Citation::new("社会保险法", "第58、60、86条")],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new("选择需要补缴的月份，填写需要补登记的人员", "choose the months and name the people to be registered"),
            Text::new("受理、复核、审批由三人分别办理", "accepted, reviewed and decided by three people"),
            Text::new("批准后在期限内缴费，不加收滞纳金", "once granted, pay inside the window without late fee"),
        ],
    }
}

impl ApplicationProcedure for ContributionMakeup {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, at: Station, _given: &Given) -> Result<Facts, Failure> {
        let declared = gathering.emergencies()?;
        let mut id_numbers: Vec<IdNumber> =
            form.late_registrations.iter().filter_map(|person| IdNumber::parse(&person.id_number).ok()).collect();
        id_numbers.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        id_numbers.dedup();
        let assessed: Vec<Month> = gathering.assessed_months()?.into_iter().map(|(month, _)| month).collect();
        let supplements = !form.late_registrations.is_empty() && at.step == Step::Grant;
        Ok(Facts {
            employer: gathering.employer(form.employer_id)?,
            employments: gathering.employments_of_employer(form.employer_id, None)?,
            obligations: gathering.obligations(Party::employer(form.employer_id), false)?,
            windows: deferral_windows(&self.law, &declared),
            circumstances: Circumstances::gather(gathering)?,
            people: PeopleFacts::gather(gathering, &id_numbers)?,
            first_obligation_id: if supplements { gathering.reserve("obligation", assessed.len().max(1) as i64)? } else { 0 },
            assessed,
        })
    }

    fn about(&self, form: &Form, facts: &Facts) -> (Party, Text) {
        let name = facts.employer.as_ref().map_or("", |employer| employer.name.as_str());
        (Party::employer(form.employer_id), Text::same(name))
    }

    fn check(&self, form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
        decide::check(&self.law, form, facts, given, step)
    }

    fn needed_materials(&self, form: &Form, _facts: &Facts) -> Vec<MaterialRequirement> {
        let late = !form.late_registrations.is_empty();
        self.declaration.materials.iter().filter(|material| late && material.kind == "labour_contract").cloned().collect()
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
        limits::anew(&self.law, &[("decision", "contribution_makeup_decision")], area, open, declared)
    }

    fn grant(&self, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        decide::grant(&self.law, case, form, facts, given)
    }
}
