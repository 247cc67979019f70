//! The procedures of the work-injury insurance, one folder each.
//!
//! Procedures never import each other; what two of them want moves down.

pub mod affected_page;
pub mod appraisal_experts;
pub mod appraised;
pub mod benefit_pages;
pub mod clocks_page;
pub mod editions;
pub mod experts;
pub mod injury_benefit;
pub mod injury_benefit_end;
pub mod injury_recognition;
pub mod injury_settlement;
pub mod labour_capacity_appraisal;
pub mod nightly;
pub mod recognised;
mod remedies;
pub mod treatment_catalogue;

use std::sync::Arc;

use agency::registry::{ApplicationSurface, CaseSurface, OfferedSurface, PlainSurface};
use agency::routes::Route;
use agency::{Agency, DocumentOffice};
use axum::Router;
use rules::Law;
use values::Text;

use appraisal_experts::AppraisalExperts;
use injury_benefit::InjuryBenefit;
use injury_benefit_end::InjuryBenefitEnd;
use injury_recognition::InjuryRecognition;
use injury_settlement::InjurySettlement;
use labour_capacity_appraisal::LabourCapacityAppraisal;
use treatment_catalogue::TreatmentCatalogue;

/// Every route of these procedures with who may use it.
pub const ROUTES: &[&[Route]] = &[
    injury_recognition::pages::ROUTES,
    labour_capacity_appraisal::pages::ROUTES,
    injury_settlement::pages::ROUTES,
    injury_benefit::pages::ROUTES,
    treatment_catalogue::pages::ROUTES,
    affected_page::ROUTES,
    clocks_page::ROUTES,
    benefit_pages::ROUTES,
    appraisal_experts::pages::ROUTES,
    injury_benefit_end::routes::ROUTES,
];

/// The pages of these procedures.
pub fn routes() -> Router<Agency> {
    Router::new()
        .merge(injury_recognition::pages::routes())
        .merge(labour_capacity_appraisal::pages::routes())
        .merge(injury_settlement::pages::routes())
        .merge(injury_benefit::pages::routes())
        .merge(treatment_catalogue::pages::routes())
        .merge(affected_page::routes())
        .merge(clocks_page::routes())
        .merge(benefit_pages::routes())
        .merge(appraisal_experts::pages::routes())
        .merge(injury_benefit_end::routes::routes())
}

/// These procedures as the desk and the interface see them.
pub fn surfaces(law: &Arc<Law>, documents: &Arc<DocumentOffice>) -> Vec<Box<dyn CaseSurface>> {
    vec![
        Box::new(OfferedSurface(InjuryRecognition::new(law.clone(), documents.clone()))),
        Box::new(OfferedSurface(LabourCapacityAppraisal::new(law.clone()))),
        Box::new(OfferedSurface(InjurySettlement::new(law.clone()))),
        Box::new(ApplicationSurface::new(InjuryBenefit::new(law.clone()), injury_benefit::describe::describe)),
        Box::new(ApplicationSurface::new(InjuryBenefitEnd::new(law.clone()), injury_benefit_end::describe::describe)),
        Box::new(
            PlainSurface::new(
                AppraisalExperts::new(law.clone()),
                Text::new("劳动能力鉴定专家库", "Pool of experts"),
                appraisal_experts::view,
            )
            .only_at_the_desk(),
        ),
        Box::new(
            PlainSurface::new(
                TreatmentCatalogue::new(law.clone()),
                Text::new("诊疗方案和目录版本", "Edition of the plan or a catalogue"),
                treatment_catalogue::view,
            )
            .only_at_the_desk(),
        ),
    ]
}
