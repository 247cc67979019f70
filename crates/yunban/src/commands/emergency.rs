//! `yunban emergency`: puts a notice into force, ends it, and says what moved.

use std::io::Write;
use std::sync::Arc;

use casework::{CaseTarget, perform};
use clap::Subcommand;
use ledger::Due;
use procedures::emergency::{Carried, Command, Emergency, reproject_all};
use values::Date;

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
    let given = open.given(city, format!("emergency:carry:{}", open.agency.clock.now()));
    let carried = reproject_all(&open.agency, &given)?;
    write_carried(&carried, output)
}

/// Lists what moved: due days of obligations, limits of cases, and what was left for another time.
fn write_carried(carried: &Carried, output: &mut dyn Write) -> CommandResult {
    for (area, moved) in &carried.obligations {
        let (before, after) = (due_text(moved.before), due_text(moved.after));
        writeln!(output, "{area}\temployer {}\t{}\t{before} → {after}\t{}", moved.employer_id, moved.month, moved.derivation.zh)?;
    }
    for case in &carried.limits {
        for moved in &case.moved {
            let (number, name) = (case.head.number, &moved.name);
            writeln!(output, "{}\tcase {number}\t{name}\t{} → {}\t{}", case.head.area, moved.before, moved.after, moved.derivation.zh)?;
        }
    }
    for (head, why) in &carried.left {
        writeln!(output, "{}\tcase {}\t未变更 · left\t{}", head.area, head.number, why.zh)?;
    }
    let count = carried.count();
    writeln!(output, "{count} 个期限已重新推算 · {count} due days and limits moved")?;
    Ok(())
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
