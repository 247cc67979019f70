//! The procedures of the pension insurance, one folder each.
//!
//! Procedures never import each other; what two of them want moves down.

pub mod benefit_death;
pub mod benefit_suspension;
pub mod life_certification;
pub mod pension_estimate;
pub mod retirement_date;

use std::sync::Arc;

use agency::Agency;
use agency::registry::{ApplicationSurface, CaseSurface, PlainSurface};
use agency::routes::{Access, Route};
use axum::Router;
use casework::Role;
use rules::Law;
use values::Text;

use crate::benefit_death::BenefitDeath;
use crate::benefit_suspension::BenefitSuspension;
use crate::life_certification::{CertificationReminder, LifeCertification};

/// Who certifies somebody on their behalf.
const CERTIFIERS: Access = Access::Roles(&[Role::Clerk, Role::BenefitOfficer, Role::HotlineOperator, Role::HallManager]);

/// Who reports a death, or files the report for somebody.
const REPORTERS: Access =
    Access::Roles(&[Role::Person, Role::EmployerClerk, Role::Clerk, Role::BenefitOfficer, Role::HotlineOperator, Role::HallManager]);

/// Who investigates and proposes that a benefit stops or goes on.
const PROPOSERS: Access = Access::Roles(&[Role::BenefitOfficer, Role::Clerk]);

/// Every route of these procedures with who may use it.
pub const ROUTES: &[Route] = &[
    // Open to everybody.
    ("GET", "/retirement-date", Access::Public),
    ("GET", "/pension-estimate", Access::Public),
    // Life certification: a person for themselves, staff on behalf.
    ("GET", "/my/life-certification", Access::Roles(&[Role::Person])),
    ("POST", "/my/life-certification", Access::Roles(&[Role::Person])),
    ("GET", "/my/life-certification/done/{number}", Access::Roles(&[Role::Person])),
    ("GET", "/desk/life-certification", CERTIFIERS),
    ("GET", "/desk/life-certification/persons/{id}", CERTIFIERS),
    ("POST", "/desk/life-certification/persons/{id}", CERTIFIERS),
    // The report of a death: relatives and employers, staff on behalf.
    ("GET", "/my/benefit-death", REPORTERS),
    ("POST", "/my/benefit-death", REPORTERS),
    ("GET", "/my/benefit-death/sent/{number}", REPORTERS),
    // Suspension, proposed at the desk and decided on the case.
    ("GET", "/desk/benefit-suspension/persons/{id}", PROPOSERS),
    ("POST", "/desk/benefit-suspension/persons/{id}", PROPOSERS),
];

/// The pages of these procedures.
pub fn routes() -> Router<Agency> {
    Router::new()
        .merge(retirement_date::routes::routes())
        .merge(pension_estimate::routes::routes())
        .merge(life_certification::routes::routes())
        .merge(benefit_suspension::routes::routes())
        .merge(benefit_death::routes::routes())
}

/// These procedures as the desk and the interface see them.
pub fn surfaces(law: &Arc<Law>) -> Vec<Box<dyn CaseSurface>> {
    let reminders = Text::new("资格认证提醒", "Reminder of a certification");
    vec![
        Box::new(ApplicationSurface::new(LifeCertification::new(law.clone()), life_certification::describe::describe)),
        Box::new(ApplicationSurface::new(BenefitDeath::new(law.clone()), benefit_death::describe::describe)),
        Box::new(ApplicationSurface::new(BenefitSuspension::new(law.clone()), benefit_suspension::describe::describe)),
        Box::new(PlainSurface::new(CertificationReminder, reminders, life_certification::view_reminder).only_at_the_desk()),
    ]
}
