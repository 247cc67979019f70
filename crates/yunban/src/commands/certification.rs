//! `yunban certification`: takes matched data in as certifications, and writes the reminders.

use std::io::Write;
use std::path::{Path, PathBuf};

use casework::application::{Application, ApplicationCommand};
use casework::{CaseTarget, CertificationWay, Failure, perform};
use clap::Subcommand;
use pensions::life_certification::{Form, LifeCertification, remind_area};
use values::{Date, IdNumber};

use super::table::{Fault, Faults, Rows};
use crate::failure::CommandResult;
use crate::place::Open;

#[derive(Debug, Subcommand)]
pub enum CertificationCommand {
    /// Certify the people of a table of matched data: CSV with the columns id_number,seen_on,source
    Match { file: PathBuf },
    /// Write to everybody whose certification is soon to run out; said again, it writes nobody twice
    Remind,
}

pub fn run(open: &Open, command: &CertificationCommand, output: &mut dyn Write) -> CommandResult {
    match command {
        CertificationCommand::Match { file } => matched(open, file, output),
        CertificationCommand::Remind => remind(open, output),
    }
}

fn remind(open: &Open, output: &mut dyn Write) -> CommandResult {
    for area in &open.city.areas {
        let given = open.given(area.code, String::new());
        let written = remind_area(&open.agency, area.code, &given)?;
        writeln!(output, "{}\t{written} letters", area.code)?;
    }
    Ok(())
}

/// What a match came to.
#[derive(Debug, Default)]
struct Counted {
    certified: u64,
    before: u64,
    /// Not registered here, or receiving nothing: no fault of the table.
    others: u64,
}

fn matched(open: &Open, file: &Path, output: &mut dyn Write) -> CommandResult {
    let mut rows = Rows::open(file)?;
    let places = [rows.header.column("id_number")?, rows.header.column("seen_on")?, rows.header.column("source")?];
    let procedure = Application(LifeCertification::new(open.agency.law.clone()));
    let (mut counted, mut faults) = (Counted::default(), Faults::default());
    while let Some((line, record)) = rows.next_row()? {
        let cells = places.map(|at| record.get(at).unwrap_or_default());
        if let Err(fault) = certify(open, &procedure, cells, &mut counted)? {
            faults.add(line, &fault);
        }
    }
    let Counted { certified, before, others } = counted;
    writeln!(output, "{certified} certified, {before} already taken in, {others} not receiving here")?;
    faults.finish()
}

/// One row. A person of the list who receives nothing is passed over: whoever matches data does not know who does.
fn certify(
    open: &Open,
    procedure: &Application<LifeCertification>,
    [id_number, seen_on, source]: [&str; 3],
    counted: &mut Counted,
) -> CommandResult<Result<(), Fault>> {
    let id_number = match IdNumber::parse(id_number) {
        Ok(id_number) => id_number,
        Err(error) => return Ok(Err(Fault::new("id_number", error.text().en))),
    };
    let day: Date = match values::parse_date(seen_on) {
        Ok(day) => day,
        Err(error) => return Ok(Err(Fault::new("seen_on", error.text().en))),
    };
    let Some(person) = open.store().reader()?.person_by_id_number(&id_number)? else {
        counted.others += 1;
        return Ok(Ok(()));
    };
    // The same row of the same data is taken in once, however often the file is.
    let given = open.given(person.area, format!("certification_match:{}:{day}", person.id));
    let form = Form { person_id: person.id, way: CertificationWay::DataMatch, seen_on: Some(day), note: source.to_owned() };
    let command = ApplicationCommand::Submit { form, materials: Vec::new() };
    match perform(open.store(), procedure, CaseTarget::New(person.area), &command, &given) {
        Ok(done) if done.was_replayed => counted.before += 1,
        Ok(_) => counted.certified += 1,
        Err(Failure::Refused(refusals)) if refusals.has("nothing_received") => counted.others += 1,
        Err(Failure::Refused(refusals)) => {
            let words: Vec<String> = refusals.0.iter().map(|refusal| refusal.text.en.clone()).collect();
            return Ok(Err(Fault::new("seen_on", words.join("; "))));
        }
        Err(failure) => return Err(failure.into()),
    }
    Ok(Ok(()))
}
