//! `yunban report daily`: who has reported a day, the sum, and the sealed sum as a file for the province.

use std::io::Write;
use std::path::{Path, PathBuf};

use casework::Failure;
use clap::Subcommand;
use procedures::daily_report::{Act, CityView, Command, document, give, workbook};
use rules::ReportDefinition;
use values::{Date, Language};

use super::calendar::day;
use crate::failure::{CommandError, CommandResult};
use crate::place::Open;

#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// A daily report: each area, the sum, and who is missing
    Daily {
        /// Such as injury_recognitions_of_infected; left out, the only one there is
        #[arg(long)]
        topic: Option<String>,
        /// The day reported on; today where left out
        #[arg(long, value_parser = day)]
        day: Option<Date>,
        /// Hand the sealed sum up as FILE.xlsx or FILE.json
        #[arg(long, value_name = "FILE")]
        export: Option<PathBuf>,
    },
}

pub fn run(open: &Open, command: &ReportCommand, output: &mut dyn Write) -> CommandResult {
    let ReportCommand::Daily { topic, day, export } = command;
    let definition = definition(open, topic.as_deref())?;
    let day = day.unwrap_or_else(|| open.agency.clock.today());
    if let Some(file) = export {
        hand_up(open, definition, day, file)?;
    }
    write_day(open, definition, day, output)
}

fn definition<'o>(open: &'o Open, topic: Option<&str>) -> CommandResult<&'o ReportDefinition> {
    let reports = open.agency.law.reports();
    let found = match topic {
        Some(topic) => open.agency.law.report(topic),
        None => reports.first().filter(|_| reports.len() == 1),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = reports.iter().map(|report| report.topic.as_str()).collect();
        CommandError::new("name a daily report of the region with --topic").hint(format!("there are: {}", known.join(", ")))
    })
}

fn write_day(open: &Open, definition: &ReportDefinition, day: Date, output: &mut dyn Write) -> CommandResult {
    let view = CityView::load(&open.agency, definition, day)?;
    writeln!(output, "{} {day}", definition.title.zh)?;
    let mut sum = vec![0_i64; definition.fields.len()];
    for (area, own) in &view.areas {
        let name = open.city.area(*area).map_or("", |area| area.short_name.zh.as_str());
        let figures: Vec<String> = definition
            .fields
            .iter()
            .enumerate()
            .map(|(position, field)| {
                let figure = own.report().and_then(|report| report.figures.get(&field.name).copied());
                sum[position] += figure.unwrap_or(0);
                figure.map_or("—".to_owned(), |figure| figure.to_string())
            })
            .collect();
        let late = if own.is_late() { " late" } else { "" };
        writeln!(output, "{area}\t{name}\t{}{late}\t{}", own.state().as_str(), figures.join("\t"))?;
    }
    let sums: Vec<String> = sum.iter().map(ToString::to_string).collect();
    writeln!(output, "合计 · sum\t\t\t{}", sums.join("\t"))?;
    let city = &view.city;
    if let Some(drawn) = &city.consolidation {
        writeln!(output, "汇总 · summed up\tversion {}", drawn.version)?;
    }
    if let Some(seal) = &city.seal {
        writeln!(output, "封存 · sealed\t{}\t{}", seal.number, seal.hash)?;
    }
    if let Some((number, on)) = &city.receipt {
        writeln!(output, "回执 · receipt\t{number}\t{on}")?;
    }
    Ok(())
}

/// Writes the file and records that the day was handed up, unless it was before.
fn hand_up(open: &Open, definition: &ReportDefinition, day: Date, file: &Path) -> CommandResult {
    let view = CityView::load(&open.agency, definition, day)?;
    let (Some(drawn), Some(seal)) = (&view.city.consolidation, &view.city.seal) else {
        return Err(CommandError::new(format!("{day} is not sealed yet")).hint("the city sums up and seals at /desk/daily-reports"));
    };
    let bytes = match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => format!("{:#}\n", document(definition, drawn, seal)).into_bytes(),
        Some("xlsx") => workbook(definition, drawn, seal, &open.city, Language::Chinese)
            .map_err(|error| CommandError::new(format!("the workbook could not be made: {error}")))?,
        _ => return Err(CommandError::new("a report is handed up as a file that ends in .xlsx or .json")),
    };
    if !view.city.exported {
        let command = Command { topic: definition.topic.clone(), day, act: Act::Export };
        let given = open.given(open.city.code, format!("report:export:{}:{day}:{}", definition.topic, seal.number));
        give(&open.agency, open.city.code, &command, &given).map_err(|failure: Failure| CommandError::from(failure))?;
    }
    std::fs::write(file, bytes).map_err(|error| CommandError::file(file, &error))
}
