//! Determining the pensions of a table, block by block: memory does not grow with the people.

use std::io::Write;

use rules::Law;
use rules::pension::{DeterminationColumns, DeterminationPlan, ROWS_PER_BLOCK, Refusal};
use values::{Date, Explanation};

use super::DetermineArguments;
use super::people::{People, Places};
use crate::commands::table::{Fault, Faults, Rows, Written, print_explanation};
use crate::failure::{CommandError, CommandResult};

const HEADER: [&str; 15] = [
    "person_id",
    "status",
    "statutory_month",
    "start_month",
    "total_months",
    "average_index_e4",
    "account_balance_fen",
    "basic_fen",
    "account_fen",
    "transitional_fen",
    "total_fen",
    "arrears_months",
    "arrears_fen",
    "provisional",
    "reason",
];

pub fn run(law: &Law, arguments: &DetermineArguments, today: Date, output: &mut dyn Write) -> CommandResult {
    let mut rows = Rows::open(&arguments.input)?;
    let places = Places::find(&rows)?;
    let opening_year = opening_year(arguments, &places)?;
    let plan = DeterminationPlan::new(law, arguments.known_on.unwrap_or(today));
    let mut run = Run {
        plan,
        first_year: places.first_year,
        opening_year,
        written: Written::create(&arguments.output)?,
        results: DeterminationColumns::default(),
        explain: arguments.explain.as_deref(),
        explained: None,
    };
    run.written.row(HEADER)?;
    let mut people = People::new(&places);
    let mut faults = Faults::default();
    while let Some((line, record)) = rows.next_row()? {
        if let Err(fault) = people.push(&places, line, &record) {
            faults.add(line, &fault);
        }
        if people.len() == ROWS_PER_BLOCK {
            run.block(&people, &mut faults)?;
            people.clear();
        }
    }
    run.block(&people, &mut faults)?;
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
    written: Written,
    results: DeterminationColumns,
    explain: Option<&'asked str>,
    explained: Option<Explanation>,
}

impl Run<'_, '_> {
    fn block(&mut self, people: &People, faults: &mut Faults) -> CommandResult {
        let columns = people.columns(self.first_year, self.opening_year);
        self.plan.determine_block(&columns, 0..people.len(), &mut self.results);
        let mut refusals = self.results.refusals.iter().peekable();
        for at in 0..people.len() {
            let refusal = refusals.next_if(|(row, _)| *row == at).map(|(_, refusal)| refusal);
            if let Some(refusal) = refusal.filter(|refusal| is_fault(refusal)) {
                faults.add(people.line[at], &Fault::new(refusal.word(), refusal.text().en));
            }
            let row = result_row(&people.person_id[at], &self.results, at, refusal);
            self.written.row(row)?;
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

/// 0 granted, 1 too few months, 2 applied before the month of retirement, 3 refused for the reason given.
fn status(refusal: Option<&Refusal>) -> &'static str {
    match refusal {
        None => "0",
        Some(Refusal::TooFewMonths { .. }) => "1",
        Some(Refusal::AppliedBefore { .. }) => "2",
        Some(_) => "3",
    }
}

fn result_row(person_id: &str, results: &DeterminationColumns, at: usize, refusal: Option<&Refusal>) -> [String; HEADER.len()] {
    [
        person_id.to_owned(),
        status(refusal).to_owned(),
        results.statutory_month[at].to_string(),
        results.start_month[at].to_string(),
        results.total_months[at].to_string(),
        results.average_index_e4[at].to_string(),
        results.account_balance_fen[at].to_string(),
        results.basic_fen[at].to_string(),
        results.account_fen[at].to_string(),
        results.transitional_fen[at].to_string(),
        results.total_fen[at].to_string(),
        results.arrears_months[at].to_string(),
        results.arrears_fen[at].to_string(),
        u8::from(results.provisional[at]).to_string(),
        refusal.map_or_else(String::new, |refusal| refusal.text().zh),
    ]
}
