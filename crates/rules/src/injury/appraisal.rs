//! 劳动能力鉴定: the limits of an appraisal, and what a suspension of intake does to them.

use jiff::Span;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, Text};

use crate::derivation::{DateError, Derivation};
use crate::law::Law;
use crate::notice::{EmergencyState, ServiceMeasure, suspension_on, suspension_pauses};
use crate::time_limit::{PauseLedger, PausedDue};

/// The service as notices and the city's file name it.
pub const SERVICE: &str = "labour_capacity_appraisal";

/// Whether an application is taken in on a day; where it is not, since when, by which clause, and what to do.
pub fn intake_suspended(law: &Law, emergencies: &[EmergencyState], area: AreaCode, on: Date) -> Result<Option<ServiceMeasure>, DateError> {
    suspension_on(law, emergencies, area, SERVICE, on)
}

/// The days on which the limits of appraisals do not run: intake and hearings are suspended (威人社函〔2020〕6号 二（三）).
pub fn suspended_days(law: &Law, emergencies: &[EmergencyState], area: AreaCode) -> Result<PauseLedger, DateError> {
    suspension_pauses(law, emergencies, area, SERVICE)
}

/// Until when the committee checks the papers and, once and in writing, names all that is missing.
///
/// 工伤职工劳动能力鉴定管理办法 第9条: five working days from receipt.
pub fn material_check_due(law: &Law, received_on: Date, pauses: &PauseLedger) -> Result<PausedDue, DateError> {
    law.time_limit("appraisal_material_check", received_on)?.due_with_pauses(received_on, pauses, law.calendar())
}

/// Until when the committee gives its conclusion.
///
/// 工伤保险条例 第25条: 60 days from receipt of the application, 30 more where the case needs them.
pub fn conclusion_due(law: &Law, received_on: Date, extended: bool, pauses: &PauseLedger) -> Result<PausedDue, DateError> {
    let first = law.time_limit("appraisal_conclusion", received_on)?.due_with_pauses(received_on, pauses, law.calendar())?;
    let Some(first_ends) = first.due_on().filter(|_| extended) else { return Ok(first) };
    let extension = law.time_limit("appraisal_conclusion_extension", received_on)?;
    Ok(match (extension.due_with_pauses(first_ends, pauses, law.calendar())?, first) {
        (PausedDue::Due(extension), PausedDue::Due(first)) => {
            let text = Text::new(format!("{}；{}", first.text.zh, extension.text.zh), format!("{}; {}", first.text.en, extension.text.en));
            PausedDue::Due(Derivation { text, ..extension })
        }
        (other, _) => other,
    })
}

/// The last day for asking the provincial committee for a second, final appraisal.
///
/// 工伤保险条例 第26条: 15 days from receipt of the conclusion.
pub fn second_appraisal_until(law: &Law, conclusion_received_on: Date) -> Result<Derivation, DateError> {
    law.time_limit("second_appraisal_application", conclusion_received_on)?.due(conclusion_received_on, law.calendar())
}

/// Until when the conclusion is delivered (practice of the field, from memory).
pub fn delivery_due(law: &Law, concluded_on: Date) -> Result<Derivation, DateError> {
    law.time_limit("appraisal_delivery", concluded_on)?.due(concluded_on, law.calendar())
}

/// The first day on which a review may be asked for because the disability has changed.
///
/// 工伤保险条例 第28条: one year after the conclusion. It is a first day, not a last one: a day off does not move it.
pub fn review_from(law: &Law, concluded_on: Date) -> Result<Derivation, DateError> {
    let limit = law.time_limit("appraisal_review_interval", concluded_on)?;
    let due_on = concluded_on.saturating_add(Span::new().months(i64::from(limit.value)));
    let (unit, citation) = (limit.unit.name(), &limit.citation);
    let text = Text::new(
        format!("{} {concluded_on}，满 {} {}，依据{citation}，自 {due_on} 起可以申请复查鉴定", limit.counted_from.zh, limit.value, unit.zh),
        format!(
            "{} {concluded_on}, {} {} later, {citation}, a review may be asked for from {due_on}",
            limit.counted_from.en, limit.value, unit.en
        ),
    );
    Ok(Derivation { due_on, text, citation: citation.clone(), rolled_by: None })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(default, with = "crate::scalar::optional_day")]
    received_on: Option<Date>,
    #[serde(default)]
    extended: bool,
    #[serde(default, with = "crate::scalar::optional_day")]
    concluded_on: Option<Date>,
    /// The emergency of the notice 2020-6 was declared on its day and ended on this one.
    #[serde(default, with = "crate::scalar::optional_day")]
    emergency_ended_on: Option<Date>,
    #[serde(default)]
    emergency: bool,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::optional_day", skip_serializing_if = "Option::is_none")]
    material_check_due: Option<Date>,
    #[serde(with = "crate::scalar::optional_day", skip_serializing_if = "Option::is_none")]
    conclusion_due: Option<Date>,
    #[serde(with = "crate::scalar::optional_day", skip_serializing_if = "Option::is_none")]
    second_appraisal_until: Option<Date>,
    #[serde(with = "crate::scalar::optional_day", skip_serializing_if = "Option::is_none")]
    review_from: Option<Date>,
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
        let pauses = suspended_days(law, &states, area).map_err(|error| error.to_string())?;
        let of = |found: Result<PausedDue, DateError>| found.map(|due| due.due_on()).map_err(|error| error.to_string());
        let (mut material_check, mut conclusion) = (None, None);
        if let Some(received_on) = input.received_on {
            material_check = of(material_check_due(law, received_on, &pauses))?;
            conclusion = of(conclusion_due(law, received_on, input.extended, &pauses))?;
        }
        let (mut second, mut review) = (None, None);
        if let Some(concluded_on) = input.concluded_on {
            second = Some(second_appraisal_until(law, concluded_on).map_err(|error| error.to_string())?.due_on);
            review = Some(review_from(law, concluded_on).map_err(|error| error.to_string())?.due_on);
        }
        Ok(ExampleOutput {
            material_check_due: material_check,
            conclusion_due: conclusion,
            second_appraisal_until: second,
            review_from: review,
        })
    })
}
