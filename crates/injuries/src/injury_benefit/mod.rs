//! 工伤待遇核定: what a grade, the end of a contract or a death gives, figure by figure.
//!
//! The figures come from the rules of the days they hang on: the wage of the months before the injury, the grade of the conclusion, the
//! average wage of the area. A figure that is not recorded is not guessed: what hangs on it is refused by name, and the rest may be
//! asked for.

mod check;
pub mod describe;
mod facts;
mod figures;
pub mod form;
mod form_view;
pub mod pages;

use std::sync::Arc;

use casework::application::{ApplicationProcedure, Granted, Station, Step};
use casework::procedure::CaseRef;
use casework::{
    Actor, BenefitAmount, BenefitChange, Channel, Deadline, DeadlineChange, DeadlineRecord, Declaration, Effects, EmergencyRecord,
    Entitlement, Failure, Flow, Gathering, Given, MaterialRequirement, Refusals, Role,
};
use rules::Law;
use values::{AreaCode, Citation, Explanation, Month, Party, Text};

pub use facts::Facts;
pub use figures::{Figure, figures};
pub use form::Form;

use agency::common::limits;

use crate::appraised::Appraisals;
use crate::recognised::Recognitions;
use form::{Cause, DEPENDANTS_MAX};

/// Proof of kinship and support, after a death.
pub const KINSHIP: &str = "proof_of_kinship";
/// The certificate of death.
pub const DEATH: &str = "death_certificate";

/// The limit of the determination on a case, and its rule in the law.
pub const DECISION: &str = "injury_benefit_decision";
const LIMIT: &str = "injury_benefit_determination";

/// Benefits of a work injury.
pub struct InjuryBenefit {
    law: Arc<Law>,
    recognition: Recognitions,
    appraisal: Appraisals,
    declaration: Declaration,
}

impl InjuryBenefit {
    pub fn new(law: Arc<Law>) -> InjuryBenefit {
        InjuryBenefit { recognition: Recognitions, appraisal: Appraisals::new(law.clone()), declaration: declaration(), law }
    }
}

fn declaration() -> Declaration {
    Declaration {
        name: "injury_benefit",
        title: Text::new("工伤待遇核定", "Benefits of a work injury"),
        purpose: Text::new(
            "鉴定有伤残等级、需要护理、解除劳动合同或者因工死亡的，核定应由工伤保险基金支付的待遇，逐项说明算法。",
            "After an appraisal, the end of the contract or a death through work: what the fund pays, each figure with how it came about.",
        ),
        who_may_apply: Text::new("工伤职工或其近亲属、用人单位", "the worker or a near relative, or the employer"),
        applicants: &[Role::Person, Role::EmployerClerk],
        flow: Flow::AcceptReviewDecide,
        materials: vec![
            MaterialRequirement::conditional(DEATH, ("死亡证明", "certificate of death"), ("因工死亡时", "after a death")),
            MaterialRequirement::conditional(
                KINSHIP,
                ("亲属关系和供养证明", "proof of kinship and support"),
                ("申请供养亲属抚恤金时", "for dependants' allowances"),
            ),
        ],
        time_limits: vec![(LIMIT, Text::new("核定", "determination"))],
        channels: vec![Channel::Web, Channel::PhoneApp, Channel::Telephone, Channel::Post, Channel::Email, Channel::Counter],
        legal_basis: vec![Citation::new("工伤保险条例", "第34条至第39条"), Citation::new("工伤保险条例", "第64条")],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new("写明工伤认定和鉴定的编号，选择待遇", "name the recognition and the appraisal, choose the benefits"),
            Text::new(
                "系统列出每项金额的算法；缺少年度数据的，说明缺什么",
                "each figure with its derivation; where a figure of the year is missing, it is named",
            ),
            Text::new("受理、复核、审批由三人分别办理", "accepted, reviewed and decided by three people"),
            Text::new("批准后随待遇发放支付", "paid with the next payment of benefits"),
        ],
    }
}

impl ApplicationProcedure for InjuryBenefit {
    type Form = Form;
    type Facts = Facts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn gather(&self, gathering: &mut Gathering<'_>, form: &Form, at: Station, _given: &Given) -> Result<Facts, Failure> {
        let mut facts = Facts::gather(gathering, &self.recognition, &self.appraisal, form)?;
        if at.step == Step::Grant {
            // Two that are paid once and one a dependant, or three of a grade.
            facts.first_new_id = gathering.reserve("entitlement", 3 + DEPENDANTS_MAX as i64)?;
        }
        Ok(facts)
    }

