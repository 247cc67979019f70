//! `yunban retirement`: the statutory retirement month of a person or of every row of a table.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use rules::Law;
use rules::retirement::{
    RetirementCategory, StatutoryRetirement, first_pension_month, minimum_contribution_months, retirement_window, statutory_retirement,
};
use values::{Explanation, Month, Silent};

use super::table::{Fault, Faults, Rows, Written, print_explanation};
use crate::failure::{CommandError, CommandResult};

#[derive(Debug, Args)]
pub struct RetirementArguments {
    /// Month of birth, such as 1965-07
    #[arg(long, value_parser = month, requires = "category", conflicts_with = "input")]
    born: Option<Month>,
    /// M60, F55, F50, and M55S or F45S for special work types
    #[arg(long, value_parser = category)]
    category: Option<RetirementCategory>,
    /// Table with the columns category,birth_month
    #[arg(long, requires = "output", required_unless_present = "born")]
    input: Option<PathBuf>,
    /// The same table with the results added
    #[arg(long)]
    output: Option<PathBuf>,
    /// Say how the month came about
    #[arg(long, requires = "born")]
    explain: bool,
}

/// A month as people and tables write it: 1965-07 or 196507.
pub fn month(text: &str) -> Result<Month, String> {
    let compact = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    let parsed = if compact { text.parse().ok().and_then(|number| Month::from_number(number).ok()) } else { text.parse().ok() };
    match parsed {
        None => Err(format!("`{text}` is no month; write one such as 1965-07")),
        // Nobody's record reaches further, and month arithmetic ends with the year 9999.
        Some(month) if !(1900..2200).contains(&month.year()) => Err(format!("`{text}` lies outside the years 1900 to 2199")),
        Some(month) => Ok(month),
    }
}

/// A category by its word, by the words of comparison tables, or by its number in the columns of a population.
pub fn category(text: &str) -> Result<RetirementCategory, String> {
    let other_words = match text {
        "0" | "male" => Some(RetirementCategory::Man60),
        "1" | "female55" => Some(RetirementCategory::Woman55),
        "2" | "female50" => Some(RetirementCategory::Woman50),
        "3" => Some(RetirementCategory::SpecialMan55),
        "4" => Some(RetirementCategory::SpecialWoman45),
        _ => None,
    };
    RetirementCategory::of(text).or(other_words).ok_or_else(|| {
        let known: Vec<String> = RetirementCategory::ALL.iter().map(|known| format!("{} ({})", known.as_str(), known.name().en)).collect();
        format!("`{text}` is no category; use one of {}", known.join(", "))
    })
}

pub fn run(law: &Law, arguments: &RetirementArguments, output: &mut dyn Write) -> CommandResult {
    match (arguments.born, arguments.category, &arguments.input, &arguments.output) {
        (Some(born), Some(category), _, _) => one(law, born, category, arguments.explain, output),
        (None, _, Some(input), Some(to)) => table(law, input, to),
        _ => Err(CommandError::new("a month of birth with a category, or two tables, are needed")
            .hint("yunban retirement --born 1965-07 --category M60, or --input people.csv --output months.csv")),
    }
}

fn one(law: &Law, born: Month, category: RetirementCategory, explain: bool, output: &mut dyn Write) -> CommandResult {
    let mut explanation = Explanation::default();
    let found =
        statutory_retirement(law, born, category, &mut explanation).map_err(|not_covered| CommandError::new(not_covered.text().en))?;
    writeln!(output, "法定退休年月 / retirement month: {}", found.month)?;
    writeln!(output, "退休年龄 / age: {} 岁 {} 个月 ({} years {} months)", years(&found), months(&found), years(&found), months(&found))?;
    writeln!(output, "延迟月数 / delay in months: {}", found.delay_months)?;
    match minimum_contribution_months(law, found.month) {
        Ok(minimum) => writeln!(output, "最低缴费月数 / minimum contribution months: {minimum}")?,
        Err(not_covered) => writeln!(output, "最低缴费月数 / minimum contribution months: {}", not_covered.text().en)?,
    }
    writeln!(output, "养老金起始年月 / pension from: {}", first_pension_month(found.month))?;
    let special = matches!(category, RetirementCategory::SpecialMan55 | RetirementCategory::SpecialWoman45);
    if let (false, Ok(window)) = (special, retirement_window(law, &found)) {
        writeln!(output, "弹性退休可选年月 / months to choose from: {} – {}", window.earliest, window.latest)?;
    }
    if explain {
        print_explanation(&explanation, output)?;
    }
    Ok(())
}

fn years(found: &StatutoryRetirement) -> i32 {
    found.age_months / 12
}

fn months(found: &StatutoryRetirement) -> i32 {
    found.age_months % 12
}

const ADDED: [&str; 5] = ["retirement_month", "age_years", "age_months", "delay_months", "min_contribution_months"];

fn table(law: &Law, input: &Path, to: &Path) -> CommandResult {
    let mut rows = Rows::open(input)?;
    let (category_at, birth_at) = (rows.header.column("category")?, rows.header.column("birth_month")?);
    let mut written = Written::create(to)?;
    written.row(rows.header.iter().chain(ADDED))?;
    let mut faults = Faults::default();
    while let Some((line, record)) = rows.next_row()? {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let added = added(law, cell(category_at), cell(birth_at)).unwrap_or_else(|fault| {
            faults.add(line, &fault);
            Default::default()
        });
        written.row(record.iter().chain(added.iter().map(String::as_str)))?;
    }
    written.finish()?;
    faults.finish()
}

fn added(law: &Law, category_cell: &str, birth_cell: &str) -> Result<[String; 5], Fault> {
    let category = category(category_cell).map_err(|reason| Fault::new("category", reason))?;
    let birth = month(birth_cell).map_err(|reason| Fault::new("birth_month", reason))?;
    let found =
        statutory_retirement(law, birth, category, &mut Silent).map_err(|not_covered| Fault::new("birth_month", not_covered.text().en))?;
    // A retirement before the minimum was written down leaves its cell empty: no later figure is put there.
    let minimum = minimum_contribution_months(law, found.month).map_or_else(|_| String::new(), |months| months.to_string());
    Ok([found.month.to_string(), years(&found).to_string(), months(&found).to_string(), found.delay_months.to_string(), minimum])
}
