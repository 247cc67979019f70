//! Entitlements: who is owed which benefit from when, and what follows for a month.
//!
//! The one fact is what is due for a month. A payroll run pays what is due less what was paid, month by month; the arrears of a
//! late claim, the difference of a new determination, the months of a suspension that is lifted and the overpayment after a
//! death follow from it, and no run has to know them by name.

pub use ledger::BenefitFund;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Fen, Month, Party, Text};

/// What is paid, and from which fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BenefitKind {
    EmployeePension,
    ResidentPension,
    /// 丧葬补助金 of the pension insurance.
    FuneralGrant,
    /// 抚恤金 of the pension insurance.
    SurvivorGrant,
    /// What is left in a personal account after a death.
    AccountBalance,
    /// 伤残津贴.
    InjuryDisabilityAllowance,
    /// 生活护理费.
    InjuryCareAllowance,
    /// 供养亲属抚恤金.
    InjuryDependantAllowance,
    /// 一次性伤残补助金.
    InjuryDisabilityLumpSum,
    /// 一次性工伤医疗补助金.
    InjuryMedicalLumpSum,
    /// 工伤丧葬补助金.
    InjuryFuneralGrant,
    /// 一次性工亡补助金.
    InjuryDeathLumpSum,
    /// 工伤医疗费.
    InjuryTreatment,
}

impl BenefitKind {
    pub const ALL: [BenefitKind; 13] = [
        BenefitKind::EmployeePension,
        BenefitKind::ResidentPension,
        BenefitKind::FuneralGrant,
        BenefitKind::SurvivorGrant,
        BenefitKind::AccountBalance,
        BenefitKind::InjuryDisabilityAllowance,
        BenefitKind::InjuryCareAllowance,
        BenefitKind::InjuryDependantAllowance,
        BenefitKind::InjuryDisabilityLumpSum,
        BenefitKind::InjuryMedicalLumpSum,
        BenefitKind::InjuryFuneralGrant,
        BenefitKind::InjuryDeathLumpSum,
        BenefitKind::InjuryTreatment,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            BenefitKind::EmployeePension => "employee_pension",
            BenefitKind::ResidentPension => "resident_pension",
            BenefitKind::FuneralGrant => "funeral_grant",
            BenefitKind::SurvivorGrant => "survivor_grant",
            BenefitKind::AccountBalance => "account_balance",
            BenefitKind::InjuryDisabilityAllowance => "injury_disability_allowance",
            BenefitKind::InjuryCareAllowance => "injury_care_allowance",
            BenefitKind::InjuryDependantAllowance => "injury_dependant_allowance",
            BenefitKind::InjuryDisabilityLumpSum => "injury_disability_lump_sum",
            BenefitKind::InjuryMedicalLumpSum => "injury_medical_lump_sum",
            BenefitKind::InjuryFuneralGrant => "injury_funeral_grant",
            BenefitKind::InjuryDeathLumpSum => "injury_death_lump_sum",
            BenefitKind::InjuryTreatment => "injury_treatment",
        }
    }

    pub fn of(word: &str) -> Option<BenefitKind> {
        BenefitKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            BenefitKind::EmployeePension => ("职工基本养老金", "employee's pension"),
            BenefitKind::ResidentPension => ("居民养老金", "resident's pension"),
            BenefitKind::FuneralGrant => ("丧葬补助金", "funeral grant"),
            BenefitKind::SurvivorGrant => ("抚恤金", "survivor grant"),
            BenefitKind::AccountBalance => ("个人账户余额", "account balance"),
            BenefitKind::InjuryDisabilityAllowance => ("伤残津贴", "disability allowance"),
            BenefitKind::InjuryCareAllowance => ("生活护理费", "care allowance"),
            BenefitKind::InjuryDependantAllowance => ("供养亲属抚恤金", "dependant's allowance"),
            BenefitKind::InjuryDisabilityLumpSum => ("一次性伤残补助金", "disability lump sum"),
            BenefitKind::InjuryMedicalLumpSum => ("一次性工伤医疗补助金", "medical lump sum"),
            BenefitKind::InjuryFuneralGrant => ("工伤丧葬补助金", "funeral grant (work injury)"),
            BenefitKind::InjuryDeathLumpSum => ("一次性工亡补助金", "death lump sum"),
            BenefitKind::InjuryTreatment => ("工伤医疗费", "treatment of a work injury"),
        };
        Text::new(chinese, english)
    }

    pub fn fund(self) -> BenefitFund {
        match self {
            BenefitKind::EmployeePension | BenefitKind::FuneralGrant | BenefitKind::SurvivorGrant | BenefitKind::AccountBalance => {
                BenefitFund::EmployeePension
            }
            BenefitKind::ResidentPension => BenefitFund::ResidentPension,
            BenefitKind::InjuryDisabilityAllowance
            | BenefitKind::InjuryCareAllowance
            | BenefitKind::InjuryDependantAllowance
            | BenefitKind::InjuryDisabilityLumpSum
            | BenefitKind::InjuryMedicalLumpSum
            | BenefitKind::InjuryFuneralGrant
            | BenefitKind::InjuryDeathLumpSum
            | BenefitKind::InjuryTreatment => BenefitFund::WorkInjury,
        }
    }

    /// Whether it is paid month after month; otherwise once, in its first month.
    pub fn is_monthly(self) -> bool {
        matches!(
            self,
            BenefitKind::EmployeePension
                | BenefitKind::ResidentPension
                | BenefitKind::InjuryDisabilityAllowance
                | BenefitKind::InjuryCareAllowance
                | BenefitKind::InjuryDependantAllowance
        )
    }
}

