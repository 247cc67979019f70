//! Pensions against tables and assessment sheets, and one person's determination from the record to the arrears.

#![expect(clippy::unwrap_used, reason = "a wrong fixture should stop the test where it stands")]

use rules::pension::{
    AccountOpening, AverageIndex, CareerYear, ComponentInputs, ComponentRules, ContributionYears, IndexYear, PaymentMonths, PensionClaim,
    Refusal, average_index, determine, payment_months, recalculate,
};
use rules::retirement::RetirementCategory;
use rules::{Law, LawSource};
use values::{Citation, Date, Explanation, Fen, Month, Silent};

fn weihai() -> Law {
    Law::load(&LawSource::embedded(), "cn-3710").unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(',').collect())
}

#[test]
fn payment_months_follow_the_table_for_every_age() {
    let law = weihai();
    let mut compared = 0;
    for row in rows(include_str!("vectors/payment_months.csv")) {
        let age_months = row[0].parse::<i32>().unwrap() * 12 + row[1].parse::<i32>().unwrap();
        let expected: PaymentMonths = row[2].parse().unwrap();
        assert_eq!(payment_months(&law, month("2025-09"), age_months, &mut Silent), Ok(expected), "{row:?}");
        // Before the gradual delay the completed years counted.
        if row[1] == "0" {
            assert_eq!(payment_months(&law, month("2019-09"), age_months, &mut Silent), Ok(expected), "{row:?}");
            if age_months < 70 * 12 {
                assert_eq!(payment_months(&law, month("2024-12"), age_months + 11, &mut Silent), Ok(expected), "{row:?}");
            }
        }
        compared += 1;
    }
    assert_eq!(compared, 361);
    // The press prints 133.75 for 60 years 9 months; agencies print one decimal.
    assert_eq!(payment_months(&law, month("2025-09"), 60 * 12 + 9, &mut Silent).unwrap().to_string(), "133.8");
    for age_months in [40 * 12 - 1, 70 * 12 + 1] {
        assert!(payment_months(&law, month("2025-09"), age_months, &mut Silent).is_err());
    }
}

/// A decimal of any length, rounded half up to so many ten-thousandths.
fn rounded(text: &str, step: i128) -> i64 {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let scale = 10_i128.pow(decimals.len() as u32);
    let value = (whole.parse::<i128>().unwrap() * scale + decimals.parse::<i128>().unwrap()) * 10_000;
    ((2 * value + step * scale) / (2 * step * scale) * step) as i64
}

#[test]
fn the_national_parts_explain_the_sheets_of_other_provinces() {
    let law = weihai();
    let rules = ComponentRules::for_month(&law, month("2025-01")).unwrap();
    let (mut compared, mut basic_to_the_fen, mut account_to_the_fen) = (0, 0, 0);
    for row in rows(include_str!("vectors/pension_national_parts.csv")) {
        // Two sheets print an index of six and eight decimals, which this system does not keep.
        let Ok(index) = row[2].parse::<AverageIndex>() else { continue };
        let step = if row[8] == "years_2dec" { 100 } else { 1 };
        let inputs = ComponentInputs {
            base: row[1].parse().unwrap(),
            index,
            years: ContributionYears::from_ten_thousandths(rounded(row[3], step)).unwrap(),
            years_before_account: ContributionYears::of_months(0),
            account_balance: row[4].parse().unwrap(),
            payment_months: row[5].parse().unwrap(),
        };
        let (basic, account): (Fen, Fen) = (row[6].parse().unwrap(), row[7].parse().unwrap());
        let found = rules.components(&inputs, &mut Silent);
        // Sheets of other provinces round elsewhere, some to ten fen.
        assert!((found.basic - basic).0.abs() <= 9, "{row:?} {:?}", found.basic);
        assert!((found.account - account).0.abs() <= 5, "{row:?} {:?}", found.account);
        compared += 1;
        basic_to_the_fen += usize::from(found.basic == basic);
        account_to_the_fen += usize::from(found.account == account);
    }
    assert!(compared >= 85, "{compared}");
    assert!(10 * basic_to_the_fen >= 9 * compared, "{basic_to_the_fen} of {compared}");
    assert!(10 * account_to_the_fen >= 9 * compared, "{account_to_the_fen} of {compared}");
}

