//! The three parts of an enterprise employee's monthly pension: functions of whole numbers, the same for one person and for columns.

use values::{Citation, Explain, Fen, Month, Step, Text};

use super::quantities::{AverageIndex, ContributionYears, PaymentMonths};
use crate::exact::HalfUp;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::scalar::{MILLION, Share};

/// Wages, bases and accounts above these are mistakes; below them no product leaves 62 bits.
pub const BASE_MAX: Fen = Fen(10_000_000);
pub const ACCOUNT_MAX: Fen = Fen(100_000_000_000);
/// One year of contributions never earns more than this share of the base.
pub const SHARE_PER_YEAR_MAX_MILLIONTHS: i64 = 50_000;

/// 指数化月平均缴费工资: the base times the average index, rounded half up to the fen (practice: printed so on every sheet read).
#[inline(always)]
pub fn indexed_wage(base: Fen, index: AverageIndex) -> Fen {
    const TEN_THOUSANDTHS: HalfUp = HalfUp::by(10_000);
    Fen(TEN_THOUSANDTHS.of(base.0 * index.ten_thousandths()))
}

/// 国发〔2005〕38号 六: the basic pension is the mean of the base and the indexed wage, one percent of it for each year of contributions,
/// rounded half up to the fen.
#[inline(always)]
pub fn basic_pension(base: Fen, indexed_wage: Fen, years: ContributionYears, accrual_per_year: Share) -> Fen {
    // Half of the sum, years in ten-thousandths, the share in millionths.
    const DIVISOR: HalfUp = HalfUp::by(2 * 10_000 * MILLION as u64);
    Fen(DIVISOR.of((base.0 + indexed_wage.0) * years.ten_thousandths() * accrual_per_year.millionths()))
}

/// 国发〔2005〕38号 六: the account pension is the account balance divided by the payment months, rounded half up to the fen.
#[inline(always)]
pub fn account_pension(balance: Fen, months: PaymentMonths) -> Fen {
    Fen(months.share(balance.0))
}

/// 鲁政发〔2006〕92号: the transitional pension is the indexed wage times the years before the personal account times 1.3%, rounded half up
/// to the fen. The years before the account are deemed years and years paid before it was opened, not the deemed years alone.
#[inline(always)]
pub fn transitional_pension(indexed_wage: Fen, years_before_account: ContributionYears, coefficient: Share) -> Fen {
    const DIVISOR: HalfUp = HalfUp::by(10_000 * MILLION as u64);
    Fen(DIVISOR.of(indexed_wage.0 * years_before_account.ten_thousandths() * coefficient.millionths()))
}

/// What the sheet of a determination starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComponentInputs {
    /// 计发基数, fen a month; at most [`BASE_MAX`].
    pub base: Fen,
    pub index: AverageIndex,
    pub years: ContributionYears,
    pub years_before_account: ContributionYears,
    /// At most [`ACCOUNT_MAX`].
    pub account_balance: Fen,
    pub payment_months: PaymentMonths,
}

impl ComponentInputs {
    /// Refuses figures that no sheet can hold; within them nothing overflows.
    pub fn check(&self) -> Result<(), Text> {
        if !self.base.is_positive() || self.base > BASE_MAX {
            return Err(Text::new(
                format!("计发基数 {} 应大于零且不超过每月十万元", self.base),
                format!("the pension base {} is above zero and at most 100,000 yuan a month", self.base),
            ));
        }
        if !(0..=ACCOUNT_MAX.0).contains(&self.account_balance.0) {
            return Err(Text::new(
                format!("个人账户储存额 {} 应在 0 至十亿元之间", self.account_balance),
                format!("the account balance {} lies between 0 and a billion yuan", self.account_balance),
            ));
        }
        if self.years_before_account > self.years {
            return Err(Text::new(
                format!("建账前缴费年限 {} 多于缴费年限 {}", self.years_before_account, self.years),
                format!("{} years before the account are more than {} years in all", self.years_before_account, self.years),
            ));
        }
        Ok(())
    }
}

/// The parts, fen a month. What is paid is their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Components {
    pub indexed_wage: Fen,
    pub basic: Fen,
    pub account: Fen,
    pub transition: Fen,
}

impl Components {
    /// Each part is rounded before it is added (practice: the sheets add up to the fen).
    #[inline(always)]
    pub fn total(&self) -> Fen {
        self.basic + self.account + self.transition
    }
}

/// What the law of a retirement month says about the parts.
#[derive(Debug, Clone, Copy)]
pub struct ComponentRules<'law> {
    pub accrual_per_year: Share,
    pub accrual_citation: &'law Citation,
    pub transition_coefficient: Share,
    pub transition_citation: &'law Citation,
}

