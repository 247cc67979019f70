//! Over how many months a personal account is paid out.

use serde::{Deserialize, Serialize};
use values::{Citation, Explain, Month, Step, Text};

use super::quantities::PaymentMonths;
use crate::exact::HalfUp;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;

/// The annex names the ages from 40 to 70.
pub const AGE_MONTHS_MIN: i32 = 40 * 12;
pub const AGE_MONTHS_MAX: i32 = 70 * 12;
const AGES: usize = 31;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentMonthsTable {
    /// Months at 40, 41, … 70.
    pub whole_ages: [u16; AGES],
    pub between: BetweenWholeAges,
}

/// What holds between two birthdays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BetweenWholeAges {
    /// The months of the last birthday.
    CompletedYears,
    /// On the line between the two birthdays, to one decimal.
    LinearByMonth,
}

impl PaymentMonthsTable {
    /// Months at an age; `None` below 40 and above 70.
    pub fn at(&self, age_months: i32) -> Option<PaymentMonths> {
        if !(AGE_MONTHS_MIN..=AGE_MONTHS_MAX).contains(&age_months) {
            return None;
        }
        let position = usize::try_from((age_months - AGE_MONTHS_MIN) / 12).ok()?;
        let months = i64::from(age_months % 12);
        let younger = i64::from(*self.whole_ages.get(position)?);
        let older = self.whole_ages.get(position + 1).map_or(younger, |months| i64::from(*months));
        let tenths = match self.between {
            BetweenWholeAges::CompletedYears => younger * 10,
            // Rounded half up to the tenth: 133.75 is printed as 133.8.
            BetweenWholeAges::LinearByMonth => HalfUp::by(12).of(10 * (12 * younger - (younger - older) * months)),
        };
        u32::try_from(tenths).ok().map(PaymentMonths::from_tenths)
    }
}

impl RuleValue for PaymentMonthsTable {
    const STEM: &'static str = "pension/payment_months";
    const UNIT: &'static str = "months by age, 40 to 70";

    fn check(&self) -> Result<(), Text> {
        let falling = self.whole_ages.windows(2).all(|pair| pair[0] > pair[1]) && self.whole_ages.last() > Some(&0);
        if falling {
            Ok(())
        } else {
            Err(Text::new("计发月数应随年龄递减且大于零", "the months fall with age and stay above zero"))
        }
    }
}

/// Why there are no payment months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentMonthsError {
    NotCovered(NotCovered),
    /// The annex of 国发〔2005〕38号 has no such age.
    Age {
        age_months: i32,
    },
}

impl PaymentMonthsError {
    pub fn text(&self) -> Text {
        match self {
            PaymentMonthsError::NotCovered(not_covered) => not_covered.text(),
            PaymentMonthsError::Age { age_months } => {
                let (years, months) = (age_months.div_euclid(12), age_months.rem_euclid(12));
                Text::new(
                    format!(
                        "退休年龄 {years} 岁 {months} 个月不在计发月数表（40 至 70 岁，国发〔2005〕38号附件）内；请核对出生年月和退休年月"
                    ),
                    format!(
                        "the table of payment months (国发〔2005〕38号, annex) runs from 40 to 70, not to {years} years {months} months; check birth month and retirement month"
                    ),
                )
            }
        }
    }
}

/// The payment months of somebody who retires in `retirement` at `age_months`.
///
/// 国发〔2005〕38号, annex: a number of months for each age, from the life expectancy and the interest of the time; since the gradual delay
/// of 2025 people retire between birthdays, and the number lies on the line between the two.
pub fn payment_months<E: Explain>(
    law: &Law,
    retirement: Month,
    age_months: i32,
    explain: &mut E,
) -> Result<PaymentMonths, PaymentMonthsError> {
    let in_force = law.rule::<PaymentMonthsTable>().in_month(retirement).map_err(PaymentMonthsError::NotCovered)?;
    let months = in_force.value.at(age_months).ok_or(PaymentMonthsError::Age { age_months })?;
    explain.step(|| step(age_months, months, in_force.value.between, &in_force.citation));
    Ok(months)
}

fn step(age_months: i32, months: PaymentMonths, between: BetweenWholeAges, citation: &Citation) -> Step {
    let formula = match between {
        BetweenWholeAges::CompletedYears => Text::new("按退休时的周岁查表", "by completed years of age at retirement, from the table"),
        BetweenWholeAges::LinearByMonth => Text::new(
            "按退休时的年龄（岁、月）查表，两个周岁之间按月直线插入，保留一位小数",
            "by years and months of age at retirement: on the line between two whole ages, one decimal",
        ),
    };
    Step {
        name: Text::new("计发月数", "payment months"),
        formula,
        inputs: vec![
            (Text::new("退休时年龄（岁）", "age at retirement, years"), (age_months / 12).to_string()),
            (Text::new("另（月）", "and months"), (age_months % 12).to_string()),
        ],
        result: months.to_string(),
        citation: citation.clone(),
    }
}
