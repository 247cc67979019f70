//! Determination over columns: the same steps as for one person, taken block by block of rows.
//!
//! A plan is made once: it asks the dated rules for every month and year that can occur and keeps the answers in tables. The
//! steps themselves are those of `determination.rs`, so that the columns and the explained single path cannot disagree.

use std::ops::Range;

use values::{Date, Explain, Fen, Month, Silent};

use super::account::CreditingYear;
use super::components::{ComponentInputs, ComponentRules, Components};
use super::determination::{AccountAtRetirement, AccountOpening, CareerYear, Dates, Determination, Facts, Months, Sums};
use super::determination::{PensionClaim, amounts, check_year, dates, determine, months};
use super::law_of_determination::{BaseAmount, DeterminationLaw, LawOn};
use super::payment_months::{AGE_MONTHS_MAX, AGE_MONTHS_MIN, PaymentMonthsTable};
use super::quantities::PaymentMonths;
use super::refusal::Refusal;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::retirement::{RetirementCategory, RetirementWindow};

/// Rows a block should have: its work space stays in the cache of a core.
pub const ROWS_PER_BLOCK: usize = 8192;

/// Months from here on are tabulated; others are asked of the rules one by one.
const FIRST_YEAR: i32 = 1900;
const YEARS: usize = 200;

/// The law of determinations as tables, as known on a day.
#[derive(Debug)]
pub struct DeterminationPlan<'law> {
    law: LawOn<'law>,
    first: Month,
    statutory: Vec<Option<Month>>,
    minimum: Vec<Option<u32>>,
    account_start: Vec<Option<Month>>,
    components: Vec<Option<ComponentRules<'law>>>,
    /// By month of retirement, a place in `payment_tables`.
    payment_table: Vec<Option<usize>>,
    payment_tables: Vec<Vec<Option<PaymentMonths>>>,
    base: Vec<Option<BaseAmount>>,
    crediting: Vec<Option<(Vec<CreditingYear>, bool)>>,
}

impl<'law> DeterminationPlan<'law> {
    pub fn new(law: &'law Law, known_on: Date) -> DeterminationPlan<'law> {
        let law_on = LawOn { law, known_on };
        // Both constants are years a month can have.
        let first = Month::new(FIRST_YEAR, 1).unwrap_or_else(|_| Month::of(known_on));
        let every_month: Vec<Month> = first.through(first.plus(YEARS as i32 * 12 - 1)).collect();
        let every_year = || (0..YEARS as i32).map(|year| first.plus(year * 12));
        let tables = law.rule::<PaymentMonthsTable>();
        let versions: Vec<_> = tables.versions().collect();
        DeterminationPlan {
            law: law_on,
            first,
            statutory: RetirementCategory::ALL
                .iter()
                .flat_map(|category| every_month.iter().map(|birth| law_on.statutory_month(*birth, *category, &mut Silent).ok()))
                .collect(),
            minimum: every_month.iter().map(|month| law_on.minimum_months(*month).ok()).collect(),
            account_start: every_month.iter().map(|month| law_on.account_start(*month).ok()).collect(),
            components: every_month.iter().map(|month| ComponentRules::for_month(law, *month).ok()).collect(),
            payment_table: every_month
                .iter()
                .map(|month| {
                    let in_force = tables.in_month(*month).ok()?;
                    versions.iter().position(|version| std::ptr::eq(*version, in_force))
                })
                .collect(),
            payment_tables: versions
                .iter()
                .map(|version| (AGE_MONTHS_MIN..=AGE_MONTHS_MAX).map(|age| version.value.at(age)).collect())
                .collect(),
            base: every_year().map(|january| law_on.base(january, &mut Silent).ok()).collect(),
            crediting: every_year().map(|january| crediting_months(law_on, january.year())).collect(),
        }
    }

    fn place(&self, month: Month) -> usize {
        // A month before the first becomes a place outside every table.
        usize::try_from(month.since(self.first)).unwrap_or(usize::MAX)
    }

    fn at<'t, T>(&self, table: &'t [Option<T>], month: Month) -> Option<&'t T> {
        table.get(self.place(month))?.as_ref()
    }

    fn at_year<'t, T>(&self, table: &'t [Option<T>], year: i32) -> Option<&'t T> {
        table.get(usize::try_from(year - FIRST_YEAR).ok()?)?.as_ref()
    }
}

