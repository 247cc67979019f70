//! The addresses of the residents' claim.

use agency::Agency;
use axum::Router;

use super::pages::ResidentForm;
use crate::common::flow;

/// Every address of this procedure.
pub fn routes() -> Router<Agency> {
    flow::routes::<ResidentForm>()
}
