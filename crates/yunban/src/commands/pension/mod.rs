//! `yunban pension`: a preview from the figures on a sheet, and the determination of every person of a table.

mod determine;
mod people;
mod preview;
mod results;
mod source;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use rules::Law;
use values::Date;

use crate::failure::CommandResult;

#[derive(Debug, Subcommand)]
pub enum PensionCommand {
    /// Reckon the parts of a pension from the figures on assessment sheets
    Preview(PreviewArguments),
    /// Determine the pensions of a table of people
    Determine(DetermineArguments),
}

#[derive(Debug, Args)]
pub struct PreviewArguments {
    /// Table with the columns case_id,retirement_month,age_years,age_months,base,average_index,total_months,pre_account_months,account_balance
    #[arg(long)]
    input: PathBuf,
    /// The same table with payment_months,basic,account,transition,total added, in yuan
    #[arg(long)]
    output: PathBuf,
    /// Say of one case, by its case_id, how every fen came about
    #[arg(long, value_name = "CASE_ID")]
    explain: Option<String>,
}

#[derive(Debug, Args)]
pub struct DetermineArguments {
    /// Table of people, with a column for each year of the career: CSV or Parquet
    #[arg(long)]
    input: PathBuf,
    /// Table of results, money in fen: Parquet when the name ends in .parquet, CSV otherwise
    #[arg(long)]
    output: PathBuf,
    /// The year at whose end the column opening_balance_fen stood
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1950..=2200))]
    opening_year: Option<i32>,
    /// The day as of which bases are known; bases published later are not used. Without it the day of the clock
    #[arg(long, value_name = "DATE", value_parser = super::calendar::day)]
    known_on: Option<Date>,
    /// Say of one person, by their person_id, how every fen came about
    #[arg(long, value_name = "PERSON_ID")]
    explain: Option<String>,
}

pub fn run(law: &Law, command: &PensionCommand, today: Date, output: &mut dyn Write) -> CommandResult {
    match command {
        PensionCommand::Preview(arguments) => preview::run(law, arguments, output),
        PensionCommand::Determine(arguments) => determine::run(law, arguments, today, output),
    }
}
