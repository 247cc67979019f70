//! Recognition as an application: accepted by the work-injury officer, reviewed and decided by two others.

use std::sync::Arc;

use agency::DocumentOffice;
use casework::application::decide::met;
use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::procedure::CaseRef;
use casework::{
    Actor, Channel, DeadlineChange, Declaration, Failure, Flow, Gathering, Given, IssuedDocument, MaterialRequirement, Refusal, Refusals,
    Requirement, Role, UnprintedDocument,
};
use documents::kinds::InjuryDecision;
use rules::Law;
use rules::injury::{InjuryApplicant, Paper};
use values::{AreaCode, Citation, Party, Text};

use super::clock::{ACCEPTANCE, DECISION, DELIVERY, SUPPLEMENT, lacking};
use super::facts::Facts;
use super::form::{Form, applicant_of};
use super::state::State;
use super::{check, decision};
use agency::common::limits::{self, Circumstances};

/// The paper a near relative or a union shows beside those of the law (practice).
pub const PROOF_OF_RELATION: &str = "proof_of_relation";

/// The stations of the application.
pub struct RecognitionApplication {
    pub(super) law: Arc<Law>,
    pub(super) documents: Arc<DocumentOffice>,
    declaration: Declaration,
}

impl RecognitionApplication {
    pub fn new(law: Arc<Law>, documents: Arc<DocumentOffice>) -> RecognitionApplication {
        RecognitionApplication { law, documents, declaration: declaration() }
    }
}

/// A paper of the law as a requirement of the case machine.
pub(super) fn requirement(paper: Paper) -> MaterialRequirement {
    let requirement = match paper {
        Paper::ApplicationForm => Requirement::Conditional(Text::new("在线填写的申请即为申请表", "the form filled in here is one")),
        Paper::EmploymentRelationship => {
            Requirement::Conditional(Text::new("本单位已为该职工参保的，由系统核验", "not needed where the register shows the insurance"))
        }
        Paper::MedicalDiagnosis => Requirement::Required,
        _ => Requirement::Conditional(Text::new("申请的情形需要时", "where the ground asks for it")),
    };
    MaterialRequirement { kind: paper.as_str(), name: paper.name(), requirement }
}

fn relation_requirement() -> MaterialRequirement {
    MaterialRequirement::conditional(
        PROOF_OF_RELATION,
        ("近亲属关系证明或者工会委托材料", "proof of kinship, or the union's mandate"),
        ("近亲属或者工会申请时", "when a near relative or the union applies"),
    )
}

fn declaration() -> Declaration {
    let papers = Paper::ALL.iter().copied().filter(|paper| *paper != Paper::ApplicationForm).map(requirement);
    Declaration {
        name: "injury_recognition",
        title: Text::new("工伤认定", "Recognition of a work injury"),
        purpose: Text::new(
            "职工因工作受到事故伤害、患职业病或因履行职责感染的，申请认定为工伤。认定后按规定享受工伤保险待遇。",
            "Have an accident at work, an occupational disease or an infection on duty recognised as a work injury; the benefits of the \
             work-injury insurance follow.",
        ),
        who_may_apply: Text::new(
            "用人单位（30日内）；单位未申请的，职工、近亲属或者工会（1年内）",
            "the employer (within 30 days); where it does not, the worker, a near relative or the union (within one year)",
        ),
        applicants: &[Role::Person, Role::EmployerClerk],
        flow: Flow::AcceptReviewDecide,
        materials: papers.chain([relation_requirement()]).collect(),
        time_limits: vec![
            ("injury_acceptance", Text::new("决定是否受理", "whether it is accepted")),
            ("injury_recognition_decision_clear", Text::new("事实清楚的作出决定", "decision where the facts are clear")),
            ("injury_recognition_decision", Text::new("作出决定", "decision")),
            ("injury_decision_delivery", Text::new("送达决定", "delivery of the decision")),
        ],
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
            Citation::new("工伤保险条例", "第14条至第20条"),
            Citation::new("工伤认定办法", "第8、22条"),
            Citation::new("人社部函〔2020〕11号", ""),
            Citation::new("威人社函〔2020〕6号", "一（二）"),
        ],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new(
                "写明何人、何时、何地、何事和诊断，上传材料（可用手机拍照）",
                "say who, when, where, what and the diagnosis; photographs of the papers will do",
            ),
            Text::new("材料不齐的一次告知；符合条件的 15 日内受理", "told once of all that is missing; accepted within 15 days"),
            Text::new(
                "复核、审批由不同的人办理；需要其他机关结论的，期限中止",
                "reviewed and decided by different people; the limit stands still while another authority's conclusion is awaited",
            ),
            Text::new(
                "决定送达职工和单位，可以申请复议或者提起诉讼",
                "the decision is delivered to worker and employer, with the way to reconsideration or court",
            ),
        ],
    }
}

