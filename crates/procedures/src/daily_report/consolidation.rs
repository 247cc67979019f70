//! The city's sum of a day, area by area.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Date};

use super::Figures;
use super::day::{AreaDay, DayState};

/// What one area contributes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaLine {
    pub area: AreaCode,
    pub state: DayState,
    pub figures: Figures,
    pub late: bool,
    pub corrections: usize,
}

/// The sum of a day as it was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consolidation {
    pub topic: String,
    pub day: Date,
    /// 1 for the first; a later one stands in for it, which stays on record.
    pub version: i64,
    pub areas: Vec<AreaLine>,
    pub sum: Figures,
}

impl Consolidation {
    /// `fields` are summed, each over every area that reported it.
    pub fn draw(topic: &str, day: Date, version: i64, fields: &[&str], areas: &[(AreaCode, AreaDay)]) -> Consolidation {
        let lines: Vec<AreaLine> = areas.iter().map(|(area, day)| line(*area, day)).collect();
        let sum = sum(fields, &lines);
        Consolidation { topic: topic.to_owned(), day, version, areas: lines, sum }
    }

    pub fn missing(&self) -> impl Iterator<Item = AreaCode> {
        self.areas.iter().filter(|line| line.state == DayState::Missing).map(|line| line.area)
    }
}

fn line(area: AreaCode, day: &AreaDay) -> AreaLine {
    let figures = day.report().map(|report| report.figures.clone()).unwrap_or_default();
    AreaLine { area, state: day.state(), figures, late: day.is_late(), corrections: day.corrections() }
}

fn sum(fields: &[&str], lines: &[AreaLine]) -> Figures {
    let of_field = |field: &str| lines.iter().filter_map(|line| line.figures.get(field)).sum::<i64>();
    fields.iter().map(|field| ((*field).to_owned(), of_field(field))).collect()
}
