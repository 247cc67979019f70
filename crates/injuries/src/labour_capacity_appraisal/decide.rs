//! Decisions on appraisals of labour capacity. Pure.

use casework::application::decide::met;
use casework::procedure::CaseRef;
use casework::{
    Deadline, DeadlineChange, DeadlineRecord, Effects, EmergencyRecord, Employer, Given, Material, Notification, Outcome, Person, Refusal,
    Refusals, Role, STANDS_STILL, Stage, reprojection,
};
use rules::Law;
use rules::injury::appraisal::{self, SERVICE};
use rules::injury::{CareLevel, DisabilityGrade};
use rules::notice::ServiceMeasure;
use rules::time_limit::{PauseLedger, PausedDue};
use rules::{MeasureKind, notice::ServiceSet};
use values::{AreaCode, Citation, Date, Party, Text};

use super::command::{Command, Event, Form};
use super::draw::draw;
use super::state::State;
use crate::watch::{Alarm, alarms, letter};
use agency::common::emergency::states;
use agency::common::fields::Fields;
use agency::common::not_covered;

/// Names of the limits.
pub const INTAKE: &str = "appraisal_intake";
pub const MATERIAL_CHECK: &str = "appraisal_material_check";
pub const CONCLUSION: &str = "appraisal_conclusion";
pub const DELIVERY: &str = "appraisal_delivery";

/// What the decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub area: Option<AreaCode>,
    pub employer: Option<Employer>,
    pub worker: Option<Person>,
    pub emergencies: Vec<EmergencyRecord>,
    /// What the case named as the decision on recognition turned out to be; `None` where none was named.
    pub recognition: Option<RecognitionFound>,
    pub deadlines: Vec<DeadlineRecord>,
}

/// The case an application names as its recognition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecognitionFound {
    /// Recognised, for this worker.
    Recognised,
    /// Another procedure, another worker, or not granted.
    Other,
}

/// One command being decided.
pub(super) struct Deciding<'a> {
    pub law: &'a Law,
    pub case: CaseRef<'a>,
    pub state: &'a State,
    pub facts: &'a Facts,
    pub given: &'a Given,
}

type Decided = Result<Outcome<Event>, Refusals>;

