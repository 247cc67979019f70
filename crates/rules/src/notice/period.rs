//! How long a measure holds, and which measures hold on a day.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Date};

use super::measure::concerns;
use super::{Measure, MeasureKind, Notice};
use crate::derivation::DateError;
use crate::in_force::Dated;
use crate::time_limit::{LastDay, TimeLimitUnit, last_day_of};
use crate::workday::WorkdayCalendar;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// From the declaration to the end of the emergency, both days included.
    WhileEmergencyLasts,
    /// Between two days, whatever becomes of the emergency.
    Fixed(FixedPeriod),
    /// From the declaration until so many months after the end; a last day off moves to the next working day.
    UntilMonthsAfterEnd(u32),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedPeriod {
    #[serde(with = "crate::scalar::day")]
    pub from: Date,
    #[serde(with = "crate::scalar::day")]
    pub until: Date,
}

/// What the agency has recorded about an emergency: a notice was put into force, and perhaps its emergency ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyState {
    pub notice_id: String,
    pub declared_on: Date,
    /// Last day of the emergency.
    pub ended_on: Option<Date>,
}

/// A measure that holds, with its first and last day.
#[derive(Debug, Clone)]
pub struct ActiveMeasure<'a> {
    pub notice: &'a Notice,
    pub measure: &'a Measure,
    pub from: Date,
    /// `None` while the emergency lasts.
    pub until: Option<Date>,
}

pub(crate) fn measures_on<'a>(
    notices: &'a [Notice],
    last_day: &Dated<LastDay>,
    calendar: &WorkdayCalendar,
    wanted: impl Fn(&MeasureKind) -> bool,
    emergencies: &[EmergencyState],
    on: Date,
    area: AreaCode,
) -> Result<Vec<ActiveMeasure<'a>>, DateError> {
    let mut active = measures_ever(notices, last_day, calendar, wanted, emergencies, area)?;
    active.retain(|measure| measure.from <= on && measure.until.is_none_or(|until| on <= until));
    Ok(active)
}

/// Every measure of the declared emergencies in an area with its span, whatever the day.
pub(crate) fn measures_ever<'a>(
    notices: &'a [Notice],
    last_day: &Dated<LastDay>,
    calendar: &WorkdayCalendar,
    wanted: impl Fn(&MeasureKind) -> bool,
    emergencies: &[EmergencyState],
    area: AreaCode,
) -> Result<Vec<ActiveMeasure<'a>>, DateError> {
    let mut spans = Vec::new();
    for notice in notices.iter().filter(|notice| notice.concerns(area)) {
        for state in emergencies.iter().filter(|state| state.notice_id == notice.id) {
            let concerned = notice.measures().filter(|measure| wanted(&measure.kind) && concerns(&measure.scope.areas, area));
            for measure in concerned {
                let (from, until) = span(notice, &measure.period, state, last_day, calendar)?;
                // Ended before it could begin: it never held.
                if until.is_none_or(|until| from <= until) {
                    spans.push(ActiveMeasure { notice, measure, from, until });
                }
            }
        }
    }
    Ok(spans)
}

/// A notice does not hold before its own day, however early it was recorded.
fn span(
    notice: &Notice,
    period: &Period,
    state: &EmergencyState,
    last_day: &Dated<LastDay>,
    calendar: &WorkdayCalendar,
) -> Result<(Date, Option<Date>), DateError> {
    let from = state.declared_on.max(notice.effective_from);
    match period {
        Period::WhileEmergencyLasts => Ok((from, state.ended_on)),
        Period::Fixed(fixed) => Ok((fixed.from, Some(fixed.until))),
        Period::UntilMonthsAfterEnd(months) => match state.ended_on {
            Some(ended_on) => {
                let (_, last, _) = last_day_of(ended_on, *months, TimeLimitUnit::Months, last_day, calendar)?;
                Ok((from, Some(last)))
            }
            None => Ok((from, None)),
        },
    }
}
