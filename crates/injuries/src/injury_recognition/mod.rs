//! 工伤认定: whether an injury is one of work, decided in time.
//!
//! The stations are those of every application ([`RecognitionApplication`]); what this procedure adds are facts that can be
//! established and doubted, papers found wanting, a limit that pauses and changes with them, and the delivery of the decision.
//! The limit is never kept: it is reckoned from the facts each time, so that every change is an event with both derivations.

mod acts;
mod application;
mod check;
mod clock;
pub mod command;
mod decision;
mod decision_paper;
pub mod describe;
mod facts;
pub mod form;
mod letters;
pub mod pages;
mod state;
mod surface;

use std::sync::Arc;

use agency::DocumentOffice;
use casework::application::{Application, ApplicationCommand, ApplicationFacts, Step};
use casework::procedure::{CaseRef, Procedure};
use casework::{
    CaseHead, DeadlineChange, DeadlineRecord, EmergencyRecord, EventStamp, Failure, Gathering, Given, Outcome, Refusal, Refusals, Stage,
};
use rules::Law;

pub use application::{PROOF_OF_RELATION, RecognitionApplication};
pub use clock::{ACCEPTANCE, DECISION, DELIVERY, GREEN_CHANNEL_PRIORITY, SUPPLEMENT};
pub use command::{Command, DeliveryMethod, Event, OwnCommand, OwnEvent, Recipient};
pub use facts::Facts;
pub use form::Form;
pub use state::State;

use acts::Acting;

/// Recognition of work injuries.
pub struct InjuryRecognition {
    application: Application<RecognitionApplication>,
}

impl InjuryRecognition {
    pub fn new(law: Arc<Law>, documents: Arc<DocumentOffice>) -> InjuryRecognition {
        InjuryRecognition { application: Application(RecognitionApplication::new(law, documents)) }
    }

    fn law(&self) -> &Law {
        &self.application.0.law
    }

    /// A station of the application, with what this procedure adds to it.
    fn station(
        &self,
        case: CaseRef<'_>,
        state: &State,
        command: &ApplicationCommand<Form>,
        facts: &Facts,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        let form = match command {
            ApplicationCommand::Submit { form, .. } => form.clone(),
            _ => state.application.form.clone().ok_or_else(nothing_submitted)?,
        };
        let facts_given = Some(ApplicationFacts::of(facts.clone()).with_limits(facts.deadlines.clone()));
        let decided = self.application.decide(case, &state.application, command, &facts_given, given)?;
        let mut effects = decided.effects;
        let mut events: Vec<Event> = decided.events.into_iter().map(Event::from).collect();
        let copies = letters::copied_to_employer(&form, facts, &effects.notifications);
        effects.notifications.extend(copies);
        match command {
            ApplicationCommand::Submit { .. } => {
                effects.concerned = letters::concerned(&form, facts);
                if let Some(flag) = clock::flag(self.law(), &form, facts, given)? {
                    effects.priority = Some(GREEN_CHANNEL_PRIORITY);
                    events.push(Event::Own(flag));
                }
            }
            ApplicationCommand::Accept => {
                let mut now = facts.clone();
                (now.state.application.stage, now.state.accepted_on) = (Stage::Accepted, Some(given.today));
                if let Some((event, deadline, priority)) = clock::moved(self.law(), &form, &now, given.today)? {
                    events.push(Event::Own(event));
                    effects.deadlines.push(DeadlineChange::Set(deadline));
                    effects.priority = Some(priority);
                }
            }
            _ => {}
        }
        Ok(Outcome { events, effects })
    }
}

fn nothing_submitted() -> Refusals {
    Refusal::new("nothing_submitted", "该事项尚未提交", "nothing has been handed in yet").into()
}

impl Procedure for InjuryRecognition {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Option<Facts>;

    fn name(&self) -> &'static str {
        "injury_recognition"
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
    ) -> Result<Option<Facts>, Failure> {
        let Some(form) = command.form().or(state.application.form.as_ref()) else { return Ok(None) };
        let mut facts = Facts::gather(gathering, form, state, command.materials())?;
        let Command::Application(command) = command else { return Ok(Some(facts)) };
        match (command.step(), head) {
            (Step::Watch | Step::Reproject, Some(head)) => facts.deadlines = gathering.reader().deadlines(head.area, head.id)?,
            (Step::Grant | Step::Refuse | Step::Print, _) => facts.code = Some(self.application.0.documents.fresh_code()?),
            _ => {}
        }
        Ok(Some(facts))
    }

    /// Only the green channel hangs on an emergency; whether its limit comes to another day takes the registers, so the command
    /// finds out.
    fn reproject(
        &self,
        _head: &CaseHead,
        state: &State,
        open: &[DeadlineRecord],
        _declared: &[EmergencyRecord],
    ) -> Result<Option<Command>, Refusals> {
        let runs = state.is_being_examined() && open.iter().any(|record| record.deadline.name == DECISION);
        let may_move = state.flag.is_some() || state.claimed() == Some(rules::injury::Ground::InfectedOnDuty);
        Ok((runs && may_move).then_some(Command::Application(ApplicationCommand::Reproject)))
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        state: &State,
        command: &Command,
        facts: &Option<Facts>,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        let Some(facts) = facts else { return Err(nothing_submitted()) };
        let form = command.form().or(state.application.form.as_ref()).ok_or_else(nothing_submitted)?;
        let acting = Acting { law: self.law(), case, form, facts, given };
        match command {
            Command::Own(command) => acting.decide(command),
            // Papers that come after acceptance are no answer to the supplement notice.
            Command::Application(ApplicationCommand::Supplement { materials, note }) if state.takes_papers() => {
                acting.supply(materials, note)
            }
            Command::Application(ApplicationCommand::Reproject) => acting.reproject(),
            Command::Application(command) => self.station(case, state, command, facts, given),
        }
    }
}