fn crediting_months(law: LawOn<'_>, year: i32) -> Option<(Vec<CreditingYear>, bool)> {
    let (_, provisional) = law.crediting_year(year, 12).ok()?;
    let months: Result<Vec<_>, NotCovered> = (1..=12).map(|months| law.crediting_year(year, months).map(|(year, _)| year)).collect();
    Some((months.ok()?, provisional))
}

/// Each answer comes from its table; where the table has none, the rule itself says why not.
impl DeterminationLaw for DeterminationPlan<'_> {
    #[inline]
    fn statutory_month<E: Explain>(&self, birth: Month, category: RetirementCategory, explain: &mut E) -> Result<Month, NotCovered> {
        let per_category = YEARS * 12;
        let place = self.place(birth);
        let found = (place < per_category).then(|| self.statutory.get(category as usize * per_category + place).copied().flatten());
        found.flatten().map_or_else(|| self.law.statutory_month(birth, category, explain), Ok)
    }

    fn window(&self, birth: Month, category: RetirementCategory) -> Result<RetirementWindow, NotCovered> {
        self.law.window(birth, category)
    }

    #[inline]
    fn minimum_months(&self, month: Month) -> Result<u32, NotCovered> {
        self.at(&self.minimum, month).copied().map_or_else(|| self.law.minimum_months(month), Ok)
    }

    #[inline]
    fn account_start(&self, retirement: Month) -> Result<Month, NotCovered> {
        self.at(&self.account_start, retirement).copied().map_or_else(|| self.law.account_start(retirement), Ok)
    }

    #[inline]
    fn base<E: Explain>(&self, retirement: Month, explain: &mut E) -> Result<BaseAmount, NotCovered> {
        self.at_year(&self.base, retirement.year()).copied().map_or_else(|| self.law.base(retirement, explain), Ok)
    }

    #[inline]
    fn payment_months<E: Explain>(&self, retirement: Month, age_months: i32, explain: &mut E) -> Result<PaymentMonths, Refusal> {
        let table = self.at(&self.payment_table, retirement).and_then(|table| self.payment_tables.get(*table));
        let place = usize::try_from(age_months - AGE_MONTHS_MIN).ok();
        let found = table.zip(place).and_then(|(table, place)| table.get(place).copied().flatten());
        found.map_or_else(|| self.law.payment_months(retirement, age_months, explain), Ok)
    }

    #[inline]
    fn components<E: Explain>(&self, retirement: Month, inputs: &ComponentInputs, explain: &mut E) -> Result<Components, NotCovered> {
        match self.at(&self.components, retirement) {
            Some(rules) => Ok(rules.components(inputs, explain)),
            None => self.law.components(retirement, inputs, explain),
        }
    }

    fn crediting_year(&self, year: i32, months: i32) -> Result<(CreditingYear, bool), NotCovered> {
        self.law.crediting_year(year, months)
    }
}

/// Columns of a population: every slice has one entry a person, months are numbers `yyyymm`, money is fen.
#[derive(Debug, Clone)]
pub struct PeopleColumns<'a> {
    pub birth_month: &'a [i32],
    /// Place in [`RetirementCategory::ALL`]: 0 man, 1 woman of 55, 2 woman of 50, 3 and 4 man and woman in special work types.
    pub category: &'a [i32],
    pub application_month: &'a [i32],
    pub deemed_months: &'a [i32],
    /// 0 where nobody chose; without the column nobody did.
    pub chosen_month: Option<&'a [i32]>,
    /// 0 where the province's month holds.
    pub account_start_month: Option<&'a [i32]>,
    /// -1 where the months are to be reckoned from the years.
    pub paid_months_before_account: Option<&'a [i32]>,
    /// The year at whose end the opening balances stood.
    pub opening_year: i32,
    pub opening_balance_fen: Option<&'a [i64]>,
    /// The year of the first of the columns below, one column a year.
    pub first_year: i32,
    pub index_sum_e4: Vec<&'a [i32]>,
    pub months_paid: Vec<&'a [i32]>,
    pub account_credit_fen: Vec<&'a [i32]>,
}

