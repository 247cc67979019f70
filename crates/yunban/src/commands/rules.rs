//! `yunban rules` and `yunban notice`: what the law files say, and whether they can be read.

use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;
use rules::{Law, LawSource, check_notice_file, run_examples};
use values::{Basis, Citation, Date};

use super::calendar::day;
use crate::failure::{CommandError, CommandResult};

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// List every rule and time limit
    List,
    /// Show what a rule says on a day, with its source
    Show {
        /// Such as contribution/late_fee
        rule: String,
        #[arg(long, value_parser = day)]
        on: Date,
    },
    /// Read every law file and recompute every worked example
    Check,
}

#[derive(Debug, Subcommand)]
pub enum NoticeCommand {
    /// Read a notice file as if it were in force, and say what is wrong with it
    Check { file: PathBuf },
}

pub fn run(source: &LawSource, law: &Law, command: &RulesCommand, output: &mut dyn Write) -> CommandResult {
    match command {
        RulesCommand::List => {
            for entry in law.rules() {
                let day = |day: Option<Date>| day.map_or("…".to_owned(), |day| day.to_string());
                let (from, until) = (day(entry.from), day(entry.until));
                writeln!(output, "{}\t{}\t{}\t{from}–{until}", entry.rule, entry.title.zh, entry.title.en)?;
            }
            Ok(())
        }
        RulesCommand::Show { rule, on } => show(law, rule, *on, output),
        RulesCommand::Check => {
            let agreed = run_examples(source)?;
            let summary = law.summary();
            writeln!(output, "{}\n{}", summary.zh, summary.en)?;
            writeln!(output, "{agreed} 个算例全部相符\nall {agreed} worked examples agree")?;
            Ok(())
        }
    }
}

fn show(law: &Law, rule: &str, on: Date, output: &mut dyn Write) -> CommandResult {
    let shown = law.show(rule, on).map_err(|error| CommandError::new(error.text().en).hint("yunban rules list"))?;
    let version = &shown.in_force;
    writeln!(output, "{} · {}", shown.title.zh, shown.title.en)?;
    writeln!(output, "rule      {}", shown.rule)?;
    writeln!(output, "unit      {}", shown.unit)?;
    let until = version.until.map_or("…".to_owned(), |day| day.to_string());
    writeln!(output, "in force  {} – {until} ({})", version.from, version.region)?;
    for line in version.values.lines() {
        writeln!(output, "value     {line}")?;
    }
    writeln!(output, "source    {}:{}", version.file, version.line)?;
    cited(&version.citation, output)?;
    let others = shown.versions.iter().filter(|other| *other != version);
    for other in others {
        let until = other.until.map_or("…".to_owned(), |day| day.to_string());
        writeln!(output, "also      {} – {until} ({}) {}:{}", other.from, other.region, other.file, other.line)?;
    }
    Ok(())
}

/// The text, how it is known, and what is not certain, in both languages.
fn cited(citation: &Citation, output: &mut dyn Write) -> CommandResult {
    writeln!(output, "citation  {}", [citation.document.as_str(), citation.article.as_str()].join(" ").trim_end())?;
    let basis = match citation.basis {
        Basis::Seen => "seen · 见过原文",
        Basis::Derived => "derived · 由见过的数值推算",
        Basis::Memory => "memory · 凭记忆，未核对原文",
        Basis::Practice => "practice · 经办机构自定",
    };
    writeln!(output, "basis     {basis}")?;
    for note in [&*citation.note_zh, citation.note.as_str()].into_iter().filter(|note| !note.is_empty()) {
        writeln!(output, "note      {note}")?;
    }
    Ok(())
}

pub fn notice(law: &Law, command: &NoticeCommand, output: &mut dyn Write) -> CommandResult {
    let NoticeCommand::Check { file } = command;
    let text = std::fs::read_to_string(file).map_err(|error| CommandError::file(file, &error))?;
    let notice = check_notice_file(law, &text, &file.to_string_lossy())?;
    writeln!(output, "{} · {}", notice.number, notice.title.zh)?;
    let (clauses, measures) = (notice.clauses.len(), notice.measures().count());
    writeln!(output, "{clauses} 条、{measures} 项措施，读取无误\n{clauses} clauses with {measures} measures, read without fault")?;
    Ok(())
}
