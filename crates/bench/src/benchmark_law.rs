//! The benchmark parameters as law: rule files of a region of their own, read by the same loader as the real ones.

use std::collections::BTreeMap;
use std::fmt::Write;

use rules::{Law, LawErrors, LawSource};

use crate::parameters::Parameters;

/// No province has this number.
const REGION: &str = "cn-99";
const CITATION: &str = r#"cite = { document = "benchmark", article = "", basis = "practice", note = "Values of plausible shape, not law.", note_zh = "形态合理的数值，不是法规。" }"#;

/// The law of the benchmark.
pub fn benchmark_law(parameters: &Parameters) -> Result<Law, LawErrors> {
    let mut source = LawSource::embedded();
    for (rule, unit, blocks) in rule_files(parameters) {
        let text = format!("rule = \"{rule}\"\ntitle = {{ zh = \"基准测试\", en = \"benchmark\" }}\nunit = \"{unit}\"\n{blocks}");
        source = source.with_file(&format!("regions/{REGION}/{rule}.toml"), text);
    }
    Law::load(&source, REGION)
}

fn rule_files(parameters: &Parameters) -> Vec<(&'static str, &'static str, String)> {
    let whole_ages: Vec<String> = parameters.payout_months.values().map(i64::to_string).collect();
    let accrual = decimal(parameters.accrual_per_year_e4 * 100);
    let coefficient = decimal(parameters.transition_coefficient_e4 * 100);
    let cutoff = parameters.transition_cutoff_month;
    let account_start = format!("{:04}-{:02}", cutoff / 100, cutoff % 100);
    vec![
        ("retirement/statutory_age", "years of age; delay in months", statutory_ages(parameters)),
        ("retirement/minimum_contribution", "months", yearly(&parameters.minimum_months, |months| format!("{{ months = {months} }}"))),
        (
            "pension/formula",
            "share of the pension base for each contribution year",
            from_the_start(&format!("{{ accrual_per_year = \"{accrual}\" }}")),
        ),
        (
            "pension/transition",
            "share of the indexed wage for each year before the account",
            from_the_start(&format!("{{ coefficient = \"{coefficient}\", account_start = \"{account_start}\" }}")),
        ),
        (
            "pension/payment_months",
            "months by age, 40 to 70",
            from_the_start(&format!("{{ whole_ages = [{}], between = \"completed_years\" }}", whole_ages.join(", "))),
        ),
        ("pension/base", "yuan a month", yearly(&parameters.calculation_base_fen, |fen| format!("{{ monthly = \"{}\" }}", yuan(*fen)))),
        (
            "pension/crediting_rate",
            "share of the balance a year",
            yearly(&parameters.crediting_rate_bp, |rate| format!("{{ rate = \"{}\" }}", decimal(rate * 100))),
        ),
        ("contribution/base_limits", "yuan a month", base_limits(parameters)),
        ("contribution/rates", "share of the contribution base", rates(parameters)),
        ("contribution/injury_rates", "share of the contribution base by risk class 1 to 8; factors in permille", injury_rates(parameters)),
    ]
}

fn block(from: &str, value: &str) -> String {
    format!("[[in_force]]\nfrom = {from}\nvalue = {value}\n{CITATION}\n")
}

fn from_the_start(value: &str) -> String {
    block("1900-01-01", value)
}

fn yearly<T>(table: &BTreeMap<i32, T>, value: impl Fn(&T) -> String) -> String {
    table.iter().map(|(year, entry)| block(&format!("{year:04}-01-01"), &value(entry))).collect()
}

/// Categories stand in the order of the format: men, women of 55, women of 50, men and women in special work types.
fn statutory_ages(parameters: &Parameters) -> String {
    const NAMES: [&str; 5] = ["man_60", "woman_55", "woman_50", "special_man_55", "special_woman_45"];
    let mut value = String::new();
    for (name, category) in NAMES.iter().zip(&parameters.categories) {
        let age_years = category.base_age_months / 12;
        let delay = match category.delay_birth_from {
            0 => String::new(),
            // The month counted as 1 is the one in which the first delayed birth month reaches the original age.
            from => format!(
                ", delay = {{ first_month = \"{:04}-{:02}\", months_per_month_of_delay = {}, months_max = {} }}",
                from / 100 + age_years,
                from % 100,
                category.births_per_step,
                category.delay_cap
            ),
        };
        let separator = if value.is_empty() { "" } else { ", " };
        // Writing to a string does not fail.
        let _ = write!(value, "{separator}{name} = {{ age_years = {age_years}{delay} }}");
    }
    from_the_start(&format!("{{ {value} }}"))
}

fn base_limits(parameters: &Parameters) -> String {
    let ceilings = &parameters.wage_ceiling_fen;
    let pairs = parameters.wage_floor_fen.iter().filter_map(|(year, floor)| Some((year, floor, ceilings.get(year)?)));
    pairs
        .map(|(year, floor, ceiling)| {
            block(&format!("{year:04}-01-01"), &format!("{{ floor = \"{}\", ceiling = \"{}\" }}", yuan(*floor), yuan(*ceiling)))
        })
        .collect()
}

fn rates(parameters: &Parameters) -> String {
    let tables = [
        ("pension_employer", &parameters.pension_employer_ppm),
        ("pension_employee", &parameters.pension_employee_ppm),
        ("unemployment_employer", &parameters.unemployment_employer_ppm),
        ("unemployment_employee", &parameters.unemployment_employee_ppm),
    ];
    let mut months: Vec<i32> = tables.iter().flat_map(|(_, table)| table.keys().copied()).collect();
    months.sort_unstable();
    months.dedup();
    months
        .iter()
        .map(|month| {
            let parts: Vec<String> = tables
                .iter()
                .filter_map(|(name, table)| Some(format!("{name} = \"{}\"", decimal(crate::parameters::dated(table, *month)?))))
                .collect();
            block(&first_day(*month), &format!("{{ {} }}", parts.join(", ")))
        })
        .collect()
}

fn injury_rates(parameters: &Parameters) -> String {
    let mut factors: Vec<String> = parameters.injury_factor_permille.values().map(i64::to_string).collect();
    factors.sort_unstable();
    factors.dedup();
    let factors = factors.join(", ");
    let blocks = parameters.injury_class_ppm.iter().map(|(month, classes)| {
        let base_rates: Vec<String> = classes.iter().map(|ppm| format!("\"{}\"", decimal(*ppm))).collect();
        let value = format!(
            "{{ base_rates = [{}], floating_factors_class_1 = [{factors}], floating_factors_class_2_to_8 = [{factors}] }}",
            base_rates.join(", ")
        );
        block(&first_day(*month), &value)
    });
    blocks.collect()
}

fn first_day(month: i32) -> String {
    format!("{:04}-{:02}-01", month / 100, month % 100)
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// Millionths as the quoted decimal of the rule files.
fn decimal(millionths: i64) -> String {
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}
