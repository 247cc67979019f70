//! The benchmark rules to the fen, and the columns of the real law against the explained single path.

#![expect(clippy::unwrap_used, reason = "a wrong fixture should stop the test where it stands")]

use bench::assessment::{Assessments, assess, assess_plainly};
use bench::benchmark_law::benchmark_law;
use bench::parameters::Parameters;
use bench::pension_tables::PensionTables;
use bench::results::Results;
use bench::{panel, pension, plain, population, shandong};
use rules::pension::{DeterminationColumns, DeterminationPlan, determine};
use rules::{Law, LawSource};
use values::{Date, Explanation};

const PEOPLE: usize = 10_000;

fn parameters() -> Parameters {
    Parameters::read().unwrap()
}

#[test]
fn rule_a_equals_the_expected_results_to_the_fen() {
    let parameters = parameters();
    let law = benchmark_law(&parameters).unwrap();
    let tables = PensionTables::new(&law, (parameters.index_floor_e4, parameters.index_ceiling_e4)).unwrap();
    let people = population::generate(&parameters, 0, PEOPLE);
    let (mut one, mut two, mut by_hand) = (Results::new(PEOPLE), Results::new(PEOPLE), Results::new(PEOPLE));
    pension::determine(&tables, &people, &mut one, 1);
    pension::determine(&tables, &people, &mut two, 2);
    plain::determine(&plain::Flat::new(&parameters), &people, &mut by_hand, 2);
    let mut lines = include_str!("../../../bench/expected/a_10k.csv").lines();
    assert_eq!(lines.next(), Some(format!("person_id,{}", Results::names().join(",")).as_str()));
    let mut compared = 0;
    for (at, line) in lines.enumerate() {
        let expected: Vec<i64> = line.split(',').skip(1).map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(one.row(at), expected, "person {at}");
        compared += 1;
    }
    assert_eq!(compared, PEOPLE);
    assert_eq!(one, two);
    assert_eq!(one, by_hand);
    assert_eq!(one.checksum(), by_hand.checksum());
}

#[test]
fn rule_a_explained_agrees_with_the_columns() {
    let parameters = parameters();
    let law = benchmark_law(&parameters).unwrap();
    let tables = PensionTables::new(&law, (parameters.index_floor_e4, parameters.index_ceiling_e4)).unwrap();
    let people = population::generate(&parameters, 0, PEOPLE);
    let mut results = Results::new(PEOPLE);
    pension::determine(&tables, &people, &mut results, 2);
    for row in 0..PEOPLE {
        let mut explanation = Explanation::default();
        let single = pension::determine_one(&tables, &people, row, &mut explanation);
        assert_eq!(single.row(0), results.row(row), "person {row}");
        let total = explanation.steps.last().map(|step| step.result.clone());
        assert_eq!(total, Some(values::Fen(results.total_fen[row]).to_string()), "person {row}");
        assert_eq!(explanation.steps.len(), 1 + population::YEARS + 6);
    }
}

#[test]
fn any_run_of_the_population_is_the_same_people() {
    let parameters = parameters();
    let all = population::generate(&parameters, 0, 100);
    let some = population::generate(&parameters, 40, 7);
    assert_eq!(some.birth_month, all.birth_month[40..47]);
    for position in 0..population::YEARS {
        assert_eq!(some.year(&some.account_credit_fen, position), &all.year(&all.account_credit_fen, position)[40..47]);
    }
}

#[test]
fn rule_b_equals_the_expected_results_to_the_fen() {
    let parameters = parameters();
    let law = benchmark_law(&parameters).unwrap();
    let panel = panel::generate(&parameters, 125);
    let (mut engine, mut by_hand) = (Assessments::new(&panel), Assessments::new(&panel));
    assess(&law, &parameters, &panel, &mut engine, 2).unwrap();
    assess_plainly(&parameters, &panel, &mut by_hand, 2);
    let rows = include_str!("../../../bench/expected/b_panel_10k_rows.csv").lines().skip(1);
    for (at, line) in rows.enumerate() {
        let expected: Vec<i64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(expected[2], panel.employer[at % panel.employees] as i64);
        assert_eq!(engine.rows[at].map(i64::from), expected[3..], "row {at}");
    }
    let employer_months = include_str!("../../../bench/expected/b_panel_10k_employer_months.csv").lines().skip(1);
    let mut compared = 0;
    for (at, line) in employer_months.enumerate() {
        let expected: Vec<i64> = line.split(',').skip(2).map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(engine.employer_months[at], expected[..], "employer month {at}");
        compared += 1;
    }
    assert_eq!(compared, engine.employer_months.len());
    assert_eq!(engine, by_hand);
}

