//! Registers in memory.

use std::collections::BTreeMap;

use values::{AreaCode, Date};

use crate::act::Act;
use crate::register::RegisterRecord;

#[derive(Debug, Default, Clone)]
pub struct RegisterTables {
    days: BTreeMap<(AreaCode, String, Date), Vec<RegisterRecord>>,
}

impl RegisterTables {
    pub fn add(&mut self, act: &Act) {
        let area = act.head.area;
        for entry in &act.effects.registers {
            let records = self.days.entry((area, entry.register.clone(), entry.day)).or_default();
            records.push(RegisterRecord {
                area,
                day: entry.day,
                sequence: records.len() as i64 + 1,
                case_id: act.head.id,
                kind: entry.kind.clone(),
                payload: entry.payload.clone(),
                actor_id: act.given.actor.user_id,
                actor_name: act.given.actor.name.clone(),
                at: act.given.now,
            });
        }
    }

    pub fn entries(&self, area: AreaCode, register: &str, day: Date) -> i64 {
        self.days.get(&(area, register.to_owned(), day)).map_or(0, Vec::len) as i64
    }

    pub fn between(&self, area: AreaCode, register: &str, from: Date, until: Date) -> Vec<RegisterRecord> {
        let days = self.days.range((area, register.to_owned(), from)..=(area, register.to_owned(), until));
        days.flat_map(|(_, records)| records.iter().cloned()).collect()
    }

    pub fn last(&self, area: AreaCode, register: &str) -> Option<RegisterRecord> {
        let mut of_register = self.days.iter().filter(|((of, name, _), _)| *of == area && name == register);
        of_register.next_back().and_then(|(_, records)| records.last().cloned())
    }
}
