//! `yunban calendar`: the working-day calendar as a table, and the last day of a time limit.

use std::io::Write;

use clap::{Args, Subcommand, ValueEnum};
use rules::Law;
use values::Date;

use crate::failure::{CommandError, CommandResult};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct CalendarArguments {
    #[command(subcommand)]
    command: Option<CalendarCommand>,
    /// First day, such as 2020-01-01
    #[arg(long, value_parser = day, required = true)]
    from: Option<Date>,
    /// Last day
    #[arg(long, value_parser = day, required = true)]
    to: Option<Date>,
    #[arg(long, value_enum, default_value = "csv")]
    format: CalendarFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CalendarFormat {
    /// Columns date,is_workday,name
    Csv,
}

#[derive(Debug, Subcommand)]
enum CalendarCommand {
    /// Print the last day of a time limit that begins on DATE
    Add {
        #[arg(value_parser = day)]
        date: Date,
        /// How many days
        days: u32,
        #[arg(long, value_enum)]
        unit: DayUnit,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DayUnit {
    /// Days worked; holidays and days off are not counted
    Working,
    /// Every day; a last day that is a day off rolls forward
    Calendar,
}

/// A day as written on the command line.
pub fn day(text: &str) -> Result<Date, String> {
    values::parse_date(text).map_err(|error| error.text().en)
}

pub fn run(law: &Law, arguments: &CalendarArguments, output: &mut dyn Write) -> CommandResult {
    let calendar = law.calendar();
    if let Some(CalendarCommand::Add { date, days, unit }) = arguments.command {
        let end = match unit {
            DayUnit::Working => calendar.add_working_days(date, days),
            DayUnit::Calendar => calendar.add_calendar_days(date, days),
        };
        let end = end.map_err(|gap| CommandError::new(gap.text().en))?;
        writeln!(output, "{end}")?;
        return Ok(());
    }
    let (Some(from), Some(to)) = (arguments.from, arguments.to) else {
        return Err(CommandError::new("the first and the last day are needed")
            .hint("yunban calendar --from 2020-01-01 --to 2020-12-31 --format csv"));
    };
    let CalendarFormat::Csv = arguments.format;
    table(law, from, to, output)
}

/// Days of years that nobody has announced are left out, and said at the end: a table never guesses.
fn table(law: &Law, from: Date, to: Date, output: &mut dyn Write) -> CommandResult {
    if to < from {
        return Err(CommandError::new(format!("the last day {to} lies before the first day {from}")).hint("exchange --from and --to"));
    }
    let calendar = law.calendar();
    let mut gap = None;
    let mut rows = csv::Writer::from_writer(output);
    rows.write_record(["date", "is_workday", "name"])?;
    for day in from.series(jiff::Span::new().days(1)).take_while(|day| *day <= to) {
        match calendar.is_workday(day) {
            Ok(is_workday) => {
                let name = calendar.name(day).map_or("", |name| name.zh.as_str());
                rows.write_record([day.to_string().as_str(), if is_workday { "1" } else { "0" }, name])?;
            }
            Err(missing) => gap = gap.or(Some(missing)),
        }
    }
    rows.flush()?;
    match gap {
        None => Ok(()),
        Some(gap) => Err(CommandError::new(gap.text().en).hint("the days of the covered years were printed; ask for those only")),
    }
}
