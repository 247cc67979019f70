//! How long ahead of the month of retirement its conditions may be looked at.

use serde::{Deserialize, Serialize};
use values::{Citation, Month, Text};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prereview {
    pub months_ahead_max: u8,
}

impl RuleValue for Prereview {
    const STEM: &'static str = "retirement/prereview";
    const UNIT: &'static str = "months";

    fn check(&self) -> Result<(), Text> {
        if (1..=60).contains(&self.months_ahead_max) { Ok(()) } else { Err(Text::new("月数应为 1 至 60", "months are from 1 to 60")) }
    }
}

/// The first month in which the pre-review of somebody who retires in `retirement` may be filed, and where it is written.
///
/// 威人社函〔2020〕6号 一（一） knows people whose pre-review is complete; how long ahead it is filed is the agency's own practice, as it
/// stands in the month asked about. A city that announced nothing answers [`NotCovered`].
pub fn prereview_opens(law: &Law, retirement: Month, asked_in: Month) -> Result<(Month, Citation), NotCovered> {
    let in_force = law.rule::<Prereview>().in_month(asked_in)?;
    Ok((retirement.plus(-i32::from(in_force.value.months_ahead_max)), in_force.citation.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;
    use crate::{Law, LawSource};

    #[test]
    fn a_year_ahead_in_weihai_and_unknown_elsewhere() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let (opens, citation) = prereview_opens(weihai(), month("2020-03"), month("2020-02")).unwrap();
        assert_eq!(opens, month("2019-03"));
        assert!(citation.to_string().contains("办事指南承诺时限"));
        let nation = Law::load(&LawSource::embedded(), "cn").unwrap();
        assert!(prereview_opens(&nation, month("2020-03"), month("2020-02")).is_err());
    }
}
