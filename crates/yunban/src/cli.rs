//! The command line: what may be typed, and where each command is carried out.

use std::io::{self, BufWriter, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use rules::{Law, LawSource};
use values::Date;

use casework::Clock;

use crate::clock::DemoClock;
use crate::commands::{
    backup, calendar, catalogue, certification, death, demo, emergency, export, identifier, import, payroll, pension, report, retirement,
    rules as rule_commands, run, serve, users, verify,
};
use crate::failure::{CommandError, CommandResult};
use crate::place::{Open, Place, PlaceArguments};

/// 云办: a social-insurance agency without anybody having to come to a counter
#[derive(Debug, Parser)]
#[command(name = "yunban", version, propagate_version = true)]
struct CommandLine {
    #[command(flatten)]
    law: LawArguments,
    #[command(flatten)]
    place: PlaceArguments,
    #[command(subcommand)]
    command: Command,
}

/// Which law.
#[derive(Debug, Args)]
struct LawArguments {
    /// Folder with the law files (rules/ and regions/), instead of those built in
    #[arg(long, global = true, value_name = "DIR")]
    law: Option<PathBuf>,
    /// Region whose law applies
    #[arg(long, global = true, default_value = "cn-3710")]
    region: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a city to try everything on, and answer on this machine
    #[command(args_conflicts_with_subcommands = true)]
    Demo {
        #[command(flatten)]
        arguments: demo::DemoArguments,
        #[command(subcommand)]
        command: Option<DemoCommand>,
    },
    /// Make an empty data store for the city
    Init,
    /// Bring the schema of a data store up to date
    Migrate,
    /// Answer over HTTP until told to stop
    Serve(serve::ServeArguments),
    /// Take a city over from CSV or Excel
    Import(import::ImportArguments),
    /// Work a month off
    #[command(subcommand)]
    Run(run::RunCommand),
    /// Files of a payroll for the bank, and the bank's answers
    #[command(subcommand)]
    Payroll(payroll::PayrollCommand),
    /// Put notices into force and end them
    #[command(subcommand)]
    Emergency(emergency::EmergencyCommand),
    /// What is reported every day
    #[command(subcommand)]
    Report(report::ReportCommand),
    /// Life certification: matched data, and reminders
    #[command(subcommand)]
    Certification(certification::CertificationCommand),
    /// Deaths from matched data, each to be looked into
    #[command(subcommand)]
    Death(death::DeathCommand),
    /// Accounts
    #[command(subcommand)]
    Users(users::UsersCommand),
    /// Write the books or templates for others to read
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// Prove that nothing was lost or altered
    Verify,
    /// Copy the data, documents and keys to a new directory, also while they are in use
    Backup { directory: PathBuf },
    /// Make a data directory out of a backup
    Restore { directory: PathBuf },
    /// Working days: a table, or the last day of a time limit
    Calendar(calendar::CalendarArguments),
    /// Check ID numbers and unified social credit codes
    #[command(subcommand)]
    Identifier(identifier::IdentifierCommand),
    /// When somebody reaches the statutory retirement age
    Retirement(retirement::RetirementArguments),
    /// Preview and determine pensions
    #[command(subcommand)]
    Pension(pension::PensionCommand),
    /// Show and check the rules
    #[command(subcommand)]
    Rules(rule_commands::RulesCommand),
    /// Check a notice before it is issued
    #[command(subcommand)]
    Notice(rule_commands::NoticeCommand),
    /// Editions of what funds pay for: list, show, compare, check, make from a table
    #[command(subcommand)]
    Catalogue(catalogue::CatalogueCommand),
    /// Print the completions of a shell
    Completions { shell: clap_complete::Shell },
}

/// The business date of a demonstration.
#[derive(Debug, Subcommand)]
enum DemoCommand {
    /// Show or move the business date
    #[command(subcommand)]
    Date(DateCommand),
}

#[derive(Debug, Subcommand)]
enum DateCommand {
    /// Print the business date
    Show,
    /// Move the business date forward to a day
    Set {
        #[arg(value_parser = calendar::day)]
        day: Date,
    },
    /// Move the business date forward by some days
    Advance {
        #[arg(value_parser = clap::value_parser!(u32).range(1..=36_500))]
        days: u32,
    },
}

impl LawArguments {
    fn source(&self) -> CommandResult<LawSource> {
        match &self.law {
            None => Ok(LawSource::embedded()),
            Some(folder) => LawSource::directory(folder).map_err(|error| {
                CommandError::new(format!("the law files cannot be read: {error}"))
                    .hint("--law takes a folder with rules/ and regions/ in it")
            }),
        }
    }

    fn load(&self) -> CommandResult<Law> {
        Ok(Law::load(&self.source()?, &self.region)?)
    }
}

/// Reads the command line, carries it out, and says what went wrong.
pub fn run() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // What cannot be printed was not wanted any more.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    start_log();
    match carry_out(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => ExitCode::from(error.report()),
    }
}

