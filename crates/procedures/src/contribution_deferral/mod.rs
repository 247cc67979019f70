//! 缓缴社会保险费: an employer hit by force majeure asks that contributions of the emergency may wait.
//!
//! Granting it does one thing: the due date moves. "No late fee" and "the month counts as paid in time" follow from that date,
//! and so does the fee from the original day when the make-up window passes unpaid.

mod decide;
pub mod describe;
mod pages;
pub mod routes;

use std::sync::Arc;

use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::procedure::CaseRef;
use casework::{
    Channel, Deadline, DeadlineChange, DeadlineRecord, Declaration, EmergencyRecord, Employer, Failure, Flow, Gathering, Given,
    MaterialRequirement, Refusals, Role,
};
use ledger::Obligation;
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, Month, Party, Text};

use agency::common::emergency::{DeferralWindow, deferral_windows};
use agency::common::limits::{self, Circumstances};

/// The application, as written by the employer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub employer_id: i64,
    /// The contribution months that shall wait.
    pub months: Vec<Month>,
    /// How the emergency keeps the employer from paying.
    pub reason: String,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub employer: Option<Employer>,
    pub obligations: Vec<Obligation>,
    /// Declared emergencies whose notice lets contributions wait, latest first.
    pub windows: Vec<DeferralWindow>,
    pub circumstances: Circumstances,
}

impl Facts {
    /// The obligations of the months asked for.
    pub fn asked<'a>(&'a self, months: &'a [Month]) -> impl Iterator<Item = &'a Obligation> {
        self.obligations.iter().filter(|obligation| months.contains(&obligation.month))
    }
}

/// Deferral of contributions.
pub struct ContributionDeferral {
    law: Arc<Law>,
    declaration: Declaration,
}

impl ContributionDeferral {
    pub fn new(law: Arc<Law>) -> ContributionDeferral {
        ContributionDeferral { law, declaration: declaration() }
    }
}

fn declaration() -> Declaration {
    Declaration {
        name: "contribution_deferral",
        title: Text::new("缓缴社会保险费", "Deferral of contributions"),
        purpose: Text::new(
            "疫情防控期间，单位因不可抗力不能按时缴费的，可以申请缓缴。批准后不加收滞纳金，不影响职工个人权益记录；应在疫情解除后三个月内补缴。",
            "An employer that force majeure keeps from paying during the emergency may ask to pay later. When granted there is no late \
             fee and the employees' records are as if paid in time; it must be made up within three months after the end.",
        ),
        who_may_apply: Text::new("已参保的用人单位", "an insured employer"),
        applicants: &[Role::EmployerClerk],
        flow: Flow::AcceptReviewDecide,
        materials: vec![MaterialRequirement::conditional(
            "hardship_statement",
            ("受疫情影响情况说明", "statement of how the emergency affects the employer"),
            ("申请理由不能在表中说明时", "when the reason does not fit on the form"),
        )],
        time_limits: vec![("contribution_deferral_decision", Text::new("审批", "decision"))],
        channels: vec![
            Channel::Web,
            Channel::PhoneApp,
            Channel::Kiosk,
            Channel::Telephone,
            Channel::Post,
            Channel::Email,
            Channel::Counter,
        ],
        legal_basis: vec![Citation::new("威人社函〔2020〕6号", "一（三）"), Citation::new("社会保险法", "第60条")],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new("选择需要缓缴的月份并说明理由", "choose the months and say why"),
            Text::new("受理、复核、审批由三人分别办理", "accepted, reviewed and decided by three people"),
            Text::new("批准后系统标识缓缴，到期日顺延", "the months are marked as deferred and the due day moves"),
            Text::new("疫情解除后三个月内补缴", "make up within three months after the end"),
        ],
    }
}

impl ApplicationProcedure for ContributionDeferral {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, _at: Station, _given: &Given) -> Result<Facts, Failure> {
        let declared = gathering.emergencies()?;
        Ok(Facts {
            employer: gathering.employer(form.employer_id)?,
            obligations: gathering.obligations(Party::employer(form.employer_id), false)?,
            windows: deferral_windows(&self.law, &declared),
            circumstances: Circumstances::gather(gathering)?,
        })
    }

    fn about(&self, form: &Form, facts: &Facts) -> (Party, Text) {
        let name = facts.employer.as_ref().map_or("", |employer| employer.name.as_str());
        (Party::employer(form.employer_id), Text::same(name))
    }

    fn check(&self, form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
        decide::check(form, facts, given, step)
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
        limits::anew(&self.law, &[("decision", "contribution_deferral_decision")], area, open, declared)
    }

    fn grant(&self, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        decide::grant(&self.law, case, form, facts, given)
    }
}
