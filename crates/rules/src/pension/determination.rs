//! One person's pension from their record: dates, months, index, account, parts.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Explain, Fen, Month, Silent, Step, Text};

use super::account::close_year;
use super::components::{ACCOUNT_MAX, ComponentInputs, Components};
use super::law_of_determination::{DeterminationLaw, LawOn};
use super::quantities::{AverageIndex, ContributionYears, PaymentMonths};
use super::refusal::Refusal;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::retirement::{RetirementCategory, first_pension_month};

/// What one year of a career left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CareerYear {
    pub year: i32,
    /// Months paid, 0 to 12.
    pub months: i64,
    /// Sum of the monthly indices in ten-thousandths.
    pub index_sum: i64,
    /// Credited to the personal account in the year.
    pub credits: Fen,
}

/// The account at the end of a year before those that are reckoned here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountOpening {
    pub year: i32,
    pub balance: Fen,
}

#[derive(Debug, Clone, Copy)]
pub struct PensionClaim<'a> {
    pub birth: Month,
    pub category: RetirementCategory,
    /// For special work types this is also the month of retirement.
    pub applied: Month,
    /// The month chosen under flexible retirement; the statutory month without it.
    pub chosen: Option<Month>,
    pub deemed_months: u32,
    /// The person's own account start; the province's without it.
    pub account_start: Option<Month>,
    /// Months paid before the account; reckoned from the years without it.
    pub paid_months_before_account: Option<u32>,
    pub opening: AccountOpening,
    /// Ascending, each year once.
    pub years: &'a [CareerYear],
}

/// A determined pension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Determination {
    pub statutory: Month,
    /// The month from whose year base, age and account are taken.
    pub retirement: Month,
    /// First month paid for, whenever the claim was filed.
    pub start: Month,
    pub total_months: u32,
    pub months_before_account: u32,
    pub index: AverageIndex,
    pub base: Fen,
    pub base_year: i32,
    /// Base or crediting rate of the year is still to be published: to be determined again then.
    pub provisional: bool,
    pub account_balance: Fen,
    pub payment_months: PaymentMonths,
    pub components: Components,
    /// Months from the start to the month before the application: due at once when the claim is granted.
    pub arrears_months: u32,
}

impl Determination {
    /// The pension of the months that passed before the application.
    pub fn arrears(&self) -> Fen {
        Fen(self.components.total().0 * i64::from(self.arrears_months))
    }
}

/// Facts that are no column of years.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub birth: Month,
    pub category: RetirementCategory,
    pub applied: Month,
    pub chosen: Option<Month>,
    pub deemed_months: u32,
    pub account_start: Option<Month>,
    pub paid_months_before_account: Option<u32>,
    pub opening: AccountOpening,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Dates {
    pub statutory: Month,
    pub retirement: Month,
    /// The month whose minimum contributions are asked for.
    pub minimum_of: Month,
    pub account_start: Month,
}

/// What the years add up to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    pub paid_months: i64,
    pub index_sum: i64,
    /// Months paid in the years before that of the account start.
    pub paid_before_account_year: i64,
    pub paid_in_account_year: i64,
    /// The last year with a paid month; 0 without one.
    pub last_paid_year: i32,
}

/// Nobody is credited a million yuan in a year.
pub(crate) const CREDITS_MAX: i64 = 100_000_000;
const OPENING_MAX: i64 = ACCOUNT_MAX.0 / 10;

/// The dates of a claim.
///
/// 威人社函〔2020〕6号 一（一）: whoever files late is paid from the month after the statutory age (special work types: after the
/// application). 人社部发〔2024〕94号: who goes early is judged by the minimum contributions of the chosen month, who stays longer by those
/// of the statutory month.
#[inline(always)]
pub(crate) fn dates<L: DeterminationLaw, E: Explain>(law: &L, facts: &Facts, explain: &mut E) -> Result<Dates, Refusal> {
    let statutory = law.statutory_month(facts.birth, facts.category, explain)?;
    let special = is_special(facts.category);
    if let Some(chosen) = facts.chosen {
        if special {
            return Err(Refusal::ChoiceOfSpecialWork { chosen });
        }
        let window = law.window(facts.birth, facts.category)?;
        if chosen < window.earliest || window.latest < chosen {
            return Err(Refusal::ChoiceOutside { chosen, earliest: window.earliest, latest: window.latest });
        }
    }
    let earliest = facts.chosen.unwrap_or(statutory);
    if facts.applied < earliest {
        return Err(Refusal::AppliedBefore { applied: facts.applied, retirement: earliest });
    }
    let retirement = if special { facts.applied } else { earliest };
    let account_start = match facts.account_start {
        Some(own) => own,
        None => law.account_start(retirement)?,
    };
    let minimum_of = if special { retirement } else { retirement.min(statutory) };
    Ok(Dates { statutory, retirement, minimum_of, account_start })
}

pub(crate) fn is_special(category: RetirementCategory) -> bool {
    matches!(category, RetirementCategory::SpecialMan55 | RetirementCategory::SpecialWoman45)
}