impl Deciding<'_> {
    pub fn decide(&self, command: &Command) -> Decided {
        match command {
            Command::Submit { form, materials } => self.submit(form, materials),
            Command::Enlist { form, materials } => self.enlist(form, materials),
            Command::AskException { reason } => self.ask_exception(reason),
            Command::DecideException { admit, reason } => self.decide_exception(*admit, reason),
            Command::RequestSupplement { missing, note } => self.request_supplement(missing, note),
            Command::Supplement { materials, note } => self.supplement(materials, note),
            Command::Accept => self.accept(),
            Command::RefuseAcceptance { reason } => self.refuse_acceptance(reason),
            Command::DrawExperts { pool, count, seed } => self.draw_experts(pool, *count, seed),
            Command::Extend { reason } => self.extend(reason),
            Command::Conclude { grade, care, opinion } => self.conclude(*grade, care.as_deref(), opinion),
            Command::Deliver { on, receiver } => self.deliver(*on, receiver),
            Command::Withdraw { reason } => self.withdraw(reason),
            Command::Watch => self.watch(),
            Command::Reproject => self.reproject(),
        }
    }

    fn suspended(&self) -> Result<Option<ServiceMeasure>, Refusals> {
        let Some(area) = self.facts.area else { return Ok(None) };
        appraisal::intake_suspended(self.law, &states(&self.facts.emergencies), area, self.given.today)
            .map_err(|error| not_covered(error.text()).into())
    }

    /// The days that do not count for this case: an urgent one was admitted in spite of the suspension.
    fn pauses(&self) -> Result<PauseLedger, Refusals> {
        pauses(self.law, self.state, self.facts.area, &self.facts.emergencies)
    }

    /// 工伤保险条例 第23条: the employer, the worker or a near relative.
    fn may_apply(&self, form: &Form) -> Result<(), Refusals> {
        let (actor, area) = (&self.given.actor, self.case.area);
        let worker = self.facts.worker.as_ref().map(|worker| Party::person(worker.id));
        let as_applicant = match form.applicant.as_str() {
            "employer" => actor.has(Role::EmployerClerk) && actor.speaks_for(area, Party::employer(form.employer_id)),
            "worker" => actor.has(Role::Person) && worker.is_some_and(|worker| actor.speaks_for(area, worker)),
            "near_relative" => {
                actor.has(Role::Person) && actor.party.is_some() && self.state.submitted_by.is_none_or(|user_id| user_id == actor.user_id)
            }
            _ => actor.has_any(&[Role::Person, Role::EmployerClerk]),
        };
        let as_helper = actor.is_staff() && actor.reaches(area) && self.given.on_behalf_of.is_some();
        if as_applicant || as_helper || actor.has(Role::System) {
            return Ok(());
        }
        Err(not_allowed(
            "只能为本人或本单位职工申请；代办须先登记委托",
            "you may apply for yourself or your own worker only; a helper needs a recorded authorisation",
        ))
    }

    fn staff(&self, role: Role) -> Result<(), Refusals> {
        if self.given.actor.has(role) && self.given.actor.reaches(self.case.area) {
            return Ok(());
        }
        let name = role.name();
        Err(not_allowed(&format!("此操作须由本区域的{}办理", name.zh), &format!("this is done by a {} of the area", name.en)))
    }

    fn at(&self, stages: &[Stage]) -> Result<(), Refusals> {
        if self.case.head.is_some() && stages.contains(&self.state.stage) { Ok(()) } else { Err(out_of_turn(self.state.stage)) }
    }

    /// 威人社函〔2020〕6号 二（三）: nothing is taken in while the emergency lasts. The refusal says since when, by which clause, and the
    /// way on.
    fn submit(&self, form: &Form, materials: &[Material]) -> Decided {
        if self.case.head.is_some() {
            return Err(out_of_turn(self.state.stage));
        }
        self.may_apply(form)?;
        if let Some(measure) = self.suspended()? {
            return Err(Refusal::new(
                "intake_suspended",
                format!("自 {} 起暂停受理劳动能力鉴定申请：{}", measure.from, measure.summary.zh),
                format!("since {} no application for an appraisal is taken in: {}", measure.from, measure.summary.en),
            )
            .hint(
                format!("可以登记到等候名单，{}", measure.way_on.zh),
                format!("put the application on the waiting list. {}", measure.way_on.en),
            )
            .citing(measure.citation)
            .into());
        }
        self.check(form)?;
        let mut effects = self.opened(form, materials);
        effects.stage = Some(Stage::Received);
        effects.awaiting = Some(Some(Role::InjuryOfficer));
        effects.deadlines = self.limits(self.given.today)?;
        let body = (
            "已收到劳动能力鉴定申请，工作人员在 5 个工作日内核对材料。",
            "We have the application; the papers are checked within five working days.",
        );
        effects.notifications = self.to_both(form, ("已收到申请", "application received"), &Text::new(body.0, body.1));
        Ok(Outcome { events: vec![Event::Submitted { form: form.clone(), materials: materials.to_vec() }], effects })
    }

    /// Kept and not lost: what cannot be taken in waits on a list in the order it came.
    fn enlist(&self, form: &Form, materials: &[Material]) -> Decided {
        if self.case.head.is_some() {
            return Err(out_of_turn(self.state.stage));
        }
        self.may_apply(form)?;
        let Some(measure) = self.suspended()? else {
            return Err(Refusal::new(
                "intake_open",
                "劳动能力鉴定正常受理，不需要等候",
                "applications are taken in; there is nothing to wait for",
            )
            .hint("请直接提交申请", "hand the application in")
            .into());
        };
        self.check(form)?;
        let mut effects = self.opened(form, materials);
        effects.stage = Some(Stage::Waiting);
        effects.awaiting = Some(None);
        effects.deadlines = vec![DeadlineChange::Set(waiting_limit(&measure, self.given.today))];
        let because = Text::new(
            format!("自 {} 起暂停受理（{}）。{}", measure.from, measure.citation, measure.way_on.zh),
            format!("Suspended since {} ({}). {}", measure.from, measure.citation, measure.way_on.en),
        );
        effects.notifications = self.to_both(form, ("已登记等候", "put on the waiting list"), &because);
        let (since, citation) = (measure.from, measure.citation);
        Ok(Outcome {
            events: vec![Event::WaitingListed { form: form.clone(), materials: materials.to_vec(), since, citation, because }],
            effects,
        })
    }

    /// 工伤保险条例 第23条: with the decision on recognition; 第28条: a review a year after the conclusion.
    fn check(&self, form: &Form) -> Result<(), Refusals> {
        if self.facts.employer.is_none() {
            return Err(Refusal::new("unknown_employer", "本区域没有找到该单位", "there is no such employer in this area")
                .on_field("employer_id")
                .into());
        }
        let claim = form.read()?;
        let mut refusals = Refusals::default();
        match &self.facts.worker {
            None => refusals.push(
                Refusal::new(
                    "unknown_person",
                    "本区域没有找到该身份证号码的参保人员",
                    "nobody of this area is registered under this ID number",
                )
                .on_field("worker_id_number")
                .hint("请核对号码，或拨打 12333", "check the number, or call 12333"),
            ),
            Some(worker) if worker.name != claim.worker_name => refusals.push(
                Refusal::new(
                    "name_differs",
                    "姓名与该身份证号码已登记的姓名不一致",
                    "the name is not the one registered for this ID number",
                )
                .on_field("worker_name"),
            ),
            Some(_) => {}
        }
        if self.facts.recognition == Some(RecognitionFound::Other) {
            refusals.push(
                Refusal::new(
                    "not_recognised",
                    "该编号不是这名职工已认定工伤的决定",
                    "this number is not a decision that recognised this worker's injury",
                )
                .on_field("recognition_number")
                .hint(
                    "请核对工伤认定决定的编号；尚未认定的，请先申请工伤认定",
                    "check the number of the decision; apply for recognition first where there is none",
                )
                .citing(Citation::new("工伤保险条例", "第23条")),
            );
        }
        if let Some(previous) = claim.previous_concluded_on {
            refusals.0.extend(self.refuse_review(previous)?);
        }
        refusals.into_result()
    }

    fn refuse_review(&self, previous: Date) -> Result<Option<Refusal>, Refusals> {
        let today = self.given.today;
        if previous > today {
            return Ok(Some(
                Refusal::new("conclusion_in_future", "上次鉴定结论的日期晚于今天", "the last conclusion lies in the future")
                    .on_field("previous_concluded_on"),
            ));
        }
        let from = appraisal::review_from(self.law, previous).map_err(|error| not_covered(error.text()))?;
        Ok((today < from.due_on).then(|| {
            Refusal::new("review_too_early", from.text.zh.clone(), from.text.en.clone())
                .on_field("previous_concluded_on")
                .citing(from.citation.clone())
        }))
    }

    fn opened(&self, form: &Form, materials: &[Material]) -> Effects {
        let worker = self.facts.worker.as_ref();
        let name = worker.map_or(form.worker_name.as_str(), |worker| worker.name.as_str());
        Effects {
            party: Some(worker.map_or(Party::AGENCY, |worker| Party::person(worker.id))),
            subject: Some(Text::new(format!("{name} · 劳动能力鉴定"), format!("{name} · appraisal of labour capacity"))),
            concerned: self.both(form),
            materials: materials.to_vec(),
            ..Effects::default()
        }
    }

    fn both(&self, form: &Form) -> Vec<Party> {
        let worker = self.facts.worker.as_ref().map(|worker| Party::person(worker.id));
        let employer = self.facts.employer.as_ref().map(|_| Party::employer(form.employer_id));
        worker.into_iter().chain(employer).collect()
    }

    fn to_both(&self, form: &Form, what: (&str, &str), body: &Text) -> Vec<Notification> {
        let number = self.case.number;
        let subject = Text::new(format!("劳动能力鉴定：{}（{number}）", what.0), format!("Appraisal: {} ({number})", what.1));
        self.both(form).into_iter().map(|to| Notification { to, subject: subject.clone(), body: body.clone() }).collect()
    }

    /// Limits of a case received on a day.
    fn limits(&self, received_on: Date) -> Result<Vec<DeadlineChange>, Refusals> {
        let pauses = self.pauses()?;
        limits(self.law, received_on, self.state.extended, &pauses).map(|limits| limits.into_iter().map(DeadlineChange::Set).collect())
    }

    /// 威人社函〔2020〕6号 二（三）: what truly cannot wait is decided in the single case.
    fn ask_exception(&self, reason: &str) -> Decided {
        let form = self.form()?;
        self.may_apply(form)?;
        self.at(&[Stage::Waiting])?;
        self.exception_measure()?;
        if self.state.exception_asked.is_some() {
            return Err(Refusal::new("already_asked", "已申请一事一议，请等待决定", "it was already asked for; it is being decided").into());
        }
        required("reason", reason, ("急需办理的理由", "why it cannot wait"), 1000)?;
        let effects = Effects { awaiting: Some(Some(Role::DecisionMaker)), ..Effects::default() };
        Ok(Outcome { events: vec![Event::ExceptionAsked { reason: reason.trim().to_owned() }], effects })
    }

    /// The measure that lets an urgent matter be decided in the single case.
    fn exception_measure(&self) -> Result<Citation, Refusals> {
        let concerns = |kind: &MeasureKind| match kind {
            MeasureKind::Exception(exception) => match &exception.services {
                ServiceSet::EveryCounterService => true,
                ServiceSet::Named(services) => services.iter().any(|service| service == SERVICE),
            },
            _ => false,
        };
        let declared = states(&self.facts.emergencies);
        let mut active =
            self.law.measures_on(concerns, &declared, self.given.today, self.case.area).map_err(|error| not_covered(error.text()))?;
        active
            .next()
            .map(|active| active.measure.citation.clone())
            .ok_or_else(|| Refusal::new("no_exception", "目前没有一事一议的规定在施行", "no text lets a single case be decided now").into())
    }

    fn decide_exception(&self, admit: bool, reason: &str) -> Decided {
        let form = self.form()?;
        self.staff(Role::DecisionMaker)?;
        self.at(&[Stage::Waiting])?;
        if self.state.exception_asked.is_none() {
            return Err(Refusal::new("not_asked", "没有一事一议的申请", "nobody has asked for a decision in the single case").into());
        }
        required("reason", reason, ("决定的理由", "why"), 1000)?;
        let citation = self.exception_measure()?;
        let mut effects = Effects::default();
        if admit {
            effects.stage = Some(Stage::Received);
            effects.awaiting = Some(Some(Role::InjuryOfficer));
            effects.deadlines = vec![met(INTAKE)];
            let today = self.given.today;
            effects.deadlines.extend(limits(self.law, today, false, &PauseLedger::default())?.into_iter().map(DeadlineChange::Set));
        } else {
            effects.awaiting = Some(None);
        }
        let words = if admit {
            ("同意按一事一议受理", "taken in as urgent")
        } else {
            ("不同意一事一议，继续等候", "not taken in as urgent; it goes on waiting")
        };
        let body = Text::new(format!("理由：{}（{citation}）", reason.trim()), format!("Why: {} ({citation})", reason.trim()));
        effects.notifications = self.to_both(form, words, &body);
        Ok(Outcome { events: vec![Event::ExceptionDecided { admit, reason: reason.trim().to_owned() }], effects })
    }

    /// 工伤职工劳动能力鉴定管理办法 第9条: once, in writing, all that is missing. While the applicant's answer is awaited no limit of the
    /// committee runs; both run again from the day the papers are complete (practice).
    fn request_supplement(&self, missing: &[String], note: &str) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Received])?;
        if self.state.supplement_requested {
            return Err(Refusal::new(
                "supplement_only_once",
                "补正通知只能发出一次，已经发出过",
                "the notice may be sent once only, and it was sent",
            )
            .into());
        }
        if missing.is_empty() && note.trim().is_empty() {
            return Err(Refusal::new("nothing_listed", "请列出全部缺少的材料或说明", "list everything that is missing")
                .on_field("missing")
                .into());
        }
        let form = self.form()?;
        let ended = |name: &str| DeadlineChange::Ended { name: name.into() };
        let body = Text::new(format!("请补正：{}。{note}", missing.join("、")), format!("Please hand in: {}. {note}", missing.join(", ")));
        let effects = Effects {
            stage: Some(Stage::AwaitingSupplement),
            awaiting: Some(None),
            deadlines: vec![met(MATERIAL_CHECK), ended(CONCLUSION)],
            notifications: self.to_both(form, ("请补正材料", "papers are missing"), &body),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::SupplementRequested { missing: missing.to_vec(), note: note.to_owned() }], effects })
    }

    fn supplement(&self, materials: &[Material], note: &str) -> Decided {
        self.may_apply(self.form()?)?;
        self.at(&[Stage::AwaitingSupplement])?;
        if materials.is_empty() && note.trim().is_empty() {
            return Err(Refusal::new("nothing_supplied", "请上传补正材料或填写说明", "hand in a paper or write an explanation")
                .on_field("materials")
                .into());
        }
        let effects = Effects {
            stage: Some(Stage::Received),
            awaiting: Some(Some(Role::InjuryOfficer)),
            deadlines: self.limits(self.given.today)?,
            materials: materials.to_vec(),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::Supplemented { materials: materials.to_vec(), note: note.to_owned() }], effects })
    }

    fn accept(&self) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Received])?;
        self.not_the_helper()?;
        let form = self.form()?;
        let has = |kind: &str| self.state.materials.iter().any(|material| material.kind == kind);
        let mut missing = Vec::new();
        if form.recognition_case_id.is_none() && !has(super::RECOGNITION_DECISION) {
            missing.push(Text::new("工伤认定决定", "decision on recognition"));
        }
        if !has(super::MEDICAL_RECORDS) {
            missing.push(Text::new("诊断证明、病历等医疗材料", "diagnosis and medical records"));
        }
        if !missing.is_empty() {
            let names = |pick: fn(&Text) -> &str| missing.iter().map(pick).collect::<Vec<_>>().join("、");
            let (zh, en) = (names(|text| &text.zh), names(|text| &text.en));
            return Err(Refusal::new("materials_missing", format!("材料不齐，尚缺：{zh}"), format!("papers are missing: {en}"))
                .hint("请一次性告知申请人", "tell the applicant once of everything")
                .citing(Citation::new("工伤保险条例", "第23条"))
                .into());
        }
        let body = Text::new("材料齐全，将随机抽取专家组织鉴定。", "The papers are complete; experts will be drawn at random.");
        let effects = Effects {
            stage: Some(Stage::Accepted),
            awaiting: Some(Some(Role::InjuryOfficer)),
            deadlines: vec![met(MATERIAL_CHECK)],
            notifications: self.to_both(form, ("材料审核通过", "papers complete"), &body),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::Accepted], effects })
    }

    fn refuse_acceptance(&self, reason: &str) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Received])?;
        required("reason", reason, ("不予受理的理由", "why it is not accepted"), 1000)?;
        self.end(Stage::NotAccepted, Event::NotAccepted { reason: reason.trim().to_owned() }, ("不予受理", "not accepted"), reason)
    }

    fn withdraw(&self, reason: &str) -> Decided {
        self.may_apply(self.form()?)?;
        if !self.state.stage.is_open() {
            return Err(out_of_turn(self.state.stage));
        }
        self.end(Stage::Withdrawn, Event::Withdrawn { reason: reason.trim().to_owned() }, ("已撤回", "taken back"), reason)
    }

    fn end(&self, stage: Stage, event: Event, words: (&str, &str), reason: &str) -> Decided {
        let form = self.form()?;
        let ended = |name: &str| DeadlineChange::Ended { name: name.into() };
        let effects = Effects {
            stage: Some(stage),
            awaiting: Some(None),
            deadlines: [INTAKE, MATERIAL_CHECK, CONCLUSION].map(ended).into(),
            notifications: self.to_both(form, words, &Text::same(reason.trim())),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![event], effects })
    }

    /// 工伤保险条例 第25条: three or five experts drawn at random; 威人社函〔2020〕6号 二（三）: none is held while that is suspended.
    fn draw_experts(&self, pool: &[String], count: u8, seed: &str) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Accepted])?;
        self.refuse_while_suspended()?;
        if self.state.experts.is_some() {
            return Err(Refusal::new("already_drawn", "已抽取专家，不能重复抽取", "experts were drawn; they are not drawn again").into());
        }
        if count != 3 && count != 5 {
            return Err(Refusal::new("count", "专家人数应为 3 名或 5 名", "three or five experts are drawn")
                .on_field("count")
                .citing(Citation::new("工伤保险条例", "第25条"))
                .into());
        }
        let pool: Vec<String> = pool.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        let doubled = pool.iter().enumerate().find(|(position, name)| pool[..*position].contains(name)).map(|(_, name)| name.clone());
        if let Some(name) = doubled {
            return Err(Refusal::new("pool_doubled", format!("专家“{name}”出现了两次"), format!("“{name}” stands in the pool twice"))
                .on_field("pool")
                .into());
        }
        if pool.len() < usize::from(count) {
            return Err(Refusal::new(
                "pool_too_small",
                format!("专家库只有 {} 人，不足 {count} 人", pool.len()),
                format!("the pool has {} names, fewer than {count}", pool.len()),
            )
            .on_field("pool")
            .into());
        }
        if seed.trim().len() < 8 {
            return Err(Refusal::new("seed", "随机种子至少 8 个字符", "the seed has at least eight characters").on_field("seed").into());
        }
        let drawn = draw(&pool, usize::from(count), seed.trim());
        let effects = Effects { awaiting: Some(Some(Role::DecisionMaker)), ..Effects::default() };
        Ok(Outcome { events: vec![Event::ExpertsDrawn { pool, seed: seed.trim().to_owned(), drawn }], effects })
    }

    fn refuse_while_suspended(&self) -> Result<(), Refusals> {
        match self.suspended()?.filter(|_| !self.state.is_exempt) {
            None => Ok(()),
            Some(measure) => Err(Refusal::new(
                "appraisals_suspended",
                format!("自 {} 起暂停组织劳动能力鉴定", measure.from),
                format!("since {} no appraisal is held", measure.from),
            )
            .hint("恢复后继续办理，暂停的日数不计入期限", "it goes on afterwards; the days do not count")
            .citing(measure.citation)
            .into()),
        }
    }

    /// 工伤保险条例 第25条: 30 days more where the case needs them.
    fn extend(&self, reason: &str) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Accepted])?;
        if self.state.extended {
            return Err(Refusal::new("already_extended", "期限只能延长一次", "the limit is extended once only").into());
        }
        required("reason", reason, ("延长的理由", "why it takes longer"), 500)?;
        let form = self.form()?;
        let received_on = self.state.received_on.unwrap_or(self.given.today);
        let longer = limits(self.law, received_on, true, &self.pauses()?)?;
        let conclusion: Vec<Deadline> = longer.into_iter().filter(|limit| limit.name == CONCLUSION).collect();
        let derivation = conclusion.first().map(|limit| limit.derivation.clone()).unwrap_or_default();
        let body = Text::new(format!("理由：{}。{}", reason.trim(), derivation.zh), format!("Why: {}. {}", reason.trim(), derivation.en));
        let effects = Effects {
            deadlines: conclusion.into_iter().map(DeadlineChange::Set).collect(),
            notifications: self.to_both(form, ("鉴定期限延长", "the conclusion takes longer"), &body),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::ConclusionExtended { reason: reason.trim().to_owned() }], effects })
    }

    /// 工伤保险条例 第22、25条: the grade of disability and the level of care, on the opinion of the experts. Who drew them does not conclude.
    fn conclude(&self, grade: Option<u8>, care: Option<&str>, opinion: &str) -> Decided {
        self.staff(Role::DecisionMaker)?;
        self.at(&[Stage::Accepted])?;
        if self.state.handled_by.contains(&self.given.actor.user_id) {
            return Err(Refusal::new(
                "separation_of_duties",
                "受理、抽取专家和作出结论不得为同一人",
                "who accepted or drew the experts does not conclude",
            )
            .into());
        }
        self.refuse_while_suspended()?;
        if self.state.experts.is_none() {
            return Err(Refusal::new("no_experts", "尚未抽取专家", "no experts were drawn")
                .citing(Citation::new("工伤保险条例", "第25条"))
                .into());
        }
        let grade = read_grade(grade)?;
        let care = read_care(care)?;
        required("opinion", opinion, ("专家意见", "opinion of the experts"), 2000)?;
        let form = self.form()?;
        let today = self.given.today;
        let result = self.result(grade, care, today)?;
        let derivation = appraisal::delivery_due(self.law, today).map_err(|error| not_covered(error.text()))?;
        let delivery = Deadline {
            name: DELIVERY.into(),
            title: Text::new("送达鉴定结论", "delivery of the conclusion"),
            started_on: today,
            due_on: derivation.due_on,
            derivation: derivation.text,
            citation: derivation.citation,
        };
        let effects = Effects {
            stage: Some(Stage::Granted),
            awaiting: Some(None),
            deadlines: vec![met(CONCLUSION), DeadlineChange::Set(delivery)],
            notifications: self.to_both(form, ("鉴定结论", "conclusion"), &result),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::Concluded { grade, care, opinion: opinion.trim().to_owned(), result }], effects })
    }

    fn result(&self, grade: Option<DisabilityGrade>, care: Option<CareLevel>, today: Date) -> Result<Text, Refusals> {
        let grade = grade.map_or_else(|| Text::new("未达到伤残等级", "no grade of disability is reached"), DisabilityGrade::name);
        let care = care.map_or_else(|| Text::new("无生活自理障碍", "no need of care"), CareLevel::name);
        let review = appraisal::review_from(self.law, today).map_err(|error| not_covered(error.text()))?;
        let second = self.law.time_limit("second_appraisal_application", today).map_err(|gap| not_covered(gap.text()))?;
        let unit = second.unit.name();
        Ok(Text::new(
            format!(
                "{}；{}。不服的，自收到结论之日起 {} {}内可以向省级劳动能力鉴定委员会申请再次鉴定（{}）；{}。",
                grade.zh, care.zh, second.value, unit.zh, second.citation, review.text.zh
            ),
            format!(
                "{}; {}. Within {} {} of receipt a second appraisal may be asked of the provincial committee ({}); {}.",
                grade.en, care.en, second.value, unit.en, second.citation, review.text.en
            ),
        ))
    }

    fn deliver(&self, on: Date, receiver: &str) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Granted])?;
        let Some(concluded_on) = self.state.conclusion.as_ref().map(|conclusion| conclusion.on) else {
            return Err(out_of_turn(self.state.stage));
        };
        if self.state.delivered_on.is_some() {
            return Err(Refusal::new("already_delivered", "已登记送达", "the delivery is on record").into());
        }
        if on < concluded_on || on > self.given.today {
            return Err(Refusal::new(
                "delivery_day",
                format!("送达日期应在结论日期 {concluded_on} 和今天之间"),
                format!("the day of delivery lies between the conclusion of {concluded_on} and today"),
            )
            .on_field("on")
            .into());
        }
        required("receiver", receiver, ("签收人或邮件号", "who took it, or the number of the post"), 100)?;
        let until = appraisal::second_appraisal_until(self.law, on).map_err(|error| not_covered(error.text()))?;
        let form = self.form()?;
        let effects = Effects {
            deadlines: vec![met(DELIVERY)],
            notifications: self.to_both(form, ("结论已送达", "the conclusion was delivered"), &until.text),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::Delivered { on, receiver: receiver.trim().to_owned() }], effects })
    }

    fn watch(&self) -> Decided {
        if !self.given.actor.has(Role::System) {
            return Err(not_allowed("这是系统的每日检查", "this is the program's own daily look"));
        }
        let mut outcome = Outcome { events: Vec::new(), effects: Effects::default() };
        for (alarm, record) in alarms(&self.facts.deadlines, &self.state.warned, &self.state.escalated, self.given.today) {
            let (deadline, due_on) = (record.deadline.name.clone(), record.deadline.due_on);
            outcome.events.push(match alarm {
                Alarm::AtRisk => Event::Warned { deadline, due_on },
                Alarm::Breached => Event::Escalated { deadline, due_on },
            });
            outcome.effects.notifications.push(letter(alarm, record, self.case.number, self.case.head, Role::InjuryOfficer.desk()));
        }
        if outcome.events.is_empty() {
            return Err(Refusal::new("nothing_to_report", "没有需要提醒的期限", "no limit has to be spoken of").into());
        }
        Ok(outcome)
    }

    /// Intake resumes: who waits is taken in and told. Intake is suspended, or was for other days: the limits that run come to
    /// another day (威人社函〔2020〕6号 二（三）, 工伤保险条例 第25条).
    fn reproject(&self) -> Decided {
        if !self.given.actor.has_any(&[Role::System, Role::CitySupervisor]) {
            return Err(not_allowed("应急状态变更后由系统重新推算", "the program reckons anew after an emergency has changed"));
        }
        let form = self.form()?;
        let anew = anew(self.law, self.state, self.facts.area, &self.facts.emergencies, self.given.today)?;
        let moved = reprojection::moved(&self.facts.deadlines, &anew);
        if moved.is_empty() {
            return Err(Refusal::new("nothing_to_move", "期限没有变化", "no limit has to move").into());
        }
        let resumed_on = self.given.today;
        let resumes = self.state.is_waiting() && moved.iter().any(|limit| limit.name == INTAKE);
        let lines = |pick: fn(&Text) -> &str| moved.iter().map(|limit| pick(&limit.derivation)).collect::<Vec<_>>().join("；");
        let body = Text::new(lines(|text| &text.zh), lines(|text| &text.en));
        let mut events = vec![Event::LimitsMoved { moved: moved.clone() }];
        let mut effects = Effects::default();
        if resumes {
            events.push(Event::IntakeResumed { resumed_on });
            effects.stage = Some(Stage::Received);
            effects.awaiting = Some(Some(Role::InjuryOfficer));
            effects.deadlines = vec![met(INTAKE)];
            effects.deadlines.extend(limits(self.law, resumed_on, false, &self.pauses()?)?.into_iter().map(DeadlineChange::Set));
            effects.notifications =
                self.to_both(form, ("恢复受理，您的申请已接着办理", "intake has resumed; your application goes on"), &body);
        } else {
            effects.deadlines = reprojection::changes(anew, &moved);
            effects.notifications = self.to_both(form, ("鉴定期限变更", "the limits have changed"), &body);
        }
        Ok(Outcome { events, effects })
    }

    fn form(&self) -> Result<&Form, Refusals> {
        self.state.form.as_ref().ok_or_else(|| Refusal::new("nothing_submitted", "该事项尚未提交", "nothing has been handed in yet").into())
    }

    fn not_the_helper(&self) -> Result<(), Refusals> {
        if self.state.submitted_by != Some(self.given.actor.user_id) {
            return Ok(());
        }
        Err(Refusal::new("separation_of_duties", "代为提交的人不得受理", "who handed it in for the applicant does not accept it").into())
    }
}