impl<'law> ComponentRules<'law> {
    pub fn for_month(law: &'law Law, retirement: Month) -> Result<ComponentRules<'law>, NotCovered> {
        let formula = law.rule::<super::PensionFormula>().in_month(retirement)?;
        let transition = law.rule::<super::Transition>().in_month(retirement)?;
        Ok(ComponentRules {
            accrual_per_year: formula.value.accrual_per_year,
            accrual_citation: &formula.citation,
            transition_coefficient: transition.value.coefficient,
            transition_citation: &transition.citation,
        })
    }

    /// The three parts from the figures on a sheet.
    #[inline(always)]
    pub fn components<E: Explain>(&self, inputs: &ComponentInputs, explain: &mut E) -> Components {
        let indexed_wage = indexed_wage(inputs.base, inputs.index);
        let components = Components {
            indexed_wage,
            basic: basic_pension(inputs.base, indexed_wage, inputs.years, self.accrual_per_year),
            account: account_pension(inputs.account_balance, inputs.payment_months),
            transition: transitional_pension(indexed_wage, inputs.years_before_account, self.transition_coefficient),
        };
        explain.step(|| self.indexed_wage_step(inputs, &components));
        explain.step(|| self.basic_step(inputs, &components));
        explain.step(|| self.account_step(inputs, &components));
        explain.step(|| self.transition_step(inputs, &components));
        explain.step(|| self.total_step(&components));
        components
    }

    fn indexed_wage_step(&self, inputs: &ComponentInputs, components: &Components) -> Step {
        Step {
            name: Text::new("指数化月平均缴费工资", "indexed monthly wage"),
            formula: Text::new("计发基数 × 平均缴费工资指数，四舍五入到分", "pension base × average index, rounded half up to the fen"),
            inputs: vec![base_input(inputs.base), (Text::new("平均缴费工资指数", "average index"), inputs.index.to_string())],
            result: components.indexed_wage.to_string(),
            citation: self.accrual_citation.clone(),
        }
    }

    fn basic_step(&self, inputs: &ComponentInputs, components: &Components) -> Step {
        Step {
            name: Text::new("基础养老金", "basic pension"),
            formula: Text::new(
                "（计发基数 + 指数化月平均缴费工资）÷ 2 × 缴费年限 × 每年比例，四舍五入到分",
                "(pension base + indexed wage) ÷ 2 × contribution years × share a year, rounded half up to the fen",
            ),
            inputs: vec![
                base_input(inputs.base),
                (Text::new("指数化月平均缴费工资", "indexed monthly wage"), components.indexed_wage.to_string()),
                (Text::new("缴费年限", "contribution years"), inputs.years.to_string()),
                (Text::new("每年比例", "share a year"), self.accrual_per_year.percent()),
            ],
            result: components.basic.to_string(),
            citation: self.accrual_citation.clone(),
        }
    }

    fn account_step(&self, inputs: &ComponentInputs, components: &Components) -> Step {
        Step {
            name: Text::new("个人账户养老金", "account pension"),
            formula: Text::new("个人账户储存额 ÷ 计发月数，四舍五入到分", "account balance ÷ payment months, rounded half up to the fen"),
            inputs: vec![
                (Text::new("个人账户储存额", "account balance"), inputs.account_balance.to_string()),
                (Text::new("计发月数", "payment months"), inputs.payment_months.to_string()),
            ],
            result: components.account.to_string(),
            citation: self.accrual_citation.clone(),
        }
    }

    fn transition_step(&self, inputs: &ComponentInputs, components: &Components) -> Step {
        Step {
            name: Text::new("过渡性养老金", "transitional pension"),
            formula: Text::new(
                "指数化月平均缴费工资 × 建账前缴费年限 × 过渡系数，四舍五入到分",
                "indexed wage × years before the personal account × coefficient, rounded half up to the fen",
            ),
            inputs: vec![
                (Text::new("指数化月平均缴费工资", "indexed monthly wage"), components.indexed_wage.to_string()),
                (Text::new("建账前缴费年限", "years before the account"), inputs.years_before_account.to_string()),
                (Text::new("过渡系数", "coefficient"), self.transition_coefficient.percent()),
            ],
            result: components.transition.to_string(),
            citation: self.transition_citation.clone(),
        }
    }

    fn total_step(&self, components: &Components) -> Step {
        Step {
            name: Text::new("月基本养老金", "monthly pension"),
            formula: Text::new("各部分（已到分）相加", "sum of the parts, each already in whole fen"),
            inputs: vec![
                (Text::new("基础养老金", "basic pension"), components.basic.to_string()),
                (Text::new("个人账户养老金", "account pension"), components.account.to_string()),
                (Text::new("过渡性养老金", "transitional pension"), components.transition.to_string()),
            ],
            result: components.total().to_string(),
            citation: self.accrual_citation.clone(),
        }
    }
}

fn base_input(base: Fen) -> (Text, String) {
    (Text::new("计发基数", "pension base"), base.to_string())
}
