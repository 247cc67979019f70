//! The funds benefits are paid from. Each keeps accounts of its own; money never moves between them.

use serde::{Deserialize, Serialize};
use values::Text;

/// The fund a benefit is paid from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BenefitFund {
    EmployeePension,
    ResidentPension,
    WorkInjury,
}

impl BenefitFund {
    pub const ALL: [BenefitFund; 3] = [BenefitFund::EmployeePension, BenefitFund::ResidentPension, BenefitFund::WorkInjury];

    pub fn of(word: &str) -> Option<BenefitFund> {
        BenefitFund::ALL.into_iter().find(|fund| fund.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            BenefitFund::EmployeePension => "employee_pension",
            BenefitFund::ResidentPension => "resident_pension",
            BenefitFund::WorkInjury => "work_injury",
        }
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            BenefitFund::EmployeePension => ("企业职工基本养老保险基金", "employees' pension fund"),
            BenefitFund::ResidentPension => ("城乡居民基本养老保险基金", "residents' pension fund"),
            BenefitFund::WorkInjury => ("工伤保险基金", "work injury fund"),
        };
        Text::new(chinese, english)
    }
}
