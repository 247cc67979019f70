//! The acts of recognition beside the stations of every application. Pure.

use std::collections::BTreeMap;

use casework::application::ApplicationEvent;
use casework::application::decide::met;
use casework::procedure::CaseRef;
use casework::{DeadlineChange, Effects, Given, Material, Outcome, Refusal, Refusals, Role, Stage, reprojection};
use rules::Law;
use rules::injury::{Fact, InjuryApplicant, Paper, judge_filing};
use values::{Citation, Date, Party, Text};

use super::clock::{DELIVERY, moved};
use super::command::{DeliveryMethod, Event, OwnCommand, OwnEvent, Recipient};
use super::facts::Facts;
use super::form::{Form, applicant_of, unknown_fact};
use super::{decision, letters};
use crate::remedies::remedies;

/// One act being decided.
pub(super) struct Acting<'a> {
    pub law: &'a Law,
    pub case: CaseRef<'a>,
    pub form: &'a Form,
    pub facts: &'a Facts,
    pub given: &'a Given,
}

type Decided = Result<Outcome<Event>, Refusals>;

impl Acting<'_> {
    pub fn decide(&self, command: &OwnCommand) -> Decided {
        match command {
            OwnCommand::Establish { facts, papers_missing, disputed, note } => self.establish(facts, papers_missing, *disputed, note),
            OwnCommand::Pause { authority, reason } => self.pause(authority, reason),
            OwnCommand::Resume { conclusion } => self.resume(conclusion),
            OwnCommand::ExtendFiling { until, reason } => self.extend_filing(*until, reason),
            OwnCommand::Deliver { to, method, on, receiver } => self.deliver(*to, *method, *on, receiver),
        }
    }

    fn officer(&self) -> Result<(), Refusals> {
        let actor = &self.given.actor;
        if actor.has(Role::InjuryOfficer) && actor.reaches(self.case.area) {
            return Ok(());
        }
        Err(not_allowed("此操作须由本区域的工伤岗办理", "this is done by a work-injury officer of the area"))
    }

    fn stage(&self) -> Stage {
        self.facts.state.application.stage
    }

    /// 工伤保险条例 第19条: the authority finds out what the applicant's statement leaves open; 第20条: what is not clear has the
    /// ordinary limit.
    fn establish(&self, words: &BTreeMap<String, Option<bool>>, papers: &[String], disputed: bool, note: &str) -> Decided {
        self.officer()?;
        if !self.facts.state.is_being_examined() && self.stage() != Stage::Received {
            return Err(out_of_turn(self.stage()));
        }
        let facts = read_facts(words)?;
        let papers_missing = read_papers(papers)?;
        required("note", note, ("查明的依据", "what this rests on"))?;
        let state = &self.facts.state;
        let same_papers = papers_missing.iter().copied().collect::<std::collections::BTreeSet<_>>() == state.papers_missing;
        let same_facts = facts.iter().all(|(fact, truth)| state.established.get(fact) == Some(truth));
        if same_facts && same_papers && disputed == state.disputed {
            return Err(Refusal::new("nothing_changed", "与已记录的一致，没有变化", "this is what is already on record").into());
        }
        let event = OwnEvent::Established { facts, papers_missing, disputed, note: note.trim().to_owned() };
        self.after(event)
    }

    /// Papers that were found wanting after acceptance.
    pub fn supply(&self, materials: &[Material], note: &str) -> Decided {
        let submitted_by = self.facts.state.application.submitted_by;
        let actor = &self.given.actor;
        let as_applicant = submitted_by == Some(actor.user_id)
            || letters::concerned(self.form, self.facts).iter().any(|party| actor.speaks_for(self.case.area, *party));
        let as_staff =
            actor.reaches(self.case.area) && (actor.has(Role::InjuryOfficer) || (actor.is_staff() && self.given.on_behalf_of.is_some()));
        if !as_applicant && !as_staff {
            return Err(not_allowed("只能为本人或本单位的案件补交材料", "you may hand in papers for your own case only"));
        }
        if materials.is_empty() {
            return Err(Refusal::new("nothing_supplied", "请上传需要补交的材料", "hand in the papers that are wanting")
                .on_field("materials")
                .into());
        }
        let event = OwnEvent::PapersSupplied { materials: materials.to_vec(), note: note.trim().to_owned() };
        let mut outcome = self.after(event)?;
        outcome.effects.materials = materials.to_vec();
        Ok(outcome)
    }

    /// 工伤保险条例 第20条: the limit stands still while the conclusion of a court or another authority is needed and not yet there.
    fn pause(&self, authority: &str, reason: &str) -> Decided {
        self.officer()?;
        if !self.facts.state.is_being_examined() {
            return Err(out_of_turn(self.stage()));
        }
        decision::refuse_while_paused(self.facts)?;
        required("authority", authority, ("需要作出结论的机关", "whose conclusion is awaited"))?;
        let event = OwnEvent::Paused { authority: authority.trim().to_owned(), reason: reason.trim().to_owned(), from: self.given.today };
        self.after(event)
    }

    fn resume(&self, conclusion: &str) -> Decided {
        self.officer()?;
        if !self.facts.state.is_paused() || !self.facts.state.is_being_examined() {
            return Err(Refusal::new("not_paused", "期限没有中止", "the limit does not stand still").into());
        }
        required("conclusion", conclusion, ("收到的结论", "the conclusion that came"))?;
        let until = self.given.today.yesterday().unwrap_or(self.given.today);
        let event = OwnEvent::Resumed { until, conclusion: conclusion.trim().to_owned() };
        self.after(event)
    }

    /// 工伤保险条例 第17条: in special cases the employer's period is longer with the authority's agreement.
    fn extend_filing(&self, until: Date, reason: &str) -> Decided {
        self.officer()?;
        if !self.stage().is_open() {
            return Err(out_of_turn(self.stage()));
        }
        if applicant_of(&self.form.applicant) != Some(InjuryApplicant::Employer) {
            let text = ("只有用人单位的申请期限可以延长", "only the employer's period can be extended");
            return Err(Refusal::new("not_the_employer", text.0, text.1).citing(Citation::new("工伤保险条例", "第17条")).into());
        }
        required("reason", reason, ("延长的理由", "why it is extended"))?;
        let claim = self.form.read()?;
        let filed_on = self.facts.state.submitted_on.unwrap_or(self.given.today);
        judge_filing(self.law, claim.applicant, claim.injured_on, filed_on, Some(until)).map_err(|refusal| {
            let text = refusal.text();
            Refusal::new("extension", text.zh, text.en).on_field("until")
        })?;
        let event = OwnEvent::FilingExtended { until, reason: reason.trim().to_owned() };
        let body = Text::new(
            format!("同意用人单位的申请期限延长至 {until}。理由：{}", reason.trim()),
            format!("The employer's period for filing is extended to {until}. Why: {}", reason.trim()),
        );
        let subject = Text::new("同意延长申请期限", "the period for filing is extended");
        let notifications = letters::to_both(self.form, self.facts, self.case, subject, &body);
        Ok(Outcome { events: vec![Event::Own(event)], effects: Effects { notifications, ..Effects::default() } })
    }

    /// 工伤认定办法 第22条: within 20 days to the worker or a near relative and to the employer.
    fn deliver(&self, to: Recipient, method: DeliveryMethod, on: Date, receiver: &str) -> Decided {
        let actor = &self.given.actor;
        if !actor.has_any(&[Role::InjuryOfficer, Role::Clerk]) || !actor.reaches(self.case.area) {
            return Err(not_allowed(
                "送达由本区域的工伤岗或经办人登记",
                "delivery is recorded by a work-injury officer or clerk of the area",
            ));
        }
        let state = &self.facts.state;
        let Some(decided_on) = state.decided_on.filter(|_| state.is_decided()) else { return Err(out_of_turn(self.stage())) };
        if state.deliveries.iter().any(|delivery| delivery.to == to) {
            let name = to.name();
            let text = (format!("已登记向{}送达", name.zh), format!("delivery to {} is already on record", name.en));
            return Err(Refusal::new("already_delivered", text.0, text.1).on_field("to").into());
        }
        if on < decided_on || on > self.given.today {
            return Err(Refusal::new(
                "delivery_day",
                format!("送达日期应在决定日期 {decided_on} 和今天之间"),
                format!("the day of delivery lies between the decision of {decided_on} and today"),
            )
            .on_field("on")
            .into());
        }
        required("receiver", receiver, ("签收人或邮件号", "who took it, or the number of the post"))?;
        let mut effects = Effects::default();
        if state.deliveries.len() + 1 == Recipient::ALL.len() {
            effects.deadlines.push(met(DELIVERY));
        }
        let remedies = remedies(self.law, on)?;
        let party = match to {
            Recipient::WorkerSide => self.facts.worker.as_ref().map(|worker| Party::person(worker.id)),
            Recipient::Employer => Some(Party::employer(self.form.employer_id)),
        };
        effects.notifications = letters::to_both(
            self.form,
            self.facts,
            self.case,
            Text::new("决定已送达", "the decision was delivered"),
            &Text::new(format!("{} {on}。{}。", method.name().zh, remedies.zh), format!("{} on {on}. {}.", method.name().en, remedies.en)),
        );
        effects.notifications.retain(|notification| Some(notification.to) == party);
        let event = OwnEvent::Delivered { to, method, on, receiver: receiver.trim().to_owned() };
        Ok(Outcome { events: vec![Event::Own(event)], effects })
    }

    /// An emergency was declared, ended or extended: the limit is what it would be had it been known.
    pub fn reproject(&self) -> Decided {
        if !self.given.actor.has_any(&[Role::System, Role::CitySupervisor]) {
            return Err(not_allowed("应急状态变更后由系统重新推算", "the program reckons anew after an emergency has changed"));
        }
        let accepted_on = self.facts.state.accepted_on.filter(|_| self.facts.state.is_being_examined());
        let change = accepted_on.map(|accepted_on| moved(self.law, self.form, self.facts, accepted_on)).transpose()?.flatten();
        let Some((event, deadline, priority)) = change else {
            return Err(Refusal::new("nothing_to_move", "期限没有变化", "the limit stays").into());
        };
        let moved = reprojection::moved(&self.facts.deadlines, std::slice::from_ref(&deadline));
        if moved.is_empty() {
            return Err(Refusal::new("nothing_to_move", "期限没有变化", "the limit stays").into());
        }
        let mut effects = Effects { deadlines: vec![DeadlineChange::Set(deadline)], priority: Some(priority), ..Effects::default() };
        if let OwnEvent::ClockMoved { before, after, because, .. } = &event {
            effects.notifications = letters::clock_moved(self.form, self.facts, self.case, before.as_ref(), after, because);
        }
        let events = vec![Event::Application(Box::new(ApplicationEvent::LimitsMoved { moved })), Event::Own(event)];
        Ok(Outcome { events, effects })
    }

    /// What an event makes of the case: with it the event of the limit where that is another one now.
    fn after(&self, event: OwnEvent) -> Decided {
        let mut now = self.facts.clone();
        now.state.apply_own(&event, self.given.today);
        let mut effects = Effects::default();
        let mut events = vec![Event::Own(event)];
        if self.stage() == Stage::Reviewed && now.state.application.stage == Stage::Accepted {
            effects.stage = Some(Stage::Accepted);
            effects.awaiting = Some(Some(Role::Reviewer));
        }
        if let Some(accepted_on) = now.state.accepted_on.filter(|_| now.state.is_being_examined())
            && let Some((moving, deadline, priority)) = moved(self.law, self.form, &now, accepted_on)?
        {
            if let OwnEvent::ClockMoved { before, after, because, .. } = &moving {
                effects.notifications = letters::clock_moved(self.form, self.facts, self.case, before.as_ref(), after, because);
            }
            effects.deadlines.push(DeadlineChange::Set(deadline));
            effects.priority = Some(priority);
            events.push(Event::Own(moving));
        }
        Ok(Outcome { events, effects })
    }
}

fn read_facts(words: &BTreeMap<String, Option<bool>>) -> Result<BTreeMap<Fact, Option<bool>>, Refusals> {
    let mut refusals = Refusals::default();
    let mut facts = BTreeMap::new();
    for (word, truth) in words {
        match Fact::of(word) {
            Some(fact) => {
                facts.insert(fact, *truth);
            }
            None => refusals.push(unknown_fact(word)),
        }
    }
    refusals.into_result().map(|()| facts)
}

fn read_papers(words: &[String]) -> Result<Vec<Paper>, Refusals> {
    let mut papers = Vec::new();
    for word in words {
        let Some(paper) = Paper::of(word) else {
            let refusal = Refusal::new("unknown_paper", format!("没有名为“{word}”的材料"), format!("there is no paper `{word}`"));
            return Err(refusal.on_field("papers_missing").into());
        };
        papers.push(paper);
    }
    papers.sort();
    papers.dedup();
    Ok(papers)
}

fn required(field: &str, words: &str, name: (&str, &str)) -> Result<(), Refusals> {
    let mut fields = agency::common::fields::Fields::default();
    fields.words(field, name, words, 500);
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
