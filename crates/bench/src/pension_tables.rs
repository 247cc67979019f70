//! The dated rules that rule A asks for, put into tables once: every month and year is asked of the law itself.

use rules::pension::{CreditingRate, CreditingYear, PaymentMonthsTable, PensionBase, PensionFormula, Transition};
use rules::retirement::{RetirementCategory, minimum_contribution_months, statutory_retirement};
use rules::{HalfUp, Law, NotCovered};
use values::{Citation, Month, Silent};

use crate::parameters::month_index;
use crate::population::{FIRST_YEAR, YEARS};

/// Births and retirements of the population lie in these years.
pub const TABLE_FIRST_YEAR: i32 = 1940;
const TABLE_YEARS: i32 = 120;
const AGES: usize = 31;

/// How the shares of the formula combine into one exact fraction: `total = (months × (basic + transition) + account) / (denominator × months)`.
#[derive(Debug, Clone, Copy)]
pub struct Fractions {
    pub denominator: i64,
    pub basic: i64,
    pub transition: i64,
    pub basic_alone: HalfUp,
    pub transition_alone: HalfUp,
}

#[derive(Debug)]
pub struct PensionTables<'law> {
    pub law: &'law Law,
    /// By category, then by birth month from January of the first year: the month index of the statutory month.
    statutory: [Vec<i32>; 5],
    pub special: [bool; 5],
    minimum_months: Vec<i32>,
    base: Vec<i64>,
    pub crediting: Vec<CreditingYear>,
    pub crediting_rates: Vec<(String, &'law Citation)>,
    /// By age, 40 to 70: months, the division by them and that of the total.
    pub payment: Vec<(i64, HalfUp, HalfUp)>,
    pub average: Vec<HalfUp>,
    pub index_floor: i32,
    pub index_ceiling: i32,
    pub cutoff: i32,
    pub fractions: Fractions,
}

impl<'law> PensionTables<'law> {
    /// `index_limits` are the clipping limits of the format in ten-thousandths; no rule of the real law has them.
    pub fn new(law: &'law Law, index_limits: (i64, i64)) -> Result<PensionTables<'law>, NotCovered> {
        let month =
            |index: i32| Month::from_number(i64::from(index / 12 * 100 + index % 12 + 1)).unwrap_or_else(|_| Month::of(values::Date::MIN));
        let months = || (TABLE_FIRST_YEAR * 12..(TABLE_FIRST_YEAR + TABLE_YEARS) * 12).map(month);
        let january = |year: i32| month(year * 12);
        let mut statutory = [const { Vec::new() }; 5];
        for (table, category) in statutory.iter_mut().zip(RetirementCategory::ALL) {
            for birth in months() {
                let found = statutory_retirement(law, birth, category, &mut Silent)?;
                table.push(month_index(found.month.number() as i32));
            }
        }
        let mut crediting = Vec::new();
        let mut crediting_rates = Vec::new();
        for year in FIRST_YEAR..FIRST_YEAR + YEARS as i32 {
            let in_force = law.rule::<CreditingRate>().in_month(january(year))?;
            // The opening balance earns the whole year, the credits half of it.
            crediting.push(CreditingYear::weighted(in_force.value.rate, 2, 1, 2));
            crediting_rates.push((in_force.value.rate.percent(), &in_force.citation));
        }
        let fractions = fractions(law, january(TABLE_FIRST_YEAR))?;
        let payment_months = &law.rule::<PaymentMonthsTable>().in_month(january(TABLE_FIRST_YEAR))?.value.whole_ages;
        let in_year = |year: i32| law.rule::<PensionBase>().in_month(january(year)).map_or(0, |in_force| in_force.value.monthly.0);
        let transition = law.rule::<Transition>().in_month(january(TABLE_FIRST_YEAR))?;
        Ok(PensionTables {
            law,
            statutory,
            special: [false, false, false, true, true],
            minimum_months: (0..TABLE_YEARS)
                .map(|year| minimum_contribution_months(law, january(TABLE_FIRST_YEAR + year)).map_or(i32::MAX, |months| months as i32))
                .collect(),
            base: (0..TABLE_YEARS).map(|year| in_year(TABLE_FIRST_YEAR + year)).collect(),
            crediting,
            crediting_rates,
            payment: payment_months
                .iter()
                .map(|months| {
                    let months = u64::from(*months);
                    (months as i64, HalfUp::by(months), HalfUp::by(fractions.denominator as u64 * months))
                })
                .collect(),
            average: (0..=12 * YEARS as u64).map(HalfUp::by).collect(),
            index_floor: index_limits.0 as i32,
            index_ceiling: index_limits.1 as i32,
            cutoff: transition.value.account_start.number() as i32,
            fractions,
        })
    }

    /// The statutory month of a birth month, both as month indices.
    #[inline(always)]
    pub fn statutory(&self, category: usize, birth: i32) -> i32 {
        self.statutory[category][(birth - TABLE_FIRST_YEAR * 12) as usize]
    }

    #[inline(always)]
    pub fn minimum_months(&self, year: i32) -> i32 {
        self.minimum_months[(year - TABLE_FIRST_YEAR) as usize]
    }

    #[inline(always)]
    pub fn base(&self, year: i32) -> i64 {
        self.base[(year - TABLE_FIRST_YEAR) as usize]
    }

    /// Months and divisions of an age in whole years, held between 40 and 70.
    #[inline(always)]
    pub fn payment(&self, age_years: i32) -> (i64, HalfUp, HalfUp) {
        self.payment[((age_years - 40).max(0) as usize).min(AGES - 1)]
    }
}

/// The basic pension is `base × (1 + index) / 2 × years × share`, the transitional one `base × index × years × coefficient`; index in
/// ten-thousandths, years in twelfths, shares in millionths. Both are brought over one denominator as small as it goes.
fn fractions(law: &Law, month: Month) -> Result<Fractions, NotCovered> {
    let accrual = law.rule::<PensionFormula>().in_month(month)?.value.accrual_per_year.millionths();
    let coefficient = law.rule::<Transition>().in_month(month)?.value.coefficient.millionths();
    let (basic, basic_denominator) = reduced(accrual, 2 * 10_000 * 12 * 1_000_000);
    let (transition, transition_denominator) = reduced(coefficient, 10_000 * 12 * 1_000_000);
    let common = basic_denominator / divisor(basic_denominator, transition_denominator) * transition_denominator;
    Ok(Fractions {
        denominator: common,
        basic: basic * (common / basic_denominator),
        transition: transition * (common / transition_denominator),
        basic_alone: HalfUp::by(common as u64),
        transition_alone: HalfUp::by(common as u64),
    })
}

fn reduced(numerator: i64, denominator: i64) -> (i64, i64) {
    let common = divisor(numerator, denominator);
    (numerator / common, denominator / common)
}

fn divisor(one: i64, other: i64) -> i64 {
    if other == 0 { one.max(1) } else { divisor(other, one % other) }
}