/// The days that do not count for a case.
fn pauses(law: &Law, state: &State, area: Option<AreaCode>, declared: &[EmergencyRecord]) -> Result<PauseLedger, Refusals> {
    match area.filter(|_| !state.is_exempt) {
        None => Ok(PauseLedger::default()),
        Some(area) => appraisal::suspended_days(law, &states(declared), area).map_err(|error| not_covered(error.text()).into()),
    }
}

/// The two limits of a case received on a day.
fn limits(law: &Law, received_on: Date, extended: bool, pauses: &PauseLedger) -> Result<Vec<Deadline>, Refusals> {
    let check = appraisal::material_check_due(law, received_on, pauses).map_err(|error| not_covered(error.text()))?;
    let conclusion = appraisal::conclusion_due(law, received_on, extended, pauses).map_err(|error| not_covered(error.text()))?;
    Ok(vec![
        limit(MATERIAL_CHECK, Text::new("材料审核", "check of the papers"), received_on, check),
        limit(CONCLUSION, Text::new("鉴定结论", "conclusion"), received_on, conclusion),
    ])
}

fn limit(name: &str, title: Text, started_on: Date, due: PausedDue) -> Deadline {
    let (due_on, derivation, citation) = match due {
        PausedDue::Due(derivation) => (derivation.due_on, derivation.text, derivation.citation),
        PausedDue::StandsStill { text, citation, .. } => (STANDS_STILL, text, citation),
    };
    Deadline { name: name.into(), title, started_on, due_on, derivation, citation }
}

