//! A notice: clause by clause, what it changes while its emergency lasts.
//!
//! Every clause is a list of typed measures with a scope, a condition and a period. Procedures ask for the measures in force on
//! a day in an area and never for a notice by name, so that the next emergency needs a file and no release.

mod load;
mod measure;
mod period;
mod service_state;

use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, Date, Text};

pub use load::check_notice_file;
pub(crate) use load::load_notices;
pub use measure::*;
pub use period::{ActiveMeasure, EmergencyState, Period};
pub(crate) use period::{measures_ever, measures_on};
pub use service_state::{ServiceMeasure, postponement_on, suspension_on, suspension_pauses};

use crate::contribution::DeferralTerms;

#[derive(Debug, Clone)]
pub struct Notice {
    /// Such as `2020-6`; the name of its file.
    pub id: String,
    /// The official number, such as 威人社函〔2020〕6号.
    pub number: String,
    pub title: Text,
    pub issuer: Text,
    pub issued_on: Date,
    pub effective_from: Date,
    pub emergency: Emergency,
    /// The areas it is addressed to; empty for every area of the city.
    pub areas: Vec<AreaCode>,
    /// What is worth knowing about how the file follows the notice.
    pub note: String,
    pub clauses: Vec<Clause>,
    pub file: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    pub id: String,
    pub name: Text,
}

#[derive(Debug, Clone)]
pub struct Clause {
    /// Such as `1.2`.
    pub number: String,
    /// As the notice numbers it, such as 一（二）.
    pub place: String,
    pub summary: Text,
    pub measures: Vec<Measure>,
}

#[derive(Debug, Clone)]
pub struct Measure {
    /// Such as `1.2a`.
    pub id: String,
    /// Number of the clause it belongs to.
    pub clause: String,
    pub kind: MeasureKind,
    pub scope: Scope,
    pub condition: Option<Condition>,
    pub period: Period,
    /// In our own words, to be shown to the public.
    pub summary: Text,
    /// The notice and the place in it.
    pub citation: Citation,
    /// Line in the notice's file, from 1.
    pub line: usize,
}

/// Whom a measure concerns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Empty for every area of the notice.
    #[serde(default)]
    pub areas: Vec<AreaCode>,
    /// Words a procedure can test, such as `infected_on_duty`; empty for everybody.
    #[serde(default)]
    pub groups: Vec<String>,
    pub who: Text,
}

/// What must be true in a case for the measure to apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Words a procedure can test, such as `materials_complete`; all of them.
    pub facts: Vec<String>,
    pub text: Text,
}

impl Notice {
    pub fn measures(&self) -> impl Iterator<Item = &Measure> {
        self.clauses.iter().flat_map(|clause| clause.measures.iter())
    }

    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures().find(|measure| measure.id == id)
    }

    pub fn clause(&self, number: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.number == number)
    }

    /// What the notice grants to an employer that pays later than due, where it has a `late_fee` measure.
    pub fn deferral_terms(&self) -> Option<&DeferralTerms> {
        self.measures().find_map(|measure| match &measure.kind {
            MeasureKind::LateFee(terms) => Some(terms),
            _ => None,
        })
    }

    /// Whether the notice is addressed to an area.
    pub fn concerns(&self, area: AreaCode) -> bool {
        self.areas.is_empty() || self.areas.contains(&area)
    }
}
