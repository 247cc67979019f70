//! The stations and who may move an application from one to the next.

use values::Text;

use super::letters;
use super::{ApplicationCommand, ApplicationEvent, ApplicationFacts, ApplicationProcedure, ApplicationState, Step};
use crate::act::{Effects, Outcome};
use crate::actor::{Given, Role};
use crate::case::{EventStamp, Stage};
use crate::deadline::DeadlineChange;
use crate::declaration::Flow;
use crate::issued::Paper;
use crate::procedure::CaseRef;
use crate::refusal::{Refusal, Refusals};
use crate::reprojection::{changes, moved};
use crate::watch::{Alarm, alarms, letter, nothing_to_report, refuse_others};

type Decision<P> = Result<Outcome<ApplicationEvent<<P as ApplicationProcedure>::Form>>, Refusals>;

pub(super) fn apply<Form: Clone>(state: &mut ApplicationState<Form>, event: &ApplicationEvent<Form>, stamp: &EventStamp) {
    match event {
        ApplicationEvent::Submitted { form, materials } => {
            state.form = Some(form.clone());
            state.materials.extend(materials.iter().cloned());
            state.submitted_by = Some(stamp.actor_id);
            state.submitted_on = Some(stamp.on);
            state.stage = Stage::Received;
        }
        ApplicationEvent::Accepted => {
            state.accepted_by = Some(stamp.actor_id);
            state.stage = Stage::Accepted;
        }
        ApplicationEvent::SupplementRequested { missing, .. } => {
            state.supplement_missing = missing.clone();
            state.supplement_requested = true;
            state.stage = Stage::AwaitingSupplement;
        }
        ApplicationEvent::Supplemented { materials, .. } => {
            state.materials.extend(materials.iter().cloned());
            state.stage = Stage::Received;
        }
        ApplicationEvent::NotAccepted { reason } => {
            state.reason = Some(reason.clone());
            state.stage = Stage::NotAccepted;
        }
        ApplicationEvent::Corrected { form, reason } => {
            state.form = Some(form.clone());
            state.corrected_by = Some(stamp.actor_id);
            state.correction = Some(reason.clone());
        }
        ApplicationEvent::Reviewed { .. } => {
            state.reviewed_by = Some(stamp.actor_id);
            state.stage = Stage::Reviewed;
        }
        ApplicationEvent::Granted { result, explanation, unprinted, .. } => {
            state.decided_by = Some(stamp.actor_id);
            state.result = Some(result.clone());
            state.explanation = Some(explanation.clone());
            state.unprinted.clone_from(unprinted);
            state.stage = Stage::Granted;
        }
        ApplicationEvent::Refused { reason, unprinted, .. } => {
            state.decided_by = Some(stamp.actor_id);
            state.unprinted.clone_from(unprinted);
            state.reason = Some(reason.clone());
            state.stage = Stage::Refused;
        }
        ApplicationEvent::Withdrawn { reason } => {
            state.reason = Some(Text::same(reason.clone()));
            state.stage = Stage::Withdrawn;
        }
        ApplicationEvent::Printed { .. } => state.unprinted = None,
        ApplicationEvent::LimitsMoved { .. } => {}
        ApplicationEvent::Warned { deadline, due_on } => {
            state.spoken_of.warned.insert((deadline.clone(), *due_on));
        }
        ApplicationEvent::Escalated { deadline, due_on } => {
            state.spoken_of.escalated.insert((deadline.clone(), *due_on));
        }
    }
}