impl ApplicationProcedure for RecognitionApplication {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, _at: Station, _given: &Given) -> Result<Facts, Failure> {
        Facts::gather(gathering, form, &State::default(), &[])
    }

    fn about(&self, form: &Form, facts: &Facts) -> (Party, Text) {
        let on = form.injured_on.trim();
        match &facts.worker {
            Some(worker) => {
                let name = worker.name.as_str();
                (Party::person(worker.id), Text::new(format!("{name} · 工伤认定 {on}"), format!("{name} · work injury of {on}")))
            }
            None => (Party::AGENCY, Text::same(form.worker_name.clone())),
        }
    }

    fn accepting_role(&self) -> Role {
        Role::InjuryOfficer
    }

    /// 工伤保险条例 第17条: the employer; the worker, a near relative or the union. Who has handed it in completes it and takes it back.
    fn may_apply(&self, actor: &Actor, area: AreaCode, form: &Form, facts: &Facts) -> bool {
        let submitted_by = facts.state.application.submitted_by;
        match applicant_of(&form.applicant) {
            Some(InjuryApplicant::Employer) => actor.has(Role::EmployerClerk) && actor.speaks_for(area, Party::employer(form.employer_id)),
            Some(InjuryApplicant::Worker) => {
                let worker = facts.worker.as_ref();
                actor.has(Role::Person) && worker.is_some_and(|worker| actor.speaks_for(area, Party::person(worker.id)))
            }
            Some(InjuryApplicant::NearRelative | InjuryApplicant::TradeUnion) => {
                actor.has(Role::Person) && actor.party.is_some() && submitted_by.is_none_or(|user_id| user_id == actor.user_id)
            }
            // An application of nobody is refused by its form, not by who hands it in.
            None => actor.has_any(self.declaration.applicants),
        }
    }

    fn check(&self, form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
        match step {
            Step::Submit | Step::Grant => check::check(&self.law, form, facts, given),
            _ => Refusals::default(),
        }
    }

    fn needed_materials(&self, form: &Form, facts: &Facts) -> Vec<MaterialRequirement> {
        let Ok(claim) = form.read() else { return Vec::new() };
        let filed_on = facts.state.submitted_on.unwrap_or(claim.injured_on);
        let mut needed: Vec<MaterialRequirement> =
            lacking(&self.law, form, &claim, facts, filed_on).unwrap_or_default().into_iter().map(requirement).collect();
        if matches!(claim.applicant, InjuryApplicant::NearRelative | InjuryApplicant::TradeUnion) {
            needed.push(relation_requirement());
        }
        needed
    }

    /// 工伤认定办法 第8条: accepted or not within 15 days of receipt, or of the supplement; 第22条: delivered within 20 days.
    fn deadlines(&self, _form: &Form, facts: &Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
        let circumstances = Circumstances { area: facts.area, declared: facts.emergencies.clone() };
        let start = |rule: &str, name: &str, title: Text| limits::start(&self.law, rule, name, title, given.today, &circumstances);
        let acceptance = || start("injury_acceptance", ACCEPTANCE, Text::new("决定是否受理", "whether it is accepted"));
        let ended = |name: &str| DeadlineChange::Ended { name: name.into() };
        Ok(match step {
            Step::Submit => vec![acceptance()?],
            Step::RequestSupplement => {
                vec![ended(ACCEPTANCE), start("supplement_answer", SUPPLEMENT, Text::new("补正材料", "answer to the supplement notice"))?]
            }
            Step::Supplement => vec![met(SUPPLEMENT), acceptance()?],
            Step::Accept | Step::RefuseAcceptance => vec![met(ACCEPTANCE)],
            Step::Grant | Step::Refuse => {
                vec![met(DECISION), start("injury_decision_delivery", DELIVERY, Text::new("送达决定", "delivery of the decision"))?]
            }
            Step::Withdraw => vec![ended(ACCEPTANCE), ended(SUPPLEMENT), ended(DECISION)],
            Step::Review | Step::Correct | Step::Print | Step::Reproject | Step::Watch => Vec::new(),
        })
    }

    fn grant(&self, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        decision::grant(&self.law, &self.documents, case, form, facts, given)
    }

    fn refusal_words(&self, form: &Form, facts: &Facts, step: Step, words: &str, given: &Given) -> Result<Text, Refusals> {
        decision::refusal_words(&self.law, form, facts, step, words, given)
    }

    fn refusal_paper(
        &self,
        case: CaseRef<'_>,
        form: &Form,
        facts: &Facts,
        reason: &Text,
        given: &Given,
    ) -> Result<Option<casework::Paper>, Refusals> {
        decision::refusal_paper(&self.law, &self.documents, case, form, facts, reason, given).map(Some)
    }

    fn print(&self, case: CaseRef<'_>, facts: &Facts, kept: &UnprintedDocument, given: &Given) -> Result<IssuedDocument, Refusal> {
        self.documents.issue_kept::<InjuryDecision>(kept, facts.code, case, given)
    }
}
