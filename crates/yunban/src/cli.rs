//! The command line: what may be typed, and where each command is carried out.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use rules::{Law, LawSource};

use crate::commands::{calendar, identifier, rules as rule_commands};
use crate::failure::{CommandError, CommandResult};

/// 云办: a social-insurance agency without anybody having to come to a counter
#[derive(Debug, Parser)]
#[command(name = "yunban", version, propagate_version = true)]
struct CommandLine {
    #[command(flatten)]
    law: LawArguments,
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
    /// Working days: a table, or the last day of a time limit
    Calendar(calendar::CalendarArguments),
    /// Check ID numbers and unified social credit codes
    #[command(subcommand)]
    Identifier(identifier::IdentifierCommand),
    /// Show and check the rules
    #[command(subcommand)]
    Rules(rule_commands::RulesCommand),
    /// Check a notice before it is issued
    #[command(subcommand)]
    Notice(rule_commands::NoticeCommand),
    /// Print the completions of a shell
    Completions { shell: clap_complete::Shell },
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
    match carry_out(&line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => ExitCode::from(error.report()),
    }
}

fn carry_out(line: &CommandLine) -> CommandResult {
    let mut output = BufWriter::new(io::stdout().lock());
    let law = &line.law;
    match &line.command {
        Command::Calendar(arguments) => {
            let done = calendar::run(&law.load()?, arguments, &mut output);
            output.flush()?;
            done?;
        }
        Command::Identifier(command) => identifier::run(command, &mut io::stdin().lock(), &mut output)?,
        Command::Rules(command) => rule_commands::run(&law.source()?, &law.load()?, command, &mut output)?,
        Command::Notice(command) => rule_commands::notice(&law.load()?, command, &mut output)?,
        Command::Completions { shell } => completions(*shell, &mut output)?,
    }
    output.flush()?;
    Ok(())
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