fn carry_out(line: CommandLine) -> CommandResult {
    let mut output = BufWriter::new(io::stdout());
    let law = &line.law;
    let place = line.place.place()?;
    let open = || -> CommandResult<Open> { place.open(law.load()?) };
    match line.command {
        Command::Demo { command: Some(DemoCommand::Date(command)), .. } => move_date(&place.directory, &command, &mut output)?,
        Command::Demo { arguments, command: None } => {
            let open = demo::prepare(
                &listening(&place, SocketAddr::from(([127, 0, 0, 1], arguments.port))),
                law.load()?,
                &arguments,
                &mut output,
            )?;
            output.flush()?;
            if !arguments.prepare_only {
                let listen = SocketAddr::from(([127, 0, 0, 1], arguments.port));
                let arguments = serve::ServeArguments { listen, https: false };
                serve::run(&open, &arguments, |address| demo::welcome(&address.to_string(), &mut output))?;
            }
        }
        Command::Init => {
            let city = law.load()?.city().cloned();
            let city = city.ok_or_else(|| CommandError::new("the region is no city").hint("name a city with --region, such as cn-3710"))?;
            place.create(&city)?;
            writeln!(output, "{} · {}", city.name.zh, place.directory.display())?;
        }
        Command::Migrate => place.migrate()?,
        Command::Serve(arguments) => {
            serve::run(&listening(&serving(&place, arguments.https), arguments.listen).open(law.load()?)?, &arguments, |address| {
                serve::announce(address, &mut output)
            })?
        }
        Command::Import(arguments) => import::run(&open()?, &arguments, &mut output)?,
        Command::Run(command) => run::run(&open()?, &command, &mut output)?,
        Command::Payroll(command) => payroll::run(&open()?, &command, &mut output)?,
        Command::Emergency(command) => emergency::run(&open()?, &command, &mut output)?,
        Command::Report(command) => report::run(&open()?, &command, &mut output)?,
        Command::Certification(command) => certification::run(&open()?, &command, &mut output)?,
        Command::Death(command) => death::run(&open()?, &command, &mut output)?,
        Command::Users(command) => users::run(&open()?, command, &mut io::stdin().lock(), &mut output)?,
        Command::Export(export::ExportCommand::Template { to }) => import::write_templates(&to, &mut output)?,
        Command::Export(export::ExportCommand::Ledger(arguments)) => {
            export::ledger(&place.open_read_only(law.load()?)?, &arguments, &mut output)?;
        }
        Command::Backup { directory } => backup::back_up(&place, &directory, &mut output)?,
        Command::Restore { directory } => backup::restore(&place, &directory, &mut output)?,
        Command::Verify => {
            let verified = verify::run(&place.open_read_only(law.load()?)?, &mut output);
            output.flush()?;
            verified?;
        }
        Command::Calendar(arguments) => {
            let done = calendar::run(&law.load()?, &arguments, &mut output);
            output.flush()?;
            done?;
        }
        Command::Identifier(command) => identifier::run(&command, &mut io::stdin().lock(), &mut output)?,
        Command::Retirement(arguments) => retirement::run(&law.load()?, &arguments, &mut output)?,
        Command::Pension(command) => pension::run(&law.load()?, &command, crate::clock::SystemClock.today(), &mut output)?,
        Command::Rules(command) => rule_commands::run(&law.source()?, &law.load()?, &command, &mut output)?,
        Command::Notice(command) => rule_commands::notice(&law.load()?, &command, &mut output)?,
        Command::Catalogue(command) => catalogue::run(&law.load()?, &command, &mut output)?,
        Command::Completions { shell } => completions(shell, &mut output)?,
    }
    output.flush()?;
    Ok(())
}

/// Failures and what a server does go to standard error; `RUST_LOG` says how much.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,yunban=info".into());
    // Started twice only where a test runs the command line twice in one process.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).try_init();
}

fn move_date(directory: &Path, command: &DateCommand, output: &mut dyn Write) -> CommandResult {
    let clock = DemoClock::of(directory)?.ok_or_else(|| {
        CommandError::new(format!("{} is no demonstration", directory.display())).hint("its business date is the day of the clock")
    })?;
    match command {
        DateCommand::Show => {}
        DateCommand::Set { day } => clock.advance_to(*day)?,
        DateCommand::Advance { days } => {
            let day = clock.today().checked_add(jiff::Span::new().days(i64::from(*days)));
            clock.advance_to(day.map_err(|_| CommandError::new("the calendar ends before that day"))?)?;
        }
    }
    writeln!(output, "{}", clock.today())?;
    Ok(())
}

/// The same place, its documents verified where it listens unless its public address is known.
fn listening(place: &Place, listen: SocketAddr) -> Place {
    let address = place.public_address.clone().unwrap_or_else(|| format!("http://{listen}"));
    Place { public_address: Some(address), ..place.clone() }
}

/// The same place, with the pages knowing how browsers reach them.
fn serving(place: &Place, https: bool) -> Place {
    Place { https, ..place.clone() }
}

/// Written to memory first: the generator would panic where the reader has gone.
fn completions(shell: clap_complete::Shell, output: &mut dyn Write) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CommandLine::command(), "yunban", &mut script);
    output.write_all(&script)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }
}
