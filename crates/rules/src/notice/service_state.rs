//! 暂停和延后: whether a service is suspended or may wait on a day, and which days of a limit a suspension takes.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, Date, Text};

use super::{ActiveMeasure, EmergencyState, MeasureKind, ServiceChannel, ServiceSet};
use crate::derivation::DateError;
use crate::law::Law;
use crate::time_limit::{Pause, PauseLedger};

/// A measure about one service, with its days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceMeasure {
    pub notice_id: String,
    pub measure_id: String,
    pub from: Date,
    /// `None` while the emergency lasts.
    pub until: Option<Date>,
    pub summary: Text,
    /// What the refused applicant can do; empty for what may only wait.
    pub way_on: Text,
    pub citation: Citation,
}

impl ServiceMeasure {
    fn of(active: &ActiveMeasure<'_>) -> ServiceMeasure {
        let way_on = match &active.measure.kind {
            MeasureKind::Suspend(suspend) => suspend.way_on.clone(),
            _ => Text::default(),
        };
        ServiceMeasure {
            notice_id: active.notice.id.clone(),
            measure_id: active.measure.id.clone(),
            from: active.from,
            until: active.until,
            summary: active.measure.summary.clone(),
            way_on,
            citation: active.measure.citation.clone(),
        }
    }
}

/// The measure that suspends a service on a day, if one does: nothing is taken in.
///
/// 威人社函〔2020〕6号 二（三） suspends the appraisal of labour capacity while the epidemic lasts.
pub fn suspension_on(
    law: &Law,
    emergencies: &[EmergencyState],
    area: AreaCode,
    service: &str,
    on: Date,
) -> Result<Option<ServiceMeasure>, DateError> {
    let found = law.measures_on(|kind| suspends(kind, service), emergencies, on, area)?.next();
    Ok(found.as_ref().map(ServiceMeasure::of))
}

/// The measure by which a service may be done later without loss of rights on a day, if there is one.
///
/// 威人社函〔2020〕6号 二（三）: what needs a counter may be put off as long as nobody loses a right by it.
pub fn postponement_on(
    law: &Law,
    emergencies: &[EmergencyState],
    area: AreaCode,
    service: &str,
    on: Date,
) -> Result<Option<ServiceMeasure>, DateError> {
    let found = law.measures_on(|kind| postpones(law, kind, service), emergencies, on, area)?.next();
    Ok(found.as_ref().map(ServiceMeasure::of))
}

/// The days on which the limits of a suspended service do not run. Overlapping emergencies make one pause.
pub fn suspension_pauses(law: &Law, emergencies: &[EmergencyState], area: AreaCode, service: &str) -> Result<PauseLedger, DateError> {
    let mut active = law.measures_ever(|kind| suspends(kind, service), emergencies, area)?;
    active.sort_by_key(|measure| measure.from);
    let mut pauses: Vec<Pause> = Vec::new();
    for measure in active {
        let joins = |last: &Pause| last.until.is_none_or(|until| until.tomorrow().is_ok_and(|next| measure.from <= next));
        match pauses.last_mut() {
            Some(last) if joins(last) => {
                last.until = last.until.and_then(|until| measure.until.map(|other| until.max(other)));
            }
            _ => pauses.push(Pause {
                from: measure.from,
                until: measure.until,
                reason: Text::new("疫情防控期间暂停", "suspended while the emergency lasts"),
                citation: measure.measure.citation.clone(),
            }),
        }
    }
    // Sorted and joined, they are a ledger; were they not, the limits would run as if nothing were suspended.
    Ok(PauseLedger::new(pauses).unwrap_or_default())
}

fn suspends(kind: &MeasureKind, service: &str) -> bool {
    matches!(kind, MeasureKind::Suspend(suspend) if suspend.services.iter().any(|named| named == service))
}

fn postpones(law: &Law, kind: &MeasureKind, service: &str) -> bool {
    let MeasureKind::Postpone(postpone) = kind else { return false };
    let named = match &postpone.services {
        ServiceSet::Named(services) => services.iter().any(|named| named == service),
        ServiceSet::EveryCounterService => {
            let offered = law.city().and_then(|city| city.service(service));
            offered.is_some_and(|offered| offered.channels.contains(&ServiceChannel::Counter))
        }
    };
    named && postpone.rights_kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn state(declared_on: &str, ended_on: Option<&str>) -> EmergencyState {
        EmergencyState { notice_id: "2020-6".into(), declared_on: day(declared_on), ended_on: ended_on.map(day) }
    }

    fn area() -> AreaCode {
        "371002".parse().unwrap()
    }

    #[test]
    fn appraisals_are_suspended_and_certification_may_wait() {
        let states = [state("2020-02-02", Some("2020-05-06"))];
        let suspended = |service: &str, on: &str| suspension_on(weihai(), &states, area(), service, day(on)).unwrap();
        let found = suspended("labour_capacity_appraisal", "2020-03-01").unwrap();
        assert_eq!((found.measure_id.as_str(), found.from, found.until), ("2.3a", day("2020-02-02"), Some(day("2020-05-06"))));
        assert!(!found.way_on.zh.is_empty());
        assert!(suspended("labour_capacity_appraisal", "2020-05-07").is_none());
        assert!(suspended("life_certification", "2020-03-01").is_none());
        let postponed = |service: &str, on: &str| postponement_on(weihai(), &states, area(), service, day(on)).unwrap();
        assert_eq!(postponed("life_certification", "2020-03-01").map(|found| found.measure_id).as_deref(), Some("2.3b"));
        assert!(postponed("life_certification", "2020-05-07").is_none());
        assert!(postponed("no_such_service", "2020-03-01").is_none());
    }

    #[test]
    fn overlapping_emergencies_make_one_pause() {
        let pauses = |states: &[EmergencyState]| {
            let ledger = suspension_pauses(weihai(), states, area(), "labour_capacity_appraisal").unwrap();
            ledger.pauses().iter().map(|pause| (pause.from, pause.until)).collect::<Vec<_>>()
        };
        let two = [state("2020-02-02", Some("2020-03-31")), state("2020-03-15", Some("2020-05-06"))];
        assert_eq!(pauses(&two), [(day("2020-02-02"), Some(day("2020-05-06")))]);
        let touching = [state("2020-02-02", Some("2020-03-31")), state("2020-04-01", None)];
        assert_eq!(pauses(&touching), [(day("2020-02-02"), None)]);
        let apart = [state("2020-02-02", Some("2020-03-31")), state("2020-04-02", None)];
        assert_eq!(pauses(&apart).len(), 2);
        assert_eq!(pauses(&[state("2020-02-02", Some("2020-02-01"))]), [], "an emergency that ended before it began never held");
    }
}
