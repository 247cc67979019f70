//! The list of every dated rule. A new rule is its three files and one line here.

use crate::contribution::{BaseLimits, DeferralGrounds, DueDateRule, InjuryRates, LateFeeRate, PaymentOrder, Rates};
use crate::in_force::Dated;
use crate::injury::benefit::{
    AreaWage, CareAllowance, DeathBenefitRates, DisabilityBenefits, EmploymentLumpSum, MedicalLumpSum, MissingPersonTerms, NationalIncome,
    OwnWageBounds, StopWorkMonths,
};
use crate::injury::{GroundsByNotice, InjuryDiagnoses, InjuryGrounds, InjuryPapers, InjuryPapersByGround, OrdinaryCatalogue};
use crate::load::{Loader, RuleValue};
use crate::payroll::{PaydayRule, PayrollChecks};
use crate::pension::end_of_payment::{AccountInheritance, EndOfPayment};
use crate::pension::{
    AccountRule, Adjustment, CreditingRate, LifeCertification, PaymentMonthsTable, PensionBase, PensionFormula, ReferenceWage,
    ResidentAccount, ResidentBasic, SurvivorBenefit, Transition, UrbanIncome,
};
use crate::retirement::{Elastic, MinimumContribution, Prereview, SpecialWorkMonths, StatutoryAges};
use crate::show::Listed;
use crate::time_limit::LastDay;

/// A rule type that the law holds.
pub trait Registered: RuleValue {
    fn dated(rules: &DatedRules) -> &Dated<Self>;
}

macro_rules! rules {
    ($($field:ident: $value:ty,)*) => {
        /// Every dated rule, read.
        #[derive(Debug, Clone)]
        pub struct DatedRules {
            $($field: Dated<$value>,)*
        }

        impl DatedRules {
            pub(crate) fn load(loader: &mut Loader<'_>) -> DatedRules {
                DatedRules { $($field: loader.rule(),)* }
            }

            /// Every rule without its type, to be listed and shown.
            pub(crate) fn listed(&self) -> Vec<&dyn Listed> {
                vec![$(&self.$field,)*]
            }
        }

        $(impl Registered for $value {
            fn dated(rules: &DatedRules) -> &Dated<Self> {
                &rules.$field
            }
        })*
    };
}

rules! {
    base_limits: BaseLimits,
    rates: Rates,
    injury_rates: InjuryRates,
    due_date: DueDateRule,
    late_fee: LateFeeRate,
    deferral: DeferralGrounds,
    payday: PaydayRule,
    payroll_checks: PayrollChecks,
    payment_allocation: PaymentOrder,
    last_day: LastDay,
    statutory_ages: StatutoryAges,
    minimum_contribution: MinimumContribution,
    elastic: Elastic,
    prereview: Prereview,
    special_work: SpecialWorkMonths,
    pension_formula: PensionFormula,
    transition: Transition,
    pension_base: PensionBase,
    reference_wage: ReferenceWage,
    payment_months: PaymentMonthsTable,
    crediting_rate: CreditingRate,
    resident_basic: ResidentBasic,
    resident_account: ResidentAccount,
    adjustment: Adjustment,
    life_certification: LifeCertification,
    survivor_benefit: SurvivorBenefit,
    urban_income: UrbanIncome,
    end_of_payment: EndOfPayment,
    account_inheritance: AccountInheritance,
    account_in_payment: AccountRule,
    injury_diagnoses: InjuryDiagnoses,
    injury_grounds: InjuryGrounds,
    injury_grounds_by_notice: GroundsByNotice,
    injury_papers: InjuryPapers,
    injury_papers_by_ground: InjuryPapersByGround,
    ordinary_catalogue: OrdinaryCatalogue,
    area_wage: AreaWage,
    national_income: NationalIncome,
    own_wage: OwnWageBounds,
    disability: DisabilityBenefits,
    care: CareAllowance,
    medical_lump_sum: MedicalLumpSum,
    employment_lump_sum: EmploymentLumpSum,
    death_through_work: DeathBenefitRates,
    missing_person: MissingPersonTerms,
    stop_work: StopWorkMonths,
}
