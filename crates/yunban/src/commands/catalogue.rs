//! `yunban catalogue`: editions of what funds pay for: listed, shown, compared, checked and made from a table.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use rules::Law;
use rules::injury::catalogue::{Catalogue, Edition, EditionHead, Item, Recorded, diff, import_csv, import_toml, to_toml};
use values::{Citation, Date, Text};

use super::calendar::day;
use crate::failure::{CommandError, CommandResult};

#[derive(Debug, Subcommand)]
pub enum CatalogueCommand {
    /// List every edition of every catalogue
    List,
    /// Show the edition that judges a service of a day
    Show {
        /// Such as covid_treatment_plan
        catalogue: String,
        /// Day of the service
        #[arg(long, value_parser = day)]
        on: Date,
        /// Day of judging; everything published is known when left out
        #[arg(long, value_parser = day)]
        known_on: Option<Date>,
    },
    /// Compare two editions
    Diff {
        catalogue: String,
        /// Label of the earlier edition, such as 4
        before: String,
        /// Label of the later one
        after: String,
    },
    /// Read an edition's file as if it were the next one, and say what is wrong with it
    Check { file: PathBuf },
    /// Make an edition's file from a table of items (CSV)
    Import(ImportArguments),
}

#[derive(Debug, Args)]
pub struct ImportArguments {
    /// Columns code,name_zh,name_en,kind and, where wanted, aliases,unit_price_max,condition_zh,condition_en,basis
    table: PathBuf,
    #[arg(long)]
    catalogue: String,
    /// What people call the edition
    #[arg(long)]
    label: String,
    #[arg(long)]
    title_zh: String,
    #[arg(long)]
    title_en: String,
    /// Number or title of the document
    #[arg(long)]
    document: String,
    /// Day of the document
    #[arg(long, value_parser = day)]
    valid_from: Date,
    /// Day it was published
    #[arg(long, value_parser = day)]
    known_from: Date,
    /// The table holds every item of the text, not only some
    #[arg(long)]
    complete: bool,
}

pub fn run(law: &Law, command: &CatalogueCommand, output: &mut dyn Write) -> CommandResult {
    match command {
        CatalogueCommand::List => list(law, output),
        CatalogueCommand::Show { catalogue, on, known_on } => {
            let catalogue = find(law, catalogue)?;
            let edition = catalogue.edition_on(*on, known_on.unwrap_or(Date::MAX)).map_err(|gap| CommandError::new(gap.text().en))?;
            show(edition, output)
        }
        CatalogueCommand::Diff { catalogue, before, after } => {
            let catalogue = find(law, catalogue)?;
            compare(edition(catalogue, before)?, edition(catalogue, after)?, output)
        }
        CatalogueCommand::Check { file } => check(law, file, output),
        CatalogueCommand::Import(arguments) => import(law, arguments, output),
    }
}

fn find<'l>(law: &'l Law, name: &str) -> CommandResult<&'l Catalogue> {
    let refusal = || CommandError::new(format!("there is no catalogue `{name}`")).hint("yunban catalogue list");
    law.catalogues().get(name).ok_or_else(refusal)
}

fn edition<'c>(catalogue: &'c Catalogue, label: &str) -> CommandResult<&'c Edition> {
    let refusal = || CommandError::new(format!("`{}` has no edition `{label}`", catalogue.name())).hint("yunban catalogue list");
    catalogue.edition(label).ok_or_else(refusal)
}

fn list(law: &Law, output: &mut dyn Write) -> CommandResult {
    for edition in law.catalogues().iter().flat_map(Catalogue::editions) {
        let Edition { catalogue, label, valid_from, known_from, title, items, .. } = edition;
        let recorded = match edition.recorded {
            Recorded::Nothing => "nothing recorded".to_owned(),
            Recorded::Part => format!("{} items, not all", items.len()),
            Recorded::Everything => format!("{} items", items.len()),
        };
        writeln!(output, "{catalogue}\t{label}\tvalid from {valid_from}\tknown from {known_from}\t{recorded}\t{}", title.zh)?;
    }
    Ok(())
}

