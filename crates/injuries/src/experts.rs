//! The city's pool of experts as those see it who draw from it: every expert that was registered, and when one was taken off.

use casework::store::StoreResult;
use casework::{CaseHead, EventStamp, Reader};
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{Date, Text};

use agency::registry::folded_by;

/// The procedure that keeps the pool, one case in the city's own area.
pub const APPRAISAL_EXPERTS: &str = "appraisal_experts";

/// An expert as registered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Expert {
    pub name: String,
    /// The field, such as 骨科; experts are drawn by it.
    pub specialty: String,
    /// Where the expert works: they never appraise the people of their own employer.
    pub hospital: String,
    /// Professional title.
    pub title: String,
}

impl Expert {
    /// As the file of an appraisal names them.
    pub fn label(&self) -> String {
        format!("{}（{}·{}）", self.name, self.hospital, self.specialty)
    }
}

/// An expert of the pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// From 1, in the order they were registered; never given again.
    pub number: u32,
    pub expert: Expert,
    pub since: Date,
    /// The day they were taken off, and why.
    pub removed: Option<(Date, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Registered { number: u32, expert: Expert },
    Removed { number: u32, reason: String },
}

/// Everybody ever registered.
#[derive(Debug, Clone, Default)]
pub struct Pool {
    pub experts: Vec<Registered>,
}

impl Pool {
    pub fn apply(&mut self, event: &Event, stamp: &EventStamp) {
        match event.clone() {
            Event::Registered { number, expert } => self.experts.push(Registered { number, expert, since: stamp.on, removed: None }),
            Event::Removed { number, reason } => {
                if let Some(expert) = self.experts.iter_mut().find(|expert| expert.number == number) {
                    expert.removed = Some((stamp.on, reason));
                }
            }
        }
    }

    pub fn active(&self) -> impl Iterator<Item = &Registered> {
        self.experts.iter().filter(|expert| expert.removed.is_none())
    }

    /// The fields of those in the pool, each once.
    pub fn specialties(&self) -> Vec<&str> {
        let mut fields: Vec<&str> = self.active().map(|registered| registered.expert.specialty.as_str()).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

/// The pool with its case; `None` before anybody was registered.
pub fn pool(reader: &mut dyn Reader, law: &Law) -> StoreResult<Option<(CaseHead, Pool)>> {
    let Some(city) = law.city() else { return Ok(None) };
    let Some(head) = reader.agency_cases(city.code, APPRAISAL_EXPERTS, 1)?.into_iter().next() else { return Ok(None) };
    let Some(record) = reader.case(head.area, head.id)? else { return Ok(None) };
    let pool = folded_by(&record, Pool::apply)?;
    Ok(Some((record.head, pool)))
}

/// An expert who could have been drawn and was left out, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recused {
    pub name: String,
    pub reason: Text,
}
