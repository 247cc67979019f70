//! 每日报告（零报告）: every area reports the day's figures until an hour, an explicit zero where there are none; the city
//! consolidates, seals and hands up.
//!
//! What is reported, by whom and until when stands in a file (`regions/…/reports/`); on which days it is asked for follows from the
//! declared emergencies. A day of an area is a case, and so is the day of the city. What both did is written down in the register
//! `daily_report.TOPIC` of each area and day, from which every list, sum and calendar is read.

pub mod calendar;
pub mod consolidation;
pub mod day;
mod decide;
pub mod describe;
mod export;
mod gather;
mod office;
mod pages;
mod remind;
mod seal;

pub use export::{document, workbook};
pub use gather::is_asked;
pub use office::{CityView, give, in_figures, try_out};
pub use pages::routes;
pub use remind::remind;
pub use seal::{FIRST_SEAL, Seal, register_of_seals, seal_of};

use std::collections::BTreeMap;
use std::sync::Arc;

use casework::procedure::{CaseRef, Procedure};
use casework::{CaseHead, EventStamp, Failure, Gathering, Given, Outcome, Refusals};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, Text};

use consolidation::Consolidation;

/// The name under which it is stored.
pub const NAME: &str = "daily_report";

/// Figures by field.
pub type Figures = BTreeMap<String, i64>;

/// A command: the topic and day it is about, and what is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Command {
    /// Such as `injury_recognitions_of_infected`.
    pub topic: String,
    #[schemars(with = "String")]
    pub day: Date,
    #[serde(flatten)]
    pub act: Act,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Act {
    /// The area reports its figures, as written; `zero` says that there was nothing today.
    Report {
        figures: BTreeMap<String, String>,
        #[serde(default)]
        zero: bool,
        /// Why the figures are other than what the cases say.
        #[serde(default)]
        note: String,
    },
    /// The area reports anew in place of what it reported before.
    Correct {
        figures: BTreeMap<String, String>,
        #[serde(default)]
        zero: bool,
        #[serde(default)]
        note: String,
        reason: String,
    },
    /// Who has not reported is reminded.
    Chase { moment: ChaseMoment },
    /// The city sums the areas up and locks the day; `without` says why it does not wait for those that are missing.
    Consolidate {
        #[serde(default)]
        without: String,
    },
    /// The city lets one area report or correct after all.
    Reopen { area: AreaCode, reason: String },
    /// The city seals the sum.
    Seal,
    /// The sealed sum is handed up.
    Export,
    /// The province has acknowledged it.
    Acknowledge { receipt_number: String, acknowledged_on: String },
}

/// When somebody is reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChaseMoment {
    BeforeCutOff,
    AtCutOff,
}

impl ChaseMoment {
    pub fn as_str(self) -> &'static str {
        match self {
            ChaseMoment::BeforeCutOff => "before_cut_off",
            ChaseMoment::AtCutOff => "at_cut_off",
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub topic: String,
    pub day: Date,
    #[serde(flatten)]
    pub what: What,
}

/// What an area reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    pub figures: Figures,
    /// What the cases said at that moment.
    pub derived: Figures,
    pub late: bool,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    Reported { report: Reported },
    Corrected { report: Reported, reason: String },
    Chased { moment: ChaseMoment },
    Consolidated { consolidation: Consolidation, without: String },
    Reopened { area: AreaCode, reason: String },
    Sealed { seal: Seal },
    Exported { number: i64 },
    Acknowledged { receipt_number: String, acknowledged_on: Date },
}

/// A day of an area, or of the city, folded from its events.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub topic: Option<(String, Date)>,
    pub reported: Option<Reported>,
    pub reason: Option<String>,
    pub consolidation: Option<Consolidation>,
    pub seal: Option<Seal>,
    pub receipt: Option<(String, Date)>,
}

/// The daily report.
pub struct DailyReport {
    law: Arc<Law>,
}

impl DailyReport {
    pub fn new(law: Arc<Law>) -> DailyReport {
        DailyReport { law }
    }
}

/// The register of a topic's days.
pub fn register_of(topic: &str) -> String {
    format!("{NAME}.{topic}")
}

impl Procedure for DailyReport {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = gather::Facts;

    fn name(&self) -> &'static str {
        NAME
    }

    fn apply(&self, state: &mut State, event: &Event, _stamp: &EventStamp) {
        state.topic = Some((event.topic.clone(), event.day));
        match &event.what {
            What::Reported { report } => state.reported = Some(report.clone()),
            What::Corrected { report, reason } => {
                state.reported = Some(report.clone());
                state.reason = Some(reason.clone());
            }
            What::Consolidated { consolidation, .. } => {
                state.consolidation = Some(consolidation.clone());
                (state.seal, state.receipt) = (None, None);
            }
            What::Sealed { seal } => state.seal = Some(seal.clone()),
            What::Acknowledged { receipt_number, acknowledged_on } => state.receipt = Some((receipt_number.clone(), *acknowledged_on)),
            What::Chased { .. } | What::Reopened { .. } | What::Exported { .. } => {}
        }
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        _head: Option<&CaseHead>,
        _state: &State,
        command: &Command,
        _given: &Given,
    ) -> Result<gather::Facts, Failure> {
        gather::gather(&self.law, gathering, command)
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        state: &State,
        command: &Command,
        facts: &gather::Facts,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        decide::decide(&self.law, case, state, command, facts, given)
    }
}

/// The title of a topic; its name where no file defines it any more.
pub fn title_of(law: &Law, topic: &str) -> Text {
    law.report(topic).map_or_else(|| Text::same(topic), |report| report.title.clone())
}
