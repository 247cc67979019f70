//! Blocks of people read from a table into columns.

use std::borrow::Cow;

use rules::pension::PeopleColumns;
use rules::retirement::RetirementCategory;

use crate::commands::retirement::{category, month};
use crate::commands::table::{Fault, Header};
use crate::failure::{CommandError, CommandResult};

/// One row of a table, whatever kind of file it stands in.
pub trait Cells {
    /// As a person would read it; empty where nothing stands.
    fn shown(&self, at: usize) -> Cow<'_, str>;

    /// The whole number in a cell; `None` where there is none.
    fn whole(&self, at: usize) -> Option<i64>;
}

impl Cells for csv::StringRecord {
    fn shown(&self, at: usize) -> Cow<'_, str> {
        Cow::Borrowed(self.get(at).unwrap_or_default())
    }

    fn whole(&self, at: usize) -> Option<i64> {
        self.get(at)?.parse().ok()
    }
}

/// Places of the columns in the table.
pub struct Places {
    person_id: usize,
    birth_month: usize,
    category: usize,
    application_month: usize,
    deemed_months: usize,
    chosen_month: Option<usize>,
    account_start_month: Option<usize>,
    paid_months_before_account: Option<usize>,
    opening_balance_fen: Option<usize>,
    pub first_year: i32,
    /// By year: sum of indices, months, credits.
    years: Vec<[usize; 3]>,
}

const YEARLY: [&str; 3] = ["index_sum_e4_", "months_paid_", "account_credit_fen_"];

impl Places {
    pub fn find(header: &Header) -> CommandResult<Places> {
        let years: Vec<i32> = header.iter().filter_map(|name| name.strip_prefix(YEARLY[1])?.parse().ok()).collect();
        let (Some(first_year), Some(last_year)) = (years.iter().min().copied(), years.iter().max().copied()) else {
            return Err(CommandError::new("the table has no column months_paid_YEAR")
                .hint("each year of the career has index_sum_e4_YEAR, months_paid_YEAR and account_credit_fen_YEAR"));
        };
        if last_year - first_year >= 100 {
            return Err(CommandError::new(format!("the years {first_year} to {last_year} are no career")).hint("check the header"));
        }
        let mut places = Vec::new();
        for year in first_year..=last_year {
            let mut of_year = [0; 3];
            for (place, prefix) in of_year.iter_mut().zip(YEARLY) {
                *place = header.column(&format!("{prefix}{year}"))?;
            }
            places.push(of_year);
        }
        Ok(Places {
            person_id: header.column("person_id")?,
            birth_month: header.column("birth_month")?,
            category: header.column("category")?,
            application_month: header.column("application_month")?,
            deemed_months: header.column("deemed_months")?,
            chosen_month: header.optional("chosen_month")?,
            account_start_month: header.optional("account_start_month")?,
            paid_months_before_account: header.optional("paid_months_before_account")?,
            opening_balance_fen: header.optional("opening_balance_fen")?,
            first_year,
            years: places,
        })
    }

    /// Every place that is read.
    pub fn all(&self) -> Vec<usize> {
        let always = [self.person_id, self.birth_month, self.category, self.application_month, self.deemed_months];
        let sometimes = [self.chosen_month, self.account_start_month, self.paid_months_before_account, self.opening_balance_fen];
        always.into_iter().chain(sometimes.into_iter().flatten()).chain(self.years.iter().flatten().copied()).collect()
    }

    pub fn has_opening_balance(&self) -> bool {
        self.opening_balance_fen.is_some()
    }
}

/// Rows of one block as columns.
#[derive(Debug, Default)]
pub struct People {
    pub line: Vec<u64>,
    pub person_id: Vec<String>,
    birth_month: Vec<i32>,
    category: Vec<i32>,
    application_month: Vec<i32>,
    deemed_months: Vec<i32>,
    chosen_month: Vec<i32>,
    account_start_month: Vec<i32>,
    paid_months_before_account: Vec<i32>,
    opening_balance_fen: Vec<i64>,
    index_sum_e4: Vec<Vec<i32>>,
    months_paid: Vec<Vec<i32>>,
    account_credit_fen: Vec<Vec<i32>>,
}

/// One row, read whole before any of it enters the columns.
struct Row {
    months: [i32; 4],
    counts: [i32; 3],
    balance: i64,
    years: Vec<[i32; 3]>,
}

impl People {
    pub fn new(places: &Places) -> People {
        let years = || vec![Vec::new(); places.years.len()];
        People { index_sum_e4: years(), months_paid: years(), account_credit_fen: years(), ..People::default() }
    }

    pub fn len(&self) -> usize {
        self.line.len()
    }