fn show(edition: &Edition, output: &mut dyn Write) -> CommandResult {
    writeln!(output, "{} · {}", edition.title.zh, edition.title.en)?;
    writeln!(output, "edition   {} (number {})", edition.label, edition.number)?;
    writeln!(output, "valid     from {}, known from {}", edition.valid_from, edition.known_from)?;
    writeln!(output, "citation  {} {} ({:?})", edition.citation.document, edition.citation.article, edition.citation.basis)?;
    if !edition.citation.note.is_empty() {
        writeln!(output, "note      {}", edition.citation.note)?;
    }
    for item in &edition.items {
        item_line("item      ", item, output)?;
    }
    Ok(())
}

fn item_line(lead: &str, item: &Item, output: &mut dyn Write) -> CommandResult {
    let limit = item.unit_price_max.map_or_else(String::new, |most| format!("\tat most {}", most.0));
    let condition = item.condition.as_ref().map_or_else(String::new, |condition| format!("\t{} / {}", condition.zh, condition.en));
    let (kind, basis) = (item.kind.name(), item.basis);
    writeln!(output, "{lead}{}\t{} / {}\t{}\t{basis:?}{limit}{condition}", item.code, item.name.zh, item.name.en, kind.en)?;
    Ok(())
}

fn compare(before: &Edition, after: &Edition, output: &mut dyn Write) -> CommandResult {
    let found = diff(before, after);
    for item in &found.added {
        item_line("+ ", item, output)?;
    }
    for item in &found.removed {
        item_line("- ", item, output)?;
    }
    for pair in &found.changed {
        item_line("< ", pair.before, output)?;
        item_line("> ", pair.after, output)?;
    }
    if found.is_empty() {
        writeln!(output, "两版项目相同\nboth list the same items")?;
    }
    if found.records_incomplete {
        writeln!(output, "两版的记录不全，差异仅就记录而言\nthe records are not complete: this compares the records, not the texts")?;
    }
    Ok(())
}

/// Puts an edition behind those of its catalogue; a catalogue nobody keeps yet begins with it.
fn follow(law: &Law, edition: Edition) -> CommandResult<Catalogue> {
    let name = edition.catalogue.clone();
    let longer = match law.catalogues().get(&name) {
        Some(catalogue) => catalogue.with_edition(edition),
        None => Catalogue::new(name, vec![edition]).map_err(|faults| faults.into_iter().map(|(_, fault)| fault).collect()),
    };
    longer.map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(|fault| format!("{} / {}", fault.zh, fault.en)).collect();
        CommandError::new(format!("the edition does not follow the others:\n{}", lines.join("\n"))).hint("yunban catalogue list")
    })
}

fn check(law: &Law, file: &Path, output: &mut dyn Write) -> CommandResult {
    let text = std::fs::read_to_string(file).map_err(|error| CommandError::file(file, &error))?;
    let edition = import_toml(&text, &file.to_string_lossy())?;
    let already = law.catalogues().get(&edition.catalogue).and_then(|catalogue| catalogue.edition(&edition.label));
    if already != Some(&edition) {
        follow(law, edition.clone())?;
    }
    let (name, count) = (edition.name(), edition.items.len());
    writeln!(output, "{}：{count} 个项目，读取无误\n{}: {count} items, read without fault", name.zh, name.en)?;
    Ok(())
}

fn import(law: &Law, arguments: &ImportArguments, output: &mut dyn Write) -> CommandResult {
    let table = &arguments.table;
    let text = std::fs::read_to_string(table).map_err(|error| CommandError::file(table, &error))?;
    let head = EditionHead {
        catalogue: arguments.catalogue.clone(),
        number: law.catalogues().get(&arguments.catalogue).map_or(1, Catalogue::next_number),
        label: arguments.label.clone(),
        title: Text::new(&arguments.title_zh, &arguments.title_en),
        citation: Citation::new(&arguments.document, ""),
        valid_from: arguments.valid_from,
        known_from: arguments.known_from,
        recorded: if arguments.complete { Recorded::Everything } else { Recorded::Part },
    };
    let edition = import_csv(head, &text).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(|error| format!("{} / {}", error.text().zh, error.text().en)).collect();
        let what = format!("{} is wrong in {} places:\n{}", table.display(), lines.len(), lines.join("\n"));
        CommandError::new(what).hint("correct the table; nothing was written")
    })?;
    follow(law, edition.clone())?;
    let written = to_toml(&edition).map_err(|error| CommandError::new(format!("the edition cannot be written: {error}")))?;
    output.write_all(written.as_bytes())?;
    Ok(())
}
