//! The list of procedures. A new one is one line here and one in `lib.rs`.

use std::sync::Arc;

use agency::DocumentOffice;
use agency::registry::{ApplicationSurface, CaseSurface, PlainSurface, Registry};
use rules::Law;
use values::Text;

use crate::contribution_arrears::{self, ContributionArrears};
use crate::contribution_assessment::{self, ContributionAssessment};
use crate::contribution_deferral::{self, ContributionDeferral};
use crate::contribution_makeup::{self, ContributionMakeup};
use crate::contribution_payment::{self, ContributionPayment};
use crate::daily_report::{self, DailyReport};
use crate::document_issue::{self, DocumentIssue};
use crate::emergency::{self, Emergency};
use crate::employer_registration::{self, EmployerRegistration};
use crate::personnel_change::{self, PersonnelChange};

/// Every procedure of the agency.
pub fn every_procedure(law: &Arc<Law>, documents: &Arc<DocumentOffice>) -> Registry {
    let title = Text::new;
    let mut surfaces: Vec<Box<dyn CaseSurface>> = vec![
        Box::new(ApplicationSurface::new(EmployerRegistration::new(law.clone()), employer_registration::describe::describe)),
        Box::new(ApplicationSurface::new(PersonnelChange::new(law.clone()), personnel_change::describe::describe)),
        Box::new(ApplicationSurface::new(ContributionDeferral::new(law.clone()), contribution_deferral::describe::describe)),
        Box::new(ApplicationSurface::new(ContributionMakeup::new(law.clone()), contribution_makeup::describe::describe)),
        Box::new(PlainSurface::new(
            ContributionPayment::new(law.clone()),
            title("社会保险费缴纳", "Payment of contributions"),
            contribution_payment::describe::view,
        )),
        Box::new(
            PlainSurface::new(
                ContributionAssessment::new(law.clone()),
                title("月度缴费核定", "Monthly assessment"),
                contribution_assessment::describe::view,
            )
            .only_at_the_desk(),
        ),
        Box::new(
            PlainSurface::new(Emergency::new(law.clone()), title("应急状态", "Emergency"), emergency::describe::view).only_at_the_desk(),
        ),
        Box::new(
            PlainSurface::new(ContributionArrears, title("欠费管理", "Arrears"), contribution_arrears::describe::view).only_at_the_desk(),
        ),
        Box::new(PlainSurface::new(
            DocumentIssue::new(documents.clone()),
            title("证明和文书出具", "Issue of a document"),
            document_issue::describe::view,
        )),
        Box::new(
            PlainSurface::new(DailyReport::new(law.clone()), title("每日报告", "Daily report"), {
                let law = law.clone();
                move |state| daily_report::describe::view(&law, state)
            })
            .only_at_the_desk(),
        ),
    ];
    surfaces.extend(pensions::surfaces(law, documents));
    surfaces.extend(injuries::surfaces(law, documents));
    Registry::of(surfaces)
}
