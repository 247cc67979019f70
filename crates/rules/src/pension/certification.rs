//! 待遇领取资格认证: how long a life certification holds, and what an emergency does to one that has run out.

use jiff::Span;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, Text};

use crate::derivation::{DateError, Derivation};
use crate::law::Law;
use crate::load::RuleValue;
use crate::notice::{EmergencyState, ServiceMeasure, postponement_on};

/// The service as notices and the city's file name it.
pub const SERVICE: &str = "life_certification";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certification {
    pub months: u32,
}

impl RuleValue for Certification {
    const STEM: &'static str = "pension/certification";
    const UNIT: &'static str = "months";

    fn check(&self) -> Result<(), Text> {
        if (1..=120).contains(&self.months) { Ok(()) } else { Err(Text::new("应为 1 至 120 个月", "from 1 to 120 months")) }
    }
}

/// How a pensioner's certification stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CertificationStanding {
    /// It holds until the derived day.
    Holds { until: Derivation },
    /// It has run out, and a measure in force lets it wait without loss of rights: payment goes on.
    Postponed { ran_out: Derivation, measure: Box<ServiceMeasure> },
    /// It has run out: the person is to be reached, and payment may be suspended.
    RunOut { ran_out: Derivation },
}

impl CertificationStanding {
    /// Whether payment may be suspended for want of a certification. Before that comes the search for the person: a suspension without
    /// one is not what the notices ask for (资格认证 is done by data first, then by services, then by a visit).
    pub fn may_suspend(&self) -> bool {
        matches!(self, CertificationStanding::RunOut { .. })
    }

    pub fn text(&self) -> Text {
        match self {
            CertificationStanding::Holds { until } => until.text.clone(),
            CertificationStanding::Postponed { ran_out, measure } => Text::new(
                format!("{}；按{}可以延后认证，不影响待遇发放：{}", ran_out.text.zh, measure.citation, measure.summary.zh),
                format!("{}; under {} it may be done later and payment goes on: {}", ran_out.text.en, measure.citation, measure.summary.en),
            ),
            CertificationStanding::RunOut { ran_out } => Text::new(
                format!("{}，现已到期；请尽快通过手机、自助终端或者电话认证", ran_out.text.zh),
                format!("{}, which has passed; certify by phone app, kiosk or telephone soon", ran_out.text.en),
            ),
        }
    }
}

/// How a certification of `certified_on` stands on `on`.
///
/// 人社厅发〔2018〕54号: one success a year in any way is enough; here twelve months lie between two. The last day is not moved by a day off:
/// certifying needs no office. While a declared emergency has a measure that lets the service wait without loss of rights
/// (威人社函〔2020〕6号 二（三）), one that has run out does not stop a payment; without such a measure it does.
pub fn certification_standing(
    law: &Law,
    emergencies: &[EmergencyState],
    area: AreaCode,
    certified_on: Date,
    on: Date,
) -> Result<CertificationStanding, DateError> {
    let until = certification_until(law, certified_on)?;
    if on <= until.due_on {
        return Ok(CertificationStanding::Holds { until });
    }
    Ok(match postponement_on(law, emergencies, area, SERVICE, on)? {
        Some(measure) => CertificationStanding::Postponed { ran_out: until, measure: Box::new(measure) },
        None => CertificationStanding::RunOut { ran_out: until },
    })
}

/// The last day on which a certification of `certified_on` holds.
pub fn certification_until(law: &Law, certified_on: Date) -> Result<Derivation, DateError> {
    let rule = law.rule::<Certification>().on(certified_on)?;
    let months = rule.value.months;
    let due_on = certified_on.saturating_add(Span::new().months(i64::from(months)));
    let citation = &rule.citation;
    let text = Text::new(
        format!("认证于 {certified_on}，{months} 个月内有效，依据{citation}，有效至 {due_on}"),
        format!("certified {certified_on}, holds for {months} months, {citation}, until {due_on}"),
    );
    Ok(Derivation { due_on, text, citation: citation.clone(), rolled_by: None })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    certified_on: Date,
    #[serde(with = "crate::scalar::day")]
    on: Date,
    /// Whether the emergency of the notice 2020-6 is declared on its day, and when it ended.
    emergency: bool,
    #[serde(default, with = "crate::scalar::optional_day")]
    emergency_ended_on: Option<Date>,
}

#[derive(Serialize)]
struct ExampleOutput {
    standing: &'static str,
    #[serde(with = "crate::scalar::day")]
    until: Date,
    may_suspend: bool,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let notice = law.notice("2020-6").filter(|_| input.emergency);
        let states: Vec<EmergencyState> = notice
            .map(|notice| EmergencyState {
                notice_id: notice.id.clone(),
                declared_on: notice.effective_from,
                ended_on: input.emergency_ended_on,
            })
            .into_iter()
            .collect();
        let area = "371002".parse().map_err(|error: values::area::AreaCodeError| error.to_string())?;
        let found = certification_standing(law, &states, area, input.certified_on, input.on).map_err(|error| error.to_string())?;
        let may_suspend = found.may_suspend();
        let (standing, until) = match found {
            CertificationStanding::Holds { until } => ("holds", until),
            CertificationStanding::Postponed { ran_out, .. } => ("postponed", ran_out),
            CertificationStanding::RunOut { ran_out } => ("run_out", ran_out),
        };
        Ok(ExampleOutput { standing, until: until.due_on, may_suspend })
    })
}
