//! Declared emergencies: as the rules read them, and which of them lets contributions wait until when.

use casework::EmergencyRecord;
use rules::contribution::DeferralTerms;
use rules::{EmergencyState, Law};
use values::Date;

/// A declared emergency whose notice waives the late fee, with the terms of that notice.
#[derive(Debug, Clone)]
pub struct DeferralWindow {
    pub record: EmergencyRecord,
    pub terms: DeferralTerms,
}

/// Every declared emergency, ended or not, whose notice lets contributions wait; the latest first.
pub fn deferral_windows(law: &Law, declared: &[EmergencyRecord]) -> Vec<DeferralWindow> {
    let mut windows: Vec<DeferralWindow> = declared
        .iter()
        .filter_map(|record| {
            let terms = law.notice(&record.notice_id)?.deferral_terms()?.clone();
            Some(DeferralWindow { record: record.clone(), terms })
        })
        .collect();
    windows.sort_by_key(|window| std::cmp::Reverse(window.record.declared_on));
    windows
}

/// The declared emergencies as the law asks for them.
pub fn states(declared: &[EmergencyRecord]) -> Vec<EmergencyState> {
    let state = |record: &EmergencyRecord| EmergencyState {
        notice_id: record.notice_id.clone(),
        declared_on: record.declared_on,
        ended_on: record.ended_on,
    };
    declared.iter().map(state).collect()
}

impl DeferralWindow {
    /// Whether an obligation with this ordinary due day may wait: the day falls while the emergency lasts.
    pub fn covers(&self, original_due_on: Date) -> bool {
        self.record.lasts_on(original_due_on)
    }
}