/// Refuses a year that cannot have been.
#[inline(always)]
pub(crate) fn check_year(year: &CareerYear) -> Result<(), Refusal> {
    let CareerYear { year, months, index_sum, credits } = *year;
    if !(0..=12).contains(&months) {
        return Err(Refusal::MonthsOfYear { year, months });
    }
    if !(0..=AverageIndex::MAX.ten_thousandths() * months).contains(&index_sum) {
        return Err(Refusal::IndexOfYear { year, index_sum, months });
    }
    if !(0..=CREDITS_MAX).contains(&credits.0) {
        return Err(Refusal::CreditsOfYear { year, credits });
    }
    Ok(())
}

/// The months of a claim held against the law.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Months {
    pub total: u32,
    pub before_account: u32,
    pub index: AverageIndex,
}

/// 社会保险法 第16条 and annex 4 of the delay: without the minimum contributions there is no monthly pension.
#[inline(always)]
pub(crate) fn months<L: DeterminationLaw>(law: &L, facts: &Facts, dates: &Dates, sums: &Sums) -> Result<Months, Refusal> {
    let retirement = dates.retirement;
    if sums.last_paid_year > retirement.year() {
        return Err(Refusal::ContributionAfterRetirement { year: sums.last_paid_year, retirement });
    }
    if facts.opening.year >= retirement.year() {
        return Err(Refusal::OpeningAfterRetirement { opening_year: facts.opening.year, retirement });
    }
    if !(0..=OPENING_MAX).contains(&facts.opening.balance.0) {
        return Err(Refusal::OpeningBalance { balance: facts.opening.balance });
    }
    let total = facts.deemed_months.saturating_add(sums.paid_months as u32);
    if total > ContributionYears::MONTHS_MAX {
        return Err(Refusal::TotalMonths { months: total });
    }
    if sums.paid_months == 0 {
        return Err(Refusal::NoPaidMonth);
    }
    let minimum = law.minimum_months(dates.minimum_of)?;
    if total < minimum {
        return Err(Refusal::TooFewMonths { months: total, minimum, retirement: dates.minimum_of });
    }
    let before_account = facts.deemed_months.saturating_add(paid_before_account(facts, dates, sums)?);
    if before_account > total {
        return Err(Refusal::MonthsBeforeAccount { before: before_account, total });
    }
    // The mean over the paid months, half up to four decimals; no year's sum is above 3 a month, so neither is the mean.
    let ten_thousandths = (2 * sums.index_sum + sums.paid_months) / (2 * sums.paid_months);
    let index = AverageIndex::from_ten_thousandths(ten_thousandths).unwrap_or(AverageIndex::MAX);
    Ok(Months { total, before_account, index })
}

#[inline(always)]
fn paid_before_account(facts: &Facts, dates: &Dates, sums: &Sums) -> Result<u32, Refusal> {
    if let Some(months) = facts.paid_months_before_account {
        return Ok(months);
    }
    if dates.account_start.month() != 1 && sums.paid_in_account_year > 0 {
        return Err(Refusal::AccountStartInsideYear { account_start: dates.account_start });
    }
    Ok(sums.paid_before_account_year as u32)
}

/// The account at retirement; `provisional` when a rate is still to be announced.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AccountAtRetirement {
    pub balance: i64,
    pub provisional: bool,
}

/// Base, payment months and the three parts.
#[inline(always)]
pub(crate) fn amounts<L: DeterminationLaw, E: Explain>(
    law: &L,
    facts: &Facts,
    dates: &Dates,
    months: &Months,
    account: AccountAtRetirement,
    explain: &mut E,
) -> Result<Determination, Refusal> {
    if account.balance >= ACCOUNT_MAX.0 {
        return Err(Refusal::AccountTooLarge { balance: Fen(account.balance) });
    }
    let base = law.base(dates.retirement, explain)?;
    let payment_months = law.payment_months(dates.retirement, dates.retirement.since(facts.birth), explain)?;
    let inputs = ComponentInputs {
        base: base.monthly,
        index: months.index,
        years: ContributionYears::of_months(months.total),
        years_before_account: ContributionYears::of_months(months.before_account),
        account_balance: Fen(account.balance),
        payment_months,
    };
    let components = law.components(dates.retirement, &inputs, explain)?;
    let start = first_pension_month(dates.retirement);
    Ok(Determination {
        statutory: dates.statutory,
        retirement: dates.retirement,
        start,
        total_months: months.total,
        months_before_account: months.before_account,
        index: months.index,
        base: base.monthly,
        base_year: base.year,
        provisional: base.provisional || account.provisional,
        account_balance: inputs.account_balance,
        payment_months,
        components,
        arrears_months: facts.applied.since(start).max(0) as u32,
    })
}

