//! These procedures as the desk and the interface see them.

use std::sync::Arc;

use agency::DocumentOffice;
use agency::registry::{ApplicationSurface, CaseSurface, PlainSurface};
use rules::Law;
use values::Text;

use crate::benefit_death::{self, BenefitDeath};
use crate::benefit_payroll::{self, BenefitPayroll};
use crate::benefit_suspension::{self, BenefitSuspension};
use crate::life_certification::{self, CertificationReminder, LifeCertification};
use crate::pension_claim::{self, PensionClaim};
use crate::pension_payslip::{self, PensionPayslipIssue};
use crate::resident_pension_claim::{self, ResidentPensionClaim};
use crate::retirement_prereview::{self, RetirementPrereview};
use crate::{pension_adjustment, pension_recalculation};

/// Every procedure of this family.
pub fn surfaces(law: &Arc<Law>, documents: &Arc<DocumentOffice>) -> Vec<Box<dyn CaseSurface>> {
    vec![
        Box::new(
            ApplicationSurface::new(RetirementPrereview::new(law.clone()), retirement_prereview::describe::describe)
                .with_officer_page(retirement_prereview::routes::officer_page),
        ),
        Box::new(
            ApplicationSurface::new(PensionClaim::new(law.clone(), documents.clone()), pension_claim::describe::describe)
                .with_officer_page(pension_claim::routes::officer_page),
        ),
        Box::new(ApplicationSurface::new(
            ResidentPensionClaim::new(law.clone(), documents.clone()),
            resident_pension_claim::describe::describe,
        )),
        Box::new(
            PlainSurface::new(
                pension_recalculation::procedure(law, documents),
                pension_recalculation::title(),
                pension_recalculation::describe::view,
            )
            .with_officer_page(pension_recalculation::routes::officer_page),
        ),
        Box::new(
            PlainSurface::new(pension_adjustment::procedure(law), pension_adjustment::title(), pension_adjustment::describe::view)
                .with_officer_page(pension_adjustment::routes::officer_page),
        ),
        Box::new(PlainSurface::new(PensionPayslipIssue::new(documents.clone()), pension_payslip::title(), pension_payslip::view)),
        Box::new(ApplicationSurface::new(LifeCertification::new(law.clone()), life_certification::describe::describe)),
        Box::new(
            ApplicationSurface::new(BenefitDeath::new(law.clone()), benefit_death::describe::describe)
                .with_officer_page(benefit_death::desk::officer_page),
        ),
        Box::new(ApplicationSurface::new(BenefitSuspension::new(law.clone()), benefit_suspension::describe::describe)),
        Box::new(
            PlainSurface::new(
                CertificationReminder,
                Text::new("资格认证提醒", "Reminder of a certification"),
                life_certification::view_reminder,
            )
            .only_at_the_desk(),
        ),
        Box::new(
            PlainSurface::new(BenefitPayroll::new(law.clone()), Text::new("待遇发放", "Benefit payroll"), benefit_payroll::view)
                .with_officer_page(benefit_payroll::pages::officer_page)
                .only_at_the_desk(),
        ),
    ]
}