/// A right to a benefit, with every amount and every pause ever decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entitlement {
    pub area: AreaCode,
    pub id: i64,
    pub kind: BenefitKind,
    /// Whose right it is.
    pub beneficiary: Party,
    /// Who receives the money: the beneficiary, a relative, or the hospital that treated them.
    pub payee: Party,
    /// The first month due, whenever the claim was filed.
    pub first_month: Month,
    /// `None` as long as the right lasts; a lump sum ends with its first month.
    pub last_month: Option<Month>,
    pub granted_case_id: i64,
    /// Every month up to this one is paid exactly as due; the month before the first while nothing is paid.
    pub settled_through: Month,
    /// In the order they were decided: a later one holds from its month on, over all earlier ones.
    pub amounts: Vec<BenefitAmount>,
    pub suspensions: Vec<Suspension>,
}

/// What is due a month, from a month on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenefitAmount {
    pub from_month: Month,
    pub monthly: Fen,
    /// To be determined again when a figure of the year is published.
    pub provisional: bool,
    /// The case that decided it.
    pub case_id: i64,
}

/// Months in which nothing is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    pub from_month: Month,
    /// The last month without payment; `None` while it lasts.
    pub until_month: Option<Month>,
    /// A stable word such as `not_certified`.
    pub reason: String,
    pub case_id: i64,
    /// It was lifted with arrears: its months are due after all.
    pub is_void: bool,
}

impl Suspension {
    pub fn covers(&self, month: Month) -> bool {
        !self.is_void && self.from_month <= month && self.until_month.is_none_or(|until| month <= until)
    }
}

impl Entitlement {
    /// The amount decided for `month`, whether or not payment is suspended.
    pub fn monthly(&self, month: Month) -> Fen {
        self.amounts.iter().rev().find(|amount| amount.from_month <= month).map_or(Fen::ZERO, |amount| amount.monthly)
    }

    /// What is due for `month` by everything decided so far.
    pub fn due(&self, month: Month) -> Fen {
        let is_outside = month < self.first_month || self.last_month.is_some_and(|last| month > last);
        if is_outside || self.suspensions.iter().any(|suspension| suspension.covers(month)) {
            return Fen::ZERO;
        }
        self.monthly(month)
    }
}

/// The case under which months paid before this program kept the books are written out.
pub const TAKEN_OVER_CASE_ID: i64 = 0;

impl Entitlement {
    /// What was paid for each month, from the items that were written. Months that count as settled were paid as due, whether this
    /// program paid them or they were taken over.
    pub fn paid(&self, items: &[(Month, Fen)]) -> Vec<(Month, Fen)> {
        let settled = self.first_month.through(self.settled_through).map(|month| (month, self.due(month)));
        let open = items.iter().copied().filter(|(month, _)| *month > self.settled_through);
        settled.chain(open).filter(|(_, amount)| !amount.is_zero()).collect()
    }

    /// What has to be written out as paid before months behind `settled_through` are opened again: months of an entitlement that was
    /// taken over have no items. `items` are those written so far.
    pub fn taken_over(&self, settled_through: Month, items: &[(Month, Fen)]) -> Vec<(Month, Fen)> {
        let written = |month: Month| items.iter().filter(|(of, _)| *of == month).map(|(_, amount)| *amount).sum::<Fen>();
        let reopened = self.first_month.max(settled_through.next()).through(self.settled_through);
        reopened.map(|month| (month, self.due(month) - written(month))).filter(|(_, amount)| !amount.is_zero()).collect()
    }

    /// What becomes of it by a change; granting and recovering leave it as it is. `false` when the change meets nothing, such as the
    /// end of a suspension that never was.
    pub fn apply(&mut self, change: &BenefitChange) -> bool {
        let opened_from = match change {
            BenefitChange::Grant(_) | BenefitChange::Recover { .. } | BenefitChange::SetOff { .. } => return true,
            BenefitChange::Amount { amount, .. } => {
                self.amounts.push(amount.clone());
                amount.from_month
            }
            BenefitChange::Suspend { suspension, .. } => {
                self.suspensions.push(suspension.clone());
                suspension.from_month
            }
            BenefitChange::Resume { from_month, with_arrears, .. } => {
                let Some(suspension) = self.suspensions.last_mut().filter(|suspension| !suspension.is_void) else { return false };
                suspension.until_month = Some(from_month.previous());
                suspension.is_void = *with_arrears;
                suspension.from_month.min(*from_month)
            }
            BenefitChange::End { last_month, .. } => {
                // The last month itself is looked at again, so that a run still sees what was paid behind it.
                let before = self.last_month.replace(*last_month);
                before.filter(|before| before < last_month).map_or(*last_month, Month::next)
            }
        };
        // What was settled may have to be paid or recovered again from that month on.
        self.settled_through = self.settled_through.min(opened_from.previous());
        true
    }
}