    pub fn clear(&mut self) {
        self.line.clear();
        self.person_id.clear();
        self.opening_balance_fen.clear();
        let single = [
            &mut self.birth_month,
            &mut self.category,
            &mut self.application_month,
            &mut self.deemed_months,
            &mut self.chosen_month,
            &mut self.account_start_month,
            &mut self.paid_months_before_account,
        ];
        let yearly = [&mut self.index_sum_e4, &mut self.months_paid, &mut self.account_credit_fen];
        single.into_iter().chain(yearly.into_iter().flatten()).for_each(Vec::clear);
    }

    /// Adds a row; a row with a fault adds nothing.
    pub fn push(&mut self, places: &Places, line: u64, record: &impl Cells) -> Result<(), Fault> {
        let row = read(places, record)?;
        let [birth, application, chosen, account_start] = row.months;
        let [category, deemed, before_account] = row.counts;
        self.line.push(line);
        self.person_id.push(record.shown(places.person_id).into_owned());
        self.birth_month.push(birth);
        self.category.push(category);
        self.application_month.push(application);
        self.deemed_months.push(deemed);
        self.chosen_month.push(chosen);
        self.account_start_month.push(account_start);
        self.paid_months_before_account.push(before_account);
        self.opening_balance_fen.push(row.balance);
        for (position, [index_sum, months, credits]) in row.years.into_iter().enumerate() {
            self.index_sum_e4[position].push(index_sum);
            self.months_paid[position].push(months);
            self.account_credit_fen[position].push(credits);
        }
        Ok(())
    }

    pub fn columns(&self, first_year: i32, opening_year: i32) -> PeopleColumns<'_> {
        PeopleColumns {
            birth_month: &self.birth_month,
            category: &self.category,
            application_month: &self.application_month,
            deemed_months: &self.deemed_months,
            chosen_month: Some(&self.chosen_month),
            account_start_month: Some(&self.account_start_month),
            paid_months_before_account: Some(&self.paid_months_before_account),
            opening_year,
            opening_balance_fen: Some(&self.opening_balance_fen),
            first_year,
            index_sum_e4: self.index_sum_e4.iter().map(Vec::as_slice).collect(),
            months_paid: self.months_paid.iter().map(Vec::as_slice).collect(),
            account_credit_fen: self.account_credit_fen.iter().map(Vec::as_slice).collect(),
        }
    }
}

fn read(places: &Places, record: &impl Cells) -> Result<Row, Fault> {
    let a_month =
        |column: &str, at: usize| month(&record.shown(at)).map(|month| month.number() as i32).map_err(|reason| Fault::new(column, reason));
    // An empty cell of a column that may be missing says the same as the missing column.
    let optional_month = |column: &str, at: Option<usize>| match at {
        Some(at) if !matches!(&*record.shown(at), "" | "0") => a_month(column, at),
        _ => Ok(0),
    };
    let small = |at: usize| record.whole(at).and_then(|number| i32::try_from(number).ok());
    let number = |column: &str, at: usize| small(at).ok_or_else(|| Fault::new(column, no_number(&record.shown(at), "")));
    let category = category(&record.shown(places.category)).map_err(|reason| Fault::new("category", reason))?;
    let filled = |at: Option<usize>| at.filter(|at| !record.shown(*at).is_empty());
    let before_account = filled(places.paid_months_before_account).map_or(Ok(-1), |at| number("paid_months_before_account", at))?;
    let balance = match filled(places.opening_balance_fen) {
        Some(at) => record.whole(at).ok_or_else(|| Fault::new("opening_balance_fen", no_number(&record.shown(at), " of fen")))?,
        None => 0,
    };
    let mut years = Vec::with_capacity(places.years.len());
    for (position, of_year) in places.years.iter().enumerate() {
        let mut values = [0; 3];
        for ((value, at), prefix) in values.iter_mut().zip(of_year).zip(YEARLY) {
            *value = small(*at).ok_or_else(|| {
                let year = places.first_year + position as i32;
                Fault::new(format!("{prefix}{year}"), no_number(&record.shown(*at), "; write 0 for a year without"))
            })?;
        }
        years.push(values);
    }
    // The columns hold the place of a category in this list.
    let category = RetirementCategory::ALL.iter().position(|known| *known == category).unwrap_or_default();
    Ok(Row {
        months: [
            a_month("birth_month", places.birth_month)?,
            a_month("application_month", places.application_month)?,
            optional_month("chosen_month", places.chosen_month)?,
            optional_month("account_start_month", places.account_start_month)?,
        ],
        counts: [category as i32, number("deemed_months", places.deemed_months)?, before_account],
        balance,
        years,
    })
}

fn no_number(cell: &str, more: &str) -> String {
    format!("`{cell}` is no whole number{more}")
}