pub(super) fn decide<P: ApplicationProcedure>(
    procedure: &P,
    case: CaseRef<'_>,
    state: &ApplicationState<P::Form>,
    command: &ApplicationCommand<P::Form>,
    facts: Option<&ApplicationFacts<P::Facts>>,
    given: &Given,
) -> Decision<P> {
    let form = match command {
        ApplicationCommand::Submit { form, .. } | ApplicationCommand::Correct { form, .. } => Some(form),
        _ => state.form.as_ref(),
    };
    let (Some(form), Some(gathered)) = (form, facts) else {
        return Err(Refusal::new("nothing_submitted", "该事项尚未提交", "nothing has been handed in yet").into());
    };
    let step = Deciding { procedure, case, state, form, facts: &gathered.of_procedure, given };
    step.refuse_out_of_turn(command)?;
    match command {
        ApplicationCommand::Submit { materials, .. } => step.submit(materials),
        ApplicationCommand::Accept => step.accept(),
        ApplicationCommand::RequestSupplement { missing, note } => step.request_supplement(missing, note),
        ApplicationCommand::Supplement { materials, note } => step.supplement(materials, note),
        ApplicationCommand::RefuseAcceptance { reason } => {
            let reason = step.worded(Step::RefuseAcceptance, reason)?;
            step.end(Step::RefuseAcceptance, ApplicationEvent::NotAccepted { reason }, Stage::NotAccepted)
        }
        ApplicationCommand::Correct { reason, .. } => step.correct(reason),
        ApplicationCommand::Review { opinion, recommend } => step.review(opinion, *recommend),
        ApplicationCommand::Grant { note } => step.grant(note),
        ApplicationCommand::Refuse { reason } => step.refuse(reason),
        ApplicationCommand::Withdraw { reason } => {
            step.end(Step::Withdraw, ApplicationEvent::Withdrawn { reason: reason.clone() }, Stage::Withdrawn)
        }
        ApplicationCommand::Print => step.print(),
        ApplicationCommand::Reproject => step.reproject(gathered),
        ApplicationCommand::Watch => step.watch(gathered),
    }
}

struct Deciding<'a, P: ApplicationProcedure> {
    procedure: &'a P,
    case: CaseRef<'a>,
    state: &'a ApplicationState<P::Form>,
    form: &'a P::Form,
    facts: &'a P::Facts,
    given: &'a Given,
}

