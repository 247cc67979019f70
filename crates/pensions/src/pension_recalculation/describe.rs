//! A new determination in words.

use agency::registry::CaseView;

use super::Scope;
use crate::common::approved_run::{self, RunState};

pub fn view(state: &RunState<Scope>) -> CaseView {
    approved_run::view(state, |scope| match scope {
        Scope::Year { year } => format!("{year} 年退休、仍按临时待遇发放的人员"),
        Scope::Person { person_id, facts: None } => format!("参保人 {person_id}"),
        Scope::Person { person_id, facts: Some(_) } => format!("参保人 {person_id}，并更正参保经历"),
    })
}
