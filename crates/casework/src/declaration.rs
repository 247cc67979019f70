//! What a procedure says of itself; its service guide, its routes and its interface document are made from this.

use values::{Citation, Text};

use crate::actor::{Channel, Role};
use crate::material::MaterialRequirement;

/// The stations an application passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Carried out at once when every condition is met.
    Immediate,
    /// Accepted by a clerk, decided by somebody else.
    AcceptDecide,
    /// Accepted, reviewed and decided by three different people.
    AcceptReviewDecide,
}

/// A procedure's declaration.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// `contribution_deferral`; the route is the same word with hyphens.
    pub name: &'static str,
    pub title: Text,
    /// What it is for, in a sentence or two of plain words.
    pub purpose: Text,
    pub who_may_apply: Text,
    pub applicants: &'static [Role],
    pub flow: Flow,
    pub materials: Vec<MaterialRequirement>,
    /// Names of the time limits in the rules, with what each is for.
    pub time_limits: Vec<(&'static str, Text)>,
    pub channels: Vec<Channel>,
    pub legal_basis: Vec<Citation>,
    pub fee: Text,
    pub steps: Vec<Text>,
}

impl Declaration {
    /// The path segment of the procedure's pages and interface: hyphens instead of underscores.
    pub fn route(&self) -> String {
        self.name.replace('_', "-")
    }
}
