//! What the pages of a new determination ask.

use agency::Agency;
use maud::{Markup, html};
use values::{AreaCode, IdNumber, Text};
use web::components::{FormView, Width};
use web::{FormData, FormErrors, PageError};

use super::{PensionRecalculation, Scope, procedure, title};
use crate::common::approved_run::Portioned;
use crate::common::run_pages::RunPages;

impl RunPages for PensionRecalculation {
    const ADDRESS: &'static str = "/desk/pension-recalculations";

    fn title() -> Text {
        title()
    }

    fn lead() -> Text {
        Text::new(
            "计发基数公布后，把当年退休、按上年基数发放的临时待遇重新核定；或者对一个人重新核定。原核定保留，差额随下一次发放结清。",
            "Once the base of a year is published, everybody paid on last year's is determined again; or one person is. What was decided stays; the difference is settled with the next payment.",
        )
    }

    fn of(agency: &Agency) -> Portioned<PensionRecalculation> {
        procedure(&agency.law, &agency.documents)
    }

    fn fields(view: &FormView<'_>) -> Markup {
        html! {
            (view.number("year", Text::new("退休年度", "Year of retirement")).width(Width::Short).hint(Text::new("例如 2020；对一个人重新核定的，不填", "Such as 2020; empty for a single person")).optional())
            (view.text("person", Text::new("或者参保人身份证号码", "Or the ID number of a person")).width(Width::Medium).optional())
        }
    }

    fn scope(agency: &Agency, area: AreaCode, data: &FormData) -> Result<Result<Scope, FormErrors>, PageError> {
        let mut wrong = FormErrors::new();
        let (year, person) = (data.trimmed("year"), data.trimmed("person"));
        if person.is_empty() {
            return Ok(match year.parse() {
                Ok(year) => Ok(Scope::Year { year }),
                Err(_) => {
                    wrong.push("year", Text::new("请填写四位年度，或者填写身份证号码", "write a year of four digits, or an ID number"));
                    Err(wrong)
                }
            });
        }
        let number = match IdNumber::parse(person) {
            Ok(number) => number,
            Err(error) => {
                wrong.push("person", error.text());
                return Ok(Err(wrong));
            }
        };
        let found = agency.store.reader()?.person_by_id_number(&number)?.filter(|found| found.area == area);
        Ok(match found {
            Some(found) => Ok(Scope::Person { person_id: found.id, facts: None }),
            None => {
                wrong.push("person", Text::new("本统筹区没有登记这个人", "nobody of this number is registered in this area"));
                Err(wrong)
            }
        })
    }
}
