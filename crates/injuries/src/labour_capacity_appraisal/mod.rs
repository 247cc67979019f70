//! 劳动能力鉴定: how far an injury takes somebody's capacity to work, and how much care it needs.
//!
//! While a notice suspends it nothing is taken in: the application waits on a list, is told of when intake resumes and then goes on by
//! itself. The days of a suspension do not count for limits that were already running.

pub mod command;
mod committee;
mod decide;
mod describe;
mod draw;
mod intake;
mod limits;
pub mod pages;
mod state;
mod stations;
mod surface;
mod words;

use std::sync::Arc;

use crate::experts;
use casework::procedure::{CaseRef, Procedure};
use casework::{
    CaseHead, Channel, DeadlineRecord, Declaration, EmergencyRecord, EventStamp, Failure, Flow, Gathering, Given, MaterialRequirement,
    Outcome, Refusals, Role, Stage, reprojection,
};
use rules::Law;
use values::{Citation, IdNumber, Party, Text};

pub use command::{Command, Event, Form};
pub use decide::{Facts, RecognitionFound};
pub use draw::draw;
pub use limits::{CONCLUSION, DELIVERY, INTAKE, MATERIAL_CHECK};
pub use state::State;
pub use words::CARE_LEVELS;

/// Papers of an application.
pub const RECOGNITION_DECISION: &str = "recognition_decision";
pub const MEDICAL_RECORDS: &str = "medical_records";

/// Appraisals of labour capacity.
pub struct LabourCapacityAppraisal {
    pub(crate) law: Arc<Law>,
    declaration: Declaration,
}

impl LabourCapacityAppraisal {
    pub fn new(law: Arc<Law>) -> LabourCapacityAppraisal {
        LabourCapacityAppraisal { law, declaration: declaration() }
    }

    pub fn declaration(&self) -> &Declaration {
        &self.declaration
    }
}

fn declaration() -> Declaration {
    Declaration {
        name: "labour_capacity_appraisal",
        title: Text::new("劳动能力鉴定", "Appraisal of labour capacity"),
        purpose: Text::new(
            "工伤职工伤情相对稳定后存在残疾、影响劳动能力的，申请鉴定伤残等级和生活自理障碍等级。",
            "When an injury has settled and leaves a disability that affects working capacity, have its grade and the need of care appraised.",
        ),
        who_may_apply: Text::new("用人单位、工伤职工或者其近亲属", "the employer, the worker or a near relative"),
        applicants: &[Role::Person, Role::EmployerClerk],
        flow: Flow::AcceptDecide,
        materials: vec![
            MaterialRequirement::conditional(
                RECOGNITION_DECISION,
                ("工伤认定决定", "decision on recognition"),
                ("决定不是在本系统作出的", "where the decision was not made in this system"),
            ),
            MaterialRequirement::required(MEDICAL_RECORDS, "诊断证明、病历等医疗材料", "diagnosis and medical records"),
        ],
        time_limits: vec![
            ("appraisal_material_check", Text::new("审核材料", "check of the papers")),
            ("appraisal_conclusion", Text::new("作出鉴定结论", "conclusion")),
            ("appraisal_conclusion_extension", Text::new("必要时延长", "extension where needed")),
            ("second_appraisal_application", Text::new("申请再次鉴定", "asking for a second appraisal")),
            ("appraisal_review_interval", Text::new("申请复查鉴定的最短间隔", "earliest review")),
        ],
        channels: vec![Channel::Web, Channel::PhoneApp, Channel::Telephone, Channel::Post, Channel::Email, Channel::Counter],
        legal_basis: vec![
            Citation::new("工伤保险条例", "第21条至第28条"),
            Citation::new("工伤职工劳动能力鉴定管理办法", "第9条"),
            Citation::new("威人社函〔2020〕6号", "二（三）"),
        ],
        fee: Text::new("不收费", "free of charge"),
        steps: vec![
            Text::new(
                "提交申请和医疗材料；疫情防控期间暂停受理的，登记等候",
                "hand in the application with medical papers; while intake is suspended, wait on the list",
            ),
            Text::new("5 个工作日内审核材料，缺少的一次告知", "papers checked within five working days, anything missing told once"),
            Text::new("随机抽取 3 名或 5 名专家", "three or five experts drawn at random"),
            Text::new("60 日内作出结论，必要时延长 30 日", "conclusion within 60 days, 30 more where needed"),
            Text::new(
                "不服的 15 日内申请省级再次鉴定；一年后伤情变化的可申请复查",
                "second appraisal by the province within 15 days; review a year later",
            ),
        ],
    }
}

impl Procedure for LabourCapacityAppraisal {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Facts;

    fn name(&self) -> &'static str {
        "labour_capacity_appraisal"
    }

    fn apply(&self, state: &mut State, event: &Event, stamp: &EventStamp) {
        state.apply(event, stamp);
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        head: Option<&CaseHead>,
        state: &State,
        command: &Command,
        _given: &Given,
    ) -> Result<Facts, Failure> {
        let form = match command {
            Command::Submit { form, .. } | Command::Enlist { form, .. } => Some(form),
            _ => state.form.as_ref(),
        };
        let mut facts = Facts { area: Some(gathering.area()), emergencies: gathering.emergencies()?, ..Facts::default() };
        let Some(form) = form else { return Ok(facts) };
        facts.employer = gathering.employer(form.employer_id)?;
        if let Ok(id_number) = IdNumber::parse(&form.worker_id_number) {
            let found = gathering.person_by_id_number(&id_number)?;
            facts.worker = found.filter(|person| person.area == gathering.area());
        }
        if head.is_none()
            && let Some(case_id) = form.recognition_case_id
        {
            let worker = facts.worker.as_ref().map(|worker| Party::person(worker.id));
            let area = gathering.area();
            // A decision that was granted stays granted; nothing has to guard it.
            let record = gathering.reader().case(area, case_id)?;
            let is_it = record.is_some_and(|record| {
                record.head.procedure == "injury_recognition" && record.head.stage == Stage::Granted && Some(record.head.party) == worker
            });
            facts.recognition = Some(if is_it { RecognitionFound::Recognised } else { RecognitionFound::Other });
        }
        if let Command::DrawFromPool { .. } = command {
            // Who is registered or taken off meanwhile changes no draw: the pool it was made from is kept with it.
            let pool = experts::pool(gathering.reader(), &self.law)?.map(|(_, pool)| pool).unwrap_or_default();
            facts.experts = pool.active().cloned().collect();
        }
        if let (Command::Watch | Command::Reproject, Some(head)) = (command, head) {
            facts.deadlines = gathering.reader().deadlines(head.area, head.id)?;
        }
        Ok(facts)
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        state: &State,
        command: &Command,
        facts: &Facts,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        decide::Deciding { law: &self.law, case, state, facts, given }.decide(command)
    }

    /// Whoever waits is asked each time: the day intake resumes is the command's own.
    fn reproject(
        &self,
        head: &CaseHead,
        state: &State,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Option<Command>, Refusals> {
        if !head.stage.is_open() {
            return Ok(None);
        }
        if state.is_waiting() {
            return Ok(Some(Command::Reproject));
        }
        // The day does not matter to a case that does not wait.
        let anew = limits::anew(&self.law, state, Some(head.area), declared, head.opened_on)?;
        Ok((!reprojection::moved(open, &anew).is_empty()).then_some(Command::Reproject))
    }
}
