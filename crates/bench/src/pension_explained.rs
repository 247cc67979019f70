//! The steps of rule A in words. Called from the same loops as the batch; with nobody asking they are not even built.

use rules::pension::{PaymentMonthsTable, PensionBase, PensionFormula, Transition};
use rules::retirement::{MinimumContribution, RetirementCategory, statutory_retirement};
use values::{Citation, Explain, Explanation, Fen, Month, Step, Text};

use crate::parameters::month_number;
use crate::pension_tables::PensionTables;
use crate::population::FIRST_YEAR;
use crate::results::Block;

fn month(index: i32) -> Month {
    // The population lives in four-digit years.
    Month::from_number(i64::from(month_number(index))).unwrap_or_else(|_| Month::of(values::Date::MIN))
}

fn input(zh: &str, en: &str, value: impl ToString) -> (Text, String) {
    (Text::new(zh, en), value.to_string())
}

/// The statutory month as the law itself explains it, and the month the claim goes by.
#[inline(always)]
pub fn dates<E: Explain>(tables: &PensionTables<'_>, birth: i32, category: usize, reference: i32, explain: &mut E) {
    explain.step(|| {
        let mut explanation = Explanation::default();
        let category = RetirementCategory::ALL[category];
        // What the table holds came from this function; here it also tells how.
        let found = statutory_retirement(tables.law, month(birth), category, &mut explanation);
        let citation = found.map_or_else(|_| Citation::new("benchmark", ""), |found| found.citation);
        explanation.steps.pop().map(|step| Step { result: month(reference).to_string(), ..step }).unwrap_or(Step {
            name: Text::new("退休年月", "retirement month"),
            formula: Text::default(),
            inputs: Vec::new(),
            result: month(reference).to_string(),
            citation,
        })
    });
}

pub fn account_year(tables: &PensionTables<'_>, position: usize, opening: i64, credits: i64, closing: i64) -> Step {
    let (rate, citation) = &tables.crediting_rates[position];
    let year = FIRST_YEAR + position as i32;
    Step {
        name: Text::new(format!("{year} 年个人账户"), format!("personal account of {year}")),
        formula: Text::new(
            "期初 + 记入 + 利息（记入部分计半年），四舍五入到分",
            "opening + credits + interest (half a year on credits), to the fen",
        ),
        inputs: vec![input("期初", "opening", Fen(opening)), input("记入", "credits", Fen(credits)), input("利率", "rate", rate)],
        result: Fen(closing).to_string(),
        citation: (*citation).clone(),
    }
}

/// Months, index, base, the parts and the total of one row.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "each is a figure of the row that the steps print")]
pub fn amounts<E: Explain>(
    tables: &PensionTables<'_>,
    block: &Block<'_>,
    at: usize,
    base: i64,
    payment_months: i64,
    paid: i32,
    deemed: i32,
    explain: &mut E,
) {
    explain.step(|| months(tables, block, at, paid, deemed));
    explain.step(|| base_of_year(tables, block, at, base));
    explain.step(|| basic(tables, block, at, base));
    explain.step(|| account(tables, block, at, payment_months));
    explain.step(|| transitional(tables, block, at, base, deemed));
    explain.step(|| total(tables, block, at));
}

fn months(tables: &PensionTables<'_>, block: &Block<'_>, at: usize, paid: i32, deemed: i32) -> Step {
    let statutory = block.statutory_month[at];
    let minimum = tables.minimum_months(statutory / 100);
    let cited = Month::from_number(i64::from(statutory)).ok().and_then(|month| {
        let in_force = tables.law.rule::<MinimumContribution>().in_month(month).ok()?;
        Some(in_force.citation.clone())
    });
    Step {
        name: Text::new("缴费月数与平均指数", "months and average index"),
        formula: Text::new("实缴加视同；指数合计除以实缴月数", "paid plus deemed; sum of indices over paid months"),
        inputs: vec![
            input("实缴（月）", "paid months", paid),
            input("视同（月）", "deemed months", deemed),
            input("最低（月）", "minimum", minimum),
            input("状态", "status", block.status[at]),
        ],
        result: format!("{} / {}", block.total_months[at], block.average_index_e4[at]),
        citation: cited.unwrap_or_else(|| Citation::new("benchmark", "")),
    }
}

