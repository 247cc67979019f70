//! What is looked at before an entitlement is paid.

use agency::common::certification::put_off_by;
use agency::common::not_covered;
use casework::benefit::Entitlement;
use casework::payroll::{OpenEntitlement, PayrollFindingKind};
use casework::{EmergencyRecord, Refusal};
use rules::Law;
use rules::payroll::PayrollChecks;
use rules::pension::certified_until;
use values::{AreaCode, Date, Fen, Month, PartyKind};

/// The checks of one run.
#[derive(Debug, Clone)]
pub struct Checks<'a> {
    law: &'a Law,
    rules: PayrollChecks,
    /// An emergency lets certifications wait.
    certifications_wait: bool,
}

impl<'a> Checks<'a> {
    pub fn new(law: &'a Law, area: AreaCode, month: Month, today: Date, declared: &[EmergencyRecord]) -> Result<Checks<'a>, Refusal> {
        let rules = PayrollChecks::for_month(law, month).map_err(|gap| not_covered(gap.text()))?;
        Ok(Checks { law, rules, certifications_wait: put_off_by(law, declared, area, today).is_some() })
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

    /// 人社厅发〔2018〕54号: whoever has just been granted a benefit was seen then, so the first year needs no certification.
    ///
    /// 威人社函〔2020〕6号 二（三）: what needs a counter may be done later and no right is lost by it, so while the emergency lasts one that
    /// has run out does not stop a payment.
    fn is_certified(&self, open: &OpenEntitlement, month: Month) -> bool {
        let first_day = month.first_day();
        let holds = |until: Date| until >= first_day;
        open.certified_until.is_some_and(holds)
            || self.certifications_wait
            || certified_until(self.law, open.entitlement.first_month.first_day()).is_ok_and(|until| holds(until.last_day))
    }
}

fn needs_certification(entitlement: &Entitlement) -> bool {
    entitlement.kind.is_monthly() && entitlement.beneficiary.kind == PartyKind::Person
}

fn due_before(entitlement: &Entitlement, month: Month) -> Fen {
    entitlement.due(month.previous())
}
