//! 劳动能力鉴定专家库: the experts from whom the committees of an appraisal are drawn, kept once for the city.
//!
//! Who is taken off stays in the record: a draw of earlier days can be looked up and repeated.

pub mod pages;

use std::sync::Arc;

use agency::common::fields::Fields;
use agency::registry::CaseView;
use casework::procedure::{CaseRef, Procedure};
use casework::{
    CaseHead, DeadlineRecord, Effects, EmergencyRecord, EventStamp, Failure, Gathering, Given, Outcome, Refusal, Refusals, Role, Stage,
};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{Party, Text};

use crate::experts::{self, Event, Expert, Pool};

/// More experts than a city has.
const EXPERTS_MAX: usize = 2_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Registers an expert; the first one opens the pool.
    Register { expert: Expert },
    /// Takes one off by the number in the pool.
    Remove { number: u32, reason: String },
}

/// The city's pool.
pub struct AppraisalExperts {
    law: Arc<Law>,
}

impl AppraisalExperts {
    pub fn new(law: Arc<Law>) -> AppraisalExperts {
        AppraisalExperts { law }
    }
}

impl Procedure for AppraisalExperts {
    type Command = Command;
    type Event = Event;
    type State = Pool;
    /// Whether the city has a pool.
    type Facts = bool;

    fn name(&self) -> &'static str {
        experts::APPRAISAL_EXPERTS
    }

    fn apply(&self, state: &mut Pool, event: &Event, stamp: &EventStamp) {
        state.apply(event, stamp);
    }

    /// Of two who open the pool at once one finds it opened.
    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        _head: Option<&CaseHead>,
        _state: &Pool,
        _command: &Command,
        _given: &Given,
    ) -> Result<bool, Failure> {
        gathering.rest_on(Party::AGENCY)?;
        Ok(experts::pool(gathering.reader(), &self.law)?.is_some())
    }

    fn decide(&self, case: CaseRef<'_>, state: &Pool, command: &Command, exists: &bool, given: &Given) -> Result<Outcome<Event>, Refusals> {
        let is_city = self.law.city().is_some_and(|city| city.code == case.area);
        if !given.actor.has_any(&[Role::CitySupervisor, Role::System]) || !given.actor.reaches(case.area) || !is_city {
            return Err(Refusal::new("not_allowed", "专家库由市本级维护", "the pool is kept by the city").into());
        }
        if case.head.is_none() && *exists {
            return Err(Refusal::new("pool_exists", "全市专家库已经建立，请在库中增加", "the city has a pool; register the expert there")
                .hint("请刷新页面后再试", "reload the page and try again")
                .into());
        }
        let event = match command {
            Command::Register { expert } => register(state, expert)?,
            Command::Remove { number, reason } => remove(state, *number, reason)?,
        };
        let effects = Effects {
            party: Some(Party::AGENCY),
            subject: Some(Text::new("劳动能力鉴定专家库", "Pool of experts")),
            stage: Some(Stage::Completed),
            awaiting: Some(None),
            books: vec![Party::AGENCY],
            ..Effects::default()
        };
        Ok(Outcome { events: vec![event], effects })
    }

    fn reproject(&self, _: &CaseHead, _: &Pool, _: &[DeadlineRecord], _: &[EmergencyRecord]) -> Result<Option<Command>, Refusals> {
        Ok(None)
    }
}

fn register(pool: &Pool, typed: &Expert) -> Result<Event, Refusals> {
    let mut fields = Fields::default();
    let name = fields.words("name", ("姓名", "name"), &typed.name, 40);
    let specialty = fields.words("specialty", ("科别", "field"), &typed.specialty, 40);
    let hospital = fields.words("hospital", ("工作单位", "where the expert works"), &typed.hospital, 100);
    let title = fields.words("title", ("职称", "professional title"), &typed.title, 40);
    let (Some(name), Some(specialty), Some(hospital), Some(title)) = (name, specialty, hospital, title) else {
        return Err(fields.refusals);
    };
    let expert = Expert { name, specialty, hospital, title };
    if pool.active().any(|known| known.expert.name == expert.name && known.expert.hospital == expert.hospital) {
        let text = ("该单位的这名专家已在库中", "this expert of this hospital is in the pool");
        return Err(Refusal::new("already_registered", text.0, text.1).on_field("name").into());
    }
    if pool.experts.len() >= EXPERTS_MAX {
        return Err(Refusal::new("pool_full", "专家库已满", "the pool is full").into());
    }
    let number = pool.experts.iter().map(|known| known.number).max().unwrap_or(0) + 1;
    Ok(Event::Registered { number, expert })
}

fn remove(pool: &Pool, number: u32, reason: &str) -> Result<Event, Refusals> {
    if !pool.active().any(|known| known.number == number) {
        return Err(Refusal::new("unknown_expert", "库中没有这名专家", "there is no such expert in the pool").on_field("number").into());
    }
    let mut fields = Fields::default();
    let reason = fields.words("reason", ("移出的理由", "why"), reason, 200);
    reason.map(|reason| Event::Removed { number, reason }).ok_or(fields.refusals)
}

/// The pool in words.
pub fn view(pool: &Pool) -> CaseView {
    let described = vec![(Text::new("在库专家", "Experts in the pool"), Text::same(pool.active().count().to_string()))];
    let words = Text::new("专家库", "The pool");
    CaseView { described, desk_links: vec![(words, pages::ADDRESS.to_owned())], ..CaseView::default() }
}
