//! Statutory retirement over every birth month against the closed form, which is another way of writing the rule.

#![expect(clippy::unwrap_used, reason = "a wrong fixture should stop the test where it stands")]

use rules::retirement::{RetirementCategory, first_pension_month, minimum_contribution_months, retirement_window, statutory_retirement};
use rules::{Law, LawSource};
use values::{Month, Silent};

struct ClosedForm {
    category: RetirementCategory,
    original_years: i32,
    first_birth: &'static str,
    step: i32,
    most: i32,
}

/// First birth months and last delays as the annexes of the delay print them.
const CLOSED_FORMS: [ClosedForm; 5] = [
    ClosedForm { category: RetirementCategory::Man60, original_years: 60, first_birth: "1965-01", step: 4, most: 36 },
    ClosedForm { category: RetirementCategory::Woman55, original_years: 55, first_birth: "1970-01", step: 4, most: 36 },
    ClosedForm { category: RetirementCategory::Woman50, original_years: 50, first_birth: "1975-01", step: 2, most: 60 },
    ClosedForm { category: RetirementCategory::SpecialMan55, original_years: 55, first_birth: "1970-01", step: 4, most: 36 },
    ClosedForm { category: RetirementCategory::SpecialWoman45, original_years: 45, first_birth: "1980-01", step: 2, most: 60 },
];

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

#[test]
fn every_birth_month_follows_the_closed_form() {
    let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
    for ClosedForm { category, original_years, first_birth, step, most } in CLOSED_FORMS {
        for birth in month("1935-01").through(month("2025-12")) {
            let since_first = birth.since(month(first_birth));
            let delay = if since_first < 0 { 0 } else { (since_first / step + 1).min(most) };
            let found = statutory_retirement(&law, birth, category, &mut Silent).unwrap();
            assert_eq!(found.month, birth.plus(original_years * 12 + delay), "{category:?} {birth}");
            assert_eq!(first_pension_month(found.month), found.month.next());
            if found.month < month("2025-01") {
                continue;
            }
            let window = retirement_window(&law, &found).unwrap();
            let earliest = found.month.plus(-36).max(birth.plus(original_years * 12));
            assert_eq!((window.earliest, window.latest), (earliest, found.month.plus(36)), "{category:?} {birth}");
        }
    }
}

#[test]
fn the_minimum_rises_half_a_year_every_year_from_2030_to_2039() {
    let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
    for year in 1998..=2060 {
        let expected = 180 + 6 * (year - 2029).clamp(0, 10);
        for month in [Month::new(year, 1).unwrap(), Month::new(year, 12).unwrap()] {
            assert_eq!(minimum_contribution_months(&law, month), Ok(expected as u32), "{month}");
        }
    }
    assert!(minimum_contribution_months(&law, month("1990-01")).is_err());
}
