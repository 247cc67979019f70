//! Decisions on appraisals of labour capacity. Pure.

use casework::application::decide::met;
use casework::procedure::CaseRef;
use casework::watch::{Alarm, alarms, letter, nothing_to_report, refuse_others};
use casework::{
    DeadlineChange, DeadlineRecord, Effects, EmergencyRecord, Employer, Given, Material, Notification, Outcome, Person, Refusal, Refusals,
    Role, Stage, reprojection,
};
use rules::Law;
use rules::injury::appraisal;
use rules::notice::ServiceMeasure;
use rules::time_limit::PauseLedger;
use values::{AreaCode, Date, Party, Text};

use super::command::{Command, Event, Form};
use super::limits::{INTAKE, anew, limits, pauses};
use super::state::State;
use super::words::{not_allowed, out_of_turn};
use crate::experts::Registered;
use agency::common::emergency::states;
use agency::common::not_covered;

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
    /// The experts in the city's pool, where one is drawn from it.
    pub experts: Vec<Registered>,
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

pub(super) type Decided = Result<Outcome<Event>, Refusals>;

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
            Command::DrawFromPool { specialties, count, recused, recusal_reason, seed } => {
                self.draw_from_pool(specialties, *count, recused, recusal_reason, seed)
            }
            Command::DrawExperts { pool, count, seed } => self.draw_experts(pool, *count, seed),
            Command::Extend { reason } => self.extend(reason),
            Command::Conclude { grade, care, opinion } => self.conclude(*grade, care.as_deref(), opinion),
            Command::Deliver { on, receiver } => self.deliver(*on, receiver),
            Command::Withdraw { reason } => self.withdraw(reason),
            Command::Watch => self.watch(),
            Command::Reproject => self.reproject(),
        }
    }

    pub(super) fn suspended(&self) -> Result<Option<ServiceMeasure>, Refusals> {
        let Some(area) = self.facts.area else { return Ok(None) };
        appraisal::intake_suspended(self.law, &states(&self.facts.emergencies), area, self.given.today)
            .map_err(|error| not_covered(error.text()).into())
    }

    /// The days that do not count for this case: an urgent one was admitted in spite of the suspension.
    pub(super) fn pauses(&self) -> Result<PauseLedger, Refusals> {
        pauses(self.law, self.state, self.facts.area, &self.facts.emergencies)
    }

    /// 工伤保险条例 第23条: the employer, the worker or a near relative.
    pub(super) fn may_apply(&self, form: &Form) -> Result<(), Refusals> {
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

    pub(super) fn staff(&self, role: Role) -> Result<(), Refusals> {
        if self.given.actor.has(role) && self.given.actor.reaches(self.case.area) {
            return Ok(());
        }
        let name = role.name();
        Err(not_allowed(&format!("此操作须由本区域的{}办理", name.zh), &format!("this is done by a {} of the area", name.en)))
    }

    pub(super) fn at(&self, stages: &[Stage]) -> Result<(), Refusals> {
        if self.case.head.is_some() && stages.contains(&self.state.stage) { Ok(()) } else { Err(out_of_turn(self.state.stage)) }
    }

    pub(super) fn opened(&self, form: &Form, materials: &[Material]) -> Effects {
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

    pub(super) fn both(&self, form: &Form) -> Vec<Party> {
        let worker = self.facts.worker.as_ref().map(|worker| Party::person(worker.id));
        let employer = self.facts.employer.as_ref().map(|_| Party::employer(form.employer_id));
        worker.into_iter().chain(employer).collect()
    }

    pub(super) fn to_both(&self, form: &Form, what: (&str, &str), body: &Text) -> Vec<Notification> {
        let number = self.case.number;
        let subject = Text::new(format!("劳动能力鉴定：{}（{number}）", what.0), format!("Appraisal: {} ({number})", what.1));
        self.both(form).into_iter().map(|to| Notification { to, subject: subject.clone(), body: body.clone() }).collect()
    }

    /// Limits of a case received on a day.
    pub(super) fn limits(&self, received_on: Date) -> Result<Vec<DeadlineChange>, Refusals> {
        let pauses = self.pauses()?;
        limits(self.law, received_on, self.state.extended, &pauses).map(|limits| limits.into_iter().map(DeadlineChange::Set).collect())
    }

    pub(super) fn watch(&self) -> Decided {
        refuse_others(self.given)?;
        let mut outcome = Outcome { events: Vec::new(), effects: Effects::default() };
        for (alarm, record) in alarms(&self.facts.deadlines, &self.state.spoken_of, self.given.today) {
            let (deadline, due_on) = (record.deadline.name.clone(), record.deadline.due_on);
            outcome.events.push(match alarm {
                Alarm::AtRisk => Event::Warned { deadline, due_on },
                Alarm::Breached => Event::Escalated { deadline, due_on },
            });
            outcome.effects.notifications.push(letter(alarm, record, self.case.number, self.case.head, Role::InjuryOfficer.desk()));
        }
        if outcome.events.is_empty() {
            return Err(nothing_to_report());
        }
        Ok(outcome)
    }

    /// Intake resumes: who waits is taken in and told. Intake is suspended, or was for other days: the limits that run come to
    /// another day (威人社函〔2020〕6号 二（三）, 工伤保险条例 第25条).
    pub(super) fn reproject(&self) -> Decided {
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

    pub(super) fn form(&self) -> Result<&Form, Refusals> {
        self.state.form.as_ref().ok_or_else(|| Refusal::new("nothing_submitted", "该事项尚未提交", "nothing has been handed in yet").into())
    }

    pub(super) fn not_the_helper(&self) -> Result<(), Refusals> {
        if self.state.submitted_by != Some(self.given.actor.user_id) {
            return Ok(());
        }
        Err(Refusal::new("separation_of_duties", "代为提交的人不得受理", "who handed it in for the applicant does not accept it").into())
    }
}
