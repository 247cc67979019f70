//! How one person's month came about, for the employer and for the person.

use casework::{ContributionRow, Employer, Employment, Refusal};
use maud::{Markup, html};
use rules::Law;
use rules::contribution::ContributionRates;
use values::{Explanation, Language, Silent, Text};
use web::components::{explanation, inset, section};

use super::not_covered;

/// How one person's month was assessed, step by step.
pub fn explain_row(rates: &ContributionRates, employment: &Employment, injury_class: u8, factor: u16) -> Result<Explanation, Refusal> {
    let mut explanation = Explanation::default();
    rates
        .assess(employment.declared_wage, injury_class, factor, &mut explanation)
        .map(|_| explanation)
        .map_err(|error| not_covered(error.text()))
}

/// The explanation of a row; `None` when the wage behind it is no longer known or reckoning it today gives another amount: an
/// explanation is never shown beside an amount it does not explain.
pub fn explanation_of(
    law: &Law,
    employer: &Employer,
    employments: &[Employment],
    row: &ContributionRow,
) -> Result<Option<Explanation>, Refusal> {
    let rates = ContributionRates::for_month(law, row.month).map_err(|gap| not_covered(gap.text()))?;
    let of_row = employments.iter().find(|employment| {
        employment.person_id == row.person_id
            && employment.employer_id == row.employer_id
            && employment.from_month <= row.month
            && employment.until_month.is_none_or(|until| row.month <= until)
    });
    let Some(employment) = of_row else { return Ok(None) };
    let (class, factor) = (employer.injury_class, employer.injury_factor_permille);
    let again = rates.assess(employment.declared_wage, class, factor, &mut Silent);
    if !again.is_ok_and(|again| again.base == row.base && again.parts == row.parts) {
        return Ok(None);
    }
    explain_row(&rates, employment, class, factor).map(Some)
}

/// How a person's row came about, or the honest word that it cannot be told any more.
pub fn worked_out(steps: Option<&Explanation>, language: Language) -> Markup {
    let body = match steps {
        Some(steps) => explanation(steps, language),
        None => inset(html! {
            p {
                (language.pick(
                    "核定之后申报工资或单位的工伤类别已变更，无法用现在的资料重算这一行；金额以核定时为准。",
                    "The declared wage or the employer's risk class changed after the assessment, so this row cannot be worked out again \
                     from what is known now; the amounts stand as assessed.",
                ))
            }
        }),
    };
    section(&Text::new("怎样算出", "How it was worked out"), body, language)
}
