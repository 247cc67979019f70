//! The addresses of new determinations.

use agency::Agency;
use axum::Router;

use super::PensionRecalculation;
use crate::common::run_pages;

pub fn routes() -> Router<Agency> {
    run_pages::routes::<PensionRecalculation>()
}

/// The page of one of them.
pub fn officer_page(head: &casework::CaseHead) -> String {
    format!("/desk/pension-recalculations/{}", head.number)
}