#[test]
fn the_average_index_of_the_binzhou_record() {
    let years: Vec<IndexYear> = rows(include_str!("vectors/average_index_binzhou.csv"))
        .map(|row| {
            let fen = |text: &str| Fen(rounded(text, 100) / 100);
            IndexYear { year: row[0].parse().unwrap(), months: row[3].parse().unwrap(), own_base: fen(row[1]), reference_wage: fen(row[2]) }
        })
        .collect();
    let mut explanation = Explanation::default();
    let index = average_index(&years, &Citation::new("鲁政发〔2006〕92号", ""), &mut explanation).unwrap();
    // The sheet prints 0.6270; its own yearly figures give 0.6269.
    assert_eq!(index.to_string(), "0.6269");
    assert_eq!(explanation.steps.len(), years.len() + 1);
    for (row, step) in rows(include_str!("vectors/average_index_binzhou.csv")).zip(&explanation.steps) {
        assert_eq!(step.result.parse::<AverageIndex>(), row[4].parse(), "{row:?}");
    }
}

/// Contributions at index 1 and 500.00 a month into the account, in every full year from `first` to the year before `retirement`, and
/// in the months of that year.
fn career(first: i32, retirement: Month) -> Vec<CareerYear> {
    (first..=retirement.year())
        .map(|year| {
            let months = if year < retirement.year() { 12 } else { i64::from(retirement.month()) };
            CareerYear { year, months, index_sum: 10_000 * months, credits: Fen(50_000 * months) }
        })
        .collect()
}

fn claim<'a>(birth: &str, category: RetirementCategory, applied: &str, years: &'a [CareerYear]) -> PensionClaim<'a> {
    PensionClaim {
        birth: month(birth),
        category,
        applied: month(applied),
        chosen: None,
        deemed_months: 24,
        account_start: None,
        paid_months_before_account: None,
        opening: AccountOpening { year: 2015, balance: Fen(5_000_000) },
        years,
    }
}

#[test]
fn who_files_late_is_paid_from_the_month_after_the_age() {
    let law = weihai();
    let years = career(1994, month("2020-03"));
    let determined =
        determine(&law, day("2020-06-20"), &claim("1960-03", RetirementCategory::Man60, "2020-06", &years), &mut Silent).unwrap();
    assert_eq!((determined.retirement, determined.start), (month("2020-03"), month("2020-04")));
    assert_eq!(determined.arrears_months, 2);
    assert_eq!(determined.arrears(), Fen(2 * determined.components.total().0));
    assert_eq!(determined.months_before_account, 24 + 24);
    // The base of 2020 was not out in June 2020.
    assert!(determined.provisional && determined.base_year == 2019);

    let special_years = career(1994, month("2020-06"));
    let special =
        determine(&law, day("2020-06-20"), &claim("1964-12", RetirementCategory::SpecialMan55, "2020-06", &special_years), &mut Silent)
            .unwrap();
    assert_eq!((special.statutory, special.start, special.arrears_months), (month("2019-12"), month("2020-07"), 0));
}

#[test]
fn the_provisional_pension_is_determined_again_month_by_month() {
    let law = weihai();
    let years = career(1994, month("2025-07"));
    let claim = claim("1965-05", RetirementCategory::Man60, "2025-07", &years);
    let provisional = determine(&law, day("2025-08-01"), &claim, &mut Silent).unwrap();
    assert!(provisional.provisional);
    assert_eq!((provisional.base, provisional.payment_months.to_string()), (Fen(767_800), "137.8".to_owned()));
    let early = recalculate(&law, day("2025-09-30"), &claim, &provisional, month("2025-09"), &mut Silent);
    assert_eq!(early.unwrap_err(), Refusal::BaseNotPublished { year: 2025, known_on: day("2025-09-30") });
    let mut explanation = Explanation::default();
    let again = recalculate(&law, day("2025-11-01"), &claim, &provisional, month("2025-11"), &mut explanation).unwrap();
    let months: Vec<String> = again.months.iter().map(|entry| entry.month.to_string()).collect();
    assert_eq!(months, ["2025-08", "2025-09", "2025-10", "2025-11"]);
    assert_eq!(again.determination.base, Fen(783_100));
    let difference = again.determination.components.total() - provisional.components.total();
    assert!(difference.is_positive());
    assert_eq!(again.arrears(), Fen(4 * difference.0));
    assert_eq!(explanation.steps.last().unwrap().result, again.arrears().to_string());
}