/// Determines the pension of one person with the law as known on `known_on`.
///
/// Every step is given to `explain`; with [`Silent`] nothing is built. Nothing is allocated unless the claim is refused.
pub fn determine<E: Explain>(law: &Law, known_on: Date, claim: &PensionClaim<'_>, explain: &mut E) -> Result<Determination, Refusal> {
    let law_on = LawOn { law, known_on };
    let facts = Facts {
        birth: claim.birth,
        category: claim.category,
        applied: claim.applied,
        chosen: claim.chosen,
        deemed_months: claim.deemed_months,
        account_start: claim.account_start,
        paid_months_before_account: claim.paid_months_before_account,
        opening: claim.opening,
    };
    let dates = dates(&law_on, &facts, explain)?;
    let sums = sums(claim.years, dates.account_start)?;
    let months = months(&law_on, &facts, &dates, &sums)?;
    explain.step(|| months_step(law, &facts, &dates, &sums, &months));
    let account = account(law, claim, dates.retirement, explain)?;
    amounts(&law_on, &facts, &dates, &months, account, explain)
}

fn sums(years: &[CareerYear], account_start: Month) -> Result<Sums, Refusal> {
    let mut sums = Sums::default();
    for record in years {
        check_year(record)?;
        sums.paid_months += record.months;
        sums.index_sum += record.index_sum;
        if record.year < account_start.year() {
            sums.paid_before_account_year += record.months;
        }
        if record.year == account_start.year() {
            sums.paid_in_account_year += record.months;
        }
        if record.months > 0 {
            sums.last_paid_year = record.year;
        }
    }
    Ok(sums)
}

fn account<E: Explain>(law: &Law, claim: &PensionClaim<'_>, retirement: Month, explain: &mut E) -> Result<AccountAtRetirement, Refusal> {
    let (balance, provisional) = account_at(law, claim.opening, claim.years, retirement, explain)?;
    Ok(AccountAtRetirement { balance: balance.0, provisional })
}

/// Closes every year from the opening balance to the month `at`. What was credited up to the opening is in it already. `true` beside the
/// balance when a rate is still to be announced.
pub fn account_at<E: Explain>(
    law: &Law,
    opening: AccountOpening,
    years: &[CareerYear],
    at: Month,
    explain: &mut E,
) -> Result<(Fen, bool), NotCovered> {
    let (mut balance, mut provisional) = (opening.balance.0, false);
    for year in opening.year + 1..=at.year() {
        let credits = years.iter().find(|record| record.year == year).map_or(0, |record| record.credits.0);
        // A year in which nothing stands in the account needs no rate.
        if balance == 0 && credits == 0 {
            continue;
        }
        let months = if year < at.year() { 12 } else { at.month() };
        let (closing, is_provisional) = close_year(law, year, months, balance, credits, explain)?;
        (balance, provisional) = (closing, provisional || is_provisional);
    }
    Ok((Fen(balance), provisional))
}

fn months_step(law: &Law, facts: &Facts, dates: &Dates, sums: &Sums, months: &Months) -> Step {
    let citation = law
        .rule::<crate::retirement::MinimumContribution>()
        .in_month(dates.minimum_of)
        .map_or_else(|_| Citation::new("社会保险法", "第16条"), |in_force| in_force.citation.clone());
    Step {
        name: Text::new("缴费年限与平均指数", "contribution months and average index"),
        formula: Text::new(
            "视同缴费月数加实际缴费月数；指数合计除以实际缴费月数，保留四位小数；年限按月数除以 12 保留两位小数",
            "deemed months plus paid months; sum of indices over paid months to four decimals; years are months over 12 to two decimals",
        ),
        inputs: vec![
            (Text::new("视同缴费（月）", "deemed months"), facts.deemed_months.to_string()),
            (Text::new("实际缴费（月）", "paid months"), sums.paid_months.to_string()),
            (Text::new("建账前（月）", "months before the account"), months.before_account.to_string()),
            (Text::new("合计（年）", "years in all"), ContributionYears::of_months(months.total).to_string()),
        ],
        result: format!("{} / {}", months.total, months.index),
        citation,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    retirement: Month,
    age_months: i32,
    #[serde(with = "crate::scalar::yuan")]
    base: Fen,
    index: String,
    total_months: u32,
    months_before_account: u32,
    #[serde(with = "crate::scalar::yuan")]
    account_balance: Fen,
}

#[derive(Serialize)]
struct ExampleOutput {
    payment_months: String,
    #[serde(with = "crate::scalar::yuan")]
    basic: Fen,
    #[serde(with = "crate::scalar::yuan")]
    account: Fen,
    #[serde(with = "crate::scalar::yuan")]
    transition: Fen,
    #[serde(with = "crate::scalar::yuan")]
    total: Fen,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let law_on = LawOn { law, known_on: input.retirement.last_day() };
        let payment_months = law_on.payment_months(input.retirement, input.age_months, &mut Silent).map_err(|error| error.to_string())?;
        let inputs = ComponentInputs {
            base: input.base,
            index: input.index.parse().map_err(|error: super::QuantityError| error.0.en)?,
            years: ContributionYears::of_months(input.total_months),
            years_before_account: ContributionYears::of_months(input.months_before_account),
            account_balance: input.account_balance,
            payment_months,
        };
        inputs.check().map_err(|text| text.en)?;
        let components = law_on.components(input.retirement, &inputs, &mut Silent).map_err(|error| error.to_string())?;
        Ok(ExampleOutput {
            payment_months: payment_months.to_string(),
            basic: components.basic,
            account: components.account,
            transition: components.transition,
            total: components.total(),
        })
    })
}
