//! Special types of work (特殊工种): how long somebody must have done them to retire earlier.

use serde::{Deserialize, Serialize};
use values::{Citation, Month, Text};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

/// What makes a type of work special.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecialWork {
    /// 高空和特别繁重体力劳动.
    HighAltitudeOrHeavy,
    /// 井下和高温.
    UndergroundOrHeat,
    /// 其他有害身体健康工作.
    Harmful,
}

impl SpecialWork {
    pub const ALL: [SpecialWork; 3] = [SpecialWork::HighAltitudeOrHeavy, SpecialWork::UndergroundOrHeat, SpecialWork::Harmful];

    pub fn as_str(self) -> &'static str {
        match self {
            SpecialWork::HighAltitudeOrHeavy => "high_altitude_or_heavy",
            SpecialWork::UndergroundOrHeat => "underground_or_heat",
            SpecialWork::Harmful => "harmful",
        }
    }

    pub fn of(word: &str) -> Option<SpecialWork> {
        SpecialWork::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            SpecialWork::HighAltitudeOrHeavy => ("高空或特别繁重体力劳动", "great height or especially heavy labour"),
            SpecialWork::UndergroundOrHeat => ("井下或高温", "underground or great heat"),
            SpecialWork::Harmful => ("其他有害身体健康的工作", "other work harmful to health"),
        };
        Text::new(chinese, english)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialWorkMonths {
    pub high_altitude_or_heavy: u32,
    pub underground_or_heat: u32,
    pub harmful: u32,
}

impl SpecialWorkMonths {
    pub fn of(&self, kind: SpecialWork) -> u32 {
        match kind {
            SpecialWork::HighAltitudeOrHeavy => self.high_altitude_or_heavy,
            SpecialWork::UndergroundOrHeat => self.underground_or_heat,
            SpecialWork::Harmful => self.harmful,
        }
    }
}

impl RuleValue for SpecialWorkMonths {
    const STEM: &'static str = "retirement/special_work";
    const UNIT: &'static str = "months";

    fn check(&self) -> Result<(), Text> {
        let all = SpecialWork::ALL.map(|kind| self.of(kind));
        if all.iter().all(|months| (1..=600).contains(months)) {
            return Ok(());
        }
        Err(Text::new("月数应为 1 至 600", "months are from 1 to 600"))
    }
}

/// The months in a kind of special work that somebody needs who retires by it in `retirement`, and where that is written.
///
/// 劳人护〔1985〕6号: ten years at great height or of especially heavy labour, nine underground or in great heat, eight in other work
/// harmful to health.
pub fn special_work_months(law: &Law, kind: SpecialWork, retirement: Month) -> Result<(u32, Citation), NotCovered> {
    let in_force = law.rule::<SpecialWorkMonths>().in_month(retirement)?;
    Ok((in_force.value.of(kind), in_force.citation.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;

    #[test]
    fn ten_nine_and_eight_years() {
        let months = SpecialWork::ALL.map(|kind| special_work_months(weihai(), kind, "2020-06".parse().unwrap()).unwrap().0);
        assert_eq!(months, [120, 108, 96]);
        for kind in SpecialWork::ALL {
            assert_eq!(SpecialWork::of(kind.as_str()), Some(kind));
        }
    }
}
