//! 工伤保险待遇: what an injury, a disability or a death through work gives, each figure with its derivation.

mod area_wage;
mod care;
mod death;
mod disability;
mod leaving;
mod missing;
mod own_wage;
mod refusal;
mod stop_work;

use values::{Citation, Fen, Step, Text};

pub use area_wage::{AreaWage, NationalIncome, area_wage_monthly};
pub use care::{CareAllowance, care_allowance};
pub use death::{DeathBenefitRates, Dependant, DependantAllowances, Relation, death_lump_sum, dependants_allowances, funeral_grant};
pub use disability::{
    AllowancePayer, DisabilityAllowance, DisabilityBenefits, DisabilityGradeBenefit, disability_allowance, disability_lump_sum,
};
pub use leaving::{EmploymentLumpSum, GradeMonths, LeavingLumpSums, MedicalLumpSum, leaving_lump_sums};
pub use missing::{MissingPerson, MissingPersonTerms, missing_person};
pub use own_wage::{OwnWage, OwnWageBounds, own_wage};
pub use refusal::BenefitRefusal;
pub use stop_work::{StopWork, StopWorkMonths, stop_work};

pub(crate) use care::example as care_example;
pub(crate) use death::example as death_example;
pub(crate) use disability::example as disability_example;
pub(crate) use leaving::example as leaving_example;
pub(crate) use missing::example as missing_example;
pub(crate) use own_wage::example as own_wage_example;
pub(crate) use stop_work::example as stop_work_example;

/// `percent` hundredths of an amount, rounded half up to the fen.
pub(crate) fn percent_of(amount: Fen, percent: u32) -> Fen {
    amount.share_half_up(i64::from(percent), 100)
}

/// A step of a benefit: pairs are Chinese and English.
pub(crate) fn step(
    name: (&str, &str),
    formula: (&str, &str),
    inputs: Vec<((&str, &str), String)>,
    result: impl ToString,
    citation: &Citation,
) -> Step {
    Step {
        name: Text::new(name.0, name.1),
        formula: Text::new(formula.0, formula.1),
        inputs: inputs.into_iter().map(|((zh, en), value)| (Text::new(zh, en), value)).collect(),
        result: result.to_string(),
        citation: citation.clone(),
    }
}