    fn about(&self, form: &Form, facts: &Facts) -> (Party, Text) {
        let what = match Cause::of(&form.cause) {
            Some(Cause::Death) => ("工亡待遇", "benefits after a death"),
            Some(Cause::Leaving) => ("解除合同待遇", "benefits on leaving"),
            _ => ("伤残待遇", "benefits of a disability"),
        };
        match &facts.worker {
            Some(worker) => {
                let name = worker.name.as_str();
                (Party::person(worker.id), Text::new(format!("{name} · {}", what.0), format!("{name} · {}", what.1)))
            }
            None => (Party::AGENCY, Text::new(what.0, what.1)),
        }
    }

    fn accepting_role(&self) -> Role {
        Role::InjuryOfficer
    }

    fn may_apply(&self, actor: &Actor, area: AreaCode, form: &Form, facts: &Facts) -> bool {
        let is = |person: &Option<casework::Person>| person.as_ref().is_some_and(|person| actor.speaks_for(area, Party::person(person.id)));
        let of_employer = facts.injury.as_ref().is_some_and(|injury| actor.speaks_for(area, Party::employer(injury.employer_id)));
        let of_family = Cause::of(&form.cause) == Some(Cause::Death) && (is(&facts.relative) || facts.dependants.iter().any(is));
        let as_person = actor.has(Role::Person) && (is(&facts.worker) || of_family);
        // Until the injury is found the check says what is missing, and nobody learns anything of anybody.
        let not_found = facts.injury.is_none() && actor.has_any(self.declaration.applicants);
        as_person || (actor.has(Role::EmployerClerk) && of_employer) || not_found
    }

    fn check(&self, form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
        match step {
            Step::Submit | Step::Grant => check::check(&self.law, form, facts, given).err().unwrap_or_default(),
            _ => Refusals::default(),
        }
    }

    fn needed_materials(&self, form: &Form, _facts: &Facts) -> Vec<MaterialRequirement> {
        let needs = |kind: &str| match kind {
            DEATH => Cause::of(&form.cause) == Some(Cause::Death),
            _ => form.benefits.iter().any(|benefit| benefit == "dependants_allowances"),
        };
        self.declaration.materials.iter().filter(|paper| needs(paper.kind)).cloned().collect()
    }

    /// No text we have read fixes it; the law files hold the agency's own promise.
    fn deadlines(&self, _form: &Form, facts: &Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
        let named = (DECISION, Text::new("核定期限", "limit of the determination"));
        limits::from_receipt(&self.law, LIMIT, named, step, given.today, &facts.circumstances)
    }

    fn reckon_anew(
        &self,
        area: AreaCode,
        _form: &Form,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Vec<Deadline>, Refusals> {
        limits::anew(&self.law, &[(DECISION, LIMIT)], area, open, declared)
    }

    fn grant(&self, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
        let claim = check::check(&self.law, form, facts, given)?;
        let mut explanation = Explanation::default();
        let found = figures(&self.law, &claim, facts, &mut explanation)?;
        let mut effects = Effects::default();
        for (id, figure) in (facts.first_new_id..).zip(&found) {
            effects.benefits.push(BenefitChange::Grant(right(case, id, figure, Month::of(given.today))));
            effects.concerned.push(figure.beneficiary);
        }
        let line = |figure: &Figure| {
            let name = figure.kind.name();
            match figure.monthly_from {
                Some(from) => Text::new(
                    format!("{}每月 {} 元，自 {from} 起", name.zh, figure.amount),
                    format!("{}: {} yuan a month from {from}", name.en, figure.amount),
                ),
                None => Text::new(format!("{} {} 元", name.zh, figure.amount), format!("{}: {} yuan", name.en, figure.amount)),
            }
        };
        let lines: Vec<Text> = found.iter().map(line).collect();
        let (zh, en): (Vec<&str>, Vec<&str>) = lines.iter().map(|text| (text.zh.as_str(), text.en.as_str())).unzip();
        let result = Text::new(
            format!("核定待遇：{}。随待遇发放支付到登记的账户。", zh.join("；")),
            format!("Benefits: {}. They are paid to the account on record with the benefits.", en.join("; ")),
        );
        Ok(Granted { result, explanation, effects, paper: None })
    }
}

fn right(case: CaseRef<'_>, id: i64, figure: &Figure, decided_in: Month) -> Entitlement {
    let month = figure.monthly_from.unwrap_or(decided_in);
    Entitlement {
        area: case.area,
        id,
        kind: figure.kind,
        beneficiary: figure.beneficiary,
        payee: figure.beneficiary,
        first_month: month,
        last_month: figure.monthly_from.is_none().then_some(month),
        granted_case_id: case.id,
        settled_through: month.previous(),
        amounts: vec![BenefitAmount { from_month: month, monthly: figure.amount, provisional: false, case_id: case.id }],
        suspensions: Vec::new(),
    }
}
