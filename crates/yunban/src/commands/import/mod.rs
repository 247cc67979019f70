//! `yunban import`: a whole city out of CSV or Excel. Valid rows are taken, every refused one is named with its place and reason, and
//! importing the same again changes nothing.

mod columns;
mod lines;
mod procedure;
mod table;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use casework::{CaseTarget, perform};
use clap::Args;
use values::AreaCode;

use self::columns::TableKind;
use self::lines::Cells;
use self::procedure::{Command, EmployerLine, EmploymentLine, PersonLine, State};
use self::table::RawTable;
use crate::failure::{CommandError, CommandResult};
use crate::place::Open;
use crate::progress;

pub use self::procedure::RegistryImport;

#[derive(Debug, Args)]
pub struct ImportArguments {
    /// CSV files, or an Excel workbook, with employers, people and employments; the headers tell which is which
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write every refused row to this CSV file (file, sheet, row, column, reason)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// How many rows one act adds: one commit, quick enough to leave room for others.
const ROWS_AT_ONCE: usize = 500;

/// A row by the number it has over the whole import.
struct Place {
    table: usize,
    row: u64,
}

/// What was refused, by the number of the row.
struct Refused {
    line: u64,
    column: String,
    reason: String,
}

#[derive(Default)]
struct Read {
    employers: Vec<(AreaCode, EmployerLine)>,
    people: Vec<(AreaCode, PersonLine)>,
    employments: Vec<EmploymentLine>,
    places: Vec<Place>,
    refused: Vec<Refused>,
}

pub fn run(open: &Open, arguments: &ImportArguments, output: &mut dyn Write) -> CommandResult {
    let mut tables = Vec::new();
    for file in &arguments.files {
        tables.extend(table::read(file)?);
    }
    let mut read = read_all(open, &tables);
    let of_areas = by_area(open, &mut read)?;
    let mut total = State::default();
    for (area, batches) in of_areas {
        let done = import_area(open, area, batches)?;
        total.employers += done.employers;
        total.people += done.people;
        total.employments += done.employments;
        total.already += done.already;
        read.refused.extend(done.refused.into_iter().map(|line| Refused { line: line.line, column: line.column, reason: line.reason }));
    }
    read.refused.sort_by_key(|refused| refused.line);
    if let Some(report) = &arguments.report {
        write_report(report, &tables, &read)?;
    }
    let refused: HashSet<u64> = read.refused.iter().map(|refused| refused.line).collect();
    let State { employers, people, employments, already, .. } = total;
    writeln!(output, "added {employers} employers, {people} people, {employments} employments; {already} rows were there already")?;
    if refused.is_empty() {
        return Ok(());
    }
    let hint = match &arguments.report {
        Some(report) => format!("{} names each with its reason", report.display()),
        None => "--report FILE names each with its reason".to_owned(),
    };
    Err(CommandError::new(format!("{} of {} rows were refused; the others are in", refused.len(), read.places.len())).hint(hint))
}

fn read_all(open: &Open, tables: &[RawTable]) -> Read {
    let areas: Vec<AreaCode> = open.city.areas.iter().map(|area| area.code).collect();
    let mut read = Read::default();
    // A row given twice in the files is one row and one refusal.
    let (mut codes, mut numbers) = (HashSet::new(), HashSet::new());
    for (position, table) in tables.iter().enumerate() {
        for row in &table.rows {
            let line = read.places.len() as u64;
            read.places.push(Place { table: position, row: row.number });
            let mut cells = Cells::of(table, row);
            let repeated = match table.kind {
                TableKind::Employers => {
                    let (area, employer) = (cells.area(&areas), cells.employer(line));
                    let is_new = employer.as_ref().is_none_or(|employer| codes.insert(employer.credit_code));
                    if let (Some(area), Some(employer), true) = (area, employer, is_new) {
                        read.employers.push((area, employer));
                    }
                    (!is_new).then_some("credit_code")
                }
                TableKind::People => {
                    let (area, person) = (cells.area(&areas), cells.person(line));
                    let is_new = person.as_ref().is_none_or(|person| numbers.insert(person.id_number));
                    if let (Some(area), Some(person), true) = (area, person, is_new) {
                        read.people.push((area, person));
                    }
                    (!is_new).then_some("id_number")
                }
                TableKind::Employments => {
                    read.employments.extend(cells.employment(line));
                    None
                }
            };
            let reason = "an earlier row has the same identifier".to_owned();
            read.refused.extend(repeated.map(|column| Refused { line, column: column.into(), reason }));
            read.refused.extend(cells.refused.into_iter().map(|cell| Refused { line, column: cell.column, reason: cell.reason }));
        }
    }
    read
}

/// The acts of each area: first every employer and person, then the employments that name them.
fn by_area(open: &Open, read: &mut Read) -> CommandResult<BTreeMap<AreaCode, Vec<Command>>> {
    let mut area_of_code: HashMap<String, AreaCode> =
        read.employers.iter().map(|(area, employer)| (employer.credit_code.as_str().to_owned(), *area)).collect();
    let mut acts: BTreeMap<AreaCode, Vec<Command>> = BTreeMap::new();
    let mut employers: BTreeMap<AreaCode, Vec<EmployerLine>> = BTreeMap::new();
    let mut people: BTreeMap<AreaCode, Vec<PersonLine>> = BTreeMap::new();
    let mut employments: BTreeMap<AreaCode, Vec<EmploymentLine>> = BTreeMap::new();
    for (area, employer) in read.employers.drain(..) {
        employers.entry(area).or_default().push(employer);
    }
    for (area, person) in read.people.drain(..) {
        people.entry(area).or_default().push(person);
    }
    for employment in read.employments.drain(..) {
        let code = employment.credit_code.as_str();
        if !area_of_code.contains_key(code) {
            let known = open.store().reader()?.employer_by_credit_code(&employment.credit_code)?;
            if let Some(employer) = known {
                area_of_code.insert(code.to_owned(), employer.area);
            }
        }
        match area_of_code.get(code) {
            Some(area) => employments.entry(*area).or_default().push(employment),
            None => {
                let reason = "no employer with this code is in the files or registered".to_owned();
                read.refused.push(Refused { line: employment.line, column: "credit_code".into(), reason });
            }
        }
    }
    for (area, lines) in employers {
        let batches = lines.chunks(ROWS_AT_ONCE).map(|chunk| Command { employers: chunk.to_vec(), ..Command::default() });
        acts.entry(area).or_default().extend(batches);
    }
    for (area, lines) in people {
        let batches = lines.chunks(ROWS_AT_ONCE).map(|chunk| Command { people: chunk.to_vec(), ..Command::default() });
        acts.entry(area).or_default().extend(batches);
    }
    for (area, lines) in employments {
        let batches = lines.chunks(ROWS_AT_ONCE).map(|chunk| Command { employments: chunk.to_vec(), ..Command::default() });
        acts.entry(area).or_default().extend(batches);
    }
    Ok(acts)
}

/// Adds the rows of one area on one case.
fn import_area(open: &Open, area: AreaCode, acts: Vec<Command>) -> CommandResult<State> {
    let bar = progress::bar(acts.len() as u64, &format!("{area}"));
    let mut target = CaseTarget::New(area);
    for (number, command) in acts.iter().enumerate() {
        // Each import looks anew: what a repetition finds already there is counted as such.
        let given = open.given(area, format!("import:{}:{number}", open.agency.clock.now()));
        let done = perform(open.store(), &RegistryImport, target, command, &given)?;
        target = CaseTarget::Existing { area, id: done.case_id };
        bar.inc(1);
    }
    bar.finish_and_clear();
    let loaded = casework::office::load(&RegistryImport, open.store().reader()?.as_mut(), target)?;
    Ok(loaded.state)
}

fn write_report(path: &Path, tables: &[RawTable], read: &Read) -> CommandResult {
    let file = std::fs::File::create(path).map_err(|error| CommandError::file(path, &error))?;
    let mut rows = csv::Writer::from_writer(file);
    rows.write_record(["file", "sheet", "row", "column", "reason"])?;
    for refused in &read.refused {
        let Some(place) = read.places.get(refused.line as usize) else { continue };
        let Some(table) = tables.get(place.table) else { continue };
        let row = place.row.to_string();
        rows.write_record([&table.file, &table.sheet, &row, &refused.column, &refused.reason])?;
    }
    rows.flush()?;
    Ok(())
}

/// Writes the three empty tables with both headings explained.
pub fn write_templates(directory: &Path, output: &mut dyn Write) -> CommandResult {
    std::fs::create_dir_all(directory).map_err(|error| CommandError::file(directory, &error))?;
    for kind in TableKind::ALL {
        let path = directory.join(kind.file_name());
        let file = std::fs::File::options().write(true).create_new(true).open(&path).map_err(|error| CommandError::file(&path, &error))?;
        let mut rows = csv::Writer::from_writer(file);
        rows.write_record(kind.columns().iter().map(|column| column.chinese))?;
        rows.flush()?;
        writeln!(output, "{}", path.display())?;
    }
    Ok(())
}
