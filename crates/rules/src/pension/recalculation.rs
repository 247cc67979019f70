//! Determining again once the base or the rate of the year is out, and what is owed for the months already paid.

use values::{Date, Explain, Fen, Month, Step, Text};

use super::determination::{Determination, PensionClaim, determine};
use super::refusal::Refusal;
use crate::law::Law;

/// One month already paid, held against what was due. The difference is negative where too much was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthlyDifference {
    pub month: Month,
    pub paid: Fen,
    pub due: Fen,
}

impl MonthlyDifference {
    pub fn difference(&self) -> Fen {
        self.due - self.paid
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalculation {
    pub determination: Determination,
    /// From the start to the last month paid provisionally.
    pub months: Vec<MonthlyDifference>,
}

impl Recalculation {
    /// What is paid on top in the next run; negative where too much was paid.
    pub fn arrears(&self) -> Fen {
        self.months.iter().map(MonthlyDifference::difference).sum()
    }
}

/// Determines a provisionally paid pension again with what is known on `known_on` and lists every month paid so far.
///
/// The provisional pension (临时待遇) stands on last year's base; with the base of the year it is determined again from its first month
/// and the difference paid (practice of the province, as the notes on its forms say). While the base is still missing the answer is
/// [`Refusal::BaseNotPublished`]. Yearly adjustments between are not part of `paid`: they are reckoned on the final pension.
pub fn recalculate<E: Explain>(
    law: &Law,
    known_on: Date,
    claim: &PensionClaim<'_>,
    provisional: &Determination,
    paid_through: Month,
    explain: &mut E,
) -> Result<Recalculation, Refusal> {
    let determination = determine(law, known_on, claim, explain)?;
    let year = determination.retirement.year();
    if determination.base_year != year {
        return Err(Refusal::BaseNotPublished { year, known_on });
    }
    let (paid, due) = (provisional.components.total(), determination.components.total());
    let months: Vec<_> = determination.start.through(paid_through).map(|month| MonthlyDifference { month, paid, due }).collect();
    let recalculation = Recalculation { determination, months };
    explain.step(|| step(&recalculation, paid, due, law));
    Ok(recalculation)
}

fn step(recalculation: &Recalculation, paid: Fen, due: Fen, law: &Law) -> Step {
    let retirement = recalculation.determination.retirement;
    let citation = law
        .rule::<super::PensionBase>()
        .in_month(retirement.plus(1 - retirement.month()))
        .map_or_else(|_| values::Citation::new("国发〔2005〕38号", "六"), |in_force| in_force.citation.clone());
    Step {
        name: Text::new("重新核定补发", "arrears of the new determination"),
        formula: Text::new("（重新核定额 − 已发临时待遇）× 已发月数", "(new pension − provisional pension) × months already paid"),
        inputs: vec![
            (Text::new("重新核定额", "new pension"), due.to_string()),
            (Text::new("已发临时待遇", "provisional pension"), paid.to_string()),
            (Text::new("已发月数", "months already paid"), recalculation.months.len().to_string()),
        ],
        result: recalculation.arrears().to_string(),
        citation,
    }
}
