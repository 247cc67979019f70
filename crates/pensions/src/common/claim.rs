//! What the claims of both pensions have in common: who may file, what stands against it, and what granting does.

use casework::procedure::CaseRef;
use casework::{
    Actor, BenefitAmount, BenefitChange, BenefitKind, Effects, Entitlement, PayeeAccount, Refusal, Refusals, RegistryChange, Role,
};
use values::{Fen, Month, Party, PartyKind};

use super::account::StatedAccount;
use super::person::PersonFacts;

/// The person, or the employer the person works for. `in_month` is the month the application belongs to.
pub fn may_apply(actor: &Actor, area: values::AreaCode, person_id: i64, facts: &PersonFacts, in_month: Month) -> bool {
    if actor.speaks_for(area, Party::person(person_id)) {
        return true;
    }
    let employer = actor.party.filter(|party| party.kind == PartyKind::Employer && actor.area == area);
    employer.is_some_and(|employer| actor.has(Role::EmployerClerk) && facts.works_for(employer.id, in_month))
}

/// A pension is granted once; what was determined wrongly is determined again.
pub fn refuse_granted(facts: &PersonFacts, kind: BenefitKind) -> Option<Refusal> {
    let granted = facts.pension(kind)?;
    let name = kind.name();
    Some(
        Refusal::new(
            "already_granted",
            format!("{}已核定，自 {} 起发放", name.zh, granted.first_month),
            format!("the {} is granted and paid from {}", name.en, granted.first_month),
        )
        .hint("对核定结果有异议的，请申请重新核定", "if it is wrong, ask for a new determination"),
    )
}

/// The account the pension goes to: the one typed, or the one on record.
pub fn account_of(stated: &StatedAccount, facts: &PersonFacts) -> Result<Option<PayeeAccount>, Refusals> {
    if stated.is_blank() {
        if facts.account.is_some() {
            return Ok(None);
        }
        return Err(Refusal::new("account_needed", "请填写本人银行账户", "give a bank account of the person's own")
            .on_field("holder")
            .into());
    }
    let name = facts.person.as_ref().map_or("", |person| person.name.as_str());
    stated.verify(name).map(Some)
}

/// What is granted: a right from a month on, with the amount of each stretch of months.
#[derive(Debug, Clone)]
pub struct Award {
    pub kind: BenefitKind,
    pub entitlement_id: i64,
    pub person_id: i64,
    pub first_month: Month,
    /// From which month which amount, ascending, the first from the first month.
    pub amounts: Vec<(Month, Fen)>,
    pub provisional: bool,
    pub account: Option<PayeeAccount>,
}

impl Award {
    /// What is due for a month of it.
    pub fn monthly(&self, month: Month) -> Fen {
        self.amounts.iter().rev().find(|(from, _)| *from <= month).map_or(Fen::ZERO, |(_, amount)| *amount)
    }

    pub fn effects(self, case: CaseRef<'_>) -> Effects {
        let beneficiary = Party::person(self.person_id);
        let amounts = self.amounts.iter().map(|(from_month, monthly)| BenefitAmount {
            from_month: *from_month,
            monthly: *monthly,
            provisional: self.provisional,
            case_id: case.id,
        });
        let entitlement = Entitlement {
            area: case.area,
            id: self.entitlement_id,
            kind: self.kind,
            beneficiary,
            payee: beneficiary,
            first_month: self.first_month,
            last_month: None,
            granted_case_id: case.id,
            settled_through: self.first_month.previous(),
            amounts: amounts.collect(),
            suspensions: Vec::new(),
        };
        let registry = self.account.into_iter().map(|account| RegistryChange::SetPayeeAccount { party: beneficiary, account });
        Effects { benefits: vec![BenefitChange::Grant(entitlement)], registry: registry.collect(), ..Effects::default() }
    }
}
