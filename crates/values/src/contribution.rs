//! The five parts of a month's contribution: three insurances, and who bears each.

use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

use crate::money::Fen;
use crate::text::Text;

/// A branch of social insurance this system collects for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Insurance {
    Pension,
    Unemployment,
    Injury,
}

impl Insurance {
    pub fn name(self) -> Text {
        match self {
            Insurance::Pension => Text::new("职工基本养老保险", "basic pension insurance"),
            Insurance::Unemployment => Text::new("失业保险", "unemployment insurance"),
            Insurance::Injury => Text::new("工伤保险", "work injury insurance"),
        }
    }
}

/// Who bears a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    Employer,
    Employee,
}

/// One insurance and one payer. The employee bears nothing of the work injury insurance.
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
    pub const ALL: [ContributionPart; 5] = [
        ContributionPart::PensionEmployer,
        ContributionPart::PensionEmployee,
        ContributionPart::UnemploymentEmployer,
        ContributionPart::UnemploymentEmployee,
        ContributionPart::InjuryEmployer,
    ];

    /// The word stored and exchanged, such as `pension_employer`.
    pub fn as_str(self) -> &'static str {
        match self {
            ContributionPart::PensionEmployer => "pension_employer",
            ContributionPart::PensionEmployee => "pension_employee",
            ContributionPart::UnemploymentEmployer => "unemployment_employer",
            ContributionPart::UnemploymentEmployee => "unemployment_employee",
            ContributionPart::InjuryEmployer => "injury_employer",
        }
    }

    pub fn of(word: &str) -> Option<ContributionPart> {
        ContributionPart::ALL.into_iter().find(|part| part.as_str() == word)
    }

    pub fn name(self) -> Text {
        match self {
            ContributionPart::PensionEmployer => Text::new("养老保险单位缴费", "pension, employer's share"),
            ContributionPart::PensionEmployee => Text::new("养老保险个人缴费", "pension, employee's share"),
            ContributionPart::UnemploymentEmployer => Text::new("失业保险单位缴费", "unemployment, employer's share"),
            ContributionPart::UnemploymentEmployee => Text::new("失业保险个人缴费", "unemployment, employee's share"),
            ContributionPart::InjuryEmployer => Text::new("工伤保险单位缴费", "work injury, employer's share"),
        }
    }

    pub fn insurance(self) -> Insurance {
        match self {
            ContributionPart::PensionEmployer | ContributionPart::PensionEmployee => Insurance::Pension,
            ContributionPart::UnemploymentEmployer | ContributionPart::UnemploymentEmployee => Insurance::Unemployment,
            ContributionPart::InjuryEmployer => Insurance::Injury,
        }
    }

    pub fn payer(self) -> Payer {
        match self {
            ContributionPart::PensionEmployer | ContributionPart::UnemploymentEmployer | ContributionPart::InjuryEmployer => {
                Payer::Employer
            }
            ContributionPart::PensionEmployee | ContributionPart::UnemploymentEmployee => Payer::Employee,
        }
    }
}

/// An amount for each part, in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContributionParts {
    pub pension_employer: Fen,
    pub pension_employee: Fen,
    pub unemployment_employer: Fen,
    pub unemployment_employee: Fen,
    pub injury_employer: Fen,
}

impl ContributionParts {
    pub fn get(&self, part: ContributionPart) -> Fen {
        match part {
            ContributionPart::PensionEmployer => self.pension_employer,
            ContributionPart::PensionEmployee => self.pension_employee,
            ContributionPart::UnemploymentEmployer => self.unemployment_employer,
            ContributionPart::UnemploymentEmployee => self.unemployment_employee,
            ContributionPart::InjuryEmployer => self.injury_employer,
        }
    }

    pub fn get_mut(&mut self, part: ContributionPart) -> &mut Fen {
        match part {
            ContributionPart::PensionEmployer => &mut self.pension_employer,
            ContributionPart::PensionEmployee => &mut self.pension_employee,
            ContributionPart::UnemploymentEmployer => &mut self.unemployment_employer,
            ContributionPart::UnemploymentEmployee => &mut self.unemployment_employee,
            ContributionPart::InjuryEmployer => &mut self.injury_employer,
        }
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

    /// Every part in the order of [`ContributionPart::ALL`], zero amounts included.
    pub fn iter(&self) -> impl Iterator<Item = (ContributionPart, Fen)> + '_ {
        ContributionPart::ALL.into_iter().map(|part| (part, self.get(part)))
    }
}

impl Add for ContributionParts {
    type Output = ContributionParts;
    fn add(mut self, other: ContributionParts) -> ContributionParts {
        self += other;
        self
    }
}

impl AddAssign for ContributionParts {
    fn add_assign(&mut self, other: ContributionParts) {
        self.pension_employer += other.pension_employer;
        self.pension_employee += other.pension_employee;
        self.unemployment_employer += other.unemployment_employer;
        self.unemployment_employee += other.unemployment_employee;
        self.injury_employer += other.injury_employer;
    }
}

impl Sum for ContributionParts {
    fn sum<I: Iterator<Item = ContributionParts>>(parts: I) -> ContributionParts {
        parts.fold(ContributionParts::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_by_payer_make_the_total() {
        let mut parts = ContributionParts::default();
        for (step, part) in ContributionPart::ALL.into_iter().enumerate() {
            *parts.get_mut(part) = Fen(10_i64.pow(step as u32));
        }
        for payer in [Payer::Employer, Payer::Employee] {
            let by_part: Fen = parts.iter().filter(|(part, _)| part.payer() == payer).map(|(_, amount)| amount).sum();
            let share = if payer == Payer::Employer { parts.employer_share() } else { parts.employee_share() };
            assert_eq!(by_part, share, "{payer:?}");
        }
        assert_eq!(parts.total(), Fen(11_111));
        assert_eq!((parts + parts).total(), Fen(22_222));
        assert_eq!([parts, parts, parts].into_iter().sum::<ContributionParts>().total(), Fen(33_333));
    }

    #[test]
    fn words_lead_back_to_their_part() {
        for part in ContributionPart::ALL {
            assert_eq!(ContributionPart::of(part.as_str()), Some(part));
        }
        assert_eq!(ContributionPart::of("pension"), None);
    }
}
