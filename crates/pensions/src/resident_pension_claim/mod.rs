//! 城乡居民养老金申领: what the government pays and what the account pays, from the month after sixty.

mod decide;
pub mod describe;
mod pages;
pub mod routes;

use std::sync::Arc;

use agency::DocumentOffice;
use agency::common::limits::{self, Circumstances};
use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::procedure::CaseRef;
use casework::{
    Actor, Channel, Deadline, DeadlineChange, DeadlineRecord, Declaration, EmergencyRecord, Failure, Flow, Gathering, Given,
    IssuedDocument, Refusal, Refusals, Role, UnprintedDocument,
};
use documents::kinds::PensionDetermination;
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, Date, Month, Party, Text, VerificationCode};

use crate::common::account::StatedAccount;
use crate::common::claim;
use crate::common::person::PersonFacts;

/// The claim, as written by the person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub person_id: i64,
    /// Where the pension goes; blank to keep the account on record.
    #[serde(default)]
    pub account: StatedAccount,
}

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub person: PersonFacts,
    pub submitted_on: Date,
    pub circumstances: Circumstances,
    pub entitlement_id: i64,
    /// The code of the determination sheet, drawn where one may be printed.
    pub code: Option<VerificationCode>,
}

/// Claim of the residents' pension.
pub struct ResidentPensionClaim {
    law: Arc<Law>,
    documents: Arc<DocumentOffice>,
    declaration: Declaration,
}

impl ResidentPensionClaim {
    pub fn new(law: Arc<Law>, documents: Arc<DocumentOffice>) -> ResidentPensionClaim {
        ResidentPensionClaim { law, documents, declaration: declaration() }
    }
}

fn declaration() -> Declaration {
    Declaration {
        name: "resident_pension_claim",
        title: Text::new("城乡居民养老金申领", "Claim of the residents' pension"),
        purpose: Text::new(
            "参加城乡居民养老保险、年满六十周岁的，在网上申领。晚办不少发，自满六十周岁的次月起算。",
            "Residents insured for it claim online at sixty. Nothing is lost by filing late: it counts from the month after.",
        ),
        who_may_apply: Text::new("年满六十周岁的城乡居民养老保险参保人", "somebody of sixty insured for the residents' pension"),
        applicants: &[Role::Person],
        flow: Flow::AcceptReviewDecide,
        materials: Vec::new(),
        time_limits: vec![("pension_application", Text::new("核定", "determination"))],
        channels: vec![Channel::Web, Channel::PhoneApp, Channel::Kiosk, Channel::Telephone, Channel::Post, Channel::Counter],
        legal_basis: vec![Citation::new("国发〔2014〕8号", ""), Citation::new("威人社函〔2020〕6号", "一（一）")],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new("核对算好的养老金，填写银行账户，提交", "look at the reckoning, give a bank account, send"),
            Text::new("受理、复核、审批由三人分别办理，不必到场", "accepted, reviewed and decided by three people; no visit"),
        ],
    }
}

impl ApplicationProcedure for ResidentPensionClaim {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, at: Station, given: &Given) -> Result<Facts, Failure> {
        Ok(Facts {
            person: PersonFacts::gather(gathering, form.person_id)?,
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

    fn check(&self, form: &Form, facts: &Facts, given: &Given, _step: Step) -> Refusals {
        match decide::check(&self.law, form, facts, given) {
            Ok(_) => Refusals::default(),
            Err(refusals) => refusals,
        }
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
}