/// While an application waits there is no day, only what it waits for.
fn waiting_limit(measure: &ServiceMeasure, listed_on: Date) -> Deadline {
    Deadline {
        name: INTAKE.into(),
        title: Text::new("恢复受理", "intake resumes"),
        started_on: listed_on,
        due_on: STANDS_STILL,
        derivation: Text::new(
            format!("自 {} 起暂停受理（{}），{listed_on} 登记等候，恢复受理时通知", measure.from, measure.citation),
            format!(
                "suspended since {} ({}), on the list since {listed_on}; you are told when intake resumes",
                measure.from, measure.citation
            ),
        ),
        citation: measure.citation.clone(),
    }
}

/// The limits of a case as the declared emergencies now have them.
pub(super) fn anew(
    law: &Law,
    state: &State,
    area: Option<AreaCode>,
    declared: &[EmergencyRecord],
    today: Date,
) -> Result<Vec<Deadline>, Refusals> {
    let Some(waited) = state.waited.as_ref().filter(|_| state.is_waiting()) else {
        let Some(received_on) = state.received_on else { return Ok(Vec::new()) };
        return limits(law, received_on, state.extended, &pauses(law, state, area, declared)?);
    };
    let Some(area) = area else { return Ok(Vec::new()) };
    let suspended = appraisal::intake_suspended(law, &states(declared), area, today).map_err(|error| not_covered(error.text()))?;
    Ok(match suspended {
        Some(measure) => vec![waiting_limit(&measure, waited.listed_on)],
        None => vec![Deadline {
            name: INTAKE.into(),
            title: Text::new("恢复受理", "intake resumes"),
            started_on: waited.listed_on,
            due_on: today,
            derivation: Text::new(
                format!("劳动能力鉴定恢复受理；{} 登记的申请自 {today} 起接着办理，不需要重新申请", waited.listed_on),
                format!(
                    "intake has resumed; the application listed on {} goes on from {today} and need not be made again",
                    waited.listed_on
                ),
            ),
            citation: waited.citation.clone(),
        }],
    })
}

