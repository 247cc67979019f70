//! Why a benefit cannot be reckoned, by which rule, and what to do.

use std::fmt;

use values::{Fen, Text};

use crate::in_force::NotCovered;
use crate::injury::grade::DisabilityGrade;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BenefitRefusal {
    /// A figure of the day is not written down.
    NotCovered(NotCovered),
    NoWageMonths,
    TooManyWageMonths {
        months: usize,
        most: u32,
    },
    /// A wage that is negative or beyond what is kept.
    Wage {
        wage: Fen,
    },
    /// The grade does not give this benefit.
    NotForGrade {
        grade: DisabilityGrade,
        benefit: Text,
    },
    TwoSpouses,
    ExtensionTooLong {
        months: u32,
        most: u32,
    },
}

impl BenefitRefusal {
    pub fn text(&self) -> Text {
        match self {
            BenefitRefusal::NotCovered(gap) => gap.text(),
            BenefitRefusal::NoWageMonths => Text::new(
                "没有事故前的缴费工资，无法计算本人工资（工伤保险条例第64条）；请补录缴费记录",
                "without contribution wages before the accident there is no own wage (工伤保险条例 第64条); complete the record",
            ),
            BenefitRefusal::TooManyWageMonths { months, most } => Text::new(
                format!("给出了 {months} 个月的缴费工资，最多取事故前 {most} 个月（工伤保险条例第64条）"),
                format!("{months} months of wages were given; the {most} before the accident count (工伤保险条例 第64条)"),
            ),
            BenefitRefusal::Wage { wage } => {
                Text::new(format!("工资 {wage} 不合理，请核对"), format!("the wage {wage} cannot be; check it"))
            }
            BenefitRefusal::NotForGrade { grade, benefit } => {
                let name = grade.name();
                Text::new(format!("{}不享受{}", name.zh, benefit.zh), format!("{} does not give {}", name.en, benefit.en))
            }
            BenefitRefusal::TwoSpouses => Text::new(
                "供养亲属中有两名配偶，请核对（工伤保险条例第39条）",
                "the dependants include two spouses; check them (工伤保险条例 第39条)",
            ),
            BenefitRefusal::ExtensionTooLong { months, most } => Text::new(
                format!("停工留薪期延长 {months} 个月，最多延长 {most} 个月（工伤保险条例第33条）"),
                format!("an extension of {months} months; at most {most} are allowed (工伤保险条例 第33条)"),
            ),
        }
    }
}

impl fmt::Display for BenefitRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

impl std::error::Error for BenefitRefusal {}

impl From<NotCovered> for BenefitRefusal {
    fn from(gap: NotCovered) -> BenefitRefusal {
        BenefitRefusal::NotCovered(gap)
    }
}

/// More than a hundred million yuan a month is a slip of the keyboard.
const WAGE_MAX: Fen = Fen::from_yuan(100_000_000);

/// Refuses a wage that cannot be.
pub(super) fn check_wage(wage: Fen) -> Result<(), BenefitRefusal> {
    if wage.0 >= 0 && wage <= WAGE_MAX { Ok(()) } else { Err(BenefitRefusal::Wage { wage }) }
}
