//! Every route of these procedures with who may use it.

use agency::Agency;
use agency::routes::{Access, Route};
use axum::Router;
use casework::Role;

use crate::{my_pension, pension_adjustment, pension_claim, pension_recalculation, resident_pension_claim, retirement_prereview};

const PERSONS: Access = Access::Roles(&[Role::Person]);
/// A person, or staff on a recorded authorisation.
const PERSONS_AND_HELPERS: Access =
    Access::Roles(&[Role::Person, Role::Clerk, Role::HotlineOperator, Role::HallManager, Role::BenefitOfficer]);
/// An employer's clerk, or staff on a recorded authorisation.
const CLERKS_AND_HELPERS: Access =
    Access::Roles(&[Role::EmployerClerk, Role::Clerk, Role::HotlineOperator, Role::HallManager, Role::BenefitOfficer]);
const RUN_READERS: Access = Access::Roles(&[
    Role::BenefitOfficer,
    Role::DecisionMaker,
    Role::FundAccountant,
    Role::AreaLeader,
    Role::CitySupervisor,
    Role::Auditor,
]);
const RUN_HANDS: Access = Access::Roles(&[Role::BenefitOfficer, Role::DecisionMaker]);

/// Every route of these procedures with who may use it.
pub const ROUTES: &[Route] = &[
    ("GET", "/my/retirement", PERSONS),
    ("GET", "/my/pension", PERSONS),
    ("GET", "/my/pension/preview", PERSONS),
    ("GET", "/desk/persons/{area}/{id}/pension", Access::Staff),
    ("GET", "/my/retirement-prereview", PERSONS_AND_HELPERS),
    ("POST", "/my/retirement-prereview", PERSONS_AND_HELPERS),
    ("GET", "/my/retirement-prereview/sent/{number}", PERSONS_AND_HELPERS),
    ("GET", "/employer/retirement-prereview", CLERKS_AND_HELPERS),
    ("POST", "/employer/retirement-prereview", CLERKS_AND_HELPERS),
    ("GET", "/employer/retirement-prereview/sent/{number}", CLERKS_AND_HELPERS),
    ("GET", "/desk/retirement-prereview/{number}", Access::Staff),
    ("POST", "/desk/retirement-prereview/{number}", Access::Roles(&[Role::Reviewer])),
    ("GET", "/my/pension-claim", PERSONS_AND_HELPERS),
    ("POST", "/my/pension-claim", PERSONS_AND_HELPERS),
    ("GET", "/my/pension-claim/sent/{number}", PERSONS_AND_HELPERS),
    ("GET", "/employer/pension-claim", CLERKS_AND_HELPERS),
    ("POST", "/employer/pension-claim", CLERKS_AND_HELPERS),
    ("GET", "/employer/pension-claim/sent/{number}", CLERKS_AND_HELPERS),
    ("GET", "/desk/pension-claim/{number}", Access::Staff),
    ("POST", "/desk/pension-claim/{number}", Access::Roles(&[Role::Reviewer])),
    ("GET", "/my/resident-pension-claim", PERSONS_AND_HELPERS),
    ("POST", "/my/resident-pension-claim", PERSONS_AND_HELPERS),
    ("GET", "/my/resident-pension-claim/sent/{number}", PERSONS_AND_HELPERS),
    ("GET", "/desk/resident-pension-claim", PERSONS_AND_HELPERS),
    ("POST", "/desk/resident-pension-claim", PERSONS_AND_HELPERS),
    ("GET", "/desk/resident-pension-claim/sent/{number}", PERSONS_AND_HELPERS),
    ("GET", "/desk/pension-recalculations", RUN_READERS),
    ("POST", "/desk/pension-recalculations", Access::Roles(&[Role::BenefitOfficer])),
    ("GET", "/desk/pension-recalculations/{number}", RUN_READERS),
    ("POST", "/desk/pension-recalculations/{number}", RUN_HANDS),
    ("GET", "/desk/pension-adjustments", RUN_READERS),
    ("POST", "/desk/pension-adjustments", Access::Roles(&[Role::BenefitOfficer])),
    ("GET", "/desk/pension-adjustments/{number}", RUN_READERS),
    ("POST", "/desk/pension-adjustments/{number}", RUN_HANDS),
];

/// The pages of these procedures.
pub fn routes() -> Router<Agency> {
    Router::new()
        .merge(my_pension::routes::routes())
        .merge(retirement_prereview::routes::routes())
        .merge(pension_claim::routes::routes())
        .merge(resident_pension_claim::routes::routes())
        .merge(pension_recalculation::routes::routes())
        .merge(pension_adjustment::routes::routes())
}
