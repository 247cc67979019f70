//! 停止享受工伤待遇: a monthly benefit ends when its condition is gone, on the finding of an officer that two others check and decide.
//!
//! Months that were paid stay paid: the right ends with a month behind them. Nothing is edited; the end is added to the right.

mod decide;
pub mod describe;
mod pages;
pub mod routes;

use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::benefit::{BenefitFund, Entitlement};
use casework::procedure::CaseRef;
use casework::{Channel, DeadlineChange, Declaration, Failure, Flow, Gathering, Given, Person, Refusals, Role};
use rules::Law;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use values::{Citation, Month, Party, Text};

/// Why it ends, as 工伤保险条例 第42条 lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndGround {
    /// Such as a dependant who comes of age, or a review that found another grade.
    ConditionsGone,
    RefusesAppraisal,
    RefusesTreatment,
}

impl EndGround {
    pub const ALL: [EndGround; 3] = [EndGround::ConditionsGone, EndGround::RefusesAppraisal, EndGround::RefusesTreatment];

    /// The word stored with the end.
    pub fn as_str(self) -> &'static str {
        match self {
            EndGround::ConditionsGone => "conditions_gone",
            EndGround::RefusesAppraisal => "refuses_appraisal",
            EndGround::RefusesTreatment => "refuses_treatment",
        }
    }

    pub fn of(word: &str) -> Option<EndGround> {
        EndGround::ALL.into_iter().find(|ground| ground.as_str() == word)
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            EndGround::ConditionsGone => ("丧失享受待遇条件", "the conditions of the benefit are gone"),
            EndGround::RefusesAppraisal => ("拒不接受劳动能力鉴定", "refuses an appraisal of labour capacity"),
            EndGround::RefusesTreatment => ("拒绝治疗", "refuses treatment"),
        };
        Text::new(chinese, english)
    }
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub person_id: i64,
    pub entitlement_id: i64,
    pub ground: EndGround,
    /// The last month paid.
    pub last_month: Month,
    /// What was found, and how.
    pub found: String,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub person: Option<Person>,
    pub right: Option<Entitlement>,
}

/// A monthly benefit of the work-injury fund that has not ended before a month.
pub fn is_running(right: &Entitlement, month: Month) -> bool {
    right.kind.fund() == BenefitFund::WorkInjury && right.kind.is_monthly() && right.last_month.is_none_or(|last| month <= last)
}

/// Ending benefits of a work injury.
pub struct InjuryBenefitEnd {
    law: Arc<Law>,
    declaration: Declaration,
}

impl InjuryBenefitEnd {
    pub fn new(law: Arc<Law>) -> InjuryBenefitEnd {
        InjuryBenefitEnd { law, declaration: declaration() }
    }
}

fn declaration() -> Declaration {
    Declaration {
        name: "injury_benefit_end",
        title: Text::new("停止享受工伤待遇", "End of an injury benefit"),
        purpose: Text::new(
            "丧失享受条件、拒不接受鉴定或者拒绝治疗的，自决定的月份之后停止发放。",
            "A monthly benefit ends when its conditions are gone, or when an appraisal or treatment is refused.",
        ),
        who_may_apply: Text::new("工伤岗", "the agency's work-injury officers"),
        applicants: &[Role::InjuryOfficer],
        flow: Flow::AcceptDecide,
        materials: Vec::new(),
        time_limits: Vec::new(),
        channels: vec![Channel::Web],
        legal_basis: vec![Citation::new("工伤保险条例", "第42条")],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new("查明并写明依据", "find out, and write what it rests on"),
            Text::new("另一人核对，第三人决定", "somebody else checks it and a third person decides"),
            Text::new("告知本人理由和救济途径", "the person is told why, and of the ways against it"),
        ],
    }
}

impl ApplicationProcedure for InjuryBenefitEnd {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, _at: Station, _given: &Given) -> Result<Facts, Failure> {
        let right = gathering.entitlement(form.entitlement_id)?;
        let right = right.filter(|right| right.beneficiary == Party::person(form.person_id));
        Ok(Facts { person: gathering.person(form.person_id)?, right })
    }

    /// The agency's own case until it is decided; then it is the person's.
    fn about(&self, _form: &Form, facts: &Facts) -> (Party, Text) {
        let name = facts.person.as_ref().map_or("", |person| person.name.as_str());
        let what = facts.right.as_ref().map(|right| right.kind.name()).unwrap_or_default();
        (Party::AGENCY, Text::new(format!("{name} · 停止{}", what.zh), format!("{name} · end of the {}", what.en)))
    }

    fn accepting_role(&self) -> Role {
        Role::Reviewer
    }

    fn check(&self, form: &Form, facts: &Facts, _given: &Given, _step: Step) -> Refusals {
        decide::check(form, facts)
    }

    fn deadlines(&self, _form: &Form, _facts: &Facts, _given: &Given, _step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
        Ok(Vec::new())
    }

    fn grant(&self, _case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        decide::grant(&self.law, form, facts, given.today)
    }
}