/// Results of one block: one entry a row, zeros where the claim was refused.
#[derive(Debug, Default)]
pub struct DeterminationColumns {
    pub granted: Vec<bool>,
    pub statutory_month: Vec<i32>,
    pub start_month: Vec<i32>,
    pub total_months: Vec<i32>,
    pub average_index_e4: Vec<i32>,
    pub account_balance_fen: Vec<i64>,
    pub basic_fen: Vec<i64>,
    pub account_fen: Vec<i64>,
    pub transitional_fen: Vec<i64>,
    pub total_fen: Vec<i64>,
    pub arrears_months: Vec<i32>,
    pub arrears_fen: Vec<i64>,
    pub provisional: Vec<bool>,
    /// Row in the block and why.
    pub refusals: Vec<(usize, Refusal)>,
    work: Work,
}

/// Work space kept between blocks, so that a long run allocates once.
#[derive(Debug, Default)]
struct Work {
    claims: Vec<Option<(Facts, Dates)>>,
    months: Vec<Option<Months>>,
    account_start_year: Vec<i32>,
    retirement_year: Vec<i32>,
    sums: Vec<Sums>,
    fault_year: Vec<i32>,
    balance: Vec<i64>,
    provisional: Vec<bool>,
}

impl DeterminationPlan<'_> {
    /// Determines the pensions of `rows`; what `columns` held before is replaced.
    ///
    /// Every slice of `people` reaches to the end of `rows`; a row beyond one is refused like a faulty field.
    pub fn determine_block(&self, people: &PeopleColumns<'_>, rows: Range<usize>, columns: &mut DeterminationColumns) {
        columns.clear(rows.len());
        let mut work = std::mem::take(&mut columns.work);
        work.clear(rows.len());
        self.take_dates(people, rows.clone(), &mut work, columns);
        self.add_years(people, rows.clone(), &mut work);
        self.take_months(people, rows.clone(), &mut work, columns);
        self.close_accounts(people, rows, &mut work, columns);
        self.take_amounts(&work, columns);
        columns.work = work;
    }

    /// One row of the columns, determined by itself with every step.
    pub fn explain_row<E: Explain>(&self, people: &PeopleColumns<'_>, row: usize, explain: &mut E) -> Result<Determination, Refusal> {
        let facts = facts(people, row)?;
        let years: Vec<CareerYear> = (0..people.months_paid.len()).map(|position| career_year(people, position, row)).collect();
        let claim = PensionClaim {
            birth: facts.birth,
            category: facts.category,
            applied: facts.applied,
            chosen: facts.chosen,
            deemed_months: facts.deemed_months,
            account_start: facts.account_start,
            paid_months_before_account: facts.paid_months_before_account,
            opening: facts.opening,
            years: &years,
        };
        determine(self.law.law, self.law.known_on, &claim, explain)
    }

    fn take_dates(&self, people: &PeopleColumns<'_>, rows: Range<usize>, work: &mut Work, columns: &mut DeterminationColumns) {
        for (at, row) in rows.enumerate() {
            let taken = facts(people, row).and_then(|facts| Ok((facts, dates(self, &facts, &mut Silent)?)));
            match taken {
                Ok((facts, dates)) => {
                    work.account_start_year[at] = dates.account_start.year();
                    work.retirement_year[at] = dates.retirement.year();
                    work.balance[at] = facts.opening.balance.0;
                    work.claims[at] = Some((facts, dates));
                }
                Err(refusal) => columns.refusals.push((at, refusal)),
            }
        }
    }

    fn add_years(&self, people: &PeopleColumns<'_>, rows: Range<usize>, work: &mut Work) {
        for position in 0..people.months_paid.len() {
            let year = people.first_year + position as i32;
            for (at, row) in rows.clone().enumerate() {
                let record = career_year(people, position, row);
                if check_year(&record).is_err() && work.fault_year[at] == 0 {
                    work.fault_year[at] = year;
                }
                let sums = &mut work.sums[at];
                sums.paid_months += record.months;
                sums.index_sum += record.index_sum;
                let account_year = work.account_start_year[at];
                sums.paid_before_account_year += if year < account_year { record.months } else { 0 };
                sums.paid_in_account_year += if year == account_year { record.months } else { 0 };
                sums.last_paid_year = if record.months > 0 { year } else { sums.last_paid_year };
            }
        }
    }

    fn take_months(&self, people: &PeopleColumns<'_>, rows: Range<usize>, work: &mut Work, columns: &mut DeterminationColumns) {
        for (at, row) in rows.enumerate() {
            let Some((facts, dates)) = &work.claims[at] else { continue };
            let taken = match work.fault_year[at] {
                0 => months(self, facts, dates, &work.sums[at]),
                fault => check_year(&career_year(people, (fault - people.first_year) as usize, row))
                    .and_then(|()| months(self, facts, dates, &work.sums[at])),
            };
            match taken {
                Ok(months) => work.months[at] = Some(months),
                Err(refusal) => columns.refusals.push((at, refusal)),
            }
        }
    }

    /// Year by year over the block, so that the years of different people run beside each other.
    fn close_accounts(&self, people: &PeopleColumns<'_>, rows: Range<usize>, work: &mut Work, columns: &mut DeterminationColumns) {
        let last = (0..rows.len()).filter(|at| work.months[*at].is_some()).map(|at| work.retirement_year[at]).max();
        let Some(last) = last else { return };
        for year in people.opening_year + 1..=last {
            let credits = usize::try_from(year - people.first_year).ok().and_then(|position| people.account_credit_fen.get(position));
            let crediting = self.at_year(&self.crediting, year);
            for (at, row) in rows.clone().enumerate() {
                if work.retirement_year[at] < year {
                    continue;
                }
                let credits = credits.map_or(0, |credits| i64::from(credits[row]));
                let Some((_, dates)) = &work.claims[at] else { continue };
                if work.months[at].is_none() || (work.balance[at] == 0 && credits == 0) {
                    continue;
                }
                let Some((by_month, provisional)) = crediting else {
                    work.months[at] = None;
                    let not_covered = self.crediting_year(year, 12).err();
                    columns.refusals.extend(not_covered.map(|error| (at, Refusal::NotCovered(error))));
                    continue;
                };
                let months = if year < work.retirement_year[at] { 12 } else { dates.retirement.month() as usize };
                work.balance[at] = by_month[months - 1].close(work.balance[at], credits);
                work.provisional[at] |= provisional;
            }
        }
    }

    fn take_amounts(&self, work: &Work, columns: &mut DeterminationColumns) {
        for (at, claim) in work.claims.iter().enumerate() {
            let (Some((facts, dates)), Some(months)) = (claim, &work.months[at]) else { continue };
            let account = AccountAtRetirement { balance: work.balance[at], provisional: work.provisional[at] };
            match amounts(self, facts, dates, months, account, &mut Silent) {
                Ok(determination) => columns.put(at, &determination),
                Err(refusal) => columns.refusals.push((at, refusal)),
            }
        }
        columns.refusals.sort_by_key(|(at, _)| *at);
    }
}

