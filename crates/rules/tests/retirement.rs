//! Statutory retirement months against vectors of other implementations and over every birth month.

#![expect(clippy::unwrap_used, reason = "a wrong fixture should stop the test where it stands")]

use rules::retirement::{RetirementCategory, minimum_contribution_months, retirement_window, statutory_retirement};
use rules::{Law, LawSource};
use values::{Explanation, Month, Silent};

fn weihai() -> Law {
    Law::load(&LawSource::embedded(), "cn-3710").unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

#[test]
fn vectors_of_others_agree() {
    let law = weihai();
    let mut compared = 0;
    for row in include_str!("vectors/retirement.csv").lines().filter(|line| !line.starts_with('#')) {
        let [category, birth, retirement, delay, minimum] = row.split(',').collect::<Vec<_>>()[..] else { panic!("{row}") };
        let found = statutory_retirement(&law, month(birth), RetirementCategory::of(category).unwrap(), &mut Silent).unwrap();
        assert_eq!((found.month, found.delay_months), (month(retirement), delay.parse().unwrap()), "{row}");
        // The minimum is a rule of the law of 2011; earlier retirements are not asked.
        if !minimum.is_empty() && found.month >= month("2011-08") {
            assert_eq!(minimum_contribution_months(&law, found.month), Ok(minimum.parse().unwrap()), "{row}");
        }
        compared += 1;
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn over_all_birth_months_nobody_younger_retires_earlier() {
    let law = weihai();
    for category in RetirementCategory::ALL {
        let all: Vec<_> = month("1935-01")
            .through(month("2005-12"))
            .map(|birth| (birth, statutory_retirement(&law, birth, category, &mut Silent).unwrap()))
            .collect();
        for pair in all.windows(2) {
            let ((_, earlier), (birth, later)) = (&pair[0], &pair[1]);
            let (step, more) = (later.month.since(earlier.month), later.delay_months - earlier.delay_months);
            assert!((1..=2).contains(&step) && (0..=1).contains(&more), "{category:?} {birth}");
        }
        for (birth, found) in &all {
            assert_eq!(found.month.since(*birth), found.age_months, "{category:?} {birth}");
            assert_eq!(found.delay_months == 0, found.original_month < month("2025-01"), "{category:?} {birth}");
        }
    }
}

#[test]
fn the_choice_never_reaches_below_the_original_age() {
    let law = weihai();
    let window = |birth: &str, category| {
        let found = statutory_retirement(&law, month(birth), category, &mut Silent).unwrap();
        retirement_window(&law, &found).map(|window| format!("{} {}", window.earliest, window.latest))
    };
    assert_eq!(window("1965-05", RetirementCategory::Man60), Ok("2025-05 2028-07".to_owned()));
    assert_eq!(window("1984-11", RetirementCategory::Woman50), Ok("2036-11 2042-11".to_owned()));
    assert!(window("1964-05", RetirementCategory::Man60).is_err());
}

#[test]
fn the_explanation_ends_with_the_month() {
    let mut explanation = Explanation::default();
    let found = statutory_retirement(&weihai(), month("1965-05"), RetirementCategory::Man60, &mut explanation).unwrap();
    assert_eq!(explanation.steps.last().map(|step| step.result.clone()), Some(found.month.to_string()));
}
