//! The addresses of the yearly adjustment, and what its pages ask.

use agency::Agency;
use axum::Router;
use maud::Markup;
use values::{AreaCode, Text};
use web::components::{FormView, Width};
use web::{FormData, FormErrors, PageError};

use super::{PensionAdjustment, Scope, procedure, title};
use crate::common::approved_run::Portioned;
use crate::common::run_pages::{self, RunPages};

pub fn routes() -> Router<Agency> {
    run_pages::routes::<PensionAdjustment>()
}

impl RunPages for PensionAdjustment {
    const ADDRESS: &'static str = "/desk/pension-adjustments";

    fn title() -> Text {
        title()
    }

    fn lead() -> Text {
        Text::new(
            "按省里当年的调整办法，调整上年底以前退休人员的养老金，自 1 月起执行，已发月份随下一次发放补齐。没有录入当年办法的，整批不能提出。",
            "By the province's notice of the year, the pensions of everybody retired before it rise from January on; months already paid are made good with the next payment. Without the notice in the rules nothing can be proposed.",
        )
    }

    fn of(agency: &Agency) -> Portioned<PensionAdjustment> {
        procedure(&agency.law)
    }

    fn fields(view: &FormView<'_>) -> Markup {
        maud::html! { (view.number("year", Text::new("调整年度", "Year")).width(Width::Short)) }
    }

    fn scope(_agency: &Agency, _area: AreaCode, data: &FormData) -> Result<Result<Scope, FormErrors>, PageError> {
        Ok(match data.trimmed("year").parse() {
            Ok(year) => Ok(Scope { year }),
            Err(_) => {
                let mut wrong = FormErrors::new();
                wrong.push("year", Text::new("请填写四位年度", "write a year of four digits"));
                Err(wrong)
            }
        })
    }
}

/// The page of one of them.
pub fn officer_page(head: &casework::CaseHead) -> String {
    format!("/desk/pension-adjustments/{}", head.number)
}