/// The generated people under the real law, some of them spoilt, so that every kind of refusal is met on both paths.
#[test]
fn the_columns_of_the_real_law_agree_with_the_explained_single_path() {
    let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
    let known_on: Date = "2026-11-23".parse().unwrap();
    let mut people = population::generate(&parameters(), 0, PEOPLE);
    for row in (0..PEOPLE).step_by(97) {
        let year = row % population::YEARS;
        let place = year * PEOPLE + row;
        match row % 5 {
            0 => people.months_paid[place] = 13,
            1 => people.account_credit_fen[place] = -1,
            2 => people.index_sum_e4[place] = -1,
            3 => people.deemed_months[row] = 1100,
            _ => people.months_paid[31 * PEOPLE + row] = 12,
        }
    }
    let mut opening = shandong::opening_balances(&people);
    opening.iter_mut().step_by(1009).for_each(|balance| *balance = -5);
    let columns = shandong::columns(&people, &opening);
    let plan = DeterminationPlan::new(&law, known_on);
    let mut results = DeterminationColumns::default();
    let (mut granted, mut words) = (0, std::collections::BTreeMap::<&str, usize>::new());
    for first in (0..PEOPLE).step_by(rules::pension::ROWS_PER_BLOCK) {
        let rows = first..PEOPLE.min(first + rules::pension::ROWS_PER_BLOCK);
        plan.determine_block(&columns, rows.clone(), &mut results);
        let mut refusals = results.refusals.iter().peekable();
        for (at, row) in rows.enumerate() {
            let career = shandong::career(&people, row);
            let claim = shandong::claim(&people, &opening, row, &career).unwrap();
            let mut explanation = Explanation::default();
            match determine(&law, known_on, &claim, &mut explanation) {
                Ok(single) => {
                    granted += 1;
                    assert!(results.granted[at], "person {row}");
                    let column = (
                        results.statutory_month[at],
                        results.start_month[at],
                        results.total_months[at],
                        results.average_index_e4[at],
                        results.account_balance_fen[at],
                        results.basic_fen[at],
                        results.account_fen[at],
                        results.transitional_fen[at],
                        results.total_fen[at],
                        results.arrears_fen[at],
                        results.provisional[at],
                    );
                    let one = (
                        single.statutory.number() as i32,
                        single.start.number() as i32,
                        single.total_months as i32,
                        single.index.ten_thousandths() as i32,
                        single.account_balance.0,
                        single.components.basic.0,
                        single.components.account.0,
                        single.components.transition.0,
                        single.components.total().0,
                        single.arrears().0,
                        single.provisional,
                    );
                    assert_eq!(column, one, "person {row}");
                    assert_eq!(explanation.steps.last().unwrap().result, single.components.total().to_string());
                }
                Err(refusal) => {
                    let (place, found) = refusals.next().unwrap();
                    assert_eq!((*place, found), (at, &refusal), "person {row}");
                    assert!(!results.granted[at] && results.total_fen[at] == 0, "person {row}");
                    *words.entry(refusal.word()).or_default() += 1;
                }
            }
        }
        assert!(refusals.next().is_none());
    }
    assert!(granted > 4000, "{granted} granted, {words:?}");
    for word in ["applied_before", "months_of_year", "index_of_year", "credits_of_year", "too_few_months", "not_covered", "opening_balance"]
    {
        assert!(words.contains_key(word), "{word} is missing from {words:?}");
    }
}
