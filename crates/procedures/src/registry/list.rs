//! The list of procedures. A new one is one line here and one in `lib.rs`.

use std::sync::Arc;

use rules::Law;
use values::Text;

use super::{ApplicationSurface, CaseSurface, PlainSurface};
use crate::contribution_arrears::{self, ContributionArrears};
use crate::contribution_assessment::{self, ContributionAssessment};
use crate::contribution_deferral::{self, ContributionDeferral};
use crate::contribution_makeup::{self, ContributionMakeup};
use crate::contribution_payment::{self, ContributionPayment};
use crate::emergency::{self, Emergency};
use crate::employer_registration::{self, EmployerRegistration};
use crate::personnel_change::{self, PersonnelChange};

/// Every procedure of the agency.
pub struct Registry {
    surfaces: Vec<Box<dyn CaseSurface>>,
}

impl Registry {
    pub fn new(law: &Arc<Law>) -> Registry {
        let title = Text::new;
        let surfaces: Vec<Box<dyn CaseSurface>> = vec![
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
                PlainSurface::new(Emergency::new(law.clone()), title("应急状态", "Emergency"), emergency::describe::view)
                    .only_at_the_desk(),
            ),
            Box::new(
                PlainSurface::new(ContributionArrears, title("欠费管理", "Arrears"), contribution_arrears::describe::view)
                    .only_at_the_desk(),
            ),
        ];
        Registry { surfaces }
    }

    pub fn all(&self) -> impl Iterator<Item = &dyn CaseSurface> {
        self.surfaces.iter().map(Box::as_ref)
    }

    /// The procedure a stored case belongs to.
    pub fn named(&self, name: &str) -> Option<&dyn CaseSurface> {
        self.all().find(|surface| surface.name() == name)
    }

    /// The procedure of a path segment.
    pub fn routed(&self, route: &str) -> Option<&dyn CaseSurface> {
        self.all().find(|surface| surface.route() == route)
    }

    /// The title of a stored procedure; its name where the program no longer knows it.
    pub fn title(&self, name: &str) -> Text {
        self.named(name).map_or_else(|| Text::same(name), CaseSurface::title)
    }
}
