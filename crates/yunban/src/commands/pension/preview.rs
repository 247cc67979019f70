//! The parts of a pension from the figures on a sheet.

use std::io::Write;

use csv::StringRecord;
use rules::Law;
use rules::pension::{AverageIndex, ComponentInputs, ComponentRules, Components, ContributionYears, payment_months};
use values::{Explain, Explanation, Fen, Silent};

use super::PreviewArguments;
use crate::commands::retirement::month;
use crate::commands::table::{Fault, Faults, Rows, Written, print_explanation};
use crate::failure::{CommandError, CommandResult};

const COLUMNS: [&str; 9] = [
    "case_id",
    "retirement_month",
    "age_years",
    "age_months",
    "base",
    "average_index",
    "total_months",
    "pre_account_months",
    "account_balance",
];
const ADDED: [&str; 5] = ["payment_months", "basic", "account", "transition", "total"];

/// Places of the columns, in their order above.
type Places = [usize; COLUMNS.len()];

pub fn run(law: &Law, arguments: &PreviewArguments, output: &mut dyn Write) -> CommandResult {
    let mut rows = Rows::open(&arguments.input)?;
    let mut places: Places = [0; COLUMNS.len()];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        *place = rows.header.column(name)?;
    }
    let mut written = Written::create(&arguments.output)?;
    written.row(rows.header.iter().chain(ADDED))?;
    let mut faults = Faults::default();
    let mut explained = None;
    while let Some((line, record)) = rows.next_row()? {
        let asked = arguments.explain.as_deref().is_some_and(|case| record.get(places[0]) == Some(case));
        let mut explanation = Explanation::default();
        let previewed = if asked { preview(law, &places, &record, &mut explanation) } else { preview(law, &places, &record, &mut Silent) };
        if asked {
            explained = Some(explanation);
        }
        let added = previewed.unwrap_or_else(|fault| {
            faults.add(line, &fault);
            Default::default()
        });
        written.row(record.iter().chain(added.iter().map(String::as_str)))?;
    }
    written.finish()?;
    match (&arguments.explain, explained) {
        (Some(_), Some(explanation)) => print_explanation(&explanation, output)?,
        (Some(case), None) => return Err(CommandError::new(format!("no row has the case_id {case}")).hint("check --explain")),
        (None, _) => {}
    }
    faults.finish()
}

fn preview<E: Explain>(law: &Law, places: &Places, record: &StringRecord, explain: &mut E) -> Result<[String; 5], Fault> {
    let cell = |column: usize| record.get(places[column]).unwrap_or_default();
    let fault = |column: usize, reason: String| Fault::new(COLUMNS[column], reason);
    let whole = |column: usize, most: u32| {
        let number = cell(column).parse::<u32>().ok().filter(|number| *number <= most);
        number.ok_or_else(|| fault(column, format!("`{}` is no whole number from 0 to {most}", cell(column))))
    };
    let money = |column: usize| cell(column).parse::<Fen>().map_err(|error| fault(column, format!("`{}`: {error}", cell(column))));
    let retirement = month(cell(1)).map_err(|reason| fault(1, reason))?;
    let age_months = whole(2, 120)? * 12 + whole(3, 11)?;
    let months = payment_months(law, retirement, age_months as i32, explain).map_err(|error| fault(2, error.text().en))?;
    let inputs = ComponentInputs {
        base: money(4)?,
        index: cell(5).parse::<AverageIndex>().map_err(|error| fault(5, error.0.en))?,
        years: ContributionYears::of_months(whole(6, ContributionYears::MONTHS_MAX)?),
        years_before_account: ContributionYears::of_months(whole(7, ContributionYears::MONTHS_MAX)?),
        account_balance: money(8)?,
        payment_months: months,
    };
    inputs.check().map_err(|text| fault(4, text.en))?;
    let rules = ComponentRules::for_month(law, retirement).map_err(|not_covered| fault(1, not_covered.text().en))?;
    let components: Components = rules.components(&inputs, explain);
    Ok([
        months.to_string(),
        components.basic.plain(),
        components.account.plain(),
        components.transition.plain(),
        components.total().plain(),
    ])
}