#[test]
fn every_step_is_explained_and_says_what_it_found() {
    let law = weihai();
    let years = career(1994, month("2025-07"));
    let claim = claim("1965-05", RetirementCategory::Man60, "2025-07", &years);
    let mut explanation = Explanation::default();
    let explained = determine(&law, day("2025-12-01"), &claim, &mut explanation).unwrap();
    assert_eq!(determine(&law, day("2025-12-01"), &claim, &mut Silent), Ok(explained));
    let results: Vec<&str> = explanation.steps.iter().map(|step| step.result.as_str()).collect();
    let components = explained.components;
    for found in [
        explained.statutory.to_string(),
        explained.account_balance.to_string(),
        explained.base.to_string(),
        explained.payment_months.to_string(),
        components.indexed_wage.to_string(),
        components.basic.to_string(),
        components.account.to_string(),
        components.transition.to_string(),
        components.total().to_string(),
    ] {
        assert!(results.contains(&found.as_str()), "{found} in {results:?}");
    }
    assert!(
        explanation.steps.iter().all(|step| !step.citation.document.is_empty() && !step.name.zh.is_empty() && !step.name.en.is_empty())
    );
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let law = weihai();
    let years = career(1994, month("2024-03"));
    let refused = |change: &dyn Fn(&mut PensionClaim<'_>, &mut Vec<CareerYear>)| {
        let mut changed = years.clone();
        let mut claim = claim("1964-03", RetirementCategory::Man60, "2024-03", &[]);
        change(&mut claim, &mut changed);
        determine(&law, day("2025-01-15"), &PensionClaim { years: &changed, ..claim }, &mut Silent).map_err(|refusal| refusal.word())
    };
    assert!(refused(&|_, _| ()).is_ok());
    for (expected, change) in [
        ("applied_before", (|claim, _| claim.applied = month("2024-02")) as fn(&mut PensionClaim<'_>, &mut Vec<CareerYear>)),
        ("not_covered", |claim, _| claim.birth = month("1910-01")),
        ("not_covered", |claim, _| claim.chosen = Some(month("2024-03"))),
        ("months_of_year", |_, years| years[3].months = 13),
        ("months_of_year", |_, years| years[3].months = -1),
        ("index_of_year", |_, years| years[3].index_sum = 360_001),
        ("index_of_year", |_, years| years[3].months = 0),
        ("credits_of_year", |_, years| years[3].credits = Fen(-1)),
        ("contribution_after_retirement", |_, years| years.push(CareerYear { year: 2025, months: 1, index_sum: 1, credits: Fen(0) })),
        ("opening_after_retirement", |claim, _| claim.opening.year = 2024),
        ("opening_balance", |claim, _| claim.opening.balance = Fen(-1)),
        ("total_months", |claim, _| claim.deemed_months = 1000),
        ("no_paid_month", |_, years| years.clear()),
        ("too_few_months", |_, years| drop(years.drain(..20))),
        ("account_start_inside_year", |claim, _| claim.account_start = Some(month("1998-11"))),
        ("months_before_account", |claim, _| claim.paid_months_before_account = Some(900)),
        ("not_covered", |claim, _| claim.opening.year = 2014),
        ("age", |claim, _| (claim.birth, claim.category) = (month("1952-03"), RetirementCategory::SpecialMan55)),
        ("choice_of_special_work", |claim, _| {
            (claim.category, claim.chosen) = (RetirementCategory::SpecialMan55, Some(month("2024-03")));
        }),
    ] {
        let found = refused(&change);
        assert_eq!(found.map(|_| ()), Err(expected));
    }
}

#[test]
fn the_choice_moves_the_retirement_and_the_minimum_with_it() {
    let law = weihai();
    let years = career(1994, month("2025-02"));
    let mut early = claim("1965-02", RetirementCategory::Man60, "2025-03", &years);
    // Statutory 2025-03; the original age is reached in 2025-02, and nobody may go before.
    early.chosen = Some(month("2025-02"));
    let determined = determine(&law, day("2025-12-01"), &early, &mut Silent).unwrap();
    assert_eq!((determined.statutory, determined.retirement, determined.start), (month("2025-03"), month("2025-02"), month("2025-03")));
    assert_eq!(determined.payment_months.to_string(), "139");
    early.chosen = Some(month("2025-01"));
    let refusal = determine(&law, day("2025-12-01"), &early, &mut Silent).unwrap_err();
    assert_eq!(refusal.word(), "choice_outside");
    assert!(refusal.text().zh.contains("2025-02 至 2028-03"), "{}", refusal.text().zh);
}
