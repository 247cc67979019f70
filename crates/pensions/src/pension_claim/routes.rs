//! The addresses of the claim.

use agency::Agency;
use axum::Router;
use axum::routing::get;

use super::desk;
use super::pages::ClaimForm;
use crate::common::flow;

pub use super::desk::officer_page;

/// Every address of this procedure.
pub fn routes() -> Router<Agency> {
    flow::routes::<ClaimForm>().route("/desk/pension-claim/{number}", get(desk::show).post(desk::act))
}
