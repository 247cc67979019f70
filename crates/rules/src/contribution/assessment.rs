//! What one employee's month costs: the base and the five parts.

use std::fmt;

use serde::Deserialize;
use values::{Citation, ContributionParts, Explain, Fen, Language, Month, Silent, Step, Text};

use super::base_limits::BaseLimits;
use super::injury_rates::{InjuryRates, RatesMissing};
use super::rates::Rates;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::scalar::{Share, millionths_of};

/// Limits and rates of one month, taken from the law once and applied to every row of a run.
#[derive(Debug, Clone)]
pub struct ContributionRates {
    pub month: Month,
    limits: BaseLimits,
    limits_citation: Citation,
    rates: Rates,
    rates_citation: Citation,
    injury: InjuryRates,
    injury_citation: Citation,
}

/// The base a month is reckoned on and the amount of each part, in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessment {
    pub base: Fen,
    pub parts: ContributionParts,
}

/// Why a row cannot be assessed, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssessmentError {
    /// Wages are never below zero.
    NegativeWage(Fen),
    /// There is no such risk class; classes run from 1 to 8.
    InjuryClass(u8),
    /// The factor is not among those the class may float by.
    InjuryFactor { class: u8, factor_permille: u16 },
}

impl AssessmentError {
    pub fn text(self) -> Text {
        match self {
            AssessmentError::NegativeWage(wage) => Text::new(
                format!("申报工资 {wage} 元小于零，请更正申报工资"),
                format!("the declared wage {wage} is below zero; correct the declared wage"),
            ),
            AssessmentError::InjuryClass(class) => Text::new(
                format!("工伤风险类别 {class} 不存在，应为 1 至 8 类（人社部发〔2015〕71号）；请核对单位的行业类别"),
                format!(
                    "there is no work injury risk class {class}, only 1 to 8 (人社部发〔2015〕71号); check the employer's industry class"
                ),
            ),
            AssessmentError::InjuryFactor { class, factor_permille } => Text::new(
                format!("第 {class} 类行业不能浮动到 {factor_permille}‰（人社部发〔2015〕71号）；请核对单位的浮动档次"),
                format!(
                    "class {class} cannot float to {factor_permille} permille (人社部发〔2015〕71号); check the employer's floating factor"
                ),
            ),
        }
    }
}

impl fmt::Display for AssessmentError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

impl std::error::Error for AssessmentError {}

impl ContributionRates {
    /// What is in force for `month`, judged on its first day.
    pub fn for_month(law: &Law, month: Month) -> Result<ContributionRates, NotCovered> {
        let limits = law.rule::<BaseLimits>().in_month(month)?;
        let rates = law.rule::<Rates>().in_month(month)?;
        let injury = law.rule::<InjuryRates>().in_month(month)?;
        Ok(ContributionRates {
            month,
            limits: limits.value.clone(),
            limits_citation: limits.citation.clone(),
            rates: rates.value.clone(),
            rates_citation: rates.citation.clone(),
            injury: injury.value.clone(),
            injury_citation: injury.citation.clone(),
        })
    }

    pub fn limits(&self) -> &BaseLimits {
        &self.limits
    }

    pub fn rates(&self) -> &Rates {
        &self.rates
    }

    pub fn injury_rates(&self) -> &InjuryRates {
        &self.injury
    }

    /// Assesses one employee's month. `injury_factor_permille` is 1000 for the plain base rate of the class.
    ///
    /// Each part is base times rate, rounded half up to the fen for each person and part (practice: the amounts a person sees
    /// must add up to what the employer pays). Allocates nothing when nobody asks for the explanation.
    pub fn assess<E: Explain>(
        &self,
        declared_wage: Fen,
        injury_class: u8,
        injury_factor_permille: u16,
        explain: &mut E,
    ) -> Result<Assessment, AssessmentError> {
        if declared_wage.0 < 0 {
            return Err(AssessmentError::NegativeWage(declared_wage));
        }
        let injury_millionths = self.injury.rate_millionths(injury_class, injury_factor_permille).map_err(|missing| match missing {
            RatesMissing::Class => AssessmentError::InjuryClass(injury_class),
            RatesMissing::Factor => AssessmentError::InjuryFactor { class: injury_class, factor_permille: injury_factor_permille },
        })?;
        let base = self.limits.base(declared_wage);
        let parts = ContributionParts {
            pension_employer: self.rates.pension_employer.of_half_up(base),
            pension_employee: self.rates.pension_employee.of_half_up(base),
            unemployment_employer: self.rates.unemployment_employer.of_half_up(base),
            unemployment_employee: self.rates.unemployment_employee.of_half_up(base),
            injury_employer: millionths_of(base, injury_millionths),
        };
        explain.step(|| self.base_step(declared_wage, base));
        let rates = [
            Some(self.rates.pension_employer),
            Some(self.rates.pension_employee),
            Some(self.rates.unemployment_employer),
            Some(self.rates.unemployment_employee),
            Share::from_millionths(injury_millionths),
        ];
        for ((part, amount), rate) in parts.iter().zip(rates) {
            explain.step(|| {
                let injury = part == values::ContributionPart::InjuryEmployer;
                let citation = if injury { &self.injury_citation } else { &self.rates_citation };
                part_step(part.name(), base, rate, amount, citation)
            });
        }
        Ok(Assessment { base, parts })
    }

