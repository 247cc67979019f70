//! Every route of these procedures with who may use it.

use agency::Agency;
use agency::routes::{Access, Route};
use axum::Router;
use casework::Role;

use crate::{
    benefit_death, benefit_payroll, benefit_suspension, life_certification, my_pension, pension_adjustment, pension_claim,
    pension_estimate, pension_payslip, pension_recalculation, resident_pension_claim, retirement_date, retirement_prereview,
};

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
/// Who certifies somebody on their behalf.
const CERTIFIERS: Access = Access::Roles(&[Role::Clerk, Role::BenefitOfficer, Role::HotlineOperator, Role::HallManager]);
/// Who reports a death, or files the report for somebody.
const REPORTERS: Access =
    Access::Roles(&[Role::Person, Role::EmployerClerk, Role::Clerk, Role::BenefitOfficer, Role::HotlineOperator, Role::HallManager]);
/// Who investigates and proposes that a benefit stops or goes on.
const PROPOSERS: Access = Access::Roles(crate::common::SUSPENSION_PROPOSERS);

/// Who sees how a payroll stands.
const PAYROLL_READERS: Access = Access::Roles(agency::routes::PAYROLL_READERS);
/// Who takes a step of a payroll.
const PAYROLL_HANDS: Access = Access::Roles(&[Role::BenefitOfficer, Role::Reviewer, Role::DecisionMaker, Role::FundAccountant]);
const ACCOUNTANTS: Access = Access::Roles(&[Role::FundAccountant]);

/// Every route of these procedures with who may use it.
pub const ROUTES: &[Route] = &[
    ("GET", "/my/retirement", PERSONS),
    ("GET", "/my/pension", PERSONS),
    ("GET", "/my/pension/preview", PERSONS),
    ("GET", "/my/pension/payslips", PERSONS),
    ("POST", "/my/pension/payslips", PERSONS),
    ("GET", "/desk/persons/{area}/{id}/pension/payslips", Access::Staff),
    ("POST", "/desk/persons/{area}/{id}/pension/payslips", Access::Staff),
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
    ("GET", "/desk/benefit-payrolls", PAYROLL_READERS),
    ("POST", "/desk/benefit-payrolls", Access::Roles(&[Role::BenefitOfficer])),
    ("GET", "/desk/benefit-payrolls/{number}", PAYROLL_READERS),
    ("POST", "/desk/benefit-payrolls/{number}", PAYROLL_HANDS),
    ("GET", "/desk/benefit-payrolls/{number}/findings", PAYROLL_READERS),
    ("GET", "/desk/benefit-payrolls/{number}/payments", PAYROLL_READERS),
    ("GET", "/desk/benefit-payrolls/{number}/returned", PAYROLL_READERS),
    ("GET", "/desk/benefit-payrolls/{number}/funds-request", PAYROLL_READERS),
    ("GET", "/desk/benefit-payrolls/{number}/bank-file", ACCOUNTANTS),
    ("POST", "/desk/benefit-payrolls/{number}/bank-result", ACCOUNTANTS),
    ("GET", "/desk/benefit-payrolls/{number}/entitlements/{id}", PAYROLL_READERS),
    ("POST", "/desk/benefit-payrolls/{number}/entitlements/{id}", PAYROLL_HANDS),
    // What anybody can work out.
    ("GET", "/retirement-date", Access::Public),
    ("GET", "/pension-estimate", Access::Public),
    // Life certification: a person for themselves, staff on behalf.
    ("GET", "/my/life-certification", PERSONS),
    ("POST", "/my/life-certification", PERSONS),
    ("GET", "/my/life-certification/done/{number}", PERSONS),
    ("GET", "/desk/life-certification", CERTIFIERS),
    ("GET", "/desk/life-certification/persons/{id}", CERTIFIERS),
    ("POST", "/desk/life-certification/persons/{id}", CERTIFIERS),
    // The report of a death: relatives and employers, staff on behalf.
    ("GET", "/my/benefit-death", REPORTERS),
    ("POST", "/my/benefit-death", REPORTERS),
    ("GET", "/my/benefit-death/sent/{number}", REPORTERS),
    ("GET", "/desk/benefit-death/{number}", Access::Staff),
    ("GET", "/employer/benefit-death", REPORTERS),
    ("POST", "/employer/benefit-death", REPORTERS),
    // Suspension, proposed at the desk and decided on the case.
    ("GET", "/desk/benefit-suspension/persons/{id}", PROPOSERS),
    ("POST", "/desk/benefit-suspension/persons/{id}", PROPOSERS),
    // Deaths from matched data open a case each.
    ("GET", "/desk/death-match", PROPOSERS),
    ("POST", "/desk/death-match", PROPOSERS),
    ("POST", "/desk/death-match/take-in", PROPOSERS),
];

/// The pages of these procedures.
pub fn routes() -> Router<Agency> {
    Router::new()
        .merge(my_pension::routes::routes())
        .merge(pension_payslip::routes::routes())
        .merge(retirement_prereview::routes::routes())
        .merge(pension_claim::routes::routes())
        .merge(resident_pension_claim::routes::routes())
        .merge(pension_recalculation::routes::routes())
        .merge(pension_adjustment::routes::routes())
        .merge(retirement_date::routes::routes())
        .merge(pension_estimate::routes::routes())
        .merge(life_certification::routes::routes())
        .merge(benefit_suspension::routes::routes())
        .merge(benefit_death::routes::routes())
        .merge(benefit_payroll::pages::routes())
}