fn facts(people: &PeopleColumns<'_>, row: usize) -> Result<Facts, Refusal> {
    let cell = |column: &'static str, values: &[i32]| values.get(row).copied().ok_or(Refusal::Field { column, value: i64::MIN });
    let month = |column: &'static str, values: &[i32]| {
        let value = i64::from(cell(column, values)?);
        Month::from_number(value).map_err(|_| Refusal::Field { column, value })
    };
    let optional_month = |column: &'static str, values: Option<&[i32]>| match values.map(|values| cell(column, values)) {
        None | Some(Ok(0)) => Ok(None),
        Some(Err(refusal)) => Err(refusal),
        Some(Ok(_)) => month(column, values.unwrap_or_default()).map(Some),
    };
    let category = cell("category", people.category)?;
    let deemed_months = cell("deemed_months", people.deemed_months)?;
    let before_account = match people.paid_months_before_account {
        Some(values) => Some(cell("paid_months_before_account", values)?).filter(|months| *months != -1),
        None => None,
    };
    let balance = match people.opening_balance_fen {
        Some(values) => *values.get(row).ok_or(Refusal::Field { column: "opening_balance_fen", value: i64::MIN })?,
        None => 0,
    };
    let count = |column: &'static str, value: i32| {
        u32::try_from(value).ok().filter(|months| *months <= 1200).ok_or(Refusal::Field { column, value: i64::from(value) })
    };
    Ok(Facts {
        birth: month("birth_month", people.birth_month)?,
        category: usize::try_from(category)
            .ok()
            .and_then(|place| RetirementCategory::ALL.get(place).copied())
            .ok_or(Refusal::Field { column: "category", value: i64::from(category) })?,
        applied: month("application_month", people.application_month)?,
        chosen: optional_month("chosen_month", people.chosen_month)?,
        deemed_months: count("deemed_months", deemed_months)?,
        account_start: optional_month("account_start_month", people.account_start_month)?,
        paid_months_before_account: before_account.map(|months| count("paid_months_before_account", months)).transpose()?,
        opening: AccountOpening { year: people.opening_year, balance: Fen(balance) },
    })
}

