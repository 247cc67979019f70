//! The parts of a monthly contribution: which insurance, and who bears it.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

use crate::money::Fen;
use crate::text::Text;

/// A branch of social insurance collected here. Each is a fund of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Insurance {
    Pension,
    Unemployment,
    WorkInjury,
}

/// One part of a contribution. The work-injury insurance has no employee's share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContributionPart {
    PensionEmployer,
    PensionEmployee,
    UnemploymentEmployer,
    UnemploymentEmployee,
    InjuryEmployer,
}

impl ContributionPart {
    /// In the order in which statements print them.
    pub const ALL: [ContributionPart; 5] = [
        ContributionPart::PensionEmployer,
        ContributionPart::PensionEmployee,
        ContributionPart::UnemploymentEmployer,
        ContributionPart::UnemploymentEmployee,
        ContributionPart::InjuryEmployer,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ContributionPart::PensionEmployer => "pension_employer",
            ContributionPart::PensionEmployee => "pension_employee",
            ContributionPart::UnemploymentEmployer => "unemployment_employer",
            ContributionPart::UnemploymentEmployee => "unemployment_employee",
            ContributionPart::InjuryEmployer => "injury_employer",
        }
    }

    pub fn insurance(self) -> Insurance {
        match self {
            ContributionPart::PensionEmployer | ContributionPart::PensionEmployee => Insurance::Pension,
            ContributionPart::UnemploymentEmployer | ContributionPart::UnemploymentEmployee => Insurance::Unemployment,
            ContributionPart::InjuryEmployer => Insurance::WorkInjury,
        }
    }

    /// Whether the employee bears it; the employer withholds and pays it.
    pub fn is_employee_share(self) -> bool {
        matches!(self, ContributionPart::PensionEmployee | ContributionPart::UnemploymentEmployee)
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            ContributionPart::PensionEmployer => ("养老保险单位缴费", "pension, employer"),
            ContributionPart::PensionEmployee => ("养老保险个人缴费", "pension, employee"),
            ContributionPart::UnemploymentEmployer => ("失业保险单位缴费", "unemployment, employer"),
            ContributionPart::UnemploymentEmployee => ("失业保险个人缴费", "unemployment, employee"),
            ContributionPart::InjuryEmployer => ("工伤保险单位缴费", "work injury, employer"),
        };
        Text::new(chinese, english)
    }
}

/// The five parts of a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ContributionParts {
    pub pension_employer: Fen,
    pub pension_employee: Fen,
    pub unemployment_employer: Fen,
    pub unemployment_employee: Fen,
    pub injury_employer: Fen,
}

impl ContributionParts {
    pub fn of(&self, part: ContributionPart) -> Fen {
        match part {
            ContributionPart::PensionEmployer => self.pension_employer,
            ContributionPart::PensionEmployee => self.pension_employee,
            ContributionPart::UnemploymentEmployer => self.unemployment_employer,
            ContributionPart::UnemploymentEmployee => self.unemployment_employee,
            ContributionPart::InjuryEmployer => self.injury_employer,
        }
    }

    pub fn of_mut(&mut self, part: ContributionPart) -> &mut Fen {
        match part {
            ContributionPart::PensionEmployer => &mut self.pension_employer,
            ContributionPart::PensionEmployee => &mut self.pension_employee,
            ContributionPart::UnemploymentEmployer => &mut self.unemployment_employer,
            ContributionPart::UnemploymentEmployee => &mut self.unemployment_employee,
            ContributionPart::InjuryEmployer => &mut self.injury_employer,
        }
    }

    /// Each part with its amount, in the order of [`ContributionPart::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (ContributionPart, Fen)> + use<> {
        let parts = *self;
        ContributionPart::ALL.into_iter().map(move |part| (part, parts.of(part)))
    }

    pub fn total(&self) -> Fen {
        self.employer_share() + self.employee_share()
    }

    pub fn employer_share(&self) -> Fen {
        self.pension_employer + self.unemployment_employer + self.injury_employer
    }

    pub fn employee_share(&self) -> Fen {
        self.pension_employee + self.unemployment_employee
    }
}

impl Add for ContributionParts {
    type Output = ContributionParts;

    fn add(self, other: ContributionParts) -> ContributionParts {
        ContributionParts {
            pension_employer: self.pension_employer + other.pension_employer,
            pension_employee: self.pension_employee + other.pension_employee,
            unemployment_employer: self.unemployment_employer + other.unemployment_employer,
            unemployment_employee: self.unemployment_employee + other.unemployment_employee,
            injury_employer: self.injury_employer + other.injury_employer,
        }
    }
}

impl Sub for ContributionParts {
    type Output = ContributionParts;

    fn sub(self, other: ContributionParts) -> ContributionParts {
        ContributionParts {
            pension_employer: self.pension_employer - other.pension_employer,
            pension_employee: self.pension_employee - other.pension_employee,
            unemployment_employer: self.unemployment_employer - other.unemployment_employer,
            unemployment_employee: self.unemployment_employee - other.unemployment_employee,
            injury_employer: self.injury_employer - other.injury_employer,
        }
    }
}

impl AddAssign for ContributionParts {
    fn add_assign(&mut self, other: ContributionParts) {
        *self = *self + other;
    }
}

impl Sum for ContributionParts {
    fn sum<I: Iterator<Item = ContributionParts>>(parts: I) -> ContributionParts {
        parts.fold(ContributionParts::default(), Add::add)
    }
}