fn base_of_year(tables: &PensionTables<'_>, block: &Block<'_>, at: usize, base: i64) -> Step {
    let start = Month::from_number(i64::from(block.start_month[at])).ok();
    let cited = start.and_then(|month| tables.law.rule::<PensionBase>().in_month(month).ok()).map(|in_force| in_force.citation.clone());
    Step {
        name: Text::new("计发基数", "pension base"),
        formula: Text::new("开始领取当年的基数", "the base of the year of the start"),
        inputs: vec![input("开始年月", "start", block.start_month[at])],
        result: Fen(base).to_string(),
        citation: cited.unwrap_or_else(|| Citation::new("benchmark", "")),
    }
}

fn formula_citation(tables: &PensionTables<'_>) -> Citation {
    let mut versions = tables.law.rule::<PensionFormula>().versions();
    versions.next().map_or_else(|| Citation::new("benchmark", ""), |version| version.citation.clone())
}

fn basic(tables: &PensionTables<'_>, block: &Block<'_>, at: usize, base: i64) -> Step {
    Step {
        name: Text::new("基础养老金", "basic pension"),
        formula: Text::new("基数 ×（1 + 指数）÷ 2 × 年限 × 1%", "base × (1 + index) ÷ 2 × years × 1%"),
        inputs: vec![
            input("基数", "base", Fen(base)),
            input("指数（万分之一）", "index in ten-thousandths", block.average_index_e4[at]),
            input("月数", "months", block.total_months[at]),
        ],
        result: Fen(block.basic_fen[at]).to_string(),
        citation: formula_citation(tables),
    }
}

fn account(tables: &PensionTables<'_>, block: &Block<'_>, at: usize, payment_months: i64) -> Step {
    let mut versions = tables.law.rule::<PaymentMonthsTable>().versions();
    Step {
        name: Text::new("个人账户养老金", "account pension"),
        formula: Text::new("储存额 ÷ 计发月数", "balance ÷ payment months"),
        inputs: vec![input("储存额", "balance", Fen(block.account_balance_fen[at])), input("计发月数", "payment months", payment_months)],
        result: Fen(block.account_fen[at]).to_string(),
        citation: versions.next().map_or_else(|| Citation::new("benchmark", ""), |version| version.citation.clone()),
    }
}

fn transitional(tables: &PensionTables<'_>, block: &Block<'_>, at: usize, base: i64, deemed: i32) -> Step {
    let mut versions = tables.law.rule::<Transition>().versions();
    Step {
        name: Text::new("过渡性养老金", "transitional pension"),
        formula: Text::new("基数 × 指数 × 视同年限 × 1.3%", "base × index × deemed years × 1.3%"),
        inputs: vec![input("基数", "base", Fen(base)), input("视同（月）", "deemed months", deemed)],
        result: Fen(block.transitional_fen[at]).to_string(),
        citation: versions.next().map_or_else(|| Citation::new("benchmark", ""), |version| version.citation.clone()),
    }
}

fn total(tables: &PensionTables<'_>, block: &Block<'_>, at: usize) -> Step {
    Step {
        name: Text::new("月养老金", "monthly pension"),
        formula: Text::new(
            "三项精确值之和四舍五入到分；补发 = 月数 × 月养老金",
            "the exact sum of the parts, to the fen; arrears = months × pension",
        ),
        inputs: vec![
            input("基础", "basic", Fen(block.basic_fen[at])),
            input("账户", "account", Fen(block.account_fen[at])),
            input("过渡", "transitional", Fen(block.transitional_fen[at])),
            input("补发（月）", "arrears months", block.arrears_months[at]),
            input("补发", "arrears", Fen(block.arrears_fen[at])),
        ],
        result: Fen(block.total_fen[at]).to_string(),
        citation: formula_citation(tables),
    }
}
