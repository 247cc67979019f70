//! The addresses of the pre-review.

use agency::Agency;
use axum::Router;
use axum::routing::get;

use super::correct;

use super::pages::PrereviewForm;
use crate::common::flow;

pub use super::correct::officer_page;

/// Every address of this procedure.
pub fn routes() -> Router<Agency> {
    flow::routes::<PrereviewForm>().route("/desk/retirement-prereview/{number}", get(correct::show).post(correct::act))
}
