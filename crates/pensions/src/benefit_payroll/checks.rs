//! What is looked at before an entitlement is paid.

use agency::common::not_covered;
use casework::benefit::Entitlement;
use casework::payroll::{OpenEntitlement, PayrollFindingKind};
use casework::{EmergencyRecord, Refusal};
use rules::notice::{PostponeMeasure, ServiceSet};
use rules::payroll::PayrollChecks;
use rules::{EmergencyState, Law, MeasureKind};
use values::{AreaCode, Date, Fen, Month, PartyKind};

/// The service a notice names when it lets certifications wait.
const SERVICE: &str = "life_certification";

/// The checks of one run.
#[derive(Debug, Clone)]
pub struct Checks {
    rules: PayrollChecks,
    /// A certification that was still good on this day counts while the emergency lasts that let certifications wait.
    good_if_valid_on: Option<Date>,
}

impl Checks {
    pub fn new(law: &Law, area: AreaCode, month: Month, today: Date, declared: &[EmergencyRecord]) -> Result<Checks, Refusal> {
        let rules = PayrollChecks::for_month(law, month).map_err(|gap| not_covered(gap.text()))?;
        let states: Vec<EmergencyState> = declared
            .iter()
            .map(|record| EmergencyState {
                notice_id: record.notice_id.clone(),
                declared_on: record.declared_on,
                ended_on: record.ended_on,
            })
            .collect();
        let postponed = law.measures_on(lets_certification_wait, &states, today, area).map_err(|gap| not_covered(gap.text()))?;
        Ok(Checks { rules, good_if_valid_on: postponed.map(|active| active.from).min() })
    }

    /// Why a payment is held, in the order of the list of reasons; nothing when it may go out.
    pub fn of(&self, open: &OpenEntitlement, month: Month) -> Vec<PayrollFindingKind> {
        let entitlement = &open.entitlement;
        let mut found = Vec::new();
        if open.is_dead && entitlement.payee == entitlement.beneficiary {
            found.push(PayrollFindingKind::Dead);
        }
        if needs_certification(entitlement) && !self.is_certified(open, month) {
            found.push(PayrollFindingKind::NotCertified);
        }
        match open.account_sequence {
            None => found.push(PayrollFindingKind::NoAccount),
            Some(_) if open.shares_account => found.push(PayrollFindingKind::SharedAccount),
            Some(_) => {}
        }
        if entitlement.kind.is_monthly() && self.rules.is_jump(due_before(entitlement, month), entitlement.due(month)) {
            found.push(PayrollFindingKind::Jump);
        }
        found
    }

    /// 威人社函〔2020〕6号 二（三）: what needs a counter may be done later and no right is lost by it, so a certification that ran out
    /// during the emergency does not stop a payment while it lasts.
    fn is_certified(&self, open: &OpenEntitlement, month: Month) -> bool {
        let until = open.certified_until;
        self.rules.is_certified(until, open.entitlement.first_month, month)
            || self.good_if_valid_on.is_some_and(|from| until.is_some_and(|until| until >= from))
    }
}

fn needs_certification(entitlement: &Entitlement) -> bool {
    entitlement.kind.is_monthly() && entitlement.beneficiary.kind == PartyKind::Person
}

fn due_before(entitlement: &Entitlement, month: Month) -> Fen {
    entitlement.due(month.previous())
}

fn lets_certification_wait(kind: &MeasureKind) -> bool {
    match kind {
        MeasureKind::Postpone(PostponeMeasure { services, rights_kept: true }) => match services {
            ServiceSet::EveryCounterService => true,
            ServiceSet::Named(services) => services.iter().any(|service| service == SERVICE),
        },
        _ => false,
    }
}
