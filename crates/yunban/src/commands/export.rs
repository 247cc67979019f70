//! `yunban export ledger`: the books in a form another accounting program reads and checks.

use std::collections::BTreeMap;
use std::io::Write;

use clap::{Args, Subcommand, ValueEnum};
use ledger::{Account, AccountKind, Transfer};
use values::{AreaCode, Date, Fen};

use crate::failure::{CommandError, CommandResult};
use crate::place::Open;
use crate::progress;

#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// Every transfer of the ledger
    Ledger(LedgerArguments),
    /// Empty tables for `yunban import`
    Template {
        /// Directory to write employers.csv, people.csv and employments.csv to
        #[arg(long, default_value = ".")]
        to: std::path::PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct LedgerArguments {
    #[arg(long, value_enum, default_value = "beancount")]
    format: LedgerFormat,
    /// A pooling area, or all
    #[arg(long, default_value = "all")]
    area: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LedgerFormat {
    /// Plain text for beancount, checked by its bean-check
    Beancount,
}

const TRANSFERS_AT_ONCE: u32 = 1_000;

pub fn ledger(open: &Open, arguments: &LedgerArguments, output: &mut dyn Write) -> CommandResult {
    let LedgerFormat::Beancount = arguments.format;
    writeln!(output, "; 云办 ledger export, business date {}", open.agency.clock.today())?;
    writeln!(output, "option \"title\" \"{}\"", quoted(&open.city.agency.zh))?;
    writeln!(output, "option \"operating_currency\" \"CNY\"")?;
    let progress = progress::counter("transfers");
    for area in open.areas(&arguments.area)? {
        of_area(open, area, &progress, output)?;
    }
    progress.finish_and_clear();
    Ok(())
}

fn of_area(open: &Open, area: AreaCode, progress: &indicatif::ProgressBar, output: &mut dyn Write) -> CommandResult {
    let mut sums: BTreeMap<Account, i64> = BTreeMap::new();
    let mut first_day: Option<Date> = None;
    let mut last_day: Option<Date> = None;
    let mut body = Vec::new();
    let mut after = 0;
    // One look for all of it: what is posted meanwhile is in neither the transfers nor the balances.
    let mut views = open.store().views()?;
    loop {
        let transfers = views.transfers_after(area, after, TRANSFERS_AT_ONCE)?;
        let Some((last, _)) = transfers.last() else { break };
        after = *last;
        for (id, transfer) in &transfers {
            for posting in transfer.postings() {
                *sums.entry(posting.account).or_default() += posting.amount.0;
            }
            first_day = Some(first_day.map_or(transfer.on, |day| day.min(transfer.on)));
            last_day = Some(last_day.map_or(transfer.on, |day| day.max(transfer.on)));
            entry(area, *id, transfer, &mut body)?;
        }
        progress.inc(transfers.len() as u64);
    }
    let (Some(first_day), Some(last_day)) = (first_day, last_day) else { return Ok(()) };
    writeln!(output)?;
    for account in Account::all() {
        writeln!(output, "{first_day} open {} CNY", name(area, account))?;
        writeln!(output, "  description: \"{}\"", quoted(&account.name().zh))?;
    }
    output.write_all(&body)?;
    let kept = views.control_totals(area)?.balances;
    assertions(area, last_day, &sums, kept, output)
}

fn entry(area: AreaCode, id: i64, transfer: &Transfer, body: &mut Vec<u8>) -> CommandResult {
    writeln!(body, "\n{} * \"{}\"", transfer.on, quoted(&transfer.text.zh))?;
    writeln!(body, "  transfer: \"{area}-{id}\"")?;
    for posting in transfer.postings() {
        writeln!(body, "  {} {} CNY", name(area, posting.account), posting.amount.plain())?;
        writeln!(body, "    party: \"{}\"", posting.party)?;
        if let Some(month) = posting.month {
            writeln!(body, "    month: \"{month}\"")?;
        }
    }
    Ok(())
}

/// What is kept beside the postings must be their sum, to the fen: the other program checks it again.
fn assertions(
    area: AreaCode,
    last_day: Date,
    sums: &BTreeMap<Account, i64>,
    kept: Vec<(String, i64)>,
    output: &mut dyn Write,
) -> CommandResult {
    let kept: BTreeMap<String, i64> = kept.into_iter().collect();
    let after = last_day.tomorrow().map_err(|error| CommandError::new(format!("there is no day after {last_day}: {error}")))?;
    writeln!(output)?;
    for account in Account::all() {
        let balance = kept.get(&account.code()).copied().unwrap_or(0);
        writeln!(output, "{after} balance {} {} ~ 0.00 CNY", name(area, account), Fen(balance).plain())?;
        let of_postings = sums.get(&account).copied().unwrap_or(0);
        if balance != of_postings {
            return Err(CommandError::new(format!(
                "the account {} of {area} stands at {} and its postings sum to {}",
                account.code(),
                Fen(balance).plain(),
                Fen(of_postings).plain()
            ))
            .hint("run `yunban verify`"));
        }
    }
    Ok(())
}

/// An account name beancount takes: ASCII, each part beginning with a capital or a digit.
fn name(area: AreaCode, account: Account) -> String {
    let root = match account.kind() {
        AccountKind::Asset => "Assets",
        AccountKind::Liability => "Liabilities",
        AccountKind::Income => "Income",
        AccountKind::Expense => "Expenses",
    };
    let code = account.code();
    let parts = code.split('.').map(|part| {
        let words = part.split('_').map(|word| {
            let mut letters = word.chars();
            letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
        });
        words.collect::<String>()
    });
    format!("{root}:A{area}:{}", parts.collect::<Vec<_>>().join(":"))
}

/// Text inside double quotes.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_names_are_what_beancount_takes() {
        let area: AreaCode = "3710NH".parse().unwrap();
        let names: Vec<String> = Account::all().into_iter().map(|account| name(area, account)).collect();
        assert!(names.contains(&"Assets:A3710NH:ReceivableDue:PensionEmployer".to_owned()), "{names:?}");
        for name in &names {
            assert!(name.split(':').all(|part| part.starts_with(|first: char| first.is_ascii_uppercase())), "{name}");
            assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b':'), "{name}");
        }
        let distinct: std::collections::HashSet<&String> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
    }

    #[test]
    fn quotes_cannot_end_a_text() {
        assert_eq!(quoted("a\"b\\c\nd"), "a\\\"b\\\\c d");
    }
}
