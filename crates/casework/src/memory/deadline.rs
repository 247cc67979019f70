//! Time limits running on cases, in memory.

use values::{AreaCode, Date};

use super::Tables;
use crate::act::Act;
use crate::deadline::{DeadlineChange, DeadlineRecord};

impl Tables {
    pub(super) fn write_deadline(&mut self, act: &Act, change: &DeadlineChange) {
        let (area, case_id) = (act.head.area, act.head.id);
        match change {
            DeadlineChange::Set(deadline) => {
                let record = DeadlineRecord { area, case_id, deadline: deadline.clone(), closed_on: None, met: false };
                self.deadlines.insert((area, case_id, deadline.name.clone()), record);
            }
            DeadlineChange::Met { name } | DeadlineChange::Ended { name } => {
                if let Some(record) = self.deadlines.get_mut(&(area, case_id, name.clone())) {
                    record.closed_on = Some(act.given.today);
                    record.met = matches!(change, DeadlineChange::Met { .. });
                }
            }
        }
    }

    pub(super) fn deadlines_due_by(&self, area: AreaCode, name: &str, day: Date, limit: u32) -> Vec<DeadlineRecord> {
        let open = self.deadlines.values().filter(|record| record.area == area && record.closed_on.is_none());
        let mut found: Vec<DeadlineRecord> =
            open.filter(|record| record.deadline.name == name && record.deadline.due_on <= day).cloned().collect();
        found.sort_by_key(|record| (record.deadline.due_on, record.case_id));
        found.truncate(limit as usize);
        found
    }
}
