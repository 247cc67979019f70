//! What a determination asks the law. One person asks the dated rules themselves; columns ask tables made from them beforehand.

use values::{Date, Explain, Month};

use super::account::{CreditingYear, rate_used};
use super::base::base_used;
use super::components::{ComponentInputs, ComponentRules, Components};
use super::payment_months::payment_months;
use super::quantities::PaymentMonths;
use super::refusal::Refusal;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::retirement::{RetirementCategory, RetirementWindow, minimum_contribution_months, retirement_window, statutory_retirement};
use values::{Fen, Silent};

/// The base as far as amounts depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaseAmount {
    pub monthly: Fen,
    pub year: i32,
    pub provisional: bool,
}

/// The answers a determination needs, each for a month or a year.
pub trait DeterminationLaw {
    fn statutory_month<E: Explain>(&self, birth: Month, category: RetirementCategory, explain: &mut E) -> Result<Month, NotCovered>;
    fn window(&self, birth: Month, category: RetirementCategory) -> Result<RetirementWindow, NotCovered>;
    fn minimum_months(&self, month: Month) -> Result<u32, NotCovered>;
    fn account_start(&self, retirement: Month) -> Result<Month, NotCovered>;
    fn base<E: Explain>(&self, retirement: Month, explain: &mut E) -> Result<BaseAmount, NotCovered>;
    fn payment_months<E: Explain>(&self, retirement: Month, age_months: i32, explain: &mut E) -> Result<PaymentMonths, Refusal>;
    fn components<E: Explain>(&self, retirement: Month, inputs: &ComponentInputs, explain: &mut E) -> Result<Components, NotCovered>;
    /// How an account grows in `months` of a year, and whether the year's own rate is still to come.
    fn crediting_year(&self, year: i32, months: i32) -> Result<(CreditingYear, bool), NotCovered>;
}

/// The law as known on a day.
#[derive(Debug, Clone, Copy)]
pub struct LawOn<'law> {
    pub law: &'law Law,
    /// Bases published later are not used.
    pub known_on: Date,
}

impl DeterminationLaw for LawOn<'_> {
    fn statutory_month<E: Explain>(&self, birth: Month, category: RetirementCategory, explain: &mut E) -> Result<Month, NotCovered> {
        statutory_retirement(self.law, birth, category, explain).map(|retirement| retirement.month)
    }

    fn window(&self, birth: Month, category: RetirementCategory) -> Result<RetirementWindow, NotCovered> {
        retirement_window(self.law, &statutory_retirement(self.law, birth, category, &mut Silent)?)
    }

    fn minimum_months(&self, month: Month) -> Result<u32, NotCovered> {
        minimum_contribution_months(self.law, month)
    }

    fn account_start(&self, retirement: Month) -> Result<Month, NotCovered> {
        Ok(self.law.rule::<super::Transition>().in_month(retirement)?.value.account_start)
    }

    fn base<E: Explain>(&self, retirement: Month, explain: &mut E) -> Result<BaseAmount, NotCovered> {
        let used = base_used(self.law, retirement, self.known_on, explain)?;
        Ok(BaseAmount { monthly: used.monthly, year: used.year, provisional: used.provisional })
    }

    fn payment_months<E: Explain>(&self, retirement: Month, age_months: i32, explain: &mut E) -> Result<PaymentMonths, Refusal> {
        payment_months(self.law, retirement, age_months, explain).map_err(Refusal::from)
    }

    fn components<E: Explain>(&self, retirement: Month, inputs: &ComponentInputs, explain: &mut E) -> Result<Components, NotCovered> {
        Ok(ComponentRules::for_month(self.law, retirement)?.components(inputs, explain))
    }

    fn crediting_year(&self, year: i32, months: i32) -> Result<(CreditingYear, bool), NotCovered> {
        rate_used(self.law, year).map(|used| (CreditingYear::of_months(used.rate, months), used.provisional))
    }
}
