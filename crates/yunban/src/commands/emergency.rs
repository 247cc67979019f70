//! `yunban emergency`: puts a notice into force, ends it, and says what moved.

use std::io::Write;
use std::sync::Arc;

use casework::{CaseTarget, Failure, perform};
use clap::Subcommand;
use ledger::Due;
use procedures::emergency::{Command, Emergency};
use values::{AreaCode, Date};

use super::calendar::day;
use crate::failure::CommandResult;
use crate::place::Open;

#[derive(Debug, Subcommand)]
pub enum EmergencyCommand {
    /// Put a notice into force
    Declare {
        /// Such as 2020-6
        notice: String,
        #[arg(long, value_parser = day)]
        on: Date,
    },
    /// Declare the last day of an emergency; said again with another day, it is extended or shortened
    End {
        notice: String,
        #[arg(long, value_parser = day)]
        on: Date,
    },
    /// List the declared emergencies
    List,
}

pub fn run(open: &Open, command: &EmergencyCommand, output: &mut dyn Write) -> CommandResult {
    let (command, word) = match command {
        EmergencyCommand::List => return list(open, output),
        EmergencyCommand::Declare { notice, on } => (Command::Declare { notice_id: notice.clone(), on: *on }, "declare"),
        EmergencyCommand::End { notice, on } => (Command::End { notice_id: notice.clone(), on: *on }, "end"),
    };
    let city = open.city.code;
    // Each time it is said it is a new act: the procedure refuses what changes nothing.
    let key = format!("emergency:{word}:{}", open.agency.clock.now());
    let procedure = Emergency::new(Arc::clone(&open.agency.law));
    let done = perform(open.store(), &procedure, CaseTarget::New(city), &command, &open.given(city, key))?;
    writeln!(output, "{}", done.number)?;
    let mut moved = 0;
    for area in &open.city.areas {
        moved += reproject(open, &procedure, area.code, output)?;
    }
    writeln!(output, "{moved} 个期限已重新推算 · {moved} due days moved")?;
    Ok(())
}

/// Reckons an area anew until nothing is left to move, and lists what moved.
fn reproject(open: &Open, procedure: &Emergency, area: AreaCode, output: &mut dyn Write) -> CommandResult<usize> {
    let mut count = 0;
    for round in 0.. {
        let given = open.given(area, format!("emergency:reproject:{}:{round}", open.agency.clock.now()));
        let done = match perform(open.store(), procedure, CaseTarget::New(area), &Command::Reproject, &given) {
            Ok(done) => done,
            Err(Failure::Refused(refusals)) if refusals.has("nothing_to_move") => break,
            Err(failure) => return Err(failure.into()),
        };
        let target = CaseTarget::Existing { area, id: done.case_id };
        let loaded = casework::office::load(procedure, open.store().reader()?.as_mut(), target)?;
        for moved in &loaded.state.moved {
            let (before, after) = (due_text(moved.before), due_text(moved.after));
            writeln!(output, "{area}\temployer {}\t{}\t{before} → {after}\t{}", moved.employer_id, moved.month, moved.derivation.zh)?;
        }
        count += loaded.state.moved.len();
    }
    Ok(count)
}

fn due_text(due: Due) -> String {
    match due {
        Due::On(day) => day.to_string(),
        Due::WhenEmergencyEnds => "when the emergency ends".to_owned(),
    }
}

fn list(open: &Open, output: &mut dyn Write) -> CommandResult {
    for record in open.store().reader()?.emergencies()? {
        let ended = record.ended_on.map_or("…".to_owned(), |day| day.to_string());
        writeln!(output, "{}\t{} – {ended}", record.notice_id, record.declared_on)?;
    }
    Ok(())
}