impl<P: ApplicationProcedure> Deciding<'_, P> {
    /// Who may, and whether it is the turn: asked before anything else.
    fn refuse_out_of_turn(&self, command: &ApplicationCommand<P::Form>) -> Result<(), Refusals> {
        let step = command.step();
        self.refuse_wrong_actor(step)?;
        if matches!(command, ApplicationCommand::Submit { .. }) {
            return match self.case.head {
                None => Ok(()),
                Some(_) => Err(Refusal::new("already_submitted", "该事项已提交", "this has already been handed in").into()),
            };
        }
        let flow = self.procedure.declaration().flow;
        let stage = self.state.stage;
        let in_turn = match step {
            Step::Submit => true,
            Step::Accept | Step::RefuseAcceptance => stage == Stage::Received,
            Step::RequestSupplement => stage == Stage::Received && !self.state.supplement_requested,
            Step::Supplement => stage == Stage::AwaitingSupplement,
            Step::Correct => stage == Stage::Accepted && flow == Flow::AcceptReviewDecide && self.procedure.may_be_corrected(),
            Step::Review => stage == Stage::Accepted && flow == Flow::AcceptReviewDecide,
            Step::Grant | Step::Refuse if flow == Flow::AcceptReviewDecide => stage == Stage::Reviewed,
            Step::Grant | Step::Refuse => stage == Stage::Accepted,
            Step::Withdraw | Step::Reproject => stage.is_open(),
            Step::Print => self.state.unprinted.is_some(),
            Step::Watch => true,
        };
        if in_turn {
            return Ok(());
        }
        if step == Step::RequestSupplement && stage == Stage::Received {
            return Err(Refusal::new(
                "supplement_only_once",
                "补正通知只能发出一次，已经发出过",
                "the supplement notice may be sent once only, and it was sent",
            )
            .hint("请受理，或不予受理并说明理由", "accept the application, or do not accept it and say why")
            .into());
        }
        if step == Step::Print {
            return Err(Refusal::new("nothing_to_print", "该事项没有待补发的文书", "no document is left to be printed").into());
        }
        let stage = stage.name();
        Err(Refusal::new(
            "out_of_turn",
            format!("该事项目前为“{}”，不能进行此操作", stage.zh),
            format!("the case is “{}”; this cannot be done now", stage.en),
        )
        .hint("请刷新页面查看最新进度", "reload the page to see where the case stands")
        .into())
    }

    fn refuse_wrong_actor(&self, step: Step) -> Result<(), Refusals> {
        let actor = &self.given.actor;
        let role = match step {
            Step::Submit | Step::Supplement | Step::Withdraw => return self.refuse_wrong_applicant(),
            Step::Accept | Step::RequestSupplement | Step::RefuseAcceptance => self.procedure.accepting_role(),
            Step::Review | Step::Correct => Role::Reviewer,
            Step::Grant | Step::Refuse => Role::DecisionMaker,
            Step::Print => return self.refuse_whoever_may_not_have_it(),
            Step::Reproject => return self.refuse_whoever_changes_no_emergency(),
            Step::Watch => return refuse_others(self.given),
        };
        if !actor.has(role) || !actor.reaches(self.case.area) {
            let name = role.name();
            return Err(not_allowed(Text::new(
                format!("此操作须由本区域的{}办理", name.zh),
                format!("this is done by a {} of the area", name.en),
            )));
        }
        let others = match step {
            Step::Review | Step::Correct => vec![self.state.submitted_by, self.state.accepted_by],
            Step::Grant | Step::Refuse => {
                vec![self.state.submitted_by, self.state.accepted_by, self.state.corrected_by, self.state.reviewed_by]
            }
            _ => vec![self.state.submitted_by],
        };
        if others.contains(&Some(actor.user_id)) {
            return Err(Refusal::new(
                "separation_of_duties",
                "经办、复核、审批不得为同一人",
                "acceptance, review and decision of one case are done by different people",
            )
            .hint("请由其他有权限的同事办理", "ask a colleague with this role to do it")
            .into());
        }
        Ok(())
    }

    /// Limits follow from the emergencies, which the city declares; nobody else gives the command.
    fn refuse_whoever_changes_no_emergency(&self) -> Result<(), Refusals> {
        if self.given.actor.has_any(&[Role::CitySupervisor, Role::System]) {
            return Ok(());
        }
        Err(not_allowed(Text::new(
            "期限由市局启动、解除应急状态时统一重新推算",
            "limits are reckoned anew when the city changes an emergency",
        )))
    }

    /// A document is printed for whose case it is, for who applied, and by staff who handle people's affairs.
    fn refuse_whoever_may_not_have_it(&self) -> Result<(), Refusals> {
        let (actor, area) = (&self.given.actor, self.case.area);
        let (party, _) = self.procedure.about(self.form, self.facts);
        let handles = actor.roles.iter().any(|role| role.is_staff() && !matches!(role, Role::Administrator | Role::Auditor));
        if actor.speaks_for(area, party) || (handles && actor.reaches(area)) {
            return Ok(());
        }
        self.refuse_wrong_applicant()
    }

    fn refuse_wrong_applicant(&self) -> Result<(), Refusals> {
        let actor = &self.given.actor;
        let as_applicant = self.procedure.may_apply(actor, self.case.area, self.form, self.facts);
        let as_helper = actor.is_staff() && actor.reaches(self.case.area) && self.given.on_behalf_of.is_some();
        let as_operator = actor.has(Role::System);
        if as_applicant || as_helper || as_operator {
            return Ok(());
        }
        Err(not_allowed(Text::new(
            "只能为本人或本单位办理；代办须先登记委托",
            "you may act for yourself or your own employer only; a helper needs a recorded authorisation",
        )))
    }

    fn submit(&self, materials: &[crate::material::Material]) -> Decision<P> {
        self.procedure.check(self.form, self.facts, self.given, Step::Submit).into_result()?;
        let submitted = ApplicationEvent::Submitted { form: self.form.clone(), materials: materials.to_vec() };
        let (party, subject) = self.procedure.about(self.form, self.facts);
        let mut outcome = if self.procedure.declaration().flow == Flow::Immediate {
            let mut outcome = self.grant("")?;
            outcome.events.insert(0, submitted);
            outcome
        } else {
            let mut effects =
                Effects { stage: Some(Stage::Received), awaiting: Some(Some(self.procedure.accepting_role())), ..Effects::default() };
            effects.deadlines = self.procedure.deadlines(self.form, self.facts, self.given, Step::Submit)?;
            effects.notifications.push(letters::received(self.procedure.declaration(), self.case, party));
            Outcome { events: vec![submitted], effects }
        };
        outcome.effects.party = Some(party);
        outcome.effects.subject = Some(subject);
        outcome.effects.materials = materials.to_vec();
        outcome.effects.registry.extend(self.procedure.claims(self.case.area, self.form));
        outcome.effects.priority = Some(self.procedure.priority(self.form, self.facts));
        Ok(outcome)
    }

    fn accept(&self) -> Decision<P> {
        let missing = self.missing_materials();
        if !missing.is_empty() {
            let names = |language: values::Language| missing.iter().map(|text| text.in_language(language)).collect::<Vec<_>>().join("、");
            return Err(Refusal::new(
                "materials_missing",
                format!("材料不齐，尚缺：{}", names(values::Language::Chinese)),
                format!("materials are missing: {}", names(values::Language::English)),
            )
            .hint("请一次性告知申请人需要补正的全部材料", "list everything that is missing to the applicant, once")
            .into());
        }
        let next = if self.procedure.declaration().flow == Flow::AcceptReviewDecide { Role::Reviewer } else { Role::DecisionMaker };
        self.advance(Step::Accept, ApplicationEvent::Accepted, Stage::Accepted, Some(next))
    }

    fn missing_materials(&self) -> Vec<Text> {
        let needed = self.procedure.needed_materials(self.form, self.facts);
        let absent =
            needed.into_iter().filter(|requirement| !self.state.materials.iter().any(|material| material.kind == requirement.kind));
        absent.map(|requirement| requirement.name).collect()
    }

    fn request_supplement(&self, missing: &[String], note: &str) -> Decision<P> {
        if missing.is_empty() && note.trim().is_empty() {
            return Err(Refusal::new("nothing_listed", "请列出全部缺少的材料或说明", "list everything that is missing, or say what is")
                .on_field("missing")
                .into());
        }
        let event = ApplicationEvent::SupplementRequested { missing: missing.to_vec(), note: note.to_owned() };
        self.advance(Step::RequestSupplement, event, Stage::AwaitingSupplement, None)
    }

    fn supplement(&self, materials: &[crate::material::Material], note: &str) -> Decision<P> {
        if materials.is_empty() && note.trim().is_empty() {
            return Err(Refusal::new("nothing_supplied", "请上传补正材料或填写说明", "hand in a paper or write an explanation")
                .on_field("materials")
                .into());
        }
        let event = ApplicationEvent::Supplemented { materials: materials.to_vec(), note: note.to_owned() };
        let mut outcome = self.advance(Step::Supplement, event, Stage::Received, Some(self.procedure.accepting_role()))?;
        outcome.effects.materials = materials.to_vec();
        Ok(outcome)
    }

    /// The agency establishes the facts itself and says what it found; what was handed in stays in the history.
    fn correct(&self, reason: &str) -> Decision<P> {
        require_words("reason", reason)?;
        let (party, subject) = self.procedure.about(self.form, self.facts);
        if self.case.head.is_some_and(|head| head.party != party) {
            return Err(
                Refusal::new("another_party", "更正不能改变该事项属于谁", "a correction cannot make it somebody else's case").into()
            );
        }
        self.procedure.check(self.form, self.facts, self.given, Step::Correct).into_result()?;
        let event = ApplicationEvent::Corrected { form: self.form.clone(), reason: reason.to_owned() };
        let mut outcome = self.advance(Step::Correct, event, Stage::Accepted, Some(Role::Reviewer))?;
        outcome.effects.subject = Some(subject);
        Ok(outcome)
    }

    fn review(&self, opinion: &str, recommend: bool) -> Decision<P> {
        require_words("opinion", opinion)?;
        let event = ApplicationEvent::Reviewed { opinion: opinion.to_owned(), recommend };
        self.advance(Step::Review, event, Stage::Reviewed, Some(Role::DecisionMaker))
    }

    fn grant(&self, note: &str) -> Decision<P> {
        self.procedure.check(self.form, self.facts, self.given, Step::Grant).into_result()?;
        let granted = self.procedure.grant(self.case, self.form, self.facts, self.given)?;
        let (party, _) = self.procedure.about(self.form, self.facts);
        let immediate = self.procedure.declaration().flow == Flow::Immediate;
        let mut effects = granted.effects;
        effects.stage = effects.stage.or(Some(if immediate { Stage::Completed } else { Stage::Granted }));
        effects.awaiting = Some(None);
        effects.deadlines.extend(self.procedure.deadlines(self.form, self.facts, self.given, Step::Grant)?);
        let told = effects.party.unwrap_or(party);
        effects.notifications.push(letters::granted(self.procedure.declaration(), self.case, told, &granted.result));
        let (documents, document, unprinted) = Paper::taken_apart(granted.paper);
        effects.documents.extend(documents);
        let (result, explanation) = (granted.result, granted.explanation);
        let event = ApplicationEvent::Granted { note: note.to_owned(), result, explanation, document, unprinted };
        Ok(Outcome { events: vec![event], effects })
    }

    fn refuse(&self, reason: &str) -> Decision<P> {
        let reason = self.worded(Step::Refuse, reason)?;
        let paper = self.procedure.refusal_paper(self.case, self.form, self.facts, &reason, self.given)?;
        let (documents, document, unprinted) = Paper::taken_apart(paper);
        let event = ApplicationEvent::Refused { reason, document, unprinted };
        let mut outcome = self.end(Step::Refuse, event, Stage::Refused)?;
        outcome.effects.documents = documents;
        Ok(outcome)
    }

    fn worded(&self, step: Step, words: &str) -> Result<Text, Refusals> {
        require_words("reason", words)?;
        self.procedure.refusal_words(self.form, self.facts, step, words.trim(), self.given)
    }

    /// The decision stands as it was; only its document is issued.
    fn print(&self) -> Decision<P> {
        let Some(kept) = &self.state.unprinted else {
            return Err(Refusal::new("nothing_to_print", "该事项没有待补发的文书", "no document is left to be printed").into());
        };
        let document = self.procedure.print(self.case, self.facts, kept, self.given)?;
        let notifications = vec![letters::printed(self.procedure.declaration(), self.case, kept.party, &document)];
        let event = ApplicationEvent::Printed { document: document.reference() };
        Ok(Outcome { events: vec![event], effects: Effects { documents: vec![document], notifications, ..Effects::default() } })
    }

    fn reproject(&self, gathered: &ApplicationFacts<P::Facts>) -> Decision<P> {
        let anew = self.procedure.reckon_anew(self.case.area, self.form, &gathered.open, &gathered.declared)?;
        let moved = moved(&gathered.open, &anew);
        if moved.is_empty() {
            return Err(Refusal::new("nothing_to_move", "没有需要重新推算的期限", "no limit has to move").into());
        }
        let (party, _) = self.procedure.about(self.form, self.facts);
        let deadlines = changes(anew, &moved);
        let notifications = vec![letters::limits_moved(self.procedure.declaration(), self.case, party, &moved)];
        let effects = Effects { deadlines, notifications, ..Effects::default() };
        Ok(Outcome { events: vec![ApplicationEvent::LimitsMoved { moved }], effects })
    }

    /// Each limit is spoken of once for the day it ends on: to the desk that accepts such cases, then to the area's leader.
    fn watch(&self, gathered: &ApplicationFacts<P::Facts>) -> Decision<P> {
        let desk = self.procedure.accepting_role().desk();
        let (mut events, mut notifications) = (Vec::new(), Vec::new());
        for (alarm, record) in alarms(&gathered.open, &self.state.spoken_of, self.given.today) {
            let (deadline, due_on) = (record.deadline.name.clone(), record.deadline.due_on);
            events.push(match alarm {
                Alarm::AtRisk => ApplicationEvent::Warned { deadline, due_on },
                Alarm::Breached => ApplicationEvent::Escalated { deadline, due_on },
            });
            notifications.push(letter(alarm, record, self.case.number, self.case.head, desk));
        }
        if events.is_empty() {
            return Err(nothing_to_report());
        }
        Ok(Outcome { events, effects: Effects { notifications, ..Effects::default() } })
    }

    fn advance(&self, step: Step, event: ApplicationEvent<P::Form>, stage: Stage, next: Option<Role>) -> Decision<P> {
        let (party, _) = self.procedure.about(self.form, self.facts);
        let mut effects = Effects { stage: Some(stage), awaiting: Some(next), ..Effects::default() };
        effects.deadlines = self.procedure.deadlines(self.form, self.facts, self.given, step)?;
        effects.notifications.extend(letters::advanced(self.procedure.declaration(), self.case, party, &event));
        Ok(Outcome { events: vec![event], effects })
    }

    fn end(&self, step: Step, event: ApplicationEvent<P::Form>, stage: Stage) -> Decision<P> {
        let mut outcome = self.advance(step, event, stage, None)?;
        outcome.effects.awaiting = Some(None);
        Ok(outcome)
    }
}

fn not_allowed(text: Text) -> Refusals {
    Refusal { code: "not_allowed".into(), field: None, text, hint: None, citation: None }.into()
}

fn require_words(field: &str, words: &str) -> Result<(), Refusals> {
    if words.trim().is_empty() {
        return Err(Refusal::new("words_needed", "请填写理由或意见", "write the reason or opinion").on_field(field).into());
    }
    if words.chars().count() > 2000 {
        return Err(Refusal::new("too_long", "不得超过2000字", "at most 2,000 characters").on_field(field).into());
    }
    Ok(())
}

/// Closes the limit `name`: the thing it was for has been done.
pub fn met(name: &str) -> DeadlineChange {
    DeadlineChange::Met { name: name.to_owned() }
}
