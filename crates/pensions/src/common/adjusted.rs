//! What the yearly adjustments make of a pension that is determined after them.

use rules::Law;
use rules::pension::adjust;
use values::{Citation, Explain, Explanation, Fen, Month, Silent, Step, Text};

/// Whom the adjustments are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pensioner {
    pub contribution_months: u32,
    pub birth: Month,
    pub retirement: Month,
}

/// The amounts of a pension, with the years nobody recorded an adjustment for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Adjusted {
    /// From which month which amount, ascending, the first as it was determined. Of two for one month the later holds.
    pub amounts: Vec<(Month, Fen)>,
    /// Years between whose adjustment is not recorded; nothing was added for them.
    pub unrecorded: Vec<i32>,
}

impl Adjusted {
    /// What is due for a month.
    pub fn monthly(&self, month: Month) -> Fen {
        self.amounts.iter().rev().find(|(from, _)| *from <= month).map_or(Fen::ZERO, |(_, amount)| *amount)
    }

    /// What holds from the last adjustment on.
    pub fn last(&self) -> Fen {
        self.amounts.last().map_or(Fen::ZERO, |(_, amount)| *amount)
    }

    /// The amounts the adjustments made, without the one determined.
    pub fn adjustments(&self) -> &[(Month, Fen)] {
        self.amounts.get(1..).unwrap_or_default()
    }
}

/// A pension of `monthly` from `start` on, with every adjustment up to the month `through`.
///
/// 社会保险法 第18条, 第16条: an adjustment is for everybody who retired before its year, and a pension is due from the month after the age
/// was reached whenever it is claimed; so whoever is determined late gets each of them from its January, one upon the other, as if the
/// pension had been in payment. A year whose notice is not recorded adds nothing and is named.
pub fn adjusted<E: Explain>(law: &Law, monthly: Fen, start: Month, through: Month, of: Pensioner, explain: &mut E) -> Adjusted {
    let mut amounts = vec![(start, monthly)];
    let mut unrecorded = Vec::new();
    let mut current = monthly;
    for january in start.through(through).filter(|month| month.month() == 1 && *month > of.retirement) {
        let year = january.year();
        match adjust(law, year, current, of.contribution_months, of.birth, of.retirement, explain) {
            Ok(Some(step)) => {
                current += step.total();
                // A pension that starts in January has both; what comes later holds.
                amounts.push((january, current));
            }
            Ok(None) => {}
            Err(_) => unrecorded.push(year),
        }
    }
    Adjusted { amounts, unrecorded }
}

/// The same without its steps.
pub fn silently_adjusted(law: &Law, monthly: Fen, start: Month, through: Month, of: Pensioner) -> Adjusted {
    adjusted(law, monthly, start, through, of, &mut Silent)
}

/// The years nobody recorded, as a step; nothing where there are none.
pub fn explain_unrecorded(unrecorded: &[i32], explanation: &mut Explanation) {
    if unrecorded.is_empty() {
        return;
    }
    explanation.steps.push(Step {
        name: Text::new("年度调整尚未录入", "adjustments not recorded"),
        formula: Text::new(
            "这些年度的调整办法尚未录入，没有计入；录入后由年度调整补上并补发",
            "the notices of these years are not recorded and nothing was added for them; once they are, the yearly adjustment adds it with arrears",
        ),
        inputs: Vec::new(),
        result: unrecorded.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        citation: Citation::new("社会保险法", "第18条"),
    });
}

/// The adjustments in a sentence of a letter; nothing where there are none.
pub fn adjusted_words(adjusted: &Adjusted) -> Text {
    let mut text = Text::default();
    for (from, monthly) in adjusted.adjustments() {
        text.zh.push_str(&format!("按年度调整，自 {from} 起每月 {monthly} 元。"));
        text.en.push_str(&format!(" By the yearly adjustment {monthly} yuan a month from {from} on."));
    }
    if !adjusted.unrecorded.is_empty() {
        let years = adjusted.unrecorded.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
        text.zh.push_str(&format!("{years} 年的年度调整办法尚未录入，录入后调整并补发。"));
        text.en.push_str(&format!(" The adjustment of {years} is not recorded yet and follows with arrears."));
    }
    text
}

/// A made-up year, to show what an adjustment does; no notice was read.
#[cfg(test)]
pub const MADE_UP_2020: &str = r#"
rule = "pension/adjustment"
title = { zh = "示例", en = "example" }
unit = "yuan a month; share of the pension"
[[in_force]]
from = 2020-01-01
until = 2020-12-31
value = { fixed = "40.00", for_each_year = "1.50", share_of_pension = "0.01", for_age = [{ age_years = 70, amount = "20.00" }] }
cite = { document = "示例", article = "" }
"#;

#[cfg(test)]
mod tests {
    use agency::common::test_agency::{month, yuan};
    use rules::LawSource;

    use super::*;

    fn law() -> Law {
        Law::load(&LawSource::embedded().with_file("regions/cn-37/pension/adjustment.toml", MADE_UP_2020), "cn-3710").unwrap()
    }

    fn reckoned(retirement: &str, through: &str) -> Adjusted {
        let of = Pensioner { contribution_months: 315, birth: month("1959-10"), retirement: month(retirement) };
        silently_adjusted(&law(), yuan("2334.17"), month(retirement).next(), month(through), of)
    }

    #[test]
    fn whoever_retired_before_the_year_gets_it_from_january_whenever_it_is_determined() {
        // 40.00 + 1.50 for each of 26 whole years + 1% of 2,334.17 = 23.34: 102.34.
        let late = reckoned("2019-10", "2020-06");
        assert_eq!(late.amounts, [(month("2019-11"), yuan("2334.17")), (month("2020-01"), yuan("2436.51"))]);
        assert_eq!((late.monthly(month("2019-12")), late.monthly(month("2020-06"))), (yuan("2334.17"), yuan("2436.51")));
        assert_eq!(late.unrecorded, Vec::<i32>::new());
        // Retired in December: the first month is the January of the adjustment.
        let at_once = reckoned("2019-12", "2020-06");
        assert_eq!(at_once.amounts, [(month("2020-01"), yuan("2334.17")), (month("2020-01"), yuan("2436.51"))]);
        assert_eq!(at_once.monthly(month("2020-01")), yuan("2436.51"));
        assert_eq!(reckoned("2020-01", "2020-06").amounts, [(month("2020-02"), yuan("2334.17"))]);
        assert_eq!(reckoned("2019-10", "2019-12").amounts, [(month("2019-11"), yuan("2334.17"))]);
    }

    #[test]
    fn a_year_nobody_recorded_adds_nothing_and_is_named() {
        let late = reckoned("2018-10", "2021-03");
        assert_eq!(late.amounts, [(month("2018-11"), yuan("2334.17")), (month("2020-01"), yuan("2436.51"))]);
        assert_eq!(late.unrecorded, [2019, 2021]);
        assert!(adjusted_words(&late).zh.contains("自 2020-01 起每月 2,436.51 元") && adjusted_words(&late).zh.contains("2019、2021 年"));
        let mut explanation = Explanation::default();
        explain_unrecorded(&late.unrecorded, &mut explanation);
        assert_eq!(explanation.steps[0].result, "2019、2021");
    }
}
