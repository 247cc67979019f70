//! 待遇领取资格认证: what an emergency does to a life certification that has run out.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, Text};

use crate::derivation::DateError;
use crate::law::Law;
use crate::notice::{EmergencyState, ServiceMeasure, postponement_on};

/// The service as notices and the city's file name it.
pub const SERVICE: &str = "life_certification";

/// How a pensioner's certification stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CertificationStanding {
    /// It holds until its last day.
    Holds { last_day: Date },
    /// It has run out, and a measure in force lets it wait without loss of rights: payment goes on.
    Postponed { last_day: Date, measure: Box<ServiceMeasure> },
    /// It has run out: the person is to be reached, and payment may be suspended.
    RunOut { last_day: Date },
}

impl CertificationStanding {
    /// Whether payment may be suspended for want of a certification. Before that comes the search for the person: a suspension without
    /// one is not what the notices ask for (data are matched first, services ask next, a visit comes last).
    pub fn may_suspend(&self) -> bool {
        matches!(self, CertificationStanding::RunOut { .. })
    }

    pub fn text(&self) -> Text {
        match self {
            CertificationStanding::Holds { last_day } => {
                Text::new(format!("资格认证有效至 {last_day}"), format!("the certification holds until {last_day}"))
            }
            CertificationStanding::Postponed { last_day, measure } => Text::new(
                format!("资格认证已于 {last_day} 到期；按{}可以延后认证，不影响待遇发放：{}", measure.citation, measure.summary.zh),
                format!(
                    "the certification ran out on {last_day}; under {} it may be done later and payment goes on: {}",
                    measure.citation, measure.summary.en
                ),
            ),
            CertificationStanding::RunOut { last_day } => Text::new(
                format!("资格认证已于 {last_day} 到期；请尽快通过手机、自助终端或者电话认证"),
                format!("the certification ran out on {last_day}; certify by phone app, kiosk or telephone soon"),
            ),
        }
    }
}

/// How a certification that holds until `last_day` stands on `on`.
///
/// While a declared emergency has a measure that lets the service wait without loss of rights (威人社函〔2020〕6号 二（三）: what needs a
/// counter), one that has run out does not stop a payment; without such a measure it may. The day after the emergency it may again: the
/// notice grants no time beyond.
pub fn certification_standing(
    law: &Law,
    emergencies: &[EmergencyState],
    area: AreaCode,
    last_day: Date,
    on: Date,
) -> Result<CertificationStanding, DateError> {
    if on <= last_day {
        return Ok(CertificationStanding::Holds { last_day });
    }
    Ok(match postponement_on(law, emergencies, area, SERVICE, on)? {
        Some(measure) => CertificationStanding::Postponed { last_day, measure: Box::new(measure) },
        None => CertificationStanding::RunOut { last_day },
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    last_day: Date,
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
        let found = certification_standing(law, &states, area, input.last_day, input.on).map_err(|error| error.to_string())?;
        let may_suspend = found.may_suspend();
        let standing = match found {
            CertificationStanding::Holds { .. } => "holds",
            CertificationStanding::Postponed { .. } => "postponed",
            CertificationStanding::RunOut { .. } => "run_out",
        };
        Ok(ExampleOutput { standing, may_suspend })
    })
}