#[inline(always)]
fn career_year(people: &PeopleColumns<'_>, position: usize, row: usize) -> CareerYear {
    CareerYear {
        year: people.first_year + position as i32,
        months: i64::from(people.months_paid[position][row]),
        index_sum: i64::from(people.index_sum_e4[position][row]),
        credits: Fen(i64::from(people.account_credit_fen[position][row])),
    }
}

impl Work {
    fn clear(&mut self, rows: usize) {
        refill(&mut self.claims, rows, None);
        refill(&mut self.months, rows, None);
        refill(&mut self.account_start_year, rows, 0);
        refill(&mut self.retirement_year, rows, 0);
        refill(&mut self.sums, rows, Sums::default());
        refill(&mut self.fault_year, rows, 0);
        refill(&mut self.balance, rows, 0);
        refill(&mut self.provisional, rows, false);
    }
}

impl DeterminationColumns {
    fn clear(&mut self, rows: usize) {
        refill(&mut self.granted, rows, false);
        refill(&mut self.provisional, rows, false);
        for column in
            [&mut self.statutory_month, &mut self.start_month, &mut self.total_months, &mut self.average_index_e4, &mut self.arrears_months]
        {
            refill(column, rows, 0);
        }
        for column in [
            &mut self.account_balance_fen,
            &mut self.basic_fen,
            &mut self.account_fen,
            &mut self.transitional_fen,
            &mut self.total_fen,
            &mut self.arrears_fen,
        ] {
            refill(column, rows, 0);
        }
        self.refusals.clear();
    }

    fn put(&mut self, at: usize, determination: &Determination) {
        self.granted[at] = true;
        self.provisional[at] = determination.provisional;
        self.statutory_month[at] = determination.statutory.number() as i32;
        self.start_month[at] = determination.start.number() as i32;
        self.total_months[at] = determination.total_months as i32;
        self.average_index_e4[at] = determination.index.ten_thousandths() as i32;
        self.account_balance_fen[at] = determination.account_balance.0;
        self.basic_fen[at] = determination.components.basic.0;
        self.account_fen[at] = determination.components.account.0;
        self.transitional_fen[at] = determination.components.transition.0;
        self.total_fen[at] = determination.components.total().0;
        self.arrears_months[at] = determination.arrears_months as i32;
        self.arrears_fen[at] = determination.arrears().0;
    }
}

fn refill<T: Clone>(column: &mut Vec<T>, rows: usize, value: T) {
    column.clear();
    column.resize(rows, value);
}
