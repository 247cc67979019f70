//! 工伤认定申请期限: who may apply until when, and what a late application costs the employer.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Text};

use crate::derivation::{DateError, Derivation};
use crate::law::Law;

/// Who applies for recognition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InjuryApplicant {
    Employer,
    Worker,
    NearRelative,
    TradeUnion,
}

impl InjuryApplicant {
    pub fn name(self) -> Text {
        match self {
            InjuryApplicant::Employer => Text::new("用人单位", "employer"),
            InjuryApplicant::Worker => Text::new("工伤职工", "injured worker"),
            InjuryApplicant::NearRelative => Text::new("近亲属", "near relative"),
            InjuryApplicant::TradeUnion => Text::new("工会组织", "trade union"),
        }
    }
}

/// An application that may be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// The last day for this applicant.
    pub until: Derivation,
    /// What the employer bears because no application came within its own period; `None` when one did.
    pub borne_by_employer: Option<CostsBorneByEmployer>,
}

/// 工伤待遇等费用 of these days are the employer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostsBorneByEmployer {
    /// The day of the accident or diagnosis.
    pub first: Date,
    /// The day before the application.
    pub last: Date,
    pub reason: Text,
    pub citation: Citation,
}

/// Why no application can be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilingRefusal {
    Date(DateError),
    /// The accident lies after the day of the application.
    InTheFuture {
        injured_on: Date,
        filed_on: Date,
    },
    /// The year is over.
    TooLate {
        until: Box<Derivation>,
        filed_on: Date,
    },
    /// An extension that ends before the ordinary period extends nothing.
    ExtensionTooShort {
        extended_until: Date,
        ordinary: Date,
    },
}

impl FilingRefusal {
    pub fn text(&self) -> Text {
        match self {
            FilingRefusal::Date(error) => error.text(),
            FilingRefusal::InTheFuture { injured_on, filed_on } => Text::new(
                format!("事故或诊断日期 {injured_on} 晚于申请日期 {filed_on}，请核对"),
                format!("the accident or diagnosis of {injured_on} lies after the application of {filed_on}; check the dates"),
            ),
            FilingRefusal::TooLate { until, filed_on } => Text::new(
                format!("申请日期 {filed_on} 已超过法定期限（{}），不予受理；不服的可以申请行政复议或者提起行政诉讼", until.text.zh),
                format!(
                    "filed on {filed_on}, after the period ({}): it cannot be taken in; reconsideration or court action is open",
                    until.text.en
                ),
            ),
            FilingRefusal::ExtensionTooShort { extended_until, ordinary } => Text::new(
                format!("同意延长至 {extended_until}，早于原期限 {ordinary}，请核对"),
                format!("the extension to {extended_until} ends before the ordinary period ({ordinary}); check it"),
            ),
        }
    }
}

impl From<DateError> for FilingRefusal {
    fn from(error: DateError) -> FilingRefusal {
        FilingRefusal::Date(error)
    }
}

/// Whether an application of `filed_on` for an injury of `injured_on` is in time, and who bears the costs before it.
///
/// 工伤保险条例 第17条: the employer applies within 30 days of the accident or diagnosis, longer where the authority agrees
/// (`extended_until`); when it does not, the worker, a near relative or the union may within one year. What falls due before an
/// application that comes after the employer's own period is borne by the employer. An employer that is late is still heard inside
/// the year (practice): shutting it out would punish the worker.
pub fn judge_filing(
    law: &Law,
    applicant: InjuryApplicant,
    injured_on: Date,
    filed_on: Date,
    extended_until: Option<Date>,
) -> Result<Filing, FilingRefusal> {
    if injured_on > filed_on {
        return Err(FilingRefusal::InTheFuture { injured_on, filed_on });
    }
    let limit = |name: &str| -> Result<Derivation, DateError> { law.time_limit(name, injured_on)?.due(injured_on, law.calendar()) };
    let (of_employer, year) = (limit("injury_application_employer")?, limit("injury_application_worker")?);
    let employer_until = match extended_until {
        Some(extended_until) if extended_until < of_employer.due_on => {
            return Err(FilingRefusal::ExtensionTooShort { extended_until, ordinary: of_employer.due_on });
        }
        Some(extended_until) => extended_until,
        None => of_employer.due_on,
    };
    if filed_on > year.due_on {
        return Err(FilingRefusal::TooLate { until: Box::new(year), filed_on });
    }
    let borne_by_employer = (filed_on > employer_until).then(|| borne(injured_on, filed_on, employer_until, of_employer.citation.clone()));
    let until = match extended_until {
        _ if applicant != InjuryApplicant::Employer || borne_by_employer.is_some() => year,
        Some(extended_until) => extended(of_employer, extended_until),
        None => of_employer,
    };
    Ok(Filing { until, borne_by_employer })
}

fn extended(ordinary: Derivation, extended_until: Date) -> Derivation {
    let text = Text::new(
        format!("{}，经同意延长至 {extended_until}", ordinary.text.zh),
        format!("{}, extended with consent to {extended_until}", ordinary.text.en),
    );
    Derivation { due_on: extended_until, text, rolled_by: None, ..ordinary }
}

fn borne(injured_on: Date, filed_on: Date, employer_until: Date, citation: Citation) -> CostsBorneByEmployer {
    let last = filed_on.yesterday().unwrap_or(filed_on);
    let reason = Text::new(
        format!("用人单位未在 {employer_until} 前提出申请，{injured_on} 至 {last} 发生的工伤待遇等费用由用人单位负担"),
        format!("no application came by {employer_until}: benefits and costs from {injured_on} to {last} are borne by the employer"),
    );
    CostsBorneByEmployer { first: injured_on, last, reason, citation }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    applicant: InjuryApplicant,
    #[serde(with = "crate::scalar::day")]
    injured_on: Date,
    #[serde(with = "crate::scalar::day")]
    filed_on: Date,
    #[serde(default, with = "crate::scalar::optional_day")]
    extended_until: Option<Date>,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::day")]
    until: Date,
    #[serde(with = "crate::scalar::optional_day", skip_serializing_if = "Option::is_none")]
    employer_bears_to: Option<Date>,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let filing = judge_filing(law, input.applicant, input.injured_on, input.filed_on, input.extended_until);
        let filing = filing.map_err(|refusal| refusal.text().en)?;
        Ok(ExampleOutput { until: filing.until.due_on, employer_bears_to: filing.borne_by_employer.map(|borne| borne.last) })
    })
}
