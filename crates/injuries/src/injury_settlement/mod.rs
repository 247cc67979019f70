//! 工伤医疗费结算: the bill of a recognised injury, settled line by line.
//!
//! Each line is judged by the plan or catalogue in force on the day of its service among those published by the day of the decision.
//! An edition published later may change the result: the settlement is then judged again by an act that adds and never edits.

pub mod adjudication;
mod application;
pub mod command;
mod describe;
mod facts;
pub mod form;
mod grant;
pub mod pages;
mod readjudication;
mod recovery;
mod same_bill;
pub mod sheet;
mod state;
mod surface;

use std::sync::Arc;

use casework::application::{Application, ApplicationCommand, ApplicationFacts};
use casework::procedure::{CaseRef, Procedure};
use casework::{
    BenefitChange, CaseHead, DeadlineRecord, EmergencyRecord, EventStamp, Failure, Gathering, Given, Outcome, Refusal, Refusals,
};
use rules::Law;
use values::{Fen, Month, Party};

pub use application::{BILL, DECISION, SettlementApplication};
pub use command::{Command, Event, OwnCommand, OwnEvent};
pub use facts::Facts;
pub use form::{Form, Line};
pub use state::State;

/// Settlements of treatment.
pub struct InjurySettlement {
    application: Application<SettlementApplication>,
}

impl InjurySettlement {
    pub fn new(law: Arc<Law>) -> InjurySettlement {
        InjurySettlement { application: Application(SettlementApplication::new(law)) }
    }

    pub fn application(&self) -> &SettlementApplication {
        &self.application.0
    }

    fn law(&self) -> &Law {
        &self.application.0.law
    }

    fn station(
        &self,
        case: CaseRef<'_>,
        state: &State,
        command: &ApplicationCommand<Form>,
        gathered: &Option<ApplicationFacts<Facts>>,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        let decided = self.application.decide(case, &state.application, command, gathered, given)?;
        let form = match command {
            ApplicationCommand::Submit { form, .. } => form,
            _ => state.application.form.as_ref().ok_or_else(nothing_submitted)?,
        };
        let facts = gathered.as_ref().ok_or_else(nothing_submitted)?.of_procedure();
        let mut effects = decided.effects;
        let mut events: Vec<Event> = decided.events.into_iter().map(Event::from).collect();
        let worker = facts.worker.as_ref().map(|worker| Party::person(worker.id));
        match command {
            // The worker sees what is billed for the injury.
            ApplicationCommand::Submit { .. } => {
                effects.concerned.extend(worker);
                effects.references.extend(same_bill::reference(form, facts));
            }
            ApplicationCommand::Grant { .. } => {
                let (lines, _) = grant::settle(self.law(), form, facts, given)?;
                let entitlement_id = (!effects.benefits.is_empty()).then_some(facts.entitlement_id);
                let (fund_pays, not_paid) = (adjudication::fund_pays(&lines), adjudication::not_paid(&lines));
                let set_off = effects.benefits.iter().find_map(set_off_of).unwrap_or_default();
                let infected_on_duty = facts.injury.as_ref().is_some_and(|injury| injury.infected_on_duty);
                events.push(Event::Own(OwnEvent::Settled { lines, infected_on_duty, fund_pays, not_paid, entitlement_id, set_off }));
                let copies: Vec<_> = effects.notifications.iter().filter(|letter| Some(letter.to) != worker).cloned().collect();
                effects.notifications.extend(
                    worker.into_iter().flat_map(|to| copies.clone().into_iter().map(move |letter| casework::Notification { to, ..letter })),
                );
            }
            _ => {}
        }
        Ok(Outcome { events, effects })
    }
}

fn set_off_of(change: &BenefitChange) -> Option<Fen> {
    match change {
        BenefitChange::SetOff { amount, .. } => Some(*amount),
        _ => None,
    }
}

fn nothing_submitted() -> Refusals {
    Refusal::new("nothing_submitted", "该事项尚未提交", "nothing has been handed in yet").into()
}

impl Procedure for InjurySettlement {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Option<ApplicationFacts<Facts>>;

    fn name(&self) -> &'static str {
        "injury_settlement"
    }

    fn apply(&self, state: &mut State, event: &Event, stamp: &EventStamp) {
        match event {
            Event::Own(event) => state.apply_own(event, stamp),
            Event::Application(event) => self.application.apply(&mut state.application, event, stamp),
        }
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        head: Option<&CaseHead>,
        state: &State,
        command: &Command,
        given: &Given,
    ) -> Result<Self::Facts, Failure> {
        // An act of its own reads what reviewing does, and judging again what was granted and paid.
        let station = match command {
            Command::Application(command) => command,
            Command::Own(_) => &ApplicationCommand::Accept,
        };
        let mut gathered = self.application.gather(gathering, head, &state.application, station, given)?;
        if let (Command::Own(OwnCommand::Readjudicate { .. }), Some(gathered)) = (command, &mut gathered) {
            let facts = gathered.of_procedure_mut();
            facts.entitlement_id = gathering.reserve("entitlement", 1)?;
            for id in &state.entitlement_ids {
                let Some(right) = gathering.entitlement(*id)? else { continue };
                let items = gathering.benefit_paid(*id)?;
                let month: Month = right.first_month;
                let paid = right.paid(&items).into_iter().map(|(_, amount)| amount).sum();
                facts.granted.push(facts::Granted { id: *id, month, due: right.due(month), paid });
            }
        }
        Ok(gathered)
    }

    fn reproject(
        &self,
        head: &CaseHead,
        state: &State,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Option<Command>, Refusals> {
        Ok(self.application.reproject(head, &state.application, open, declared)?.map(Command::Application))
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        state: &State,
        command: &Command,
        gathered: &Self::Facts,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        let command = match command {
            Command::Application(command) => return self.station(case, state, command, gathered, given),
            Command::Own(command) => command,
        };
        let (Some(facts), Some(form)) = (gathered, &state.application.form) else { return Err(nothing_submitted()) };
        let facts = facts.of_procedure();
        let (event, effects) = match command {
            OwnCommand::ProposeReadjudication { note } => readjudication::propose(self.law(), case, form, state, facts, note, given),
            OwnCommand::Readjudicate { note } => readjudication::readjudicate(self.law(), case, form, state, facts, note, given),
            OwnCommand::RecordRepayment { amount, received_on, reference } => {
                recovery::repay(case, form, state, facts, recovery::Repaid { amount, received_on, reference }, given)
            }
        }?;
        Ok(Outcome { events: vec![Event::Own(event)], effects })
    }
}
