//! What a table of routes is made of: an address, and who may use it.

use casework::Role;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Public,
    SignedIn,
    /// Any role that works at the desk.
    Staff,
    Roles(&'static [Role]),
    /// The interface looks at the credentials of each request itself and answers in its own format.
    Interface,
}

/// Who sees how a payroll stands.
pub const PAYROLL_READERS: &[Role] = &[
    Role::BenefitOfficer,
    Role::Reviewer,
    Role::DecisionMaker,
    Role::FundAccountant,
    Role::AreaLeader,
    Role::CitySupervisor,
    Role::Auditor,
];

/// Who looks at the injury benefits of an area.
pub const INJURY_BENEFIT_READERS: &[Role] = &[
    Role::InjuryOfficer,
    Role::BenefitOfficer,
    Role::Reviewer,
    Role::DecisionMaker,
    Role::FundAccountant,
    Role::AreaLeader,
    Role::CitySupervisor,
    Role::Auditor,
];

/// A method, an address as the router knows it, and who may use it.
pub type Route = (&'static str, &'static str, Access);

impl Access {
    /// Whether somebody with these roles, or nobody (`None`), may use it.
    pub fn admits(self, actor: Option<&casework::Actor>) -> bool {
        match (self, actor) {
            (Access::Public | Access::Interface, _) => true,
            (_, None) => false,
            (Access::SignedIn, Some(_)) => true,
            (Access::Staff, Some(actor)) => actor.is_staff(),
            (Access::Roles(roles), Some(actor)) => actor.has_any(roles),
        }
    }
}
