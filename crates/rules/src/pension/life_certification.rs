//! How long a proof of life is good for.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Month, Text};

use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeCertification {
    /// Months between two certifications.
    pub valid_months: u8,
    /// So many days before the last day a reminder is written.
    pub remind_days_before: u16,
}

impl RuleValue for LifeCertification {
    const STEM: &'static str = "pension/life_certification";
    const UNIT: &'static str = "months between two certifications; days of reminder before the last day";

    fn check(&self) -> Result<(), Text> {
        if (1..=60).contains(&self.valid_months) && self.remind_days_before <= 366 {
            return Ok(());
        }
        Err(Text::new("有效期应为 1 至 60 个月，提醒不超过 366 天", "validity is from 1 to 60 months and the reminder at most 366 days"))
    }
}

/// Until when a certification is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertifiedUntil {
    pub last_day: Date,
    pub valid_months: u8,
    pub citation: Citation,
}

/// The last day a certification of `certified_on` is good for.
///
/// 人社厅发〔2018〕54号: one success in a year is enough, whichever way. The year runs to the day before the same day twelve months
/// on; a day that month does not have is its last day.
pub fn certified_until(law: &Law, certified_on: Date) -> Result<CertifiedUntil, NotCovered> {
    let in_force = law.rule::<LifeCertification>().on(certified_on)?;
    let valid_months = in_force.value.valid_months;
    let month = Month::of(certified_on).plus(i32::from(valid_months));
    let last = month.last_day();
    let same_day = month.first_day().with().day(certified_on.day().min(last.day())).build().unwrap_or(last);
    // The day after 28 February and so on: the year is whole when the same day comes round again.
    let last_day = if certified_on.day() > last.day() { last } else { same_day.yesterday().unwrap_or(same_day) };
    Ok(CertifiedUntil { last_day, valid_months, citation: in_force.citation.clone() })
}

/// The day from which somebody whose certification ends on `last_day` is reminded.
pub fn reminded_from(law: &Law, last_day: Date) -> Result<Date, NotCovered> {
    let days = law.rule::<LifeCertification>().on(last_day)?.value.remind_days_before;
    Ok((0..days).try_fold(last_day, |day, _| day.yesterday()).unwrap_or(last_day))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    certified_on: Date,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::day")]
    last_day: Date,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let until = certified_until(law, input.certified_on).map_err(|gap| gap.to_string())?;
        Ok(ExampleOutput { last_day: until.last_day })
    })
}
