//! An adjustment in words.

use agency::registry::CaseView;
use values::Text;

use super::Scope;
use crate::common::approved_run::{self, RunState};

pub fn view(state: &RunState<Scope>) -> CaseView {
    approved_run::view(state, |scope| {
        Text::new(format!("{} 年以前退休、正在领取的人员", scope.year), format!("who retired before {} and draws a pension", scope.year))
    })
}
