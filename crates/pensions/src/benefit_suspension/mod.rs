//! 待遇暂停和恢复: payment stops only after an investigation that somebody else accepts and a third person decides, and goes on again
//! with or without the months in between, as the reason has it.
//!
//! Nothing is corrected: a suspension is added to the right, and a resumption ends it or makes it void.

mod death_file;
pub mod death_match;
mod death_pages;
mod death_routes;
mod decide;
pub mod describe;
mod pages;
pub mod routes;

use std::sync::Arc;

use crate::common::SUSPENSION_PROPOSERS;
use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::benefit::Entitlement;
use casework::procedure::CaseRef;
use casework::{
    Certification, Channel, DeadlineChange, Declaration, EmergencyRecord, Failure, Flow, Gathering, Given, Person, Refusals, RegistryChange,
};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, Date, Month, Party, Text};

/// Whether payment shall stop or go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuspensionAction {
    Suspend,
    Resume,
}

/// Why payment stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuspensionReason {
    NotCertified,
    Missing,
    InPrison,
    DoubleBenefit,
    NationalityLost,
    /// Somebody's data say that the person died, and it is being verified.
    DeathReported,
}

impl SuspensionReason {
    pub const ALL: [SuspensionReason; 6] = [
        SuspensionReason::NotCertified,
        SuspensionReason::Missing,
        SuspensionReason::InPrison,
        SuspensionReason::DoubleBenefit,
        SuspensionReason::NationalityLost,
        SuspensionReason::DeathReported,
    ];

    /// The word stored with the suspension.
    pub fn as_str(self) -> &'static str {
        match self {
            SuspensionReason::NotCertified => "not_certified",
            SuspensionReason::Missing => "missing",
            SuspensionReason::InPrison => "in_prison",
            SuspensionReason::DoubleBenefit => "double_benefit",
            SuspensionReason::NationalityLost => "nationality_lost",
            SuspensionReason::DeathReported => "death_reported",
        }
    }

    pub fn of(word: &str) -> Option<SuspensionReason> {
        SuspensionReason::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            SuspensionReason::NotCertified => ("逾期未认证且经调查无法确认", "not certified, and not found after an investigation"),
            SuspensionReason::Missing => ("下落不明", "missing"),
            SuspensionReason::InPrison => ("服刑", "serving a prison sentence"),
            SuspensionReason::DoubleBenefit => ("重复领取待遇", "draws the same benefit twice"),
            SuspensionReason::NationalityLost => ("丧失国籍", "nationality lost"),
            SuspensionReason::DeathReported => ("收到死亡信息，正在核实", "a death was reported and is being verified"),
        };
        Text::new(chinese, english)
    }

    /// Whether the months in between are paid once the reason is gone: the right itself went on, and only could not be shown.
    pub fn keeps_the_right(self) -> bool {
        matches!(self, SuspensionReason::NotCertified | SuspensionReason::Missing | SuspensionReason::DeathReported)
    }
}

/// What is proposed, with the investigation it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub person_id: i64,
    pub action: SuspensionAction,
    pub reason: SuspensionReason,
    /// The first month without payment, or the first month paid again.
    pub from_month: Month,
    /// What was tried: data matched, calls, letters, visits.
    pub tried: String,
    /// What was found.
    pub found: String,
    /// For a resumption: the suspension turned out to be unfounded, so nothing may be lost by it.
    #[serde(default)]
    pub was_unfounded: bool,
    /// For a case that a table of deaths opened: what the table says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matched_death: Option<MatchedDeath>,
}

/// A death as somebody else's data say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchedDeath {
    #[schemars(with = "String")]
    pub died_on: Date,
    /// Whose data, such as the civil-affairs or the health authority's.
    pub source: String,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub person: Option<Person>,
    pub entitlements: Vec<Entitlement>,
    pub certification: Option<Certification>,
    pub declared: Vec<EmergencyRecord>,
}

impl Facts {
    /// Monthly rights that have not ended before a month.
    pub fn running(&self, month: Month) -> impl Iterator<Item = &Entitlement> {
        self.entitlements.iter().filter(move |right| right.kind.is_monthly() && right.last_month.is_none_or(|last| month <= last))
    }
}

/// Whether a right is stopped and not yet taken up again.
pub fn is_stopped(right: &Entitlement) -> bool {
    right.suspensions.last().is_some_and(|last| last.until_month.is_none() && !last.is_void)
}

/// Suspending and resuming benefits.
pub struct BenefitSuspension {
    law: Arc<Law>,
    declaration: Declaration,
}

impl BenefitSuspension {
    pub fn new(law: Arc<Law>) -> BenefitSuspension {
        BenefitSuspension { law, declaration: declaration() }
    }
}

fn declaration() -> Declaration {
    Declaration {
        name: "benefit_suspension",
        title: Text::new("待遇暂停和恢复", "Suspension and resumption of benefits"),
        purpose: Text::new(
            "经调查核实后暂停发放待遇；原因消除后恢复发放，该补发的补发。",
            "Stops a benefit after an investigation, and pays it again once the reason is gone, with what is owed in between.",
        ),
        who_may_apply: Text::new("待遇岗和经办人", "the agency's benefit officers and clerks"),
        applicants: SUSPENSION_PROPOSERS,
        flow: Flow::AcceptDecide,
        materials: Vec::new(),
        time_limits: Vec::new(),
        channels: vec![Channel::Web],
        legal_basis: vec![Citation::new("社会保险经办条例", "第26条"), Citation::new("人社厅发〔2018〕54号", "")],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new("调查并写明做了什么、查到什么", "investigate, and write what was done and found"),
            Text::new("另一人核对，第三人决定", "somebody else checks it and a third person decides"),
            Text::new("告知本人理由和救济途径", "the person is told why, and of the ways against it"),
        ],
    }
}

impl ApplicationProcedure for BenefitSuspension {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, _at: Station, _given: &Given) -> Result<Facts, Failure> {
        Ok(Facts {
            person: gathering.person(form.person_id)?,
            entitlements: gathering.entitlements_of_beneficiary(Party::person(form.person_id))?,
            certification: gathering.certification(form.person_id)?,
            declared: gathering.emergencies()?,
        })
    }

    /// The agency's own case until it is decided; then it is the person's.
    fn about(&self, _form: &Form, facts: &Facts) -> (Party, Text) {
        let name = facts.person.as_ref().map_or("", |person| person.name.as_str());
        (Party::AGENCY, Text::same(name))
    }

    /// A death is taken in once, from whichever table it comes.
    fn claims(&self, area: AreaCode, form: &Form) -> Vec<RegistryChange> {
        let of = |death: &MatchedDeath| RegistryChange::ClaimReference {
            kind: "death_match".to_owned(),
            reference: format!("{area}:{}:{}", form.person_id, death.died_on),
        };
        form.matched_death.iter().map(of).collect()
    }

    fn check(&self, form: &Form, facts: &Facts, given: &Given, _step: Step) -> Refusals {
        decide::check(&self.law, form, facts, given)
    }

    fn deadlines(&self, _form: &Form, _facts: &Facts, _given: &Given, _step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
        Ok(Vec::new())
    }

    fn grant(&self, case: CaseRef<'_>, form: &Form, facts: &Facts, _given: &Given) -> Result<Granted, Refusals> {
        Ok(decide::grant(case, form, facts))
    }
}
