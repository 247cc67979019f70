//! How a figure or a date came about, in words the reader can check.
//!
//! A function that computes something owed takes an [`Explain`]. With [`Silent`] the compiler removes every step,
//! so the batch path and the explained path are one function and cannot disagree.

use serde::{Deserialize, Serialize};

use crate::citation::Citation;
use crate::text::Text;

/// One step: what was computed, from what, how, with which result and under which text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Step {
    pub name: Text,
    /// The formula in words.
    pub formula: Text,
    /// Each input with its value as printed.
    pub inputs: Vec<(Text, String)>,
    /// The result as printed, with its unit.
    pub result: String,
    pub citation: Citation,
}

/// Steps in the order they were taken.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Explanation {
    pub steps: Vec<Step>,
}

/// Receives the steps of a computation.
pub trait Explain {
    /// `step` is only called when somebody wants to know.
    fn step(&mut self, step: impl FnOnce() -> Step);
}

/// Nobody asks: nothing is built.
pub struct Silent;

impl Explain for Silent {
    #[inline(always)]
    fn step(&mut self, _: impl FnOnce() -> Step) {}
}

impl Explain for Explanation {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        self.steps.push(step());
    }
}
