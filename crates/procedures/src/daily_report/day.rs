//! A day as the register tells it: what an area reported, and what the city did with the day.

use std::collections::BTreeMap;

use casework::RegisterRecord;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use values::{AreaCode, Instant, Text};

use super::consolidation::Consolidation;
use super::seal::Seal;
use super::{ChaseMoment, Figures, Reported};

/// How an area stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayState {
    Cases,
    /// Reported, and there was nothing.
    Zero,
    /// Silence is not a report.
    Missing,
}

impl DayState {
    pub fn as_str(self) -> &'static str {
        match self {
            DayState::Cases => "cases",
            DayState::Zero => "zero",
            DayState::Missing => "missing",
        }
    }

    pub fn name(self) -> Text {
        match self {
            DayState::Cases => Text::new("有病例", "cases"),
            DayState::Zero => Text::new("零报告", "zero"),
            DayState::Missing => Text::new("未报", "missing"),
        }
    }
}

/// The words of the register's entries.
pub const REPORTED: &str = "reported";
pub const CORRECTED: &str = "corrected";
pub const CHASED: &str = "chased";
pub const CONSOLIDATED: &str = "consolidated";
pub const REOPENED: &str = "reopened";
pub const SEALED: &str = "sealed";
pub const EXPORTED: &str = "exported";
pub const ACKNOWLEDGED: &str = "acknowledged";

/// A report as the register holds it, with who wrote it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedReport {
    pub figures: Figures,
    pub late: bool,
    pub at: Instant,
    pub by: String,
}

/// The day of an area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaDay {
    /// `None` before anything happened.
    pub case_id: Option<i64>,
    /// Every report in order; the last one holds.
    pub reports: Vec<AcceptedReport>,
    pub chased: Vec<(String, Instant)>,
}

impl AreaDay {
    pub fn of(records: &[RegisterRecord]) -> AreaDay {
        let mut day = AreaDay { case_id: records.first().map(|record| record.case_id), ..AreaDay::default() };
        for record in records {
            match record.kind.as_str() {
                REPORTED | CORRECTED => day.reports.push(AcceptedReport {
                    figures: read(&record.payload["figures"]).unwrap_or_default(),
                    late: record.payload["late"].as_bool().unwrap_or(false),
                    at: record.at,
                    by: record.actor_name.clone(),
                }),
                CHASED => day.chased.push((record.payload["moment"].as_str().unwrap_or("").to_owned(), record.at)),
                _ => {}
            }
        }
        day
    }

    /// The report that holds.
    pub fn report(&self) -> Option<&AcceptedReport> {
        self.reports.last()
    }

    pub fn state(&self) -> DayState {
        match self.report() {
            None => DayState::Missing,
            Some(report) if report.figures.values().all(|figure| *figure == 0) => DayState::Zero,
            Some(_) => DayState::Cases,
        }
    }

    /// The first report came after the cut-off. A correction of one in time is not late.
    pub fn is_late(&self) -> bool {
        self.reports.first().is_some_and(|report| report.late)
    }

    pub fn corrections(&self) -> usize {
        self.reports.len().saturating_sub(1)
    }

    pub fn was_chased(&self, moment: ChaseMoment) -> bool {
        self.chased.iter().any(|(word, _)| word == moment.as_str())
    }
}

/// The day of the city.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CityDay {
    pub case_id: Option<i64>,
    pub consolidation: Option<Consolidation>,
    /// Why the sum was drawn without the areas that were missing; empty where none was.
    pub without: String,
    /// Areas let in again since the last consolidation, each with the reason.
    pub reopened: BTreeMap<AreaCode, String>,
    pub seal: Option<Seal>,
    /// How often the sealed sum was handed up.
    pub exports: i64,
    pub exported: bool,
    /// The province's receipt: its number and day.
    pub receipt: Option<(String, String)>,
}

impl CityDay {
    pub fn of(records: &[RegisterRecord]) -> CityDay {
        let mut day = CityDay { case_id: records.first().map(|record| record.case_id), ..CityDay::default() };
        for record in records {
            let payload = &record.payload;
            let word = |name: &str| payload[name].as_str().unwrap_or("").to_owned();
            match record.kind.as_str() {
                CONSOLIDATED => {
                    day.consolidation = read(payload);
                    day.without = word("without");
                    day.reopened.clear();
                    (day.seal, day.exported, day.receipt) = (None, false, None);
                }
                REOPENED => day.reopened.extend(word("area").parse::<AreaCode>().ok().map(|area| (area, word("reason")))),
                SEALED => day.seal = read(payload),
                EXPORTED => {
                    day.exports += 1;
                    day.exported = true;
                }
                ACKNOWLEDGED => day.receipt = Some((word("receipt_number"), word("acknowledged_on"))),
                _ => {}
            }
        }
        day
    }

    /// Whether an area may no longer report or correct by itself.
    pub fn locks(&self, area: AreaCode) -> bool {
        self.consolidation.is_some() && !self.reopened.contains_key(&area)
    }
}

fn read<T: serde::de::DeserializeOwned>(payload: &Value) -> Option<T> {
    serde_json::from_value(payload.clone()).ok()
}

/// What the register keeps of a report.
pub fn written(report: &Reported) -> Value {
    json!({ "figures": report.figures, "late": report.late })
}