    fn base_step(&self, declared_wage: Fen, base: Fen) -> Step {
        Step {
            name: Text::new(
                format!("{}缴费基数", self.month.in_language(Language::Chinese)),
                format!("contribution base for {}", self.month.in_language(Language::English)),
            ),
            formula: Text::new("申报工资，低于下限按下限，高于上限按上限", "the declared wage, raised to the floor or cut to the ceiling"),
            inputs: vec![
                (Text::new("申报工资", "declared wage"), declared_wage.to_string()),
                (Text::new("下限", "floor"), self.limits.floor.to_string()),
                (Text::new("上限", "ceiling"), self.limits.ceiling.to_string()),
            ],
            result: base.to_string(),
            citation: self.limits_citation.clone(),
        }
    }
}

fn part_step(name: Text, base: Fen, rate: Option<Share>, amount: Fen, citation: &Citation) -> Step {
    Step {
        name,
        formula: Text::new("缴费基数 × 费率，四舍五入到分", "contribution base × rate, rounded half up to the fen"),
        inputs: vec![
            (Text::new("缴费基数", "contribution base"), base.to_string()),
            (Text::new("费率", "rate"), rate.map(Share::percent).unwrap_or_default()),
        ],
        result: amount.to_string(),
        citation: citation.clone(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    month: Month,
    #[serde(with = "crate::scalar::yuan")]
    declared_wage: Fen,
    injury_class: u8,
    injury_factor_permille: u16,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let rates = ContributionRates::for_month(law, input.month).map_err(|error| error.to_string())?;
        let assessment = rates
            .assess(input.declared_wage, input.injury_class, input.injury_factor_permille, &mut Silent)
            .map_err(|error| error.to_string())?;
        let mut output = toml::Table::new();
        output.insert("base".into(), assessment.base.plain().into());
        for (part, amount) in assessment.parts.iter() {
            output.insert(part.as_str().into(), amount.plain().into());
        }
        output.insert("total".into(), assessment.parts.total().plain().into());
        Ok(output)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;
    use values::Explanation;

    #[test]
    fn the_explained_path_is_the_silent_path() {
        let rates = ContributionRates::for_month(weihai(), Month::new(2020, 2).unwrap()).unwrap();
        for wage in [0, 326_899, 326_900, 500_033, 1_728_400, 1_728_401, 99_999_999] {
            for class in 1..=8 {
                let mut explanation = Explanation::default();
                let silent = rates.assess(Fen(wage), class, 1000, &mut Silent).unwrap();
                assert_eq!(rates.assess(Fen(wage), class, 1000, &mut explanation), Ok(silent));
                let results: Vec<String> = explanation.steps.iter().map(|step| step.result.clone()).collect();
                let expected: Vec<String> =
                    [silent.base].into_iter().chain(silent.parts.iter().map(|(_, amount)| amount)).map(|fen| fen.to_string()).collect();
                assert_eq!(results, expected);
            }
        }
    }

    #[test]
    fn refusals_come_in_the_order_of_their_list() {
        let rates = ContributionRates::for_month(weihai(), Month::new(2020, 2).unwrap()).unwrap();
        let refusal = |wage, class, factor| rates.assess(Fen(wage), class, factor, &mut Silent).unwrap_err();
        assert_eq!(refusal(-1, 0, 7), AssessmentError::NegativeWage(Fen(-1)));
        assert_eq!(refusal(1, 0, 7), AssessmentError::InjuryClass(0));
        assert_eq!(refusal(1, 9, 1000), AssessmentError::InjuryClass(9));
        assert_eq!(refusal(1, 1, 500), AssessmentError::InjuryFactor { class: 1, factor_permille: 500 });
        assert!(rates.assess(Fen(1), 2, 500, &mut Silent).is_ok());
    }
}
