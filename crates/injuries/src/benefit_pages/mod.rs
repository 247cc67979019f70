//! Injury benefits in payment: the officer's list, one person's benefits, and the same for the person.

mod list;
mod person;

use agency::Agency;
use agency::routes::{Access, INJURY_BENEFIT_READERS, Route};
use axum::Router;
use axum::routing::get;
use casework::Role;
use casework::benefit::{BenefitFund, BenefitKind};
use values::{Citation, Text};

pub(crate) const LIST: &str = "/desk/injury-benefits";
const OWN: &str = "/my/injury-benefits";

/// Who looks at the benefits of an area.
pub const OFFICERS: Access = Access::Roles(INJURY_BENEFIT_READERS);

pub const ROUTES: &[Route] =
    &[("GET", LIST, OFFICERS), ("GET", "/desk/injury-benefits/{area}/{id}", OFFICERS), ("GET", OWN, Access::Roles(&[Role::Person]))];

pub fn routes() -> Router<Agency> {
    Router::new().route(LIST, get(list::show)).route("/desk/injury-benefits/{area}/{id}", get(person::at_desk)).route(OWN, get(person::own))
}

pub fn title() -> Text {
    Text::new("工伤待遇", "Injury benefits")
}

/// What the work-injury fund pays.
fn kinds() -> impl Iterator<Item = BenefitKind> {
    BenefitKind::ALL.into_iter().filter(|kind| kind.fund() == BenefitFund::WorkInjury)
}

/// The article a benefit follows from.
fn article(kind: BenefitKind) -> Citation {
    let article = match kind {
        BenefitKind::InjuryCareAllowance => "第34条",
        BenefitKind::InjuryDisabilityAllowance => "第35条",
        BenefitKind::InjuryDisabilityLumpSum => "第35条至第37条",
        BenefitKind::InjuryMedicalLumpSum => "第36条、第37条",
        BenefitKind::InjuryFuneralGrant => "第39条（一）",
        BenefitKind::InjuryDependantAllowance => "第39条（二）",
        BenefitKind::InjuryDeathLumpSum => "第39条（三）",
        _ => "第30条",
    };
    Citation::new("工伤保险条例", article)
}
