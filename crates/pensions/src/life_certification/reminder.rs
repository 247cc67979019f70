//! The letter before a certification runs out. One act for each person and last day, so that repeating the job writes nobody twice.

use agency::Agency;
use agency::common::certification::{CertificationStanding, put_off_by};
use casework::procedure::{CaseRef, Procedure};
use casework::{
    CaseHead, CaseTarget, Effects, EventStamp, Failure, Gathering, Given, Notification, Outcome, Pensioner, Person, Refusal, Refusals,
    Role, Stage, perform,
};
use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, Month, Party, Text};

/// Whom to remind of which day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    pub person_id: i64,
    #[schemars(with = "String")]
    pub until: Date,
    /// While an emergency lets certification wait, the letter says so.
    pub is_put_off: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Reminded { reminder: Reminder },
}

#[derive(Debug, Clone, Default)]
pub struct State {
    pub reminder: Option<Reminder>,
}

/// Reminding of a certification.
pub struct CertificationReminder;

impl Procedure for CertificationReminder {
    type Command = Reminder;
    type Event = Event;
    type State = State;
    type Facts = Option<Person>;

    fn name(&self) -> &'static str {
        "certification_reminder"
    }

    fn apply(&self, state: &mut State, event: &Event, _stamp: &EventStamp) {
        let Event::Reminded { reminder } = event;
        state.reminder = Some(reminder.clone());
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        _head: Option<&CaseHead>,
        _state: &State,
        command: &Reminder,
        _given: &Given,
    ) -> Result<Option<Person>, Failure> {
        Ok(gathering.person(command.person_id)?)
    }

    fn decide(
        &self,
        _case: CaseRef<'_>,
        _state: &State,
        command: &Reminder,
        facts: &Option<Person>,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        if !given.actor.has(Role::System) {
            return Err(Refusal::new("not_allowed", "提醒由系统发出", "reminders are written by the system").into());
        }
        let Some(person) = facts else {
            return Err(Refusal::new("unknown_person", "没有找到该人员", "there is no such person").on_field("person_id").into());
        };
        let effects = Effects {
            party: Some(Party::person(person.id)),
            subject: Some(Text::same(person.name.as_str())),
            stage: Some(Stage::Completed),
            awaiting: Some(None),
            notifications: vec![letter(command)],
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::Reminded { reminder: command.clone() }], effects })
    }
}

fn letter(reminder: &Reminder) -> Notification {
    let until = reminder.until;
    let mut body = Text::new(
        format!(
            "您的领取待遇资格认证将于 {until} 到期。可以在网上“资格认证”一步完成，也可以打 12333 电话认证、到自助机办理、邮寄，或请家人、社区协助。不用专程到大厅。"
        ),
        format!(
            "Your life certification ends on {until}. Certify in one step on the web, by calling 12333, at a kiosk, by post, or with the help of your \
             family or community. You need not come to a hall."
        ),
    );
    if reminder.is_put_off {
        body.zh.push_str("疫情防控期间可以延后办理，待遇照常发放，权益不受影响。");
        body.en.push_str(" While the emergency lasts it may wait: payment goes on and no right is lost.");
    }
    Notification {
        to: Party::person(reminder.person_id),
        subject: Text::new(format!("请在 {until} 前完成资格认证"), format!("Please certify by {until}")),
        body,
    }
}

/// So many people are looked at in one go.
const LOOKED_AT: u32 = 1000;

/// Writes to everybody of an area whose certification is soon to run out; gives how many letters were written now.
pub fn remind_area(agency: &Agency, area: AreaCode, given: &Given) -> Result<usize, Failure> {
    let declared = agency.store.reader()?.emergencies()?;
    let is_put_off = put_off_by(&agency.law, &declared, area, given.today).is_some();
    let (mut after, mut written) = (0, 0);
    loop {
        let page = agency.store.views()?.pensioners_after(area, Month::of(given.today), after, LOOKED_AT)?;
        let Some(last) = page.last() else { return Ok(written) };
        after = last.person_id;
        for pensioner in &page {
            if let Some(until) = soon(agency, area, pensioner, given.today) {
                let reminder = Reminder { person_id: pensioner.person_id, until, is_put_off };
                written += usize::from(remind(agency, area, &reminder, given)?);
            }
        }
    }
}

fn soon(agency: &Agency, area: AreaCode, pensioner: &Pensioner, today: Date) -> Option<Date> {
    match CertificationStanding::of(&agency.law, &[], area, pensioner.certified_until, pensioner.first_month, today) {
        CertificationStanding::DueSoon { until } => Some(until),
        _ => None,
    }
}

/// `true` when the letter is new.
fn remind(agency: &Agency, area: AreaCode, reminder: &Reminder, given: &Given) -> Result<bool, Failure> {
    let key = format!("certification_reminder:{area}:{}:{}", reminder.person_id, reminder.until);
    let given = Given { idempotency_key: key, ..given.clone() };
    let done = perform(agency.store.as_ref(), &CertificationReminder, CaseTarget::New(area), reminder, &given)?;
    Ok(!done.was_replayed)
}

/// The reminder as the desk sees it.
pub fn view(state: &State) -> agency::registry::CaseView {
    let described = state
        .reminder
        .as_ref()
        .map(|reminder| vec![(Text::new("认证到期日", "Certification ends on"), Text::same(reminder.until.to_string()))]);
    agency::registry::CaseView { described: described.unwrap_or_default(), ..agency::registry::CaseView::default() }
}