fn read_grade(grade: Option<u8>) -> Result<Option<DisabilityGrade>, Refusals> {
    let Some(number) = grade else { return Ok(None) };
    match DisabilityGrade::new(number) {
        Some(grade) => Ok(Some(grade)),
        None => Err(Refusal::new(
            "grade",
            "伤残等级应为 1 到 10 级，未达到等级的不填",
            "a grade is from 1 to 10; leave it out where none is reached",
        )
        .on_field("grade")
        .into()),
    }
}

/// The words of the levels of care.
pub const CARE_LEVELS: [(&str, CareLevel); 3] =
    [("complete", CareLevel::Complete), ("mostly", CareLevel::Mostly), ("partly", CareLevel::Partly)];

fn read_care(word: Option<&str>) -> Result<Option<CareLevel>, Refusals> {
    let Some(word) = word.filter(|word| !word.is_empty()) else { return Ok(None) };
    match CARE_LEVELS.into_iter().find(|(known, _)| *known == word) {
        Some((_, level)) => Ok(Some(level)),
        None => Err(Refusal::new("care", "请选择护理依赖程度", "choose a level of care").on_field("care").into()),
    }
}

fn required(field: &str, words: &str, name: (&str, &str), most: usize) -> Result<(), Refusals> {
    let mut fields = Fields::default();
    // An account of several lines is as good as one of one.
    let line: String = words.chars().map(|character| if matches!(character, '\n' | '\r') { ' ' } else { character }).collect();
    fields.words(field, name, &line, most);
    fields.refusals.into_result()
}

fn not_allowed(chinese: &str, english: &str) -> Refusals {
    Refusal::new("not_allowed", chinese, english).into()
}

fn out_of_turn(stage: Stage) -> Refusals {
    let stage = stage.name();
    Refusal::new(
        "out_of_turn",
        format!("该事项目前为“{}”，不能进行此操作", stage.zh),
        format!("the case is “{}”; this cannot be done now", stage.en),
    )
    .hint("请刷新页面查看最新进度", "reload the page to see where the case stands")
    .into()
}
