//! Where somebody's life certification stands, with what an emergency changes about it.

use casework::EmergencyRecord;
use rules::Law;
use rules::notice::{EmergencyState, postponement_on};
use rules::pension::certification::SERVICE;
use rules::pension::{certified_until, reminded_from};
use values::{AreaCode, Citation, Date, Month};

/// Where a certification stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificationStanding {
    Valid {
        until: Date,
    },
    /// To be renewed before `until`.
    DueSoon {
        until: Date,
    },
    /// It has run out, or there never was one, and an emergency puts it off: payment goes on and no right is lost.
    PutOff {
        citation: Citation,
    },
    /// It has run out; `since` is its last day, `None` where there never was one.
    Lapsed {
        since: Option<Date>,
    },
}

impl CertificationStanding {
    /// Of somebody whose best certification is good until `until`, and who receives since `first_month`.
    ///
    /// 人社厅发〔2018〕54号: whoever has just been granted a benefit was seen then, so the first year needs no certification.
    pub fn of(
        law: &Law,
        declared: &[EmergencyRecord],
        area: AreaCode,
        until: Option<Date>,
        first_month: Month,
        today: Date,
    ) -> CertificationStanding {
        let first_year = certified_until(law, first_month.first_day()).ok().map(|until| until.last_day);
        let until = until.max(first_year);
        match until {
            Some(until) if today <= until => {
                // Where the law of that day says nothing of a reminder there is none.
                if reminded_from(law, until).is_ok_and(|from| from <= today) {
                    CertificationStanding::DueSoon { until }
                } else {
                    CertificationStanding::Valid { until }
                }
            }
            since => match put_off_by(law, declared, area, today) {
                Some(citation) => CertificationStanding::PutOff { citation },
                None => CertificationStanding::Lapsed { since },
            },
        }
    }

    pub fn is_lapsed(&self) -> bool {
        matches!(self, CertificationStanding::Lapsed { .. })
    }

    /// Whether somebody should do something about it.
    pub fn is_due(&self) -> bool {
        !matches!(self, CertificationStanding::Valid { .. })
    }
}

/// The measure that lets certification wait on a day, such as 威人社函〔2020〕6号 二（三）: what needs a counter may be done later, and no right
/// is lost by it.
pub fn put_off_by(law: &Law, declared: &[EmergencyRecord], area: AreaCode, today: Date) -> Option<Citation> {
    let states: Vec<EmergencyState> = declared
        .iter()
        .map(|record| EmergencyState { notice_id: record.notice_id.clone(), declared_on: record.declared_on, ended_on: record.ended_on })
        .collect();
    postponement_on(law, &states, area, SERVICE, today).ok().flatten().map(|measure| measure.citation)
}

#[cfg(test)]
mod tests {
    use super::super::test_agency::{area, day, emergency, law, month};
    use super::*;

    fn standing(declared: &[EmergencyRecord], until: Option<&str>, first_month: &str, today: &str) -> CertificationStanding {
        CertificationStanding::of(&law(), declared, area(), until.map(day), month(first_month), day(today))
    }

    #[test]
    fn a_year_runs_out_and_is_reminded_of() {
        for (today, expected) in [
            ("2020-01-10", CertificationStanding::Valid { until: day("2020-03-31") }),
            ("2020-02-01", CertificationStanding::DueSoon { until: day("2020-03-31") }),
            ("2020-03-31", CertificationStanding::DueSoon { until: day("2020-03-31") }),
            ("2020-04-01", CertificationStanding::Lapsed { since: Some(day("2020-03-31")) }),
        ] {
            assert_eq!(standing(&[], Some("2020-03-31"), "2015-01", today), expected, "{today}");
        }
        assert_eq!(standing(&[], None, "2015-01", "2020-01-10"), CertificationStanding::Lapsed { since: None });
        assert_eq!(standing(&[], None, "2019-12", "2020-06-10"), CertificationStanding::Valid { until: day("2020-11-30") });
    }

    #[test]
    fn while_the_emergency_lasts_nothing_lapses_and_afterwards_it_does() {
        let standing_then = |ended, today| standing(&[emergency(ended)], Some("2020-01-31"), "2015-01", today);
        assert!(matches!(standing_then(None, "2020-05-01"), CertificationStanding::PutOff { .. }));
        assert!(matches!(standing_then(Some("2020-05-06"), "2020-05-06"), CertificationStanding::PutOff { .. }));
        assert!(standing_then(Some("2020-05-06"), "2020-05-07").is_lapsed());
        assert!(standing(&[emergency(None)], Some("2020-01-20"), "2015-01", "2020-01-31").is_lapsed(), "before it was declared");
    }
}