/// What an act does to an entitlement of its area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BenefitChange {
    Grant(Entitlement),
    /// Another amount holds from its month on; months already paid become open again.
    Amount {
        entitlement_id: i64,
        beneficiary: Party,
        amount: BenefitAmount,
    },
    Suspend {
        entitlement_id: i64,
        beneficiary: Party,
        suspension: Suspension,
    },
    /// Payment goes on with `from_month`; with `with_arrears` the months of the suspension are due after all.
    Resume {
        entitlement_id: i64,
        beneficiary: Party,
        from_month: Month,
        with_arrears: bool,
    },
    /// The right ends with `last_month`, which may lie before months already paid.
    End {
        entitlement_id: i64,
        beneficiary: Party,
        last_month: Month,
        /// A stable word such as `death`.
        reason: String,
    },
    /// What was paid too much for a month is taken back on the account of the beneficiary: an item below nothing under the
    /// case of the act, so that the items of the month sum to what is due. The act posts the same amount to what is to be recovered.
    Recover {
        entitlement_id: i64,
        beneficiary: Party,
        month: Month,
        /// Above nothing.
        amount: Fen,
    },
    /// Part of what is due for a month is set off against what its payee owes: an item under the case of the act, so that a run
    /// pays the rest. The act posts the same amount from what is to be recovered.
    SetOff {
        entitlement_id: i64,
        beneficiary: Party,
        month: Month,
        /// Above nothing.
        amount: Fen,
    },
}

impl BenefitChange {
    pub fn entitlement_id(&self) -> i64 {
        match self {
            BenefitChange::Grant(entitlement) => entitlement.id,
            BenefitChange::Amount { entitlement_id, .. }
            | BenefitChange::Suspend { entitlement_id, .. }
            | BenefitChange::Resume { entitlement_id, .. }
            | BenefitChange::End { entitlement_id, .. }
            | BenefitChange::Recover { entitlement_id, .. }
            | BenefitChange::SetOff { entitlement_id, .. } => *entitlement_id,
        }
    }

    pub fn beneficiary(&self) -> Party {
        match self {
            BenefitChange::Grant(entitlement) => entitlement.beneficiary,
            BenefitChange::Amount { beneficiary, .. }
            | BenefitChange::Suspend { beneficiary, .. }
            | BenefitChange::Resume { beneficiary, .. }
            | BenefitChange::End { beneficiary, .. }
            | BenefitChange::Recover { beneficiary, .. }
            | BenefitChange::SetOff { beneficiary, .. } => *beneficiary,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn pension() -> Entitlement {
        let amount = |from: &str, fen| BenefitAmount { from_month: month(from), monthly: Fen(fen), provisional: false, case_id: 1 };
        Entitlement {
            area: "371002".parse().unwrap(),
            id: 1,
            kind: BenefitKind::EmployeePension,
            beneficiary: Party::person(1),
            payee: Party::person(1),
            first_month: month("2020-04"),
            last_month: None,
            granted_case_id: 1,
            settled_through: month("2020-03"),
            amounts: vec![amount("2020-04", 300_000), amount("2021-01", 315_000)],
            suspensions: Vec::new(),
        }
    }

    #[test]
    fn what_is_due_follows_from_everything_decided() {
        let mut pension = pension();
        for (asked, due) in [("2020-03", 0), ("2020-04", 300_000), ("2020-12", 300_000), ("2021-01", 315_000)] {
            assert_eq!(pension.due(month(asked)), Fen(due), "{asked}");
        }
        let suspension =
            Suspension { from_month: month("2021-03"), until_month: None, reason: "not_certified".into(), case_id: 2, is_void: false };
        pension.suspensions.push(suspension);
        assert_eq!(pension.due(month("2021-03")), Fen::ZERO);
        pension.suspensions[0].until_month = Some(month("2021-04"));
        assert_eq!([pension.due(month("2021-04")), pension.due(month("2021-05"))], [Fen::ZERO, Fen(315_000)]);
        pension.suspensions[0].is_void = true;
        pension.last_month = Some(month("2021-04"));
        assert_eq!([pension.due(month("2021-04")), pension.due(month("2021-05"))], [Fen(315_000), Fen::ZERO]);
    }

    #[test]
    fn a_new_determination_holds_over_earlier_amounts_from_its_month_on() {
        let mut pension = pension();
        pension.amounts.push(BenefitAmount { from_month: month("2020-04"), monthly: Fen(310_000), provisional: false, case_id: 3 });
        assert_eq!([pension.due(month("2020-04")), pension.due(month("2021-06"))], [Fen(310_000), Fen(310_000)]);
    }

    #[test]
    fn every_word_names_one_kind() {
        for kind in BenefitKind::ALL {
            assert_eq!(BenefitKind::of(kind.as_str()), Some(kind));
        }
    }
}
