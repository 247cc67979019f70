//! A new determination in words.

use agency::registry::CaseView;
use values::Text;

use super::Scope;
use crate::common::approved_run::{self, RunState};

pub fn view(state: &RunState<Scope>) -> CaseView {
    approved_run::view(state, |scope| match scope {
        Scope::Year { year } => Text::new(
            format!("{year} 年退休、仍按临时待遇发放的人员"),
            format!("who retired in {year} and still draws a provisional pension"),
        ),
        Scope::Person { person_id, facts: None } => Text::new(format!("参保人 {person_id}"), format!("person {person_id}")),
        Scope::Person { person_id, facts: Some(_) } => {
            Text::new(format!("参保人 {person_id}，并更正参保经历"), format!("person {person_id}, with the career put right"))
        }
    })
}
