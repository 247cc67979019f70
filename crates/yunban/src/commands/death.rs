//! `yunban death`: takes a table of deaths in. Each pensioner in it gets a case to be looked into; nobody's payment stops by it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use pensions::benefit_suspension::death_match::{Match, TakenIn, judge, read, take_in};

use crate::failure::{CommandError, CommandResult};
use crate::place::Open;

#[derive(Debug, Subcommand)]
pub enum DeathCommand {
    /// Open a case for each pensioner in a table of deaths: Excel or CSV with the columns id_number,died_on and, if there are, name,source
    Match {
        file: PathBuf,
        /// Whose data it is, where the table does not say
        #[arg(long, default_value = "matched data")]
        source: String,
        /// Only say what would be done
        #[arg(long)]
        dry_run: bool,
    },
}

pub fn run(open: &Open, command: &DeathCommand, output: &mut dyn Write) -> CommandResult {
    let DeathCommand::Match { file, source, dry_run } = command;
    matched(open, file, source, *dry_run, output)
}

/// Says of every line what became of it. Numbers of identity are not printed: the line finds them.
fn matched(open: &Open, file: &Path, source: &str, dry_run: bool, output: &mut dyn Write) -> CommandResult {
    let bytes = fs::read(file).map_err(|error| CommandError::file(file, &error))?;
    let rows = read(&bytes).map_err(|refusals| {
        let words: Vec<&str> = refusals.0.iter().map(|refusal| refusal.text.en.as_str()).collect();
        CommandError::new(format!("{}: {}", file.display(), words.join("; "))).hint("nothing was taken in")
    })?;
    let judged = judge(open.store().reader()?.as_mut(), &rows, None, source, open.agency.clock.today())?;
    let (mut opened, mut before, mut left) = (0_u64, 0_u64, 0_u64);
    for row in &judged {
        let said = match &row.found {
            Err(why) => {
                left += 1;
                why.en.clone()
            }
            Ok(_) if dry_run => "would be looked into".to_owned(),
            Ok(death) => match taken_in(open, death)? {
                TakenIn::Opened(number) => {
                    opened += 1;
                    format!("opened {number}")
                }
                TakenIn::Before => {
                    before += 1;
                    "taken in before".to_owned()
                }
                TakenIn::Refused(why) => {
                    left += 1;
                    why.en
                }
            },
        };
        writeln!(output, "line {}: {said}", row.line)?;
    }
    writeln!(output, "{opened} cases opened, {before} already taken in, {left} left")?;
    Ok(())
}

/// The same death of the same person is taken in once, however often the table is.
fn taken_in(open: &Open, death: &Match) -> CommandResult<TakenIn> {
    let given = open.given(death.area, format!("death_match:{}:{}", death.person_id, death.died_on));
    Ok(take_in(&open.agency, death, &given)?)
}
