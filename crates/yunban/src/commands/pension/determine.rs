//! Determining the pensions of a table, block by block: memory does not grow with the people.

use std::io::Write;

use rules::Law;
use rules::pension::{DeterminationColumns, DeterminationPlan, Refusal};
use values::{Date, Explanation};

use super::DetermineArguments;
use super::people::{People, Places};
use super::results::{ResultTable, by_row};
use super::source::Source;
use crate::commands::table::{Fault, Faults, print_explanation};
use crate::failure::{CommandError, CommandResult};

pub fn run(law: &Law, arguments: &DetermineArguments, today: Date, output: &mut dyn Write) -> CommandResult {
    let mut source = Source::open(&arguments.input)?;
    let places = Places::find(source.header())?;
    let opening_year = opening_year(arguments, &places)?;
    source.choose(&places)?;
    let plan = DeterminationPlan::new(law, arguments.known_on.unwrap_or(today));
    let mut run = Run {
        plan,
        first_year: places.first_year,
        opening_year,
        written: ResultTable::create(&arguments.output)?,
        results: DeterminationColumns::default(),
        explain: arguments.explain.as_deref(),
        explained: None,
    };
    let mut people = People::new(&places);
    let mut faults = Faults::counted_by(source.counted_by());
    while source.fill(&places, &mut people, &mut faults)? {
        run.block(&people, &mut faults)?;
    }
    let Run { written, explained, .. } = run;
    written.finish()?;
    match (&arguments.explain, explained) {
        (Some(_), Some(explanation)) => print_explanation(&explanation, output)?,
        (Some(person), None) => return Err(CommandError::new(format!("no row has the person_id {person}")).hint("check --explain")),
        (None, _) => {}
    }
    faults.finish()
}

/// Balances without a year would be read as of any; a year without balances starts every account at nothing.
fn opening_year(arguments: &DetermineArguments, places: &Places) -> CommandResult<i32> {
    match (arguments.opening_year, places.has_opening_balance()) {
        (Some(year), true) => Ok(year),
        (None, false) => Ok(places.first_year - 1),
        (None, true) => Err(CommandError::new("opening_balance_fen stands in the table, but not at the end of which year")
            .hint("add --opening-year, such as --opening-year 2015")),
        (Some(_), false) => Err(CommandError::new("--opening-year needs the column opening_balance_fen")
            .hint("add the column with the balances at the end of that year, in fen")),
    }
}

struct Run<'law, 'asked> {
    plan: DeterminationPlan<'law>,
    first_year: i32,
    opening_year: i32,
    written: ResultTable,
    results: DeterminationColumns,
    explain: Option<&'asked str>,
    explained: Option<Explanation>,
}

impl Run<'_, '_> {
    fn block(&mut self, people: &People, faults: &mut Faults) -> CommandResult {
        let columns = people.columns(self.first_year, self.opening_year);
        self.plan.determine_block(&columns, 0..people.len(), &mut self.results);
        self.written.block(people, &self.results)?;
        for (at, refusal) in by_row(people.len(), &self.results).into_iter().enumerate() {
            if let Some(refusal) = refusal.filter(|refusal| is_fault(refusal)) {
                faults.add(people.line[at], &Fault::new(refusal.word(), refusal.text().en));
            }
            if self.explain == Some(people.person_id[at].as_str()) {
                let mut explanation = Explanation::default();
                if let Err(refusal) = self.plan.explain_row(&columns, at, &mut explanation) {
                    faults.add(people.line[at], &Fault::new("--explain", refusal.text().en));
                }
                self.explained = Some(explanation);
            }
        }
        Ok(())
    }
}

/// Who applied too early or has too few months gets that answer; everything else is a fault of the table or of the rules.
fn is_fault(refusal: &Refusal) -> bool {
    !matches!(refusal, Refusal::AppliedBefore { .. } | Refusal::TooFewMonths { .. })
}
